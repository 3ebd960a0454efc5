//! The fields of a state that one delivery changed, for the history of an order.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use super::State;

/// Fields that deliveries do not set: the id, the time, and what is derived from other subjects.
const IGNORED_FIELDS: [&str; 4] = ["id", "updated_at", "joined", "profit"];

/// A field whose value changed.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldChange {
    /// The path of the field, such as `payment`, `contents.total` or `refunds.890088186047892319.amount`.
    pub field: String,
    /// The value before; null if there was none.
    pub from: Value,
    /// The value after; null if there is none any more.
    pub to: Value,
}

/// The fields of a state by path.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StateFields(BTreeMap<String, Value>);

impl StateFields {
    /// The fields of `state`.
    pub fn of(state: &State) -> Self {
        let mut fields = Self::default();
        if let Ok(Value::Object(document)) = serde_json::from_slice(&state.to_json()) {
            let compared = document.into_iter().filter(|(name, _)| !IGNORED_FIELDS.contains(&name.as_str()));
            fields.add_all("", compared.collect());
        }
        fields
    }

    /// The fields that differ in `after`, by path.
    pub fn changes_to(&self, after: &Self) -> Vec<FieldChange> {
        let value = |fields: &Self, field: &str| fields.0.get(field).cloned().unwrap_or_default();
        let names: std::collections::BTreeSet<_> = self.0.keys().chain(after.0.keys()).collect();
        let changed = names.into_iter().map(|field| FieldChange {
            field: field.clone(),
            from: value(self, field),
            to: value(after, field),
        });
        changed.filter(|changed| changed.from != changed.to).collect()
    }

    fn add_all(&mut self, path: &str, fields: Map<String, Value>) {
        for (name, value) in fields {
            let path = if path.is_empty() { name } else { format!("{path}.{name}") };
            self.add(&path, value);
        }
    }

    fn add(&mut self, path: &str, value: Value) {
        match value {
            Value::Null => {}
            Value::Object(mut fields) if is_register(&fields) => {
                // Only its value is compared; its time is that of the delivery.
                self.add_value(path, fields.remove("value").unwrap_or_default());
            }
            Value::Object(fields) => self.add_all(path, fields),
            Value::Array(items) => {
                let item = |(index, item): (usize, Value)| (index.to_string(), item);
                self.add_all(path, items.into_iter().enumerate().map(item).collect());
            }
            value => {
                self.0.insert(path.to_owned(), value);
            }
        }
    }

    /// Adds a register's value. Of an order's snapshot only the contents are compared: its statuses have registers of
    /// their own.
    fn add_value(&mut self, path: &str, value: Value) {
        match value {
            Value::Object(mut snapshot) if path == "pictured" => {
                self.add("contents", snapshot.remove("contents").unwrap_or_default());
            }
            value => self.add(path, value),
        }
    }
}

fn is_register(fields: &Map<String, Value>) -> bool {
    let is_member = |name: &String| matches!(name.as_str(), "at" | "triggered_at" | "value");
    fields.contains_key("at") && fields.contains_key("value") && fields.keys().all(is_member)
}

#[cfg(test)]
mod tests {
    use types::time::Time;

    use super::*;
    use crate::state::Change;
    use crate::state::order::{
        OrderChange, OrderStatuses, OwnShipment, OwnShipmentChange, PaymentStatus, Refund, RefundChange,
    };
    use crate::state::shipment::{ShipmentStatus, ShipmentStep};
    use crate::subject::Subject;

    fn shipment_change(at: Time) -> OwnShipmentChange {
        let shipment = OwnShipment {
            status: ShipmentStatus { step: ShipmentStep::Delivered, word: "delivered".into() },
            courier: None,
            numbers: vec!["W1".into()],
            urls: Vec::new(),
            units: BTreeMap::from([("at".to_owned(), 1), ("2".to_owned(), 1)]),
            created_at: None,
        };
        OwnShipmentChange { id: "6".into(), at, shipment }
    }

    #[test]
    fn changes_are_reported_by_field_path() {
        let at = |second: i64| Time::from_millis(1_793_000_000_000 + second * 1000).unwrap();
        let mut state = State::new(&Subject::order("1"));
        let empty = StateFields::of(&state);
        let status =
            |payment: &str| OrderStatuses { payment: Some(PaymentStatus(payment.into())), ..OrderStatuses::default() };
        state.apply(&Change::Order(OrderChange { statuses: status("pending"), ..OrderChange::of("1", at(1)) }));
        let pending = StateFields::of(&state);
        let refund = Refund { units: 1, ..Refund::of("5.00".parse().unwrap(), at(2)) };
        let refunds = vec![RefundChange { id: "9".into(), at: at(2), refund, worth: None }];
        let paid = OrderChange { statuses: status("paid"), refunds, ..OrderChange::of("1", at(2)) };
        state.apply(&Change::Order(paid));
        let changes_between = |before: &StateFields, after: &StateFields| -> Vec<String> {
            before.changes_to(after).iter().map(|c| format!("{}: {} -> {}", c.field, c.from, c.to)).collect()
        };
        assert_eq!(changes_between(&empty, &pending), [r#"payment: null -> "pending""#]);
        let changes = changes_between(&pending, &StateFields::of(&state));
        assert!(changes.contains(&r#"payment: "pending" -> "paid""#.to_owned()), "{changes:?}");
        assert!(changes.contains(&r#"refunds.9.amount: null -> "5.00""#.to_owned()), "{changes:?}");
        assert_eq!(changes_between(&pending, &pending), Vec::<String>::new());
        let before = StateFields::of(&state);
        let shipped = OrderChange { shipments: vec![shipment_change(at(3))], ..OrderChange::of("1", at(3)) };
        state.apply(&Change::Order(shipped));
        let changes = changes_between(&before, &StateFields::of(&state));
        for change in [r#"shipments.6.status.step: null -> "delivered""#, r#"shipments.6.numbers.0: null -> "W1""#] {
            assert!(changes.contains(&change.to_owned()), "{changes:?}");
        }
    }
}
