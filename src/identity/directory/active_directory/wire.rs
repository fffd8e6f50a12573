//! Between a controller and the LDAP library: TLS is ours, and only whole messages that the library can bear
//! go on to it ([`super::ber`]). What a stranger on the way answers before TLS never reaches it.

use std::io;
use std::os::unix::net::UnixStream as LibraryStream;
use std::sync::Arc;
use std::time::Duration;

use bytes::BytesMut;
use rustls::ClientConfig;
use rustls_pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpStream, UnixStream};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::ber::{LARGEST, elements, is_bearable, message, unbearable};
use super::domain::Controller;

/// Bytes that are read at once: a record of TLS.
const PART: usize = 16 * 1024;
/// Bytes of the answer to StartTLS at most.
const ANSWER: usize = 8 * 1024;
/// TLS is closed within this time, or left as it is.
const GOODBYE: Duration = Duration::from_millis(200);
/// The StartTLS request (RFC 4511 §4.14.1), message 1.
const START_TLS: &[u8] = b"\x30\x1d\x02\x01\x01\x77\x18\x80\x161.3.6.1.4.1.1466.20037";
/// Tags: `ExtendedResponse` (RFC 4511 §4.12), a result code (§4.1.9).
const EXTENDED: u8 = 0x78;
const RESULT: u8 = 0x0a;

/// TLS with the controller behind `stream`; what comes out is for the library. When either side ends, the
/// other one does.
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
    tokio::spawn(relay(stream, ours));
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
        if let Some(length) = message(&read, ANSWER)? {
            break length;
        }
    };
    if length == read.len() && is_yes(&read) { Ok(()) } else { Err(io::Error::other("StartTLS refused")) }
}

/// Whether a message is an `ExtendedResponse` with the result code success.
fn is_yes(read: &[u8]) -> bool {
    let message = elements(read).next();
    let answer = message.and_then(|message| elements(message.content).nth(1));
    let code = answer.filter(|answer| answer.tag == EXTENDED).and_then(|answer| elements(answer.content).next());
    code.is_some_and(|code| {
        code.tag == RESULT && !code.content.is_empty() && code.content.iter().all(|byte| *byte == 0)
    })
}

async fn relay(controller: TlsStream<TcpStream>, library: UnixStream) {
    let (mut from, mut to) = tokio::io::split(controller);
    let (mut asked, mut answered) = library.into_split();
    let ended = tokio::select! {
        asking = tokio::io::copy(&mut asked, &mut to) => asking.map(drop),
        answering = pass(&mut from, &mut answered) => answering,
    };
    // The library learns it at once, even when the controller takes no goodbye.
    drop((asked, answered));
    if let Err(error) = ended {
        tracing::debug!(directory.error = %error, "directory connection broke");
    }
    let _ = timeout(GOODBYE, to.shutdown()).await;
}

/// Passes messages on, whole ones only, until there are no more.
async fn pass(from: &mut (impl AsyncRead + Unpin), to: &mut (impl AsyncWrite + Unpin)) -> io::Result<()> {
    let mut read = BytesMut::new();
    loop {
        read.reserve(PART);
        if from.read_buf(&mut read).await? == 0 {
            return Ok(());
        }
        let (whole, end) = bearable(&read);
        to.write_all(&read.split_to(whole)).await?;
        end?;
        // A large answer leaves no large memory behind.
        if read.is_empty() {
            read = BytesMut::new();
        }
    }
}

/// How many bytes at the beginning are whole messages that can go on, and whether more may follow them.
fn bearable(read: &[u8]) -> (usize, io::Result<()>) {
    let mut whole = 0;
    loop {
        match message(&read[whole..], LARGEST) {
            Ok(Some(length)) if is_bearable(&read[whole..whole + length]) => whole += length,
            Ok(Some(_)) => return (whole, Err(unbearable())),
            Ok(None) => return (whole, Ok(())),
            Err(error) => return (whole, Err(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::ber::nested;
    use super::*;

    const BIND: &[u8] = b"\x30\x0c\x02\x01\x01\x61\x07\x0a\x01\x00\x04\x00\x04\x00";

    #[tokio::test]
    async fn messages_pass_whole_and_nothing_else_does() {
        let two = [BIND, BIND].concat();
        let mut out = Vec::new();
        pass(&mut &two[..], &mut out).await.unwrap();
        assert_eq!(out, two);
        let (half, mut out) = ([BIND, &BIND[..5]].concat(), Vec::new());
        pass(&mut &half[..], &mut out).await.unwrap();
        assert_eq!(out, BIND, "the second one never came");
        let (broken, mut out) = ([BIND, b"HTTP/1.1 400"].concat(), Vec::new());
        assert!(pass(&mut &broken[..], &mut out).await.is_err());
        assert_eq!(out, BIND, "what came before it passed");
    }

    #[tokio::test]
    async fn what_the_library_cannot_bear_ends_the_connection() {
        for bad in [nested(10_000), b"\x30\x80\0\0".to_vec(), b"\x30\x84\x7f\xff\xff\xff".to_vec()] {
            let mut out = Vec::new();
            assert!(pass(&mut &bad[..], &mut out).await.is_err(), "{:?}", &bad[..4]);
            assert!(out.is_empty());
        }
    }

    #[tokio::test]
    async fn an_answer_of_several_megabytes_passes_a_slow_reader() {
        let value = vec![7; 3 << 20];
        let entry = [&b"\x30\x84\x00\x30\x00\x06\x04\x84\x00\x30\x00\x00"[..], &value].concat();
        let sent = entry.repeat(4);
        let (mut to, mut reader) = tokio::io::duplex(1000);
        let all = sent.clone();
        let passing = tokio::spawn(async move { pass(&mut &all[..], &mut to).await });
        let mut read = Vec::new();
        reader.read_to_end(&mut read).await.unwrap();
        passing.await.unwrap().unwrap();
        assert!(read == sent);
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
            (&nested(1_000)[..], false),
        ];
        for (answer, good) in answers {
            let (mut here, mut there) = tokio::io::duplex(8 * 1024);
            there.write_all(answer).await.unwrap();
            there.shutdown().await.unwrap();
            assert_eq!(start_tls(&mut here).await.is_ok(), good, "{answer:?}");
        }
    }
}
