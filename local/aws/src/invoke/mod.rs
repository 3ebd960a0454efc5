//! Lambda's Invoke API: invokes a function by its name, for `aws lambda invoke` and the SDKs.
//!
//! <https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html>. Signatures are not verified; the gateway restricts the
//! callers. There are no log tails (`X-Amz-Log-Type`) and no client contexts.

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

    /// Waits for running asynchronous invocations, at most 10 s; the end of the process aborts the others.
    pub async fn stop(&self) {
        self.asynchronous.stop().await;
    }
}
