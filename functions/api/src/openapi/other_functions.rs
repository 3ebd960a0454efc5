//! The paths of other functions under `/api`: the endpoints of the channels, and the stream of server-sent events.

use channels::adapter;
use domain::integration::Capabilities;
use serde_json::{Value, json};
use types::Channel;

use super::parameters;

/// The path, the method and the operation of each.
pub(super) fn operations() -> Vec<(&'static str, &'static str, Value)> {
    let mut operations = Vec::new();
    for channel in Channel::ALL {
        let Capabilities { found_by_account, configurable_topic, .. } = adapter(*channel).capabilities();
        let paths = [("", found_by_account), ("/{integration}", true), ("/{integration}/{topic}", configurable_topic)];
        for (suffix, _) in paths.into_iter().filter(|(_, exists)| *exists) {
            let path: &'static str = format!("/api/webhooks/{}{suffix}", channel.name()).leak();
            operations.push((path, "post", webhook(*channel, path, suffix)));
        }
    }
    operations.push(("/api/webhooks/events/stream", "get", stream()));
    operations
}

fn webhook(channel: Channel, path: &'static str, suffix: &str) -> Value {
    let title = channels::description(channel).title;
    let (id, summary) = match suffix {
        "" => ("ByAccount", format!("Receives a webhook of {title}; the request names the account.")),
        "/{integration}" => ("", format!("Receives a webhook of {title} for one integration.")),
        _ => ("WithTopic", format!("Receives a webhook of {title} whose topic is in the path.")),
    };
    json!({
        "operationId": format!("receive{}Webhook{id}", capitalized(channel.name())),
        "summary": summary,
        "description": format!("See docs/channels/{}.md.", channel.name()),
        "tags": ["Webhooks"],
        "security": [],
        "parameters": parameters::of_path(path).collect::<Vec<_>>(),
        "requestBody": {"required": true, "content": {"*/*": {"schema": {"description": "The webhook, as the sender signed it."}}}},
        "responses": {
            "200": {
                "description": "The webhook is stored.",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/WebhookResponse"}}},
            },
            "401": rejected("The webhook cannot be verified, or no enabled integration matches it. The response is the same for every reason."),
            "405": rejected("The method is not POST."),
            "413": rejected("The body is larger than 4 MB."),
            "503": rejected("The webhook could not be stored. Send it again."),
        },
    })
}

/// A response with an error.
fn rejected(description: &str) -> Value {
    let schema = json!({"$ref": "#/components/schemas/ErrorResponse"});
    json!({"description": description, "content": {"application/json": {"schema": schema}}})
}

fn capitalized(name: &str) -> String {
    let (first, rest) = name.split_at(1);
    first.to_uppercase() + rest
}

/// The response to a stored webhook.
pub(super) fn webhook_response_schema() -> Value {
    json!({
        "type": "object",
        "description": "The response to a stored webhook.",
        "required": ["id", "status"],
        "properties": {
            "id": {"type": "string", "description": "The id of the event."},
            "status": {"type": "string", "enum": ["stored", "duplicate"], "description": "`duplicate` if the same webhook was stored before."},
        },
    })
}

fn stream() -> Value {
    json!({
        "operationId": "streamEvents",
        "summary": "Streams changes of events and orders as server-sent events.",
        "description": "A client resumes from the last `id` that it received. docs/live.md describes the blocks and the filters.",
        "tags": ["Live updates"],
        "parameters": [{
            "name": "Last-Event-ID",
            "in": "header",
            "required": false,
            "description": "The last `id` that the client received. The query parameters `lastEventId` and `last_event_id` have the same meaning.",
            "schema": {"type": "string"},
        }],
        "responses": {
            "200": {"description": "The stream.", "content": {"text/event-stream": {"schema": {"type": "string"}}}},
            "400": {"$ref": "#/components/responses/400"},
            "401": {"$ref": "#/components/responses/401"},
            "403": rejected("The WebSocket API rejected the stream's connection."),
            "429": rejected("The WebSocket API throttles new connections, or the user has opened too many. Try again in a minute or later."),
            "503": {"$ref": "#/components/responses/503"},
        },
    })
}
