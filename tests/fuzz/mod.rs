//! The corpora of the fuzzer, replayed: what once was interesting, and what once was a fault.

mod entries;

use std::fs;
use std::path::Path;

#[test]
fn every_input_of_the_corpora_passes() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus");
    for (target, entry) in entries::ALL {
        let mut inputs: Vec<_> = fs::read_dir(corpus.join(target)).unwrap().map(|file| file.unwrap().path()).collect();
        inputs.sort();
        assert!(inputs.len() >= 5, "{target} has {} inputs", inputs.len());
        for input in inputs {
            let bytes = fs::read(&input).unwrap();
            // Seen when the entry panics.
            println!("{}", input.display());
            entry(&bytes);
        }
    }
}
