//! `unidash company`

use clap::Args;

use super::{Connection, Context, Exit};
use crate::api::types::SiteName;

/// The company's name: without a name what holds now.
#[derive(Debug, Args)]
pub struct CompanyArgs {
    /// The new one, up to 80 characters.
    name: Option<String>,
    /// None: the domain stands in its place.
    #[arg(long, conflicts_with = "name")]
    none: bool,
    #[command(flatten)]
    connection: Connection,
}

/// Runs it.
pub async fn run(args: CompanyArgs, context: &Context) -> Result<(), Exit> {
    let client = args.connection.client(context)?;
    let name = args.name.or_else(|| args.none.then(String::new));
    let site = match name {
        Some(company) => client.name_site(&SiteName { company }).await,
        None => client.site().await,
    };
    context.answered(site, |site| site.name().to_owned())
}
