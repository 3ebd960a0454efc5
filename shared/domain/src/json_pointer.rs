//! Finds one value of a JSON text by JSON pointer, without building a tree of the whole text.
//!
//! Source: <https://www.rfc-editor.org/rfc/rfc6901>

use std::fmt;

use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// Whether `text` is a pointer to a value inside a document.
pub(crate) fn is_pointer(text: &str) -> bool {
    let escaped = |rest: &str| rest.starts_with(['0', '1']);
    text.starts_with('/') && text.split('~').skip(1).all(escaped)
}

/// The text of the value at `pointer`; `None` if there is none. If a name occurs twice in an object, the last one
/// counts, as for most JSON readers.
pub(crate) fn find<'a>(json: &'a str, pointer: &str) -> Option<&'a RawValue> {
    let names: Vec<String> = pointer.strip_prefix('/')?.split('/').map(unescaped).collect();
    PointerSeed(&names).deserialize(&mut serde_json::Deserializer::from_str(json)).ok()?
}

/// The order matters: `~01` is `~1`.
fn unescaped(name: &str) -> String {
    name.replace("~1", "/").replace("~0", "~")
}

/// Deserializes the value at the rest of a pointer.
struct PointerSeed<'p>(&'p [String]);

impl<'de> DeserializeSeed<'de> for PointerSeed<'_> {
    type Value = Option<&'de RawValue>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        match self.0.split_first() {
            None => <&RawValue>::deserialize(deserializer).map(Some),
            Some((name, rest)) => deserializer.deserialize_any(NameVisitor { name, rest }),
        }
    }
}

/// Follows `name` in an object or an array; other values contain nothing.
struct NameVisitor<'p> {
    name: &'p str,
    rest: &'p [String],
}

impl<'de> Visitor<'de> for NameVisitor<'_> {
    type Value = Option<&'de RawValue>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(name) = map.next_key::<String>()? {
            if name == self.name {
                found = map.next_value_seed(PointerSeed(self.rest))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let wanted_index = index(self.name);
        let mut found = None;
        for at in 0_usize.. {
            let there = if Some(at) == wanted_index {
                list.next_element_seed(PointerSeed(self.rest))?.map(|value| found = value)
            } else {
                list.next_element::<IgnoredAny>()?.map(drop)
            };
            if there.is_none() {
                break;
            }
        }
        Ok(found)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
}

/// An array index: digits without a leading zero.
fn index(name: &str) -> Option<usize> {
    name.parse().ok().filter(|index: &usize| index.to_string() == name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    /// The example of the RFC, with a few more shapes.
    const DOCUMENT: &str = r#"{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3," ":7,"m~n":8,"~1":9,
        "deep":{"list":[[1],{"x":"y"}],"n":null},"twice":{"a":1},"twice":{"a":2},"text":"foo","number":-1.5,"yes":true}"#;

    #[test]
    fn pointer_finds_its_value() {
        for (pointer, found) in [
            ("/foo", Some(r#"["bar","baz"]"#)),
            ("/foo/0", Some(r#""bar""#)),
            ("/", Some("0")),
            ("/a~1b", Some("1")),
            ("/c%d", Some("2")),
            ("/e^f", Some("3")),
            ("/ ", Some("7")),
            ("/m~0n", Some("8")),
            ("/~01", Some("9")),
            ("/deep/list/0/0", Some("1")),
            ("/deep/list/1/x", Some(r#""y""#)),
            ("/deep/n", Some("null")),
            ("/twice/a", Some("2")),
            ("/foo/2", None),
            ("/foo/00", None),
            ("/foo/-", None),
            ("/foo/0/0", None),
            ("/text/0", None),
            ("/number/0", None),
            ("/yes/0", None),
            ("/deep/n/0", None),
            ("/nothing", None),
            ("", None),
            ("foo", None),
        ] {
            assert_eq!(find(DOCUMENT, pointer).map(RawValue::get), found, "{pointer}");
        }
        assert!(find("{", "/a").is_none() && find("", "/a").is_none() && find("7", "/a").is_none());
    }

    #[test]
    fn pointer_starts_with_a_slash_and_has_valid_escapes() {
        assert!(["/", "/a/b", "/a~0~1b", "//"].iter().all(|good| is_pointer(good)));
        assert!(!["", "a", "/a~", "/a~2", "/~/"].iter().any(|bad| is_pointer(bad)));
    }

    /// At this depth, a reader that scans the text once per name would take minutes.
    #[test]
    fn large_text_is_scanned_once() {
        let (depth, width) = (100, 40_000);
        let filler = format!("\"f\":[{}],", vec!["0"; width].join(","));
        let json = format!("{}7{}", format!("{{{filler}\"a\":").repeat(depth), "}".repeat(depth));
        let started = std::time::Instant::now();
        assert_eq!(find(&json, &"/a".repeat(depth)).map(RawValue::get), Some("7"));
        assert!(started.elapsed().as_secs() < 10, "{:?} for {} bytes", started.elapsed(), json.len());
    }

    proptest! {
        #[test]
        fn found_value_equals_that_of_a_tree(
            names in prop::collection::vec("[a-c~/]{0,2}", 0..4), other in "[a-c]{0,2}", pointer in "(/[a-c]{0,2}|/~[01]){1,3}",
        ) {
            let mut value = Value::from(1);
            for name in names {
                value = serde_json::json!({ name: value, other.as_str(): [0] });
            }
            let text = value.to_string();
            let found = find(&text, &pointer).map(|raw| raw.get().to_owned());
            prop_assert_eq!(found, value.pointer(&pointer).map(Value::to_string));
        }
    }
}
