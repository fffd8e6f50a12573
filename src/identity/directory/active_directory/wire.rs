//! StartTLS: one question and one answer before the LDAP library takes over (RFC 4511 §4.14).

use std::io;

use bytes::BytesMut;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

/// Bytes of an answer at most.
const PART: usize = 8 * 1024;
/// The StartTLS request (RFC 4511 §4.14.1), message 1.
const START_TLS: &[u8] = b"\x30\x1d\x02\x01\x01\x77\x18\x80\x161.3.6.1.4.1.1466.20037";
/// Tags: a message (RFC 4511 §4.1.1), `ExtendedResponse` (§4.12), a result code (§4.1.9).
const MESSAGE: u8 = 0x30;
const EXTENDED: u8 = 0x78;
const RESULT: u8 = 0x0a;

/// Asks for TLS on an open connection; anything but a plain yes is an error. What a stranger on the way put
/// behind the answer is one, too (RFC 4513 §3.1.1 leaves nothing to be read there).
pub(in crate::identity::directory) async fn start_tls(
    stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
) -> io::Result<()> {
    stream.write_all(START_TLS).await?;
    let mut read = BytesMut::new();
    let length = loop {
        if stream.read_buf(&mut read).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        match message(&read)? {
            Some(length) => break length,
            None if read.len() < PART => {}
            None => return Err(unbearable()),
        }
    };
    if length == read.len() && is_yes(&read) { Ok(()) } else { Err(io::Error::other("StartTLS refused")) }
}

/// Whether a message is an `ExtendedResponse` with the result code success.
fn is_yes(read: &[u8]) -> bool {
    let inside = |at: usize, tag: u8| element(read, at).filter(|_| read[at] == tag);
    let code = inside(0, MESSAGE)
        .and_then(|(start, _)| element(read, start))
        .and_then(|(_, end)| inside(end, EXTENDED))
        .and_then(|(start, _)| inside(start, RESULT));
    code.is_some_and(|(start, end)| end > start && read[start..end].iter().all(|byte| *byte == 0))
}

/// The length of the message at the beginning, once it is there as a whole.
fn message(read: &[u8]) -> io::Result<Option<usize>> {
    match header(read) {
        _ if read.first().is_some_and(|tag| *tag != MESSAGE) => Err(unbearable()),
        Header::Unfinished => Ok(None),
        Header::Whole { start, length } if length <= PART => Ok(Some(start + length).filter(|end| *end <= read.len())),
        _ => Err(unbearable()),
    }
}

/// Where the content of the element at `at` begins and ends, if it is there as a whole.
fn element(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    let Header::Whole { start, length } = header(bytes.get(at..)?) else { return None };
    let (start, end) = (at + start, at + start + length);
    (end <= bytes.len()).then_some((start, end))
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

fn unbearable() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "an answer that is no LDAP")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn starttls_takes_a_plain_yes_however_it_is_encoded_and_nothing_else() {
        let long = b"\x30\x84\0\0\0\x10\x02\x01\x01\x78\x84\0\0\0\x07\x0a\x01\0\x04\0\x04\0";
        let short = b"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\0\x04\0\x04\0";
        let refused = b"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x02\x04\0\x04\0";
        let more = [&short[..], b"\x30\x00"].concat();
        let answers = [
            (&long[..], true),
            (&short[..], true),
            (&refused[..], false),
            (&more[..], false),
            (&b"+OK\r\n"[..], false),
        ];
        for (answer, good) in answers {
            let (mut here, mut there) = tokio::io::duplex(256);
            there.write_all(answer).await.unwrap();
            there.shutdown().await.unwrap();
            assert_eq!(start_tls(&mut here).await.is_ok(), good, "{answer:?}");
        }
    }
}
