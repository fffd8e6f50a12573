//! The pane reporter goes into an app's pages while they stream.

use std::borrow::Cow;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use http_body::{Body, Frame, SizeHint};
use lol_html::html_content::ContentType;
use lol_html::send::{DocumentContentHandlers, ElementContentHandlers, HtmlRewriter, Settings};
use lol_html::{MemorySettings, Selector};

use super::body::{Answer, BodyError};

const SCRIPT: &str = include_str!("reporter.js");
/// One page may not hold more than this while it is rewritten.
const MEMORY: usize = 4 * 1024 * 1024;

type Written = Arc<Mutex<BytesMut>>;
type Sink = Box<dyn FnMut(&[u8]) + Send>;

/// An upstream's page with the reporter put in.
pub struct Rewritten {
    inner: Answer,
    rewriter: Option<HtmlRewriter<'static, Sink>>,
    written: Written,
    ended: bool,
}

impl Rewritten {
    /// A page on its way; none if its encoding cannot be edited byte by byte (UTF-16).
    pub fn new(inner: Answer, charset: Option<&str>, desk: &str, nonce: &str) -> Result<Self, Answer> {
        if !is_ascii_compatible(charset) {
            return Err(inner);
        }
        let written = Written::default();
        let sink: Sink = {
            let written = Arc::clone(&written);
            Box::new(move |chunk| written.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(chunk))
        };
        let rewriter = Some(HtmlRewriter::new(settings(script(desk, nonce)), sink));
        Ok(Self { inner, rewriter, written, ended: false })
    }

    fn feed(&mut self, chunk: &[u8]) -> Result<(), BodyError> {
        match self.rewriter.as_mut().map(|rewriter| rewriter.write(chunk)) {
            Some(Err(error)) => {
                self.rewriter = None;
                Err(error.into())
            }
            _ => Ok(()),
        }
    }

    fn finish(&mut self) -> Result<(), BodyError> {
        self.ended = true;
        self.rewriter.take().map_or(Ok(()), |rewriter| rewriter.end().map_err(Into::into))
    }

    fn taken(&self) -> Option<Bytes> {
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        (!written.is_empty()).then(|| written.split().freeze())
    }
}

/// The reporter as a script element.
fn script(desk: &str, nonce: &str) -> String {
    // The desk's origin is ours: a scheme, a checked host, a port.
    format!("<script nonce=\"{nonce}\">{}</script>", SCRIPT.replace("__DESK__", desk))
}

/// `<head>` is the place; a page without one gets the script before its body or at its end.
fn settings(script: String) -> Settings<'static, 'static> {
    let done = Arc::new(AtomicBool::new(false));
    let script = Arc::new(script);
    let once = {
        let (done, script) = (Arc::clone(&done), Arc::clone(&script));
        move || (!done.swap(true, Ordering::Relaxed)).then(|| Arc::clone(&script))
    };
    let (in_head, in_body, at_end) = (once.clone(), once.clone(), once);
    let head = ElementContentHandlers::default().element(move |element: &mut lol_html::send::Element<'_, '_>| {
        if let Some(script) = in_head() {
            element.prepend(&script, ContentType::Html);
        }
        Ok(())
    });
    let body = ElementContentHandlers::default().element(move |element: &mut lol_html::send::Element<'_, '_>| {
        if let Some(script) = in_body() {
            element.prepend(&script, ContentType::Html);
        }
        Ok(())
    });
    let end = DocumentContentHandlers::default().end(move |end: &mut lol_html::html_content::DocumentEnd<'_>| {
        if let Some(script) = at_end() {
            end.append(&script, ContentType::Html);
        }
        Ok(())
    });
    let mut settings = Settings::new_send()
        .with_strict(false)
        .with_memory_settings(MemorySettings::new().with_max_allowed_memory_usage(MEMORY))
        .append_document_content_handler(end);
    for (name, handlers) in [("head", head), ("body", body)] {
        if let Ok(selector) = name.parse::<Selector>() {
            settings = settings.append_element_content_handler((Cow::Owned(selector), handlers));
        }
    }
    settings
}

/// The script is ASCII and nothing else is touched, so every encoding that contains ASCII is
/// edited as if it were UTF-8; the others are left alone.
fn is_ascii_compatible(charset: Option<&str>) -> bool {
    charset.is_none_or(|charset| {
        let charset = charset.to_ascii_lowercase();
        !charset.starts_with("utf-16") && !charset.starts_with("utf-32") && !charset.starts_with("iso-2022")
    })
}

impl Body for Rewritten {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        loop {
            if let Some(bytes) = self.taken() {
                return Poll::Ready(Some(Ok(Frame::data(bytes))));
            }
            if self.ended {
                return Poll::Ready(None);
            }
            let result = match Pin::new(&mut self.inner).poll_frame(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Some(Ok(frame))) => match frame.into_data() {
                    Ok(chunk) => self.feed(&chunk),
                    Err(trailers) => return Poll::Ready(Some(Ok(trailers))),
                },
                Poll::Ready(Some(Err(error))) => Err(error),
                Poll::Ready(None) => self.finish(),
            };
            if let Err(error) = result {
                self.ended = true;
                return Poll::Ready(Some(Err(error)));
            }
        }
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::default()
    }
}
