//! Documents, the cluster connection and the audit log: both drivers against one suite.
//!
//! The cluster driver meets a fake API server (`fake_api.rs`) for what a real one cannot show on
//! demand — a hanging write, a cut watch, an expired version — and, when `UNIDASH_TEST_KUBECONFIG`
//! names a real cluster, that one too.

mod audit;
mod cluster;
mod conformance;
mod fake_api;
mod outage;
mod real;
mod shipping;
mod suite;
