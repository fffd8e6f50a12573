//! The provider, driven through its real router on a store in memory. Files are named after the
//! specification whose requirements they hold.

mod passkeys;
mod provider;

mod back_channel_logout;
mod bad_input;
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
