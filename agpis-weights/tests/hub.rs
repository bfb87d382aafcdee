//! Fetching from a hub, against a small server on this machine that answers as the hub does.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use agpis_weights::hub::{Hub, HubError};

const COMMIT: &str = "0123456789abcdef";

/// A server with the model `team/model`, and the number of files it has sent whole.
struct Server {
    endpoint: String,
    sent: Arc<AtomicUsize>,
}

impl Server {
    /// `announced` is the size of a file as the hub tells it, if that is not its own.
    fn new(files: &[(&'static str, &'static str)], announced: Option<u64>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let files: BTreeMap<&str, &str> = files.iter().copied().collect();
        let sent = Arc::new(AtomicUsize::new(0));
        let counter = sent.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                answer(stream, &files, announced, &counter);
            }
        });
        Self { endpoint, sent }
    }
}

fn answer(stream: TcpStream, files: &BTreeMap<&str, &str>, announced: Option<u64>, sent: &AtomicUsize) {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
    let Some(request) = lines.next() else { return };
    let headers: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
    let is_probe = headers.iter().any(|header| header.eq_ignore_ascii_case("range: bytes=0-0"));
    let path = request.split(' ').nth(1).unwrap_or_default();
    let mut stream = stream;
    let mut respond = |status: &str, headers: &str, body: &str| {
        let length = body.len();
        let _ = write!(
            stream,
            "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
        );
    };
    if path == "/api/models/team/model/revision/main" {
        let siblings: Vec<String> = files.keys().map(|name| format!(r#"{{"rfilename":"{name}"}}"#)).collect();
        return respond(
            "200 OK",
            "",
            &format!(r#"{{"siblings":[{}],"sha":"{COMMIT}"}}"#, siblings.join(",")),
        );
    }
    let name = path.strip_prefix("/team/model/resolve/main/").unwrap_or_default();
    let Some(content) = files.get(name) else { return respond("404 Not Found", "", "") };
    let about = format!("ETag: \"{name}-1\"\r\nX-Repo-Commit: {COMMIT}\r\n");
    if is_probe {
        let size = announced.unwrap_or(content.len() as u64);
        let range = format!("{about}Content-Range: bytes 0-0/{size}\r\n");
        return respond("206 Partial Content", &range, &content[..1]);
    }
    sent.fetch_add(1, Ordering::SeqCst);
    let end = content.len() - 1;
    respond("206 Partial Content", &format!("{about}Content-Range: bytes 0-{end}/{}\r\n", end + 1), content);
}

#[test]
fn a_model_becomes_a_directory_and_is_fetched_once() {
    let files =
        [("config.json", "{}"), ("vocab.txt", "a"), ("README.md", "words"), ("model.safetensors", "weights")];
    let (server, cache) = (Server::new(&files, None), tempfile::tempdir().unwrap());
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
    let both = Server::new(&[("model.safetensors", "a"), ("pytorch_model.bin", "b")], None);
    let directory = Hub::new(cache.path()).with_endpoint(&both.endpoint).fetch("team/model").unwrap();
    assert!(directory.join("model.safetensors").exists() && !directory.join("pytorch_model.bin").exists());
    let cache = tempfile::tempdir().unwrap();
    let pickle = Server::new(&[("pytorch_model.bin", "b")], None);
    let directory = Hub::new(cache.path()).with_endpoint(&pickle.endpoint).fetch("team/model").unwrap();
    assert!(directory.join("pytorch_model.bin").exists());
}

#[test]
fn what_cannot_be_had_is_named() {
    let cache = tempfile::tempdir().unwrap();
    let hub = |server: &Server| Hub::new(cache.path()).with_endpoint(&server.endpoint);
    let bare = Server::new(&[("config.json", "{}")], None);
    assert!(matches!(hub(&bare).fetch("team/model"), Err(HubError::NoWeights { .. })));
    let error = hub(&bare).fetch("team/other").unwrap_err();
    assert!(
        matches!(error, HubError::Transfer { .. }) && error.to_string().contains("team/other"),
        "{error}"
    );
    let large = Server::new(&[("model.safetensors", "w")], Some(1 << 40));
    let error = hub(&large).fetch("team/model").unwrap_err();
    assert!(matches!(error, HubError::TooLarge { actual: 0x100_0000_0000, .. }), "{error}");
    assert!(error.to_string().contains("team/model/model.safetensors"), "{error}");
    assert_eq!(large.sent.load(Ordering::SeqCst), 0, "nothing was fetched");
}

#[test]
fn a_name_that_is_none_is_refused_before_anything_is_asked() {
    let hub = Hub::new("nowhere").with_endpoint("http://127.0.0.1:1");
    for name in ["", "/", "..", "a/../b", "a/b/c", "a b", "a?b", "é", "-/.git"] {
        assert!(matches!(hub.fetch(name), Err(HubError::Name { .. })), "{name}");
    }
    assert!(matches!(hub.fetch_revision("a/b", "x/y"), Err(HubError::Name { field: "revision", .. })));
}
