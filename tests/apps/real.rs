//! The three apps on a real cluster: asked for by name, for it takes minutes and needs servers.
//!
//! `UNIDASH_APPS_KUBECONFIG=…/k3s.yaml UNIDASH_APPS_DOMAIN=cloud.lab.test UNIDASH_APPS_ROOT=…/ca.pem`
//! `cargo test -- --ignored real_cluster`: the cluster has the apps' images, and something at port
//! 443 of every server answers `https://id.DOMAIN/.well-known/openid-configuration`.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use unidash::api::types::{AppPhase, InstallApp};
use unidash::apps::lifecycle::{Apps, Carried, Surroundings};
use unidash::clock::Ambient;
use unidash::cluster::{Cluster, KubeAccess, Resource, Selection};
use unidash::state::{Embedded, Store};
use unidash::web::{Language, Site, SiteHandle, Words};

use super::plane::Clients;

struct Root(String);

#[async_trait::async_trait]
impl Surroundings for Root {
    async fn web_root(&self) -> Option<String> {
        Some(self.0.clone())
    }

    async fn locale(&self) -> String {
        "fr".into()
    }

    fn is_silent(&self, _: &str) -> bool {
        false
    }
}

#[expect(clippy::disallowed_methods, reason = "where the cluster is: told by whoever asks for this test")]
fn told(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: this test needs a real cluster"))
}

async fn world() -> (Apps, Cluster) {
    let access = KubeAccess::Kubeconfig(told("UNIDASH_APPS_KUBECONFIG").into());
    let cluster = Cluster::connect(access).await.unwrap();
    let ambient = Ambient::system();
    let store = Store::new(Embedded::in_memory(&ambient).await.unwrap());
    let site = SiteHandle::known(Site::new(told("UNIDASH_APPS_DOMAIN")));
    let root = std::fs::read_to_string(told("UNIDASH_APPS_ROOT")).unwrap();
    let apps = Apps::new(store, Some(Arc::new(cluster.clone())), Arc::new(Clients::default()), site, ambient);
    (apps.within(Arc::new(Root(root))), cluster)
}

async fn carry(apps: &Apps, name: &str) {
    let mut said = String::new();
    for _ in 0..900 {
        let carried = apps.carry_on(name).await.unwrap();
        if let Some(app) = apps.installed_one(name).await.unwrap() {
            let app = app.told(Words::of(Language::En));
            let steps = app.steps.iter().filter(|step| step.state == "running" || step.state == "failed");
            let now: Vec<_> = steps.map(|step| format!("{} {:?}", step.id, step.detail)).collect();
            let now = format!("{name} {} % {now:?} {:?}", app.progress, app.problem);
            if now != said {
                eprintln!("{now}");
                said = now;
            }
        }
        match carried {
            Carried::Done => return,
            Carried::Failed => panic!("{said}"),
            Carried::Later => tokio::time::sleep(Duration::from_secs(1)).await,
        }
    }
    panic!("{name} is never ready");
}

#[tokio::test]
#[ignore = "needs a real cluster, see the head of this file"]
async fn real_cluster_runs_the_three_apps_keeps_their_data_and_forgets_them_on_purge() {
    let (apps, cluster) = world().await;
    let spaces = async || {
        let all = Selection::all(Resource::of("v1", "Namespace")).labelled("unidash.app/app");
        cluster.list(&all).await.unwrap().len()
    };
    for app in ["miniflux", "radicale", "gatus"] {
        let order = InstallApp {
            app: Some(app.into()),
            manifest: None,
            host: None,
            answers: BTreeMap::new(),
            groups: Vec::new(),
        };
        apps.order_install(&order, "test").await.unwrap();
        carry(&apps, app).await;
        let shown = apps.installed_one(app).await.unwrap().unwrap().plain;
        eprintln!("{app}: {:?} on {:?}, {:?}", shown.phase, shown.servers, shown.images);
        assert_eq!(shown.phase, AppPhase::Ready);
        assert!(!shown.servers.is_empty() && shown.images.iter().all(|image| image.contains("sha256:")));
    }
    assert_eq!(spaces().await, 3);
    apps.order_remove("miniflux", false, "test").await.unwrap();
    carry(&apps, "miniflux").await;
    let claims = Selection::all(Resource::of("v1", "PersistentVolumeClaim")).within("app-miniflux");
    assert_eq!(cluster.list(&claims).await.unwrap().len(), 1, "data stays");
    for app in ["miniflux", "radicale", "gatus"] {
        apps.order_remove(app, true, "test").await.unwrap();
        carry(&apps, app).await;
    }
    assert_eq!(spaces().await, 0);
}
