//! Which K3s and which images: from the options to a list of files with their hashes.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{K3S_BINARY, OWN_BINARY, Release, is_plain_name, is_sha256};
use crate::node::error::{NodeError, Result};

/// Where a file comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A file on this server.
    Path(PathBuf),
    /// An `https:` or `http:` address.
    Url(String),
    /// The first server's joining door, by the name there.
    Door(String),
}

/// A file to place into the artefacts' folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artefact {
    /// Name in the folder: `unidash`, `k3s`, or an image archive's name.
    pub name: String,
    /// Where it comes from.
    pub origin: Origin,
    /// Its SHA-256; none only if the person said so or laid an archive of their own.
    pub sha256: Option<String>,
}

/// All files of a server, ours first, then K3s, then images.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artefacts {
    /// The files.
    pub files: Vec<Artefact>,
    /// Whether K3s is the pinned release; if not, `doctor` says so for ever.
    pub k3s_is_pinned: bool,
}

/// The options that choose files.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct SourceOptions {
    /// `--k3s`: a path or an address.
    pub k3s: Option<String>,
    /// `--k3s-sha256`: a hash or `none`.
    pub k3s_sha256: Option<String>,
    /// `--artefacts`: a folder with K3s and image archives.
    pub folder: Option<PathBuf>,
}

/// Chooses the files; reads only the names in the artefacts' folder.
pub fn choose(options: &SourceOptions, release: &Release, own_binary: &Path) -> Result<Artefacts> {
    let names = options.folder.as_deref().map(folder_names).transpose()?.unwrap_or_default();
    let wanted_hash = match options.k3s_sha256.as_deref() {
        None => Some(release.binary_sha256.to_owned()),
        Some("none") => None,
        Some(hash) if is_sha256(hash) => Some(hash.to_ascii_lowercase()),
        Some(hash) => return Err(NodeError::wrong_use("k3s-hash-malformed").with("hash", hash)),
    };
    let k3s_is_pinned = wanted_hash.as_deref() == Some(release.binary_sha256);
    let origin = k3s_origin(options, release, &names)?;
    let mut files = vec![
        Artefact { name: OWN_BINARY.to_owned(), origin: Origin::Path(own_binary.to_owned()), sha256: None },
        Artefact { name: K3S_BINARY.to_owned(), origin, sha256: wanted_hash },
    ];
    if let Some(folder) = &options.folder {
        for name in archives(&names, release) {
            let pinned = k3s_is_pinned && *name == release.images;
            files.push(Artefact {
                name: name.clone(),
                origin: Origin::Path(folder.join(name)),
                sha256: pinned.then(|| release.images_sha256.to_owned()),
            });
        }
    } else if k3s_is_pinned {
        files.push(Artefact {
            name: release.images.to_owned(),
            origin: Origin::Url(format!("{}{}", release.folder, release.images)),
            sha256: Some(release.images_sha256.to_owned()),
        });
    }
    Ok(Artefacts { files, k3s_is_pinned })
}

fn k3s_origin(options: &SourceOptions, release: &Release, names: &[String]) -> Result<Origin> {
    if let Some(source) = &options.k3s {
        return parse_origin(source);
    }
    let Some(folder) = &options.folder else {
        return Ok(Origin::Url(format!("{}{}", release.folder, release.binary)));
    };
    [release.binary, K3S_BINARY]
        .into_iter()
        .find(|name| names.iter().any(|known| known == name))
        .map(|name| Origin::Path(folder.join(name)))
        .ok_or_else(|| NodeError::wrong_use("no-k3s-in-folder").with("folder", folder.display()))
}

fn parse_origin(source: &str) -> Result<Origin> {
    if source.starts_with("https://") || source.starts_with("http://") {
        return match url::Url::parse(source) {
            Ok(_) => Ok(Origin::Url(source.to_owned())),
            Err(_) => Err(NodeError::wrong_use("k3s-source-malformed").with("source", source)),
        };
    }
    let path = PathBuf::from(source);
    if path.is_file() {
        Ok(Origin::Path(path))
    } else {
        Err(NodeError::wrong_use("k3s-source-absent").with("source", source))
    }
}

fn folder_names(folder: &Path) -> Result<Vec<String>> {
    let absent = |_| NodeError::wrong_use("artefacts-absent").with("folder", folder.display());
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .map_err(absent)?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| is_plain_name(name))
        .collect();
    names.sort();
    Ok(names)
}

/// What K3s imports from its `images` folder; the pinned form of its own archive comes first.
const ARCHIVES: [&str; 8] = [".tar.zst", ".tzst", ".tar.gz", ".tgz", ".tar", ".tar.lz4", ".tar.bz2", ".tbz"];
/// How the archives of K3s's own images are called, followed by the processor and an end.
pub const AIRGAP: &str = "k3s-airgap-images-";

/// The archives of a folder. A release holds K3s's own images in several forms and for several
/// processors: one of them is enough.
fn archives<'n>(names: &'n [String], release: &Release) -> Vec<&'n String> {
    let stem = release.images.split(".tar").next().unwrap_or(release.images);
    let own = ARCHIVES.iter().map(|end| format!("{stem}{end}")).find(|name| names.contains(name));
    let is_archive = |name: &str| ARCHIVES.iter().any(|end| name.ends_with(end));
    names
        .iter()
        .filter(|name| is_archive(name))
        .filter(|name| !name.starts_with(AIRGAP) || own.as_deref() == Some(name.as_str()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::node::artefacts::{Architecture, release};

    fn chosen(options: &SourceOptions) -> Result<Artefacts> {
        choose(options, &release(Architecture::Amd64), Path::new("/tmp/unidash"))
    }

    #[test]
    fn without_options_the_pinned_release_and_its_images_are_fetched() {
        let chosen = chosen(&SourceOptions::default()).expect("chosen");
        assert!(chosen.k3s_is_pinned);
        assert_eq!(chosen.files.len(), 3);
        assert!(chosen.files[1..].iter().all(|file| file.sha256.is_some()));
    }

    #[test]
    fn a_folder_gives_k3s_and_every_archive_in_it() {
        let folder = tempfile::tempdir().expect("folder");
        for name in ["k3s", "pause.tar", "notes.txt", "apps.tar.zst"] {
            std::fs::write(folder.path().join(name), name).expect("file");
        }
        let options = SourceOptions {
            k3s_sha256: Some("none".to_owned()),
            folder: Some(folder.path().to_owned()),
            ..SourceOptions::default()
        };
        let chosen = chosen(&options).expect("chosen");
        let names: Vec<_> = chosen.files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, ["unidash", "k3s", "apps.tar.zst", "pause.tar"]);
        assert!(!chosen.k3s_is_pinned && chosen.files[1].sha256.is_none());
    }

    #[test]
    fn a_whole_release_in_a_folder_gives_one_archive_of_k3ss_own_images() {
        let folder = tempfile::tempdir().expect("folder");
        let put = |name: &str| std::fs::write(folder.path().join(name), name).expect("file");
        ["k3s", "k3s-arm64", "sha256sum-amd64.txt", "k3s-images.txt", "apps.tgz"].into_iter().for_each(put);
        ["k3s-airgap-images-arm64.tar.zst", "k3s-airgap-images-amd64.tar"].into_iter().for_each(put);
        let options = SourceOptions { folder: Some(folder.path().to_owned()), ..SourceOptions::default() };
        let images = || -> Vec<(String, bool)> {
            let files = chosen(&options).expect("chosen").files;
            files[2..].iter().map(|file| (file.name.clone(), file.sha256.is_some())).collect()
        };
        let apps = ("apps.tgz".to_owned(), false);
        assert_eq!(images(), [apps.clone(), ("k3s-airgap-images-amd64.tar".to_owned(), false)]);
        put("k3s-airgap-images-amd64.tar.zst");
        assert_eq!(images(), [apps, ("k3s-airgap-images-amd64.tar.zst".to_owned(), true)]);
    }

    #[test]
    fn malformed_options_are_wrong_use() {
        for options in [
            SourceOptions { k3s_sha256: Some("abc".to_owned()), ..SourceOptions::default() },
            SourceOptions { k3s: Some("/no/such/file".to_owned()), ..SourceOptions::default() },
            SourceOptions { k3s: Some("https://".to_owned()), ..SourceOptions::default() },
            SourceOptions { folder: Some(PathBuf::from("/no/such/folder")), ..SourceOptions::default() },
        ] {
            let error = chosen(&options).expect_err("refused");
            assert_eq!(error.exit, crate::node::error::Exit::WrongUse, "{error}");
        }
    }
}
