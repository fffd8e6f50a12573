//! `unidash initial-token`

use clap::Args;

use super::{Connection, Context, Exit};
use crate::api::types::{NewRegistrationToken, RegistrationToken};

/// Lets programs register themselves as `OpenID` clients (RFC 7591 §3); off without such a token.
#[derive(Debug, Args)]
pub struct InitialTokenArgs {
    /// What it is for: it stands in the events.
    label: String,
    /// Clients that may be registered with it.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1000))]
    uses: u32,
    /// Days until it expires.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=365))]
    days: u16,
    #[command(flatten)]
    connection: Connection,
}

/// Runs it: the secret is shown this once.
pub async fn run(args: InitialTokenArgs, context: &Context) -> Result<(), Exit> {
    let client = args.connection.client(context)?;
    let order = NewRegistrationToken { label: args.label, uses: args.uses, days: args.days };
    let token = client.new_registration_token(&order).await.map_err(|error| Exit::from_client(&error, context))?;
    context.output.answer(&token, |token| text(token, context));
    Ok(())
}

fn text(token: &RegistrationToken, context: &Context) -> String {
    let facts = [("uses", token.uses.to_string()), ("until", token.expires.clone())];
    let facts = facts.each_ref().map(|(name, value)| (*name, value.as_str()));
    format!("{}\n\n{}", token.secret, context.words.tell("cli-initial-token", &facts))
}
