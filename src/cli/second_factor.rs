//! `unidash second-factor`

use clap::Args;

use super::{Connection, Context, Exit};
use crate::api::types::{SecondFactorDemand, SignInSettings};

/// Who needs a second factor: without options what holds now, with some of them the new rule.
#[derive(Debug, Args)]
pub struct SecondFactorArgs {
    /// Administrators.
    #[arg(long)]
    admins: bool,
    /// Members of this group, by name or identifier; may be repeated.
    #[arg(long = "group")]
    groups: Vec<String>,
    /// Nobody is asked for one who has not set one up.
    #[arg(long, conflicts_with_all = ["admins", "groups"])]
    nobody: bool,
    #[command(flatten)]
    connection: Connection,
}

/// Runs it.
pub async fn run(args: SecondFactorArgs, context: &Context) -> Result<(), Exit> {
    let client = args.connection.client(context)?;
    let failed = |error| Exit::from_client(&error, context);
    if args.nobody || args.admins || !args.groups.is_empty() {
        let second_factor = SecondFactorDemand { admins: args.admins, groups: args.groups };
        client.set_sign_in_settings(&SignInSettings { second_factor }).await.map_err(failed)?;
    }
    let settings = client.sign_in_settings().await.map_err(failed)?;
    context.output.answer(&settings, |settings| text(&settings.second_factor, context));
    Ok(())
}

fn text(rule: &SecondFactorDemand, context: &Context) -> String {
    let words = context.words;
    let mut who: Vec<String> = rule.groups.clone();
    if rule.admins {
        who.insert(0, words.say("cli-second-factor-admins"));
    }
    if who.is_empty() {
        return words.say("cli-second-factor-nobody");
    }
    words.tell("cli-second-factor-who", &[("who", &who.join(", "))])
}
