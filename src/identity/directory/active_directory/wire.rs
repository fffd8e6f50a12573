//! Between a controller and the LDAP library: TLS is ours, and no message passes that the library cannot
//! bear. It reads elements by recursion (lber 0.5): some thousand inside each other end the whole program.

use std::io;
use std::os::unix::net::UnixStream as LibraryStream;
use std::sync::Arc;

use bytes::BytesMut;
use rustls::ClientConfig;
use rustls_pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpStream, UnixStream};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::domain::Controller;

/// Bytes of one message at most: an entry with a thousand values of a kilobyte fits sixteen times.
const LARGEST: usize = 16 << 20;
/// Elements inside each other at most: a value of an entry lies in the sixth, one of a control in the fifth.
const DEEPEST: usize = 32;
/// Bytes that are read at once.
const PART: usize = 8 * 1024;
/// The StartTLS request (RFC 4511 §4.14.1), message 1.
const START_TLS: &[u8] = b"\x30\x1d\x02\x01\x01\x77\x18\x80\x161.3.6.1.4.1.1466.20037";
/// Tags: a message (RFC 4511 §4.1.1), `ExtendedResponse` (§4.12), a result code (§4.1.9).
const MESSAGE: u8 = 0x30;
const EXTENDED: u8 = 0x78;
const RESULT: u8 = 0x0a;

/// TLS with the controller behind `stream`; what comes out is for the library. Ends when either side ends.
pub(super) async fn secured(
    mut stream: TcpStream,
    controller: &Controller,
    tls: Arc<ClientConfig>,
) -> io::Result<LibraryStream> {
    if controller.starttls {
        start_tls(&mut stream).await?;
    }
    let name = ServerName::try_from(controller.host.clone()).map_err(io::Error::other)?;
    let stream = TlsConnector::from(tls).connect(name, stream).await?;
    let (ours, theirs) = UnixStream::pair()?;
    tokio::spawn(async move {
        if let Err(error) = relay(stream, ours).await {
            tracing::debug!(directory.error = %error, "directory connection broke");
        }
    });
    theirs.into_std()
}

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

async fn relay(controller: TlsStream<TcpStream>, library: UnixStream) -> io::Result<()> {
    let (mut from, mut to) = tokio::io::split(controller);
    let (mut asked, mut answered) = library.into_split();
    let done = tokio::select! {
        asking = tokio::io::copy(&mut asked, &mut to) => asking.map(drop),
        answering = pass(&mut from, &mut answered) => answering,
    };
    let _ = to.shutdown().await;
    done
}

/// Passes messages on, whole ones only, until there are no more.
async fn pass(from: &mut (impl AsyncRead + Unpin), to: &mut (impl AsyncWrite + Unpin)) -> io::Result<()> {
    let mut read = BytesMut::new();
    loop {
        while let Some(length) = message(&read)? {
            if !is_bearable(&read[..length]) {
                return Err(unbearable());
            }
            to.write_all(&read.split_to(length)).await?;
        }
        read.reserve(PART);
        if from.read_buf(&mut read).await? == 0 {
            return Ok(());
        }
    }
}

/// The length of the message at the beginning, once it is there as a whole.
fn message(read: &[u8]) -> io::Result<Option<usize>> {
    match header(read) {
        _ if read.first().is_some_and(|tag| *tag != MESSAGE) => Err(unbearable()),
        Header::Unfinished => Ok(None),
        Header::Whole { start, length } if length <= LARGEST => {
            Ok(Some(start + length).filter(|end| *end <= read.len()))
        }
        _ => Err(unbearable()),
    }
}

/// Whether no element reaches out of the one around it, and none lies too deep.
fn is_bearable(message: &[u8]) -> bool {
    // Ends of the elements around the place that is looked at.
    let (mut around, mut at) = (Vec::with_capacity(DEEPEST), 0);
    while at < message.len() {
        while around.last() == Some(&at) {
            around.pop();
        }
        let outer = around.last().copied().unwrap_or(message.len());
        match element(message, at) {
            Some((_, end)) if end > outer => return false,
            Some((start, end)) if is_constructed(message[at]) => {
                if around.len() == DEEPEST {
                    return false;
                }
                around.push(end);
                at = start;
            }
            Some((_, end)) => at = end,
            None => return false,
        }
    }
    true
}

const fn is_constructed(tag: u8) -> bool {
    tag & 0x20 != 0
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

    /// `depth` elements inside each other.
    fn nested(depth: usize) -> Vec<u8> {
        let mut heads = Vec::new();
        let mut length = 0_u32;
        for _ in 0..depth {
            let head = [&[MESSAGE, 0x84][..], &length.to_be_bytes()].concat();
            length += 6;
            heads.push(head);
        }
        heads.into_iter().rev().flatten().collect()
    }

    #[tokio::test]
    async fn messages_pass_whole_and_nothing_else_does() {
        let bind = b"\x30\x0c\x02\x01\x01\x61\x07\x0a\x01\x00\x04\x00\x04\x00";
        let two = [&bind[..], bind].concat();
        let mut out = Vec::new();
        pass(&mut &two[..], &mut out).await.unwrap();
        assert_eq!(out, two);
        let (broken, mut out) = ([&bind[..], b"HTTP/1.1 400"].concat(), Vec::new());
        assert!(pass(&mut &broken[..], &mut out).await.is_err());
        assert_eq!(out, bind, "what came before it passed");
    }

    #[tokio::test]
    async fn what_the_library_cannot_bear_ends_the_connection() {
        assert!(pass(&mut &nested(DEEPEST)[..], &mut Vec::new()).await.is_ok());
        for bad in [
            nested(10_000),
            b"\x30\x80\0\0".to_vec(),
            b"\x30\x84\x7f\xff\xff\xff".to_vec(),
            b"\x30\x02\x04\x09".to_vec(),
        ] {
            let mut out = Vec::new();
            assert!(pass(&mut &bad[..], &mut out).await.is_err(), "{:?}", &bad[..4]);
            assert!(out.is_empty());
        }
    }

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
