//! The backbones, against torchvision, timm and transformers, and what they promise by themselves.

mod baselines;
mod case;
mod common;
mod config;
mod hugging_face;
mod pretrained;
mod single_tower;
mod training;
