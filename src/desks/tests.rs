//! Desks on an embedded store.

use super::*;
use crate::api::types::{Arrangement, ChangedDock, Folder, GivenDock, GivenScene, Pane, Scene};
use crate::clock::Ambient;
use crate::identity::{Group, Person, Source};
use crate::state::Embedded;

pub(super) async fn desks() -> Desks {
    Desks::new(Store::new(Embedded::in_memory(&Ambient::system()).await.unwrap()))
}

fn two() -> Layout {
    Layout {
        arrangement: Arrangement::Columns,
        dividers: vec![500],
        panes: vec![Pane { app: "miniflux".into(), zone: Some(0), url: None }],
        dock: vec!["miniflux".into()],
        theme: "own".into(),
        docks: vec![ChangedDock { dock: "dock-1".into(), apps: vec!["sheet".into()] }],
        scenes: vec![compta()],
        folders: vec![Folder { name: "Chiffres".into(), apps: vec!["sheet".into()] }],
    }
}

fn compta() -> Scene {
    Scene {
        name: "Compta".into(),
        arrangement: Arrangement::OneTwo,
        dividers: vec![580, 500],
        apps: vec!["invoices".into(), "sheet".into(), String::new()],
    }
}

#[tokio::test]
async fn a_desk_is_kept_per_person_and_empty_for_somebody_new() {
    let desks = desks().await;
    desks.keep("ana", &two()).await.unwrap();
    assert_eq!(desks.layout("ana").await.unwrap(), two());
    assert_eq!(desks.layout("bob").await.unwrap(), Layout::default());
}

#[tokio::test]
async fn a_change_on_another_screen_is_not_overwritten_unseen() {
    let desks = desks().await;
    desks.keep_if("ana", &two(), None).await.unwrap();
    let (layout, version) = desks.versioned("ana").await.unwrap();
    desks.keep("ana", &Layout::default()).await.unwrap();
    let late = desks.keep_if("ana", &layout, version.as_deref()).await;
    assert!(matches!(late, Err(DesksError::Changed)));
    assert!(matches!(desks.keep_if("ana", &layout, None).await, Err(DesksError::Changed)));
}

#[tokio::test]
async fn a_grid_of_four_zones_keeps_its_three_dividers() {
    let layout = Layout { arrangement: Arrangement::Grid, dividers: vec![500, 400, 600], ..two() };
    desks().await.keep("ana", &layout).await.unwrap();
    let layout = Layout { dividers: vec![500; 4], ..layout };
    assert!(matches!(desks().await.keep("ana", &layout).await, Err(DesksError::Refused)));
}

#[tokio::test]
async fn a_scene_has_a_name_and_an_app_and_there_are_not_too_many() {
    let refused = |scene: Scene| async move {
        let layout = Layout { scenes: vec![scene], ..two() };
        matches!(desks().await.keep("ana", &layout).await, Err(DesksError::Refused))
    };
    assert!(refused(Scene { name: " ".into(), ..compta() }).await);
    assert!(refused(Scene { name: "é".repeat(41), ..compta() }).await);
    assert!(refused(Scene { apps: vec![String::new()], ..compta() }).await);
    assert!(refused(Scene { apps: vec!["a".into(); 5], ..compta() }).await);
    assert!(!refused(Scene { name: "é".repeat(40), ..compta() }).await);
    let layout = Layout { folders: vec![Folder { name: "Vide".into(), apps: Vec::new() }], ..two() };
    assert!(matches!(desks().await.keep("ana", &layout).await, Err(DesksError::Refused)));
    let layout = Layout { scenes: vec![compta(); 13], ..two() };
    assert!(matches!(desks().await.keep("ana", &layout).await, Err(DesksError::Refused)));
}

#[tokio::test]
async fn more_than_a_desk_can_hold_is_refused() {
    let mut layout = two();
    layout.panes = vec![layout.panes[0].clone(); 9];
    assert!(matches!(desks().await.keep("ana", &layout).await, Err(DesksError::Refused)));
    let mut layout = two();
    layout.panes[0].zone = Some(4);
    assert!(matches!(desks().await.keep("ana", &layout).await, Err(DesksError::Refused)));
}

#[tokio::test]
async fn a_given_scene_is_for_its_groups_and_its_name_says_which_it_is() {
    let desks = desks().await;
    let given = GivenScene { scene: compta(), groups: vec!["Compta".into()], ..GivenScene::default() };
    let first = desks.give(&given).await.unwrap();
    let renamed = Scene { name: "COMPTA".into(), ..compta() };
    let second = desks.give(&GivenScene { scene: renamed, ..given.clone() }).await.unwrap();
    assert_eq!(
        (first.id == second.id, desks.given().await.unwrap().len()),
        (true, 1),
        "the same name is the same scene"
    );
    assert_eq!(desks.given_to(&person("Compta")).await.unwrap().len(), 1);
    assert!(desks.given_to(&person("Ventes")).await.unwrap().is_empty());
    desks.give(&GivenScene { groups: Vec::new(), ..given.clone() }).await.unwrap();
    assert_eq!(desks.given_to(&person("Ventes")).await.unwrap().len(), 1, "no group is everybody");
    assert!(desks.take_back(&first.id).await.unwrap().is_some());
    assert!(desks.take_back(&first.id).await.unwrap().is_none());
    let nobody = GivenScene { groups: vec![" ".into()], ..given };
    assert!(matches!(desks.give(&nobody).await, Err(DesksError::Refused)));
}

#[tokio::test]
async fn a_given_dock_is_for_its_groups_and_lies_beside_the_scenes() {
    let desks = desks().await;
    let dock = GivenDock {
        name: " Compta ".into(),
        apps: vec!["invoices".into()],
        groups: vec!["Compta".into()],
        ..GivenDock::default()
    };
    let first = desks.give_dock(&dock).await.unwrap();
    desks.give(&GivenScene { scene: compta(), ..GivenScene::default() }).await.unwrap();
    assert_eq!(first.name, "Compta");
    assert_eq!((desks.docks().await.unwrap().len(), desks.given().await.unwrap().len()), (1, 1));
    assert_eq!(desks.docks_of(&person("Compta")).await.unwrap(), vec![first.clone()]);
    assert!(desks.docks_of(&person("Ventes")).await.unwrap().is_empty());
    assert!(desks.take_back(&first.id).await.unwrap().is_none(), "a dock is no scene");
    assert_eq!(desks.take_dock_back(&first.id).await.unwrap(), Some(first));
    let empty = GivenDock { apps: Vec::new(), ..dock };
    assert!(matches!(desks.give_dock(&empty).await, Err(DesksError::Unfit("dock.refused"))));
}

pub(super) fn person(group: &str) -> Person {
    Person {
        id: uuid::Uuid::nil(),
        username: "ana".into(),
        name: "Ana".into(),
        given_name: None,
        email: None,
        groups: vec![Group { id: format!("local:{group}"), name: group.into() }],
        source: Source::Local,
        admin: false,
        language: None,
        theme: None,
    }
}
