//! Me, my tiles, my layout, my session.

use http::Method;

use super::send::part;
use super::{Client, ClientError};
use crate::api::types::{
    Announcement, AppToken, GivenDock, GivenScene, HostSession, Layout, Link, Me, NewAppToken, NewLink, NewToken,
    Preferences, RedeemDeskCode, SiteInfo, SiteName, Tile, TokenEntry,
};

impl Client {
    /// What anybody may know about this cloud.
    pub async fn site(&self) -> Result<SiteInfo, ClientError> {
        self.read("/api/v1/site").await
    }

    /// Names the company.
    pub async fn name_site(&self, name: &SiteName) -> Result<SiteInfo, ClientError> {
        self.write(Method::PATCH, "/api/v1/site", name).await
    }

    /// Exchanges the desk's authorization code for a desk session.
    pub async fn open_desk_session(&self, order: &RedeemDeskCode) -> Result<HostSession, ClientError> {
        self.write(Method::POST, "/api/v1/desk-sessions", order).await
    }

    /// Signs out: ends the whole session, on the desk, at the provider and in the apps.
    pub async fn end_session(&self) -> Result<(), ClientError> {
        self.write(Method::DELETE, "/api/v1/session", &()).await
    }

    /// The person who asks.
    pub async fn me(&self) -> Result<Me, ClientError> {
        self.read("/api/v1/me").await
    }

    /// Changes language or theme.
    pub async fn set_preferences(&self, preferences: &Preferences) -> Result<(), ClientError> {
        self.write(Method::PUT, "/api/v1/me/preferences", preferences).await
    }

    /// The apps that this person may open.
    pub async fn tiles(&self) -> Result<Vec<Tile>, ClientError> {
        self.read("/api/v1/tiles").await
    }

    /// The person's desk.
    pub async fn layout(&self) -> Result<Layout, ClientError> {
        self.read("/api/v1/layout").await
    }

    /// Keeps the person's desk.
    pub async fn set_layout(&self, layout: &Layout) -> Result<(), ClientError> {
        self.write(Method::PUT, "/api/v1/layout", layout).await
    }

    /// The company's scenes for this person.
    pub async fn scenes(&self) -> Result<Vec<GivenScene>, ClientError> {
        self.read("/api/v1/scenes").await
    }

    /// All scenes of the company.
    pub async fn given_scenes(&self) -> Result<Vec<GivenScene>, ClientError> {
        self.read("/api/v1/given-scenes").await
    }

    /// Gives a scene to groups.
    pub async fn give_scene(&self, order: &GivenScene) -> Result<GivenScene, ClientError> {
        self.write(Method::POST, "/api/v1/given-scenes", order).await
    }

    /// Takes one back.
    pub async fn take_scene_back(&self, id: &str) -> Result<GivenScene, ClientError> {
        self.write(Method::DELETE, &format!("/api/v1/given-scenes/{}", part(id)), &()).await
    }

    /// The company's docks for this person.
    pub async fn docks(&self) -> Result<Vec<GivenDock>, ClientError> {
        self.read("/api/v1/docks").await
    }

    /// All docks of the company.
    pub async fn given_docks(&self) -> Result<Vec<GivenDock>, ClientError> {
        self.read("/api/v1/given-docks").await
    }

    /// Gives a dock to groups.
    pub async fn give_dock(&self, order: &GivenDock) -> Result<GivenDock, ClientError> {
        self.write(Method::POST, "/api/v1/given-docks", order).await
    }

    /// Takes one back.
    pub async fn take_dock_back(&self, id: &str) -> Result<GivenDock, ClientError> {
        self.write(Method::DELETE, &format!("/api/v1/given-docks/{}", part(id)), &()).await
    }

    /// What counts for this person now: what shows first, then what they have put away.
    pub async fn my_announcements(&self) -> Result<Vec<Announcement>, ClientError> {
        self.read("/api/v1/me/announcements?read=true").await
    }

    /// Puts one away for this person.
    pub async fn dismiss_announcement(&self, id: &str) -> Result<(), ClientError> {
        self.write(Method::POST, &format!("/api/v1/announcements/{}/dismissals", part(id)), &()).await
    }

    /// All announcements.
    pub async fn announcements(&self) -> Result<Vec<Announcement>, ClientError> {
        self.read("/api/v1/announcements").await
    }

    /// Makes one.
    pub async fn announce(&self, order: &Announcement) -> Result<Announcement, ClientError> {
        self.write(Method::POST, "/api/v1/announcements", order).await
    }

    /// Takes one off every desk.
    pub async fn withdraw_announcement(&self, id: &str) -> Result<Announcement, ClientError> {
        self.write(Method::DELETE, &format!("/api/v1/announcements/{}", part(id)), &()).await
    }

    /// Brings it back.
    pub async fn put_announcement_back(&self, gone: &Announcement) -> Result<Announcement, ClientError> {
        self.write(Method::PUT, &format!("/api/v1/announcements/{}", part(&gone.id)), gone).await
    }

    /// The company's links.
    pub async fn links(&self) -> Result<Vec<Link>, ClientError> {
        self.read("/api/v1/links").await
    }

    /// Looks at an address and makes it a tile.
    pub async fn add_link(&self, order: &NewLink) -> Result<Link, ClientError> {
        self.write(Method::POST, "/api/v1/links", order).await
    }

    /// Looks at a link again.
    pub async fn check_link(&self, id: &str) -> Result<Link, ClientError> {
        self.write(Method::POST, &format!("/api/v1/links/{}/checks", part(id)), &()).await
    }

    /// Takes a link off every desk.
    pub async fn remove_link(&self, id: &str) -> Result<Link, ClientError> {
        self.write(Method::DELETE, &format!("/api/v1/links/{}", part(id)), &()).await
    }

    /// An app's icon (SVG).
    pub async fn icon(&self, short: &str) -> Result<String, ClientError> {
        self.read(&format!("/api/v1/catalogue/{}/icon", part(short))).await
    }

    /// The person's tokens for programs that open an app's bypass paths.
    pub async fn app_tokens(&self) -> Result<Vec<AppToken>, ClientError> {
        self.read("/api/v1/app-tokens").await
    }

    /// Makes one; the answer alone holds its secret.
    pub async fn new_app_token(&self, order: &NewAppToken) -> Result<AppToken, ClientError> {
        self.write(Method::POST, "/api/v1/app-tokens", order).await
    }

    /// Removes one.
    pub async fn remove_app_token(&self, id: &str) -> Result<(), ClientError> {
        self.write(Method::DELETE, &format!("/api/v1/app-tokens/{}", part(id)), &()).await
    }

    /// The person's tokens for the command line.
    pub async fn tokens(&self) -> Result<Vec<TokenEntry>, ClientError> {
        self.read("/api/v1/tokens").await
    }

    /// Makes one; the answer alone holds its secret.
    pub async fn new_token(&self, order: &NewToken) -> Result<TokenEntry, ClientError> {
        self.write(Method::POST, "/api/v1/tokens", order).await
    }

    /// Removes one.
    pub async fn remove_token(&self, id: &str) -> Result<(), ClientError> {
        self.write(Method::DELETE, &format!("/api/v1/tokens/{}", part(id)), &()).await
    }
}
