//! Which core a command talks to: root's socket on a server, elsewhere an address and a token.

use clap::Args;
use url::Url;

use super::{Context, Exit};
use crate::client::{Client, Credential};
use crate::config::Config;

/// Where the core is.
#[derive(Debug, Clone, Args)]
pub struct Connection {
    /// Address of the desk, such as `https://desk.cloud.example.org`; without it the local socket.
    #[arg(long, env = "UNIDASH_SERVER")]
    server: Option<Url>,
    /// Personal token, made on the desk under “My account”.
    #[arg(long, env = "UNIDASH_TOKEN", hide_env_values = true)]
    token: Option<String>,
    /// File with the certificate of the cloud's own authority (PEM).
    #[arg(long, env = "UNIDASH_CA")]
    ca: Option<std::path::PathBuf>,
}

impl Connection {
    /// A client in the terminal's language.
    pub fn client(&self, context: &Context) -> Result<Client, Exit> {
        let client = match &self.server {
            Some(server) => {
                let ca = self.ca.as_ref().map(std::fs::read_to_string).transpose();
                let ca =
                    ca.map_err(|error| Exit::misuse(context.words.tell("cli-ca", &[("why", &error.to_string())])))?;
                Client::https(server.clone(), ca.as_deref())
            }
            None => Client::socket(Config::read(Config::PATH.as_ref()).unwrap_or_default().doors.core()),
        };
        let client = client.map_err(|error| Exit::from_client(&error, context))?.speaking(context.words.language());
        Ok(match &self.token {
            Some(token) => client.with(Credential::Token(token.clone())),
            None => client,
        })
    }
}
