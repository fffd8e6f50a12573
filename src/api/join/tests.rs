//! Tests of the joining door's ledger and routes.

use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt as _;
use jiff::SignedDuration;
use tower::ServiceExt as _;

use super::*;
use crate::clock;

const ID: &str = "00112233aabbccdd";

fn door(folder: &std::path::Path) -> JoinDoor {
    let door = JoinDoor::new(folder, folder.join("artefacts"), Ambient::system());
    std::fs::create_dir_all(&door.folder).expect("folder");
    std::fs::create_dir_all(&door.artefacts).expect("folder");
    let expires = door.ambient.now() + SignedDuration::from_hours(24);
    let sealed = json!({"expires": expires, "machines": 2, "proof": clock::digest("proof"),
        "names": ["ud-a"], "sealed": "c2VhbGVk"});
    std::fs::write(door.folder.join(format!("{ID}.sealed")), sealed.to_string()).expect("code");
    std::fs::write(door.artefacts.join("k3s"), "k3s").expect("file");
    door
}

fn machine(machine: &str, name: &str) -> Applicant {
    Applicant { machine: machine.to_owned(), name: name.to_owned(), proof: "proof".to_owned() }
}

#[test]
fn two_machines_may_use_a_code_and_the_same_may_repeat() {
    let folder = tempfile::tempdir().expect("folder");
    let door = door(folder.path());
    let now = door.ambient.now();
    let note = |one: &Applicant| door.ledger.note_use(ID, one, now);
    assert_eq!(note(&machine("m2", "ud-b")), Ok(()));
    assert_eq!(note(&machine("m2", "ud-b")), Ok(()));
    assert_eq!(note(&machine("m3", "ud-b")), Err(Refusal::NameTaken));
    assert_eq!(note(&machine("m3", "ud-a")), Err(Refusal::NameTaken));
    assert_eq!(note(&machine("m3", "ud-c")), Ok(()));
    assert_eq!(note(&machine("m4", "ud-d")), Err(Refusal::Used));
    let wrong = Applicant { proof: "guess".to_owned(), ..machine("m2", "ud-b") };
    assert_eq!(note(&wrong), Err(Refusal::Wrong));
    assert_eq!(door.ledger.note_use("ffff", &machine("m2", "ud-b"), now), Err(Refusal::Unknown));
    let later = now + SignedDuration::from_hours(25);
    assert_eq!(door.ledger.note_use(ID, &machine("m2", "ud-b"), later), Err(Refusal::Expired));
}

#[test]
fn one_server_has_the_turn_and_a_silent_one_loses_it() {
    let folder = tempfile::tempdir().expect("folder");
    let door = door(folder.path());
    let now = door.ambient.now();
    let (b, c) = (machine("m2", "ud-b"), machine("m3", "ud-c"));
    for one in [&b, &c] {
        door.ledger.note_use(ID, one, now).expect("use");
    }
    assert_eq!(door.ledger.turn(ID, &b, now), Ok(Turn::Yours));
    assert_eq!(door.ledger.turn(ID, &c, now), Ok(Turn::Other("ud-b".to_owned())));
    let soon = now + SignedDuration::from_secs(40);
    assert_eq!(door.ledger.turn(ID, &b, soon), Ok(Turn::Yours));
    let late = now + SignedDuration::from_secs(120);
    assert_eq!(door.ledger.turn(ID, &c, late), Ok(Turn::Yours));
    assert_eq!(door.ledger.turn(ID, &b, late), Ok(Turn::Other("ud-c".to_owned())));
    door.ledger.end_turn(ID, &c, late).expect("end");
    assert_eq!(door.ledger.turn(ID, &b, late), Ok(Turn::Yours));
}

async fn get_path(door: &JoinDoor, path: &str) -> (u16, String) {
    let request = Request::get(path).body(Body::empty()).expect("request");
    let answer = router(door.clone()).oneshot(request).await.expect("answer");
    let status = answer.status().as_u16();
    let bytes = answer.into_body().collect().await.expect("body").to_bytes();
    (status, String::from_utf8_lossy(&bytes).into_owned())
}

#[tokio::test]
async fn files_are_served_by_plain_name_while_a_code_is_good() {
    let folder = tempfile::tempdir().expect("folder");
    let door = door(folder.path());
    assert_eq!(get_path(&door, "/join/files/k3s").await, (200, "k3s".to_owned()));
    for path in ["/join/files/..%2fjoin%2fturns", "/join/files/.hidden", "/join/files/none", "/join/ffff"] {
        assert_eq!(get_path(&door, path).await.0, 404, "{path}");
    }
    assert_eq!(get_path(&door, &format!("/join/{ID}")).await.0, 200);
    std::fs::remove_file(door.folder.join(format!("{ID}.sealed"))).expect("removed");
    assert_eq!(get_path(&door, "/join/files/k3s").await.0, 404);
}
