//! The fields of an object, by alternative names.

use rust_decimal::Decimal;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use types::text::shortened;
use types::time::Time;

use super::field_parsers::{Members, items, members, normalized_name};
use super::parse_timestamp;
use crate::json_reader::is_object;
use crate::optional_field::{is_absent, parse_boolean};
use crate::{Amount, Id, NormalizeError, Units};

/// The longest text of a field, in characters; longer text is cut.
const MAX_TEXT_CHARS: usize = 100;

/// The fields of an object, and of the objects around it that may have them instead.
///
/// Methods that take `names` read the first name that is present; of one name, the innermost object's field. An invalid
/// amount, number of units or id of a subject is an error. Any other value that cannot be read counts as absent.
#[derive(Clone, Debug)]
pub(crate) struct Fields<'a> {
    /// The members of each object, the innermost first.
    layers: Vec<Members<'a>>,
}

impl<'a> Fields<'a> {
    /// The fields of a JSON object.
    ///
    /// # Errors
    /// `not_understood` for JSON that is no object, `too_large` for more than 500 members.
    pub(crate) fn read(json: &'a str) -> Result<Self, NormalizeError> {
        if !is_object(json) {
            return Err(NormalizeError::new("not_understood", "an object is expected, but the JSON is not one"));
        }
        Ok(Self { layers: vec![members(json)?] })
    }

    /// These fields, preceded by those of the inner object with one of these names, if there is one.
    ///
    /// # Errors
    /// As [`Fields::read`].
    pub(crate) fn with_inner(mut self, names: &[&str]) -> Result<Self, NormalizeError> {
        if let Some(inner) = self.object(names)? {
            self.layers.splice(0..0, inner.layers);
        }
        Ok(self)
    }

    /// The fields of the inner object with one of these names. A value that is no object counts as absent.
    ///
    /// # Errors
    /// As [`Fields::read`].
    pub(crate) fn object(&self, names: &[&str]) -> Result<Option<Self>, NormalizeError> {
        let object = self.values(names).map(RawValue::get).find(|json| is_object(json));
        object.map(Self::read).transpose()
    }

    /// Reads each item of a list of at most `max_items` objects with its index; a single object is a list of one.
    /// `None` if there is no list. Null entries are absent.
    ///
    /// # Errors
    /// `too_large` for more items, and the errors of `read`.
    pub(crate) fn items<T>(
        &self,
        names: &[&str],
        max_items: usize,
        mut read: impl FnMut(usize, Fields<'a>) -> Result<T, NormalizeError>,
    ) -> Result<Option<Vec<T>>, NormalizeError> {
        let is_list = |json: &&str| is_object(json) || json.starts_with('[');
        let Some(list) = self.values(names).map(RawValue::get).find(is_list) else { return Ok(None) };
        let items = if is_object(list) { vec![list] } else { items(list, max_items)? };
        let items = items.into_iter().filter(|item| !is_absent(item)).enumerate();
        items.map(|(index, json)| read(index, Fields::read(json)?)).collect::<Result<_, _>>().map(Some)
    }

    /// A text, or a number as it is written, cut to 100 characters; empty text is absent.
    pub(crate) fn text(&self, names: &[&str]) -> Option<String> {
        self.readable(names, |raw| written(raw).filter(|text| !text.is_empty()))
    }

    /// A text, or a number as it is written, neither cut nor trimmed; empty text is absent.
    pub(crate) fn whole_text(&self, names: &[&str]) -> Option<String> {
        self.readable(names, |raw| unshortened(raw).filter(|text| !text.is_empty()))
    }

    /// The texts of a list of at most `max_items`, as [`Fields::text`] reads each; `None` if there is no list,
    /// or if an item is no text.
    ///
    /// # Errors
    /// `too_large` for more items.
    pub(crate) fn texts(&self, names: &[&str], max_items: usize) -> Result<Option<Vec<String>>, NormalizeError> {
        let Some(list) = self.values(names).map(RawValue::get).find(|json| json.starts_with('[')) else {
            return Ok(None);
        };
        let items = items(list, max_items)?.into_iter().filter(|item| !is_absent(item));
        Ok(items.map(|item| written(serde_json::from_str(item).ok()?)).collect())
    }

    /// The id of a subject, digit for digit. An invalid one is an error even if there is an id by another name: that
    /// may be the id of another subject.
    ///
    /// # Errors
    /// `not_understood` for an invalid id.
    pub(crate) fn id(&self, names: &[&str]) -> Result<Option<String>, NormalizeError> {
        self.value(names, "an id", |raw| parsed::<Id>(raw).map(String::from))
    }

    /// An id that is no subject's, such as that of a line item, digit for digit.
    pub(crate) fn optional_id(&self, names: &[&str]) -> Option<String> {
        self.readable(names, |raw| parsed::<Id>(raw).map(String::from))
    }

    /// A required id; `label` names it in the error.
    ///
    /// # Errors
    /// `not_understood` for an absent or invalid id.
    pub(crate) fn required_id(&self, label: &str, names: &[&str]) -> Result<String, NormalizeError> {
        self.id(names)?.ok_or_else(|| NormalizeError::new("not_understood", format!("the body has no {label}")))
    }

    /// An amount of money.
    ///
    /// # Errors
    /// `bad_amount` for an amount that [`Amount`] does not accept.
    pub(crate) fn amount(&self, names: &[&str]) -> Result<Option<Decimal>, NormalizeError> {
        let read = self.value(names, "an amount of money", |raw| parsed::<Amount>(raw).map(|amount| amount.0));
        read.map_err(|error| NormalizeError { code: "bad_amount", ..error })
    }

    /// A number of units, at least one; also as text.
    ///
    /// # Errors
    /// `bad_quantity` for a number that [`Units`] does not accept.
    pub(crate) fn units(&self, names: &[&str]) -> Result<Option<u64>, NormalizeError> {
        let read = self.value(names, "a number of units", |raw| parsed::<Units>(raw).map(|units| units.0));
        read.map_err(|error| NormalizeError { code: "bad_quantity", ..error })
    }

    /// A number of units, which may be zero; also as text.
    ///
    /// # Errors
    /// As [`Fields::units`].
    pub(crate) fn any_units(&self, names: &[&str]) -> Result<Option<u64>, NormalizeError> {
        let read = self.value(names, "a number of units", |raw| parsed::<Units<0>>(raw).map(|units| units.0));
        read.map_err(|error| NormalizeError { code: "bad_quantity", ..error })
    }

    /// A whole number of units, which may be negative, such as a stock level; also as text.
    ///
    /// # Errors
    /// `bad_quantity` for any other value.
    pub(crate) fn integer(&self, names: &[&str]) -> Result<Option<i64>, NormalizeError> {
        let read = self.value(names, "a whole number", |raw| written(raw)?.parse().ok());
        read.map_err(|error| NormalizeError { code: "bad_quantity", ..error })
    }

    /// A boolean; also as text (`yes`, `n`) or number (0, 1).
    pub(crate) fn boolean(&self, names: &[&str]) -> Option<bool> {
        self.readable(names, |raw| parse_boolean(raw.get()))
    }

    /// A time, as [`parse_timestamp`] reads it.
    pub(crate) fn time(&self, names: &[&str]) -> Option<Time> {
        self.time_by(names, parse_timestamp)
    }

    /// A time in a form that `parse` reads.
    pub(crate) fn time_by(&self, names: &[&str], parse: impl Fn(&str) -> Option<Time>) -> Option<Time> {
        self.readable(names, |raw| parse(&written(raw)?))
    }

    /// Whether a field with one of these names is present.
    pub(crate) fn has(&self, names: &[&str]) -> bool {
        self.values(names).next().is_some()
    }

    /// The first present value that can be read: any other is dropped, so that the rest of the body is read.
    fn readable<T>(&self, names: &[&str], parse: impl Fn(&RawValue) -> Option<T>) -> Option<T> {
        self.values(names).find_map(parse)
    }

    /// The first present value, parsed; `kind` says in the error what is expected.
    fn value<T>(
        &self,
        names: &[&str],
        kind: &str,
        parse: impl Fn(&RawValue) -> Option<T>,
    ) -> Result<Option<T>, NormalizeError> {
        let Some(raw) = self.values(names).next() else { return Ok(None) };
        let name = names.first().unwrap_or(&"");
        let error = || NormalizeError::new("not_understood", format!("the field {name} (or an alias) is not {kind}"));
        parse(raw).map(Some).ok_or_else(error)
    }

    /// All present values with these names: in the order of the names, then the innermost first.
    fn values(&self, names: &[&str]) -> impl Iterator<Item = &'a RawValue> {
        let values = names.iter().flat_map(|name| {
            let name = normalized_name(name);
            self.layers.iter().filter_map(move |members| members.get(&name).copied())
        });
        values.filter(|raw| !is_absent(raw.get()))
    }
}

fn parsed<T: DeserializeOwned>(raw: &RawValue) -> Option<T> {
    serde_json::from_str(raw.get()).ok()
}

/// A text without surrounding spaces, or the digits of a number.
fn written(raw: &RawValue) -> Option<String> {
    Some(shortened(unshortened(raw)?.trim(), MAX_TEXT_CHARS))
}

/// A text, or the digits of a number.
fn unshortened(raw: &RawValue) -> Option<String> {
    let is_number = raw.get().starts_with(|c: char| c == '-' || c.is_ascii_digit());
    if is_number { Some(raw.get().to_owned()) } else { parsed(raw) }
}
