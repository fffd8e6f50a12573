//! A text with references `${…}` in it, `$${` for a literal.

use super::Reference;

/// A text with references in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Its pieces in order.
    pub parts: Vec<Part>,
}

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Literal text.
    Text(String),
    /// To be filled in.
    Reference(Reference),
}

/// Why a template cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TemplateFault {
    /// `${` without `}`.
    Open,
    /// Not on the list.
    Unknown(String),
}

impl Template {
    /// Takes a text apart.
    pub fn parse(text: &str) -> Result<Self, TemplateFault> {
        let mut parts = Vec::new();
        let mut literal = String::new();
        let mut rest = text;
        while let Some(at) = rest.find("${") {
            let (before, after) = (&rest[..at], &rest[at + 2..]);
            if let Some(before) = before.strip_suffix('$') {
                literal.push_str(before);
                literal.push_str("${");
                rest = after;
                continue;
            }
            let (name, tail) = after.split_once('}').ok_or(TemplateFault::Open)?;
            literal.push_str(before);
            if !literal.is_empty() {
                parts.push(Part::Text(std::mem::take(&mut literal)));
            }
            parts.push(Part::Reference(Reference::parse(name).ok_or_else(|| TemplateFault::Unknown(name.to_owned()))?));
            rest = tail;
        }
        literal.push_str(rest);
        if !literal.is_empty() {
            parts.push(Part::Text(literal));
        }
        Ok(Self { parts })
    }

    /// What it refers to.
    pub fn references(&self) -> impl Iterator<Item = &Reference> {
        self.parts.iter().filter_map(|part| match part {
            Part::Reference(reference) => Some(reference),
            Part::Text(_) => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::DatabaseField;
    use super::*;

    #[test]
    fn a_text_is_taken_apart_into_literals_and_references() {
        let template = Template::parse("postgres://${db.main.user}@x/$${keep}$").unwrap();
        assert_eq!(
            template.parts,
            [
                Part::Text("postgres://".into()),
                Part::Reference(Reference::Database("main".into(), DatabaseField::User)),
                Part::Text("@x/${keep}$".into()),
            ]
        );
    }

    #[test]
    fn what_is_not_on_the_list_or_not_closed_is_a_fault() {
        assert_eq!(Template::parse("${urll}"), Err(TemplateFault::Unknown("urll".into())));
        assert_eq!(Template::parse("${db.main.port.x}"), Err(TemplateFault::Unknown("db.main.port.x".into())));
        assert_eq!(Template::parse("a ${url"), Err(TemplateFault::Open));
    }
}
