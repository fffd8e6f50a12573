//! `unidash link list | add | check | remove`

use clap::{Args, Subcommand};
use url::Url;

use super::{Connection, Context, Exit};
use crate::api::types::{Link, NewLink};
use crate::client::Client;

/// The company's own web tools as tiles beside the apps.
#[derive(Debug, Args)]
pub struct LinkArgs {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Show every link and what was found when it was looked at last.
    List {
        #[command(flatten)]
        connection: Connection,
    },
    /// Make a web tool a tile; a link of the same name is replaced.
    Add(AddArgs),
    /// Look at a link's address again.
    Check {
        /// Its name or its identifier.
        link: String,
        #[command(flatten)]
        connection: Connection,
    },
    /// Take a link off every desk; what it was is printed, so that it can be added again.
    Remove {
        /// Its name or its identifier.
        link: String,
        #[command(flatten)]
        connection: Connection,
    },
}

#[derive(Debug, Args)]
struct AddArgs {
    /// Name on the tile.
    name: String,
    /// Its address.
    url: Url,
    /// Sign on the tile, such as `calendar`.
    #[arg(long, default_value = "globe")]
    sign: String,
    /// Colour of the tile.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u8).range(0..=15))]
    colour: u8,
    /// Only for members of this group; may be repeated. Without it everybody sees it.
    #[arg(long = "group")]
    groups: Vec<String>,
    /// Always in its own window, even if the site lets itself be framed.
    #[arg(long)]
    window: bool,
    /// Keep it although nothing answers there.
    #[arg(long)]
    anyway: bool,
    #[command(flatten)]
    connection: Connection,
}

/// Runs it.
pub async fn run(args: LinkArgs, context: &Context) -> Result<(), Exit> {
    let link = match args.verb {
        Verb::List { connection } => {
            let all = connection.client(context)?.links().await;
            return context.answered(all, |all| all.iter().map(line).collect());
        }
        Verb::Add(add) => {
            let client = add.connection.client(context)?;
            let AddArgs { name, url, sign, colour, groups, window, anyway, .. } = add;
            client.add_link(&NewLink { name, url: url.into(), sign, colour, groups, window, anyway }).await
        }
        Verb::Check { link, connection } => {
            let client = connection.client(context)?;
            client.check_link(&identifier(&client, link, context).await?).await
        }
        Verb::Remove { link, connection } => {
            let client = connection.client(context)?;
            client.remove_link(&identifier(&client, link, context).await?).await
        }
    };
    context.answered(link, line)
}

async fn identifier(client: &Client, link: String, context: &Context) -> Result<String, Exit> {
    context.identifier(client.links().await, link, |link| (link.name, link.id))
}

fn line(link: &Link) -> String {
    let groups = if link.groups.is_empty() { "*".to_owned() } else { link.groups.join(", ") };
    format!("{:<20} {:<20} {:<24} {}\n{:21}{}\n", link.id, link.name, groups, link.url, "", link.sentence)
}
