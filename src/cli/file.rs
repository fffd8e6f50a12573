//! Files that a command is given.

use std::io::Read as _;
use std::path::Path;

use super::{Context, Exit};

/// Bytes that standard input may hold.
const MOST: u64 = 1 << 20;

/// The whole text of a file, `-` being standard input; one sentence that names it when it cannot be read.
pub(super) fn read(path: &Path, context: &Context) -> Result<String, Exit> {
    let mut typed = String::new();
    let text = match path.to_str() {
        Some("-") => std::io::stdin().take(MOST).read_to_string(&mut typed).map(|_| typed),
        _ => std::fs::read_to_string(path),
    };
    text.map_err(|error| {
        let path = path.display().to_string();
        Exit::misuse(context.words.tell("cli-file", &[("path", &path), ("why", &error.to_string())]))
    })
}
