//! The system under test: the functions `retry` and `stream` on one stack.

use std::ops::Deref;
use std::time::Duration;

use local_aws::lambda::Function;
use retry_testing::{NewFunction, RetryStack};
use serde_json::{Value, json};

const FUNCTION_TIMEOUT: Duration = Duration::from_secs(60);

/// The stack of `retry`, and the stream function.
pub(crate) struct Stack {
    stack: RetryStack,
    stream: Function,
}

impl Deref for Stack {
    type Target = RetryStack;

    fn deref(&self) -> &RetryStack {
        &self.stack
    }
}

impl Stack {
    pub(crate) async fn start() -> Self {
        let stack = RetryStack::start(new_retry).await;
        let stream = stack.function(new_stream);
        Self { stack, stream }
    }

    /// Invokes `stream` with a record, which must succeed.
    pub(crate) async fn process(&self, record: Value) {
        let response = self.stream.invoke(&json!({ "Records": [record] })).await.unwrap();
        assert_eq!(response["batchItemFailures"], json!([]));
    }

    pub(crate) async fn order_count(&self) -> usize {
        self.tables.rows("state").await.len()
    }
}

fn new_retry(new: NewFunction<'_>) -> Function {
    let service = retry::service(
        retry::Config::from_environment(new.environment).unwrap(),
        new.dynamodb,
        new.s3,
        new.aws,
        new.clock,
    )
    .unwrap();
    Function::json("retry", FUNCTION_TIMEOUT, service)
}

fn new_stream(new: NewFunction<'_>) -> Function {
    let service =
        stream::service(stream::Config::from_environment(new.environment).unwrap(), new.dynamodb, new.aws, new.clock)
            .unwrap();
    Function::json("stream", FUNCTION_TIMEOUT, service)
}
