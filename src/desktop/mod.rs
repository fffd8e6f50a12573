//! The desk in the browser: HTML pages and fragments, one file per screen.
//!
//! Stateless: every request carries the person's session handle in a cookie, and every answer is
//! made from what the core says through [`crate::client`]. Nothing depends on this room: when it
//! falls, apps, sign-in, API and agents go on.
//!
//! A screen's file holds its page (a template struct with `samples()`), then its handlers. The
//! frame around all of them is [`frame`], who asks is [`visit`], what goes wrong is [`failure`].

mod account;
mod account_orders;
mod admin_links;
mod alive;
mod announcement;
mod announcements;
mod catalogue;
mod certificates;
mod company;
mod desk;
mod device;
mod directories;
mod directory;
mod directory_form;
mod dock;
mod docks;
mod events;
mod failure;
mod fields;
pub(crate) mod frame;
mod home;
mod icons;
mod kept_form;
mod layout;
mod links;
mod mark;
mod own_window;
mod people;
mod person;
mod person_orders;
mod preferences;
mod road_map;
mod scenes;
mod servers;
mod session;
mod setup;
mod sign_in_settings;
mod store;
mod store_app;
mod store_orders;
mod tile;
mod undo;
mod upstream_form;
mod upstreams;
mod visit;

#[cfg(test)]
mod tests;

use axum::Router;
use axum::routing::{delete, get, post, put};
use tower_http::compression::CompressionLayer;

pub use desk::Desk;

/// Every route of `desk.D` except `/api`.
///
/// Files and the home page travel compressed. No other page does: it would hold the CSRF token
/// beside text from its address, and the length of such an answer tells the token to who can
/// measure it (BREACH).
pub fn router(desk: Desk) -> Router {
    let squeeze = CompressionLayer::new();
    Router::new()
        .route("/", get(home::show).layer(squeeze.clone()))
        .route("/desk-data", get(home::data))
        .route("/layout", put(layout::keep))
        .route("/scenes", post(scenes::give))
        .route("/scenes/{id}", delete(scenes::take_back))
        .route("/window", get(own_window::show))
        .route("/preferences", post(preferences::keep))
        .route("/store", get(store::show))
        .route("/store/{short}", get(store_app::show))
        .route("/store/{short}/state", get(store_app::state))
        .route("/store/{short}/install", post(store_orders::install))
        .route("/store/{short}/retry", post(store_orders::retry))
        .route("/store/{short}/remove", get(store_orders::ask).post(store_orders::remove))
        .route("/road-map", get(road_map::show))
        .route("/dock", post(dock::choose))
        .route("/docks", get(docks::show).post(docks::give))
        .route("/docks/{id}/remove", get(docks::removed).post(docks::remove))
        .route("/announcements", get(announcements::show).post(announcements::announce))
        .route("/announcements/{id}/dismiss", post(announcement::dismiss))
        .route("/announcements/{id}/withdraw", get(announcements::withdrawn).post(announcements::withdraw))
        .route("/links", get(links::show).post(links::add))
        .route("/links/{id}/check", post(links::check))
        .route("/links/{id}/remove", get(links::removed).post(links::remove))
        .route("/people", get(people::show).post(people::create))
        .route("/people/again", post(people::again))
        .route("/people/groups", get(people::show_groups))
        .route("/people/administrators", post(people::make_administrators))
        .route("/certificates", get(certificates::show).post(certificates::upload))
        .route("/certificates/renew", post(certificates::renew))
        .route("/servers", get(servers::show))
        .route("/events", get(events::show))
        .route("/company", post(company::name))
        .route("/sign-in-settings", get(sign_in_settings::show).post(sign_in_settings::set))
        .route("/sign-in", get(session::sign_in))
        .route("/callback", get(session::callback))
        .route("/signed-in", get(session::signed_in))
        .route("/sign-out", post(session::sign_out))
        .route("/signed-out", get(session::signed_out))
        .route("/icons/{name}", get(icons::show).layer(squeeze.clone()))
        .route("/alive", get(alive::show))
        .merge(own_account())
        .merge(one_person())
        .merge(company_directories())
        .merge(other_providers())
        .merge(setup::router())
        .merge(crate::web::assets::router().layer(squeeze))
        .fallback(failure::nothing_here)
        .layer(axum::middleware::from_fn(failure::pages))
        .with_state(desk)
}

fn own_account() -> Router<Desk> {
    use account_orders as orders;
    Router::new()
        .route("/account", get(account::show))
        .route("/account/sessions", post(orders::end_sessions))
        .route("/account/second-factors", post(orders::remove_factor))
        .route("/account/recovery-codes", post(orders::new_codes))
        .route("/account/consents", post(orders::withdraw))
        .route("/account/password", post(orders::change_password))
}

fn one_person() -> Router<Desk> {
    use person_orders as orders;
    Router::new()
        .route("/people/{id}", get(person::show).post(orders::change))
        .route("/people/{id}/sessions", post(orders::end_sessions))
        .route("/people/{id}/second-factors", post(orders::forget_factors))
        .route("/people/{id}/remove", get(orders::ask).post(orders::remove))
}

fn company_directories() -> Router<Desk> {
    Router::new()
        .route("/directories", get(directories::show).post(directory::submit))
        .route("/directories/new", get(directory::begin))
        .route("/directories/{domain}", get(directory::show))
        .route("/directories/{domain}/remove", get(directories::ask).post(directories::remove))
}

fn other_providers() -> Router<Desk> {
    Router::new()
        .route("/upstreams", get(upstreams::show).post(upstream_form::submit))
        .route("/upstreams/new", get(upstream_form::begin))
        .route("/upstreams/{id}", get(upstream_form::show))
        .route("/upstreams/{id}/remove", post(upstream_form::remove))
}
