//! The JSON body of `PUT /api/costs`.

use runtime::response::ErrorResponse;
use serde::Deserialize;
use store::ledger::MAX_COSTS;

use super::errors::{TooManyCosts, bad_body};
use super::parsed_cost::{CostBody, CostPosition, ParsedCost};

/// The costs to put.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct PutCostsRequest {
    /// At most 1000 costs, no two with the same `sku` and `from`.
    costs: Vec<CostBody>,
}

/// The byte order mark that some shells write before a file in UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The costs of `{"costs":[...]}`.
///
/// # Errors
/// 400 `bad_body`.
pub(super) fn parse(body: &[u8]) -> Result<Vec<ParsedCost>, ErrorResponse> {
    let body = body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body);
    let PutCostsRequest { costs } = serde_json::from_slice(body).map_err(|error| malformed(&error))?;
    if costs.len() > MAX_COSTS {
        return Err(TooManyCosts { count: costs.len() }.in_json());
    }
    let parsed = |(index, body)| ParsedCost { position: CostPosition::JsonIndex(index), body };
    Ok(costs.into_iter().enumerate().map(parsed).collect())
}

fn malformed(error: &serde_json::Error) -> ErrorResponse {
    bad_body(format!(
        r#"The body must be {{"costs":[{{"sku":"A-1","cost":"240.00","currency":"INR"}}]}}, where every value is a string and `from` is optional. Line {}, column {} is not of this form."#,
        error.line(),
        error.column()
    ))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::parsed_cost::check_costs;
    use super::*;

    fn error_message(body: &str) -> String {
        parse(body.as_bytes()).and_then(|costs| check_costs(&costs)).unwrap_err().message
    }

    #[test]
    fn costs_with_and_without_a_time_are_parsed() {
        let body = json!({"costs": [
            {"sku": "A#1", "cost": "240.00", "currency": "INR"},
            {"sku": "A#1", "cost": "0", "currency": "INR", "from": "2026-12-01"},
            {"sku": "B", "cost": "1.5", "currency": "KWD", "from": "2026-12-01T00:00:00+05:30"},
            {"sku": "C", "cost": "1.5", "currency": "KWD", "from": null},
        ]});
        let costs = check_costs(&parse(body.to_string().as_bytes()).unwrap()).unwrap();
        let from: Vec<_> = costs.iter().map(|cost| cost.from.map(|from| from.to_string())).collect();
        let times = [None, Some("2026-12-01T00:00:00.000Z"), Some("2026-11-30T18:30:00.000Z"), None];
        assert_eq!(from, times.map(|time| time.map(str::to_owned)));
        assert_eq!((costs[0].sku.as_str(), costs[0].cost.amount.to_string().as_str()), ("A#1", "240.00"));
        assert!(parse(br#"{"costs":[]}"#).unwrap().is_empty());
        assert!(parse(b"\xef\xbb\xbf{\"costs\":[]}").unwrap().is_empty());
    }

    #[test]
    fn invalid_field_is_named_and_not_quoted() {
        let of = |name: &str, value: &str| {
            let mut cost = json!({"sku": "A", "cost": "1.00", "currency": "INR", "from": "2026-12-01"});
            cost[name] = json!(value);
            json!({"costs": [{"sku": "B", "cost": "1", "currency": "INR"}, cost]}).to_string()
        };
        for (name, value) in [
            ("sku", ""),
            ("sku", "ses\name"),
            ("sku", "   "),
            ("cost", "-1.98"),
            ("cost", "1e3"),
            ("cost", "1,98"),
            ("cost", "1000000000001"),
            ("cost", ""),
            ("currency", "rupees"),
            ("currency", "inr"),
            ("from", "sesame"),
            ("from", "2026-12-01T00:00:00"),
            ("from", "2026-13-01"),
            ("from", ""),
        ] {
            let message = error_message(&of(name, value));
            assert!(message.starts_with(&format!("`costs[1].{name}` must be ")), "{name} {value:?}: {message}");
            assert!(value.len() < 4 || !message.contains(value), "{message}");
        }
    }

    #[test]
    fn malformed_body_is_rejected_with_line_and_column() {
        for body in [
            "",
            "[]",
            "{}",
            r#"{"costs":{}}"#,
            r#"{"costs":[{"sku":"sesame","cost":1.5,"currency":"INR"}]}"#,
            r#"{"costs":[{"sku":"sesame","currency":"INR"}]}"#,
            r#"{"costs":[{"sku":"sesame","cost":"1","currency":"INR","note":"x"}]}"#,
            r#"{"costs":[],"more":1}"#,
        ] {
            let message = error_message(body);
            assert!(message.contains("Line 1, column") && !message.contains("sesame"), "{message}");
        }
    }

    #[test]
    fn repeated_row_and_too_many_rows_are_rejected() {
        let cost = json!({"sku": "A", "cost": "1.00", "currency": "INR"});
        assert!(error_message(&json!({"costs": [cost, cost]}).to_string()).starts_with("`costs[1].sku`"));
        let costs = |count: usize| {
            let costs: Vec<_> =
                (0..count).map(|n| json!({"sku": n.to_string(), "cost": "1", "currency": "INR"})).collect();
            json!({ "costs": costs }).to_string()
        };
        assert_eq!(parse(costs(MAX_COSTS).as_bytes()).unwrap().len(), MAX_COSTS);
        let message = error_message(&costs(MAX_COSTS + 1));
        assert!(message.contains("1001 costs") && message.contains("2 requests"), "{message}");
    }
}
