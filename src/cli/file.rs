//! Files that a command is given.

use std::path::Path;

use super::{Context, Exit};

/// The whole text; one sentence that names the file when it cannot be read.
pub(super) fn read(path: &Path, context: &Context) -> Result<String, Exit> {
    std::fs::read_to_string(path).map_err(|error| {
        let path = path.display().to_string();
        Exit::misuse(context.words.tell("cli-file", &[("path", &path), ("why", &error.to_string())]))
    })
}
