//! Tests of the server tools that need more than one file: the joining door over real TLS, the
//! units under systemd's own examination, the scripts under a real shell, the command's exit codes.
//!
//! What needs three servers is in `lab.sh` beside this file.

mod commands;
mod door;
mod ids;
mod scripts;
mod units;
