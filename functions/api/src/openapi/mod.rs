//! Generates docs/openapi.json (OpenAPI 3.1) from the table of routes: the types of the handlers give the schemas, the
//! constants that the handlers parse give the parameters. No function is built with this module.

mod bounds;
mod operation_texts;
mod other_functions;
mod parameters;

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::route::{Handler, Route};
use crate::route_schemas::Schemas;
use crate::router::routes;

use operation_texts::{OperationText, operation_text};

/// The errors that every authenticated operation can respond with.
const COMMON_ERRORS: [u16; 4] = [400, 401, 500, 503];

/// The document, as JSON for people.
///
/// # Panics
/// If a route or a parameter has no description.
pub fn openapi() -> String {
    let mut schemas = Schemas::default();
    let mut paths: Map<String, Value> = Map::new();
    for route in routes() {
        let operation = operation(&route, &mut schemas);
        add_operation(&mut paths, route.pattern, &route.method.as_str().to_lowercase(), operation);
    }
    for (path, method, operation) in other_functions::operations() {
        add_operation(&mut paths, path, method, operation);
    }
    let mut schemas = schemas.into_json();
    // The derived schema does not see the names that a macro gives to the variants.
    assert_eq!(schemas["Channel"]["enum"], parameters::channel()["enum"], "the names of the channels");
    bounds::add_bounds(&mut schemas);
    check_replay_filter(&schemas["ReplayFilterRequest"]);
    schemas.insert("ErrorResponse".to_owned(), error_schema());
    schemas.insert("WebhookResponse".to_owned(), other_functions::webhook_response_schema());
    let document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Storebell",
            "description": "Receives the webhooks of sales channels, and shows events, orders and profit.",
            "version": env!("CARGO_PKG_VERSION"),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/", "description": "The base URL: the output `ApiUrl` of the stack, or http://127.0.0.1:3000."}],
        "security": [{"token": []}],
        "tags": operation_texts::tags(),
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {
                "type": "http",
                "scheme": "bearer",
                "bearerFormat": "JWT",
                "description": "An access token of the configured OIDC issuer.",
            }},
            "responses": error_responses(),
            "schemas": schemas,
        },
    });
    serde_json::to_string_pretty(&document).expect("the document is plain JSON") + "\n"
}

/// Compares the filter of a bulk replay with the parameters of the list, which are parsed by the same code.
fn check_replay_filter(schema: &Value) {
    let parameters = crate::events::LIST_PARAMETERS.concat();
    let expected: BTreeSet<_> = parameters.into_iter().filter(|name| !["limit", "after"].contains(name)).collect();
    let members: BTreeSet<_> =
        schema["properties"].as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    assert_eq!(members, expected, "the members of `filter`");
}

fn add_operation(paths: &mut Map<String, Value>, path: &str, method: &str, operation: Value) {
    let item = paths.entry(path).or_insert_with(|| json!({}));
    item[method] = operation;
}

fn operation(route: &Route, schemas: &mut Schemas) -> Value {
    let method = route.method.as_str();
    let text =
        operation_text(method, route.pattern).unwrap_or_else(|| panic!("no text for {method} {}", route.pattern));
    let parameters: Vec<_> = parameters::of_path(route.pattern)
        .chain(route.query_parameters.iter().copied().flatten().map(|name| parameters::of_query(text.id, name)))
        .collect();
    let mut operation = json!({
        "operationId": text.id,
        "summary": text.summary,
        "tags": [text.tag],
        "parameters": parameters,
        "responses": responses(route, &text, schemas),
    });
    if !text.description.is_empty() {
        operation["description"] = json!(text.description);
    }
    if let Some(body) = route.schemas.body(schemas) {
        let mut content = json!({"application/json": {"schema": body}});
        if text.id == "putCosts" {
            content["text/csv"] = json!({"schema": {"type": "string", "description": "The header `sku,cost,currency` and, optionally, `from`, in any order and case, then one cost per line. Separated by commas, semicolons or tabs; a byte order mark, a line `sep=;`, blanks around values, and empty columns and rows are accepted."}});
        }
        operation["requestBody"] = json!({"required": true, "content": content});
    }
    match (&route.handler, text.action) {
        (Handler::Public(_), _) => operation["security"] = json!([]),
        (Handler::Authenticated(_), Some(action)) => operation["x-lowest-role"] = json!(action.lowest_role()),
        (Handler::Authenticated(_), None) => {}
    }
    operation
}

fn responses(route: &Route, text: &OperationText, schemas: &mut Schemas) -> Value {
    let mut responses = Map::new();
    let (status, schema) = route.schemas.response(schemas).unwrap_or((200, json!({"type": "object"})));
    let success = json!({"description": text.response, "content": {"application/json": {"schema": schema}}});
    if text.id == "getHealth" {
        responses.insert(
            "503".to_owned(),
            json!({"description": "No webhook could be stored, or a table does not respond.", "content": success["content"]}),
        );
    }
    responses.insert(status.to_string(), success);
    if let Handler::Authenticated(_) = route.handler {
        let lowest_role = text.action.map(|action| action.lowest_role());
        let forbidden = lowest_role.is_some_and(|role| role != domain::integration::Role::Viewer).then_some(403);
        let not_found = route.pattern.contains('{').then_some(404);
        let too_large = route.schemas.has_body().then_some(413);
        for error in COMMON_ERRORS
            .into_iter()
            .chain(forbidden)
            .chain(not_found)
            .chain(too_large)
            .chain(text.errors.iter().copied())
        {
            responses.insert(error.to_string(), json!({"$ref": format!("#/components/responses/{error}")}));
        }
    }
    Value::Object(responses)
}

fn error_responses() -> Value {
    let errors = [
        ("400", "A parameter or the body is invalid; the message names the field."),
        ("401", "The token is missing or invalid."),
        ("403", "The caller's role does not permit this."),
        ("404", "The object that the path names does not exist, or the caller may not see it."),
        ("409", "The request conflicts with what is stored; the code says how."),
        ("410", "The event's delivery is no longer stored."),
        ("413", "The body is too large."),
        ("415", "The content type of the body is not supported."),
        ("500", "A stored row cannot be read."),
        ("502", "The channel's API responded with an error."),
        ("503", "A service did not respond in time. Try again."),
    ];
    let response = |(status, description): (&str, &str)| {
        let schema = json!({"schema": {"$ref": "#/components/schemas/ErrorResponse"}});
        (status.to_owned(), json!({"description": description, "content": {"application/json": schema}}))
    };
    Value::Object(errors.into_iter().map(response).collect())
}

fn error_schema() -> Value {
    json!({
        "type": "object",
        "description": "An error.",
        "required": ["error", "message", "request_id"],
        "properties": {
            "error": {"type": "string", "description": "The code, which does not change between versions."},
            "message": {"type": "string", "description": "One sentence for people."},
            "request_id": {"type": "string", "description": "The id of the request, which the log contains, too."},
        },
    })
}
