//! “My account” full, and as empty as it gets.

use super::*;
use crate::client::types::Text;

pub(in crate::desktop) fn session(id: &str, current: bool) -> SessionEntry {
    SessionEntry {
        id: id.into(),
        current,
        agent: Some("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0".into()),
        address: Some("192.0.2.7".into()),
        signed_in: "2026-11-21T07:58:00Z".into(),
        seen: "2026-11-21T08:42:00Z".into(),
        expires: "2026-11-21T19:58:00Z".into(),
        second_factor: current,
        apps: vec![Text::same("Miniflux")],
    }
}

pub(in crate::desktop) fn factor(kind: &str, label: Option<&str>) -> SecondFactorEntry {
    let moment = || Some("2026-11-20T10:00:00Z".to_owned());
    SecondFactorEntry {
        id: kind.into(),
        kind: kind.into(),
        label: label.map(str::to_owned),
        created: moment(),
        used: moment(),
    }
}

fn consent() -> ConsentEntry {
    let scopes = ["openid", "profile", "email"].map(str::to_owned).into();
    ConsentEntry { client: "forum".into(), name: Text::same("Forum"), scopes }
}

pub(in crate::desktop) fn samples(words: Words) -> Vec<String> {
    let page = |full: bool| AccountPage {
        words,
        frame: crate::desktop::frame::sample(words, "/account", crate::desktop::tile::samples()),
        username: "g.martin".into(),
        place: place(words, if full { "corp.example" } else { "local" }),
        id: "https://id.cloud.example.org".into(),
        done: full.then_some("desktop-account-done-factor"),
        sessions: [("a", true), ("b", false)].map(|(id, own)| SessionView::new(words, session(id, own))).into(),
        codes: full.then(|| (words.tell("desktop-account-codes", &[("count", "2")]), true)),
        demanded: !full,
        factors: if full {
            let both = [factor("authenticator", None), factor("passkey", Some("YubiKey <5>"))];
            both.map(|factor| FactorView::new(words, factor)).into()
        } else {
            Vec::new()
        },
        new_codes: if full { vec!["abcde-fghjk".into(), "mnpqr-stuvw".into()] } else { Vec::new() },
        consents: if full { vec![ConsentView::new(words, consent())] } else { Vec::new() },
        password_refused: (!full).then(|| words.say("identity-change-old-wrong")),
    };
    [true, false].map(|full| page(full).render().unwrap()).into()
}
