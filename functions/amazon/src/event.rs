//! Which way an event came by: its shape says it.

use std::borrow::Cow;

use lambda_http::request::LambdaRequest;
use serde::Deserialize;
use serde::de::IgnoredAny;

/// An event of one of the three ways.
pub(crate) enum Event<'a> {
    /// A request, as an HTTP API hands it over (payload 2.0):
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html>
    Http(Box<LambdaRequest>),
    /// Messages of a queue: <https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html>
    Queue(Vec<QueueMessage<'a>>),
    /// An event of a partner's bus, whose text is the event's own:
    /// <https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html>
    Bus,
}

/// A message of a queue.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct QueueMessage<'a> {
    /// SQS's own id of the message, by which a failure is reported.
    #[serde(borrow)]
    pub(crate) message_id: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) body: Cow<'a, str>,
    #[serde(borrow)]
    event_source: Cow<'a, str>,
}

/// An event that is none of the three ways'. It fails the invocation, so that whoever wired it up sees it.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ParseEventError {
    #[error("the event is no request, no batch of a queue, and no partner event of the Selling Partner API")]
    Unknown,
    #[error("the event has the shape of {0}, but not its fields")]
    Malformed(&'static str),
}

/// The members that tell the shapes apart.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Shape<'a> {
    request_context: Option<IgnoredAny>,
    #[serde(rename = "Records")]
    records: Option<IgnoredAny>,
    #[serde(rename = "detail-type")]
    detail_type: Option<IgnoredAny>,
    #[serde(borrow)]
    source: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Batch<'a> {
    #[serde(borrow, rename = "Records")]
    records: Vec<QueueMessage<'a>>,
}

/// The source of a partner's events begins so; nobody else can put such a source on a bus, since what begins with
/// `aws.` is AWS's (<https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html>).
/// SP-API's goes on with the account and the application:
/// <https://developer-docs.amazon.com/sp-api/docs/set-up-notifications-with-amazon-eventbridge>
const PARTNER: &str = "aws.partner/sellingpartnerapi.amazon.com/";

impl<'a> Event<'a> {
    /// Reads an event's JSON, by the one shape that it has.
    ///
    /// # Errors
    /// [`ParseEventError`]; it quotes nothing of the event.
    pub(crate) fn read(json: &'a str) -> Result<Self, ParseEventError> {
        let shape: Shape<'_> = serde_json::from_str(json).map_err(|_| ParseEventError::Unknown)?;
        let malformed = |kind| move |_| ParseEventError::Malformed(kind);
        match (shape.request_context, shape.records, shape.detail_type, shape.source) {
            (Some(_), None, None, _) => {
                let request = serde_json::from_str(json).map_err(malformed("a request"))?;
                Ok(Self::Http(Box::new(request)))
            }
            (None, Some(_), None, _) => {
                let batch: Batch<'a> = serde_json::from_str(json).map_err(malformed("a batch of a queue"))?;
                let from_queue = |message: &QueueMessage<'_>| message.event_source == "aws:sqs";
                if batch.records.iter().all(from_queue) {
                    Ok(Self::Queue(batch.records))
                } else {
                    Err(ParseEventError::Unknown)
                }
            }
            (None, None, Some(_), Some(source)) if source.starts_with(PARTNER) => Ok(Self::Bus),
            _ => Err(ParseEventError::Unknown),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(json: &str) -> Option<ParseEventError> {
        Event::read(json).err()
    }

    #[test]
    fn each_shape_is_its_ways_and_anything_else_is_an_error() {
        let queue = r#"{"Records":[{"messageId":"1","body":"a\nb","eventSource":"aws:sqs","attributes":{}}]}"#;
        let Ok(Event::Queue(messages)) = Event::read(queue) else { panic!("no batch") };
        assert_eq!((&*messages[0].message_id, &*messages[0].body), ("1", "a\nb"));
        let bus = r#"{"detail-type":"X","source":"aws.partner/sellingpartnerapi.amazon.com/1/app","detail":{}}"#;
        assert!(matches!(Event::read(bus), Ok(Event::Bus)));
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
            assert_eq!(refused(other), Some(ParseEventError::Unknown), "{other}");
        }
        let dynamodb = r#"{"Records":[{"eventID":"1","eventSource":"aws:dynamodb"}]}"#;
        assert_eq!(refused(dynamodb), Some(ParseEventError::Malformed("a batch of a queue")));
        assert_eq!(refused(r#"{"requestContext":{}}"#), Some(ParseEventError::Malformed("a request")));
    }
}
