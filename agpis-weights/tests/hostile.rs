//! Files made to do harm: each is refused, or harmless. What fuzzing has found is among them.

mod common;

use agpis_weights::TensorFile;
use common::{cases, checkpoint, committed, safetensors, zip};

/// What opening a file of these bytes and reading all its tensors says, if something is wrong with it.
fn complaint(bytes: impl Into<Vec<u8>>) -> Option<String> {
    match TensorFile::from_bytes(bytes.into()) {
        Ok(file) => file.iter().find_map(|(_, tensor)| tensor.read().err().map(|e| e.to_string())),
        Err(error) => {
            let cause = std::error::Error::source(&error).map(|cause| format!(": {cause}"));
            Some(format!("{error}{}", cause.unwrap_or_default()))
        }
    }
}

fn assert_complaints(cases: impl IntoIterator<Item = (&'static str, Vec<u8>, &'static str)>) {
    for (name, bytes, expected) in cases {
        match complaint(bytes) {
            Some(actual) => {
                assert!(actual.contains(expected), "{name}: expected {expected:?}, got {actual:?}")
            }
            None => panic!("{name}: expected {expected:?}, but nothing was wrong"),
        }
    }
}

/// Small files of every format, by their names.
fn sound_files() -> Vec<(String, Vec<u8>)> {
    let folder = committed("torch");
    [".ckpt", ".safetensors"]
        .iter()
        .flat_map(|ending| cases(&folder, ending).into_iter().map(move |case| format!("{case}{ending}")))
        .map(|file| (file.clone(), std::fs::read(folder.join(file)).expect("a committed file")))
        .collect()
}

#[test]
fn a_file_that_ends_early_is_refused_wherever_it_ends() {
    for (name, bytes) in sound_files() {
        for length in 0..bytes.len() {
            assert!(TensorFile::from_bytes(bytes[..length].to_vec()).is_err(), "{name} cut to {length}");
        }
    }
}

#[test]
fn a_changed_byte_anywhere_does_no_harm() {
    for (name, mut bytes) in sound_files() {
        for at in 0..bytes.len() {
            for change in [1, 0x80, 0xff] {
                bytes[at] ^= change;
                if let Ok(file) = TensorFile::from_bytes(bytes.clone()) {
                    for values in file.iter().filter_map(|(_, tensor)| tensor.read().ok()) {
                        assert!(values.into_f32().len() <= bytes.len(), "{name}, byte {at}");
                    }
                }
                bytes[at] ^= change;
            }
        }
    }
}

#[test]
fn safetensors_headers_are_believed_only_as_far_as_the_file_goes() {
    let tensor = |shape: &str, offsets: &str| {
        safetensors(&format!(r#"{{"w":{{"dtype":"F32","shape":{shape},"data_offsets":{offsets}}}}}"#), 8)
    };
    let exabytes = [(1_u64 << 60).to_le_bytes().as_slice(), b"{}"].concat();
    let all = r#"{"dtype":"F32","shape":[2],"data_offsets":[0,8]}"#;
    let twice = format!(r#"{{"w":{all},"w":{all}}}"#);
    let gap = r#"{"a":{"dtype":"F32","shape":[],"data_offsets":[4,8]}}"#;
    let overlap = format!(r#"{{"a":{all},"b":{{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}}}"#);
    let long_name = format!(r#"{{"{}":{all}}}"#, "w".repeat(2000));
    let deep = format!(r#"{{"w":{}"#, "[".repeat(100_000));
    let sizes = format!(r#"{{"w":{{"dtype":"F32","shape":[{}1]}}}}"#, "1,".repeat(1_500_000));
    let many: Vec<String> =
        (0..70_000).map(|i| format!(r#""{i}":{{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}"#)).collect();
    assert_complaints([
        (
            "a header of exabytes",
            exabytes,
            "a safetensors header, in bytes, of at most 2, got 1152921504606846976",
        ),
        ("a header of 16 MiB", safetensors(&" ".repeat(16 << 20), 0), "file that begins with"),
        ("a header of 5 MiB", safetensors(&format!("{{{}}}", " ".repeat(5 << 20)), 0), "of at most 4194304"),
        (
            "more values than the file",
            tensor("[1000000000000]", "[0,4000000000000]"),
            "4000000000000 bytes of",
        ),
        ("fewer values than the file", tensor("[1]", "[0,4]"), "expected 4 bytes of tensors, got 8"),
        ("a shape beyond numbers", tensor("[4294967296,4294967296,2]", "[0,8]"), "verflow"),
        ("a shape of another length", tensor("[3]", "[0,8]"), "header"),
        ("offsets backwards", tensor("[2]", "[8,0]"), "header"),
        ("a negative size", tensor("[-2]", "[0,8]"), "header"),
        ("nine dimensions", tensor("[1,1,1,1,1,1,1,1,2]", "[0,8]"), "dimensions of at most 8, got 9"),
        ("one name twice", safetensors(&twice, 8), "expected every name once, got \"w\" twice"),
        ("a gap", safetensors(gap, 8), "header"),
        ("an overlap", safetensors(&overlap, 8), "header"),
        ("a long name", safetensors(&long_name, 8), "names, in bytes, of at most 1024, got 2000"),
        ("brackets without end", safetensors(&deep, 0), "header"),
        ("a million sizes", safetensors(&sizes, 0), "header"),
        (
            "many tensors",
            safetensors(&format!("{{{}}}", many.join(",")), 0),
            "tensors of at most 65536, got 70000",
        ),
    ]);
}

#[test]
fn names_of_any_characters_are_names() {
    let header = r#"{"../\u0000\n\u202e😀":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}"#;
    let file = TensorFile::from_bytes(safetensors(header, 4)).unwrap();
    assert!(file.get("../\0\n\u{202e}😀").is_some());
}

#[test]
fn a_tensor_without_elements_may_have_any_other_size() {
    let header = r#"{"w":{"dtype":"F32","shape":[0,18446744073709551615,3],"data_offsets":[0,0]}}"#;
    assert_eq!(complaint(safetensors(header, 0)), None);
}

/// Operations of a pickle.
mod op {
    pub(super) fn text(text: &str) -> Vec<u8> {
        [b"X".as_slice(), &(text.len() as u32).to_le_bytes(), text.as_bytes()].concat()
    }

    pub(super) fn int(value: i64) -> Vec<u8> {
        [b"\x8a\x08".as_slice(), &value.to_le_bytes()].concat()
    }

    pub(super) fn ints(values: &[i64]) -> Vec<u8> {
        let values: Vec<u8> = values.iter().copied().flat_map(int).collect();
        [b"(".as_slice(), &values, b"t"].concat()
    }

    /// A float tensor over storage 0 of so many elements.
    pub(super) fn tensor(length: i64, offset: i64, shape: &[i64], stride: &[i64]) -> Vec<u8> {
        let id = [text("storage"), b"ctorch\nFloatStorage\n".to_vec(), text("0"), text("cpu"), int(length)];
        let id = [b"(".as_slice(), &id.concat(), b"tQ"].concat();
        let arguments = [id, int(offset), ints(shape), ints(stride), b"\x89N".to_vec()].concat();
        [b"ctorch._utils\n_rebuild_tensor_v2\n(".as_slice(), &arguments, b"tR"].concat()
    }

    /// A pickle of the dictionary with `value` under `w`.
    pub(super) fn dict(value: &[u8]) -> Vec<u8> {
        [b"\x80\x02}".as_slice(), &text("w"), value, b"s."].concat()
    }
}

/// A checkpoint with `value` under `w` and a storage of 4 floats.
fn with(value: &[u8]) -> Vec<u8> {
    checkpoint(&op::dict(value), &[0; 16])
}

#[test]
fn tensors_of_a_checkpoint_stay_within_their_storage_and_their_file() {
    assert_eq!(complaint(with(&op::tensor(4, 0, &[2, 2], &[2, 1]))), None);
    assert_eq!(complaint(with(&op::tensor(4, 3, &[1], &[i64::MAX]))), None);
    assert_eq!(complaint(with(&op::tensor(4, 4, &[0, i64::MAX], &[i64::MAX, 1]))), None);
    let tensor =
        |length, offset, shape: &[i64], stride: &[i64]| with(&op::tensor(length, offset, shape, stride));
    let outside = "expected a tensor within 4 elements";
    assert_complaints([
        ("10 GiB from 4 bytes", tensor(4, 0, &[1 << 20, 2560], &[0, 0]), "a tensor, in bytes, of at most"),
        ("all that a number counts", tensor(4, 0, &[1 << 62, 1 << 62], &[0, 0]), outside),
        ("bytes beyond numbers", tensor(4, 0, &[i64::MAX], &[0]), "a tensor, in bytes, of at most"),
        ("one element more", tensor(4, 1, &[4], &[1]), outside),
        ("an offset beyond the storage", tensor(4, 5, &[0], &[1]), outside),
        ("an offset beyond numbers", tensor(4, i64::MAX, &[i64::MAX], &[i64::MAX]), outside),
        ("steps beyond the storage", tensor(4, 0, &[2], &[4]), outside),
        (
            "a negative size",
            tensor(4, 0, &[-1], &[1]),
            "expected a size of at least 0 and below 2^64, got -1",
        ),
        ("a negative step", tensor(4, 3, &[4], &[-1]), "expected a size of at least 0"),
        ("a negative offset", tensor(4, -1, &[4], &[1]), "expected an offset of at least 0"),
        ("a negative length", tensor(-4, 0, &[4], &[1]), "expected the length of a storage of at least 0"),
        ("a storage beyond numbers", tensor(i64::MAX, 0, &[4], &[1]), "got one of 9223372036854775807"),
        ("sizes without steps", tensor(4, 0, &[2, 2], &[1]), outside),
        ("nine dimensions", tensor(4, 0, &[1; 9], &[1; 9]), "dimensions of at most 8, got 9"),
        (
            "a storage longer than its file",
            tensor(8, 0, &[8], &[1]),
            "expected 32 bytes of storage \"0\", got 16",
        ),
    ]);
}

#[test]
fn pickles_stay_within_their_limits() {
    let join = |parts: &[&[u8]]| parts.concat();
    let vector = op::tensor(4, 0, &[4], &[1]);
    // w = {"a": w, "b": w}, sixty times over: 2^60 paths to one tensor.
    let twice = join(&[b"}", &op::text("a"), b"h\x00s", &op::text("b"), b"h\x00sq\x00"]);
    let paths = join(&[&vector, b"q\x00", &twice.repeat(60)]);
    let itself = join(&[b"}q\x00", &op::text("me"), b"h\x00s"]);
    let long_name = join(&[b"}", &op::text(&"n".repeat(2048)), &vector, b"s"]);
    let class = join(&[b"(c", &b"m".repeat(1 << 20), b"\nn\nq\x00", &b"h\x00".repeat(500_000), b"t"]);
    let globals = join(&[&op::text(&"m".repeat(1024)), b"q\x00", &b"h\x00h\x00\x93".repeat(300_000)]);
    let pairs = join(&[b"ccollections\nOrderedDict\nq\x00((NNt", &b"2".repeat(100_000), b"lq\x01"]);
    let dicts = join(&[&pairs, &b"h\x00h\x01\x85R".repeat(100_000)]);
    let lists = join(&[&b"]".repeat(100_000), &b"a".repeat(99_999)]);
    let too_many = "pickles, in steps, of at most 1048576";
    assert_complaints([
        ("17 MiB of objects", with(&b"N".repeat(17 << 20)), "data.pkl, in bytes, of at most 16777216"),
        ("two million objects", with(&b"N".repeat(2 << 20)), too_many),
        ("a long class mentioned often", with(&class), "names, in bytes, of at most 1024, got 1048576"),
        ("long names joined often", with(&globals), too_many),
        ("copies of a long dictionary", with(&dicts), too_many),
        ("endless paths", with(&paths), "tensors of at most 65536"),
        ("a dictionary in itself", with(&itself), "containers at most 64 deep"),
        ("containers in containers", with(&lists), "containers at most 64 deep"),
        ("a name of two kilobytes", with(&long_name), "names, in bytes, of at most 1024"),
        ("a text of exabytes", with(b"\x8d\0\0\0\0\0\0\0\x10"), "expected 1152921504606846976 bytes"),
        ("a number of gigabytes", with(b"\x8b\xff\xff\xff\xff"), "expected 4294967295 bytes"),
    ]);
}

#[test]
fn nothing_in_a_pickle_is_run() {
    let call = [b"cos\nsystem\n".to_vec(), op::text("false"), b"\x85R".to_vec()].concat();
    assert_eq!(complaint(with(&call)), None, "an object without a meaning");
    let root = [b"\x80\x02".to_vec(), call, b".".to_vec()].concat();
    assert_complaints([
        ("as the root", checkpoint(&root, &[]), "expected a dict of tensors, got os.system"),
        ("as a storage", with(b"cos\nsystem\n\x85Q"), "expected the persistent id of a storage or a class"),
        ("an unknown operation", with(b"\x82"), "expected an operation at byte 9, got 0x82"),
        ("nothing on the stack", checkpoint(b"\x80\x020.", &[]), "nothing on the stack at byte 3"),
        ("across a mark", checkpoint(b"\x80\x02N(\x86.", &[]), "nothing on the stack"),
        ("no mark", checkpoint(b"\x80\x02t.", &[]), "no mark at byte 3"),
        ("nothing remembered", checkpoint(b"\x80\x02h\x07.", &[]), "nothing remembered as 7"),
        ("a key without a value", with(b"}(Nu"), "expected keys and values, got 1 objects"),
        ("a list that is none", with(b"NNa"), "expected a list, got None"),
        (
            "a tensor of nothing",
            with(b"ctorch._utils\n_rebuild_tensor_v2\n)R"),
            "expected storage, offset, shape",
        ),
        ("no end", checkpoint(b"\x80\x02}", &[]), "expected 1 bytes from byte 3 on, got 0"),
        (
            "one name twice",
            with(
                &[op::tensor(4, 0, &[4], &[1]), b"s".to_vec(), op::text("w"), op::tensor(4, 0, &[1], &[1])]
                    .concat(),
            ),
            "expected every name once, got \"w\" twice",
        ),
    ]);
}

#[test]
fn archives_are_believed_only_as_far_as_the_file_goes() {
    let pickle = op::dict(&op::tensor(4, 0, &[4], &[1]));
    let sound = || checkpoint(&pickle, &[0; 16]);
    let end = sound().len() - 22;
    let changed = |from_end: usize, bytes: &[u8]| {
        let mut file = sound();
        let at = end - from_end;
        file[at..at + bytes.len()].copy_from_slice(bytes);
        file
    };
    // The last entry of the directory: 46 bytes and the name `a/data/0`.
    let entry = 46 + 8;
    let mut locator = sound();
    locator.truncate(end);
    let zip64 = [b"PK\x06\x06".as_slice(), &[0; 36], &u64::MAX.to_le_bytes(), &[0; 8]].concat();
    let at = (locator.len() as u64).to_le_bytes();
    locator.extend([zip64.as_slice(), b"PK\x06\x07\0\0\0\0", &at, &[1, 0, 0, 0]].concat());
    locator.extend(&sound()[end..]);
    let end_at = |at: usize, bytes: &[u8]| {
        let mut file = sound();
        file[end + at..][..bytes.len()].copy_from_slice(bytes);
        file
    };
    assert_eq!(complaint(sound()), None);
    assert_complaints([
        ("a directory of gigabytes", end_at(12, &[0xff; 4]), "a directory, in bytes, of at most 16777216"),
        ("a directory behind the file", end_at(16, &[0xff; 4]), "cannot be read"),
        ("a directory of exabytes", locator, "a directory, in bytes, of at most 16777216"),
        (
            "a comment behind the end",
            [sound(), b"comment".to_vec()].concat(),
            "expected a directory at the end",
        ),
        (
            "a compressed file",
            changed(entry - 10, &[8]),
            "expected uncompressed files, got \"a/data/0\" by method 8",
        ),
        ("a file that grows", changed(entry - 24, &[0xff; 3]), "expected 16 bytes of storage"),
        ("a file behind the file", changed(entry - 42, &[0xff; 3]), "cannot be read"),
        ("a file that is none", changed(entry - 42, &[1]), "expected the file \"a/data/0\" at byte 1"),
        ("a broken entry", changed(entry, b"PK\x01\x03"), "expected the directory of an archive"),
        ("a name beyond the directory", changed(entry - 28, &[0xff]), "expected the directory of an archive"),
        (
            "one file twice",
            zip(&[("data.pkl", b"."), ("data.pkl", b".")]),
            "every file once, got \"data.pkl\" twice",
        ),
        ("no objects", zip(&[("a/data/0", b"")]), "expected data.pkl"),
        ("no storage", zip(&[("a/data.pkl", &pickle)]), "no storage \"0\""),
        (
            "another order of bytes",
            zip(&[("a/data.pkl", &pickle), ("a/byteorder", b"big"), ("a/data/0", &[0; 16])]),
            "expected a file of a little-endian system",
        ),
        ("an empty archive", zip(&[]), "a file that begins with"),
    ]);
}

/// A checkpoint of the old format with these pickles behind the magic number, then `storages`.
fn stream(pickles: &[&[u8]], storages: &[u8]) -> Vec<u8> {
    let magic = b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.".as_slice();
    [magic, &pickles.concat(), storages].concat()
}

#[test]
fn streams_are_believed_only_as_far_as_the_file_goes() {
    let version = [b"\x80\x02".to_vec(), op::int(1001), b".".to_vec()].concat();
    let system = |order: &[u8]| {
        [b"\x80\x02}".to_vec(), op::text("little_endian"), order.to_vec(), b"s.".to_vec()].concat()
    };
    let little = system(b"\x88");
    let root = op::dict(&op::tensor(4, 0, &[4], &[1]));
    let keys = |keys: &[&str]| {
        let keys: Vec<u8> = keys.iter().flat_map(|key| op::text(key)).collect();
        [b"\x80\x02(".to_vec(), keys, b"l.".to_vec()].concat()
    };
    let storage = |length: u64| [length.to_le_bytes().as_slice(), &[0; 16]].concat();
    let two =
        [b"(".to_vec(), op::tensor(4, 0, &[4], &[1]), op::tensor(8, 0, &[4], &[1]), b"l".to_vec()].concat();
    assert_eq!(complaint(stream(&[&version, &little, &root, &keys(&["0"])], &storage(4))), None);
    assert_complaints([
        ("another magic number", b"\x80\x02K\x01.".to_vec(), "expected the magic number of a checkpoint"),
        ("another version", stream(&[b"\x80\x02K\x01."], b""), "expected a version, 1001"),
        ("another order of bytes", stream(&[&version, &system(b"\x89")], b""), "little-endian"),
        ("no order of bytes", stream(&[&version, b"N."], b""), "little-endian"),
        ("no keys", stream(&[&version, &little, &root, b"N."], b""), "expected a list of storages, got None"),
        (
            "a storage that is not listed",
            stream(&[&version, &little, &root, &keys(&[])], b""),
            "no storage \"0\"",
        ),
        (
            "a storage of unknown length",
            stream(&[&version, &little, &root, &keys(&["9"])], b""),
            "expected the length of storage \"9\" in the pickle",
        ),
        (
            "a storage of two lengths",
            stream(&[&version, &little, &op::dict(&two), &keys(&["0"])], &storage(4)),
            "expected one length of storage \"0\", got two",
        ),
        (
            "a storage of exabytes",
            stream(
                &[&version, &little, &op::dict(&op::tensor(1 << 58, 0, &[4], &[1])), &keys(&["0"])],
                &storage(1 << 58),
            ),
            "cannot be read",
        ),
        (
            "a storage that says otherwise",
            stream(&[&version, &little, &root, &keys(&["0"])], &storage(5)),
            "expected 4 elements of storage \"0\", got 5",
        ),
    ]);
}
