//! What one delivery changed in a state, field by field.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use super::State;

/// What is no matter of deliveries: what the state is called, when it was changed, and what is derived from others.
const NOT_SAID: [&str; 4] = ["id", "updated_at", "joined", "profit"];

/// A field that has another value now.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = FieldChange))]
pub struct Changed {
    /// The field's place, such as `payment`, `contents.total` or `refunds.890088186047892319.amount`.
    pub field: String,
    /// The value before; null where there was none.
    pub from: Value,
    /// The value now; null where there is none any more.
    pub to: Value,
}

/// The fields of a state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fields(BTreeMap<String, Value>);

impl Fields {
    /// Those of `state`.
    pub fn of(state: &State) -> Self {
        let mut fields = Self::default();
        if let Ok(Value::Object(document)) = serde_json::from_slice(&state.to_json()) {
            let said = document.into_iter().filter(|(name, _)| !NOT_SAID.contains(&name.as_str()));
            fields.add_all("", said.collect());
        }
        fields
    }

    /// What is different in `after`, by field.
    pub fn changed_to(&self, after: &Self) -> Vec<Changed> {
        let value = |fields: &Self, field: &str| fields.0.get(field).cloned().unwrap_or_default();
        let names: std::collections::BTreeSet<_> = self.0.keys().chain(after.0.keys()).collect();
        let changed = names.into_iter().map(|field| Changed {
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
            Value::Object(mut fields)
                if fields.len() == 2 && fields.contains_key("at") && fields.contains_key("value") =>
            {
                // A register: its value is what people know, its time stands with the delivery.
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

    /// A register's value. Of an order's picture only the contents count here: where it stands has registers of its own.
    fn add_value(&mut self, path: &str, value: Value) {
        match value {
            Value::Object(mut picture) if path == "pictured" => {
                self.add("contents", picture.remove("contents").unwrap_or_default());
            }
            value => self.add(path, value),
        }
    }
}

#[cfg(test)]
mod tests {
    use types::time::Time;

    use super::*;
    use crate::state::Change;
    use crate::state::order::{OrderChange, OwnShipment, OwnShipmentChange, Payment, Refund, RefundChange, Statuses};
    use crate::state::shipment::{ShipmentStatus, ShipmentStep};
    use crate::subject::Subject;

    fn sent(at: Time) -> OwnShipmentChange {
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
    fn each_change_is_told_by_its_field() {
        let at = |second: i64| Time::from_millis(1_793_000_000_000 + second * 1000).unwrap();
        let mut state = State::new(&Subject::order("1"));
        let nothing = Fields::of(&state);
        let status = |word: &str| Statuses { payment: Some(Payment(word.into())), ..Statuses::default() };
        state.apply(&Change::Order(OrderChange { statuses: status("pending"), ..OrderChange::of("1", at(1)) }));
        let pending = Fields::of(&state);
        let refund = Refund {
            currency: None,
            amount: "5.00".parse().unwrap(),
            tax: None,
            units: 1,
            returned: Default::default(),
            created_at: at(2),
        };
        let refunds = vec![RefundChange { id: "9".into(), at: at(2), refund }];
        let paid = OrderChange { statuses: status("paid"), refunds, ..OrderChange::of("1", at(2)) };
        state.apply(&Change::Order(paid));
        let told = |before: &Fields, after: &Fields| -> Vec<String> {
            before.changed_to(after).iter().map(|c| format!("{}: {} -> {}", c.field, c.from, c.to)).collect()
        };
        assert_eq!(told(&nothing, &pending), [r#"payment: null -> "pending""#]);
        let changes = told(&pending, &Fields::of(&state));
        assert!(changes.contains(&r#"payment: "pending" -> "paid""#.to_owned()), "{changes:?}");
        assert!(changes.contains(&r#"refunds.9.amount: null -> "5.00""#.to_owned()), "{changes:?}");
        assert_eq!(told(&pending, &pending), Vec::<String>::new());
        let before = Fields::of(&state);
        let sent = OrderChange { shipments: vec![sent(at(3))], ..OrderChange::of("1", at(3)) };
        state.apply(&Change::Order(sent));
        let changes = told(&before, &Fields::of(&state));
        for change in [r#"shipments.6.status.step: null -> "delivered""#, r#"shipments.6.numbers.0: null -> "W1""#] {
            assert!(changes.contains(&change.to_owned()), "{changes:?}");
        }
    }
}
