//! Lambda's Invoke API: hands an event to a function by its name, as `aws lambda invoke` and the SDKs ask for it.
//!
//! <https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html>. Signatures are not looked at; who may come here at
//! all is the gateway's business. There are no log tails (`X-Amz-Log-Type`) and no client contexts.

mod async_invocations;
mod function_name;
mod invoke_error;
mod routes;

use std::sync::Arc;

use axum::Router;

use crate::lambda::Function;
use async_invocations::AsyncInvocations;

/// The functions that can be invoked. Cheap to clone.
#[derive(Clone, Debug)]
pub struct InvokeApi {
    functions: Arc<[Function]>,
    asynchronous: AsyncInvocations,
}

impl InvokeApi {
    /// An API over these functions, each under its own name and ARN.
    #[must_use]
    pub fn new(functions: Vec<Function>) -> Self {
        Self { functions: functions.into(), asynchronous: AsyncInvocations::default() }
    }

    /// `POST /2015-03-31/functions/{name}/invocations`: only for loopback.
    pub fn local_routes(&self) -> Router {
        routes::local(self)
    }

    /// Waits until no asynchronous invocation runs any more, at most 10 s; what runs then is cut off with the process.
    pub async fn stop(&self) {
        self.asynchronous.stop().await;
    }
}
