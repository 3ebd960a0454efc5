//! Outputs that cannot be written: a log line that is lost changes no response, and a reader that ends ends the command
//! in order.

use std::fs::OpenOptions;
use std::io::pipe;
use std::process::Stdio;

use tokio::process::Command;
use tokio::time::timeout;

use crate::stack::{Stack, TIMEOUT, Webhook};

const STOREBELL: &str = env!("CARGO_BIN_EXE_storebell");
/// At level debug, their lines are several times what a pipe holds.
const WEBHOOKS: usize = 100;

fn full_disk() -> Stdio {
    OpenOptions::new().write(true).open("/dev/full").unwrap().into()
}

/// Accepted and rejected webhooks have the responses that they always have.
async fn has_usual_responses(stack: &Stack) {
    for _ in 0..WEBHOOKS {
        let response = stack.post(&Webhook::sample("orders/create")).await;
        assert_eq!(response.status, 200);
        assert_eq!(stack.post(&Webhook::sample("orders/create").signed_with("wrong")).await.status, 401);
    }
    assert_eq!(stack.http().get(stack.url("/api/health")).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn log_on_a_full_disk_changes_no_response() {
    let stack = Stack::logging_to(full_disk()).await;
    has_usual_responses(&stack).await;
    stack.stop().await;
}

#[tokio::test]
async fn log_whose_reader_has_ended_changes_no_response() {
    let (reader, writer) = pipe().unwrap();
    let stack = Stack::logging_to(writer.into()).await;
    drop(reader);
    has_usual_responses(&stack).await;
    stack.stop().await;
}

#[tokio::test]
async fn log_that_nobody_reads_delays_no_response() {
    let (reader, writer) = pipe().unwrap();
    let stack = Stack::logging_to(writer.into()).await;
    has_usual_responses(&stack).await;
    stack.stop().await;
    drop(reader);
}

/// The output and the messages of a pipeline in a shell, and the exit status of its first command.
async fn pipeline(script: &str) -> (String, String, String) {
    let script = format!("{script}; echo \"status ${{PIPESTATUS[0]}}\"");
    let shell = Command::new("bash").args(["-c", &script]).env("RUST_LOG", "info").kill_on_drop(true).output();
    let output = timeout(TIMEOUT, shell).await.expect("the pipeline ends").unwrap();
    let (text, messages) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    let (text, status) = text.trim_end().rsplit_once('\n').unwrap_or(("", text.trim_end()));
    (text.to_owned(), messages, status.to_owned())
}

#[tokio::test]
async fn serve_stops_in_order_once_the_reader_of_its_output_has_ended() {
    for log in ["", " 2>&1"] {
        let (line, messages, status) =
            pipeline(&format!("{STOREBELL} serve --ephemeral --port 0{log} | grep --max-count 1 ready")).await;
        assert!(line.starts_with("storebell: ready on http://127.0.0.1:"), "{line}");
        assert!(!messages.contains("panicked"), "{messages}");
        assert!(!log.is_empty() || messages.contains("the reader of the output has ended"), "{messages}");
        assert_eq!(status, "status 0", "{messages}");
    }
}

#[tokio::test]
async fn serve_on_a_full_disk_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let mut command = Command::new(STOREBELL);
    command.args(["serve", "--port", "0", "--data", data]).stdout(full_disk()).stderr(full_disk());
    let mut serve = command.kill_on_drop(true).spawn().unwrap();
    let token = async {
        loop {
            let token = Command::new(STOREBELL).args(["token", "--data", data]).output().await.unwrap();
            if token.status.success() {
                return token.stdout;
            }
        }
    };
    assert!(!timeout(TIMEOUT, token).await.expect("the stack becomes ready").is_empty());
    assert!(serve.try_wait().unwrap().is_none(), "the stack goes on");
}

#[tokio::test]
async fn other_commands_end_in_order_once_the_reader_of_their_output_has_ended() {
    let stack = Stack::start().await;
    let url = stack.url("");
    // `tail` gets no webhook: it ends because its reader does.
    for pipe in
        [format!("send shopify orders/create --count 100 --url {url} | head -1"), format!("tail --url {url} | true")]
    {
        let (_, messages, status) = pipeline(&format!("{STOREBELL} {pipe}")).await;
        assert!(!messages.contains("panicked") && !messages.contains("cannot be written"), "{pipe}: {messages}");
        assert_eq!(status, "status 0", "{pipe}: {messages}");
    }
    // Errors have their exit status also where the message is lost.
    let (_, _, status) = pipeline(&format!("{STOREBELL} token --url http://127.0.0.1:1 2>/dev/full | true")).await;
    assert_eq!(status, "status 1");
}
