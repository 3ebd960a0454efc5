//! An order's place in the list over all integrations.

use std::fmt;
use std::str::FromStr;

use domain::integration::IntegrationId;
use domain::state::order::OrderSummary;
use store::states::OrderPosition;
use types::time::Time;

use crate::paging::Listed;

/// The longest order id in a cursor, in bytes; a channel's ids have at most 64.
const LONGEST_ID: usize = 256;

/// By the time of placing, then integration, then id; the greatest is shown first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct OrderCursor {
    placed_at: Time,
    integration: IntegrationId,
    id: String,
}

impl Listed for OrderSummary {
    type PageCursor = OrderCursor;

    fn place(&self) -> OrderCursor {
        OrderCursor { placed_at: self.placed_at, integration: self.integration.clone(), id: self.id.clone() }
    }
}

impl OrderCursor {
    /// Behind which order of `integration` this place lies.
    pub(super) fn within(&self, integration: &IntegrationId) -> OrderPosition {
        let id = match integration.cmp(&self.integration) {
            // Its orders of the same time come behind this place, all of them.
            std::cmp::Ordering::Less => char::MAX.to_string(),
            std::cmp::Ordering::Equal => self.id.clone(),
            // Its orders of the same time were before this place, all of them.
            std::cmp::Ordering::Greater => String::new(),
        };
        OrderPosition { at: self.placed_at, id }
    }
}

/// As it stands in a cursor: neither times nor integration ids have a `#`.
impl fmt::Display for OrderCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}#{}", self.placed_at, self.integration, self.id)
    }
}

/// A text that is no place.
#[derive(Debug)]
pub(crate) struct ParseOrderCursorError;

impl FromStr for OrderCursor {
    type Err = ParseOrderCursorError;

    fn from_str(text: &str) -> Result<Self, ParseOrderCursorError> {
        let (placed_at, rest) = text.split_once('#').ok_or(ParseOrderCursorError)?;
        let (integration, id) = rest.split_once('#').ok_or(ParseOrderCursorError)?;
        if !(1..=LONGEST_ID).contains(&id.len()) {
            return Err(ParseOrderCursorError);
        }
        Ok(Self {
            placed_at: placed_at.parse().map_err(|_| ParseOrderCursorError)?,
            integration: integration.parse().map_err(|_| ParseOrderCursorError)?,
            id: id.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "2026-11-02T04:45:00.000Z#demo-shopify#820982911946154508";

    #[test]
    fn a_place_is_read_as_it_was_written() {
        let place: OrderCursor = TEXT.parse().unwrap();
        assert_eq!(place.to_string(), TEXT);
        for bad in [
            "",
            "#",
            "##",
            "now#demo-shopify#1",
            "2026-11-02T04:45:00.000Z#Demo#1",
            "2026-11-02T04:45:00.000Z#demo#",
            "2026-11-02T04:45:00.000Z#demo",
        ] {
            assert!(bad.parse::<OrderCursor>().is_err(), "{bad}");
        }
    }

    #[test]
    fn orders_of_one_time_go_by_integration_and_then_by_id() {
        let place = |text: &str| text.parse::<OrderCursor>().unwrap();
        let sorted = [
            "2026-11-02T04:45:00.000Z#a#9",
            "2026-11-02T04:45:00.000Z#b#1",
            "2026-11-02T04:45:00.000Z#b#10",
            "2026-11-02T04:45:00.001Z#a#1",
        ];
        assert!(sorted.map(place).is_sorted());
    }
}
