//! Fetching from a hub, against a small server on this machine that answers as the hub does.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use agpis_weights::hub::{Hub, HubError};

const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

/// What the hub says of the model `team/model`, true or not.
#[derive(Clone)]
struct Model {
    files: BTreeMap<&'static str, &'static str>,
    commit: &'static str,
    /// In the headers of files.
    file_commit: &'static str,
    tag: &'static str,
    /// The size of every file by its metadata, if that is not its own.
    announced: Option<usize>,
    /// The length of every body by its header, if that is not its own.
    declared: Option<usize>,
}

impl Model {
    fn new(files: &[(&'static str, &'static str)]) -> Self {
        let files = files.iter().copied().collect();
        Self { files, commit: COMMIT, file_commit: COMMIT, tag: "tag", announced: None, declared: None }
    }
}

/// A server with the model, and the number of files it has sent whole.
struct Server {
    endpoint: String,
    model: Arc<Mutex<Model>>,
    sent: Arc<AtomicUsize>,
}

impl Server {
    fn new(model: Model) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let (model, sent) = (Arc::new(Mutex::new(model)), Arc::new(AtomicUsize::new(0)));
        let (shared, counter) = (model.clone(), sent.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                answer(stream, &shared.lock().unwrap(), &counter);
            }
        });
        Self { endpoint, model, sent }
    }
}

fn answer(stream: TcpStream, model: &Model, sent: &AtomicUsize) {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
    let Some(request) = lines.next() else { return };
    let headers: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
    let is_probe = headers.iter().any(|header| header.eq_ignore_ascii_case("range: bytes=0-0"));
    let path = request.split(' ').nth(1).unwrap_or_default();
    let mut stream = stream;
    let mut respond = |status: &str, headers: &str, length: usize, body: &str| {
        let _ = write!(
            stream,
            "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
        );
    };
    let Model { files, commit, file_commit, tag, announced, declared } = model;
    if path == "/api/models/team/model/revision/main" {
        let siblings: Vec<String> = files.keys().map(|name| format!(r#"{{"rfilename":"{name}"}}"#)).collect();
        let body = format!(r#"{{"siblings":[{}],"sha":"{commit}"}}"#, siblings.join(","));
        return respond("200 OK", "", body.len(), &body);
    }
    let name = path.strip_prefix(&format!("/team/model/resolve/{commit}/")).unwrap_or_default();
    let Some(content) = files.get(name) else { return respond("404 Not Found", "", 0, "") };
    let size = announced.unwrap_or(content.len());
    let about = format!(
        "ETag: \"{tag}-{name}\"\r\nX-Repo-Commit: {file_commit}\r\nContent-Range: bytes 0-0/{size}\r\n"
    );
    if is_probe {
        return respond("206 Partial Content", &about, 1, &content[..1]);
    }
    sent.fetch_add(1, Ordering::SeqCst);
    respond("206 Partial Content", &about, declared.unwrap_or(content.len()), content);
}

#[test]
fn a_model_becomes_a_directory_and_is_fetched_once() {
    let files =
        [("config.json", "{}"), ("vocab.txt", "a"), ("README.md", "words"), ("model.safetensors", "weights")];
    let (server, cache) = (Server::new(Model::new(&files)), tempfile::tempdir().unwrap());
    let hub = Hub::new(cache.path()).with_endpoint(&server.endpoint);
    let directory = hub.fetch("team/model").unwrap();
    for (name, content) in [files[0], files[1], files[3]] {
        assert_eq!(fs::read_to_string(directory.join(name)).unwrap(), content, "{name}");
    }
    assert!(!directory.join("README.md").exists(), "nothing that no loader reads");
    assert_eq!(hub.fetch("team/model").unwrap(), directory);
    assert_eq!(server.sent.load(Ordering::SeqCst), 3);
}

#[test]
fn safetensors_are_taken_before_a_pickle() {
    let cache = tempfile::tempdir().unwrap();
    let both = Server::new(Model::new(&[("model.safetensors", "a"), ("pytorch_model.bin", "b")]));
    let directory = Hub::new(cache.path()).with_endpoint(&both.endpoint).fetch("team/model").unwrap();
    assert!(directory.join("model.safetensors").exists() && !directory.join("pytorch_model.bin").exists());
    let cache = tempfile::tempdir().unwrap();
    let pickle = Server::new(Model::new(&[("pytorch_model.bin", "b")]));
    let directory = Hub::new(cache.path()).with_endpoint(&pickle.endpoint).fetch("team/model").unwrap();
    assert!(directory.join("pytorch_model.bin").exists());
}

#[test]
fn what_cannot_be_had_is_named() {
    let cache = tempfile::tempdir().unwrap();
    let hub = |server: &Server| Hub::new(cache.path()).with_endpoint(&server.endpoint);
    let bare = Server::new(Model::new(&[("config.json", "{}")]));
    assert!(matches!(hub(&bare).fetch("team/model"), Err(HubError::NoWeights { .. })));
    let error = hub(&bare).fetch("team/other").unwrap_err();
    assert!(
        matches!(error, HubError::Transfer { .. }) && error.to_string().contains("team/other"),
        "{error}"
    );
    let large = Server::new(Model { announced: Some(1 << 40), ..Model::new(&[("model.safetensors", "w")]) });
    let error = hub(&large).fetch("team/model").unwrap_err();
    assert!(matches!(error, HubError::TooLarge { actual: 0x100_0000_0000, .. }), "{error}");
    assert!(error.to_string().contains("team/model/model.safetensors"), "{error}");
    assert_eq!(large.sent.load(Ordering::SeqCst), 0, "nothing was fetched");
}

#[test]
fn a_file_of_another_length_is_an_error_and_does_not_stay() {
    let model = Model::new(&[("model.safetensors", "weights")]);
    let cases = [
        ("cut off", Model { announced: Some(70), declared: Some(70), ..model.clone() }),
        ("shorter than announced", Model { announced: Some(70), ..model.clone() }),
        ("longer than announced", Model { announced: Some(3), ..model.clone() }),
    ];
    for (case, wrong) in cases {
        let (server, cache) = (Server::new(wrong), tempfile::tempdir().unwrap());
        let hub = Hub::new(cache.path()).with_endpoint(&server.endpoint);
        for _ in 0..2 {
            let error = hub.fetch("team/model").expect_err(case).to_string();
            assert!(error.starts_with("team/model/model.safetensors: "), "{case}: {error}");
        }
    }
}

#[test]
fn headers_do_not_lead_out_of_the_cache() {
    let model = Model::new(&[("model.safetensors", "weights")]);
    let cases = [
        Model { tag: "../../../out", ..model.clone() },
        Model { file_commit: "../../../out", ..model.clone() },
        Model { commit: "../../../out", ..model.clone() },
    ];
    for model in cases {
        let (server, folder) = (Server::new(model), tempfile::tempdir().unwrap());
        let cache = folder.path().join("cache");
        let error = Hub::new(&cache).with_endpoint(&server.endpoint).fetch("team/model").unwrap_err();
        assert!(error.to_string().contains("../../../out"), "{error}");
        assert_eq!(server.sent.load(Ordering::SeqCst), 0, "nothing was fetched");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), usize::from(cache.exists()));
    }
}

#[test]
fn all_files_are_of_one_commit_when_the_branch_has_moved() {
    let server = Server::new(Model::new(&[("config.json", "old"), ("model.safetensors", "old")]));
    let cache = tempfile::tempdir().unwrap();
    let hub = Hub::new(cache.path()).with_endpoint(&server.endpoint);
    let before = hub.fetch("team/model").unwrap();
    let files = [("config.json", "new"), ("vocab.txt", "new"), ("model.safetensors", "new")];
    let commit = "fedcba9876543210fedcba9876543210fedcba98";
    *server.model.lock().unwrap() = Model { commit, file_commit: commit, tag: "other", ..Model::new(&files) };
    let after = hub.fetch("team/model").unwrap();
    for (name, content) in files {
        assert_eq!(fs::read_to_string(after.join(name)).unwrap(), content, "{name}");
    }
    assert_eq!(fs::read_to_string(before.join("config.json")).unwrap(), "old");
}

#[test]
fn a_token_is_not_shown() {
    let hub = Hub::new("cache").with_token("secret");
    assert!(!format!("{hub:?}").contains("secret"), "{hub:?}");
}

#[test]
fn a_name_that_is_none_is_refused_before_anything_is_asked() {
    let hub = Hub::new("nowhere").with_endpoint("http://127.0.0.1:1");
    for name in ["", "/", "..", "a/../b", "a/b/c", "a b", "a?b", "é", "-/.git"] {
        assert!(matches!(hub.fetch(name), Err(HubError::Name { .. })), "{name}");
    }
    assert!(matches!(hub.fetch_revision("a/b", "x/y"), Err(HubError::Name { field: "revision", .. })));
}
