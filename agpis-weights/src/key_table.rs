//! Which tensors of a file make which parameter of a model.

use std::collections::{BTreeMap, BTreeSet};

use crate::layout::arranged_shape;
use crate::{Arranged, DType, Layout, Tensor, TensorFile};

/// A set of names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Names {
    /// One name.
    Is(String),
    /// All that begin so.
    StartWith(String),
    /// All that end so.
    EndWith(String),
}

impl Names {
    fn hold(&self, name: &str) -> bool {
        match self {
            Self::Is(this) => name == this,
            Self::StartWith(start) => name.starts_with(start.as_str()),
            Self::EndWith(end) => name.ends_with(end.as_str()),
        }
    }
}

/// In which precision parameters are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Precision {
    /// Everything in 32 bits.
    #[default]
    Full,
    /// Matrices stored in 16 bits stay so; vectors, which are small and add up errors, become 32 bits. Those in bf16 are multiplied
    /// in bf16 by a processor that has instructions for it, as with [`Bf16`](Self::Bf16).
    AsStored,
    /// Matrices in bf16, whatever they are stored in, and vectors in 32 bits: half the memory, and where the processor multiplies in
    /// bf16 (AVX512_BF16 or AMX), half the time or less. Otherwise they are widened in every call, which takes longer than 32 bits.
    Bf16,
}

/// One row for every parameter of a model: where it is to be found in a file.
#[derive(Clone, Debug, Default)]
pub struct KeyTable {
    rows: BTreeMap<String, (Layout, Vec<String>)>,
    fresh: Vec<Names>,
    ignored: Vec<Names>,
}

impl KeyTable {
    /// A table without rows.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A table for a file that has the names and shapes of the model itself.
    #[must_use]
    pub fn identity(parameters: &BTreeMap<String, Vec<usize>>) -> Self {
        let mut table = Self::new();
        for name in parameters.keys() {
            table.copy(name, name);
        }
        table
    }

    /// The rows: parameter, layout, and the tensors it is made of.
    pub fn rows(&self) -> impl Iterator<Item = (&str, Layout, &[String])> {
        self.rows.iter().map(|(parameter, (layout, from))| (parameter.as_str(), *layout, from.as_slice()))
    }

    /// `parameter` is made of the tensors `from`, in this order.
    ///
    /// # Panics
    /// If there are none.
    pub fn row(&mut self, parameter: impl Into<String>, layout: Layout, from: &[String]) {
        assert!(!from.is_empty(), "expected tensors that a parameter is made of");
        self.rows.insert(parameter.into(), (layout, from.to_vec()));
    }

    /// `parameter` is the tensor `from`.
    pub fn copy(&mut self, parameter: &str, from: &str) {
        self.row(parameter, Layout::Same, &[from.to_owned()]);
    }

    /// `layer.weight` and `layer.bias` of a linear layer are those of PyTorch's layers `from`: matrices
    /// are transposed, and several layers put side by side.
    pub fn linear(&mut self, layer: &str, from: &[&str]) {
        let named = |part: &str| from.iter().map(|from| format!("{from}.{part}")).collect::<Vec<_>>();
        self.row(format!("{layer}.weight"), Layout::Transposed, &named("weight"));
        self.row(format!("{layer}.bias"), Layout::SideBySide, &named("bias"));
    }

    /// `layer.weight` and `layer.bias` are those of a GPT-2 `Conv1D`, whose matrices are `[in, out]`.
    pub fn conv1d(&mut self, layer: &str, from: &str) {
        self.copy(&format!("{layer}.weight"), &format!("{from}.weight"));
        self.copy(&format!("{layer}.bias"), &format!("{from}.bias"));
    }

    /// `layer.gamma` and `layer.beta` of a normalisation are PyTorch's `weight` and `bias`.
    pub fn norm(&mut self, layer: &str, from: &str) {
        self.copy(&format!("{layer}.gamma"), &format!("{from}.weight"));
        self.copy(&format!("{layer}.beta"), &format!("{from}.bias"));
    }

    /// Parameters that the file does not have, and that keep the values they have.
    pub fn keep_fresh(&mut self, parameters: Names) {
        self.fresh.push(parameters);
    }

    /// Tensors of the file that the model has no use for.
    pub fn ignore(&mut self, tensors: Names) {
        self.ignored.push(tensors);
    }

    /// The rows of `other`, with `prefix` before its parameters and `from` before its tensors.
    pub fn part(&mut self, prefix: &str, from: &str, other: Self) {
        let prefixed = |start: &str, names: Names| match names {
            Names::Is(name) => Names::Is(format!("{start}{name}")),
            Names::StartWith(name) => Names::StartWith(format!("{start}{name}")),
            ends => ends,
        };
        for (parameter, (layout, tensors)) in other.rows {
            let tensors: Vec<String> = tensors.into_iter().map(|name| format!("{from}{name}")).collect();
            self.row(format!("{prefix}{parameter}"), layout, &tensors);
        }
        self.fresh.extend(other.fresh.into_iter().map(|names| prefixed(prefix, names)));
        self.ignored.extend(other.ignored.into_iter().map(|names| prefixed(from, names)));
    }

    /// Finds every one of `parameters` (name and shape) in `file`, without reading a value.
    ///
    /// # Errors
    /// One line for every tensor that is missing, unexpected, mis-shaped or not of floats, with what was
    /// expected and what came.
    pub fn resolve(
        &self,
        parameters: &BTreeMap<String, Vec<usize>>,
        file: &TensorFile,
        precision: Precision,
    ) -> Result<BTreeMap<String, Arranged>, Vec<String>> {
        let (mut found, mut problems) = (BTreeMap::new(), Vec::new());
        for (parameter, shape) in parameters {
            match self.rows.get(parameter) {
                Some((layout, from)) => match arrange(parameter, shape, *layout, from, file, precision) {
                    Ok(arranged) => drop(found.insert(parameter.clone(), arranged)),
                    Err(lines) => {
                        problems.extend(lines.into_iter().map(|line| format!("{parameter}: {line}")))
                    }
                },
                None if self.fresh.iter().any(|names| names.hold(parameter)) => {}
                None => problems.push(format!("{parameter}: expected {shape:?}, this kind of file has none")),
            }
        }
        problems.extend(self.unexpected(parameters, file));
        if problems.is_empty() { Ok(found) } else { Err(problems) }
    }

    fn unexpected(&self, parameters: &BTreeMap<String, Vec<usize>>, file: &TensorFile) -> Vec<String> {
        let rows = self.rows.iter().filter(|(parameter, _)| parameters.contains_key(*parameter));
        let used: BTreeSet<&str> = rows.flat_map(|(_, (_, from))| from).map(String::as_str).collect();
        let known = |name: &str| used.contains(name) || self.ignored.iter().any(|names| names.hold(name));
        file.iter()
            .filter(|(name, _)| !known(name))
            // Names of strangers may hold what moves the cursor of a terminal.
            .map(|(name, tensor)| format!("{}: unexpected, {tensor:?}", name.escape_debug()))
            .collect()
    }
}

fn arrange(
    parameter: &str,
    shape: &[usize],
    layout: Layout,
    from: &[String],
    file: &TensorFile,
    precision: Precision,
) -> Result<Arranged, Vec<String>> {
    // Where the file has the model's own names, one of them in a line is enough.
    let source = |name: &str, preposition: &str| match name == parameter {
        true => String::new(),
        false => format!("{preposition}{name}"),
    };
    let missing = |name: &String| format!("expected {shape:?}, missing{}", source(name, ": "));
    let find = |name: &String| file.get(name).ok_or_else(|| missing(name));
    let (parts, problems): (Vec<_>, Vec<_>) = from.iter().map(find).partition(Result::is_ok);
    let parts: Vec<&Tensor> = parts.into_iter().flatten().collect();
    if parts.len() < from.len() {
        return Err(problems.into_iter().filter_map(Result::err).collect());
    }
    let source = source(&from.join(", "), " from ");
    if let Some(part) = parts.iter().find(|part| part.dtype().size().is_none()) {
        return Err(vec![format!("expected floats, got {part:?}{source}")]);
    }
    let actual = arranged_shape(layout, &parts).map_err(|line| vec![format!("{line}{source}")])?;
    if !same_shape(&actual, shape) {
        return Err(vec![format!("expected {shape:?}, got {} {actual:?}{source}", parts[0].dtype())]);
    }
    let (dtype, parts) = (dtype(&parts, shape, precision), parts.into_iter().cloned().collect());
    Ok(Arranged { parts, layout, shape: shape.to_vec(), dtype })
}

/// Dimensions of size 1 do not count: `[1, 768]` is as good as `[768]`.
fn same_shape(a: &[usize], b: &[usize]) -> bool {
    a.iter().filter(|&&n| n != 1).eq(b.iter().filter(|&&n| n != 1))
}

fn dtype(parts: &[&Tensor], shape: &[usize], precision: Precision) -> DType {
    let is_matrix = shape.iter().filter(|&&n| n != 1).count() > 1;
    match (precision, parts[0].dtype()) {
        (Precision::AsStored, half @ (DType::F16 | DType::BF16)) if is_matrix => half,
        (Precision::Bf16, _) if is_matrix => DType::BF16,
        _ => DType::F32,
    }
}
