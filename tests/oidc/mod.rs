//! The provider, driven through its real router on a store in memory. Files are named after the
//! specification, tests after the section whose requirement they hold.
//!
//! # Where the MUSTs of each specification are held
//!
//! | Specification | Files |
//! |---|---|
//! | OpenID Connect Core 1.0 | `core_*`, `rfc9101_request_objects`, `cross_origin`, `session_management` |
//! | Discovery 1.0, RFC 8414 | `discovery` |
//! | Registration 1.0, RFC 7591, RFC 7592 | `registration`, `dynamic_provider` |
//! | RP-Initiated, Back-Channel, Front-Channel, Session Management 1.0 | `logout`, `back_channel_logout`, `front_channel_logout`, `session_management` |
//! | Form Post Response Mode 1.0 | `core_errors`, `core_request` |
//! | RFC 6749, 6750 | `core_request`, `core_tokens`, `core_errors`, `cross_origin`, `bad_input` |
//! | RFC 7636 | `rfc7636_pkce` |
//! | RFC 7009, 7662 | `rfc7009_and_7662` |
//! | RFC 7523 | `rfc7523_private_key_jwt` |
//! | RFC 8628 | `rfc8628_devices` |
//! | RFC 9126 | `rfc9126_pushed_requests` |
//! | RFC 9207 | `core_request`; as a client `upstream` |
//! | RFC 8176, `acr` and `amr` of Core §2 | `core_claims`, `step_up`, `passkeys`, `upstream_trust` |
//!
//! # What the modules of the certification look at
//!
//! | Modules (`oidcc-…`) | Held by |
//! |---|---|
//! | `server`, `idtoken-signature`, `idtoken-rs256` | `core_tokens`: core_2, core_3_1_3_3 |
//! | `response-type-missing` | `core_errors` |
//! | `idtoken-unsigned`, `scope-address`, `scope-phone`, `scope-all` | skipped by the suite: discovery lists neither `none` nor those scopes |
//! | `userinfo-get`, `-post-header`, `-post-body` | `cross_origin`: rfc6750_2 |
//! | `userinfo-rs256` | `core_claims`: core_5_3_2 |
//! | `ensure-request-without-nonce-…` | `core_request`: core_15_5_2 |
//! | `scope-profile`, `scope-email` | `core_tokens`: core_5_4; the suite warns that `profile` lacks claims (birthdate, gender…) that no directory has |
//! | `ensure-other-scope-order-…`, `display-*`, `ui-locales`, `claims-locales`, `login-hint`, `…-unknown-parameter-…`, `…-acr-values-…` | `core_request`: core_15_1, core_3_1_2_1 |
//! | `prompt-login`, `prompt-none-*`, `max-age-1`, `max-age-10000`, `id-token-hint` | `core_prompt`, `core_request`: core_3_1_2_6 |
//! | `codereuse`, `codereuse-30seconds` | `core_code_flow` |
//! | `ensure-registered-redirect-uri`, `redirect-uri-query-*`, `ensure-redirect-uri-in-…` | `core_errors`, `core_request`: rfc6749_3_1_2 |
//! | `ensure-post-request-succeeds` | `core_request`: core_3_1_2_1 |
//! | `server-client-secret-post`, `ensure-client-assertion-with-iss-aud-…` | `core_code_flow`, `rfc7523_private_key_jwt` |
//! | `unsigned-request-object-…`, `request-uri-*`, `ensure-request-object-with-redirect-uri` | `rfc9101_request_objects` |
//! | `claims-essential` | `core_claims`: core_5_5 |
//! | `refresh-token`, `refresh-token-rp-key-rotation` | `refresh`, `core_tokens`: core_12_2, `rfc7523_private_key_jwt`: core_10_1_1 |
//! | `registration-*`, `redirect-uri-regfrag` | `registration` |
//! | `server-rotate-keys` | `core_tokens`: core_10_1_1; turned by `POST /api/v1/signing-keys/rotations` |
//! | `discovery-endpoint-verification` | `discovery`; for Dynamic OP `dynamic_provider`, with `identity.implicit = true` |
//! | `rp-initiated-logout*` | `logout` |
//! | `backchannel-…`, `frontchannel-…`, `session-management-…` | the files of those names |
//! | `3rd_party-init-login*` | `core_consent`: core_4, `registration` |

mod passkeys;
mod provider;

mod back_channel_logout;
mod bad_input;
mod bench;
mod core_claims;
mod core_code_flow;
mod core_consent;
mod core_errors;
mod core_prompt;
mod core_request;
mod core_tokens;
mod cross_origin;
mod directory_people;
mod discovery;
mod dynamic_provider;
mod foreign_client;
mod front_channel_logout;
mod logout;
mod mutated;
mod outage;
mod refresh;
mod registration;
mod rfc7009_and_7662;
mod rfc7523_private_key_jwt;
mod rfc7636_pkce;
mod rfc8628_devices;
mod rfc9101_request_objects;
mod rfc9126_pushed_requests;
mod second_factor;
mod session_management;
mod sign_in_page;
mod step_up;
mod upstream;
mod upstream_trust;
