//! `unidash dock list | give | take-back`

use clap::{Args, Subcommand};

use super::{Connection, Context, Exit};
use crate::api::types::GivenDock;

/// Docks by theme that groups find on their desks.
#[derive(Debug, Args)]
pub struct DockArgs {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Show every dock with its apps and groups.
    List {
        #[command(flatten)]
        connection: Connection,
    },
    /// Give a dock to groups; a dock of the same name is replaced.
    Give {
        /// Its name, such as “Accounts”.
        name: String,
        /// An app in it; repeat in the order of the dock.
        #[arg(long = "app", required = true)]
        apps: Vec<String>,
        /// Only for members of this group; may be repeated. Without it everybody gets it.
        #[arg(long = "group")]
        groups: Vec<String>,
        #[command(flatten)]
        connection: Connection,
    },
    /// Take a dock off every desk; what it was is printed, so that it can be given again.
    TakeBack {
        /// Its name or its identifier.
        dock: String,
        #[command(flatten)]
        connection: Connection,
    },
}

/// Runs it.
pub async fn run(args: DockArgs, context: &Context) -> Result<(), Exit> {
    let dock = match args.verb {
        Verb::List { connection } => {
            let all = connection.client(context)?.given_docks().await;
            return context.answered(all, |all| all.iter().map(line).collect());
        }
        Verb::Give { name, apps, groups, connection } => {
            let order = GivenDock { name, apps, groups, ..GivenDock::default() };
            connection.client(context)?.give_dock(&order).await
        }
        Verb::TakeBack { dock, connection } => {
            let client = connection.client(context)?;
            let id = context.identifier(client.given_docks().await, dock, |dock| (dock.name, dock.id))?;
            client.take_dock_back(&id).await
        }
    };
    context.answered(dock, line)
}

fn line(dock: &GivenDock) -> String {
    let groups = if dock.groups.is_empty() { "*".to_owned() } else { dock.groups.join(", ") };
    format!("{:<20} {:<20} {:<24} {}\n", dock.id, dock.name, groups, dock.apps.join(" "))
}
