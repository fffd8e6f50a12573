//! What can be referred to by `${…}`: a closed list.

use std::fmt;

/// Everything that can be referred to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reference {
    /// Origin of the app's main address.
    Url,
    /// Its host name.
    Host,
    /// Default language of the cloud: `fr` or `en`.
    Locale,
    /// Origin of the desk.
    DeskOrigin,
    /// An answer.
    Answer(String),
    /// A generated secret.
    Secret(String),
    /// A database.
    Database(String, DatabaseField),
    /// The provider.
    Oidc(OidcField),
    /// The directory: `base`, `bindDn`, … Not filled in yet.
    Ldap(String),
    /// The mail relay. Not filled in yet.
    Smtp(String),
    /// File with trusted authorities.
    CaFile,
    /// The person, in `forwardAuth.headers` only.
    User(UserField),
}

/// What is known of a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DatabaseField {
    /// Host name.
    Host,
    /// Port.
    Port,
    /// Name of the database.
    Name,
    /// User.
    User,
    /// Password.
    Password,
    /// All of it as one address.
    Url,
}

/// What is known of the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OidcField {
    /// The issuer.
    Issuer,
    /// The client's identifier.
    Id,
    /// The client's secret.
    Secret,
    /// The discovery document.
    Discovery,
    /// Authorization endpoint.
    Authorize,
    /// Token endpoint.
    Token,
    /// Userinfo endpoint.
    Userinfo,
    /// Signing keys.
    Jwks,
    /// Sign-out endpoint.
    EndSession,
}

/// What is known of the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum UserField {
    /// Sign-in name.
    Name,
    /// Mail address.
    Email,
    /// Groups.
    Groups,
}

/// All references, with `ID` or `NAME` where a name of the file goes.
pub const KNOWN: &[&str] = &[
    "url",
    "host",
    "locale",
    "desk.origin",
    "answer.ID",
    "secret.NAME",
    "db.NAME.host",
    "db.NAME.port",
    "db.NAME.name",
    "db.NAME.user",
    "db.NAME.password",
    "db.NAME.url",
    "oidc.issuer",
    "oidc.id",
    "oidc.secret",
    "oidc.discovery",
    "oidc.authorize",
    "oidc.token",
    "oidc.userinfo",
    "oidc.jwks",
    "oidc.endSession",
    "ldap.host",
    "ldap.port",
    "ldap.base",
    "ldap.bindDn",
    "ldap.password",
    "smtp.host",
    "smtp.port",
    "smtp.user",
    "smtp.password",
    "ca.file",
    "user.name",
    "user.email",
    "user.groups",
];

impl Reference {
    /// From the name between the braces.
    pub fn parse(name: &str) -> Option<Self> {
        let words: Vec<&str> = name.split('.').collect();
        Some(match *words.as_slice() {
            ["url"] => Self::Url,
            ["host"] => Self::Host,
            ["locale"] => Self::Locale,
            ["desk", "origin"] => Self::DeskOrigin,
            ["answer", id] if is_name(id) => Self::Answer(id.to_owned()),
            ["secret", id] if is_name(id) => Self::Secret(id.to_owned()),
            ["db", id, field] if is_name(id) => Self::Database(id.to_owned(), DatabaseField::parse(field)?),
            ["oidc", field] => Self::Oidc(OidcField::parse(field)?),
            ["ldap", field @ ("host" | "port" | "base" | "bindDn" | "password")] => Self::Ldap(field.to_owned()),
            ["smtp", field @ ("host" | "port" | "user" | "password")] => Self::Smtp(field.to_owned()),
            ["ca", "file"] => Self::CaFile,
            ["user", field] => Self::User(UserField::parse(field)?),
            _ => return None,
        })
    }

    /// Whether its value must stay secret.
    pub fn is_secret(&self) -> bool {
        match self {
            Self::Secret(_) => true,
            Self::Database(_, field) => matches!(field, DatabaseField::Password | DatabaseField::Url),
            Self::Oidc(field) => matches!(field, OidcField::Secret),
            Self::Ldap(field) | Self::Smtp(field) => field == "password",
            _ => false,
        }
    }
}

impl DatabaseField {
    const ALL: [(&'static str, Self); 6] = [
        ("host", Self::Host),
        ("port", Self::Port),
        ("name", Self::Name),
        ("user", Self::User),
        ("password", Self::Password),
        ("url", Self::Url),
    ];

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(name, _)| *name == word).map(|(_, field)| field)
    }
}

impl OidcField {
    const ALL: [(&'static str, Self); 9] = [
        ("issuer", Self::Issuer),
        ("id", Self::Id),
        ("secret", Self::Secret),
        ("discovery", Self::Discovery),
        ("authorize", Self::Authorize),
        ("token", Self::Token),
        ("userinfo", Self::Userinfo),
        ("jwks", Self::Jwks),
        ("endSession", Self::EndSession),
    ];

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(name, _)| *name == word).map(|(_, field)| field)
    }
}

impl UserField {
    fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "name" => Self::Name,
            "email" => Self::Email,
            "groups" => Self::Groups,
            _ => return None,
        })
    }

    /// Its word for the gateway: `user.name`, `user.email`, `user.groups`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Name => "user.name",
            Self::Email => "user.email",
            Self::Groups => "user.groups",
        }
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = |list: &[(&'static str, bool)]| list.iter().find(|(_, hit)| *hit).map_or("", |(name, _)| *name);
        match self {
            Self::Url => f.write_str("url"),
            Self::Host => f.write_str("host"),
            Self::Locale => f.write_str("locale"),
            Self::DeskOrigin => f.write_str("desk.origin"),
            Self::Answer(id) => write!(f, "answer.{id}"),
            Self::Secret(id) => write!(f, "secret.{id}"),
            Self::Database(id, field) => {
                write!(f, "db.{id}.{}", word(&DatabaseField::ALL.map(|(name, one)| (name, one == *field))))
            }
            Self::Oidc(field) => write!(f, "oidc.{}", word(&OidcField::ALL.map(|(name, one)| (name, one == *field)))),
            Self::Ldap(field) => write!(f, "ldap.{field}"),
            Self::Smtp(field) => write!(f, "smtp.{field}"),
            Self::CaFile => f.write_str("ca.file"),
            Self::User(field) => f.write_str(field.word()),
        }
    }
}

/// Whether `text` may name something inside a file: small letters, digits, `-`, `_`.
pub fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.len() <= 40
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_reference_is_read_and_written_the_same() {
        for name in KNOWN {
            let name = name.replace("ID", "one").replace("NAME", "one");
            assert_eq!(Reference::parse(&name).map(|reference| reference.to_string()), Some(name));
        }
    }
}
