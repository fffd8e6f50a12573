//! Two small apps for the demo and the tests, on sub-domains of their own. They know nothing of the
//! rest: they sign in through the provider like any client and keep their matter in memory.

mod pages;
mod relying_party;
mod sessions;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use crate::clock::Ambient;
use crate::web::Site;

pub use relying_party::Registration;
use sessions::Sessions;

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sample {
    /// Supplier invoices to approve.
    Invoices,
    /// A notebook.
    Notes,
}

impl Sample {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Invoices, Self::Notes];

    /// Host label.
    pub const fn host(self) -> &'static str {
        match self {
            Self::Invoices => "invoices",
            Self::Notes => "notes",
        }
    }

    /// Tile colour, 0–15.
    pub const fn colour(self) -> u8 {
        match self {
            Self::Invoices => 6,
            Self::Notes => 2,
        }
    }

    /// Line drawing of its icon.
    pub const fn icon(self) -> &'static str {
        match self {
            Self::Invoices => include_str!("invoices.svg"),
            Self::Notes => include_str!("notes.svg"),
        }
    }
}

/// One running sample.
#[derive(Clone)]
struct App {
    sample: Sample,
    site: Site,
    registration: Registration,
    /// The core, reached in process: names below `localhost` need no resolver.
    provider: Router,
    sessions: Arc<Sessions>,
    ambient: Ambient,
}

/// A sample's whole site.
pub fn router(sample: Sample, site: Site, registration: Registration, provider: Router, ambient: Ambient) -> Router {
    let sessions = Arc::new(Sessions::default());
    let app = App { sample, site, registration, provider, sessions, ambient };
    Router::new()
        .route("/", get(pages::show).post(pages::write))
        .route("/sign-in", get(relying_party::start))
        .route("/callback", get(relying_party::finish))
        .route("/back-channel-logout", post(relying_party::logged_out))
        .merge(crate::web::assets::router())
        .with_state(app)
}
