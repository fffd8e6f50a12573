//! What every surface that speaks HTTP needs: languages, cookies, CSRF, CSP, assets, doors.

pub mod assets;
mod bundle;
pub mod cookies;
pub mod csrf;
pub mod door;
pub mod language;
pub mod page;
pub mod site;
pub mod words;

pub use door::Door;
pub use language::Language;
pub use page::{Nonce, Page};
pub use site::{Site, SiteHandle};
pub use words::Words;
