//! `unidash serve [--demo]`: the three roles in one process, on plain HTTP for a laptop.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use super::{Context, Exit};
use crate::clock::Ambient;
use crate::server;

/// How to serve.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Address to listen on.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Folder for documents; without it a demo keeps everything in memory.
    #[arg(long)]
    folder: Option<PathBuf>,
    /// A fresh cloud with seeded people and two sample apps.
    #[arg(long)]
    demo: bool,
    /// A demo without its apps: a new company's first morning.
    #[arg(long, requires = "demo")]
    without_apps: bool,
}

/// Runs it until Ctrl-C.
pub async fn run(args: ServeArgs, context: &Context) -> Result<(), Exit> {
    if !args.demo && args.folder.is_none() {
        return Err(Exit::misuse(context.words.say("cli-serve-folder")).next("unidash serve --demo"));
    }
    let samples = args.demo && !args.without_apps;
    let wish = server::LaptopWish { listen: args.listen, folder: args.folder, demo: args.demo, samples };
    let laptop = server::laptop(wish, Ambient::system()).await.map_err(|error| Exit::failed(format!("{error:#}")))?;
    let words = context.words;
    context.output.line(&words.tell("cli-serve-at", &[("url", &laptop.desk())]));
    for account in laptop.accounts() {
        context.output.line(&words.tell(
            "cli-serve-account",
            &[("name", &account.username), ("password", &account.password), ("who", &words.say(&account.who))],
        ));
    }
    context.output.line(&words.say("cli-serve-end"));
    laptop.run().await.map_err(|error| Exit::failed(format!("{error:#}")))
}
