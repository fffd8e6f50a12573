//! An app's Content-Security-Policy, edited by the letter: only `frame-ancestors`, and for the
//! reporter its nonce. Everything else stays as the app wrote it (CSP Level 3, §2.2 and §6.4.2).

/// Lets `desk` frame what the policy guards. One header value may hold several policies,
/// separated by commas; each is edited on its own.
pub fn admit_ancestor(value: &str, desk: &str) -> String {
    each_policy(value, |directives| {
        match directives.iter_mut().find(|directive| name(directive) == "frame-ancestors") {
            Some(directive) => *directive = with_source(directive, desk),
            None => directives.push(format!("frame-ancestors 'self' {desk}")),
        }
    })
}

/// Whether any policy in the value already limits who may frame.
pub fn has_ancestors(value: &str) -> bool {
    policies(value).any(|policy| policy.split(';').any(|directive| name(directive) == "frame-ancestors"))
}

/// Lets one inline script with this nonce run. A policy that allows inline scripts anyway is left
/// alone: a nonce would switch its `'unsafe-inline'` off.
pub fn admit_nonce(value: &str, nonce: &str) -> String {
    let source = format!("'nonce-{nonce}'");
    each_policy(value, |directives| {
        let Some(index) = governing(directives) else { return };
        if allows_inline(&directives[index]) {
            return;
        }
        let edited = with_source(&directives[index], &source);
        if name(&edited) == "default-src" {
            let sources = edited.trim_start().get("default-src".len()..).unwrap_or_default();
            directives.push(format!("script-src{sources}"));
        } else {
            directives[index] = edited;
        }
    })
}

// Which directive speaks about an inline <script>: the most exact one that is there.
fn governing(directives: &[String]) -> Option<usize> {
    ["script-src-elem", "script-src", "default-src"]
        .iter()
        .find_map(|wanted| directives.iter().position(|directive| name(directive) == *wanted))
}

fn allows_inline(directive: &str) -> bool {
    let mut unsafe_inline = false;
    for source in directive.split_ascii_whitespace().skip(1).map(str::to_ascii_lowercase) {
        let strict = source == "'strict-dynamic'"
            || source.starts_with("'nonce-")
            || ["'sha256-", "'sha384-", "'sha512-"].iter().any(|hash| source.starts_with(hash));
        if strict {
            return false;
        }
        unsafe_inline |= source == "'unsafe-inline'";
    }
    unsafe_inline
}

fn with_source(directive: &str, source: &str) -> String {
    let mut words: Vec<&str> = directive.split_ascii_whitespace().collect();
    words.retain(|word| !word.eq_ignore_ascii_case("'none'"));
    if !words.iter().any(|word| word.eq_ignore_ascii_case(source)) {
        words.push(source);
    }
    words.join(" ")
}

fn name(directive: &str) -> String {
    directive.split_ascii_whitespace().next().unwrap_or_default().to_ascii_lowercase()
}

fn policies(value: &str) -> impl Iterator<Item = &str> {
    value.split(',').map(str::trim).filter(|policy| !policy.is_empty())
}

fn each_policy(value: &str, edit: impl Fn(&mut Vec<String>)) -> String {
    policies(value)
        .map(|policy| {
            let mut directives: Vec<String> =
                policy.split(';').map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect();
            edit(&mut directives);
            directives.join("; ")
        })
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const DESK: &str = "https://desk.d.example";

    #[test]
    fn only_frame_ancestors_changes() {
        let table = [
            ("default-src 'self'", "default-src 'self'; frame-ancestors 'self' https://desk.d.example"),
            ("frame-ancestors 'none'", "frame-ancestors https://desk.d.example"),
            ("frame-ancestors 'self'; img-src *", "frame-ancestors 'self' https://desk.d.example; img-src *"),
            ("Frame-Ancestors 'self'", "Frame-Ancestors 'self' https://desk.d.example"),
            ("frame-ancestors", "frame-ancestors https://desk.d.example"),
            ("frame-ancestors https://desk.d.example", "frame-ancestors https://desk.d.example"),
            (
                "default-src 'none', frame-ancestors 'none'; base-uri 'self'",
                "default-src 'none'; frame-ancestors 'self' https://desk.d.example, \
                 frame-ancestors https://desk.d.example; base-uri 'self'",
            ),
            (
                "script-src 'self';; ;report-uri /x;",
                "script-src 'self'; report-uri /x; frame-ancestors 'self' https://desk.d.example",
            ),
        ];
        for (before, after) in table {
            assert_eq!(admit_ancestor(before, DESK), after, "{before}");
        }
    }

    #[test]
    fn the_first_of_two_frame_ancestors_counts_as_in_browsers() {
        let edited = admit_ancestor("frame-ancestors 'self'; frame-ancestors 'none'", DESK);
        assert_eq!(edited, "frame-ancestors 'self' https://desk.d.example; frame-ancestors 'none'");
    }

    #[test]
    fn a_nonce_goes_to_the_directive_that_governs_inline_scripts() {
        let table = [
            ("script-src 'self'", "script-src 'self' 'nonce-n'"),
            ("default-src 'self'; img-src *", "default-src 'self'; img-src *; script-src 'self' 'nonce-n'"),
            ("script-src 'none'", "script-src 'nonce-n'"),
            ("script-src 'self'; script-src-elem 'self'", "script-src 'self'; script-src-elem 'self' 'nonce-n'"),
            ("script-src 'self' 'unsafe-inline'", "script-src 'self' 'unsafe-inline'"),
            ("script-src 'unsafe-inline' 'nonce-a'", "script-src 'unsafe-inline' 'nonce-a' 'nonce-n'"),
            ("img-src *", "img-src *"),
        ];
        for (before, after) in table {
            assert_eq!(admit_nonce(before, "n"), after, "{before}");
        }
    }

    #[test]
    fn ancestors_are_seen_in_any_policy() {
        assert!(has_ancestors("default-src *, frame-ancestors 'self'"));
        assert!(!has_ancestors("default-src *; frame-src 'self'"));
    }
}
