//! What there is to know about people.

use std::fmt::Write as _;

use super::One;
use crate::api::types::{Page, PageQuery, PersonDetail, PersonEntry, SessionEntry, SignInEntry};
use crate::cli::{Context, Exit};
use crate::client::Client;

/// Nothing to print in a column.
const NONE: &str = "–";

/// `list`
pub(super) async fn list(client: &Client, search: Option<String>, context: &Context) -> Result<(), Exit> {
    let query = PageQuery { search, limit: Some(200), ..PageQuery::default() };
    context.answered(client.people(&query).await, |people| all(people, context))
}

fn all(people: &Page<PersonEntry>, context: &Context) -> String {
    let mut text = String::new();
    for person in &people.items {
        let admin = if person.admin { context.words.say("cli-person-admin") } else { String::new() };
        let (username, name, source) = (&person.username, &person.name, &person.source);
        let _ = writeln!(text, "{username:<20} {name:<28} {source:<18} {admin}");
    }
    if people.items.is_empty() {
        text = context.words.say("cli-person-none");
    } else if people.next.is_some() {
        text += &context.words.say("cli-person-more");
    }
    text
}

/// `show`
pub(super) async fn person(one: &One, context: &Context) -> Result<(), Exit> {
    let (client, id) = one.reach(context).await?;
    context.answered(client.person(&id).await, |person| detail(person, context))
}

/// Everything about an account, a line each.
pub(super) fn detail(person: &PersonDetail, context: &Context) -> String {
    let words = context.words;
    let factors = person.second_factors.factors.iter();
    let factors: Vec<&str> = factors.map(|factor| factor.label.as_deref().unwrap_or(&factor.kind)).collect();
    let standing = match person.standing.as_str() {
        known @ ("active" | "disabled" | "locked" | "gone") => words.say(&format!("cli-person-{known}")),
        _ => words.say("cli-person-unknown-standing"),
    };
    let or_none = |text: String| if text.is_empty() { NONE.to_owned() } else { text };
    let mut facts = vec![
        ("cli-person-id", person.id.clone()),
        ("cli-person-mail", or_none(person.email.clone().unwrap_or_default())),
        ("cli-person-source", person.source.clone()),
        ("cli-person-groups", or_none(person.groups.join(", "))),
        ("cli-person-standing", standing),
        ("cli-person-factors", or_none(factors.join(", "))),
    ];
    if person.admin {
        facts.push(("cli-person-rights", words.say("cli-person-admin")));
    }
    if person.braked {
        facts.push(("cli-person-brake", words.say("cli-person-braked")));
    }
    let mut text = format!("{} ({})\n", person.name, person.username);
    for (key, value) in facts {
        let _ = writeln!(text, "  {:<18} {value}", words.say(key));
    }
    text
}

/// `sessions`
pub(super) async fn sessions(one: &One, context: &Context) -> Result<(), Exit> {
    let (client, id) = one.reach(context).await?;
    context.answered(client.sessions_of(&id).await, |sessions| {
        let line = |session: &SessionEntry| {
            let (address, agent) = (session.address.as_deref(), session.agent.as_deref());
            let (from, with) = (address.unwrap_or(NONE), agent.unwrap_or(NONE));
            format!("{}  {}  {from:<16} {with}\n", session.id, session.signed_in)
        };
        if sessions.is_empty() {
            context.words.say("cli-person-no-sessions")
        } else {
            sessions.iter().map(line).collect()
        }
    })
}

/// `sign-ins`
pub(super) async fn sign_ins(one: &One, context: &Context) -> Result<(), Exit> {
    let (client, id) = one.reach(context).await?;
    context.answered(client.sign_ins_of(&id).await, |tries| {
        let line = |entry: &SignInEntry| {
            let (from, why) = (entry.address.as_deref().unwrap_or(NONE), entry.reason.as_deref().unwrap_or_default());
            format!("{}  {:<8} {:<16} {from:<16} {why}\n", entry.at, entry.result, entry.what)
        };
        if tries.is_empty() { context.words.say("cli-person-no-sign-ins") } else { tries.iter().map(line).collect() }
    })
}
