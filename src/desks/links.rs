//! Links: the company's own web tools as tiles beside the apps.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

use super::given::{groups_fit, identifier};
use super::reach::{self, Found};
use super::{Desks, DesksError, name_fits};
use crate::api::types::{LINK_SIGNS, Link, NewLink, Text, Tile, TileState};
use crate::identity::Person;
use crate::state::{Document, Kind, Labels, StateError, kinds};
use crate::web::Site;

/// Links of the whole company.
const MOST: usize = 200;
/// What a link's tile is called among the apps: a dot keeps it apart from every host label.
const PREFIX: &str = "link.";

/// What is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Kept {
    link: Link,
}

impl Document for Kept {
    const KIND: Kind = kinds::LINK;
}

impl Desks {
    /// All links, by name.
    pub async fn links(&self) -> Result<Vec<Link>, DesksError> {
        let stored = self.store.list::<Kept>(&Labels::new()).await?;
        let mut all: Vec<_> = stored.into_iter().map(|stored| stored.body.link).collect();
        all.sort_by_key(|link| link.name.to_lowercase());
        Ok(all)
    }

    /// Looks at the address and keeps the link; one of the same name is replaced.
    pub async fn add_link(&self, order: &NewLink, site: &Site, now: Timestamp) -> Result<Link, DesksError> {
        let url = address(&order.url).ok_or(DesksError::Unfit("link.address"))?;
        let id = identifier(&order.name);
        let others = self.links().await?.iter().filter(|known| known.id != id).count();
        let dressed = order.colour < 16 && LINK_SIGNS.contains(&order.sign.as_str());
        if !name_fits(&order.name) || !dressed || !groups_fit(&order.groups) || others >= MOST {
            return Err(DesksError::Unfit("link.refused"));
        }
        let found = reach::look(&url, site).await;
        match found {
            Found::Forbidden => return Err(DesksError::Unfit("link.forbidden")),
            Found::Ours => return Err(DesksError::Unfit("link.ours")),
            Found::Silent if !order.anyway => return Err(DesksError::Unfit("link.silent")),
            _ => {}
        }
        let link = Link {
            id,
            name: order.name.trim().to_owned(),
            url: url.into(),
            sign: order.sign.clone(),
            colour: order.colour,
            groups: order.groups.clone(),
            window: order.window,
            framed: found.is_framed() && !order.window,
            found: found.word().to_owned(),
            sentence: String::new(),
            checked: now.to_string(),
        };
        self.store.put(&link.id, &Kept { link: link.clone() }).await?;
        Ok(link)
    }

    /// Looks at a link again and keeps what is found; none when there is no such link.
    pub async fn check_link(&self, id: &str, site: &Site, now: Timestamp) -> Result<Option<Link>, DesksError> {
        let Some(stored) = self.store.need::<Kept>(id).await? else { return Ok(None) };
        let known = stored.body.link.clone();
        let url = address(&known.url).ok_or(DesksError::Unfit("link.address"))?;
        let found = reach::look(&url, site).await;
        let link = Link {
            framed: found.is_framed() && !known.window,
            found: found.word().to_owned(),
            checked: now.to_string(),
            ..known
        };
        self.store.update(&stored.with(Kept { link: link.clone() })).await?;
        Ok(Some(link))
    }

    /// Takes a link off every desk; the one that was there.
    pub async fn remove_link(&self, id: &str) -> Result<Option<Link>, DesksError> {
        let Some(stored) = self.store.need::<Kept>(id).await? else { return Ok(None) };
        match self.store.delete::<Kept>(id, None).await {
            Ok(()) | Err(StateError::NotFound { .. }) => Ok(Some(stored.body.link)),
            Err(error) => Err(error.into()),
        }
    }

    /// The links that a person sees, as tiles.
    pub async fn link_tiles(&self, person: &Person) -> Result<Vec<Tile>, DesksError> {
        let mine = self.links().await?.into_iter().filter(|link| person.may(&link.groups));
        Ok(mine.map(tile).collect())
    }
}

fn tile(link: Link) -> Tile {
    Tile {
        app: format!("{PREFIX}{}", link.id),
        name: Text::same(link.name),
        summary: Text::same(link.url.clone()),
        url: link.url,
        icon: format!("/icons/sign.{}.svg", link.sign),
        colour: link.colour,
        framed: link.framed,
        allow: "clipboard-write; fullscreen".to_owned(),
        mobile: true,
        min_width: 0,
        state: TileState::Ready,
        state_text: None,
        sso: "none".to_owned(),
        server: None,
        links: Vec::new(),
    }
}

/// An address of the web without a password in it.
fn address(text: &str) -> Option<Url> {
    let url = Url::parse(text.trim()).ok()?;
    let plain = url.username().is_empty() && url.password().is_none() && url.host().is_some();
    (plain && matches!(url.scheme(), "http" | "https") && text.len() <= 2000).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{desks, person};
    use super::*;

    fn order(url: &str) -> NewLink {
        NewLink { name: "ERP".into(), url: url.into(), sign: "truck".into(), anyway: true, ..NewLink::default() }
    }

    #[tokio::test]
    async fn a_link_that_nobody_answers_is_kept_only_when_the_administrator_insists() {
        let (desks, site) = (desks().await, Site::new("cloud.example.org"));
        let now = Timestamp::UNIX_EPOCH;
        // .invalid never resolves (RFC 6761 §6.4)
        let insists = order("https://erp.invalid/");
        let once = NewLink { anyway: false, ..insists.clone() };
        assert!(matches!(desks.add_link(&once, &site, now).await, Err(DesksError::Unfit("link.silent"))));
        let link = desks.add_link(&NewLink { groups: vec!["Compta".into()], ..insists }, &site, now).await.unwrap();
        assert_eq!((link.framed, link.found.as_str()), (false, "silent"));
        let tiles = desks.link_tiles(&person("Compta")).await.unwrap();
        assert_eq!((tiles.len(), tiles[0].icon.as_str()), (1, "/icons/sign.truck.svg"));
        assert!(tiles[0].app.starts_with(PREFIX));
        assert!(desks.link_tiles(&person("Ventes")).await.unwrap().is_empty());
        assert!(desks.check_link(&link.id, &site, now).await.unwrap().is_some());
        assert!(desks.remove_link(&link.id).await.unwrap().is_some());
        assert!(desks.links().await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn what_is_no_address_of_the_web_is_refused() {
        let (desks, site) = (desks().await, Site::new("cloud.example.org"));
        for (url, code) in [
            ("javascript:alert(1)", "link.address"),
            ("file:///etc/passwd", "link.address"),
            ("https://ada:secret@erp.invalid/", "link.address"),
            ("http://169.254.169.254/", "link.forbidden"),
            ("https://notes.cloud.example.org/", "link.ours"),
        ] {
            match desks.add_link(&order(url), &site, Timestamp::UNIX_EPOCH).await {
                Err(DesksError::Unfit(said)) => assert_eq!(said, code, "{url}"),
                other => panic!("{url}: {other:?}"),
            }
        }
        let undressed = NewLink { sign: "skull".into(), ..order("https://erp.invalid/") };
        let refused = desks.add_link(&undressed, &site, Timestamp::UNIX_EPOCH).await;
        assert!(matches!(refused, Err(DesksError::Unfit("link.refused"))));
    }
}
