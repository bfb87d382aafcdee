//! The stack machine that pickles are programs for: protocols 2 to 5, without what PyTorch never writes.
//! The names of the operations are those of Python's `pickletools`.

use std::collections::HashMap;

use super::object::{Heap, Id, Object};
use super::{broken, calls};
use crate::FileError;
use crate::limits::{MAX_NAME, check};

/// What is left of a pickle.
pub(super) struct Input<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Input<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// How many bytes have been read.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    fn take(&mut self, length: u64) -> Result<&'a [u8], FileError> {
        let rest = &self.bytes[self.at..];
        let taken = usize::try_from(length).ok().and_then(|length| rest.get(..length)).ok_or_else(|| {
            broken(format!("expected {length} bytes from byte {} on, got {}", self.at, rest.len()))
        })?;
        self.at += taken.len();
        Ok(taken)
    }

    /// An unsigned integer of `N` bytes.
    fn unsigned<const N: usize>(&mut self) -> Result<u64, FileError> {
        let bytes = self.take(N as u64)?;
        Ok(bytes.iter().rev().fold(0, |value, &byte| (value << 8) | u64::from(byte)))
    }

    fn text(&mut self, length: u64) -> Result<String, FileError> {
        let from = self.at;
        let text = str::from_utf8(self.take(length)?);
        text.map(str::to_owned).map_err(|_| broken(format!("expected UTF-8 at byte {from}")))
    }

    fn line(&mut self) -> Result<String, FileError> {
        let length = self.bytes[self.at..].iter().position(|&byte| byte == b'\n');
        let length = length.ok_or_else(|| broken(format!("expected a line at byte {}", self.at)))?;
        check("names, in bytes,", MAX_NAME, length as u64)?;
        let line = self.text(length as u64)?;
        self.take(1)?;
        Ok(line)
    }
}

/// Runs the next pickle of `input`; its objects are added to `heap`.
pub(super) fn run(input: &mut Input<'_>, heap: &mut Heap) -> Result<Id, FileError> {
    let mut machine = Machine { input, heap, stack: Vec::new(), marks: Vec::new(), memo: HashMap::new() };
    loop {
        machine.heap.charge(1)?;
        let operation = machine.input.unsigned::<1>()? as u8;
        if operation == b'.' {
            return machine.pop();
        }
        machine.step(operation)?;
    }
}

struct Machine<'a, 'b> {
    input: &'a mut Input<'b>,
    heap: &'a mut Heap,
    stack: Vec<Id>,
    /// Heights of the stack at open marks.
    marks: Vec<usize>,
    memo: HashMap<u64, Id>,
}

impl Machine<'_, '_> {
    fn step(&mut self, operation: u8) -> Result<(), FileError> {
        match operation {
            // PROTO and FRAME
            0x80 => drop(self.input.take(1)?),
            0x95 => drop(self.input.take(8)?),
            // MARK, POP, POP_MARK, DUP
            b'(' => self.marks.push(self.stack.len()),
            b'0' if self.mark_is_on_top() => drop(self.marks.pop()),
            b'0' => drop(self.pop()?),
            b'1' => drop(self.pop_to_mark()?),
            b'2' => self.stack.push(self.top()?),
            // BINGET, LONG_BINGET, BINPUT, LONG_BINPUT, MEMOIZE
            b'h' | b'j' => {
                let index = self.length(operation == b'h')?;
                let remembered = self.memo.get(&index).copied();
                self.stack.push(remembered.ok_or_else(|| broken(format!("nothing remembered as {index}")))?);
            }
            b'q' | b'r' => {
                let index = self.length(operation == b'q')?;
                self.memo.insert(index, self.top()?);
            }
            0x94 => drop(self.memo.insert(self.memo.len() as u64, self.top()?)),
            // APPEND, APPENDS and ADDITEMS, SETITEM, SETITEMS
            b'a' => {
                let item = self.pop()?;
                self.append(&[item])?;
            }
            b'e' | 0x90 => {
                let items = self.pop_to_mark()?;
                self.append(&items)?;
            }
            b's' => {
                let [key, value] = self.pops()?;
                self.set(&[key, value])?;
            }
            b'u' => {
                let items = self.pop_to_mark()?;
                self.set(&items)?;
            }
            // REDUCE, NEWOBJ, NEWOBJ_EX, BUILD, BINPERSID
            b'R' => {
                let [function, arguments] = self.pops()?;
                let result = calls::call(self.heap, function, arguments)?;
                self.stack.push(result);
            }
            0x81 => {
                let [class, _] = self.pops()?;
                self.push(Object::Instance(class));
            }
            0x92 => {
                let [class, _, _] = self.pops()?;
                self.push(Object::Instance(class));
            }
            b'b' => {
                let state = self.pop()?;
                calls::build(self.heap, self.top()?, state)?;
            }
            b'Q' => {
                let id = self.pop()?;
                let object = calls::persistent(self.heap, id)?;
                self.stack.push(object);
            }
            _ => {
                let object = self.literal(operation)?;
                self.push(object);
            }
        }
        Ok(())
    }

    /// The object that an operation makes of its argument or of the top of the stack alone.
    fn literal(&mut self, operation: u8) -> Result<Object, FileError> {
        Ok(match operation {
            // NONE, NEWTRUE, NEWFALSE
            b'N' => Object::None,
            0x88 | 0x89 => Object::Bool(operation == 0x88),
            // BININT, BININT1, BININT2, LONG1, LONG4, BINFLOAT
            b'J' => Object::Int(i128::from(self.input.unsigned::<4>()? as u32 as i32)),
            b'K' => Object::Int(i128::from(self.input.unsigned::<1>()?)),
            b'M' => Object::Int(i128::from(self.input.unsigned::<2>()?)),
            0x8a | 0x8b => {
                let length = self.length(operation == 0x8a)?;
                long(self.input.take(length)?)
            }
            b'G' => self.skip(8, "a float")?,
            // SHORT_BINUNICODE, BINUNICODE, BINUNICODE8
            0x8c | b'X' => {
                let length = self.length(operation == 0x8c)?;
                Object::Text(self.input.text(length)?)
            }
            0x8d => {
                let length = self.input.unsigned::<8>()?;
                Object::Text(self.input.text(length)?)
            }
            // SHORT_BINSTRING and BINSTRING of Python 2: text, or bytes
            b'U' | b'T' => {
                let length = self.length(operation == b'U')?;
                str::from_utf8(self.input.take(length)?)
                    .map_or_else(|_| Object::Other("bytes"), |text| Object::Text(text.to_owned()))
            }
            // SHORT_BINBYTES, BINBYTES, BINBYTES8 and BYTEARRAY8
            b'C' | b'B' => {
                let length = self.length(operation == b'C')?;
                self.skip(length, "bytes")?
            }
            0x8e | 0x96 => {
                let length = self.input.unsigned::<8>()?;
                self.skip(length, "bytes")?
            }
            // GLOBAL, STACK_GLOBAL
            b'c' => Object::Global(format!("{}.{}", self.input.line()?, self.input.line()?)),
            0x93 => {
                let [module, name] = self.pops()?;
                let (module, name) = (self.heap.name(module, "a module")?, self.heap.name(name, "a class")?);
                Object::Global(format!("{module}.{name}"))
            }
            // EMPTY_TUPLE, TUPLE1, TUPLE2, TUPLE3, TUPLE
            b')' => Object::Tuple(Vec::new()),
            0x85 => Object::Tuple(self.pops::<1>()?.to_vec()),
            0x86 => Object::Tuple(self.pops::<2>()?.to_vec()),
            0x87 => Object::Tuple(self.pops::<3>()?.to_vec()),
            b't' => Object::Tuple(self.pop_to_mark()?),
            // EMPTY_LIST, EMPTY_SET, LIST, FROZENSET
            b']' | 0x8f => Object::List(Vec::new()),
            b'l' | 0x91 => Object::List(self.pop_to_mark()?),
            // EMPTY_DICT, DICT
            b'}' => Object::Dict(Vec::new()),
            b'd' => {
                let items = self.pop_to_mark()?;
                Object::Dict(pairs(&items)?)
            }
            other => {
                let at = self.input.position() - 1;
                return Err(broken(format!("expected an operation at byte {at}, got {other:#04x}")));
            }
        })
    }

    fn length(&mut self, is_short: bool) -> Result<u64, FileError> {
        if is_short { self.input.unsigned::<1>() } else { self.input.unsigned::<4>() }
    }

    fn skip(&mut self, length: u64, what: &'static str) -> Result<Object, FileError> {
        self.input.take(length)?;
        Ok(Object::Other(what))
    }

    fn push(&mut self, object: Object) {
        let id = self.heap.add(object);
        self.stack.push(id);
    }

    fn mark_is_on_top(&self) -> bool {
        self.marks.last() == Some(&self.stack.len())
    }

    fn top(&self) -> Result<Id, FileError> {
        let top = if self.mark_is_on_top() { None } else { self.stack.last().copied() };
        top.ok_or_else(|| broken(format!("nothing on the stack at byte {}", self.input.position())))
    }

    fn pop(&mut self) -> Result<Id, FileError> {
        let top = self.top()?;
        self.stack.pop();
        Ok(top)
    }

    /// The last `N` objects, the last one last.
    fn pops<const N: usize>(&mut self) -> Result<[Id; N], FileError> {
        let mut popped = [self.top()?; N];
        for place in popped.iter_mut().rev() {
            *place = self.pop()?;
        }
        Ok(popped)
    }

    fn pop_to_mark(&mut self) -> Result<Vec<Id>, FileError> {
        let mark = self.marks.pop();
        let mark = mark.ok_or_else(|| broken(format!("no mark at byte {}", self.input.position())))?;
        Ok(self.stack.split_off(mark))
    }

    /// An object that is filled like a list is one, whatever its class.
    fn append(&mut self, items: &[Id]) -> Result<(), FileError> {
        let list = self.top()?;
        match self.heap.get_mut(list) {
            Object::List(all) => all.extend(items),
            other @ Object::Instance(_) => *other = Object::List(items.to_vec()),
            _ => return Err(broken(format!("expected a list, got {}", self.heap.kind(list)))),
        }
        Ok(())
    }

    /// An object that is filled like a dictionary is one, whatever its class.
    fn set(&mut self, items: &[Id]) -> Result<(), FileError> {
        let dict = self.top()?;
        match self.heap.get_mut(dict) {
            Object::Dict(all) => all.extend(pairs(items)?),
            other @ Object::Instance(_) => *other = Object::Dict(pairs(items)?),
            _ => return Err(broken(format!("expected a dict, got {}", self.heap.kind(dict)))),
        }
        Ok(())
    }
}

fn pairs(items: &[Id]) -> Result<Vec<(Id, Id)>, FileError> {
    match items.as_chunks::<2>() {
        (pairs, []) => Ok(pairs.iter().map(|&[key, value]| (key, value)).collect()),
        _ => Err(broken(format!("expected keys and values, got {} objects", items.len()))),
    }
}

/// An integer of any length in two's complement.
fn long(bytes: &[u8]) -> Object {
    let negative = bytes.last().is_some_and(|byte| byte & 0x80 != 0);
    let mut value = if negative { [0xff; 16] } else { [0; 16] };
    match value.get_mut(..bytes.len()) {
        Some(low) => low.copy_from_slice(bytes),
        None => return Object::Other("a large int"),
    }
    Object::Int(i128::from_le_bytes(value))
}
