//! What the handlers work with.

use super::status::DirectoryState;
use crate::apps::Apps;
use crate::audit::Audit;
use crate::certificates::Certificates;
use crate::clock::Ambient;
use crate::desks::Desks;
use crate::fleet::Fleet;
use crate::identity::Identity;
use crate::setup::Setup;
use crate::state::Store;
use crate::web::SiteHandle;

/// State of the API, made by `server.rs`; every part is cheap to clone.
#[derive(Clone)]
pub struct ApiState {
    /// People, sessions, clients.
    pub identity: Identity,
    /// The store and what is installed.
    pub apps: Apps,
    /// Layouts.
    pub desks: Desks,
    /// Who did what.
    pub audit: Audit,
    /// Servers.
    pub fleet: Fleet,
    /// The first minutes.
    pub setup: Setup,
    /// The web root and what it issued.
    pub certificates: Certificates,
    /// How the directory answered last.
    pub directory: DirectoryState,
    /// Documents.
    pub store: Store,
    /// Addresses of this cloud.
    pub site: SiteHandle,
    /// Name of this server.
    pub server: String,
    /// `embedded` or `cluster`.
    pub driver: &'static str,
    /// Clock and randomness.
    pub ambient: Ambient,
}
