#![no_main]
mod forgive;
libfuzzer_sys::fuzz_target!(init: forgive::the_library(), |input: &[u8]| entries::ldap::run(input));
