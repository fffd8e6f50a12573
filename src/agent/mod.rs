//! What runs as root on a server and dials out; comes with its issue.
