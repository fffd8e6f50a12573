//! Processor, memory, swap. Sizes: docs.k3s.io, “Requirements”.

use super::{Check, Context, Finding};

pub(super) const CHECKS: &[Check] = &[("processors", processors), ("memory", memory), ("swap", swap)];

const LEAST_PROCESSORS: usize = 2;
/// 2 GB as sold; some of it is the kernel's.
const LEAST_MEMORY_KIB: u64 = 1_800_000;

fn processors(_: &Context<'_>) -> Option<Finding> {
    let count = std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
    (count < LEAST_PROCESSORS).then(|| Finding::warning("processors").with("count", count))
}

fn memory(context: &Context<'_>) -> Option<Finding> {
    let total = kib(&context.host.text("/proc/meminfo")?, "MemTotal")?;
    (total < LEAST_MEMORY_KIB).then(|| Finding::blocking("memory").with("found", format!("{} MB", total / 1024)))
}

fn swap(context: &Context<'_>) -> Option<Finding> {
    let total = kib(&context.host.text("/proc/meminfo")?, "SwapTotal")?;
    (total > 0).then(|| Finding::warning("swap").with("found", format!("{} MB", total / 1024)))
}

fn kib(table: &str, key: &str) -> Option<u64> {
    let line = table.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'))?;
    line.split_whitespace().next()?.parse().ok()
}
