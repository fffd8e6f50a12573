//! The provider, driven through its real router on a store in memory. Files are named after the
//! specification whose requirements they hold.

mod provider;

mod core_code_flow;
mod core_errors;
mod core_prompt;
mod directory_people;
mod foreign_client;
mod logout;
mod outage;
mod refresh;
mod sign_in_page;
