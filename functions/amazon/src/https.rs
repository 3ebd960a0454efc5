//! Messages of SNS, posted to `/api/webhooks/amazon` and `/api/webhooks/amazon/{integration}`.

use std::sync::Arc;

use channel_function::{inbound_request, request_id};
use ingest::WebhookReceiver;
use lambda_http::request::LambdaRequest;
use lambda_http::{Adapter, Error, Request, service_fn};
use lambda_runtime::{Context, LambdaEvent, Service as _};
use runtime::response::{ErrorResponse, Response};
use serde::Serialize;
use sns::{Kind, Message};

use crate::confirmation::{ConfirmError, Confirmations};

/// The door for requests, and what confirms subscriptions.
pub(crate) struct Https(Arc<Parts>);

struct Parts {
    door: WebhookReceiver,
    confirmations: Confirmations,
}

impl Https {
    pub(crate) fn new(door: WebhookReceiver, confirmations: Confirmations) -> Self {
        Self(Arc::new(Parts { door, confirmations }))
    }

    /// Answers a request, in API Gateway's JSON.
    pub(crate) async fn response(
        &self,
        request: LambdaRequest,
        context: Context,
    ) -> Result<impl Serialize + use<>, Error> {
        let parts = Arc::clone(&self.0);
        let service = service_fn(move |request: Request| {
            let parts = Arc::clone(&parts);
            async move { Ok::<_, Error>(parts.receive(request).await) }
        });
        Adapter::<'static, Response, _>::from(service).call(LambdaEvent::new(request, context)).await
    }
}

impl Parts {
    /// Receives one request. A subscription is confirmed once its message is stored, and again with each copy of it, so
    /// that one which could not be confirmed is when SNS comes again.
    async fn receive(&self, request: Request) -> Response {
        let id = request_id(&request);
        let received = self.door.receive_request(inbound_request(request)).await;
        let response = self.door.respond(&received, &id);
        let Ok(received) = received else { return response };
        let Some(Message { kind: Kind::SubscriptionConfirmation { token, .. }, topic_arn, .. }) =
            Message::from_verified(&received.body)
        else {
            return response;
        };
        match self.confirmations.confirm(&topic_arn, &token, &received.key.integration, &id).await {
            Ok(()) | Err(ConfirmError::ForGood) => response,
            Err(ConfirmError::ForNow) => ErrorResponse::unavailable().to_response(&id),
        }
    }
}
