//! Bounded parsers of an object's members and a list's items, which stay unparsed.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserializer;
use serde::de::{Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::NormalizeError;

/// Members by their normalized names. Of a name that occurs twice, the last one counts, as in most JSON parsers.
pub(super) type Members<'a> = BTreeMap<String, &'a RawValue>;

/// The most members of an object: several times what any sender is known to write.
const MAX_MEMBERS: usize = 500;
/// The longest name of a member, in bytes; no field has a longer one.
const MAX_NAME_BYTES: usize = 100;

/// A name reduced to its letters and digits, in lower case.
pub(crate) fn normalized_name(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// The members of an object.
pub(super) fn members(json: &str) -> Result<Members<'_>, NormalizeError> {
    let parsed = serde_json::Deserializer::from_str(json).deserialize_map(MembersVisitor);
    within_bound(parsed, || format!("an object has more than {MAX_MEMBERS} members"))
}

/// The items of a list of at most `max_items`.
pub(super) fn items(json: &str, max_items: usize) -> Result<Vec<&str>, NormalizeError> {
    let parsed = serde_json::Deserializer::from_str(json).deserialize_seq(ItemsVisitor { max_items });
    within_bound(parsed, || format!("a list has more than {max_items} items"))
}

fn within_bound<T>(
    parsed: Result<Option<T>, serde_json::Error>,
    message: impl FnOnce() -> String,
) -> Result<T, NormalizeError> {
    let unreadable = |_| NormalizeError::new("not_understood", "an object or a list cannot be read");
    parsed.map_err(unreadable)?.ok_or_else(|| NormalizeError::new("too_large", message()))
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    /// `None` if there are too many.
    type Value = Option<Members<'de>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let (mut members, mut count) = (Members::new(), 0_usize);
        while let Some(name) = map.next_key::<NormalizedName>()? {
            count += 1;
            if count > MAX_MEMBERS {
                map.next_value::<IgnoredAny>()?;
            } else {
                members.insert(name.0, map.next_value()?);
            }
        }
        Ok((count <= MAX_MEMBERS).then_some(members))
    }
}

/// A member's normalized name; empty for one that is too long.
struct NormalizedName(String);

impl<'de> serde::Deserialize<'de> for NormalizedName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NameVisitor;

        impl Visitor<'_> for NameVisitor {
            type Value = NormalizedName;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<NormalizedName, E> {
                let is_too_long = name.len() > MAX_NAME_BYTES;
                Ok(NormalizedName(if is_too_long { String::new() } else { normalized_name(name) }))
            }
        }

        deserializer.deserialize_str(NameVisitor)
    }
}

struct ItemsVisitor {
    max_items: usize,
}

impl<'de> Visitor<'de> for ItemsVisitor {
    /// `None` if there are too many.
    type Value = Option<Vec<&'de str>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while items.len() < self.max_items {
            let Some(item) = list.next_element::<&RawValue>()? else { return Ok(Some(items)) };
            items.push(item.get());
        }
        let mut is_over = false;
        while list.next_element::<IgnoredAny>()?.is_some() {
            is_over = true;
        }
        Ok((!is_over).then_some(items))
    }
}
