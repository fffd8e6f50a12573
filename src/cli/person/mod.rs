//! `unidash person …`: people, where they are signed in, and local accounts.

mod account;
mod shown;

use clap::{Args, Subcommand};

use super::{Connection, Context, Exit};
use crate::api::types::{PageQuery, PersonEntry};
use crate::client::{Client, ClientError};

/// People of this cloud.
#[derive(Debug, Args)]
pub struct PersonArgs {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Who there is: local accounts, and those of the directory that the search finds.
    List {
        /// Part of a name.
        search: Option<String>,
        #[command(flatten)]
        connection: Connection,
    },
    /// How an account stands.
    Show(One),
    /// Where somebody is signed in.
    Sessions(One),
    /// Somebody's last sign-ins, with the true reasons of refusals.
    SignIns(One),
    /// Sign somebody out everywhere, or in one browser.
    SignOut {
        /// Only this session, as `unidash person sessions` shows it.
        #[arg(long, value_name = "ID")]
        session: Option<String>,
        #[command(flatten)]
        one: One,
    },
    /// Forget somebody's second factors: a lost phone.
    ForgetFactors(One),
    /// Make a local account; its first password is printed once.
    Add(account::AddArgs),
    /// Change a local account.
    Change(account::ChangeArgs),
    /// Let nobody sign in with a local account any more; ends its sessions.
    Disable(One),
    /// Let a disabled local account sign in again.
    Enable(One),
    /// Give a local account a new password, which is printed once; ends its sessions.
    Password(account::PasswordArgs),
    /// Remove a local account.
    Remove(One),
}

/// A person, by name.
#[derive(Debug, Args)]
struct One {
    /// Sign-in name, or the identifier that `unidash person show` prints.
    person: String,
    #[command(flatten)]
    connection: Connection,
}

impl One {
    /// A client, and the person's identifier.
    async fn reach(&self, context: &Context) -> Result<(Client, String), Exit> {
        let client = self.connection.client(context)?;
        let id = find(&client, &self.person, context).await?;
        Ok((client, id))
    }
}

/// Runs it.
pub async fn run(args: PersonArgs, context: &Context) -> Result<(), Exit> {
    match args.verb {
        Verb::List { search, connection } => shown::list(&connection.client(context)?, search, context).await,
        Verb::Show(one) => shown::person(&one, context).await,
        Verb::Sessions(one) => shown::sessions(&one, context).await,
        Verb::SignIns(one) => shown::sign_ins(&one, context).await,
        Verb::SignOut { session, one } => sign_out(&one, session.as_deref(), context).await,
        Verb::ForgetFactors(one) => {
            let (client, id) = one.reach(context).await?;
            done(client.remove_second_factors_of(&id).await, "cli-person-factors-forgotten", context)
        }
        Verb::Add(args) => account::add(args, context).await,
        Verb::Change(args) => account::change(args, context).await,
        Verb::Disable(one) => account::able(&one, true, context).await,
        Verb::Enable(one) => account::able(&one, false, context).await,
        Verb::Password(args) => account::password(args, context).await,
        Verb::Remove(one) => {
            let (client, id) = one.reach(context).await?;
            done(client.remove_person(&id).await, "cli-person-removed", context)
        }
    }
}

async fn sign_out(one: &One, session: Option<&str>, context: &Context) -> Result<(), Exit> {
    let (client, id) = one.reach(context).await?;
    let Some(session) = session else {
        let ended = client.end_sessions_of(&id).await.map_err(|error| Exit::from_client(&error, context))?;
        let count = ended.ended.to_string();
        context.output.answer(&ended, |_| context.words.tell("cli-person-signed-out", &[("count", &count)]));
        return Ok(());
    };
    done(client.end_session_of(&id, session).await, "cli-person-session-ended", context)
}

/// An order without an answer of its own: one sentence.
fn done(answer: Result<(), ClientError>, sentence: &str, context: &Context) -> Result<(), Exit> {
    answer.map_err(|error| Exit::from_client(&error, context))?;
    context.output.answer(&serde_json::json!({ "done": true }), |_| context.words.say(sentence));
    Ok(())
}

/// The identifier of a person: what was typed is the whole sign-in name, or the identifier itself.
async fn find(client: &Client, typed: &str, context: &Context) -> Result<String, Exit> {
    if uuid::Uuid::try_parse(typed).is_ok() {
        return Ok(typed.to_owned());
    }
    let query = PageQuery { search: Some(typed.to_owned()), limit: Some(200), ..PageQuery::default() };
    let found = client.people(&query).await.map_err(|error| Exit::from_client(&error, context))?;
    let wanted = typed.to_lowercase();
    let same: Vec<&PersonEntry> =
        found.items.iter().filter(|person| person.username.to_lowercase() == wanted).collect();
    let say = |key: &str| context.words.tell(key, &[("name", typed)]);
    match same.as_slice() {
        [one] => Ok(one.id.clone()),
        [] => Err(Exit::failed(say("cli-person-unknown")).next(say("cli-person-unknown-next"))),
        _ => Err(Exit::failed(say("cli-person-several")).next(say("cli-person-several-next"))),
    }
}
