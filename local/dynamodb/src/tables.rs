//! The definitions of the tables, as in template.yaml.

/// One table. Every key attribute is a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Table {
    /// The name, such as `deliveries`.
    pub name: &'static str,
    /// The environment variable with the table's real name, such as `DELIVERIES_TABLE`.
    pub variable: &'static str,
    /// The real name on one machine, such as `storebell-deliveries`.
    pub local_name: &'static str,
    /// Whether the key has the range part `sk` beside `pk`.
    pub sorted: bool,
    /// A KEYS_ONLY index, if the table has one.
    pub index: Option<Index>,
    /// Whether the table has a stream, with new and old images.
    pub streamed: bool,
    /// Whether items expire by their `expires_at`.
    pub expires: bool,
}

/// A KEYS_ONLY global secondary index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Index {
    /// The index's name.
    pub name: &'static str,
    /// Its hash attribute.
    pub hash: &'static str,
    /// Its range attribute.
    pub range: &'static str,
}

/// All tables, in the order of ARCHITECTURE.md.
pub const TABLES: [Table; 6] = [
    Table {
        streamed: true,
        expires: true,
        sorted: false,
        ..table("deliveries", "DELIVERIES_TABLE", "storebell-deliveries")
    },
    Table {
        index: Some(Index { name: "by_subject", hash: "by_subject", range: "sk" }),
        expires: true,
        ..table("events", "EVENTS_TABLE", "storebell-events")
    },
    Table {
        index: Some(Index { name: "by_placed_at", hash: "pk", range: "placed" }),
        ..table("state", "STATE_TABLE", "storebell-state")
    },
    table("integrations", "INTEGRATIONS_TABLE", "storebell-integrations"),
    Table { expires: true, ..table("connections", "CONNECTIONS_TABLE", "storebell-connections") },
    Table { expires: true, ..table("ledger", "LEDGER_TABLE", "storebell-ledger") },
];

const fn table(name: &'static str, variable: &'static str, local_name: &'static str) -> Table {
    Table { name, variable, local_name, sorted: true, index: None, streamed: false, expires: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_one_rule() {
        for table in TABLES {
            assert_eq!(table.local_name, format!("storebell-{}", table.name));
            assert_eq!(table.variable, format!("{}_TABLE", table.name.to_uppercase()));
        }
    }
}
