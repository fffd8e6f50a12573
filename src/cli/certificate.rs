//! `unidash certificate show | set | renew`

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::file::read;
use super::{Connection, Context, Exit};
use crate::api::types::{CertificateInfo, NewCertificate};

/// The certificate that browsers see.
#[derive(Debug, Args)]
pub struct CertificateArgs {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Show its names, who signed it, how long it counts, and what there is to do.
    Show {
        #[command(flatten)]
        connection: Connection,
    },
    /// Take a certificate from elsewhere: it is checked first, and nothing changes if it does not fit.
    Set {
        /// File with the certificate and those that signed it, in this order (PEM).
        #[arg(long)]
        chain: PathBuf,
        /// File with its private key (PEM).
        #[arg(long)]
        key: PathBuf,
        #[command(flatten)]
        connection: Connection,
    },
    /// Issue the own authority's certificate anew.
    Renew {
        /// Also instead of one from elsewhere, which is then no longer shown.
        #[arg(long)]
        instead: bool,
        #[command(flatten)]
        connection: Connection,
    },
}

/// Runs it.
pub async fn run(args: CertificateArgs, context: &Context) -> Result<(), Exit> {
    let shown = match args.verb {
        Verb::Show { connection } => connection.client(context)?.certificate().await,
        Verb::Set { chain, key, connection } => {
            let order = NewCertificate { chain: read(&chain, context)?, key: read(&key, context)? };
            connection.client(context)?.set_certificate(&order).await
        }
        Verb::Renew { instead, connection } => connection.client(context)?.renew_certificate(instead).await,
    };
    let shown = shown.map_err(|error| Exit::from_client(&error, context))?;
    context.output.answer(&shown, |shown| match shown {
        Some(certificate) => text(certificate, context),
        None => context.words.say("cli-certificate-none"),
    });
    Ok(())
}

fn text(certificate: &CertificateInfo, context: &Context) -> String {
    let (names, days) = (certificate.names.join(", "), certificate.days.to_string());
    let facts = [
        ("names", names.as_str()),
        ("issuer", &certificate.issuer),
        ("until", certificate.until.get(..10).unwrap_or_default()),
        ("days", &days),
    ];
    let print = certificate.root_fingerprint.iter().map(|print| format!("SHA-256 {print}"));
    let findings = certificate.findings.iter().map(|finding| match &finding.remedy {
        Some(remedy) => format!("{} {remedy}", finding.sentence),
        None => finding.sentence.clone(),
    });
    [context.words.tell("cli-certificate", &facts)]
        .into_iter()
        .chain(print)
        .chain(findings)
        .collect::<Vec<_>>()
        .join("\n")
}
