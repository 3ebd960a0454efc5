//! The query of a request: a filter, and the id from which to resume.

use domain::live::Filter;
use lambda_http::{Request, RequestExt as _};
use serde_json::{Map, Value};

/// The parameters that may be repeated, each with the filter's member that lists its values.
const LIST_PARAMETERS: [(&str, &str); 4] =
    [("integration", "integrations"), ("channel", "channels"), ("topic", "topics"), ("status", "statuses")];
/// The parameter of the filter that may be given once.
const ORDER: &str = "order";
/// The id from which a first request resumes. Later requests have the header `Last-Event-ID`.
const LAST_EVENT_ID: &str = "last_event_id";
/// The same, as npm `event-source-polyfill` appends it to the query of a reconnect, in place of the header
/// (<https://github.com/Yaffle/EventSource#custom-query-parameter-name-for-the-last-event-id>). It is newer than
/// [`LAST_EVENT_ID`] and the header, which may be part of the client's own request.
const POLYFILL_LAST_EVENT_ID: &str = "lastEventId";

/// The filter of a request's query.
///
/// # Errors
/// A sentence for the client if a parameter is unknown, has an invalid value, or is repeated but must not be.
pub(crate) fn parse_filter(request: &Request) -> Result<Filter, String> {
    let query = request.query_string_parameters_ref();
    let mut filter = Map::new();
    for name in query.iter().flat_map(|query| query.iter()).map(|(name, _)| name) {
        let values = query.and_then(|query| query.all(name)).unwrap_or_default();
        if let Some((_, member)) = LIST_PARAMETERS.iter().find(|(parameter, _)| *parameter == name) {
            filter.insert((*member).to_owned(), values.into());
        } else if name == ORDER && values.len() == 1 {
            filter.insert(ORDER.to_owned(), values[0].into());
        } else if ![LAST_EVENT_ID, POLYFILL_LAST_EVENT_ID].contains(&name) || values.len() != 1 {
            return Err("The query may have integration, channel, topic and status, each repeatedly, and order and \
                        last_event_id (or lastEventId), each once."
                .to_owned());
        }
    }
    serde_json::from_value(Value::Object(filter)).map_err(|_| {
        "The filter names a channel or status that does not exist, an invalid integration, or more than a filter may \
         have."
            .to_owned()
    })
}

/// The id from which a client's own URL resumes, if it has one.
pub(crate) fn first_last_event_id(request: &Request) -> Option<&str> {
    request.query_string_parameters_ref()?.first(LAST_EVENT_ID)
}

/// The id that the polyfill has appended, if it has.
pub(crate) fn polyfill_last_event_id(request: &Request) -> Option<&str> {
    request.query_string_parameters_ref()?.first(POLYFILL_LAST_EVENT_ID)
}
