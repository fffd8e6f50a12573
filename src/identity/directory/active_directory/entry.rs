//! Values of an entry: binary identifiers, numbers, times.

use jiff::Timestamp;
use ldap3::SearchEntry;
use uuid::Uuid;

/// 100-nanosecond steps since 1601 that mean “never” (MS-ADTS, `accountExpires`).
const NEVER: i64 = i64::MAX;
/// Seconds from 1601 to 1970.
const TO_UNIX: i64 = 11_644_473_600;

/// The first value as text.
pub(super) fn text<'e>(entry: &'e SearchEntry, name: &str) -> Option<&'e str> {
    entry.attrs.get(name)?.first().map(String::as_str).filter(|value| !value.is_empty())
}

/// The first value as a number.
pub(super) fn number(entry: &SearchEntry, name: &str) -> Option<i64> {
    text(entry, name)?.parse().ok()
}

/// All values as bytes. The client sorts values that happen to be UTF-8 among the texts.
pub(super) fn bytes(entry: &SearchEntry, name: &str) -> Vec<Vec<u8>> {
    let binary = entry.bin_attrs.get(name).into_iter().flatten().cloned();
    let texts = entry.attrs.get(name).into_iter().flatten().map(|value| value.clone().into_bytes());
    binary.chain(texts).collect()
}

/// The values of an attribute that may have come as a range, and where the next range begins; none
/// when the entry has no such attribute.
pub(super) fn part(entry: &SearchEntry, name: &str) -> Option<(Vec<Vec<u8>>, Option<usize>)> {
    let ranged = format!("{};range=", name.to_lowercase());
    let mut keys = entry.attrs.keys().chain(entry.bin_attrs.keys());
    // A server that ranges may name the plain attribute too, without values.
    let range = keys.clone().find(|key| key.to_lowercase().starts_with(&ranged));
    let key = range.or_else(|| keys.find(|key| key.eq_ignore_ascii_case(name)))?.clone();
    let end = key.rsplit_once('-').filter(|_| range_of(&key)).map(|(_, end)| end);
    let next = end.and_then(|end| end.parse::<usize>().ok()?.checked_add(1));
    Some((bytes(entry, &key), next))
}

fn range_of(key: &str) -> bool {
    key.to_lowercase().contains(";range=")
}

/// `objectGUID`: the first three fields are little-endian (MS-DTYP §2.3.4.2).
pub(super) fn guid(entry: &SearchEntry) -> Option<Uuid> {
    let bytes: [u8; 16] = bytes(entry, "objectGUID").into_iter().next()?.try_into().ok()?;
    Some(Uuid::from_bytes_le(bytes))
}

/// A GUID as a filter value (RFC 4515 §3).
pub(super) fn guid_filter(id: Uuid) -> String {
    escaped(&id.to_bytes_le())
}

/// Bytes as a filter value.
pub(super) fn escaped(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("\\{byte:02x}")).collect()
}

/// A SID in its text form (MS-DTYP §2.4.2).
pub(super) fn sid(bytes: &[u8]) -> Option<String> {
    let (head, rest) = bytes.split_first_chunk::<8>()?;
    let (revision, count) = (head[0], head[1]);
    if rest.len() != usize::from(count) * 4 {
        return None;
    }
    let authority = head[2..].iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte));
    let parts = rest.chunks_exact(4).map(|part| u32::from_le_bytes([part[0], part[1], part[2], part[3]]));
    Some(parts.fold(format!("S-{revision}-{authority}"), |text, part| format!("{text}-{part}")))
}

/// A SID from its text form.
pub(super) fn sid_bytes(text: &str) -> Option<Vec<u8>> {
    let mut parts = text.strip_prefix("S-")?.split('-');
    let revision: u8 = parts.next()?.parse().ok()?;
    let authority: u64 = parts.next()?.parse().ok()?;
    let parts: Vec<u32> = parts.map(str::parse).collect::<Result<_, _>>().ok()?;
    let mut bytes = vec![revision, u8::try_from(parts.len()).ok()?];
    bytes.extend(&authority.to_be_bytes()[2..]);
    bytes.extend(parts.iter().flat_map(|part| part.to_le_bytes()));
    Some(bytes)
}

/// A moment in Windows' file time (MS-DTYP §2.3.3); one that no calendar has is the last one.
pub(super) fn moment(filetime: i64) -> Timestamp {
    Timestamp::from_second(filetime / 10_000_000 - TO_UNIX).unwrap_or(Timestamp::MAX)
}

/// Whether a moment in Windows' file time lies before `now`; 0 and the largest number are never.
pub(super) fn is_past(filetime: i64, now: Timestamp) -> bool {
    filetime != 0 && filetime != NEVER && filetime / 10_000_000 - TO_UNIX <= now.as_second()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guid_is_read_with_its_first_three_fields_little_endian() {
        let wire: Vec<u8> = (0..16).collect();
        let mut entry = SearchEntry { dn: String::new(), attrs: Default::default(), bin_attrs: Default::default() };
        entry.bin_attrs.insert("objectGUID".into(), vec![wire.clone()]);
        let id = guid(&entry).unwrap();
        assert_eq!(id.to_string(), "03020100-0504-0706-0809-0a0b0c0d0e0f");
        assert_eq!(guid_filter(id), escaped(&wire));
        // Bytes that happen to be UTF-8 arrive among the texts.
        let text = String::from_utf8(wire).unwrap();
        let attrs = [("objectGUID".to_owned(), vec![text])].into();
        assert_eq!(guid(&SearchEntry { dn: String::new(), attrs, bin_attrs: Default::default() }), Some(id));
    }

    #[test]
    fn a_range_says_where_the_next_one_begins_and_the_last_one_does_not() {
        let entry = |key: &str| SearchEntry {
            dn: String::new(),
            attrs: [("member".to_owned(), Vec::new()), (key.to_owned(), vec!["CN=a".to_owned()])].into(),
            bin_attrs: Default::default(),
        };
        let one = || vec![b"CN=a".to_vec()];
        assert_eq!(part(&entry("member;range=0-1499"), "member"), Some((one(), Some(1500))));
        assert_eq!(part(&entry("member;Range=1500-*"), "member"), Some((one(), None)));
        assert_eq!(part(&entry("member;range=0-18446744073709551615"), "member"), Some((one(), None)));
        let plain = SearchEntry {
            dn: String::new(),
            attrs: [("member".to_owned(), vec!["CN=a".to_owned()])].into(),
            bin_attrs: Default::default(),
        };
        assert_eq!(part(&plain, "member"), Some((one(), None)));
        assert_eq!(part(&plain, "tokenGroups"), None);
    }

    #[test]
    fn a_sid_reads_the_same_both_ways() {
        let text = "S-1-5-21-1004336348-1177238915-682003330-512";
        assert_eq!(sid(&sid_bytes(text).unwrap()).as_deref(), Some(text));
        assert_eq!(sid(&[1, 5, 0]), None);
        assert_eq!(sid(&[1, 2, 0, 0, 0, 0, 0, 5, 1]), None);
    }

    #[test]
    fn an_account_that_never_expires_is_not_past() {
        let now = "2026-01-01T00:00:00Z".parse().unwrap();
        assert!(!is_past(0, now) && !is_past(i64::MAX, now));
        assert!(is_past(116_444_736_000_000_000, now));
        assert!(!is_past(140_000_000_000_000_000, now));
    }
}
