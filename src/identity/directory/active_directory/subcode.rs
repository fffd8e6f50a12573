//! Why Active Directory refused a bind: the sub-code in the text of result 49.

use crate::identity::Refusal;

/// Digits of a sub-code at most: Windows' error codes have 32 bits.
const DIGITS: usize = 8;

/// The outcome behind `data <hex>` in the diagnostic of a bind with result 49; DSID and `v…` vary and are
/// not looked at.
pub fn refusal(text: &str) -> Refusal {
    match code(text).as_deref() {
        None | Some("52e" | "525") => Refusal::WrongCredentials,
        Some("530") => Refusal::OutsideHours,
        Some("531") => Refusal::WrongPlace,
        Some("532") => Refusal::PasswordExpired,
        Some("533") => Refusal::Disabled,
        Some("701") => Refusal::AccountExpired,
        Some("773") => Refusal::MustChange,
        Some("775") => Refusal::Locked,
        Some(code) => Refusal::Unknown(code.to_owned()),
    }
}

fn code(text: &str) -> Option<String> {
    text.match_indices("data ").find_map(|(at, found)| {
        let digits: String =
            text[at + found.len()..].chars().take_while(char::is_ascii_hexdigit).take(DIGITS).collect();
        (!digits.is_empty()).then(|| digits.to_lowercase())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(data: &str) -> Refusal {
        refusal(&format!("80090308: LdapErr: DSID-0C09, comment: AcceptSecurityContext error, data {data}, v4563"))
    }

    #[test]
    fn each_of_the_eight_sub_codes_is_its_own_outcome() {
        let outcomes = ["530", "531", "532", "533", "701", "773", "775"].map(said);
        assert_eq!(
            outcomes,
            [
                Refusal::OutsideHours,
                Refusal::WrongPlace,
                Refusal::PasswordExpired,
                Refusal::Disabled,
                Refusal::AccountExpired,
                Refusal::MustChange,
                Refusal::Locked,
            ]
        );
        assert_eq!([said("52e"), said("525"), said("52E")], [(); 3].map(|()| Refusal::WrongCredentials));
    }

    #[test]
    fn no_code_is_wrong_credentials_and_an_unknown_one_is_kept_for_the_audit() {
        assert_eq!(refusal("Invalid credentials"), Refusal::WrongCredentials);
        assert_eq!(said("80090346"), Refusal::Unknown("80090346".into()));
        assert_eq!(said(&"1".repeat(99)), Refusal::Unknown("11111111".into()), "the audit log is no place for more");
        assert_eq!(Refusal::Unknown("1".into()).words(), Refusal::WrongCredentials.words());
    }
}
