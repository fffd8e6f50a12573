//! A JWK Set: the known tokens count under it only when it holds the very key that signed them.

use serde_json::Value;
use unidash::identity::ForeignKeys;

use super::known;

/// The set as JSON.
pub fn run(input: &[u8]) {
    let Ok(set) = serde_json::from_slice::<Value>(input) else { return };
    let Some(keys) = ForeignKeys::parse(&set) else { return };
    for (token, public) in known::tokens() {
        let accepted = keys.verify(&token, None).is_ok();
        assert!(!accepted || known::holds(&set, &public), "{token} counts under {set}");
        assert!(!accepted || !keys.is_empty());
    }
}
