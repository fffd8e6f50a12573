//! From a code to an account over there that can be believed (OpenID Connect Core 1.0 §3.1.3).

use serde_json::{Map, Value};

use super::begin::Ties;
use super::http::UpstreamCall;
use super::kind::UpstreamKind;
use super::service::Service;
use super::{Came, UpstreamRefusal, github};
use crate::api::types::Upstream;
use crate::identity::{Claims, First, Identity, Proven};

/// Clocks may differ by so many seconds.
const LEEWAY: i64 = 120;

/// An account over there.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Account {
    /// Its immutable identifier.
    pub subject: String,
    /// What the provider says about it.
    pub claims: Map<String, Value>,
}

impl Identity {
    /// Who came back from a provider. The request that waited is read before, by
    /// [`Identity::waiting_upstream`]. Every outcome is an audit event.
    pub async fn finish_upstream(&self, id: &str, came: Came<'_>) -> Result<Proven, UpstreamRefusal> {
        let outcome = self.person_who_came(id, came).await;
        match &outcome {
            Ok(proven) => self.audit.signed_in_by(&proven.person.username, id, None, came.address).await,
            Err(refusal) => {
                let who = if let UpstreamRefusal::NotLinked { subject, .. } = refusal { subject } else { id };
                self.audit.signed_in_by(who, id, Some(refusal.to_string()), came.address).await;
            }
        }
        outcome
    }

    async fn person_who_came(&self, id: &str, came: Came<'_>) -> Result<Proven, UpstreamRefusal> {
        let waited = self.waiting_upstream(id, came).await?;
        if let Some(error) = came.error {
            return Err(UpstreamRefusal::Declined(error.chars().take(64).collect()));
        }
        let (upstream, secret) = self.upstream(id).await?;
        let service = self.known_service(&upstream).await?;
        // RFC 9207 §2.4: whoever names itself must be the one who was asked.
        let named = came.issuer.is_none() && !service.names_itself;
        if !named && service.issuer.is_some() && came.issuer != service.issuer.as_deref() {
            return Err(UpstreamRefusal::Untrusted("the answer is of another issuer"));
        }
        let code = came.code.ok_or(UpstreamRefusal::Untrusted("the answer has no code"))?;
        let ties = self.ties(id, came.cookie.unwrap_or_default()).await?;
        let tokens = self.redeem_upstream(&upstream, secret, &service, code, &ties).await?;
        let account = match UpstreamKind::of(&upstream.kind) {
            Some(UpstreamKind::GitHub) => github::account(self, &upstream.issuer, &tokens).await?,
            _ => self.account_of(&upstream, &service, &tokens, &ties.nonce).await?,
        };
        if let Some(asked_at) = waited.again_at
            && account.claims.get("auth_time").and_then(Value::as_i64).is_none_or(|at| at + LEEWAY < asked_at)
        {
            return Err(UpstreamRefusal::NotAgain);
        }
        let first = First::elsewhere(upstream.believed, account.claims.get("amr"));
        Ok(Proven { person: self.linked(&upstream, &account).await?, first })
    }

    async fn redeem_upstream(
        &self,
        upstream: &Upstream,
        secret: String,
        service: &Service,
        code: &str,
        ties: &Ties,
    ) -> Result<Value, UpstreamRefusal> {
        let redirect = self.upstream_redirect(&upstream.id);
        let mut form: Vec<(String, String)> = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &redirect),
            ("code_verifier", &ties.verifier),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
        let mut basic = None;
        if service.by_form {
            form.push(("client_id".to_owned(), upstream.client_id.clone()));
            form.push(("client_secret".to_owned(), secret));
        } else {
            basic = Some((upstream.client_id.clone(), secret));
        }
        let call = UpstreamCall { uri: service.token.clone(), form: Some(form), basic, bearer: None };
        let reply = self.ask(&call).await?;
        let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
        match body["error"].as_str() {
            Some(error) => Err(UpstreamRefusal::Declined(error.chars().take(64).collect())),
            None if reply.status != 200 => Err(UpstreamRefusal::Silent(format!("token endpoint: {}", reply.status))),
            None => Ok(body),
        }
    }

    /// The account that an ID token names, with what `UserInfo` adds to it.
    async fn account_of(
        &self,
        upstream: &Upstream,
        service: &Service,
        tokens: &Value,
        nonce: &str,
    ) -> Result<Account, UpstreamRefusal> {
        let token = tokens["id_token"].as_str().ok_or(UpstreamRefusal::Untrusted("there is no ID token"))?;
        let keys = self.keys_of(service).await?;
        let (_, claims) = keys.verify(token, None).map_err(|error| {
            tracing::info!(upstream.id = upstream.id, token.error = %error, "ID token of a provider refused");
            UpstreamRefusal::Untrusted("the ID token is not signed by the provider")
        })?;
        self.judge_id_token(upstream, service, &claims, nonce)?;
        let subject = claims.text("sub").filter(|sub| !sub.is_empty() && sub.len() <= 255);
        let subject = subject.ok_or(UpstreamRefusal::Untrusted("the ID token has no subject"))?.to_owned();
        let Value::Object(mut all) = claims.0 else { return Err(UpstreamRefusal::Untrusted("the ID token is empty")) };
        let wanted = [upstream.claim.as_str(), "email_verified"];
        let lacks = upstream.rule != "listed" && !wanted.iter().all(|name| all.contains_key(*name));
        if let (true, Some(uri), Some(access)) = (lacks, &service.userinfo, tokens["access_token"].as_str()) {
            let more = self.ask_json(&UpstreamCall::with_token(uri, access)).await?;
            // §5.3.2: about the same account, or not used at all.
            if let (Value::Object(more), true) = (&more, more["sub"] == subject.as_str()) {
                for (name, value) in more {
                    all.entry(name.clone()).or_insert_with(|| value.clone());
                }
            }
        }
        Ok(Account { subject, claims: all })
    }

    /// §3.1.3.7: issuer, audience, times, nonce; for Entra the tenant as well.
    fn judge_id_token(
        &self,
        upstream: &Upstream,
        service: &Service,
        claims: &Claims,
        nonce: &str,
    ) -> Result<(), UpstreamRefusal> {
        let wrong = |why: &'static str| Err(UpstreamRefusal::Untrusted(why));
        let now = self.ambient.now().as_second();
        if claims.text("iss") != service.issuer.as_deref() {
            return wrong("the ID token is of another issuer");
        }
        let several = claims.0["aud"].as_array().is_some_and(|all| all.len() > 1);
        let party = claims.text("azp");
        let ours = Some(upstream.client_id.as_str());
        if !claims.is_for(&upstream.client_id) || (several && party != ours) || (party.is_some() && party != ours) {
            return wrong("the ID token is for somebody else");
        }
        if claims.seconds("exp").is_none_or(|exp| exp <= now - LEEWAY) {
            return wrong("the ID token is over");
        }
        if claims.seconds("iat").is_none_or(|iat| iat > now + LEEWAY) {
            return wrong("the ID token is from the future");
        }
        if claims.text("nonce") != Some(nonce) {
            return wrong("the ID token belongs to another request");
        }
        let tenant = upstream.tenant.as_deref().map(|tenant| tenant.trim().to_lowercase());
        let microsoft = UpstreamKind::of(&upstream.kind) == Some(UpstreamKind::Microsoft);
        if microsoft && claims.text("tid").map(str::to_lowercase) != tenant {
            return wrong("the account is of another tenant");
        }
        Ok(())
    }
}
