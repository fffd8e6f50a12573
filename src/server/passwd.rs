//! Numeric ids of our users: peers on sockets are known by number.

/// The uid of a user name in `/etc/passwd` (passwd(5)).
pub(super) fn uid_of(name: &str) -> Option<u32> {
    let table = std::fs::read_to_string("/etc/passwd").ok()?;
    table.lines().find_map(|line| {
        let mut fields = line.split(':');
        (fields.next() == Some(name)).then(|| fields.nth(1)?.parse().ok()).flatten()
    })
}
