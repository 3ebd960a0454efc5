//! What a request's query asks for: a filter, and where to resume from.

use domain::live::Filter;
use lambda_http::RequestExt as _;
use serde_json::{Map, Value};

/// The parameters that may be repeated, each with the filter's member that lists its values.
const LISTS: [(&str, &str); 4] =
    [("integration", "integrations"), ("channel", "channels"), ("topic", "topics"), ("status", "statuses")];
/// The filter's parameter that is there once.
const ORDER: &str = "order";
/// Where to resume from, for a first request; later the header says it.
const LAST_EVENT_ID: &str = "last_event_id";

/// The filter of a request's query.
///
/// # Errors
/// Names the parameter that is unknown, that has a value which no filter has, or that comes twice but may not.
pub(crate) fn filter(request: &lambda_http::Request) -> Result<Filter, String> {
    let query = request.query_string_parameters_ref();
    let mut wanted = Map::new();
    for name in query.iter().flat_map(|query| query.iter()).map(|(name, _)| name) {
        let values = query.and_then(|query| query.all(name)).unwrap_or_default();
        if let Some((_, member)) = LISTS.iter().find(|(parameter, _)| *parameter == name) {
            wanted.insert((*member).to_owned(), values.into());
        } else if name == ORDER && values.len() == 1 {
            wanted.insert(ORDER.to_owned(), values[0].into());
        } else if name != LAST_EVENT_ID || values.len() != 1 {
            return Err("The query is made of integration, channel, topic and status, which may be repeated, and of \
                        order and last_event_id, once each."
                .to_owned());
        }
    }
    serde_json::from_value(Value::Object(wanted)).map_err(|_| {
        "The filter names a channel or a status that does not exist, or more than a filter may name.".to_owned()
    })
}
