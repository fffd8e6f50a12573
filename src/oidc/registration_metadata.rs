//! What a client may register, judged (OpenID Connect Registration 1.0 §2, RFC 7591 §2).

use serde_json::{Map, Value, json};
use url::Url;

use super::client_authentication::METHODS;
use super::implicit::{self, ResponseType};
use super::said::Said;
use super::token_answer::Failure;
use super::{OidcState, request, request_object, token};
use crate::api::types::Text;
use crate::identity::{Algorithm, Client, ForeignKeys, Metadata, NewClient};

/// A registration that can be kept.
pub(super) struct Registration {
    pub order: NewClient,
    pub metadata: Metadata,
}

/// RFC 7591 §3.2.2, `invalid_client_metadata`.
pub(super) fn wrong(why: &'static str) -> Failure {
    Failure::told("invalid_client_metadata", why)
}

fn wrong_redirect(why: &'static str) -> Failure {
    Failure::told("invalid_redirect_uri", why)
}

/// Reads and judges what a client says about itself. Members that we do not know are left out.
pub(super) fn read(said: &Said<'_>, id: &str) -> Result<Registration, Failure> {
    if !said.all["software_statement"].is_null() {
        return Err(Failure::told("unapproved_software_statement", "software statements are not used here"));
    }
    let metadata = metadata(said)?;
    let auth_method = said.text("token_endpoint_auth_method")?.unwrap_or_else(|| "client_secret_basic".to_owned());
    if !METHODS.contains(&auth_method.as_str()) {
        return Err(wrong("token_endpoint_auth_method is not known here"));
    }
    let keyed = metadata.jwks.is_some() || metadata.jwks_uri.is_some();
    if auth_method == "private_key_jwt" && !keyed {
        return Err(wrong("private_key_jwt needs jwks or jwks_uri"));
    }
    let redirect_uris = redirects(said, &metadata)?;
    front_channel_agrees(&metadata, &redirect_uris)?;
    let name = said.text("client_name")?.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| id.to_owned());
    let french = said.text("client_name#fr")?.unwrap_or_else(|| name.clone());
    let algorithm = said.text("id_token_signed_response_alg")?.unwrap_or_default();
    if Algorithm::parse(&algorithm).is_none() {
        return Err(wrong("id_token_signed_response_alg is not known here"));
    }
    let scopes = said.text("scope")?.unwrap_or_default();
    let order = NewClient {
        id: id.to_owned(),
        name: Text { en: shortened(&name), fr: shortened(&french) },
        app: None,
        redirect_uris,
        post_logout_redirect_uris: said.addresses("post_logout_redirect_uris")?,
        backchannel_logout_uri: said.secure("backchannel_logout_uri")?,
        initiate_login_uri: said.secure("initiate_login_uri")?,
        pkce_required: auth_method == "none",
        auth_method,
        scopes: scopes.split(' ').filter(|scope| request::SCOPES.contains(scope)).map(str::to_owned).collect(),
        groups: Vec::new(),
        group_names: Vec::new(),
        first_party: false,
        id_token_alg: algorithm,
    };
    Ok(Registration { order, metadata })
}

/// The grant and response types among those asked for that work here; both say the same (Registration §2).
fn flows(said: &Said<'_>) -> Result<(Vec<String>, Vec<String>), Failure> {
    let grant_types = said.words("grant_types")?.unwrap_or_else(|| vec!["authorization_code".to_owned()]);
    let known = |kind: &str| token::GRANT_TYPES.contains(&kind) || (said.implicit && kind == implicit::GRANT_TYPE);
    let mut grant_types: Vec<String> = grant_types.into_iter().filter(|kind| known(kind)).collect();
    let response_types = said.words("response_types")?.unwrap_or_else(|| vec!["code".to_owned()]);
    let mut response_types: Vec<ResponseType> =
        response_types.iter().filter_map(|words| ResponseType::parse(words)).collect();
    response_types.retain(|kind| said.implicit || *kind == ResponseType::Code);
    let uses = |kind: &str| grant_types.iter().any(|used| used == kind);
    let code = uses("authorization_code");
    if code && !response_types.contains(&ResponseType::Code) {
        return Err(wrong("response_types must hold code for the grant type authorization_code"));
    }
    if uses(implicit::GRANT_TYPE) != response_types.iter().any(|kind| *kind != ResponseType::Code) {
        return Err(wrong("grant type implicit and response types without a code belong together"));
    }
    if grant_types.is_empty() {
        return Err(wrong("none of the grant_types is known here"));
    }
    // OpenID Connect has no other word for it: who gets codes may refresh, as every ordered client.
    if code && said.all["grant_types"].is_null() {
        grant_types.push("refresh_token".to_owned());
    }
    if !code {
        response_types.retain(|kind| *kind != ResponseType::Code);
    }
    Ok((grant_types, response_types.into_iter().map(|kind| kind.words().to_owned()).collect()))
}

fn metadata(said: &Said<'_>) -> Result<Metadata, Failure> {
    let (grant_types, response_types) = flows(said)?;
    let sector_identifier_uri = said.secure("sector_identifier_uri")?;
    let pairwise = match said.text("subject_type")?.as_deref() {
        None | Some("public") => false,
        Some("pairwise") => true,
        Some(_) => return Err(wrong("subject_type is public or pairwise")),
    };
    let metadata = Metadata {
        dynamic: true,
        application_type: said.text("application_type")?.unwrap_or_else(|| "web".to_owned()),
        grant_types,
        response_types,
        jwks: jwks(said)?,
        jwks_uri: said.secure("jwks_uri")?,
        token_endpoint_auth_signing_alg: signing(said, "token_endpoint_auth_signing_alg", false)?,
        userinfo_signed_response_alg: match said.text("userinfo_signed_response_alg")? {
            Some(word) if word != "none" && Algorithm::parse(&word).is_none() => {
                return Err(wrong("userinfo_signed_response_alg is not known here"));
            }
            known => known.filter(|word| word != "none"),
        },
        request_object_signing_alg: signing(said, "request_object_signing_alg", true)?,
        request_uris: said.addresses("request_uris")?,
        require_signed_request_object: said.truth("require_signed_request_object")?,
        require_pushed_authorization_requests: said.truth("require_pushed_authorization_requests")?,
        sector: if pairwise { Some(sector(said, sector_identifier_uri.as_deref())?) } else { None },
        sector_identifier_uri,
        frontchannel_logout_uri: said.secure("frontchannel_logout_uri")?,
        frontchannel_logout_session_required: said.truth("frontchannel_logout_session_required")?,
        backchannel_logout_session_required: said.truth("backchannel_logout_session_required")?,
        default_max_age: match &said.all["default_max_age"] {
            Value::Null => None,
            age => Some(
                age.as_u64()
                    .and_then(|age| u32::try_from(age).ok())
                    .ok_or_else(|| wrong("default_max_age is a number"))?,
            ),
        },
        require_auth_time: said.truth("require_auth_time")?,
        client_uri: said.address("client_uri")?,
        logo_uri: said.address("logo_uri")?,
        policy_uri: said.address("policy_uri")?,
        tos_uri: said.address("tos_uri")?,
        contacts: said.words("contacts")?.unwrap_or_default(),
    };
    if metadata.jwks.is_some() && metadata.jwks_uri.is_some() {
        return Err(wrong("jwks and jwks_uri together"));
    }
    if !["web", "native"].contains(&metadata.application_type.as_str()) {
        return Err(wrong("application_type is web or native"));
    }
    Ok(metadata)
}

fn jwks(said: &Said<'_>) -> Result<Option<Value>, Failure> {
    let set = &said.all["jwks"];
    if set.is_null() {
        return Ok(None);
    }
    let keys = ForeignKeys::parse(set).ok_or_else(|| wrong("jwks is not a JWK Set"))?;
    // A private key that was shown is no secret any more.
    let private = set["keys"].as_array().is_some_and(|keys| keys.iter().any(|key| !key["d"].is_null()));
    if private {
        return Err(wrong("jwks holds a private key: make a new one, and register its public half"));
    }
    if keys.is_empty() { Err(wrong("no key in jwks can be used")) } else { Ok(Some(set.clone())) }
}

fn signing(said: &Said<'_>, name: &'static str, none: bool) -> Result<Option<String>, Failure> {
    let word = said.text(name)?;
    let fits = |word: &String| request_object::ALGORITHMS.contains(&word.as_str()) && (none || word != "none");
    if word.as_ref().is_some_and(|word| !fits(word)) {
        return Err(wrong("a signature algorithm is not known here"));
    }
    Ok(word)
}

/// Core §8.1: the host of `sector_identifier_uri`, else the one host of all redirect addresses.
fn sector(said: &Said<'_>, identifier: Option<&str>) -> Result<String, Failure> {
    let host = |uri: &str| Url::parse(uri).ok().and_then(|uri| uri.host_str().map(str::to_owned));
    if let Some(uri) = identifier {
        return host(uri).ok_or_else(|| wrong("sector_identifier_uri has no host"));
    }
    let mut hosts: Vec<String> = said.addresses("redirect_uris")?.iter().filter_map(|uri| host(uri)).collect();
    hosts.dedup();
    match hosts.as_slice() {
        [one] => Ok(one.clone()),
        _ => Err(wrong("pairwise subjects with several hosts need sector_identifier_uri")),
    }
}

/// Registration §2: web clients use https (a loopback address while they are being written), native ones
/// a scheme of their own or a loopback address; never a fragment (RFC 6749 §3.1.2).
fn redirects(said: &Said<'_>, metadata: &Metadata) -> Result<Vec<String>, Failure> {
    let uris = said.addresses("redirect_uris").map_err(|_| wrong_redirect("redirect_uris is a list of addresses"))?;
    let implicit = metadata.grant_types.iter().any(|kind| kind == implicit::GRANT_TYPE);
    if uris.is_empty() && (implicit || metadata.grant_types.iter().any(|kind| kind == "authorization_code")) {
        return Err(wrong_redirect("redirect_uris is missing"));
    }
    for uri in &uris {
        let parsed = Url::parse(uri).map_err(|_| wrong_redirect("a redirect address cannot be read"))?;
        if parsed.fragment().is_some() {
            return Err(wrong_redirect("a redirect address has a fragment"));
        }
        let host = parsed.host_str().unwrap_or_default();
        let loopback = ["localhost", "127.0.0.1", "[::1]"].contains(&host) || host.ends_with(".localhost");
        let fits = match parsed.scheme() {
            "https" => true,
            // §2: where tokens stand in the address, not even while it is being written.
            "http" => loopback && !(implicit && metadata.application_type == "web"),
            "javascript" | "data" | "file" | "blob" | "vbscript" | "about" => false,
            own => metadata.application_type == "native" && own.contains('.'),
        };
        if !fits {
            return Err(wrong_redirect("a redirect address is neither https nor a native app's own"));
        }
    }
    Ok(uris)
}

/// Front-Channel Logout 1.0 §2: the page in the frame belongs to the app, that is to the scheme, host and
/// port of one of its redirect addresses.
fn front_channel_agrees(metadata: &Metadata, redirect_uris: &[String]) -> Result<(), Failure> {
    let Some(framed) = &metadata.frontchannel_logout_uri else { return Ok(()) };
    let origin = |uri: &String| Url::parse(uri).ok().map(|uri| uri.origin()).filter(url::Origin::is_tuple);
    let framed = origin(framed);
    if framed.is_some() && redirect_uris.iter().any(|uri| origin(uri) == framed) {
        Ok(())
    } else {
        Err(wrong("frontchannel_logout_uri must have the scheme, host and port of a redirect address"))
    }
}

/// Registration §5: the document at `sector_identifier_uri` lists every redirect address.
pub(super) async fn sector_agrees(state: &OidcState, registration: &Registration) -> Result<(), Failure> {
    let Some(uri) = &registration.metadata.sector_identifier_uri else { return Ok(()) };
    let body = state.fetch.get(uri).await.map_err(|error| {
        tracing::warn!(fetch.uri = uri, fetch.error = error, "sector not fetched");
        wrong("sector_identifier_uri could not be fetched")
    })?;
    let listed: Vec<String> =
        serde_json::from_slice(&body).map_err(|_| wrong("sector_identifier_uri is no list of addresses"))?;
    if registration.order.redirect_uris.iter().all(|uri| listed.contains(uri)) {
        Ok(())
    } else {
        Err(wrong("sector_identifier_uri does not list every redirect address"))
    }
}

/// What is registered, in the words of the specifications; what is not set is left out.
pub(super) fn shown(client: &Client) -> Value {
    let (order, metadata) = (&client.order, &client.metadata);
    let mut all = match serde_json::to_value(metadata) {
        Ok(Value::Object(all)) => all,
        _ => Map::new(),
    };
    for ours in ["dynamic", "sector"] {
        all.remove(ours);
    }
    let named = json!({
        "client_name": order.name.en,
        "redirect_uris": order.redirect_uris,
        "post_logout_redirect_uris": order.post_logout_redirect_uris,
        "backchannel_logout_uri": order.backchannel_logout_uri,
        "initiate_login_uri": order.initiate_login_uri,
        "token_endpoint_auth_method": order.auth_method,
        "response_types": response_types(metadata),
        "subject_type": if metadata.sector.is_some() { "pairwise" } else { "public" },
        "id_token_signed_response_alg": Algorithm::parse(&order.id_token_alg).map(Algorithm::word),
        "scope": if order.scopes.is_empty() { request::SCOPES.join(" ") } else { order.scopes.join(" ") },
    });
    if let Value::Object(named) = named {
        all.extend(named);
    }
    if order.name.fr != order.name.en {
        all.insert("client_name#fr".to_owned(), json!(order.name.fr));
    }
    all.retain(|name, value| {
        !value.is_null() && (value != &json!([]) || name == "response_types" || name == "redirect_uris")
    });
    Value::Object(all)
}

fn response_types(metadata: &Metadata) -> Vec<String> {
    match metadata.response_types.as_slice() {
        [] if metadata.may_use("authorization_code") => vec![ResponseType::Code.words().to_owned()],
        own => own.to_vec(),
    }
}

fn shortened(text: &str) -> String {
    text.trim().chars().filter(|sign| !sign.is_control()).take(80).collect()
}
