//! Lifecycle, as named scenarios on a recording cluster.

use std::sync::Arc;

use unidash::api::types::{AppPhase, InstallApp, TileState};
use unidash::apps::lifecycle::{AppDocument, Apps, AppsError, Carried, Plane, Revision, Surroundings};
use unidash::apps::secrets::Settled;
use unidash::clock::Ambient;
use unidash::identity::{Group, Person, Source};
use unidash::state::{Embedded, Labels, Store};
use unidash::web::{Language, Site, SiteHandle, Words};

use super::plane::{Clients, Recorder};
use super::world::SMALL;

struct World {
    apps: Apps,
    store: Store,
    plane: Recorder,
    clients: Clients,
}

struct Around;

#[async_trait::async_trait]
impl Surroundings for Around {
    async fn web_root(&self) -> Option<String> {
        None
    }

    async fn locale(&self) -> String {
        "fr".into()
    }

    fn is_silent(&self, server: &str) -> bool {
        server == "s2"
    }
}

impl World {
    async fn new() -> Self {
        Self::on(Some(Recorder::ready())).await
    }

    async fn on(plane: Option<Recorder>) -> Self {
        let ambient = Ambient::system();
        let store = Store::new(Embedded::in_memory(&ambient).await.unwrap());
        let clients = Clients::default();
        let site = SiteHandle::known(Site::new("cloud.example.org"));
        let seam = plane.clone().map(|plane| Arc::new(plane) as Arc<dyn Plane>);
        let apps = Apps::new(store.clone(), seam, Arc::new(clients.clone()), site, ambient).within(Arc::new(Around));
        Self { apps, store, plane: plane.unwrap_or_default(), clients }
    }

    async fn installed(&self, app: &str) -> String {
        let name = self.apps.order_install(&order(app), "ana").await.unwrap();
        assert_eq!(self.apps.carry_on(&name).await.unwrap(), Carried::Done);
        name
    }

    async fn document(&self, name: &str) -> AppDocument {
        self.store.get::<AppDocument>(name).await.unwrap().unwrap().body
    }

    async fn phase(&self, name: &str) -> AppPhase {
        self.apps.installed_one(name).await.unwrap().unwrap().plain.phase
    }

    fn clients(&self) -> Vec<String> {
        self.clients.0.lock().unwrap().keys().cloned().collect()
    }
}

fn order(app: &str) -> InstallApp {
    InstallApp { app: Some(app.into()), manifest: None, host: None, answers: Default::default(), groups: Vec::new() }
}

fn own(manifest: &str) -> InstallApp {
    InstallApp { app: None, manifest: Some(manifest.into()), ..order("") }
}

fn person(group: &str, admin: bool) -> Person {
    Person {
        id: uuid::Uuid::nil(),
        username: "bob".into(),
        name: "Bob".into(),
        given_name: None,
        email: None,
        groups: vec![Group { id: format!("local:{group}"), name: group.into() }],
        source: Source::Local,
        admin,
        language: None,
        theme: None,
    }
}

fn refusal(result: Result<String, AppsError>) -> (&'static str, u16) {
    let error = result.unwrap_err();
    let status = error.status();
    match error {
        AppsError::Refused(refusal) => (refusal.id, status),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn an_installation_goes_through_all_its_steps_in_order() {
    let world = World::new().await;
    let name = world.installed("miniflux").await;
    assert_eq!(name, "miniflux");
    let shown = world.apps.installed_one(&name).await.unwrap().unwrap();
    let steps: Vec<&str> = shown.steps.iter().map(|step| step.id.as_str()).collect();
    assert_eq!(steps, ["check", "sign-on", "secrets", "namespace", "database", "apply", "start", "address", "done"]);
    assert!(shown.steps.iter().all(|step| step.state == "done"));
    assert_eq!((shown.plain.phase, shown.plain.progress), (AppPhase::Ready, 100));
    let log = world.plane.log();
    let at = |line: &str| log.iter().position(|one| one == line).unwrap_or_else(|| panic!("{line} in {log:#?}"));
    assert!(at("apply Namespace app-miniflux") < at("apply NetworkPolicy default-deny"));
    assert!(at("apply NetworkPolicy default-deny") < at("apply StatefulSet db-main"));
    assert!(at("apply StatefulSet db-main") < at("apply Deployment web"));
    assert!(at("apply Deployment web") < at("apply Ingress main"));
    assert_eq!(world.clients(), ["app-miniflux"]);
    let client = world.clients.0.lock().unwrap()["app-miniflux"].clone();
    assert_eq!(client.redirect_uris, ["https://miniflux.cloud.example.org/oauth2/oidc/callback"]);
    assert!(client.pkce_required && client.first_party && client.groups.is_empty());
    let env = world.plane.object("Secret", "app-miniflux", "web-env").unwrap();
    assert_eq!(env["stringData"]["OAUTH2_CLIENT_SECRET"], "secret-of-app-miniflux");
    let revision = world.store.get::<Revision>("miniflux-1").await.unwrap().unwrap().body;
    assert_eq!(revision.images[0].1, "example.org/small@sha256:abc");
}

#[tokio::test]
async fn an_order_waits_for_whoever_leads_and_is_over_once() {
    let world = World::new().await;
    world.apps.order_install(&order("gatus"), "ana").await.unwrap();
    assert_eq!(world.apps.unfinished().await.unwrap(), ["gatus"]);
    assert_eq!(world.document("gatus").await.ordered_by, "ana");
    assert_eq!(world.apps.carry_on("gatus").await.unwrap(), Carried::Done);
    assert!(world.apps.unfinished().await.unwrap().is_empty());
    world.plane.tell(|inside| inside.log.clear());
    assert_eq!(world.apps.carry_on("gatus").await.unwrap(), Carried::Done);
    assert!(world.plane.log().is_empty(), "nothing is done twice");
}

#[tokio::test]
async fn another_leader_goes_on_at_the_last_finished_step() {
    let world = World::new().await;
    world.plane.tell(|inside| inside.ready = false);
    world.apps.order_install(&order("miniflux"), "ana").await.unwrap();
    assert_eq!(world.apps.carry_on("miniflux").await.unwrap(), Carried::Later);
    let password = world.store.get::<Settled>("app-miniflux").await.unwrap().unwrap().body.databases["main"].clone();
    let shown = world.apps.installed_one("miniflux").await.unwrap().unwrap();
    assert_eq!(shown.steps[4].state, "running");
    assert_eq!(shown.steps[4].detail.as_ref().unwrap().id, "apps-detail-starting");
    assert!(world.plane.object("Deployment", "app-miniflux", "web").is_none(), "not before its database");
    world.plane.tell(|inside| {
        inside.ready = true;
        inside.log.clear();
    });
    assert_eq!(world.apps.carry_on("miniflux").await.unwrap(), Carried::Done);
    assert!(!world.plane.log().contains(&"apply Namespace app-miniflux".to_owned()), "finished steps are not repeated");
    let kept = world.store.get::<Settled>("app-miniflux").await.unwrap().unwrap().body;
    assert_eq!(kept.databases["main"], password);
}

#[tokio::test]
async fn a_silent_cluster_delays_an_order_and_breaks_nothing() {
    let world = World::new().await;
    world.apps.order_install(&order("radicale"), "ana").await.unwrap();
    world.plane.tell(|inside| inside.away = true);
    assert_eq!(world.apps.carry_on("radicale").await.unwrap(), Carried::Later);
    assert_eq!(world.phase("radicale").await, AppPhase::Installing);
    world.plane.tell(|inside| inside.away = false);
    assert_eq!(world.apps.carry_on("radicale").await.unwrap(), Carried::Done);
}

#[tokio::test]
async fn a_refused_order_leaves_nothing_behind() {
    let world = World::new().await;
    assert_eq!(refusal(world.apps.order_install(&order("nothing"), "ana").await), ("apps-refusal-not-in-store", 400));
    let broken = SMALL.replace("port: 8080", "prot: 8080");
    let error = world.apps.order_install(&own(&broken), "ana").await.unwrap_err();
    assert_eq!((error.code(), error.status()), ("app.manifest", 400));
    assert!(error.sentence(Words::of(Language::En)).starts_with("Line 13: There is no key “prot”."));
    let mut wrong = order("miniflux");
    wrong.answers.insert("colour".into(), "red".into());
    assert_eq!(refusal(world.apps.order_install(&wrong, "ana").await), ("apps-refusal-unknown-answer", 400));
    let mut wrong = order("gatus");
    wrong.answers.insert("watch".into(), "https://x\", injected: \"y".into());
    assert_eq!(refusal(world.apps.order_install(&wrong, "ana").await), ("apps-refusal-answer-characters", 400));
    let wrong = InstallApp { host: Some("desk".into()), ..order("gatus") };
    assert_eq!(refusal(world.apps.order_install(&wrong, "ana").await), ("apps-refusal-host", 400));
    let wrong = InstallApp { groups: vec!["a,b".into()], ..order("gatus") };
    assert_eq!(refusal(world.apps.order_install(&wrong, "ana").await), ("apps-refusal-group", 400));
    assert!(world.store.list::<AppDocument>(&Labels::new()).await.unwrap().is_empty());
    assert!(world.clients().is_empty() && world.plane.log().is_empty());
}

#[tokio::test]
async fn an_app_is_installed_once_and_a_foreign_address_is_not_taken() {
    let world = World::new().await;
    world.installed("gatus").await;
    let again = InstallApp { host: Some("status".into()), ..order("gatus") };
    assert_eq!(refusal(world.apps.order_install(&again, "ana").await), ("apps-refusal-installed", 409));
    let foreign = serde_json::json!({
        "apiVersion": "networking.k8s.io/v1", "kind": "Ingress",
        "metadata": { "name": "own", "namespace": "default" },
        "spec": { "rules": [{ "host": "miniflux.cloud.example.org" }] },
    });
    world.plane.apply(&foreign).await.unwrap();
    assert_eq!(refusal(world.apps.order_install(&order("miniflux"), "ana").await), ("apps-refusal-host-taken", 409));
}

#[tokio::test]
async fn a_refusal_of_the_cluster_before_anything_runs_is_cleaned_up() {
    let world = World::new().await;
    world.plane.tell(|inside| inside.refuses = Some("NetworkPolicy"));
    world.apps.order_install(&order("miniflux"), "ana").await.unwrap();
    assert_eq!(world.apps.carry_on("miniflux").await.unwrap(), Carried::Failed);
    assert!(world.clients().is_empty());
    assert!(world.plane.within("app-miniflux").is_empty());
    assert!(world.plane.object("Namespace", "", "app-miniflux").is_none());
    assert!(world.store.get::<Settled>("app-miniflux").await.unwrap().is_none());
    let shown = world.apps.installed_one("miniflux").await.unwrap().unwrap().told(Words::of(Language::En));
    assert_eq!(shown.phase, AppPhase::Failed);
    assert!(shown.problem.unwrap().contains("not allowed"));
    world.plane.tell(|inside| inside.refuses = None);
    world.apps.order_retry("miniflux", "ana").await.unwrap();
    assert_eq!(world.apps.carry_on("miniflux").await.unwrap(), Carried::Done);
}

#[tokio::test]
async fn a_removal_keeps_data_and_secrets_and_takes_the_client_away() {
    let world = World::new().await;
    world.installed("miniflux").await;
    let password = world.store.get::<Settled>("app-miniflux").await.unwrap().unwrap().body.databases["main"].clone();
    world.apps.order_remove("miniflux", false, "ana").await.unwrap();
    assert_eq!(world.apps.carry_on("miniflux").await.unwrap(), Carried::Done);
    assert_eq!(world.plane.within("app-miniflux"), ["PersistentVolumeClaim db-main-data"]);
    assert!(world.clients().is_empty());
    assert_eq!(world.phase("miniflux").await, AppPhase::Removed);
    assert!(world.apps.catalogue().await.unwrap().iter().all(|app| app.installed.is_none()));
    world.installed("miniflux").await;
    let kept = world.store.get::<Settled>("app-miniflux").await.unwrap().unwrap().body;
    assert_eq!(kept.databases["main"], password, "the data opens with the same password");
    assert_eq!(world.document("miniflux").await.revision, 2);
}

#[tokio::test]
async fn a_purge_leaves_nothing() {
    let world = World::new().await;
    world.installed("gatus").await;
    world.apps.order_remove("gatus", true, "ana").await.unwrap();
    assert_eq!(world.apps.carry_on("gatus").await.unwrap(), Carried::Done);
    assert!(world.plane.within("app-gatus").is_empty() && world.clients().is_empty());
    assert!(world.apps.installed_one("gatus").await.unwrap().is_none());
    assert!(world.store.get::<Settled>("app-gatus").await.unwrap().is_none());
    assert!(world.store.list::<Revision>(&Labels::new()).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_removal_during_an_installation_wins() {
    let world = World::new().await;
    world.plane.tell(|inside| inside.ready = false);
    world.apps.order_install(&order("gatus"), "ana").await.unwrap();
    assert_eq!(world.apps.carry_on("gatus").await.unwrap(), Carried::Later);
    world.apps.order_remove("gatus", true, "ana").await.unwrap();
    assert_eq!(world.apps.carry_on("gatus").await.unwrap(), Carried::Done);
    assert!(world.apps.installed().await.unwrap().is_empty());
}

#[tokio::test]
async fn tiles_are_shown_to_those_whose_group_may_and_open_where_a_sign_in_starts() {
    let world = World::new().await;
    let wanted = InstallApp { groups: vec!["Compta".into()], ..order("gatus") };
    let name = world.apps.order_install(&wanted, "ana").await.unwrap();
    world.apps.carry_on(&name).await.unwrap();
    world.installed("radicale").await;
    let tiles = |person: Person| {
        let apps = world.apps.clone();
        async move {
            apps.tiles(&person)
                .await
                .unwrap()
                .into_iter()
                .map(|tile| (tile.plain.app, tile.plain.url))
                .collect::<Vec<_>>()
        }
    };
    let radicale = ("radicale".to_owned(), "https://radicale.cloud.example.org/.web/".to_owned());
    let gatus = ("gatus".to_owned(), "https://gatus.cloud.example.org/oidc/login".to_owned());
    assert_eq!(tiles(person("Ventes", false)).await, std::slice::from_ref(&radicale));
    assert_eq!(tiles(person("compta", false)).await, [gatus.clone(), radicale.clone()]);
    assert_eq!(tiles(person("Ventes", true)).await, [gatus, radicale]);
    assert_eq!(world.clients.0.lock().unwrap()["app-gatus"].groups, ["Compta"]);
}

#[tokio::test]
async fn a_tile_names_the_silent_server_that_carries_its_app() {
    let world = World::new().await;
    world.installed("radicale").await;
    let pod = serde_json::json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": { "name": "web-1", "namespace": "app-radicale", "labels": { "unidash.app/app": "radicale" } },
        "spec": { "nodeName": "s2" },
    });
    world.plane.apply(&pod).await.unwrap();
    let tile = world.apps.tiles(&person("x", false)).await.unwrap().remove(0).told(Words::of(Language::En));
    assert_eq!((tile.state, tile.server.as_deref()), (TileState::ServerSilent, Some("s2")));
    assert!(tile.state_text.unwrap().contains("“s2”"));
}

#[tokio::test]
async fn what_the_cluster_carries_is_shown_even_without_a_document() {
    let world = World::new().await;
    world.installed("gatus").await;
    world.store.delete::<AppDocument>("gatus", None).await.unwrap();
    let all = world.apps.installed().await.unwrap();
    assert_eq!((all[0].plain.name.as_str(), all[0].plain.id.as_str()), ("gatus", "io.gatus"));
    assert_eq!(all[0].problem.as_ref().unwrap().id, "apps-problem-stranger");
}

#[tokio::test]
async fn without_servers_the_store_shows_and_renders_and_says_what_an_installation_needs() {
    let world = World::on(None).await;
    assert_eq!(world.apps.catalogue().await.unwrap().len(), 3);
    assert!(world.apps.icon("miniflux").await.unwrap().unwrap().starts_with("<svg"));
    let objects = world.apps.render(&order("miniflux")).await.unwrap();
    assert!(objects.len() > 10);
    assert!(!serde_json::to_string(&objects).unwrap().contains("secret-of"));
    assert_eq!(refusal(world.apps.order_install(&order("miniflux"), "ana").await), ("apps-refusal-needs-servers", 409));
    assert!(world.store.list::<AppDocument>(&Labels::new()).await.unwrap().is_empty());
}

#[tokio::test]
async fn pods_find_this_cloud_at_the_gateway_of_their_own_server() {
    let world = World::new().await;
    world.apps.reconcile().await.unwrap();
    let service = world.plane.object("Service", "unidash", "unidash-gateway").unwrap();
    assert_eq!(service["spec"]["internalTrafficPolicy"], "Local");
    assert!(service["spec"].get("selector").is_none());
    let slice = world.plane.object("EndpointSlice", "unidash", "unidash-gateway-servers").unwrap();
    let endpoints: Vec<_> = slice["endpoints"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["nodeName"].clone(), one["addresses"][0].clone()))
        .collect();
    assert_eq!(endpoints[1], ("s2".into(), "10.0.0.12".into()));
    let zone = world.plane.object("ConfigMap", "kube-system", "coredns-custom").unwrap();
    assert!(zone["data"]["unidash.server"].as_str().unwrap().contains("IN A 10.43.0.9"));
    world.plane.tell(|inside| inside.log.clear());
    world.apps.reconcile().await.unwrap();
    assert!(!world.plane.log().contains(&"apply ConfigMap coredns-custom".to_owned()), "only when it changed");
}

#[tokio::test]
async fn a_server_that_comes_later_finds_the_doors_of_installed_apps_open() {
    let world = World::new().await;
    world.installed("gatus").await;
    world.apps.reconcile().await.unwrap();
    let doors = || world.plane.object("NetworkPolicy", "app-gatus", "from-gateway").unwrap().to_string();
    assert!(doors().contains("10.0.0.13/32") && !doors().contains("10.0.0.14/32"));
    world.plane.tell(|inside| inside.log.clear());
    world.apps.reconcile().await.unwrap();
    assert!(!world.plane.log().iter().any(|line| line.contains("NetworkPolicy")), "only when servers changed");
    world.plane.tell(|inside| inside.joined = 1);
    world.apps.reconcile().await.unwrap();
    assert!(doors().contains("10.0.0.14/32") && doors().contains("10.42.4.0/32"), "{}", doors());
}

#[tokio::test]
async fn a_silent_cluster_holds_up_one_desk_at_most_and_the_last_known_state_is_shown() {
    let world = World::new().await;
    world.installed("gatus").await;
    assert_eq!(world.phase("gatus").await, AppPhase::Ready);
    world.plane.tell(|inside| inside.away = true);
    tokio::time::sleep(std::time::Duration::from_millis(2100)).await;
    let tiles = world.apps.tiles(&person("x", false)).await.unwrap();
    assert_eq!(tiles[0].plain.state, TileState::Ready);
    assert_eq!(world.phase("gatus").await, AppPhase::Ready);
}
