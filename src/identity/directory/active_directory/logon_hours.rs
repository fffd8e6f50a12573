//! `logonHours`: when an account may sign in, a bit for each hour of the week (MS-ADA1 §2.376, MS-SAMR
//! §2.2.6.5). The week begins on Sunday at midnight UTC; the lowest bit of a byte is its first hour.

use jiff::Timestamp;

const HOURS_A_WEEK: i64 = 7 * 24;
/// Hours from Sunday to the beginning of 1970, which was a Thursday.
const FIRST_DAY: i64 = 4 * 24;

/// Whether the hour of `now` is permitted. A value of another length restricts nothing, as for Samba.
pub(super) fn permit(hours: &[u8], now: Timestamp) -> bool {
    let hour = (now.as_second().div_euclid(3600) + FIRST_DAY).rem_euclid(HOURS_A_WEEK);
    let (21, Ok(hour)) = (hours.len(), usize::try_from(hour)) else { return true };
    hours.iter().flat_map(|byte| (0..8).map(move |bit| (byte >> bit) & 1)).nth(hour) == Some(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Only this hour of the week.
    fn only(hour: usize) -> [u8; 21] {
        let mut hours = [0; 21];
        hours[hour / 8] = 1 << (hour % 8);
        hours
    }

    fn at(time: &str) -> Timestamp {
        time.parse().unwrap()
    }

    #[test]
    fn the_lowest_bit_of_the_first_byte_is_sunday_midnight_utc() {
        // 15 November 2026 is a Sunday.
        let sunday = only(0);
        assert_eq!(sunday[0], 1);
        assert!(permit(&sunday, at("2026-11-15T00:00:00Z")) && permit(&sunday, at("2026-11-15T00:59:59Z")));
        assert!(!permit(&sunday, at("2026-11-15T01:00:00Z")) && !permit(&sunday, at("2026-11-14T23:59:59Z")));
        assert!(!permit(&sunday, at("2026-11-15T07:00:00Z")), "the highest bit is the eighth hour");
    }

    #[test]
    fn the_week_ends_on_saturday_night_and_begins_again() {
        let last = only(167);
        assert!(permit(&last, at("2026-11-21T23:30:00Z")));
        assert!(!permit(&last, at("2026-11-22T00:00:00Z")) && !permit(&last, at("2026-11-21T22:59:59Z")));
        assert!(permit(&only(0), at("2026-11-22T00:00:00Z")));
        assert!(permit(&only(24 + 9), at("2026-11-16T09:15:00Z")), "Monday, nine o’clock");
        assert!(permit(&only(4 * 24), at("1970-01-01T00:00:00Z")));
        assert!(permit(&only(3 * 24 + 23), at("1969-12-31T23:59:59Z")), "before 1970, too");
    }

    #[test]
    fn every_hour_has_a_bit_of_its_own() {
        let begin = at("2026-11-15T00:00:00Z").as_second();
        for hour in 0..168 {
            let now = Timestamp::from_second(begin + hour * 3600 + 1800).unwrap();
            let open = (0..168).filter(|bit| permit(&only(*bit), now)).collect::<Vec<_>>();
            assert_eq!(open, [usize::try_from(hour).unwrap()]);
        }
    }

    #[test]
    fn all_bits_permit_always_none_never_and_no_value_restricts_nothing() {
        let now = at("2026-11-18T12:00:00Z");
        assert!(permit(&[0xff; 21], now) && !permit(&[0; 21], now));
        assert!(permit(&[], now) && permit(&[0; 20], now));
    }
}
