//! What the fuzzer calls: one entry a target, each with what must hold whatever it is given. No entry may
//! panic, hang or grow without end; `tests/run` replays the corpora with the same entries.

pub mod authorization;
pub mod bind;
pub mod jwk;
pub mod jwt;
pub mod ldap;
pub mod token;

mod controller;
mod documents;
mod known;
mod provider;

/// Runs one input.
pub type Entry = fn(&[u8]);

/// Every target and its entry; the corpus of a target lies in the folder of its name.
pub const ALL: [(&str, Entry); 6] = [
    ("authorization", authorization::run),
    ("bind", bind::run),
    ("jwk", jwk::run),
    ("jwt", jwt::run),
    ("ldap", ldap::run),
    ("token", token::run),
];
