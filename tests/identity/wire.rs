//! What comes over the wire instead of an answer: a controller that is none, or that dies, is a silent one.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use unidash::api::types::DirectorySettings;
use unidash::clock::Ambient;
use unidash::identity::directory::{ActiveDirectory, Directory};
use unidash::identity::{DirectoryError, Refusal};

use super::fake::{Authority, Names, settings};

const HOST: &str = "dc1.example.lan";

/// What happens to the first question.
#[derive(Clone)]
enum Then {
    /// These bytes come, and nothing more.
    Says(Vec<u8>),
    /// The connection ends, without a goodbye of TLS.
    Closes,
    /// The same, as when a machine is switched off and on.
    Resets,
}

/// A directory whose only controller does that, inside TLS or before StartTLS, and its sentence for a sign-in.
async fn told_by(then: Then, tls: bool) -> (String, Duration) {
    let authority = Authority::new();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let names = Arc::new(Names(HashMap::from([(HOST.to_owned(), listener.local_addr().unwrap())])));
    let acceptor = tls.then(|| authority.acceptor(HOST, false));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, acceptor.clone(), then.clone()));
        }
    });
    let security = if tls { "ldaps" } else { "starttls" };
    let settings = DirectorySettings { security: security.into(), ..settings(&authority, &[HOST]) };
    let directory = ActiveDirectory::with_names(settings, Ambient::system(), names).unwrap();
    let began = Instant::now();
    match directory.verify("ana", "Feder-Wolke-2041").await {
        Err(Refusal::Directory(DirectoryError::Unreachable(why))) => (why, began.elapsed()),
        other => panic!("{other:?}"),
    }
}

async fn serve(stream: TcpStream, tls: Option<TlsAcceptor>, then: Then) {
    if matches!(then, Then::Resets) {
        stream.set_zero_linger().unwrap();
    }
    match tls {
        Some(tls) => answer(tls.accept(stream).await.unwrap(), then).await,
        None => answer(stream, then).await,
    }
}

async fn answer(mut stream: impl AsyncRead + AsyncWrite + Unpin, then: Then) {
    let mut question = [0; 1024];
    assert!(stream.read(&mut question).await.unwrap() > 0);
    if let Then::Says(bytes) = then {
        let _ = stream.write_all(&bytes).await;
        let _ = stream.flush().await;
        std::future::pending::<()>().await;
    }
}

/// Elements inside each other, in a message that is long enough for them.
fn nested(depth: usize) -> Vec<u8> {
    let lengths = (0..depth).map(|inside| u32::try_from(inside * 6).unwrap().to_be_bytes());
    lengths.rev().flat_map(|length| [&[0x30, 0x84][..], &length].concat()).collect()
}

#[tokio::test]
async fn elements_inside_each_other_end_the_connection_and_not_the_program() {
    for tls in [true, false] {
        let (why, after) = told_by(Then::Says(nested(20_000)), tls).await;
        assert!(after < Duration::from_secs(4), "TLS {tls}: {why} after {after:?}");
    }
}

#[tokio::test]
async fn a_message_that_says_it_has_no_end_is_not_waited_for() {
    for tls in [true, false] {
        let (why, after) = told_by(Then::Says(b"\x30\x84\x7f\xff\xff\xff\x02\x01\x01".to_vec()), tls).await;
        assert!(after < Duration::from_secs(4), "TLS {tls}: {why} after {after:?}");
    }
}

#[tokio::test]
async fn a_controller_that_dies_over_a_question_is_noticed_at_once() {
    for then in [Then::Closes, Then::Resets] {
        for tls in [true, false] {
            let (why, after) = told_by(then.clone(), tls).await;
            assert!(after < Duration::from_secs(4), "TLS {tls}: {why} after {after:?}");
        }
    }
}
