//! One cost of a body, parsed from JSON or CSV, and its check.

use std::collections::BTreeSet;

use domain::profit::{UnitCost, is_currency, is_sku, parse_decimal};
use runtime::response::ErrorResponse;
use serde::Deserialize;
use store::ledger::SkuCost;
use types::time::Time;

use super::errors::bad_body;

const EXPECTED_SKU: &str = "1 to 100 characters without control characters";
const EXPECTED_COST: &str =
    "a decimal string from 0 to 1000000000000 with at most 4 digits after the point, such as 240.00";
const EXPECTED_POINT: &str =
    "written with a decimal point and without separators of thousands, such as 1240.50; a comma can mean either";
const EXPECTED_CURRENCY: &str = "a code of three capital letters, such as INR";
const EXPECTED_FROM: &str = "a time with its UTC offset, such as 2026-11-02T00:00:00+05:30, or a date";
const EXPECTED_UNIQUE_SKU: &str = "different from the `sku` of every earlier row with the same `from`";

/// One cost that is not checked yet.
#[derive(Debug)]
pub(super) struct ParsedCost {
    pub(super) position: CostPosition,
    pub(super) body: CostBody,
}

/// One cost as a client sends it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = CostRequest))]
pub(super) struct CostBody {
    /// The SKU: 1 to 100 characters. Blanks around it do not count.
    pub(super) sku: String,
    /// The amount as a decimal string, such as `240.00`.
    pub(super) cost: String,
    /// The currency, such as `INR`.
    pub(super) currency: String,
    /// The time from which the cost holds: a time with its offset, or a date (its start in UTC). Without it, the cost
    /// has no start.
    pub(super) from: Option<String>,
}

/// Where a cost stands in the body.
#[derive(Clone, Copy, Debug)]
pub(super) enum CostPosition {
    /// The line of a CSV; the header is line 1.
    CsvLine(usize),
    /// The index in the list of a JSON body.
    JsonIndex(usize),
}

impl CostPosition {
    /// The error of a field that is not as `expected`.
    fn field_error(self, name: &str, expected: &str) -> ErrorResponse {
        bad_body(match self {
            Self::CsvLine(line) => format!("Line {line}: `{name}` must be {expected}."),
            Self::JsonIndex(index) => format!("`costs[{index}].{name}` must be {expected}."),
        })
    }
}

/// Checks every cost, and that no two have the same SKU and time.
///
/// # Errors
/// 400 `bad_body`, which says where the wrong value stands and what is expected there.
pub(super) fn check_costs(costs: &[ParsedCost]) -> Result<Vec<SkuCost>, ErrorResponse> {
    let mut keys = BTreeSet::new();
    let mut checked = Vec::with_capacity(costs.len());
    for parsed in costs {
        let cost = parsed.check()?;
        if !keys.insert((cost.sku.clone(), cost.from)) {
            return Err(parsed.position.field_error("sku", EXPECTED_UNIQUE_SKU));
        }
        checked.push(cost);
    }
    Ok(checked)
}

impl ParsedCost {
    fn check(&self) -> Result<SkuCost, ErrorResponse> {
        let CostBody { sku, cost, currency, from } = &self.body;
        let error = |name, expected| self.position.field_error(name, expected);
        let sku = sku.trim();
        if !is_sku(sku) {
            return Err(error("sku", EXPECTED_SKU));
        }
        let expected_cost = if cost.contains(',') { EXPECTED_POINT } else { EXPECTED_COST };
        let amount = parse_decimal(cost).ok_or_else(|| error("cost", expected_cost))?;
        if !is_currency(currency) {
            return Err(error("currency", EXPECTED_CURRENCY));
        }
        let from = from.as_deref().map(|text| parse_from(text).ok_or_else(|| error("from", EXPECTED_FROM)));
        Ok(SkuCost {
            sku: sku.to_owned(),
            cost: UnitCost { amount, currency: currency.clone() },
            from: from.transpose()?,
        })
    }
}

/// A time, or a date, which means its start in UTC.
fn parse_from(text: &str) -> Option<Time> {
    const DATE_BYTES: usize = "2026-11-02".len();
    if text.len() == DATE_BYTES { format!("{text}T00:00:00Z").parse().ok() } else { text.parse().ok() }
}
