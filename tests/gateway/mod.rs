//! The door: real sockets, real TLS, real web sockets; behind it small apps and a core that answers
//! as it is told.

mod access;
mod bench;
mod door;
mod failing;
mod frames;
mod hostile;
mod passing;
mod peers;
mod silence;
mod upstreams;
mod visitor;
