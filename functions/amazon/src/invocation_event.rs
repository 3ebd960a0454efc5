//! The event that invokes the function. Its members identify the transport.

use std::borrow::Cow;

use lambda_http::request::LambdaRequest;
use serde::Deserialize;
use serde::de::IgnoredAny;

pub(crate) enum InvocationEvent<'a> {
    /// An HTTP request from API Gateway (HTTP API, payload version 2.0):
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html>
    Https(Box<LambdaRequest>),
    /// A batch of SQS messages: <https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html>
    Sqs(Vec<SqsMessage<'a>>),
    /// A partner event from EventBridge; its JSON is the whole invocation event:
    /// <https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html>
    EventBridge,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SqsMessage<'a> {
    /// The id by which a batch item failure is reported.
    #[serde(borrow)]
    pub(crate) message_id: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) body: Cow<'a, str>,
    #[serde(borrow)]
    event_source: Cow<'a, str>,
}

/// The event is of no supported transport. The invocation fails, so that the mistake in the function's configuration
/// shows.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ParseEventError {
    #[error("the event is not an HTTP request, an SQS batch or a partner event of the Selling Partner API")]
    UnknownTransport,
    #[error("the event looks like {0}, but lacks members")]
    Malformed(&'static str),
}

/// The members that differ between the transports.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TransportMembers<'a> {
    request_context: Option<IgnoredAny>,
    #[serde(rename = "Records")]
    records: Option<IgnoredAny>,
    #[serde(rename = "detail-type")]
    detail_type: Option<IgnoredAny>,
    #[serde(borrow)]
    source: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct SqsBatch<'a> {
    #[serde(borrow, rename = "Records")]
    records: Vec<SqsMessage<'a>>,
}

/// The prefix of the sources of SP-API's events. Only AWS can put events with a source that starts with `aws.` on a bus
/// (<https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html>).
/// The account and the application follow:
/// <https://developer-docs.amazon.com/sp-api/docs/set-up-notifications-with-amazon-eventbridge>
const SP_API_SOURCE_PREFIX: &str = "aws.partner/sellingpartnerapi.amazon.com/";

impl<'a> InvocationEvent<'a> {
    /// Parses an event's JSON. An event with the members of several transports belongs to none of them.
    ///
    /// # Errors
    /// [`ParseEventError`], which quotes nothing of the event.
    pub(crate) fn parse(json: &'a str) -> Result<Self, ParseEventError> {
        let members: TransportMembers<'_> =
            serde_json::from_str(json).map_err(|_| ParseEventError::UnknownTransport)?;
        let malformed = |name| move |_| ParseEventError::Malformed(name);
        match (members.request_context, members.records, members.detail_type, members.source) {
            (Some(_), None, None, _) => {
                let request = serde_json::from_str(json).map_err(malformed("an HTTP request"))?;
                Ok(Self::Https(Box::new(request)))
            }
            (None, Some(_), None, _) => {
                let batch: SqsBatch<'a> = serde_json::from_str(json).map_err(malformed("an SQS batch"))?;
                let is_from_sqs = |message: &SqsMessage<'_>| message.event_source == "aws:sqs";
                if batch.records.iter().all(is_from_sqs) {
                    Ok(Self::Sqs(batch.records))
                } else {
                    Err(ParseEventError::UnknownTransport)
                }
            }
            (None, None, Some(_), Some(source)) if source.starts_with(SP_API_SOURCE_PREFIX) => Ok(Self::EventBridge),
            _ => Err(ParseEventError::UnknownTransport),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_error(json: &str) -> Option<ParseEventError> {
        InvocationEvent::parse(json).err()
    }

    #[test]
    fn event_of_each_transport_is_parsed_and_others_are_rejected() {
        let batch = r#"{"Records":[{"messageId":"1","body":"a\nb","eventSource":"aws:sqs","attributes":{}}]}"#;
        let Ok(InvocationEvent::Sqs(messages)) = InvocationEvent::parse(batch) else { panic!("not an SQS batch") };
        assert_eq!((&*messages[0].message_id, &*messages[0].body), ("1", "a\nb"));
        let partner_event =
            r#"{"detail-type":"X","source":"aws.partner/sellingpartnerapi.amazon.com/1/app","detail":{}}"#;
        assert!(matches!(InvocationEvent::parse(partner_event), Ok(InvocationEvent::EventBridge)));
        for other in [
            "{}",
            "[]",
            "null",
            "7",
            r#"{"Records":[{"messageId":"1","body":"","eventSource":"aws:sns"}]}"#,
            r#"{"detail-type":"X","detail":{}}"#,
            r#"{"detail-type":"X","source":"my.own","detail":{}}"#,
            r#"{"detail-type":"X","source":"aws.partner/sellingpartnerapi.amazon.com.evil/1/app"}"#,
            r#"{"Records":[],"requestContext":{}}"#,
        ] {
            assert_eq!(parse_error(other), Some(ParseEventError::UnknownTransport), "{other}");
        }
        let dynamodb = r#"{"Records":[{"eventID":"1","eventSource":"aws:dynamodb"}]}"#;
        assert_eq!(parse_error(dynamodb), Some(ParseEventError::Malformed("an SQS batch")));
        assert_eq!(parse_error(r#"{"requestContext":{}}"#), Some(ParseEventError::Malformed("an HTTP request")));
    }
}
