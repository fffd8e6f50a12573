//! What administrators may, others may not, and what is written down about it.

use http::{Method, StatusCode};
use serde_json::json;

use crate::support::world::World;

#[tokio::test]
async fn only_administrators_see_the_store_and_the_events() {
    let world = World::demo().await;
    let (giselle, ada) = (world.signed_in("giselle").await, world.signed_in("ada").await);
    for path in ["/api/v1/catalogue", "/api/v1/events", "/api/v1/servers", "/api/v1/people", "/api/v1/status"] {
        let (status, problem) = giselle.json(Method::GET, path, &[], None).await;
        assert_eq!((status, problem["code"].as_str()), (StatusCode::FORBIDDEN, Some("not-allowed")), "{path}");
        let (status, _) = ada.json(Method::GET, path, &[], None).await;
        assert_eq!(status, StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn the_store_holds_three_apps_and_a_laptop_says_that_installing_needs_servers() {
    let world = World::demo().await;
    let ada = world.signed_in("ada").await;
    let (_, catalogue) = ada.json(Method::GET, "/api/v1/catalogue", &[], None).await;
    let short: Vec<_> = catalogue.as_array().unwrap().iter().map(|app| app["short"].as_str().unwrap()).collect();
    assert_eq!(short, ["gatus", "miniflux", "radicale"]);
    let headers = world.write_headers(&ada).await;
    let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let order = json!({"app": "miniflux"});
    let (status, rendered) = ada.json(Method::POST, "/api/v1/renders", &headers, Some(order.clone())).await;
    assert_eq!(status, StatusCode::OK, "{rendered}");
    assert!(rendered["objects"].as_array().unwrap().len() > 5);
    let (status, problem) = ada.json(Method::POST, "/api/v1/apps", &headers, Some(order)).await;
    assert_eq!(status, StatusCode::CONFLICT, "{problem}");
    assert!(problem["message"].as_str().unwrap().contains("servers"), "{problem}");
    let (_, apps) = ada.json(Method::GET, "/api/v1/apps", &[], None).await;
    assert_eq!(apps, json!([]));
}

#[tokio::test]
async fn a_malformed_manifest_is_refused_with_its_line() {
    let world = World::demo().await;
    let ada = world.signed_in("ada").await;
    let headers = world.write_headers(&ada).await;
    let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let order = json!({"manifest": "apiVersion: unidash.app/v1\nid: org.example\nnmae: {en: A, fr: A}\n"});
    let (status, problem) = ada.json(Method::POST, "/api/v1/renders", &headers, Some(order)).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "{problem}");
    let message = problem["message"].as_str().unwrap();
    assert!(message.contains("nmae") && message.contains('3'), "{message}");
}

#[tokio::test]
async fn every_act_is_an_event_with_who_and_what() {
    let world = World::demo().await;
    let ada = world.signed_in("ada").await;
    let headers = world.write_headers(&ada).await;
    let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let person = json!({"username": "nadia", "name": "Nadia Roux", "password": "long-enough-2026"});
    let (status, made) = ada.json(Method::POST, "/api/v1/people", &headers, Some(person.clone())).await;
    assert_eq!(status, StatusCode::OK, "{made}");
    let (status, _) = ada.json(Method::POST, "/api/v1/people", &headers, Some(person)).await;
    assert_eq!(status, StatusCode::CONFLICT);
    let (_, events) = ada.json(Method::GET, "/api/v1/events?search=person.create", &[], None).await;
    let first = &events["items"][0];
    assert_eq!(first["sentence"], "ada made the account nadia.");
    assert_eq!(first["result"], "done");
    assert!(!events.to_string().contains("long-enough"), "a secret stands in the list");
}

#[tokio::test]
async fn a_directory_that_is_away_is_told_to_administrators_with_what_to_do() {
    let world = World::demo().await;
    let ada = world.signed_in("ada").await;
    let (_, status) = ada.json(Method::GET, "/api/v1/status", &[], None).await;
    assert_eq!(status["problem"], json!(null));
    let headers = world.write_headers(&ada).await;
    let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    // Nobody listens there: the connection is refused at once.
    let settings = json!({
        "hosts": ["127.0.0.1:1"], "base": "DC=corp,DC=test", "domain": "corp.test",
        "account": "svc@corp.test", "password": "x", "security": "ldaps"
    });
    let (status, said) = ada.json(Method::PUT, "/api/v1/directory", &headers, Some(settings)).await;
    assert_eq!(status, StatusCode::OK, "{said}");
    let (_, status) = ada.json(Method::GET, "/api/v1/status", &[], None).await;
    let problem = status["problem"].as_str().unwrap();
    assert!(problem.contains("directory does not answer") && problem.contains("Check"), "{problem}");
}

#[tokio::test]
async fn a_company_with_two_domains_adds_changes_and_removes_one() {
    let world = World::demo().await;
    let ada = world.signed_in("ada").await;
    let headers = world.write_headers(&ada).await;
    let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let settings = |account: &str, password: &str| json!({"hosts": ["127.0.0.1:1"], "domain": "?", "account": account, "password": password});
    let domains = async || {
        let (_, all) = ada.json(Method::GET, "/api/v1/directories", &[], None).await;
        let of = |one: &serde_json::Value| format!("{} {}", one["domain"], one["account"]).replace('"', "");
        assert!(!all.to_string().contains("secret"), "{all}");
        all.as_array().unwrap().iter().map(of).collect::<Vec<_>>()
    };
    let put = async |domain: &str, body| {
        ada.json(Method::PUT, &format!("/api/v1/directories/{domain}"), &headers, Some(body)).await
    };
    assert_eq!(put("corp.test", settings("svc", "secret one")).await.0, StatusCode::OK);
    let (status, problem) = put("other.test", settings("svc", "")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(problem["message"].as_str().unwrap().contains("service account"), "{problem}");
    assert_eq!(put("other.test", settings("svc", "secret two")).await.0, StatusCode::OK);
    assert_eq!(put("corp.test", settings("reader", "")).await.0, StatusCode::OK);
    assert_eq!(domains().await, ["corp.test reader", "other.test svc"]);
    let remove = async || ada.json(Method::DELETE, "/api/v1/directories/corp.test", &headers, None).await.0;
    assert_eq!((remove().await, remove().await), (StatusCode::NO_CONTENT, StatusCode::NOT_FOUND));
    assert_eq!(domains().await, ["other.test svc"]);
    let (_, events) = ada.json(Method::GET, "/api/v1/events?search=directory.remove", &[], None).await;
    assert_eq!(events["items"][0]["sentence"], "ada removed the directory corp.test.");
}

#[tokio::test]
async fn dangerous_acts_want_a_sign_in_of_the_last_fifteen_minutes_and_quiet_ones_do_not() {
    let world = World::demo().await;
    let ada = world.signed_in("ada").await;
    world.wait(16 * 60);
    let headers = world.write_headers(&ada).await;
    let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let person =
        |admin: bool| json!({"username": "eve", "name": "Eve", "password": "long enough, this", "admin": admin});
    let token = |scope: &str| json!({"label": "x", "scope": scope, "days": 1});
    let directory = json!({"hosts": [], "domain": "corp.example", "account": "svc@corp.example"});
    for (method, path, body) in [
        (Method::DELETE, "/api/v1/apps/miniflux?purge=true", None),
        (Method::PUT, "/api/v1/directory", Some(directory.clone())),
        (Method::PUT, "/api/v1/directories/corp.example", Some(directory)),
        (Method::DELETE, "/api/v1/directories/corp.example", None),
        (Method::POST, "/api/v1/people", Some(person(true))),
        (Method::POST, "/api/v1/tokens", Some(token("admin"))),
    ] {
        let (status, problem) = ada.json(method, path, &headers, body).await;
        assert_eq!((status, problem["code"].as_str()), (StatusCode::FORBIDDEN, Some("session.stale")), "{path}");
    }
    for (path, body) in [("/api/v1/people", person(false)), ("/api/v1/tokens", token("read"))] {
        assert_eq!(ada.json(Method::POST, path, &headers, Some(body)).await.0, StatusCode::OK, "{path}");
    }
}
