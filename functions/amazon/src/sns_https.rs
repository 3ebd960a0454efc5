//! SNS messages over HTTPS, posted to `/api/webhooks/amazon` and `/api/webhooks/amazon/{integration}`.

use std::sync::Arc;

use channel_function::{inbound_request, request_id};
use ingest::WebhookReceiver;
use lambda_http::request::LambdaRequest;
use lambda_http::{Adapter, Error, Request, service_fn};
use lambda_runtime::{Context, LambdaEvent, Service as _};
use runtime::response::{ErrorResponse, Response};
use serde::Serialize;
use sns::{Kind, Message};

use crate::subscription_confirmer::{ConfirmError, SubscriptionConfirmer};

/// Receives SNS messages over HTTPS. Clones share the receiver and the confirmer.
#[derive(Clone)]
pub(crate) struct SnsHttpsHandler {
    receiver: Arc<WebhookReceiver>,
    confirmer: Arc<SubscriptionConfirmer>,
}

impl SnsHttpsHandler {
    pub(crate) fn new(receiver: Arc<WebhookReceiver>, confirmer: SubscriptionConfirmer) -> Self {
        Self { receiver, confirmer: Arc::new(confirmer) }
    }

    /// Handles a request; the response is in API Gateway's JSON.
    pub(crate) async fn handle(
        &self,
        request: LambdaRequest,
        context: Context,
    ) -> Result<impl Serialize + use<>, Error> {
        let handler = self.clone();
        let service = service_fn(move |request: Request| {
            let handler = handler.clone();
            async move { Ok::<_, Error>(handler.receive(request).await) }
        });
        Adapter::<'static, Response, _>::from(service).call(LambdaEvent::new(request, context)).await
    }

    /// Receives one request. A subscription is confirmed after its message is stored, and again for each duplicate: if
    /// a confirmation fails for a transient reason, SNS sends the message again.
    async fn receive(&self, request: Request) -> Response {
        let request_id = request_id(&request);
        let result = self.receiver.receive_request(inbound_request(request)).await;
        let response = self.receiver.respond(&result, &request_id);
        let Ok(received) = result else { return response };
        let Some(Message { kind: Kind::SubscriptionConfirmation { token, .. }, topic_arn, .. }) =
            Message::from_verified(&received.body)
        else {
            return response;
        };
        match self.confirmer.confirm(&topic_arn, &token, &received.key.integration, &request_id).await {
            Ok(()) | Err(ConfirmError::Permanent) => response,
            Err(ConfirmError::Transient) => ErrorResponse::unavailable().to_response(&request_id),
        }
    }
}
