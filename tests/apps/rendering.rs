//! Rendering: every app of the store has a golden result, and some things never appear.

use serde_json::Value;
use unidash::apps::catalogue::Catalogue;
use unidash::apps::manifest;
use unidash::apps::render::{Rendered, render};

use super::golden;
use super::world::{SMALL, client, cloud, installation, settled};

fn rendered(app: &str) -> Rendered {
    let store = Catalogue::embedded();
    let manifest = &store.find(app).unwrap().manifest;
    render(manifest, &installation(manifest), &settled(manifest), Some(&client()), &cloud()).unwrap()
}

fn small(change: impl FnOnce(String) -> String) -> Rendered {
    let manifest = manifest::read(&change(SMALL.to_owned())).unwrap();
    render(&manifest, &installation(&manifest), &settled(&manifest), Some(&client()), &cloud()).unwrap()
}

fn of_kind<'r>(rendered: &'r Rendered, kind: &str) -> Vec<&'r Value> {
    rendered.all().filter(|object| object["kind"] == kind).collect()
}

fn named<'r>(rendered: &'r Rendered, kind: &str, name: &str) -> &'r Value {
    of_kind(rendered, kind).into_iter().find(|object| object["metadata"]["name"] == name).unwrap()
}

#[test]
fn every_app_of_the_store_has_its_golden_result() {
    for entry in Catalogue::embedded().entries() {
        let app = entry.manifest.short();
        let mut text = String::new();
        for mut object in rendered(app).all().cloned() {
            if object["metadata"]["name"] == "unidash-ca" {
                object["data"]["ca.pem"] = "(Mozilla's roots plus the own one)".into();
            }
            text += &serde_json::to_string_pretty(&object).unwrap();
            text.push('\n');
        }
        golden::compare(&format!("tests/apps/golden/{app}.json"), &text);
    }
}

#[test]
fn every_object_says_which_app_and_revision_it_belongs_to() {
    for app in ["miniflux", "gatus", "radicale"] {
        for object in rendered(app).all() {
            let labels = &object["metadata"]["labels"];
            assert_eq!(labels["unidash.app/app"], app, "{object}");
            assert_eq!(labels["unidash.app/revision"], "1", "{object}");
            if object["kind"] != "Namespace" {
                assert_eq!(object["metadata"]["namespace"], format!("app-{app}"));
            }
        }
    }
}

#[test]
fn pods_run_without_root_rights_account_or_writable_root() {
    for app in ["miniflux", "gatus", "radicale"] {
        let rendered = rendered(app);
        for object in rendered.all().filter(|object| object["spec"]["template"].is_object()) {
            let pod = &object["spec"]["template"]["spec"];
            assert_eq!(pod["automountServiceAccountToken"], false);
            assert_eq!(pod["securityContext"]["runAsNonRoot"], true);
            assert_eq!(pod["securityContext"]["seccompProfile"]["type"], "RuntimeDefault");
            let container = &pod["containers"][0];
            assert_eq!(container["securityContext"]["allowPrivilegeEscalation"], false);
            assert_eq!(container["securityContext"]["readOnlyRootFilesystem"], true);
            assert_eq!(container["securityContext"]["capabilities"]["drop"][0], "ALL");
            assert_eq!(container["imagePullPolicy"], "IfNotPresent");
        }
        assert_eq!(
            of_kind(&rendered, "Namespace")[0]["metadata"]["labels"]["pod-security.kubernetes.io/enforce"],
            "restricted"
        );
    }
}

#[test]
fn a_secret_stands_in_secrets_only_and_is_blanked_when_shown() {
    for app in ["miniflux", "gatus", "radicale"] {
        let rendered = rendered(app);
        for object in rendered.all().filter(|object| object["kind"] != "Secret") {
            let text = object.to_string();
            assert!(!text.contains("the-client-secret") && !text.contains("secret-of-"), "{text}");
        }
        let shown = serde_json::to_string(&rendered.shown()).unwrap();
        assert!(!shown.contains("the-client-secret") && !shown.contains("secret-of-"));
    }
    let miniflux = rendered("miniflux");
    let secret = named(&miniflux, "Secret", "web-env");
    assert_eq!(
        secret["stringData"]["DATABASE_URL"],
        "postgres://main:secret-of-main@db-main:5432/main?sslmode=disable"
    );
}

#[test]
fn the_network_is_closed_but_for_gateways_names_the_provider_and_what_the_file_says() {
    let miniflux = rendered("miniflux");
    let names: Vec<&str> =
        of_kind(&miniflux, "NetworkPolicy").iter().map(|policy| policy["metadata"]["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["default-deny", "within", "names", "from-gateway", "to-internet", "to-cloud"]);
    let from = named(&miniflux, "NetworkPolicy", "from-gateway");
    let sources: Vec<&str> = from["spec"]["ingress"][0]["from"]
        .as_array()
        .unwrap()
        .iter()
        .map(|source| source["ipBlock"]["cidr"].as_str().unwrap())
        .collect();
    assert_eq!(
        sources,
        [
            "10.0.0.11/32",
            "10.0.0.12/32",
            "10.0.0.13/32",
            "10.42.0.0/32",
            "10.42.0.1/32",
            "10.42.1.0/32",
            "10.42.1.1/32",
            "10.42.2.0/32",
            "10.42.2.1/32",
        ]
    );
    assert_eq!(from["spec"]["ingress"][0]["ports"][0]["port"], 8080);
    assert!(
        of_kind(&rendered("radicale"), "NetworkPolicy").iter().all(|policy| policy["metadata"]["name"] != "to-cloud")
    );
}

#[test]
fn addresses_carry_what_the_gateway_needs() {
    let radicale = rendered("radicale");
    let main = &named(&radicale, "Ingress", "main")["metadata"]["annotations"];
    assert_eq!(main["unidash.app/mode"], "forward-auth");
    assert_eq!(main["unidash.app/headers"], r#"{"X-Remote-User":"user.name"}"#);
    assert_eq!(main["unidash.app/bypass"], r#"["/"]"#);
    assert!(main.get("unidash.app/groups").is_none(), "everybody signed in");
    let pages = named(&radicale, "Ingress", "pages");
    assert!(pages["metadata"]["annotations"].get("unidash.app/bypass").is_none(), "people's pages want a session");
    assert_eq!(pages["spec"]["rules"][0]["host"], "radicale.cloud.example.org");
    let miniflux = rendered("miniflux");
    let embed = &named(&miniflux, "Ingress", "main")["metadata"]["annotations"]["unidash.app/embed"];
    assert_eq!(embed, r#"{"policy":"fix","rung":2,"reporter":true}"#);
}

#[test]
fn the_notice_of_a_logout_passes_the_gateway() {
    let store = Catalogue::embedded();
    let mut manifest = store.find("miniflux").unwrap().manifest.clone();
    manifest.sso.oidc.as_mut().unwrap().backchannel_logout = Some("${url}/oauth2/oidc/ended".to_owned());
    let rendered = render(&manifest, &installation(&manifest), &settled(&manifest), Some(&client()), &cloud()).unwrap();
    let main = &named(&rendered, "Ingress", "main")["metadata"]["annotations"];
    assert_eq!(main["unidash.app/bypass"], r#"["/oauth2/oidc/ended"]"#);
}

#[test]
fn groups_of_the_order_replace_those_of_shown_addresses_but_not_of_the_administrators() {
    let text = SMALL.replace(
        "show: true}",
        "show: true}\n  - {name: admin, service: web, host: small, path: /admin, groups: [admins]}",
    );
    let manifest = manifest::read(&text).unwrap();
    let mut order = installation(&manifest);
    order.groups = Some(vec!["Compta".into(), "Ventes".into()]);
    let rendered = render(&manifest, &order, &settled(&manifest), None, &cloud()).unwrap();
    assert_eq!(named(&rendered, "Ingress", "main")["metadata"]["annotations"]["unidash.app/groups"], "Compta,Ventes");
    assert_eq!(named(&rendered, "Ingress", "admin")["metadata"]["annotations"]["unidash.app/groups"], "admins");
}

#[test]
fn another_host_moves_the_app_and_its_namespace() {
    let manifest = manifest::read(SMALL).unwrap();
    let mut order = installation(&manifest);
    order.name = "other".into();
    let rendered = render(&manifest, &order, &settled(&manifest), None, &cloud()).unwrap();
    assert_eq!(of_kind(&rendered, "Namespace")[0]["metadata"]["name"], "app-other");
    assert_eq!(named(&rendered, "Ingress", "main")["spec"]["rules"][0]["host"], "other.cloud.example.org");
}

#[test]
fn a_capability_with_its_reason_lowers_the_rules_of_that_namespace_only_as_far_as_needed() {
    let rendered = small(|text| {
        text.replace(
            "port: 8080\n",
            "port: 8080\n    run: {user: 1000, capabilities: [{add: CHOWN, why: its start}]}\n",
        )
    });
    assert_eq!(
        of_kind(&rendered, "Namespace")[0]["metadata"]["labels"]["pod-security.kubernetes.io/enforce"],
        "baseline"
    );
}

#[test]
fn rendering_twice_gives_the_same() {
    assert_eq!(rendered("miniflux"), rendered("miniflux"));
}

#[test]
fn a_pod_without_data_moves_soon_and_one_with_data_stays() {
    let tolerations =
        |app: &str| named(&rendered(app), "Deployment", "web")["spec"]["template"]["spec"]["tolerations"].clone();
    assert_eq!(tolerations("miniflux")[0]["tolerationSeconds"], 30);
    assert_eq!(tolerations("gatus"), Value::Null);
}

#[test]
fn what_this_release_cannot_do_yet_is_refused_by_name() {
    let text =
        SMALL.replace("sso: {mode: none}", "databases: {main: {engine: redis, version: \"7\"}}\nsso: {mode: none}");
    let manifest = manifest::read(&text).unwrap();
    let refusal = render(&manifest, &installation(&manifest), &settled(&manifest), None, &cloud()).unwrap_err();
    assert_eq!((refusal.id, refusal.arguments[0].1.as_str()), ("apps-refusal-not-yet", "databases"));
}
