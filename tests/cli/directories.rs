//! `unidash directory` against a running cloud: a second domain comes and goes.

use serde_json::json;

use super::people::Door;
use crate::support::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn a_domain_is_added_shown_tested_and_removed_at_the_terminal() {
    let world = World::demo().await;
    let door = Door::of(&world).await;
    assert!(door.say("directory list").await.contains("unidash directory set FILE"));
    let settings = |domain: &str, password: &str| {
        let all = json!({"domain": domain, "hosts": ["127.0.0.1:1"], "account": "svc", "password": password});
        all.to_string()
    };
    for domain in ["corp.test", "other.test"] {
        let kept = door.run("directory set -", &settings(domain, "secret")).await;
        let said = String::from_utf8(kept.stdout).unwrap();
        assert!(kept.status.success() && said.contains(&format!("{domain} is kept")), "{said}");
    }
    let list = door.say("directory list").await;
    let lines: Vec<Vec<&str>> = list.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(lines, [["corp.test", "ldaps", "127.0.0.1:1"], ["other.test", "ldaps", "127.0.0.1:1"]]);
    let shown = door.json("directory show OTHER.test").await;
    assert_eq!((&shown["account"], &shown["password"]), (&json!("svc"), &json!("")));
    // Nobody listens there.
    let tested = door.run("directory test -", &settings("other.test", "")).await;
    let why = String::from_utf8(tested.stderr).unwrap();
    assert!(tested.status.code() == Some(1) && why.contains("127.0.0.1"), "{why}");
    assert!(door.say("directory remove other.test").await.contains("other.test is removed"));
    assert!(door.refused("directory show other.test").await.contains("unidash directory list"));
    assert_eq!(door.json("directory list").await.as_array().map(Vec::len), Some(1));
}
