//! The way to other providers: handed in from outside, with the guard of all our fetches.

/// A request to a provider.
#[derive(Debug, Clone, Default)]
pub struct UpstreamCall {
    /// Whole address.
    pub uri: String,
    /// Posted as a form when there is one; else it is a GET.
    pub form: Option<Vec<(String, String)>>,
    /// Client identifier and secret for HTTP Basic (RFC 6749 §2.3.1), not yet encoded.
    pub basic: Option<(String, String)>,
    /// Access token.
    pub bearer: Option<String>,
}

impl UpstreamCall {
    /// Reads an address.
    pub(super) fn get(uri: &str) -> Self {
        Self { uri: uri.to_owned(), ..Self::default() }
    }

    /// Reads an address with an access token.
    pub(super) fn with_token(uri: &str, token: &str) -> Self {
        Self { bearer: Some(token.to_owned()), ..Self::get(uri) }
    }
}

/// What a provider answered.
#[derive(Debug, Clone)]
pub struct UpstreamReply {
    /// HTTP status.
    pub status: u16,
    /// Body, bounded.
    pub body: Vec<u8>,
}

/// Asks other providers.
#[async_trait::async_trait]
pub trait UpstreamHttp: Send + Sync + 'static {
    /// The answer; else why none came, for the log.
    async fn call(&self, call: &UpstreamCall) -> Result<UpstreamReply, String>;
}

/// Nobody can be asked: until the composition root says how.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoWayOut;

#[async_trait::async_trait]
impl UpstreamHttp for NoWayOut {
    async fn call(&self, _: &UpstreamCall) -> Result<UpstreamReply, String> {
        Err("this process asks nobody".to_owned())
    }
}
