//! The parts of an object and of a list, each in its own text, and no more of them than a sender has reason to send.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserializer;
use serde::de::{Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::NormalizeError;

/// Members by their folded names; of a name that stands twice the last one counts, as for most readers of JSON.
pub(super) type Members<'a> = BTreeMap<String, &'a RawValue>;

/// The most members of an object: several times what any sender is known to write.
const MOST_MEMBERS: usize = 500;
/// The longest name of a member, in bytes; nothing is looked for by a longer one.
const LONGEST_NAME: usize = 100;

/// A name by its letters and digits alone, in lower case.
pub fn folded(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// The members of an object.
pub(super) fn members(json: &str) -> Result<Members<'_>, NormalizeError> {
    let read = serde_json::Deserializer::from_str(json).deserialize_map(MembersVisitor);
    counted(read, "an object has more than 500 members")
}

/// The items of a list of at most `most`.
pub(super) fn items(json: &str, most: usize) -> Result<Vec<&str>, NormalizeError> {
    let read = serde_json::Deserializer::from_str(json).deserialize_seq(ItemsVisitor { most });
    counted(read, "a list has more items than any order or parcel")
}

fn counted<T>(read: Result<Option<T>, serde_json::Error>, too_many: &str) -> Result<T, NormalizeError> {
    let unreadable = |_| NormalizeError::new("not_understood", "an object or a list cannot be read");
    read.map_err(unreadable)?.ok_or_else(|| NormalizeError::new("too_large", too_many))
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    /// None where there are too many.
    type Value = Option<Members<'de>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let (mut members, mut count) = (Members::new(), 0_usize);
        while let Some(name) = map.next_key::<Name>()? {
            count += 1;
            if count > MOST_MEMBERS {
                map.next_value::<IgnoredAny>()?;
            } else {
                members.insert(name.0, map.next_value()?);
            }
        }
        Ok((count <= MOST_MEMBERS).then_some(members))
    }
}

/// A member's name, folded.
struct Name(String);

impl<'de> serde::Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NameVisitor;

        impl Visitor<'_> for NameVisitor {
            type Value = Name;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<Name, E> {
                Ok(Name(if name.len() > LONGEST_NAME { String::new() } else { folded(name) }))
            }
        }

        deserializer.deserialize_str(NameVisitor)
    }
}

struct ItemsVisitor {
    most: usize,
}

impl<'de> Visitor<'de> for ItemsVisitor {
    /// None where there are too many.
    type Value = Option<Vec<&'de str>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while items.len() < self.most {
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
