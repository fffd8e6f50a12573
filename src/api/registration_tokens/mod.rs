//! Initial access tokens: who holds one may register `OpenID` clients (RFC 7591 §3).

pub mod create;
