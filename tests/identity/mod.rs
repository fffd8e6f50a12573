//! People and directories: one suite for the directory trait on local accounts, on a fake controller
//! and on a real one (Samba).

pub mod fake;
mod found_by_dns;
mod guessing;
mod liveness;
mod load;
mod local;
mod long_lists;
mod samba;
mod several_controllers;
mod several_domains;
mod subcodes;
mod suite;
mod test_button;
mod two_real_controllers;
mod wire;
mod without_password;
