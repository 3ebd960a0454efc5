//! Bodies whose shape no document of the vendor's settles: a field is looked for by several names, in several places.
//!
//! Names are compared by their letters and digits alone, so that `order_id`, `orderId` and `Order-ID` are one. What is
//! null or an empty text is as good as not there. A body is never made a tree of values: an object's members stay in
//! their own text, items of lists are read one after another, and both are counted.

pub(crate) mod field_aliases;
mod field_parsers;
pub(crate) mod order;
pub(crate) mod payment;
pub(crate) mod shipment;
mod status_keywords;
#[cfg(test)]
mod tests;
mod timestamps;

use rust_decimal::Decimal;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use types::text::shortened;
use types::time::Time;

use super::{Amount, Id, NormalizeError, Units, is_object};

pub use field_parsers::folded;
use field_parsers::{Members, items, members};
pub use timestamps::parse_timestamp;

/// The longest text that is kept of a field, in characters.
const LONGEST_TEXT: usize = 100;

/// The fields of an object, and of the objects around it that may hold them instead.
#[derive(Clone, Debug)]
pub struct Fields<'a> {
    /// The innermost first.
    layers: Vec<Members<'a>>,
}

impl<'a> Fields<'a> {
    /// The fields of a JSON object.
    ///
    /// # Errors
    /// `not_understood` for what is no object, `too_large` for one of more than 500 members.
    pub fn read(json: &'a str) -> Result<Self, NormalizeError> {
        if !is_object(json) {
            return Err(NormalizeError::new("not_understood", "there is no object where one is expected"));
        }
        Ok(Self { layers: vec![members(json)?] })
    }

    /// These fields, but first those of the object that stands here by one of these names, if there is one.
    ///
    /// # Errors
    /// As [`Fields::read`].
    pub fn or_in(mut self, names: &[&str]) -> Result<Self, NormalizeError> {
        if let Some(inner) = self.object(names)? {
            self.layers.splice(0..0, inner.layers);
        }
        Ok(self)
    }

    /// The fields of an object that stands here.
    ///
    /// # Errors
    /// As [`Fields::read`]; what is no object is as good as not there.
    pub fn object(&self, names: &[&str]) -> Result<Option<Self>, NormalizeError> {
        let found = self.all(names).map(RawValue::get).find(|json| is_object(json));
        found.map(Self::read).transpose()
    }

    /// What `read` makes of each item of a list of at most `most` objects; an object alone is a list of one. `None`
    /// where there is no list.
    ///
    /// # Errors
    /// `too_large`, and whatever `read` says.
    pub fn each<T>(
        &self,
        names: &[&str],
        most: usize,
        mut read: impl FnMut(usize, Fields<'a>) -> Result<T, NormalizeError>,
    ) -> Result<Option<Vec<T>>, NormalizeError> {
        let Some(found) = self.all(names).map(RawValue::get).find(|json| is_object(json) || json.starts_with('['))
        else {
            return Ok(None);
        };
        let items = if is_object(found) { vec![found] } else { items(found, most)? };
        let each = items.into_iter().enumerate();
        each.map(|(place, json)| read(place, Fields::read(json)?)).collect::<Result<_, _>>().map(Some)
    }

    /// A text, or a number as it is written; cut to 100 characters.
    ///
    /// # Errors
    /// `not_understood` for what is neither.
    pub fn text(&self, names: &[&str]) -> Result<Option<String>, NormalizeError> {
        Ok(self.get(names, "text", written)?.filter(|text| !text.is_empty()))
    }

    /// An id, digit for digit.
    ///
    /// # Errors
    /// `not_understood` for what is none.
    pub fn id(&self, names: &[&str]) -> Result<Option<String>, NormalizeError> {
        self.get(names, "id", |raw| parsed::<Id>(raw).map(String::from))
    }

    /// An id that has to be there; `what` is it in words.
    ///
    /// # Errors
    /// `not_understood`.
    pub fn needed_id(&self, what: &str, names: &[&str]) -> Result<String, NormalizeError> {
        self.id(names)?.ok_or_else(|| NormalizeError::new("not_understood", format!("the body has no {what}")))
    }

    /// An amount of money.
    ///
    /// # Errors
    /// `bad_amount` for what is none, or none that is believed.
    pub fn amount(&self, names: &[&str]) -> Result<Option<Decimal>, NormalizeError> {
        let read = self.get(names, "amount of money", |raw| parsed::<Amount>(raw).map(|amount| amount.0));
        read.map_err(|error| NormalizeError { code: "bad_amount", ..error })
    }

    /// A number of units, one at least, also as a text.
    ///
    /// # Errors
    /// `bad_quantity` for what is none, or none that is believed.
    pub fn units(&self, names: &[&str]) -> Result<Option<u64>, NormalizeError> {
        let read = self.get(names, "number of units", |raw| parsed::<Units>(raw).map(|units| units.0));
        read.map_err(|error| NormalizeError { code: "bad_quantity", ..error })
    }

    /// Yes or no, also as a text.
    ///
    /// # Errors
    /// `not_understood` for what is neither.
    pub fn yes(&self, names: &[&str]) -> Result<Option<bool>, NormalizeError> {
        self.get(names, "yes or no", |raw| match raw.get().trim_matches('"').to_ascii_lowercase().as_str() {
            "true" | "yes" | "y" | "1" => Some(true),
            "false" | "no" | "n" | "0" => Some(false),
            _ => None,
        })
    }

    /// A point in time, as [`parse_timestamp`] reads it. One that cannot be read is an error: with another one in its place,
    /// what is older could win.
    ///
    /// # Errors
    /// `not_understood` for what is none.
    pub fn time(&self, names: &[&str]) -> Result<Option<Time>, NormalizeError> {
        self.get(names, "point in time", |raw| parse_timestamp(&written(raw)?))
    }

    /// Whether anything is there by one of these names.
    pub fn has(&self, names: &[&str]) -> bool {
        self.all(names).next().is_some()
    }

    /// The first of these names that is there, read.
    fn get<T>(
        &self,
        names: &[&str],
        kind: &str,
        read: impl Fn(&RawValue) -> Option<T>,
    ) -> Result<Option<T>, NormalizeError> {
        let Some(raw) = self.all(names).next() else { return Ok(None) };
        let name = names.first().unwrap_or(&"");
        let failure = || NormalizeError::new("not_understood", format!("{name}, or what stands for it, is no {kind}"));
        read(raw).map(Some).ok_or_else(failure)
    }

    /// All that is there by these names: by the first name first, of each name the innermost first.
    fn all(&self, names: &[&str]) -> impl Iterator<Item = &'a RawValue> {
        let found = names.iter().flat_map(|name| {
            let name = folded(name);
            self.layers.iter().filter_map(move |members| members.get(&name).copied())
        });
        found.filter(|raw| !matches!(raw.get(), "null" | "\"\""))
    }
}

fn parsed<T: DeserializeOwned>(raw: &RawValue) -> Option<T> {
    serde_json::from_str(raw.get()).ok()
}

/// A text without what is around it, or the digits of a number.
fn written(raw: &RawValue) -> Option<String> {
    let is_number = raw.get().starts_with(|c: char| c == '-' || c.is_ascii_digit());
    let text = if is_number { raw.get().to_owned() } else { parsed(raw)? };
    Some(shortened(text.trim(), LONGEST_TEXT))
}
