//! The texts of the operations: for each route its name, its tag, what it does, and which errors it adds.

use domain::permissions::Action;
use serde_json::{Value, json};

/// The texts of one operation.
pub(super) struct OperationText {
    /// The `operationId`.
    pub(super) id: &'static str,
    pub(super) tag: &'static str,
    pub(super) summary: &'static str,
    /// Empty if the summary says everything.
    pub(super) description: &'static str,
    /// The description of a successful response.
    pub(super) response: &'static str,
    /// The action that the caller's role must permit; `None` if the operation concerns no integration.
    pub(super) action: Option<Action>,
    /// The statuses of errors besides those that follow from the route.
    pub(super) errors: &'static [u16],
}

/// The tags with their descriptions, in the order of docs/api.md.
pub(super) fn tags() -> Value {
    json!([
        {"name": "Webhooks", "description": "The endpoints to which channels post."},
        {"name": "Events", "description": "Received webhooks and what became of them."},
        {"name": "Orders", "description": "Orders, their profit, and the unit costs that it needs."},
        {"name": "Integrations", "description": "Accounts on channels: settings, secrets and members."},
        {"name": "Live updates", "description": "Changes as they happen."},
        {"name": "Other", "description": "Channels, health and this document."},
    ])
}

macro_rules! operations {
    ($($method:literal $path:literal $id:literal $tag:literal $action:expr, $errors:expr, $summary:literal $response:literal $description:literal;)*) => {
        /// The texts of a route.
        pub(super) fn operation_text(method: &str, path: &str) -> Option<OperationText> {
            match (method, path) {
                $(($method, $path) => Some(OperationText {
                    id: $id,
                    tag: $tag,
                    summary: $summary,
                    description: $description,
                    response: $response,
                    action: $action,
                    errors: $errors,
                }),)*
                _ => None,
            }
        }
    };
}

operations! {
    "GET" "/api/health" "getHealth" "Other" None, &[],
        "Reports whether a webhook could be stored now."
        "A webhook could be stored, and every table responds."
        "The function writes one row and reads the tables at most once in 5 seconds; requests in between get the same result.";
    "GET" "/api/openapi.json" "getOpenApiDocument" "Other" None, &[],
        "Returns this document."
        "The document."
        "";
    "GET" "/api/channels" "listChannels" "Other" None, &[],
        "Lists the channels, and for each what its integrations need."
        "All channels."
        "The response is computed from the code that verifies and parses webhooks, and is the same for every user.";

    "GET" "/api/webhooks" "listEvents" "Events" Some(Action::SeeEvents), &[],
        "Lists events, the newest first."
        "One page of events."
        "A live client that resumes from `cursor` misses no event that was received after the list was read.";
    "GET" "/api/webhooks/{id}" "getEvent" "Events" Some(Action::SeeEvents), &[],
        "Returns one event with its delivery."
        "The event, and its delivery with the stored headers and body, or the parts of them that a redaction left."
        "";
    "GET" "/api/webhooks/{id}/held" "exportCustomerData" "Events" Some(Action::ExportCustomerData), &[],
        "Exports the data of the customer whom the event, a `customers/data_request`, names."
        "One page of 20 of the customer's orders, each with its deliveries and those of its shipments, returns and payments."
        "";
    "POST" "/api/webhooks/{id}/replay" "replayEvent" "Events" Some(Action::ReplayEvents), &[410],
        "Replays one event."
        "The replay is requested; the stream processes the delivery again."
        "";
    "POST" "/api/webhooks/replay" "replayEvents" "Events" Some(Action::ReplayEvents), &[404],
        "Replays all events that match a filter, at most 500 per call."
        "The result of this call. Repeat it with `after` until `next` is null."
        "";
    "GET" "/api/webhooks/stats" "getEventStatistics" "Events" Some(Action::SeeStatistics), &[],
        "Counts events by channel, topic and status, with latencies and a series."
        "The counts of all buckets between `from` and `to`, which are widened to whole buckets; of the last 24 hours by default, of at most 366 days."
        "";

    "GET" "/api/orders" "listOrders" "Orders" Some(Action::SeeOrders), &[],
        "Lists orders, the most recently placed first."
        "One page of orders."
        "A live client that resumes from `cursor` misses no change that was received after the list was read.";
    "GET" "/api/orders/{id}" "getOrder" "Orders" Some(Action::SeeOrders), &[],
        "Returns one order with line items, refunds, shipments, returns, payments and history."
        "The order."
        "A shipment has `own` if the order's own webhooks report it; otherwise `integration` names the integration from which the shipment was joined.";
    "GET" "/api/orders/stats" "getOrderStatistics" "Orders" Some(Action::SeeStatistics), &[],
        "Sums orders, revenue, refunds and profit by day, channel and currency."
        "The sums of whole days; of the last 7 days by default, of at most 92 days."
        "";
    "GET" "/api/costs" "listCosts" "Orders" Some(Action::SeeCosts), &[404],
        "Lists the unit costs of an integration, by SKU and time."
        "One page of unit costs."
        "";
    "PUT" "/api/costs" "putCosts" "Orders" Some(Action::PutCosts), &[404, 415],
        "Adds and replaces unit costs, from JSON or CSV."
        "All costs of the body are stored."
        "After a 503 some of the costs may be stored already; send all of them again.";

    "GET" "/api/integrations" "listIntegrations" "Integrations" Some(Action::SeeIntegration), &[],
        "Lists the caller's integrations."
        "All integrations of the caller."
        "";
    "POST" "/api/integrations" "createIntegration" "Integrations" None, &[409],
        "Creates an integration; the caller becomes its owner."
        "The new integration."
        "";
    "GET" "/api/integrations/{id}" "getIntegration" "Integrations" Some(Action::SeeIntegration), &[],
        "Returns one integration with its last event and the state of its reconciliation."
        "The integration."
        "";
    "PATCH" "/api/integrations/{id}" "updateIntegration" "Integrations" Some(Action::ChangeIntegration), &[409],
        "Changes settings, members and secrets of an integration."
        "The changed integration."
        "";
    "DELETE" "/api/integrations/{id}" "deleteIntegration" "Integrations" Some(Action::DeleteIntegration), &[409],
        "Deletes an integration."
        "What was removed, and what stays stored, visible to nobody."
        "Settings, secrets, memberships and the claim of the account are removed. The id is never used again. Redaction requests are no longer accepted: wait for `shop/redact` first.";
    "DELETE" "/api/integrations/{id}/members/me" "leaveIntegration" "Integrations" Some(Action::LeaveIntegration), &[409],
        "Ends the caller's membership."
        "The caller is no longer a member."
        "The last owner gets 409 `owner_needed`.";
    "POST" "/api/integrations/{id}/secrets/rotate" "rotateSecret" "Integrations" Some(Action::RotateSecrets), &[409],
        "Adds a secret and lets the others expire."
        "The integration. If Storebell generated the secret, this response is the only one that contains it, as `made`."
        "The new secret is active at once.";
    "POST" "/api/integrations/{id}/test" "sendTestWebhook" "Integrations" Some(Action::SendTestWebhook), &[409],
        "Sends a test webhook, signed as the sender would sign it."
        "The channel's receiver has verified and stored the webhook."
        "409 `cannot_test` if the integration is disabled, has no scheme for HTTPS or no active secret, or if the scheme is `sns`, by which only SNS can sign.";
    "POST" "/api/webhooks/register/{integration}" "registerWebhooks" "Integrations" Some(Action::RegisterWebhooks), &[409, 502],
        "Subscribes the integration to its channel's topics, and lists the steps that people must do."
        "The result of each topic, and the steps. `topics` is empty for a channel other than Shopify."
        "Only Shopify has an API for this. Shopify integrations without an access token, and disabled ones, get 409 `token_missing`.";

    "GET" "/api/webhooks/connections" "countConnections" "Live updates" Some(Action::SeeStatistics), &[],
        "Counts the live clients of all users with whom the caller shares an integration."
        "The counts."
        "";
}
