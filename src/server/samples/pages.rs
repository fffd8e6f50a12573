//! What a sample shows.

use askama::Template;
use axum::extract::{Form, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::HeaderMap;
use serde::Deserialize;

use super::{App, Sample};
use crate::web::{Language, Page, Words, assets, cookies, csrf};

#[derive(Template)]
#[template(path = "samples/invoices.html")]
struct Invoices {
    words: Words,
    tokens: String,
    css: String,
    name: String,
    rows: Vec<Row>,
}

struct Row {
    number: &'static str,
    supplier: &'static str,
    amount: &'static str,
    state: &'static str,
}

#[derive(Template)]
#[template(path = "samples/notes.html")]
struct Notes {
    words: Words,
    tokens: String,
    css: String,
    name: String,
    lines: Vec<String>,
}

/// The page; without a session it leads to the provider.
pub(super) async fn show(State(app): State<App>, headers: HeaderMap) -> Response {
    let Some(guest) = cookies::ours(&headers, &app.site, "sample").and_then(|handle| app.sessions.guest(&handle))
    else {
        return Redirect::to("/sign-in").into_response();
    };
    let words = Words::of(Language::of(&headers));
    let (tokens, css) = (assets::url("css/tokens.css"), assets::url("css/sample.css"));
    let html = match app.sample {
        Sample::Invoices => Invoices { words, tokens, css, name: guest.name, rows: rows() }.render(),
        Sample::Notes => {
            let lines = app.sessions.lines(&guest.subject);
            Notes { words, tokens, css, name: guest.name, lines }.render()
        }
    };
    Page::new(html.unwrap_or_default()).framed_by(&format!("'self' {}", app.site.desk())).into_response()
}

#[derive(Deserialize)]
pub(super) struct Line {
    line: String,
}

/// Writes a note.
pub(super) async fn write(State(app): State<App>, headers: HeaderMap, Form(form): Form<Line>) -> Response {
    let guest = cookies::ours(&headers, &app.site, "sample").and_then(|handle| app.sessions.guest(&handle));
    let line = form.line.trim();
    if let Some(guest) = guest
        && csrf::same_origin(&headers, &app.site.app(app.sample.host()))
        && !line.is_empty()
    {
        app.sessions.write(&guest.subject, line.chars().take(500).collect());
    }
    Redirect::to("/").into_response()
}

fn rows() -> Vec<Row> {
    let row = |number, supplier, amount, state| Row { number, supplier, amount, state };
    vec![
        row("F-2041", "Papeteries du Rhône", "1 284,00 €", "approve"),
        row("F-2040", "Énergies Lumen", "842,17 €", "paid"),
        row("F-2039", "Garage Morel", "396,50 €", "paid"),
        row("F-2038", "Imprimerie Lacaze", "2 110,00 €", "approve"),
        row("F-2037", "Hébergement Nord", "58,79 €", "paid"),
        row("F-2036", "Assurances Maif-Lys", "1 020,00 €", "late"),
    ]
}
