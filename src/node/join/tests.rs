//! Tests of codes and bundles.

use super::*;
use crate::node::error::Exit;
use crate::node::settings::{Part, Shared};

fn world() -> (Settings, Material) {
    let address = "10.0.0.1".parse().expect("address");
    let shared = Shared {
        flannel_backend: "vxlan".to_owned(),
        api_names: Vec::new(),
        k3s_sha256: "0".repeat(64),
        k3s_is_pinned: false,
    };
    let settings = Settings {
        name: "ud-a".to_owned(),
        address,
        part: Part::First,
        shared,
        accepted: Vec::new(),
        images: Vec::new(),
        own_sha256: "1".repeat(64),
    };
    (settings, Material::found(&Ambient::system(), "ud-a", address).expect("material"))
}

#[test]
fn a_code_survives_pasting_and_a_damaged_one_is_wrong_use() {
    let code = Code::new(&Ambient::system());
    assert_eq!(Code::parse(&format!(" {} ", code.text())).expect("code").text(), code.text());
    let text = code.text();
    for bad in [&text[1..], &text[..text.len() - 1], "", "a.b.c", &text.replace('.', "")] {
        let error = Code::parse(bad).expect_err("refused");
        assert_eq!((error.id, error.exit), ("code-malformed", Exit::WrongUse));
    }
}

#[test]
fn only_its_own_code_opens_a_bundle() {
    let folder = tempfile::tempdir().expect("folder");
    let (host, ambient) = (Host::pretended(folder.path()), Ambient::system());
    let (settings, material) = world();
    host.make_folder(FOLDER, 0o700).expect("folder");
    let code = make_code(&host, &ambient, &settings, &material).expect("code");
    let text = host.text(format!("{FOLDER}/{}.sealed", code.id())).expect("sealed");
    assert!(!text.contains(&material.trust.server_secret));
    let sealed: Sealed = serde_json::from_str(&text).expect("json");
    assert_eq!(Bundle::open(&code, &sealed.sealed).expect("open").first.name, "ud-a");
    let other = Bundle::open(&Code::new(&ambient), &sealed.sealed).err().expect("refused");
    assert_eq!((other.id, other.exit), ("code-wrong", Exit::NotAllowed));
}

#[test]
fn the_line_pins_the_doors_key_and_the_script_has_no_hole_left() {
    let (settings, material) = world();
    let line = line(&settings, &material, &Code::new(&Ambient::system())).expect("line");
    assert!(line.starts_with("curl -fsSk --pinnedpubkey 'sha256//"));
    assert!(line.contains("' https://10.0.0.1/join.sh | sh -s -- "));
    let script = script(&settings, &material).expect("script");
    for hole in ["@ADDRESS@", "@PIN@", "@SHA256@", "@MACHINE@"] {
        assert!(!script.contains(hole), "{hole}");
    }
}

#[test]
fn the_setup_code_is_kept_as_digest_and_made_once() {
    let folder = tempfile::tempdir().expect("folder");
    let (host, ambient) = (Host::pretended(folder.path()), Ambient::system());
    host.make_folder("/var/lib/unidash/core", 0o700).expect("folder");
    host.make_folder(super::super::journal::FOLDER, 0o700).expect("folder");
    let code = make_setup_code(&host, &ambient).expect("made").expect("first");
    assert_eq!(code.len(), 19);
    assert_eq!(host.text(SETUP_CODE).expect("digest"), clock::digest(&code));
    assert_eq!(make_setup_code(&host, &ambient).expect("known"), None);
}
