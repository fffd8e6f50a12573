//! Ingresses as the cluster tells them, and the routes that come of them.

use super::*;
use crate::cluster::{Endpoint, IngressRule, SlicePort};

const D: &str = "d.example";

fn ingress(namespace: &str, name: &str, created: &str, host: &str) -> Ingress {
    let backend = Backend { service: "web".to_owned(), port: PortName::Name("http".to_owned()) };
    Ingress {
        namespace: namespace.to_owned(),
        name: name.to_owned(),
        uid: name.to_owned(),
        created: created.to_owned(),
        rules: vec![IngressRule {
            host: host.to_owned(),
            paths: vec![IngressPath { path: "/".to_owned(), exact: false, backend }],
        }],
        ..Ingress::default()
    }
}

fn source(ingresses: Vec<Ingress>, kind: &str, addresses: &[&str]) -> RouteSource {
    let mut source = RouteSource { complete: true, ..RouteSource::default() };
    for ingress in ingresses {
        let namespace = ingress.namespace.clone();
        let place = (namespace.clone(), "web".to_owned());
        let port =
            ServicePort { name: "http".to_owned(), port: 80, protocol: "TCP".to_owned(), ..ServicePort::default() };
        let service = Service {
            namespace: namespace.clone(),
            name: "web".to_owned(),
            kind: kind.to_owned(),
            cluster_ips: vec!["10.43.0.9".to_owned()],
            ports: vec![port],
            ..Service::default()
        };
        let endpoint = |address: &&str| Endpoint {
            addresses: vec![(*address).to_owned()],
            ready: true,
            serving: true,
            ..Endpoint::default()
        };
        let slice = Slice {
            namespace: namespace.clone(),
            name: "web-1".to_owned(),
            service: "web".to_owned(),
            ports: vec![SlicePort { name: "http".to_owned(), port: 8080 }],
            endpoints: addresses.iter().map(endpoint).collect(),
        };
        source.ingresses.insert((namespace.clone(), ingress.name.clone()), ingress);
        source.services.insert(place.clone(), service);
        source.slices.insert(place, slice);
    }
    source
}

fn made(ingresses: Vec<Ingress>, addresses: &[&str]) -> Vec<RoutePlan> {
    read(&source(ingresses, "ClusterIP", addresses), &Site::new(D), &["10.0.0.1".parse().unwrap()]).plans
}

#[test]
fn an_app_is_dialled_at_its_pods_and_at_its_service_last() {
    let mut app = ingress("app-rss", "rss", "2026-01-01T00:00:00Z", "rss.d.example");
    app.labels.insert("unidash.app/app".to_owned(), "rss".to_owned());
    for (name, value) in [
        ("groups", "Sales, Compta"),
        ("mode", "forward-auth"),
        ("title", r#"{"en":"News","fr":"Nouvelles"}"#),
        ("headers", r#"{"Remote-User":"user.name","X-Mail":"user.email"}"#),
        ("bypass", r#"["/api/"]"#),
        ("embed", r#"{"policy":"fix","rung":3,"reporter":true}"#),
    ] {
        app.annotations.insert(format!("unidash.app/{name}"), value.to_owned());
    }
    let plans = made(vec![app], &["10.42.1.5", "10.42.0.7"]);
    let plan = &plans[0];
    assert_eq!((plan.host.as_str(), plan.app.as_deref(), plan.mode), ("rss.d.example", Some("rss"), Mode::ForwardAuth));
    assert_eq!(plan.groups, ["Sales", "Compta"]);
    assert_eq!(plan.title.as_ref().map(|title| title.in_language("fr")), Some("Nouvelles"));
    assert_eq!(plan.bypass, ["/api/"]);
    assert_eq!(plan.headers, [("Remote-User".to_owned(), Fact::Name), ("X-Mail".to_owned(), Fact::Email)]);
    assert_eq!((plan.embed.rung, plan.embed.reporter), (3, true));
    assert_eq!(plan.to.ready, ["10.42.0.7:8080".parse().unwrap(), "10.42.1.5:8080".parse().unwrap()]);
    assert_eq!(plan.to.last, Some("10.43.0.9:80".parse().unwrap()));
}

#[test]
fn a_foreign_ingress_is_for_administrators_until_it_has_groups() {
    let mut foreign = ingress("lab", "x", "1", "x.d.example");
    // A label in a namespace that is no app's proves nothing.
    foreign.labels.insert("unidash.app/app".to_owned(), "rss".to_owned());
    let plans = made(vec![foreign.clone()], &["10.42.0.7"]);
    assert_eq!((plans[0].app.clone(), plans[0].groups.clone()), (None, vec![ADMINISTRATORS_ONLY.to_owned()]));
    foreign.annotations.insert("unidash.app/groups".to_owned(), "Lab".to_owned());
    assert_eq!(made(vec![foreign], &["10.42.0.7"])[0].groups, ["Lab"]);
}

#[test]
fn the_oldest_ingress_keeps_a_host_and_some_hosts_are_ours() {
    let older = ingress("app-a", "a", "2026-01-01T00:00:00Z", "wiki.d.example");
    let newer = ingress("app-b", "b", "2026-02-01T00:00:00Z", "Wiki.d.example");
    let plans = made(vec![newer, older], &["10.42.0.7"]);
    assert_eq!(plans.len(), 1);
    for host in ["desk.d.example", "id.d.example", "d.example", "a.b.d.example", "bank.example", "*.d.example", ""] {
        assert!(made(vec![ingress("app-x", "x", "1", host)], &["10.42.0.7"]).is_empty(), "{host}");
    }
}

#[test]
fn a_route_never_leads_back_to_a_server() {
    let app = || vec![ingress("app-x", "x", "1", "x.d.example")];
    let hostile =
        ["127.0.0.1", "169.254.169.254", "0.0.0.0", "::1", "fe80::1", "10.0.0.1", "::ffff:127.0.0.1", "224.0.0.1"];
    for address in hostile {
        assert!(made(app(), &[address])[0].to.ready.is_empty(), "{address}");
    }
    let external = read(&source(app(), "ExternalName", &["10.42.0.7"]), &Site::new(D), &[]).plans;
    assert!(external[0].to.ready.is_empty() && external[0].to.last.is_none());
}

/// What the store's apps are applied with: the golden objects of their rendering.
#[test]
fn every_annotation_of_the_stores_apps_is_understood() {
    for golden in ["gatus", "miniflux", "radicale"] {
        let path = format!("{}/tests/apps/golden/{golden}.json", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path).unwrap();
        let objects: Vec<serde_json::Value> =
            serde_json::Deserializer::from_str(&text).into_iter().map(Result::unwrap).collect();
        let mut source = RouteSource { complete: true, ..RouteSource::default() };
        let mut domain = String::new();
        for ingress in objects.iter().filter_map(Ingress::of_object) {
            domain = ingress.rules[0].host.split_once('.').unwrap().1.to_owned();
            source.ingresses.insert((ingress.namespace.clone(), ingress.name.clone()), ingress);
        }
        let reading = read(&source, &Site::new(domain), &[]);
        assert!(!reading.plans.is_empty() && reading.complaints.is_empty(), "{golden}: {:?}", reading.complaints);
        assert!(reading.plans.iter().all(|plan| plan.app.as_deref() == Some(golden)), "{golden}");
    }
}

#[test]
fn what_is_not_understood_is_one_complaint_and_the_same_one_again() {
    let mut app = ingress("app-rss", "rss", "1", "rss.d.example");
    app.annotations.insert("unidash.app/embed".to_owned(), "{rung}".to_owned());
    app.annotations.insert("unidash.app/mode".to_owned(), "\"odd\u{1}".to_owned());
    let source = source(vec![app], "ClusterIP", &["10.42.0.7"]);
    let complaints = |source: &RouteSource| read(source, &Site::new(D), &[]).complaints;
    let first = complaints(&source);
    let told: Vec<_> = first.iter().map(|one| (one.what, one.about.as_str())).collect();
    assert_eq!(told, [("annotation not understood", "app-rss/rss"); 2]);
    assert_eq!(first, complaints(&source));
}
