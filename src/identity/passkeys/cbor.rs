//! The little of CBOR (RFC 8949) that authenticators write: definite lengths, integers, strings, maps
//! (CTAP2 canonical form). Everything else is refused. Written here because it is less than what a crate
//! would add to review.

/// Deepest nesting that is skipped.
const DEEPEST: usize = 8;

/// Reads one item after the other.
#[derive(Debug, Clone)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

/// Head of an item: its major type and argument (§3).
type Head = (u8, u64);

impl<'a> Reader<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// What was not read yet.
    pub(super) const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    fn head(&mut self) -> Option<Head> {
        let first = *self.take(1)?.first()?;
        let argument = match first & 31 {
            small @ 0..=23 => u64::from(small),
            24 => u64::from(*self.take(1)?.first()?),
            25 => u64::from(u16::from_be_bytes(self.take(2)?.try_into().ok()?)),
            26 => u64::from(u32::from_be_bytes(self.take(4)?.try_into().ok()?)),
            27 => u64::from_be_bytes(self.take(8)?.try_into().ok()?),
            _ => return None,
        };
        Some((first >> 5, argument))
    }

    /// Entries of a map.
    pub(super) fn map(&mut self) -> Option<u64> {
        self.head().filter(|(major, _)| *major == 5).map(|(_, entries)| entries)
    }

    /// A byte string.
    pub(super) fn bytes(&mut self) -> Option<&'a [u8]> {
        let (2, length) = self.head()? else { return None };
        self.take(usize::try_from(length).ok()?)
    }

    /// A text string.
    pub(super) fn text(&mut self) -> Option<&'a str> {
        let (3, length) = self.head()? else { return None };
        std::str::from_utf8(self.take(usize::try_from(length).ok()?)?).ok()
    }

    /// An integer.
    pub(super) fn integer(&mut self) -> Option<i64> {
        match self.head()? {
            (0, value) => i64::try_from(value).ok(),
            (1, value) => i64::try_from(value).ok().map(|value| -1 - value),
            _ => None,
        }
    }

    /// Steps over one item of any kind; what it took.
    pub(super) fn skip(&mut self) -> Option<&'a [u8]> {
        let before = self.rest;
        self.step_over(0)?;
        Some(&before[..before.len() - self.rest.len()])
    }

    fn step_over(&mut self, depth: usize) -> Option<()> {
        if depth > DEEPEST {
            return None;
        }
        let (major, argument) = self.head()?;
        match major {
            0 | 1 | 7 => {}
            2 | 3 => {
                self.take(usize::try_from(argument).ok()?)?;
            }
            4 => (0..argument).try_for_each(|_| self.step_over(depth + 1))?,
            5 => (0..argument).try_for_each(|_| self.step_over(depth + 1).and_then(|()| self.step_over(depth + 1)))?,
            _ => self.step_over(depth + 1)?,
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_of_rfc_8949_appendix_a_are_read() {
        assert_eq!(Reader::new(&[0x18, 0x64]).integer(), Some(100));
        assert_eq!(Reader::new(&[0x39, 0x03, 0xe7]).integer(), Some(-1000));
        assert_eq!(Reader::new(&[0x44, 1, 2, 3, 4]).bytes(), Some(&[1, 2, 3, 4][..]));
        assert_eq!(Reader::new(b"\x64IETF").text(), Some("IETF"));
        let mut map = Reader::new(&[0xa2, 0x61, b'a', 1, 0x61, b'b', 0x82, 2, 3, 9]);
        assert_eq!(map.skip().map(<[u8]>::len), Some(9));
        assert_eq!(map.integer(), Some(9));
    }

    #[test]
    fn what_is_cut_short_too_deep_or_without_a_length_is_refused() {
        let strange: [&[u8]; 6] = [
            &[],
            &[0x44, 1],
            &[0x5f, 0xff],
            &[0xbf, 0xff],
            &[0x9b, 255, 255, 255, 255, 255, 255, 255, 255],
            &[0x81; 40],
        ];
        for bytes in strange {
            assert_eq!(Reader::new(bytes).skip(), None, "{bytes:?}");
        }
    }
}
