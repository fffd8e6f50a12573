//! A person of this cloud, and one of the directory who is kept out.

use super::*;
use crate::client::types::SecondFactors;
use crate::desktop::account::{sample_factor, sample_session};

fn person(local: bool) -> PersonDetail {
    PersonDetail {
        id: "7a6e1f0c-1111-4222-8333-944445555666".into(),
        username: "a.morel".into(),
        name: "Ana <Morel>".into(),
        email: local.then(|| "ana@example.org".into()),
        source: if local { "local" } else { "corp.example" }.into(),
        admin: local,
        groups: vec!["Compta".into(), "Paris".into()],
        standing: if local { "active" } else { "locked" }.into(),
        braked: false,
        second_factors: SecondFactors {
            factors: if local { vec![sample_factor("authenticator", None)] } else { Vec::new() },
            recovery_codes: 7,
            demanded: true,
        },
    }
}

fn sign_in(what: &str, result: &str, reason: Option<&str>) -> SignInEntry {
    SignInEntry {
        at: "2026-11-21T08:42:11Z".into(),
        typed: "CORP\\a.morel".into(),
        what: what.into(),
        address: Some("192.0.2.7".into()),
        result: result.into(),
        reason: reason.map(str::to_owned),
        server: "paris-1".into(),
    }
}

pub(in crate::desktop) fn samples(words: Words) -> Vec<String> {
    let frame = || crate::desktop::frame::sample(words, "/people/7a6e", crate::desktop::tile::samples());
    let sessions = vec![sample_session("a", false), sample_session("b", false)];
    let why = words.say("identity-why-credentials");
    let sign_ins = vec![
        sign_in("sign-in.second", "done", None),
        sign_in("sign-in", "refused", Some(&why)),
        sign_in("sign-in", "failed", Some("directory unreachable")),
    ];
    let mut local = PersonPage::new(words, frame(), person(true), sessions, sign_ins);
    local.done = Some("desktop-person-done-changed");
    let mut away = PersonPage::new(words, frame(), person(false), Vec::new(), Vec::new());
    away.refused = Some(words.say("identity-error-last-admin"));
    vec![local.render().unwrap(), away.render().unwrap()]
}
