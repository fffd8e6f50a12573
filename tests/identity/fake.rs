//! A small directory server: shows what a real one cannot be made to show — forced paging, 525, success
//! on an empty password, silence, busy controllers.

mod company;
mod index;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use futures_util::{SinkExt as _, StreamExt as _};
use ldap3_proto::LdapCodec;
use ldap3_proto::control::LdapControl;
use ldap3_proto::proto::{
    LdapBindCred, LdapBindResponse, LdapFilter, LdapModifyType, LdapMsg, LdapOp, LdapPartialAttribute, LdapResult,
    LdapResultCode, LdapSearchRequest, LdapSearchResultEntry, LdapSearchResultReference, LdapSearchScope,
};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls_pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_util::codec::Framed;

pub use company::{Names, names, settings, sid};

pub const SERVICE: &str = "CN=svc,CN=Users,DC=example,DC=lan";
pub const SERVICE_PASSWORD: &str = "service password";

/// What a controller does besides answering.
#[derive(Default)]
pub struct Mood {
    /// Takes connections and says nothing.
    pub silent: AtomicBool,
    /// The same before TLS.
    pub half_open: AtomicBool,
    /// Carries changes out and says nothing.
    pub mute_changes: AtomicBool,
    /// Drops every connection.
    pub dead: AtomicBool,
    /// Answers 51 to everything.
    pub busy: AtomicBool,
}

/// One entry.
#[derive(Clone)]
pub struct Entry {
    pub dn: String,
    pub attributes: HashMap<&'static str, Vec<Vec<u8>>>,
    pub password: String,
    /// The sub-code of the right password's refusal.
    pub refused: Option<&'static str>,
}

/// What all controllers of the domain share.
#[derive(Default)]
pub struct Domain {
    /// DNS name; empty = example.lan.
    pub name: &'static str,
    pub entries: Mutex<Vec<Entry>>,
    /// DNs of all binds, in order.
    pub binds: Mutex<Vec<String>>,
    /// Requests for a page after the first.
    pub pages: Mutex<usize>,
    /// Searches below the root come with referrals to other partitions.
    pub referrals: AtomicBool,
    /// The control that asks for an order is refused.
    pub never_sorts: AtomicBool,
    /// No new password is good enough.
    pub refuse_new_passwords: AtomicBool,
    /// How long the write of a wrong try takes; an unknown name costs none.
    pub wrong_takes_ms: AtomicU64,
    /// Searches so far.
    pub searches: AtomicU64,
    /// Number of the last change.
    pub changes: AtomicU64,
    index: Mutex<index::Index>,
}

/// The company's authority, and names for its certificates.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pub pem: String,
}

impl Authority {
    pub fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(rcgen::DnType::CommonName, "Example authority");
        let pem = params.self_signed(&key).unwrap().pem();
        Self { issuer: Issuer::new(params, key), pem }
    }

    pub fn acceptor(&self, name: &str, expired: bool) -> TlsAcceptor {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        if expired {
            params.not_before = rcgen::date_time_ymd(2001, 1, 1);
            params.not_after = rcgen::date_time_ymd(2002, 1, 1);
        }
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], private)
            .unwrap();
        TlsAcceptor::from(Arc::new(config))
    }
}

/// A running controller.
pub struct Controller {
    pub address: SocketAddr,
    pub mood: Arc<Mood>,
}

impl Controller {
    pub async fn start(domain: &Arc<Domain>, authority: &Authority, name: &str) -> Self {
        Self::with(domain, authority.acceptor(name, false), name).await
    }

    pub async fn expired(domain: &Arc<Domain>, authority: &Authority, name: &str) -> Self {
        Self::with(domain, authority.acceptor(name, true), name).await
    }

    async fn with(domain: &Arc<Domain>, tls: TlsAcceptor, name: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, mood) = (listener.local_addr().unwrap(), Arc::new(Mood::default()));
        let (domain, its_mood, name) = (domain.clone(), mood.clone(), name.to_owned());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, tls.clone(), domain.clone(), its_mood.clone(), name.clone()));
            }
        });
        Self { address, mood }
    }
}

async fn serve(stream: TcpStream, tls: TlsAcceptor, domain: Arc<Domain>, mood: Arc<Mood>, name: String) {
    if mood.dead.load(Ordering::SeqCst) {
        return;
    }
    if mood.half_open.load(Ordering::SeqCst) {
        std::future::pending::<()>().await;
    }
    let Ok(stream) = tls.accept(stream).await else { return };
    let mut framed = Framed::new(stream, LdapCodec::default());
    while let Some(Ok(request)) = framed.next().await {
        if mood.dead.load(Ordering::SeqCst) {
            return;
        }
        if mood.silent.load(Ordering::SeqCst) {
            std::future::pending::<()>().await;
        }
        let busy = mood.busy.load(Ordering::SeqCst);
        let is_change = matches!(request.op, LdapOp::ModifyRequest(_));
        let answers = match &request.op {
            LdapOp::SearchRequest(search) if search.base.is_empty() && !busy => domain.root_dse(&name),
            _ => domain.answer(request.op, &request.ctrl, busy),
        };
        if is_change && mood.mute_changes.load(Ordering::SeqCst) {
            std::future::pending::<()>().await;
        }
        if answers.iter().any(|(op, _)| is_wrong_try(op)) {
            tokio::time::sleep(std::time::Duration::from_millis(domain.wrong_takes_ms.load(Ordering::SeqCst))).await;
        }
        for (op, ctrl) in answers {
            if framed.send(LdapMsg { msgid: request.msgid, op, ctrl }).await.is_err() {
                return;
            }
        }
    }
}

fn is_wrong_try(op: &LdapOp) -> bool {
    matches!(op, LdapOp::BindResponse(answer) if answer.res.message.contains("data 52e"))
}

fn result(code: LdapResultCode, message: &str) -> LdapResult {
    LdapResult { code, matcheddn: String::new(), message: message.to_owned(), referral: Vec::new() }
}

fn subcode(data: &str) -> LdapResult {
    let text = format!("80090308: LdapErr: DSID-0C090449, comment: AcceptSecurityContext error, data {data}, v4563");
    result(LdapResultCode::InvalidCredentials, &text)
}

type Answers = Vec<(LdapOp, Vec<LdapControl>)>;

impl Domain {
    fn answer(&self, op: LdapOp, controls: &[LdapControl], busy: bool) -> Answers {
        let plain = |op| vec![(op, Vec::new())];
        match op {
            LdapOp::BindRequest(request) => {
                let LdapBindCred::Simple(password) = request.cred else { return Vec::new() };
                let res = if busy { result(LdapResultCode::Busy, "") } else { self.bind(&request.dn, &password) };
                plain(LdapOp::BindResponse(LdapBindResponse { res, saslcreds: None }))
            }
            LdapOp::SearchRequest(_) if busy => plain(LdapOp::SearchResultDone(result(LdapResultCode::Busy, ""))),
            LdapOp::SearchRequest(request) => self.search(&request, controls),
            LdapOp::ModifyRequest(request) => {
                let value = |kind: &LdapModifyType| {
                    let change = request.changes.iter().find(|change| change.operation == *kind);
                    change.map(|change| unquoted(&change.modification.vals[0])).unwrap_or_default()
                };
                let changed = self.modify(&request.dn, &value(&LdapModifyType::Delete), &value(&LdapModifyType::Add));
                plain(LdapOp::ModifyResponse(changed))
            }
            _ => Vec::new(),
        }
    }

    fn bind(&self, dn: &str, password: &str) -> LdapResult {
        self.binds.lock().unwrap().push(dn.to_owned());
        // Unauthenticated bind, RFC 4513 §5.1.2: success without a check.
        if password.is_empty() || (dn == SERVICE && password == SERVICE_PASSWORD) {
            return result(LdapResultCode::Success, "");
        }
        let entries = self.entries.lock().unwrap();
        let place = self.index.lock().unwrap().named(&entries, &dn.to_lowercase());
        match place.map(|place| &entries[place]) {
            None => subcode("525"),
            Some(entry) if entry.password != password => subcode("52e"),
            Some(Entry { refused: Some(data), .. }) => subcode(data),
            Some(_) => result(LdapResultCode::Success, ""),
        }
    }

    fn modify(&self, dn: &str, old: &str, new: &str) -> LdapResult {
        let mut entries = self.entries.lock().unwrap();
        let entry = entries.iter_mut().find(|entry| entry.dn == dn).unwrap();
        if entry.password != old {
            return result(LdapResultCode::ConstraintViolation, "00000056: AtrErr: DSID-03190F80");
        }
        if new.len() < 7 || self.refuse_new_passwords.load(Ordering::SeqCst) {
            return result(LdapResultCode::ConstraintViolation, "0000052D: AtrErr: DSID-03191083");
        }
        new.clone_into(&mut entry.password);
        entry.refused = entry.refused.filter(|data| !["532", "773"].contains(data));
        result(LdapResultCode::Success, "")
    }

    fn is_there(&self, entries: &[Entry], below: &str) -> bool {
        self.index.lock().unwrap().named(entries, below).is_some()
            || entries.iter().any(|entry| entry.dn.to_lowercase().ends_with(below))
    }

    /// What a controller tells about itself.
    fn root_dse(&self, name: &str) -> Answers {
        let attribute =
            |name: &str, value: String| LdapPartialAttribute { atype: name.to_owned(), vals: vec![value.into_bytes()] };
        let attributes = vec![
            attribute("configurationNamingContext", format!("CN=Configuration,{}", self.base())),
            attribute("dsServiceName", format!("CN=NTDS Settings,CN={name},CN=Servers,CN=Configuration")),
            attribute("highestCommittedUSN", self.changes.load(Ordering::SeqCst).to_string()),
        ];
        let entry = LdapOp::SearchResultEntry(LdapSearchResultEntry { dn: String::new(), attributes });
        vec![(entry, Vec::new()), (LdapOp::SearchResultDone(result(LdapResultCode::Success, "")), Vec::new())]
    }

    /// Never more than 1000 entries at once, as Active Directory's policy has it.
    fn search(&self, request: &LdapSearchRequest, controls: &[LdapControl]) -> Answers {
        self.searches.fetch_add(1, Ordering::SeqCst);
        let entries = self.entries.lock().unwrap();
        let below = request.base.to_lowercase();
        if !self.base().to_lowercase().ends_with(&below) && !self.is_there(&entries, &below) {
            return vec![(LdapOp::SearchResultDone(result(LdapResultCode::NoSuchObject, "")), Vec::new())];
        }
        let candidates = self.index.lock().unwrap().candidates(&entries, request);
        let sorts = controls.iter().any(|control| matches!(control, LdapControl::ServerSort { .. }));
        if sorts && self.never_sorts.load(Ordering::SeqCst) {
            let code = LdapResultCode::UnavailableCriticalExtension;
            return vec![(LdapOp::SearchResultDone(result(code, "")), Vec::new())];
        }
        let mut found: Vec<&Entry> = candidates
            .into_iter()
            .map(|place| &entries[place])
            .filter(|entry| match request.scope {
                LdapSearchScope::Base => entry.dn.to_lowercase() == below,
                _ => entry.dn.to_lowercase().ends_with(&below) && fits(entry, &request.filter),
            })
            .collect();
        sort(&mut found, controls);
        let paging = controls.iter().find_map(|control| match control {
            LdapControl::SimplePagedResults { size, cookie } => Some((usize::try_from(*size).unwrap(), cookie.clone())),
            _ => None,
        });
        let (size, start) = paging.as_ref().map_or((1000, 0), |(size, cookie)| {
            (*size.min(&1000), String::from_utf8_lossy(cookie).parse().unwrap_or(0))
        });
        *self.pages.lock().unwrap() += usize::from(start > 0);
        let end = found.len().min(start + size);
        let mut answers: Answers = found[start..end].iter().map(|entry| (shown(entry, request), Vec::new())).collect();
        if self.referrals.load(Ordering::SeqCst) && request.scope != LdapSearchScope::Base {
            for partition in ["Configuration", "DomainDnsZones"] {
                let uris = vec![format!("ldaps://nowhere.example.lan/CN={partition},DC=example,DC=lan")];
                answers.push((LdapOp::SearchResultReference(LdapSearchResultReference { uris }), Vec::new()));
            }
        }
        let (code, control) = match paging {
            None if found.len() > end => (LdapResultCode::SizeLimitExceeded, Vec::new()),
            None => (LdapResultCode::Success, Vec::new()),
            Some(_) => {
                let cookie = if found.len() > end { end.to_string().into_bytes() } else { Vec::new() };
                (LdapResultCode::Success, vec![LdapControl::SimplePagedResults { size: 0, cookie }])
            }
        };
        answers.push((LdapOp::SearchResultDone(result(code, "")), control));
        answers
    }
}

/// Values that a controller gives of one attribute at once.
const RANGE: usize = 1500;

fn shown(entry: &Entry, request: &LdapSearchRequest) -> LdapOp {
    let attributes = request.attrs.iter().filter_map(|asked| shown_attribute(entry, asked));
    LdapOp::SearchResultEntry(LdapSearchResultEntry { dn: entry.dn.clone(), attributes: attributes.collect() })
}

/// An attribute, or the part of it that fits into a range (MS-ADTS §3.1.1.3.1.3.3).
fn shown_attribute(entry: &Entry, asked: &str) -> Option<LdapPartialAttribute> {
    let (plain, range) = asked.split_once(";range=").unwrap_or((asked, ""));
    let (name, values) = entry.attributes.iter().find(|(name, _)| name.eq_ignore_ascii_case(plain))?;
    let start: usize = range.split('-').next().and_then(|start| start.parse().ok()).unwrap_or(0);
    let end = values.len().min(start + RANGE);
    let last = if end == values.len() { "*".to_owned() } else { (end - 1).to_string() };
    let whole = start == 0 && end == values.len();
    let atype = if whole { (*name).to_owned() } else { format!("{name};range={start}-{last}") };
    Some(LdapPartialAttribute { atype, vals: values[start..end].to_vec() })
}

fn fits(entry: &Entry, filter: &LdapFilter) -> bool {
    let values = |name: &str| {
        let any_case = || entry.attributes.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, all)| all);
        entry.attributes.get(name).or_else(any_case).map_or(&[][..], Vec::as_slice)
    };
    let lower = |bytes: &[u8]| String::from_utf8_lossy(bytes).to_lowercase();
    match filter {
        LdapFilter::And(all) => all.iter().all(|part| fits(entry, part)),
        LdapFilter::Or(any) => any.iter().any(|part| fits(entry, part)),
        LdapFilter::Not(part) => !fits(entry, part),
        LdapFilter::Present(name) => !values(name).is_empty(),
        LdapFilter::Equality(name, value) if ["objectGUID", "objectSid"].contains(&name.as_str()) => {
            values(name).iter().any(|own| own == value.as_bytes())
        }
        LdapFilter::Equality(name, value) => {
            values(name).iter().any(|own| own == value.as_bytes() || lower(own) == value.to_lowercase())
        }
        LdapFilter::GreaterOrEqual(name, value) => {
            values(name).iter().any(|own| is_at_least(&lower(own), &value.to_lowercase()))
        }
        LdapFilter::Substring(name, part) => {
            let initial = part.initial.as_deref().unwrap_or_default().to_lowercase();
            values(name).iter().any(|own| lower(own).starts_with(&initial))
        }
        // Bitwise AND, the only matching rule that is asked for.
        LdapFilter::Extensible(rule) => {
            let bits: i64 = rule.match_value.parse().unwrap();
            let name = rule.type_.as_deref().unwrap_or_default();
            values(name).iter().any(|own| lower(own).parse::<i64>().unwrap() & bits == bits)
        }
        _ => false,
    }
}

/// Numbers as numbers, names as names.
fn is_at_least(own: &str, least: &str) -> bool {
    match (own.parse::<u64>(), least.parse::<u64>()) {
        (Ok(own), Ok(least)) => own >= least,
        _ => own >= least,
    }
}

/// In the order that was asked for (RFC 2891), by one attribute as Active Directory has it.
fn sort(found: &mut [&Entry], controls: &[LdapControl]) {
    let asked = controls.iter().find_map(|control| match control {
        LdapControl::ServerSort { sort_requests } => sort_requests.first(),
        _ => None,
    });
    if let Some(asked) = asked {
        let key = |entry: &&Entry| {
            let value = entry.attributes.get(asked.attribute_name.as_str()).and_then(|values| values.first().cloned());
            String::from_utf8_lossy(&value.unwrap_or_default()).to_lowercase()
        };
        found.sort_by_cached_key(key);
    }
}

fn unquoted(value: &[u8]) -> String {
    let units: Vec<u16> = value.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    String::from_utf16(&units).unwrap().trim_matches('"').to_owned()
}
