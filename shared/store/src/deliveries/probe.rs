//! Finds out whether a delivery could be stored now.

use aws_sdk_dynamodb::Client;
use types::time::{DAY_MS, Time};

use crate::error::StoreError;
use crate::rows::{Item, number, text};

/// The key of the only row that probes write. The keys of deliveries contain `#`.
const KEY: &str = "probe";
/// The value of `kind` in this row. The stream mapping's filter passes only deliveries, so a probe invokes no function.
const PROBE: &str = "probe";

/// Writes to the table as the receipt of a webhook does. Needs PutItem.
#[derive(Clone, Debug)]
pub struct DeliveryProbe {
    client: Client,
    table: String,
}

impl DeliveryProbe {
    pub(crate) fn on(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// Puts a row, which replaces that of the previous probe. A read, or a put whose condition does not hold, would
    /// succeed while the table accepts no writes.
    ///
    /// # Errors
    /// [`StoreError`]: no delivery could be stored either.
    pub async fn put(&self, now: Time) -> Result<(), StoreError> {
        let row = Item::from([
            ("pk".to_owned(), text(KEY)),
            ("kind".to_owned(), text(PROBE)),
            ("at".to_owned(), text(now)),
            ("expires_at".to_owned(), number(now.plus_millis(DAY_MS).seconds())),
        ]);
        let put = self.client.put_item().table_name(&self.table).set_item(Some(row));
        put.send().await.map(drop).map_err(StoreError::of("PutItem deliveries (probe)"))
    }
}
