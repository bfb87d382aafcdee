"""MUIsC in PyTorch, over tensors with the names that agpis gives them."""
from collections import namedtuple

import torch
from torch.nn import functional as F

Sizes = namedtuple("Sizes", "patch heads image_blocks sequence_blocks decoder_blocks cross epsilons")
SMALL = Sizes(8, 6, 4, 1, 2, (0, 1), (1e-6, 1e-6, 1e-5))
FULL = Sizes(16, 12, 12, 1, 3, (2,), (1e-12, 1e-12, 1e-5))


def load(path):
    """Weights as PyTorch has them: linear layers are stored as [input, output]."""
    from safetensors.torch import load_file

    turned = lambda name, tensor: tensor.T.contiguous() if name.endswith(".weight") else tensor
    return {name: turned(name, tensor) for name, tensor in load_file(path).items()}


def network(weights, sizes):
    """The sequence feature of `[batch, K, 3, H, W]`, and what is decoded from tokens and it."""
    image_epsilon, sequence_epsilon, text_epsilon = sizes.epsilons

    def linear(name, x):
        return F.linear(x, weights[f"{name}.weight"], weights[f"{name}.bias"])

    def norm(name, x, epsilon):
        return F.layer_norm(x, x.shape[-1:], weights[f"{name}.gamma"], weights[f"{name}.beta"], epsilon)

    def heads(x, parts):
        batch, tokens, width = x.shape
        split = x.view(batch, tokens, parts, sizes.heads, width // parts // sizes.heads)
        return split.permute(2, 0, 3, 1, 4).unbind(0)

    def attend(name, query, key, value, is_causal=False):
        seen = F.scaled_dot_product_attention(query, key, value, is_causal=is_causal)
        return linear(f"{name}.output", seen.transpose(1, 2).flatten(2))

    def attention(name, x, is_causal=False):
        return attend(name, *heads(linear(f"{name}.qkv", x), 3), is_causal)

    def cross(name, x, memory):
        (query,) = heads(linear(f"{name}.query", x), 1)
        return attend(name, query, *heads(linear(f"{name}.key_value", memory), 2))

    def mlp(name, x, approximate="none"):
        return linear(f"{name}.down", F.gelu(linear(f"{name}.up", x), approximate=approximate))

    def image_features(images):
        count, channels, height, width = images.shape
        patch = sizes.patch
        rows, columns = height // patch, width // patch
        x = images.view(count, channels, rows, patch, columns, patch).permute(0, 2, 4, 1, 3, 5)
        x = linear("encoder.vit.patch_embedding", x.reshape(count, rows * columns, channels * patch * patch))
        x = torch.cat([weights["encoder.vit.class_token"].expand(count, -1, -1), x], 1)
        x = x + weights["encoder.vit.position_embedding"]
        for i in range(sizes.image_blocks):
            block = f"encoder.vit.blocks.{i}"
            x = x + attention(f"{block}.attention", norm(f"{block}.attention_norm", x, image_epsilon))
            x = x + mlp(f"{block}.mlp", norm(f"{block}.mlp_norm", x, image_epsilon))
        return norm("encoder.vit.norm", x, image_epsilon)

    def sequence_feature(pixels):
        x = image_features(pixels.flatten(0, 1))
        x = x.view(pixels.shape[0], -1, x.shape[-1]) + weights["encoder.position_embedding"]
        for i in range(sizes.sequence_blocks):
            block = f"encoder.blocks.{i}"
            x = norm(f"{block}.attention_norm", x + attention(f"{block}.attention", x), sequence_epsilon)
            x = norm(f"{block}.mlp_norm", x + mlp(f"{block}.mlp", x), sequence_epsilon)
        return x

    def decoded(tokens, memory):
        positions = weights["decoder.position_embedding"][: tokens.shape[1]]
        x = F.embedding(tokens, weights["decoder.word_embedding"]) + positions
        for i in range(sizes.decoder_blocks):
            block = f"decoder.blocks.{i}"
            x = x + attention(f"{block}.attention", norm(f"{block}.attention_norm", x, text_epsilon), is_causal=True)
            if i in sizes.cross:
                x = x + cross(f"{block}.cross.attention", norm(f"{block}.cross.norm", x, text_epsilon), memory)
            x = x + mlp(f"{block}.mlp", norm(f"{block}.mlp_norm", x, text_epsilon), "tanh")
        return norm("decoder.norm", x, text_epsilon)

    def classified(at_separator):
        return linear("class_head", at_separator)

    return sequence_feature, decoded, classified
