//! The worked example of docs/profit.md is correct.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::profit::{Fees, Profit, ProfitBreakdown, ProfitInput, UnitCost, compute};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    #[serde(rename = "sold")]
    input: ProfitInput,
    fees: Fees,
    costs: BTreeMap<String, UnitCost>,
}

fn page() -> String {
    std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/profit.md")).unwrap()
}

/// The name and second cell of each table row that starts with a name.
fn rows(page: &str) -> BTreeMap<&str, &str> {
    page.lines()
        .filter_map(|line| {
            let (name, rest) = line.strip_prefix("| `")?.split_once("` | ")?;
            Some((name, rest.split_once(" | ")?.0))
        })
        .collect()
}

#[test]
fn docs_example_is_correct() {
    let page = page();
    let json = page.split_once("```json\n").unwrap().1.split_once("```").unwrap().0;
    let Example { input, fees, mut costs } = serde_json::from_str(json).unwrap();
    assert_eq!(fees.check(), Ok(()));

    let Profit { amount, missing, parts } = compute(&input, &fees, &costs);
    assert!(missing.is_empty(), "{missing:?}");
    let rows = rows(&page);
    let ProfitBreakdown { paid, refunded, tax, channel_fee, payment_fee, shipping, goods } = parts;
    for (name, part) in [
        ("paid", paid),
        ("refunded", refunded),
        ("tax", tax),
        ("channel_fee", channel_fee),
        ("payment_fee", payment_fee),
        ("shipping", shipping),
        ("goods", goods),
        ("profit", amount),
    ] {
        assert_eq!(part.unwrap().to_string(), rows[name], "{name}");
    }

    costs.remove("TSHIRT-BLK-M");
    let without = compute(&input, &fees, &costs);
    assert_eq!((without.amount, without.missing), (None, vec!["cost:TSHIRT-BLK-M".to_owned()]));
    assert!(page.contains(r#"`missing` is `["cost:TSHIRT-BLK-M"]`"#));
}
