//! `unidash code`: another line for joining servers, or another set-up code.

use clap::Args;
use serde_json::json;

use super::install::{exit, require_root};
use super::{Context, Exit};
use crate::clock::Ambient;
use crate::node::material::Material;
use crate::node::settings::Settings;
use crate::node::{Host, NodeError, Result as NodeResult, join};

/// Which code.
#[derive(Debug, Args)]
pub struct CodeArgs {
    /// A new one-time set-up code instead; the one before no longer counts.
    #[arg(long)]
    setup: bool,
}

/// Runs the subcommand.
pub async fn run(args: CodeArgs, context: &Context) -> Result<(), Exit> {
    require_root(false, context)?;
    let (host, ambient) = (Host::real(), Ambient::system());
    let (word, text) = if args.setup {
        ("setup_code", setup_code(&host, &ambient))
    } else {
        ("join_line", join_line(&host, &ambient))
    };
    let text = text.map_err(|error| exit(&error, context))?;
    context.output.answer(&json!({word: text}), |_| text.clone());
    Ok(())
}

fn join_line(host: &Host, ambient: &Ambient) -> NodeResult<String> {
    let missing = || NodeError::failed("not-installed");
    let settings = Settings::read(host)?.ok_or_else(missing)?;
    let material = Material::read(host)?.ok_or_else(missing)?;
    let code = join::make_code(host, ambient, &settings, &material)?;
    join::line(&settings, &material, &code)
}

fn setup_code(host: &Host, ambient: &Ambient) -> NodeResult<String> {
    Settings::read(host)?.ok_or_else(|| NodeError::failed("not-installed"))?;
    join::new_setup_code(host, ambient)
}
