//! Scripts in one piece: one behaviour per file to read, one request to make.
//!
//! Every module becomes a function of its own that is called once, in the order of the imports, so
//! that no name of one file meets a name of another. Only what our scripts use is understood:
//! one-line named imports of relative files, and `export` before a declaration; anything else is an
//! error that a test finds.

use std::fmt::Write as _;

/// A module, its imports and exports taken out.
struct Part {
    needs: Vec<String>,
    names: Vec<String>,
    body: String,
}

/// The script `entry` (`desk.js`) and everything that it imports. `read` knows the files by their
/// path below `scripts/`.
pub(super) fn bundle(entry: &str, read: impl Fn(&str) -> Option<String>) -> Result<String, String> {
    let mut script = "const parts = {};\n".to_owned();
    let (mut done, mut under_way) = (Vec::new(), Vec::new());
    add(entry, &read, &mut done, &mut under_way, &mut script)?;
    Ok(script)
}

fn add(
    path: &str,
    read: &impl Fn(&str) -> Option<String>,
    done: &mut Vec<String>,
    under_way: &mut Vec<String>,
    script: &mut String,
) -> Result<(), String> {
    if done.iter().any(|known| known == path) {
        return Ok(());
    }
    if under_way.iter().any(|known| known == path) {
        return Err(format!("{path} imports itself through {}", under_way.join(", ")));
    }
    under_way.push(path.to_owned());
    let part = part(path, &read(path).ok_or_else(|| format!("no script {path}"))?)?;
    for need in &part.needs {
        add(need, read, done, under_way, script)?;
    }
    let (body, names) = (part.body, part.names.join(", "));
    let _ = writeln!(script, "parts[\"{path}\"] = (() => {{\n{body}return {{ {names} }};\n}})();");
    under_way.pop();
    done.push(path.to_owned());
    Ok(())
}

fn part(path: &str, text: &str) -> Result<Part, String> {
    let mut part = Part { needs: Vec::new(), names: Vec::new(), body: String::new() };
    for line in text.lines() {
        let refused = || format!("{path}: cannot bundle `{line}`");
        let bare = line.trim_start();
        if bare.is_empty() || bare.starts_with("//") || (bare.starts_with("/**") && bare.ends_with("*/")) {
            continue;
        }
        if let Some(import) = line.strip_prefix("import ") {
            let (names, from) =
                import.rsplit_once('"').and_then(|(rest, _)| rest.rsplit_once('"')).ok_or_else(refused)?;
            let file = beside(path, from).ok_or_else(refused)?;
            if let Some(names) = names.trim().strip_suffix(" from") {
                let names = names.strip_prefix('{').and_then(|names| names.strip_suffix('}')).ok_or_else(refused)?;
                let _ = writeln!(part.body, "const {{{}}} = parts[\"{file}\"];", names.replace(" as ", ": "));
            }
            part.needs.push(file);
        } else if let Some(declaration) = line.strip_prefix("export ") {
            part.names.push(declared(declaration).ok_or_else(refused)?);
            part.body.push_str(declaration);
            part.body.push('\n');
        } else {
            part.body.push_str(line);
            part.body.push('\n');
        }
    }
    Ok(part)
}

/// The path of `./x.js` or `../x.js`, seen from another script.
fn beside(path: &str, from: &str) -> Option<String> {
    let mut folder: Vec<&str> = path.split('/').collect();
    folder.pop();
    for step in from.split('/') {
        match step {
            "." => {}
            ".." => drop(folder.pop()?),
            step => folder.push(step),
        }
    }
    from.starts_with('.').then(|| folder.join("/"))
}

/// The name that `function f(…)`, `class C …` or `const c = …` declares.
fn declared(declaration: &str) -> Option<String> {
    let declaration = declaration.strip_prefix("async ").unwrap_or(declaration);
    let (kind, rest) = declaration.split_once(' ')?;
    let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '$')).collect();
    (matches!(kind, "function" | "class" | "const" | "let") && !name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(path: &str) -> Option<String> {
        let text = match path {
            "desk.js" => {
                "// The desk.\nimport { place as lie } from \"./desk/a.js\";\nimport \"./page.js\";\nlie(1);\n"
            }
            "desk/a.js" => "import { one } from \"./b.js\";\nexport function place(x) {\n  return x + one;\n}\n",
            "desk/b.js" => "/** One. */\nexport const one = 1;\n",
            "page.js" => "import { one } from \"./desk/b.js\";\n",
            "round.js" => "import \"./round.js\";\n",
            "many.js" => "export { one } from \"./desk/b.js\";\n",
            _ => return None,
        };
        Some(text.to_owned())
    }

    #[test]
    fn every_part_stands_once_before_whoever_needs_it() {
        let script = bundle("desk.js", read).unwrap();
        let order: Vec<_> =
            script.lines().filter_map(|line| line.strip_prefix("parts[\"")?.split('"').next()).collect();
        assert_eq!(order, ["desk/b.js", "desk/a.js", "page.js", "desk.js"]);
        assert!(script.contains("const { place: lie } = parts[\"desk/a.js\"];\n"));
        assert!(script.contains("return { place };\n") && !script.contains("export") && !script.contains("//"));
    }

    #[test]
    fn what_is_not_understood_is_refused_and_never_left_out() {
        for entry in ["round.js", "many.js", "missing.js"] {
            assert!(bundle(entry, read).is_err(), "{entry}");
        }
    }
}
