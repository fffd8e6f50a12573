//! Brings a file into the artefacts' folder: hashed while it streams, placed only if it is right.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use futures_util::StreamExt as _;

use super::{Artefact, FOLDER, Origin};
use crate::node::error::{NodeError, Result};
use crate::node::host::Host;

/// A silent download is given up after this time without a byte.
const SILENCE: Duration = Duration::from_secs(30);

/// Fetches artefacts; downloads go through one client.
pub struct Fetcher<'a> {
    /// The server they are for.
    pub host: &'a Host,
    /// Client for addresses and for the joining door.
    pub client: reqwest::Client,
    /// Address of the joining door's files, `https://…/join/files/`.
    pub door: Option<String>,
}

impl Fetcher<'_> {
    /// Brings one file and returns its SHA-256. A file that is already there and right stays.
    pub async fn bring(&self, artefact: &Artefact) -> Result<String> {
        let target = self.host.path(FOLDER).join(&artefact.name);
        if let Some(expected) = &artefact.sha256
            && target.is_file()
            && hash_file(&target)? == *expected
        {
            return Ok(expected.clone());
        }
        let part = target.with_file_name(format!(".{}.part", artefact.name));
        let result = self.stream(artefact, &part).await;
        let hash = match result {
            Ok(hash) => hash,
            Err(error) => {
                drop(std::fs::remove_file(&part));
                return Err(error);
            }
        };
        if artefact.sha256.as_ref().is_some_and(|expected| *expected != hash) {
            drop(std::fs::remove_file(&part));
            return Err(NodeError::failed("wrong-hash").with("file", &artefact.name).with("hash", hash));
        }
        finish(&part, &target)?;
        Ok(hash)
    }

    async fn stream(&self, artefact: &Artefact, part: &Path) -> Result<String> {
        match &artefact.origin {
            Origin::Path(path) => copy_hashed(path, part),
            Origin::Url(url) => self.download(url, part).await,
            Origin::Door(name) => {
                let door = self.door.as_deref().unwrap_or_default();
                self.download(&format!("{door}{name}"), part).await
            }
        }
    }

    async fn download(&self, url: &str, part: &Path) -> Result<String> {
        let unreachable =
            |cause: &dyn std::fmt::Display| NodeError::not_reachable("download").with("url", url).with("cause", cause);
        let answer = self.client.get(url).send().await.map_err(|error| unreachable(&plain(&error)))?;
        if !answer.status().is_success() {
            return Err(unreachable(&answer.status()));
        }
        let mut file = std::fs::File::create(part).map_err(|error| NodeError::file(part, error))?;
        let mut context = ring::digest::Context::new(&ring::digest::SHA256);
        let mut body = answer.bytes_stream();
        loop {
            let next = tokio::time::timeout(SILENCE, body.next()).await;
            let Some(chunk) = next.map_err(|_| unreachable(&"silence"))? else { break };
            let chunk = chunk.map_err(|error| unreachable(&plain(&error)))?;
            context.update(&chunk);
            file.write_all(&chunk).map_err(|error| NodeError::file(part, error))?;
        }
        file.sync_all().map_err(|error| NodeError::file(part, error))?;
        Ok(crate::clock::hex(context.finish().as_ref()))
    }
}

/// The innermost words of a network error, without the address (which the sentence has).
fn plain(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}

fn copy_hashed(from: &Path, part: &Path) -> Result<String> {
    let mut source = std::fs::File::open(from).map_err(|error| NodeError::file(from, error))?;
    let mut target = std::fs::File::create(part).map_err(|error| NodeError::file(part, error))?;
    let mut context = ring::digest::Context::new(&ring::digest::SHA256);
    let mut buffer = vec![0; 1 << 20];
    loop {
        let count = source.read(&mut buffer).map_err(|error| NodeError::file(from, error))?;
        if count == 0 {
            break;
        }
        context.update(&buffer[..count]);
        target.write_all(&buffer[..count]).map_err(|error| NodeError::file(part, error))?;
    }
    target.sync_all().map_err(|error| NodeError::file(part, error))?;
    Ok(crate::clock::hex(context.finish().as_ref()))
}

fn finish(part: &Path, target: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(part, std::fs::Permissions::from_mode(0o644))
        .and_then(|()| std::fs::rename(part, target))
        .map_err(|error| NodeError::file(target, error))
}

/// SHA-256 of a file, lower-case hex.
pub fn hash_file(path: &Path) -> Result<String> {
    let mut file = std::fs::File::open(path).map_err(|error| NodeError::file(path, error))?;
    let mut context = ring::digest::Context::new(&ring::digest::SHA256);
    let mut buffer = vec![0; 1 << 20];
    loop {
        let count = file.read(&mut buffer).map_err(|error| NodeError::file(path, error))?;
        if count == 0 {
            return Ok(crate::clock::hex(context.finish().as_ref()));
        }
        context.update(&buffer[..count]);
    }
}

/// Puts an artefact where it works, by way of a temporary name: the old file or the new one.
pub fn place(host: &Host, name: &str, path: &str, mode: u32) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let source = host.path(FOLDER).join(name);
    let target = host.path(path);
    let temporary: PathBuf = target.with_file_name(format!(".{name}.part"));
    copy_hashed(&source, &temporary)?;
    std::fs::set_permissions(&temporary, std::fs::Permissions::from_mode(mode))
        .and_then(|()| std::fs::rename(&temporary, &target))
        .map_err(|error| NodeError::file(&target, error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::node::artefacts::sha256;

    fn fetcher(host: &Host) -> Fetcher<'_> {
        drop(rustls::crypto::ring::default_provider().install_default());
        Fetcher { host, client: reqwest::Client::new(), door: None }
    }

    fn artefact(path: &Path, hash: Option<String>) -> Artefact {
        Artefact { name: "k3s".to_owned(), origin: Origin::Path(path.to_owned()), sha256: hash }
    }

    #[tokio::test]
    async fn a_wrong_file_is_refused_and_leaves_nothing() {
        let folder = tempfile::tempdir().expect("folder");
        let host = Host::pretended(folder.path());
        host.make_folder(FOLDER, 0o755).expect("folder");
        let source = folder.path().join("source");
        std::fs::write(&source, b"bytes").expect("source");
        let wrong = artefact(&source, Some("0".repeat(64)));
        let error = fetcher(&host).bring(&wrong).await.expect_err("refused");
        assert_eq!(error.id, "wrong-hash");
        assert_eq!(std::fs::read_dir(host.path(FOLDER)).expect("list").count(), 0);
        let right = artefact(&source, Some(sha256(b"bytes")));
        assert_eq!(fetcher(&host).bring(&right).await.expect("brought"), sha256(b"bytes"));
        place(&host, "k3s", "/k3s", 0o755).expect("placed");
        assert_eq!(host.mode("/k3s"), Some(0o755));
    }
}
