//! Hosts and paths → where they lead. Built whole, swapped whole.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash as _, Hasher as _};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use http::HeaderName;

use super::plan::{Destination, Embed, Fact, Mode, RoutePlan};
use super::pool::{Address, Target};
use super::session::CookieNames;
use super::targets::Targets;
use crate::api::types::Text;
use crate::web::site::without_port;
use crate::web::{Language, Site};

/// Everything that decides where a request goes.
#[derive(Default)]
pub struct Table {
    /// D and its addresses, once chosen.
    pub site: Option<Site>,
    /// The set-up is finished; until then every host leads there.
    pub set_up: bool,
    /// The own web root in PEM.
    pub web_root: Option<String>,
    /// Names of our cookies.
    pub cookies: CookieNames,
    desk: String,
    id: String,
    apps: HashMap<String, Vec<Arc<Route>>>,
}

/// Who a host belongs to.
pub enum Owner<'t> {
    /// `desk.D`.
    Desk,
    /// `id.D`.
    Provider,
    /// D itself.
    Root,
    /// An app's routes, the longest path first.
    App(&'t [Arc<Route>]),
    /// Nobody.
    Unknown,
}

/// A route ready to serve.
pub struct Route {
    /// Identifies host, app and groups: answers about access are kept under it.
    pub rule: u64,
    /// Full host name.
    pub host: String,
    /// Path prefix.
    pub path: String,
    /// Exactly that path.
    pub exact: bool,
    /// The app behind it.
    pub app: Option<String>,
    /// What people call it.
    pub title: Option<Text>,
    /// Groups that may pass.
    pub groups: Vec<String>,
    /// How the app knows who is there.
    pub mode: Mode,
    /// Headers of forward-auth.
    pub headers: Vec<(HeaderName, Fact)>,
    /// The names of those, to be removed from outside requests.
    pub believed: Vec<HeaderName>,
    /// Path prefixes for programs.
    pub bypass: Vec<String>,
    /// What is done about frames.
    pub embed: Embed,
    /// Where it goes.
    pub targets: Targets,
}

impl Table {
    /// A table for a site.
    pub fn new(
        site: Option<Site>,
        set_up: bool,
        web_root: Option<String>,
        plans: &[RoutePlan],
        places: &Places,
    ) -> Self {
        let (desk, id) = site.as_ref().map(|site| (site.desk_host(), site.id_host())).unwrap_or_default();
        let mut apps: HashMap<String, Vec<Arc<Route>>> = HashMap::new();
        for plan in plans {
            let reserved = site.as_ref().is_some_and(|site| plan.host == site.domain);
            if reserved || plan.host == desk || plan.host == id {
                tracing::warn!(route.host = plan.host, "reserved host asked for by a route");
                continue;
            }
            apps.entry(plan.host.clone()).or_default().push(Arc::new(Route::new(plan, places)));
        }
        for routes in apps.values_mut() {
            routes.sort_by_key(|route| (std::cmp::Reverse(route.path.len()), !route.exact));
        }
        let cookies = site.as_ref().map(CookieNames::of).unwrap_or_default();
        Self { site, set_up, web_root, cookies, desk, id, apps }
    }

    /// Who the host (lower case, port allowed) belongs to.
    pub fn owner(&self, host: &str) -> Owner<'_> {
        let host = without_port(host);
        if let Some(routes) = self.apps.get(host) {
            return Owner::App(routes);
        }
        match &self.site {
            Some(_) if host == self.desk => Owner::Desk,
            Some(_) if host == self.id => Owner::Provider,
            Some(site) if host == site.domain => Owner::Root,
            _ => Owner::Unknown,
        }
    }

    /// How many hosts of apps are served.
    pub fn apps(&self) -> usize {
        self.apps.len()
    }
}

impl Route {
    fn new(plan: &RoutePlan, places: &Places) -> Self {
        let headers: Vec<(HeaderName, Fact)> =
            plan.headers.iter().filter_map(|(name, fact)| Some((name.parse().ok()?, *fact))).collect();
        let mut hasher = DefaultHasher::new();
        (&plan.host, &plan.app, &plan.groups).hash(&mut hasher);
        Self {
            rule: hasher.finish(),
            host: plan.host.clone(),
            path: plan.path.clone(),
            exact: plan.exact,
            app: plan.app.clone(),
            title: plan.title.clone(),
            groups: plan.groups.clone(),
            mode: plan.mode,
            believed: headers.iter().map(|(name, _)| name.clone()).collect(),
            headers,
            bypass: plan.bypass.clone(),
            embed: plan.embed,
            targets: places.of(&plan.to),
        }
    }

    /// The app's name as people know it.
    pub fn called(&self, language: Language) -> &str {
        let title = self.title.as_ref().map(|title| title.in_language(language.tag()));
        title.or(self.app.as_deref()).unwrap_or(&self.host)
    }

    /// Whether the path (as the app will read it) belongs to this route.
    pub fn covers(&self, path: &str) -> bool {
        if self.exact { path == self.path } else { is_below(path, &self.path) }
    }

    /// Whether programs may come here without a browser's session.
    pub fn lets_programs_pass(&self, path: &str) -> bool {
        self.bypass.iter().any(|prefix| is_below(path, prefix))
    }
}

/// Whether `path` lies at or below `prefix`, by whole segments.
pub fn is_below(path: &str, prefix: &str) -> bool {
    let prefix = prefix.trim_end_matches('/');
    path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Every place that is dialled, shared by one table and the next so that connections survive.
#[derive(Default)]
pub struct Places {
    known: Mutex<HashMap<String, Weak<Target>>>,
}

impl Places {
    /// The place of an address.
    pub fn at(&self, address: Address) -> Arc<Target> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let key = address.key();
        if let Some(target) = known.get(&key).and_then(Weak::upgrade) {
            return target;
        }
        let target = Arc::new(Target::new(address));
        known.retain(|_, target| target.strong_count() > 0);
        known.insert(key, Arc::downgrade(&target));
        target
    }

    fn of(&self, to: &Destination) -> Targets {
        if let Some(router) = &to.router {
            return Targets::in_process(router.clone());
        }
        let ready = to.ready.iter().map(|address| self.at(Address::Tcp(*address))).collect();
        Targets::in_turn(ready, to.last.map(|address| self.at(Address::Tcp(address))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_ends_at_a_segment() {
        assert!(is_below("/api", "/api/"));
        assert!(is_below("/api/x", "/api"));
        assert!(!is_below("/apix", "/api"));
        assert!(is_below("/anything", "/"));
        assert!(is_below("", "/"));
    }
}
