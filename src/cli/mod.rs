//! The command line: one file per subcommand.
//!
//! Exit codes: 0 done, 1 failed, 2 wrong use, 3 not allowed, 4 not reachable.

mod announce;
mod app;
mod certificate;
mod company;
mod connect;
mod directory;
mod dock;
mod exit;
mod file;
mod initial_token;
mod link;
mod output;
mod person;
mod roles;
mod second_factor;
mod serve;
mod status;
mod upstream;

pub mod code;
pub mod doctor;
pub mod install;
pub mod join;
pub mod uninstall;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use serde::Serialize;

pub use connect::Connection;
pub use exit::Exit;
pub use output::{Output, OutputFormat};

use crate::client::ClientError;
use crate::config::environment;
use crate::telemetry::LogFormat;
use crate::web::{Language, Words};

/// Turns three bare servers into a company's own cloud.
#[derive(Debug, Parser)]
#[command(name = "unidash", version, propagate_version = true, arg_required_else_help = true)]
pub struct CommandLine {
    #[command(subcommand)]
    command: Command,
    /// `text` for people, `json` for programs.
    #[arg(long, global = true, value_enum, default_value_t)]
    output: OutputFormat,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run everything in one process: a laptop, a demo, tests.
    Serve(serve::ServeArgs),
    /// Make this bare server the first of a cloud.
    Install(install::InstallArgs),
    /// Make this server a further member of a cloud.
    Join(join::JoinArgs),
    /// Remove UniDash and K3s from this server.
    Uninstall(uninstall::UninstallArgs),
    /// Print a new line for joining servers.
    Code(code::CodeArgs),
    /// Check this server and say what to do.
    Doctor(doctor::DoctorArgs),
    /// Apps: list, install, remove.
    App(app::AppArgs),
    /// People: where they are signed in, local accounts.
    Person(person::PersonArgs),
    /// The company's name: show it, change it.
    Company(company::CompanyArgs),
    /// Who needs a second factor.
    SecondFactor(second_factor::SecondFactorArgs),
    /// The company's directories: list them, add a domain, test it, remove it.
    Directory(directory::DirectoryArgs),
    /// Other providers at which people may sign in.
    Upstream(upstream::UpstreamArgs),
    /// Print a token with which programs register as OpenID clients.
    InitialToken(initial_token::InitialTokenArgs),
    /// Announcements: put one on everybody's desk, list them, withdraw one.
    Announce(announce::AnnounceArgs),
    /// Docks by theme: list them, give one to groups, take one back.
    Dock(dock::DockArgs),
    /// The company's own web tools as tiles: list, add, check, remove.
    Link(link::LinkArgs),
    /// The certificate that browsers see: show it, bring one along, issue it anew.
    Certificate(certificate::CertificateArgs),
    /// How everything is.
    Status(status::StatusArgs),
    /// Role: the door on :80 and :443 (started by systemd).
    Gateway(roles::RoleArgs),
    /// Role: API, sign-in, jobs (started by systemd).
    Core(roles::RoleArgs),
    /// Role: the web desktop (started by systemd).
    Desktop(roles::RoleArgs),
}

impl CommandLine {
    /// Where this command's log lines go: the journal when systemd started it.
    pub fn log_format(&self) -> LogFormat {
        if environment("JOURNAL_STREAM").is_some() { LogFormat::Journal } else { LogFormat::Plain }
    }
}

/// What every subcommand gets.
#[derive(Debug, Clone)]
pub struct Context {
    /// Words of the terminal's language.
    pub words: Words,
    /// How to print.
    pub output: Output,
}

impl Context {
    /// Prints what the core answered, or says why it did not.
    fn answered<T: Serialize>(
        &self,
        answer: Result<T, ClientError>,
        text: impl FnOnce(&T) -> String,
    ) -> Result<(), Exit> {
        let value = answer.map_err(|error| Exit::from_client(&error, self))?;
        self.output.answer(&value, text);
        Ok(())
    }

    /// The identifier of what is called `typed`; what nothing is called is an identifier itself.
    fn identifier<T>(
        &self,
        all: Result<Vec<T>, ClientError>,
        typed: String,
        named: impl Fn(T) -> (String, String),
    ) -> Result<String, Exit> {
        let all = all.map_err(|error| Exit::from_client(&error, self))?;
        let same = |name: &str| name.trim().to_lowercase() == typed.trim().to_lowercase();
        let found = all.into_iter().map(named).find(|(name, _)| same(name));
        Ok(found.map_or(typed, |(_, id)| id))
    }
}

/// Runs a parsed command line to its end.
pub fn run(line: CommandLine) -> ExitCode {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let context = Context { words: Words::of(terminal_language()), output: Output::new(line.output) };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return Exit::failed(error).report(&context),
    };
    match runtime.block_on(dispatch(line.command, &context)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(exit) => exit.report(&context),
    }
}

async fn dispatch(command: Command, context: &Context) -> Result<(), Exit> {
    match command {
        Command::Serve(args) => serve::run(args, context).await,
        Command::Install(args) => install::run(args, context).await,
        Command::Join(args) => join::run(args, context).await,
        Command::Uninstall(args) => uninstall::run(args, context).await,
        Command::Code(args) => code::run(args, context).await,
        Command::Doctor(args) => doctor::run(args, context).await,
        Command::App(args) => app::run(args, context).await,
        Command::Person(args) => person::run(args, context).await,
        Command::Company(args) => company::run(args, context).await,
        Command::SecondFactor(args) => second_factor::run(args, context).await,
        Command::Directory(args) => directory::run(args, context).await,
        Command::Upstream(args) => upstream::run(args, context).await,
        Command::InitialToken(args) => initial_token::run(args, context).await,
        Command::Announce(args) => announce::run(args, context).await,
        Command::Dock(args) => dock::run(args, context).await,
        Command::Link(args) => link::run(args, context).await,
        Command::Certificate(args) => certificate::run(args, context).await,
        Command::Status(args) => status::run(args, context).await,
        Command::Gateway(args) => roles::gateway(args).await,
        Command::Core(args) => roles::core(args).await,
        Command::Desktop(args) => roles::desktop(args).await,
    }
}

/// `LC_ALL`, `LC_MESSAGES`, `LANG`, in the order of POSIX.
fn terminal_language() -> Language {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| environment(name))
        .and_then(|tag| Language::parse(&tag))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_command_tree_is_sound() {
        super::CommandLine::command().debug_assert();
    }
}
