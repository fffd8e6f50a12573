//! Reads elements of BER as LDAP restricts it (RFC 4511 §5.1), and judges messages before the LDAP library
//! takes them: it reads elements by recursion (lber 0.5), so that some thousand inside each other would end
//! the whole program.

use std::io;

/// Bytes of one message at most: 1500 values of an attribute, the most that come at once, of 2 kB each.
pub(super) const LARGEST: usize = 4 << 20;
/// Elements inside each other at most: a value of an entry lies in the sixth, one of a control in the fifth.
const DEEPEST: usize = 32;
/// Tags: a message (RFC 4511 §4.1.1), its controls, the value of a control (§4.1.11).
const MESSAGE: u8 = 0x30;
const CONTROLS: u8 = 0xa0;
const OCTETS: u8 = 0x04;

/// An element that is there as a whole, and what follows it.
pub(super) struct Element<'a> {
    pub(super) tag: u8,
    pub(super) content: &'a [u8],
    rest: &'a [u8],
}

/// Elements one after the other, as far as they are there as a whole.
pub(super) fn elements(mut bytes: &[u8]) -> impl Iterator<Item = Element<'_>> {
    std::iter::from_fn(move || {
        let element = element(bytes)?;
        bytes = element.rest;
        Some(element)
    })
}

/// The length of the message at the beginning, once it is there as a whole; an error as soon as it is clear
/// that no message of at most `largest` bytes comes.
pub(super) fn message(read: &[u8], largest: usize) -> io::Result<Option<usize>> {
    match header(read) {
        _ if read.first().is_some_and(|tag| *tag != MESSAGE) => Err(unbearable()),
        Header::Unfinished => Ok(None),
        Header::Whole { start, length } if length <= largest => {
            Ok(Some(start + length).filter(|end| *end <= read.len()))
        }
        _ => Err(unbearable()),
    }
}

/// Whether the library can read a message. It reads the values of controls in the same way, later.
pub(super) fn is_bearable(message: &[u8]) -> bool {
    is_shallow(message, DEEPEST) && control_values(message).all(|value| is_shallow(value, DEEPEST))
}

/// An answer that goes no further.
pub(super) fn unbearable() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "an answer that is no LDAP")
}

/// Whether no element reaches out of the one around it, and none lies deeper than `room`.
fn is_shallow(mut bytes: &[u8], room: usize) -> bool {
    while !bytes.is_empty() {
        let Some(Element { tag, content, rest }) = element(bytes) else { return false };
        if is_constructed(tag) && (room == 0 || !is_shallow(content, room - 1)) {
            return false;
        }
        bytes = rest;
    }
    true
}

fn control_values(message: &[u8]) -> impl Iterator<Item = &[u8]> {
    let parts = elements(message).flat_map(|message| elements(message.content));
    let controls = parts.filter(|part| part.tag == CONTROLS).flat_map(|controls| elements(controls.content));
    // The first text of a control is its name.
    controls.flat_map(|control| {
        elements(control.content).filter(|part| part.tag == OCTETS).skip(1).map(|value| value.content)
    })
}

const fn is_constructed(tag: u8) -> bool {
    tag & 0x20 != 0
}

fn element(bytes: &[u8]) -> Option<Element<'_>> {
    let Header::Whole { start, length } = header(bytes) else { return None };
    let content = bytes.get(start..start.checked_add(length)?)?;
    Some(Element { tag: bytes[0], content, rest: &bytes[start + length..] })
}

/// Tag and length of an element.
enum Header {
    Whole {
        start: usize,
        length: usize,
    },
    Unfinished,
    /// A length without an end, or one of more than four bytes (RFC 4511 §5.1 has neither).
    Bad,
}

fn header(bytes: &[u8]) -> Header {
    let Some(first) = bytes.get(1) else { return Header::Unfinished };
    match first {
        0..=0x7f => Header::Whole { start: 2, length: usize::from(*first) },
        0x81..=0x84 => {
            let start = 2 + usize::from(first & 0x7f);
            let Some(length) = bytes.get(2..start) else { return Header::Unfinished };
            Header::Whole { start, length: length.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)) }
        }
        _ => Header::Bad,
    }
}

/// `depth` elements inside each other.
#[cfg(test)]
pub(super) fn nested(depth: usize) -> Vec<u8> {
    let mut heads = Vec::new();
    let mut length = 0_u32;
    for _ in 0..depth {
        heads.push([&[MESSAGE, 0x84][..], &length.to_be_bytes()].concat());
        length += 6;
    }
    heads.into_iter().rev().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapped(tag: u8, content: &[u8]) -> Vec<u8> {
        let length = u32::try_from(content.len()).unwrap().to_be_bytes();
        [&[tag, 0x84][..], &length, content].concat()
    }

    #[test]
    fn elements_lie_as_deep_as_ldap_needs_and_no_deeper() {
        assert!(is_bearable(&nested(DEEPEST)));
        assert!(!is_bearable(&nested(DEEPEST + 2)));
        assert!(!is_bearable(&nested(100_000)));
        assert!(!is_bearable(b"\x30\x02\x04\x09"), "it reaches out of the message");
        assert!(!is_bearable(b"\x30\x04\x30\x80\0\0"), "a length without an end");
    }

    #[test]
    fn the_value_of_a_control_is_judged_too() {
        let done = b"\x02\x01\x01\x65\x07\x0a\x01\0\x04\0\x04\0";
        let with = |value: &[u8]| {
            let name = wrapped(OCTETS, b"1.2.840.113556.1.4.319");
            let control = wrapped(0x30, &[name, wrapped(OCTETS, value)].concat());
            wrapped(MESSAGE, &[&done[..], &wrapped(CONTROLS, &control)].concat())
        };
        assert!(is_bearable(&with(b"\x30\x05\x02\x01\0\x04\0")));
        assert!(!is_bearable(&with(&nested(100_000))));
    }

    #[test]
    fn a_message_is_as_long_as_it_says_and_never_too_long() {
        assert_eq!(message(b"", 9).unwrap(), None);
        assert_eq!(message(b"\x30\x02\x05", 9).unwrap(), None);
        assert_eq!(message(b"\x30\x02\x05\0more", 9).unwrap(), Some(4));
        for bad in [&b"HTTP/1.1 400"[..], b"\x30\x80", b"\x30\x0a", b"\x30\x84\x7f\xff\xff\xff", b"\x30\x85"] {
            assert!(message(bad, 9).is_err(), "{bad:?}");
        }
    }
}
