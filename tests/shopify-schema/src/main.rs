//! Prints as JSON what Storebell and its emulator of Shopify assume about the Admin API: `tests/shopify-schema/check`
//! compares it with Shopify's official schemas.
//!
//! | member | what it is |
//! |---|---|
//! | `exchanges` | each query that the client sent, with its variables, and the emulator's response |
//! | `topics` | the topics that are read, as the Admin API names them |
//! | `statuses` | by enum, each documented status and what it becomes |

#![expect(clippy::print_stdout, reason = "a tool that cannot print its result fails")]

mod exchanges;
mod statuses;

use serde_json::json;

#[tokio::main]
async fn main() {
    let exchanges = exchanges::record().await;
    let topics: Vec<_> = channels::shopify::graphql_topics().map(|(_, graphql)| graphql).collect();
    let statuses = statuses::checked(&exchanges);
    println!("{}", json!({"exchanges": exchanges, "topics": topics, "statuses": statuses}));
}
