//! What a demo starts with: a company, three people, two apps, one dock.

use super::laptop::Account;
use super::rooms::Rooms;
use super::samples::{Registration, Sample};
use crate::api::types::{Arrangement, GivenScene, NewPerson, Scene, Text};
use crate::apps::Sample as Tile;
use crate::gateway::{RoutePlan, Upstream};
use crate::identity::NewClient;
use crate::web::{Language, Site, Words};
use axum::Router;

/// Group of the accountants; both samples are theirs, notes are everybody's.
const ACCOUNTANTS: &str = "Compta";
/// Name of the company on a laptop.
pub(super) const COMPANY: &str = "Papeterie Lumière";

/// Makes the accounts that `serve --demo` prints.
pub(super) async fn people(rooms: &Rooms) -> anyhow::Result<Vec<Account>> {
    let seeds = [
        ("giselle", "Giselle Martin", false, vec![ACCOUNTANTS.to_owned()], "cli-serve-giselle"),
        ("ada", "Ada Lenoir", true, Vec::new(), "cli-serve-admin"),
    ];
    let mut accounts = Vec::new();
    rooms.state.identity.create_group(ACCOUNTANTS).await?;
    for (username, name, admin, groups, who) in seeds {
        // A demo listens on the loopback address only and is gone when it ends.
        let password = format!("{username}-demo-2026");
        let person = NewPerson {
            username: username.to_owned(),
            name: name.to_owned(),
            email: Some(format!("{username}@unidash.localhost")),
            password: password.clone(),
            admin,
            groups,
        };
        match rooms.state.identity.create_person(&person).await {
            Ok(_) | Err(crate::identity::IdentityError::Exists(_)) => {}
            Err(error) => return Err(error.into()),
        }
        accounts.push(Account { username: username.to_owned(), password, who: who.to_owned() });
    }
    Ok(accounts)
}

/// Both samples side by side, for the accountants.
pub(super) fn scene() -> GivenScene {
    let apps = vec![Sample::Invoices.host().to_owned(), Sample::Notes.host().to_owned()];
    let scene = Scene { name: ACCOUNTANTS.to_owned(), arrangement: Arrangement::Columns, dividers: vec![620], apps };
    GivenScene { scene, groups: vec![ACCOUNTANTS.to_owned()], ..GivenScene::default() }
}

/// Registers a sample as an `OpenID` client, like any app of the store.
pub(super) async fn sample(rooms: &Rooms, sample: Sample, site: &Site) -> anyhow::Result<Registration> {
    let (origin, title) = (site.app(sample.host()), text(sample.host()));
    let registered = rooms
        .state
        .identity
        .register_client(NewClient {
            id: format!("app-{}", sample.host()),
            name: Text { en: title.en, fr: title.fr },
            app: Some(sample.host().to_owned()),
            redirect_uris: vec![format!("{origin}/callback")],
            post_logout_redirect_uris: vec![origin.clone()],
            backchannel_logout_uri: Some(format!("{origin}/back-channel-logout")),
            initiate_login_uri: Some(format!("{origin}/sign-in")),
            auth_method: "client_secret_basic".to_owned(),
            pkce_required: true,
            scopes: Vec::new(),
            groups: groups(sample),
            group_names: Vec::new(),
            first_party: true,
            id_token_alg: "RS256".to_owned(),
        })
        .await?;
    Ok(Registration { id: registered.id, secret: registered.secret.unwrap_or_default() })
}

/// The tiles of both samples.
pub(super) fn tiles(site: &Site) -> Vec<Tile> {
    let tile = |sample: Sample| Tile {
        name: sample.host().to_owned(),
        title: text(sample.host()),
        summary: text(&format!("{}-summary", sample.host())),
        url: format!("{}/", site.app(sample.host())),
        icon: sample.icon().to_owned(),
        colour: sample.colour(),
        framed: true,
        sso: "oidc".to_owned(),
        groups: groups(sample),
    };
    Sample::ALL.into_iter().map(tile).collect()
}

/// The sample's place at the gateway.
pub(super) fn route(sample: Sample, site: &Site, app: Router) -> RoutePlan {
    let to = Upstream::InProcess(app);
    let name = text(sample.host());
    let title = Some(crate::api::types::Text { en: name.en, fr: name.fr });
    RoutePlan { title, ..RoutePlan::in_process(site.app_host(sample.host()), sample.host(), groups(sample), to) }
}

fn groups(sample: Sample) -> Vec<String> {
    match sample {
        Sample::Invoices => vec![ACCOUNTANTS.to_owned()],
        Sample::Notes => Vec::new(),
    }
}

/// `samples-<what>` in both languages.
fn text(what: &str) -> crate::apps::manifest::Text {
    let say = |language| Words::of(language).say(&format!("samples-{what}"));
    crate::apps::manifest::Text { en: say(Language::En), fr: say(Language::Fr) }
}
