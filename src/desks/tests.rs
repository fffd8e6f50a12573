//! Desks on an embedded store.

use super::*;
use crate::api::types::{Arrangement, Pane};
use crate::clock::Ambient;
use crate::state::Embedded;

async fn desks() -> Desks {
    Desks::new(Store::new(Embedded::in_memory(&Ambient::system()).await.unwrap()))
}

fn two() -> Layout {
    Layout {
        arrangement: Arrangement::Columns,
        dividers: vec![500],
        panes: vec![Pane { app: "miniflux".into(), zone: Some(0), url: None }],
        dock: vec!["miniflux".into()],
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
async fn more_than_a_desk_can_hold_is_refused() {
    let mut layout = two();
    layout.panes = vec![layout.panes[0].clone(); 9];
    assert!(matches!(desks().await.keep("ana", &layout).await, Err(DesksError::Refused)));
    let mut layout = two();
    layout.panes[0].zone = Some(4);
    assert!(matches!(desks().await.keep("ana", &layout).await, Err(DesksError::Refused)));
}
