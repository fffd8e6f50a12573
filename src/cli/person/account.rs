//! Local accounts: made, changed, switched off.

use std::io::Read as _;

use clap::Args;

use super::{One, shown};
use crate::api::types::{EditPerson, NewPerson, PersonEntry};
use crate::cli::{Connection, Context, Exit};
use crate::clock::Ambient;

/// A new local account.
#[derive(Debug, Args)]
pub(super) struct AddArgs {
    /// Sign-in name.
    username: String,
    /// Name to show.
    #[arg(long)]
    name: String,
    /// Mail address.
    #[arg(long)]
    email: Option<String>,
    /// Local group; may be repeated.
    #[arg(long = "group")]
    groups: Vec<String>,
    /// May administer.
    #[arg(long)]
    admin: bool,
    #[command(flatten)]
    secret: Secret,
    #[command(flatten)]
    connection: Connection,
}

/// What changes about a local account; what is left out stays.
#[derive(Debug, Args)]
pub(super) struct ChangeArgs {
    #[command(flatten)]
    one: One,
    /// Name to show.
    #[arg(long)]
    name: Option<String>,
    /// Mail address; empty = none.
    #[arg(long)]
    email: Option<String>,
    /// Local group, instead of those until now; may be repeated.
    #[arg(long = "group")]
    groups: Option<Vec<String>>,
    /// May administer.
    #[arg(long, value_name = "true|false")]
    admin: Option<bool>,
}

/// A new password for a local account.
#[derive(Debug, Args)]
pub(super) struct PasswordArgs {
    #[command(flatten)]
    one: One,
    #[command(flatten)]
    secret: Secret,
}

/// Where a password comes from.
#[derive(Debug, Args)]
struct Secret {
    /// Read the password from standard input instead of making one up.
    #[arg(long)]
    password_stdin: bool,
}

impl Secret {
    /// The password, and whether it must be shown: it was made up here.
    fn take(&self, context: &Context) -> Result<(String, bool), Exit> {
        if !self.password_stdin {
            return Ok((Ambient::system().token(15), true));
        }
        let mut typed = String::new();
        let read = std::io::stdin().take(4096).read_to_string(&mut typed);
        read.map_err(|_| Exit::misuse(context.words.say("cli-person-password-unread")))?;
        Ok((typed.trim_end_matches(['\r', '\n']).to_owned(), false))
    }
}

/// `add`
pub(super) async fn add(args: AddArgs, context: &Context) -> Result<(), Exit> {
    let client = args.connection.client(context)?;
    let (password, made_up) = args.secret.take(context)?;
    let order = NewPerson {
        username: args.username,
        name: args.name,
        email: args.email,
        password: password.clone(),
        admin: args.admin,
        groups: args.groups,
    };
    let person = client.new_person(&order).await.map_err(|error| Exit::from_client(&error, context))?;
    let shown = made_up.then_some(password.as_str());
    context.output.answer(&with_password(&person, shown), |_| sentence("cli-person-added", &person, shown, context));
    Ok(())
}

fn with_password(person: &PersonEntry, password: Option<&str>) -> serde_json::Value {
    let mut value = serde_json::json!(person);
    if let Some(password) = password {
        value["password"] = password.into();
    }
    value
}

fn sentence(key: &str, person: &PersonEntry, password: Option<&str>, context: &Context) -> String {
    let said = context.words.tell(key, &[("name", &person.username)]);
    match password {
        Some(password) => format!("{password}\n\n{said} {}", context.words.say("cli-person-password-once")),
        None => said,
    }
}

/// `change`
pub(super) async fn change(args: ChangeArgs, context: &Context) -> Result<(), Exit> {
    let order = EditPerson {
        name: args.name,
        email: args.email,
        admin: args.admin,
        groups: args.groups,
        ..EditPerson::default()
    };
    if order == EditPerson::default() {
        return Err(Exit::misuse(context.words.say("cli-person-nothing")));
    }
    edit(&args.one, &order, context).await
}

/// `disable` and `enable`
pub(super) async fn able(one: &One, disabled: bool, context: &Context) -> Result<(), Exit> {
    edit(one, &EditPerson { disabled: Some(disabled), ..EditPerson::default() }, context).await
}

/// `password`
pub(super) async fn password(args: PasswordArgs, context: &Context) -> Result<(), Exit> {
    let (client, id) = args.one.reach(context).await?;
    let (password, made_up) = args.secret.take(context)?;
    let order = EditPerson { password: Some(password.clone()), ..EditPerson::default() };
    let person = client.edit_person(&id, &order).await.map_err(|error| Exit::from_client(&error, context))?;
    let person = PersonEntry {
        id: person.id,
        username: person.username,
        name: person.name,
        email: person.email,
        source: person.source,
        admin: person.admin,
    };
    let shown = made_up.then_some(password.as_str());
    context.output.answer(&with_password(&person, shown), |_| sentence("cli-person-changed", &person, shown, context));
    Ok(())
}

async fn edit(one: &One, order: &EditPerson, context: &Context) -> Result<(), Exit> {
    let (client, id) = one.reach(context).await?;
    context.answered(client.edit_person(&id, order).await, |person| shown::detail(person, context))
}
