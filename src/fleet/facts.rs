//! This server's figures, from `/proc`.

use std::path::Path;

use serde::{Deserialize, Serialize};

/// What a server says about itself when a peer asks.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// Version of `UniDash`.
    #[serde(default)]
    pub unidash: Option<String>,
    /// Load over one minute, per core.
    #[serde(default)]
    pub load: Option<f64>,
    /// Memory used, per cent.
    #[serde(default)]
    pub memory: Option<u8>,
    /// Disk used, per cent.
    #[serde(default)]
    pub disk: Option<u8>,
}

/// Reads them; what cannot be read is left out.
pub(super) async fn read(disk: &Path, version: &str) -> Facts {
    let (disk, unidash) = (disk.to_owned(), Some(version.to_owned()));
    let read = tokio::task::spawn_blocking(move || Facts {
        unidash,
        load: std::fs::read_to_string("/proc/loadavg").ok().and_then(|text| load(&text, cores())),
        memory: std::fs::read_to_string("/proc/meminfo").ok().and_then(|text| memory(&text)),
        disk: rustix::fs::statvfs(&disk).ok().and_then(|disk| used(disk.f_blocks, disk.f_bavail)),
    });
    read.await.unwrap_or_default()
}

fn cores() -> u32 {
    std::thread::available_parallelism().ok().and_then(|cores| u32::try_from(cores.get()).ok()).unwrap_or(1)
}

fn load(text: &str, cores: u32) -> Option<f64> {
    let one_minute: f64 = text.split_whitespace().next()?.parse().ok()?;
    Some((one_minute / f64::from(cores) * 100.0).round() / 100.0)
}

fn memory(text: &str) -> Option<u8> {
    let field = |name: &str| -> Option<u64> {
        let line = text.lines().find_map(|line| line.strip_prefix(name))?;
        line.trim_start_matches(':').split_whitespace().next()?.parse().ok()
    };
    used(field("MemTotal")?, field("MemAvailable")?)
}

fn used(all: u64, free: u64) -> Option<u8> {
    let used = all.checked_sub(free)?;
    u8::try_from((used * 100).checked_div(all)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_as_per_cent() {
        assert_eq!(load("1.50 0.4 0.2 1/2 3", 2), Some(0.75));
        assert_eq!(memory("MemTotal:  1000 kB\nMemFree: 1 kB\nMemAvailable:   250 kB\n"), Some(75));
        assert_eq!(used(0, 0), None);
    }
}
