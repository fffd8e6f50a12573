//! Links: web tools of the company as tiles.

pub mod add;
pub mod check;
pub mod list;
pub mod remove;

use crate::api::types::Link;
use crate::web::Words;

/// A link with what was found in words.
fn told(link: Link, words: Words) -> Link {
    Link { sentence: words.say(&format!("apps-link-{}", link.found)), ..link }
}
