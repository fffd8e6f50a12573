//! A token of somebody else: no bytes but those that the key's holder signed are ever taken for signed.

use std::hint::black_box;

use unidash::identity::{Claims, ForeignKeys};

use super::known;

/// The text of a token.
pub fn run(input: &[u8]) {
    let token = String::from_utf8_lossy(input);
    let keys = ForeignKeys::parse(&known::set()).unwrap();
    for only in [None, Some("RS256"), Some("ES256"), Some("EdDSA"), Some("none")] {
        if let Ok((header, _)) = keys.verify(&token, only) {
            assert!(known::signed(&token), "taken for signed: {token}");
            assert!(only.is_none_or(|only| header["alg"] == only), "another algorithm: {token}");
        }
    }
    if ForeignKeys::unsecured(&token).is_ok() {
        assert!(token.ends_with('.'), "a signature on an unsecured token: {token}");
        assert!(keys.verify(&token, None).is_err(), "unsecured and signed: {token}");
    }
    black_box((ForeignKeys::algorithm_of(&token), ForeignKeys::claimed(&token, "sub")));
    if let Ok(claims) = serde_json::from_slice(input).map(Claims) {
        black_box((claims.text("iss"), claims.seconds("exp"), claims.is_for("somebody")));
    }
}
