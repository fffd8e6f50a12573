//! The certificate that browsers see, the domain that it is for, and DNS once more.

use askama::Template;
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use serde::Deserialize;

use super::failure::Failure;
use super::fields::Fields;
use super::frame::Frame;
use super::mark::Moment;
use super::visit::Visit;
use crate::client::types::{CertificateInfo, DomainCheck, Finding};
use crate::web::Words;

/// Fewer days than this deserve a word.
const SOON_DAYS: i64 = 21;

/// Whether to ask DNS.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    dns: Option<String>,
}

/// The page.
#[derive(Template)]
#[template(path = "desktop/certificates.html")]
pub(super) struct CertificatesPage {
    words: Words,
    frame: Frame,
    domain: String,
    https: bool,
    trust: String,
    certificate: Option<CertificateView>,
    check: Option<DomainCheck>,
    note: Option<String>,
}

/// What is installed.
struct CertificateView {
    info: CertificateInfo,
    until: Moment,
    left: String,
    look: &'static str,
}

impl CertificateView {
    fn new(words: Words, info: CertificateInfo) -> Self {
        let (key, look) = match info.days {
            ..0 => ("desktop-certificate-over", " is-bad"),
            0..SOON_DAYS if !info.own => ("desktop-certificate-days", " is-warn"),
            _ => ("desktop-certificate-days", " is-good"),
        };
        let left = words.tell(key, &[("days", &info.days.to_string())]);
        Self { until: Moment::new(info.until.clone()), left, look, info }
    }
}

impl CertificatesPage {
    /// Class and sign of a finding.
    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn look(&self, finding: &Finding) -> (&'static str, &'static str) {
        match finding.level.as_str() {
            "error" => (" is-bad", "circle-alert"),
            "warning" => (" is-warn", "triangle-alert"),
            _ => (" is-good", "circle-check"),
        }
    }

    #[cfg(test)]
    pub(super) fn samples(words: Words) -> Vec<Self> {
        use crate::client::types::DnsRecord;
        let finding = |level: &str| Finding {
            id: level.into(),
            level: level.into(),
            sentence: "<ok>".into(),
            remedy: (level != "good").then(|| "Do this.".into()),
        };
        let info = |own: bool, days: i64| CertificateInfo {
            names: vec!["lacaze.fr".into(), "*.lacaze.fr".into()],
            issuer: "Lacaze & Fils".into(),
            from: "2026-11-01T00:00:00Z".into(),
            until: "2027-11-01T00:00:00Z".into(),
            days,
            own,
            root_fingerprint: own.then(|| "AB:CD".into()),
            findings: vec![finding("warning"), finding("good")],
        };
        let check = DomainCheck {
            usable: true,
            registrable: Some("lacaze.fr".into()),
            records: vec![DnsRecord {
                name: "*.lacaze.fr".into(),
                kind: "A".into(),
                value: "192.0.2.7".into(),
                found: false,
            }],
            findings: vec![finding("error")],
        };
        let page = |certificate: Option<CertificateInfo>, check: Option<DomainCheck>, note: Option<String>| Self {
            words,
            frame: super::frame::sample(words, "/certificates", super::tile::samples()),
            domain: "lacaze.fr".into(),
            https: certificate.is_some(),
            trust: "/trust".into(),
            certificate: certificate.map(|info| CertificateView::new(words, info)),
            check,
            note,
        };
        vec![
            page(Some(info(true, 300)), Some(check), None),
            page(Some(info(false, -2)), None, Some("Not this one.".into())),
            page(None, None, None),
        ]
    }
}

/// `GET /certificates`
pub(super) async fn show(visit: Visit, Query(wanted): Query<Wanted>) -> Result<Response, Failure> {
    visit.admin()?;
    let check = match wanted.dns {
        // Asking is no change, but the API takes it as an order: it costs name servers' time.
        Some(_) => Some(visit.asking().check_domain().await.map_err(|error| visit.refused(error))?),
        None => None,
    };
    page(&visit, StatusCode::OK, check, None).await
}

/// `POST /certificates`: one from elsewhere.
pub(super) async fn upload(visit: Visit, Form(fields): Form<Fields>) -> Result<Response, Failure> {
    visit.admin()?;
    let client = visit.ordering(fields.one("csrf"))?;
    let order = crate::client::types::NewCertificate { chain: fields.text("chain"), key: fields.text("key") };
    match client.set_certificate(&order).await {
        Ok(_) => Ok(Redirect::to("/certificates").into_response()),
        Err(error) => {
            let error = visit.slip(error)?;
            page(&visit, StatusCode::UNPROCESSABLE_ENTITY, None, Some(error.to_string())).await
        }
    }
}

/// `POST /certificates/renew`: the own authority's, also instead of one from elsewhere.
pub(super) async fn renew(visit: Visit, Form(fields): Form<Fields>) -> Result<Response, Failure> {
    visit.admin()?;
    let client = visit.ordering(fields.one("csrf"))?;
    let instead = fields.one("instead").is_some();
    client.renew_certificate(instead).await.map_err(|error| visit.refused(error))?;
    Ok(Redirect::to("/certificates").into_response())
}

async fn page(
    visit: &Visit,
    status: StatusCode,
    check: Option<DomainCheck>,
    note: Option<String>,
) -> Result<Response, Failure> {
    let (frame, certificate) = tokio::join!(Frame::of(visit), visit.client().certificate());
    let certificate = certificate.map_err(|error| visit.refused(error))?;
    let site = &visit.known.site;
    let page = CertificatesPage {
        words: visit.words,
        frame: frame?,
        domain: site.domain.clone(),
        https: site.https,
        trust: format!("{}/trust", site.origin(&site.domain)),
        certificate: certificate.map(|info| CertificateView::new(visit.words, info)),
        check,
        note,
    };
    let html = page.render().map_err(|error| visit.fail(error))?;
    Ok((status, visit.page(html)).into_response())
}
