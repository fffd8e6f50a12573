//! systemd's own opinion of the three units.

use std::process::Command;

use unidash::node::units::ROLES;

#[test]
#[expect(clippy::disallowed_methods, reason = "systemd-analyze is the examiner")]
fn every_unit_is_rated_at_most_3_by_systemd() {
    let folder = tempfile::tempdir().unwrap();
    for role in ROLES {
        let path = folder.path().join(role.unit());
        // The program need not be there for the examination, but systemd wants it absolute.
        std::fs::write(&path, role.unit_text()).unwrap();
        let output = Command::new("systemd-analyze")
            .args(["security", "--offline=true", "--threshold=30"])
            .arg(&path)
            .output()
            .expect("systemd-analyze is there: apt-get install -y systemd");
        let text = String::from_utf8_lossy(&output.stdout);
        let verdict = text.lines().last().unwrap_or_default().to_owned();
        println!("{verdict}");
        assert!(output.status.success(), "{verdict}\n{}", String::from_utf8_lossy(&output.stderr));
    }
}
