//! `unidash announce`

use clap::{Args, ValueEnum};

use super::{Connection, Context, Exit};
use crate::api::types::{Announcement, Severity, Text};

/// Put a sentence on everybody's desk, list such sentences, or withdraw one.
#[derive(Debug, Args)]
pub struct AnnounceArgs {
    /// What to say, in French; English readers see it, too, unless --en is given.
    #[arg(required_unless_present_any = ["list", "withdraw"])]
    text: Option<String>,
    /// The same in English.
    #[arg(long)]
    en: Option<String>,
    /// How much it matters.
    #[arg(long, value_enum, default_value_t = Level::News)]
    severity: Level,
    /// From when on, such as 2026-12-01T08:00:00+01:00.
    #[arg(long)]
    from: Option<String>,
    /// Until when.
    #[arg(long)]
    until: Option<String>,
    /// Only for members of this group; may be repeated.
    #[arg(long = "group")]
    groups: Vec<String>,
    /// Show all announcements instead.
    #[arg(long, conflicts_with_all = ["text", "withdraw"])]
    list: bool,
    /// Take the announcement with this identifier off every desk instead.
    #[arg(long, value_name = "ID", conflicts_with = "text")]
    withdraw: Option<String>,
    #[command(flatten)]
    connection: Connection,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Level {
    News,
    Warning,
    Outage,
}

impl From<Level> for Severity {
    fn from(level: Level) -> Self {
        match level {
            Level::News => Self::News,
            Level::Warning => Self::Warning,
            Level::Outage => Self::Outage,
        }
    }
}

/// Runs it.
pub async fn run(args: AnnounceArgs, context: &Context) -> Result<(), Exit> {
    let client = args.connection.client(context)?;
    if args.list {
        let all = client.announcements().await;
        return context.answered(all, |all| all.iter().map(|each| line(each, context)).collect());
    }
    let done = match (args.withdraw, args.text) {
        (Some(id), _) => client.withdraw_announcement(&id).await,
        (None, text) => {
            let order = Announcement {
                severity: args.severity.into(),
                text: Text { fr: text.unwrap_or_default(), en: args.en.unwrap_or_default() },
                starts: args.from,
                ends: args.until,
                groups: args.groups,
                ..Announcement::default()
            };
            client.announce(&order).await
        }
    };
    context.answered(done, |done| line(done, context))
}

fn line(announcement: &Announcement, context: &Context) -> String {
    let until = announcement.ends.as_deref().unwrap_or("–");
    let text = announcement.text.in_language(context.words.language().tag());
    format!("{}  {:<8} {until:<22} {text}\n", announcement.id, format!("{:?}", announcement.severity).to_lowercase())
}
