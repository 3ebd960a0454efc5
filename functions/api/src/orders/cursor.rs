//! The position of an order in the list over all integrations.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use domain::integration::IntegrationId;
use domain::state::order::OrderSummary;
use store::states::OrderPosition;
use types::time::Time;

use crate::paging::PagedRow;

/// The longest order id in a cursor. The ids of channels have at most 64 bytes.
const MAX_ID_BYTES: usize = 256;

/// Sorted by the time at which the order was placed, then by integration, then by id; the greatest is shown first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct OrderCursor {
    placed_at: Time,
    integration: IntegrationId,
    id: String,
}

impl PagedRow for OrderSummary {
    type Cursor = OrderCursor;

    fn cursor(&self) -> OrderCursor {
        OrderCursor { placed_at: self.placed_at, integration: self.integration.clone(), id: self.id.clone() }
    }
}

impl OrderCursor {
    /// The same position in the list of one integration.
    pub(super) fn within(&self, integration: &IntegrationId) -> OrderPosition {
        let id = match integration.cmp(&self.integration) {
            // All its orders of the same time follow this position.
            Ordering::Less => char::MAX.to_string(),
            Ordering::Equal => self.id.clone(),
            // All its orders of the same time precede this position.
            Ordering::Greater => String::new(),
        };
        OrderPosition { at: self.placed_at, id }
    }
}

/// `<placed_at>#<integration>#<id>`; neither times nor integration ids contain `#`.
impl fmt::Display for OrderCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}#{}", self.placed_at, self.integration, self.id)
    }
}

/// The text is not an [`OrderCursor`].
#[derive(Debug)]
pub(crate) struct ParseOrderCursorError;

impl FromStr for OrderCursor {
    type Err = ParseOrderCursorError;

    fn from_str(text: &str) -> Result<Self, ParseOrderCursorError> {
        let (placed_at, rest) = text.split_once('#').ok_or(ParseOrderCursorError)?;
        let (integration, id) = rest.split_once('#').ok_or(ParseOrderCursorError)?;
        if !(1..=MAX_ID_BYTES).contains(&id.len()) {
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
    fn displayed_cursor_parses_to_itself_and_other_text_is_rejected() {
        let cursor: OrderCursor = TEXT.parse().unwrap();
        assert_eq!(cursor.to_string(), TEXT);
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
    fn cursors_of_one_time_are_sorted_by_integration_and_then_by_id() {
        let cursor = |text: &str| text.parse::<OrderCursor>().unwrap();
        let sorted = [
            "2026-11-02T04:45:00.000Z#a#9",
            "2026-11-02T04:45:00.000Z#b#1",
            "2026-11-02T04:45:00.000Z#b#10",
            "2026-11-02T04:45:00.001Z#a#1",
        ];
        assert!(sorted.map(cursor).is_sorted());
    }
}
