//! Times and amounts as they are written: `180s`, `5Gi`, `50m`.

/// Seconds of a time such as `5s`, `3m` or `1h`.
pub fn seconds(text: &str) -> Option<u32> {
    let unit = text.chars().last()?;
    let factor = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        _ => return None,
    };
    let number: u32 = text[..text.len() - unit.len_utf8()].parse().ok()?;
    number.checked_mul(factor).filter(|seconds| (1..=86_400).contains(seconds))
}

/// Bytes of a size such as `512Mi` or `5Gi`.
pub fn bytes(text: &str) -> Option<u64> {
    let (number, factor) = [("Ki", 10), ("Mi", 20), ("Gi", 30), ("Ti", 40)]
        .into_iter()
        .find_map(|(unit, shift)| Some((text.strip_suffix(unit)?, 1_u64 << shift)))?;
    number.parse::<u64>().ok().filter(|number| *number > 0)?.checked_mul(factor)
}

/// Whether `text` is a share of processors: `50m` or `1` or `0.5`.
pub fn is_quantity(text: &str) -> bool {
    match text.strip_suffix('m') {
        Some(milli) => milli.parse::<u32>().is_ok_and(|milli| milli > 0),
        None => {
            text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
                && text.parse::<f32>().is_ok_and(|share| share > 0.0)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_sizes_are_read_with_their_unit_only() {
        assert_eq!(seconds("180s"), Some(180));
        assert_eq!(seconds("3m"), Some(180));
        assert_eq!(seconds("180"), None);
        assert_eq!(seconds("0s"), None);
        assert_eq!(seconds("é"), None);
        assert_eq!(bytes("5Gi"), Some(5 << 30));
        assert_eq!(bytes("5G"), None);
        assert!(is_quantity("50m") && is_quantity("1") && is_quantity("0.5"));
        assert!(!is_quantity("") && !is_quantity("fast") && !is_quantity("0m"));
    }
}
