//! The calls of Python by which tensors and their containers come into being. Nothing is called: what they
//! would give is known.

use std::collections::BTreeSet;

use super::broken;
use super::object::{Heap, Id, Object, Storage, TensorObject};
use crate::limits::{MAX_RANK, check};
use crate::strided::Strided;
use crate::{DType, FileError};

/// The parts of the state of a `torch.nn.Module` that its state dict is made of.
const MODULE_TABLES: [&str; 3] = ["_parameters", "_buffers", "_modules"];

/// What `function(*arguments)` gives. A call that is not known gives an object of which nothing is known:
/// checkpoints hold much beside weights.
pub(super) fn call(heap: &mut Heap, function: Id, arguments: Id) -> Result<Id, FileError> {
    let Object::Global(name) = heap.get(function) else { return Ok(heap.add(Object::Instance(function))) };
    let object = match name.as_str() {
        "collections.OrderedDict" => ordered_dict(heap, arguments)?,
        "builtins.set" | "__builtin__.set" => match heap.tuple(arguments, "arguments")? {
            [] => Object::List(Vec::new()),
            [items, ..] => return Ok(*items),
        },
        "torch._utils._rebuild_tensor" | "torch._utils._rebuild_tensor_v2" => tensor(heap, arguments)?,
        // (data, requires_grad, hooks)
        "torch._utils._rebuild_parameter" | "torch._utils._rebuild_parameter_with_state" => {
            return first(heap, arguments);
        }
        // (function, class, arguments, state): a subclass of tensors
        "torch._tensor._rebuild_from_type_v2" => match *heap.tuple(arguments, "arguments")? {
            [_, _, arguments, ..] => tensor(heap, arguments)?,
            _ => return Err(broken("expected the arguments of a tensor")),
        },
        _ => Object::Instance(function),
    };
    Ok(heap.add(object))
}

fn first(heap: &Heap, arguments: Id) -> Result<Id, FileError> {
    let first = heap.tuple(arguments, "arguments")?.first();
    first.copied().ok_or_else(|| broken("expected an argument"))
}

/// `OrderedDict()`, or of a list of pairs.
fn ordered_dict(heap: &mut Heap, arguments: Id) -> Result<Object, FileError> {
    let Some(&pairs) = heap.tuple(arguments, "arguments")?.first() else {
        return Ok(Object::Dict(Vec::new()));
    };
    let (Object::List(pairs) | Object::Tuple(pairs)) = heap.get(pairs) else {
        return Err(broken(format!("expected a list of pairs, got {}", heap.kind(pairs))));
    };
    let num_pairs = pairs.len();
    let pair = |&pair: &Id| match heap.get(pair) {
        Object::List(pair) | Object::Tuple(pair) if pair.len() == 2 => Ok((pair[0], pair[1])),
        _ => Err(broken(format!("expected a pair, got {}", heap.kind(pair)))),
    };
    let entries = pairs.iter().map(pair).collect::<Result<_, _>>()?;
    heap.charge(num_pairs)?;
    Ok(Object::Dict(entries))
}

/// `_rebuild_tensor_v2(storage, offset, shape, stride, …)`.
fn tensor(heap: &Heap, arguments: Id) -> Result<Object, FileError> {
    let &[storage, offset, shape, stride, ..] = heap.tuple(arguments, "arguments")? else {
        return Err(broken("expected storage, offset, shape and stride of a tensor"));
    };
    let Object::Storage(of) = heap.get(storage) else {
        return Err(broken(format!("expected a storage, got {}", heap.kind(storage))));
    };
    let offset = of.offset.checked_add(heap.count(offset, "an offset")?);
    let strided = Strided { shape: sizes(heap, shape)?, stride: sizes(heap, stride)? };
    let window = strided.window().map(|window| window as u64);
    let end = offset.zip(window).and_then(|(offset, window)| offset.checked_add(window));
    match offset {
        Some(offset) if strided.is_sound() && end.is_some_and(|end| end <= of.length) => {
            Ok(Object::Tensor(Box::new(TensorObject { storage, offset, strided })))
        }
        _ => Err(broken(format!("expected a tensor within {} elements, got {strided:?}", of.length))),
    }
}

fn sizes(heap: &Heap, id: Id) -> Result<Vec<usize>, FileError> {
    let sizes = heap.tuple(id, "sizes")?;
    check("dimensions", MAX_RANK, sizes.len() as u64)?;
    let size = |&size| {
        let size = heap.count(size, "a size")?;
        usize::try_from(size).map_err(|_| broken(format!("expected a size, got {size}")))
    };
    sizes.iter().map(size).collect()
}

/// What `id`, by which a pickle refers to something outside of it, stands for:
/// `("storage", class, key, device, length[, view])`, or `("module", class, file, source)` for a class.
pub(super) fn persistent(heap: &mut Heap, id: Id) -> Result<Id, FileError> {
    match *heap.tuple(id, "a persistent id")? {
        [kind, class, ..] if heap.text(kind) == Some("module") => Ok(class),
        [kind, class, key, _, length, ref view @ ..] if heap.text(kind) == Some("storage") => {
            let offset = view.first().map_or(Ok(0), |&view| view_offset(heap, view))?;
            let storage = storage(heap, class, key, length, offset)?;
            Ok(heap.add(Object::Storage(Box::new(storage))))
        }
        _ => Err(broken("expected the persistent id of a storage or a class")),
    }
}

fn storage(heap: &mut Heap, class: Id, key: Id, length: Id, offset: u64) -> Result<Storage, FileError> {
    let Object::Global(class) = heap.get(class) else {
        return Err(broken(format!("expected the class of a storage, got {}", heap.kind(class))));
    };
    let (dtype, element) = element_type(class)?;
    let length = heap.count(length, "the length of a storage")?;
    if length.checked_mul(element).is_none() {
        return Err(broken(format!("expected a storage, got one of {length} elements")));
    }
    Ok(Storage { key: heap.name(key, "the key of a storage")?, dtype, element, length, offset })
}

/// Where in a storage a view `(key, offset, length)` of it begins; PyTorch 0.4 and later have `None`.
fn view_offset(heap: &Heap, view: Id) -> Result<u64, FileError> {
    match heap.get(view) {
        Object::None => Ok(0),
        Object::Tuple(view) if view.len() == 3 => heap.count(view[1], "an offset"),
        _ => Err(broken(format!("expected the view of a storage, got {}", heap.kind(view)))),
    }
}

/// Element type, and the bytes of one.
fn element_type(class: &str) -> Result<(DType, u64), FileError> {
    Ok(match class.rsplit('.').next().unwrap_or(class) {
        "DoubleStorage" => (DType::F64, 8),
        "FloatStorage" => (DType::F32, 4),
        "HalfStorage" => (DType::F16, 2),
        "BFloat16Storage" => (DType::BF16, 2),
        "LongStorage" => (DType::Other("i64"), 8),
        "IntStorage" => (DType::Other("i32"), 4),
        "ShortStorage" => (DType::Other("i16"), 2),
        "CharStorage" => (DType::Other("i8"), 1),
        "ByteStorage" => (DType::Other("u8"), 1),
        "BoolStorage" => (DType::Other("bool"), 1),
        "ComplexDoubleStorage" => (DType::Other("complex128"), 16),
        "ComplexFloatStorage" => (DType::Other("complex64"), 8),
        // Of types that came later; only the tensor says which one.
        "UntypedStorage" => (DType::Other("bytes"), 1),
        _ => return Err(broken(format!("expected the class of a storage, got {class}"))),
    })
}

/// Gives `object` the attributes `state`. Those of a module make it what its `state_dict()` is; no other
/// attribute matters.
pub(super) fn build(heap: &mut Heap, object: Id, state: Id) -> Result<(), FileError> {
    if !matches!(heap.get(object), Object::Instance(_)) {
        return Ok(());
    }
    let mut tables = Vec::new();
    for table in MODULE_TABLES {
        let Some(table) = heap.entry(state, table)? else { return Ok(()) };
        tables.push(table);
    }
    let left_out = heap.entry(state, "_non_persistent_buffers_set")?;
    let entries = |table: &Id| match heap.get(*table) {
        Object::Dict(entries) => entries.as_slice(),
        _ => &[],
    };
    let left_out: BTreeSet<&str> = match left_out.map(|names| heap.get(names)) {
        Some(Object::List(names)) => names.iter().filter_map(|&name| heap.text(name)).collect(),
        _ => BTreeSet::new(),
    };
    let is_kept = |&(name, _): &(Id, Id)| !heap.text(name).is_some_and(|name| left_out.contains(name));
    let steps = left_out.len() + tables.iter().map(|table| entries(table).len()).sum::<usize>();
    let state_dict = tables.iter().flat_map(entries).copied().filter(is_kept).collect();
    heap.charge(steps)?;
    *heap.get_mut(object) = Object::Dict(state_dict);
    Ok(())
}
