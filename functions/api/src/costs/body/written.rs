//! One cost as a client wrote it.

use domain::profit::{UnitCost, is_currency, is_sku, parse_decimal};
use runtime::response::ErrorResponse;
use serde::Deserialize;
use store::ledger::SkuCost;
use types::time::Time;

use super::bad;

const SKU: &str = "1 to 100 characters, none of them a control character";
const COST: &str = "a decimal text from 0 to 1000000000000 with at most 4 digits behind the point, such as 240.00";
const CURRENCY: &str = "a code of three capital letters, such as INR";
const FROM: &str = "a time with its offset, such as 2026-11-02T00:00:00+05:30, or a date";

/// One cost, not yet checked.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) place: Place,
    pub(super) texts: Texts,
}

/// What stands in it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Texts {
    pub(super) sku: String,
    pub(super) cost: String,
    pub(super) currency: String,
    pub(super) from: Option<String>,
}

/// Where in a body it stands.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    /// The line of a CSV; the header is line 1.
    Line(usize),
    /// The place in the list of a JSON body, from 0 on.
    Item(usize),
}

impl Place {
    /// The error of a value that is not what is `wanted`.
    pub(super) fn wrong(self, name: &str, wanted: &str) -> ErrorResponse {
        bad(match self {
            Self::Line(line) => format!("Line {line}: `{name}` must be {wanted}."),
            Self::Item(item) => format!("`costs[{item}].{name}` must be {wanted}."),
        })
    }
}

impl Written {
    /// The cost.
    ///
    /// # Errors
    /// 400 `bad_body`, which says where and what is wanted there.
    pub(super) fn checked(&self) -> Result<SkuCost, ErrorResponse> {
        let Texts { sku, cost, currency, from } = &self.texts;
        let wrong = |name, wanted| self.place.wrong(name, wanted);
        if !is_sku(sku) {
            return Err(wrong("sku", SKU));
        }
        let amount = parse_decimal(cost).ok_or_else(|| wrong("cost", COST))?;
        if !is_currency(currency) {
            return Err(wrong("currency", CURRENCY));
        }
        let from = from.as_deref().map(|text| time(text).ok_or_else(|| wrong("from", FROM))).transpose()?;
        Ok(SkuCost { sku: sku.clone(), cost: UnitCost { amount, currency: currency.clone() }, from })
    }
}

/// A time, or a date, which is its start in UTC.
fn time(text: &str) -> Option<Time> {
    const DATE: usize = "2026-11-02".len();
    if text.len() == DATE { format!("{text}T00:00:00Z").parse().ok() } else { text.parse().ok() }
}
