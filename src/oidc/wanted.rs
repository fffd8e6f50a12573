//! The `claims` parameter (OpenID Connect Core 1.0 §5.5).

use serde_json::{Map, Value};

/// Where claims go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// The ID token.
    IdToken,
    /// The `UserInfo` answer.
    UserInfo,
}

impl Place {
    const fn member(self) -> &'static str {
        match self {
            Self::IdToken => "id_token",
            Self::UserInfo => "userinfo",
        }
    }
}

/// The parameter as a JSON object with the two members that we know, or why it is none.
pub(super) fn parse(text: &str) -> Result<Value, &'static str> {
    let Ok(Value::Object(all)) = serde_json::from_str(text) else { return Err("claims is not a JSON object") };
    let mut kept = Map::new();
    for place in [Place::IdToken, Place::UserInfo] {
        match all.get(place.member()) {
            None | Some(Value::Null) => {}
            Some(Value::Object(wanted)) if wanted.values().all(|one| one.is_null() || one.is_object()) => {
                kept.insert(place.member().to_owned(), Value::Object(wanted.clone()));
            }
            Some(_) => return Err("claims has a member that is no list of claims"),
        }
    }
    Ok(Value::Object(kept))
}

/// Names of the claims wanted at a place.
pub(super) fn names(claims: Option<&Value>, place: Place) -> impl Iterator<Item = &str> {
    let wanted = claims.and_then(|claims| claims[place.member()].as_object());
    wanted.into_iter().flat_map(|wanted| wanted.keys().map(String::as_str))
}

/// Values that a claim of the ID token must have one of, when the request says so (§5.5.1).
pub(super) fn values<'a>(claims: Option<&'a Value>, name: &str) -> Option<Vec<&'a str>> {
    let wanted = &claims?[Place::IdToken.member()][name];
    if let Some(value) = wanted["value"].as_str() {
        return Some(vec![value]);
    }
    wanted["values"].as_array().map(|values| values.iter().filter_map(Value::as_str).collect())
}

/// Whether a claim of the ID token is essential.
pub(super) fn is_essential(claims: Option<&Value>, name: &str) -> bool {
    claims.is_some_and(|claims| claims[Place::IdToken.member()][name]["essential"] == true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_core_5_5_is_understood() {
        let text = r#"{"userinfo":{"given_name":{"essential":true},"nickname":null,"picture":null},
            "id_token":{"auth_time":{"essential":true},"acr":{"values":["urn:mace:incommon:iap:silver"]}}}"#;
        let claims = parse(text).unwrap();
        let wanted: Vec<_> = names(Some(&claims), Place::UserInfo).collect();
        assert_eq!(wanted, ["given_name", "nickname", "picture"]);
        assert!(is_essential(Some(&claims), "auth_time") && !is_essential(Some(&claims), "acr"));
        assert_eq!(values(Some(&claims), "acr").unwrap(), ["urn:mace:incommon:iap:silver"]);
        assert_eq!(values(Some(&claims), "sub"), None);
    }

    #[test]
    fn what_is_no_claims_request_is_refused() {
        for wrong in ["", "[]", "1", "{\"userinfo\":[]}", "{\"id_token\":{\"sub\":\"x\"}}", "{"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
        assert!(parse("{\"other\":1,\"userinfo\":null}").is_ok());
    }
}
