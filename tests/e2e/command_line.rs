//! The commands of `storebell` as a user runs them.

use std::process::{Output, Stdio};

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;
use tokio::time::timeout;

use crate::stack::{Stack, TIMEOUT, Webhook};

fn storebell(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_storebell"));
    command.args(arguments).env_remove("STOREBELL_TOKEN").env_remove("STOREBELL_SECRET").kill_on_drop(true);
    command
}

async fn run(arguments: &[&str]) -> Output {
    timeout(TIMEOUT, storebell(arguments).output()).await.expect("the command ends").unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The lines that `tail` prints for one webhook, which is sent once `tail` is live.
async fn tail(stack: &Stack, arguments: &[&str]) -> Vec<String> {
    let url = stack.url("");
    let mut child = storebell(&[&["tail", "--url", &url], arguments].concat())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut messages = BufReader::new(child.stderr.take().unwrap()).lines();
    assert_eq!(timeout(TIMEOUT, messages.next_line()).await.unwrap().unwrap().as_deref(), Some("tail: live"));
    stack.post(&Webhook::sample("orders/create")).await.event_id();
    let output = timeout(TIMEOUT, child.wait_with_output()).await.expect("tail ends after its lines").unwrap();
    assert!(output.status.success(), "{}", output.status);
    text(&output.stdout).lines().map(str::to_owned).collect()
}

#[tokio::test]
async fn tail_prints_one_line_for_a_webhook_on_both_transports() {
    for transport in [&["--count", "1"][..], &["--count", "1", "--sse"]] {
        let stack = Stack::start().await;
        let lines = tail(&stack, transport).await;
        let [line] = lines.as_slice() else { panic!("{lines:?}") };
        for part in ["Z  shopify  orders/create  #", " INR  processed  ", " ms"] {
            assert!(line.contains(part), "{line}");
        }
    }
}

#[tokio::test]
async fn tail_prints_the_whole_frame_with_json() {
    let stack = Stack::start().await;
    let lines = tail(&stack, &["--count", "1", "--json"]).await;
    let frame: Value = serde_json::from_str(&lines[0]).unwrap();
    assert!(frame["events"][0]["id"].is_string() && frame["orders"][0]["id"].is_string(), "{frame}");
}

/// Without the pause, the next connection of `tail` would evict another one of the user, and so on.
#[tokio::test]
async fn tail_whose_connection_is_closed_at_the_limit_says_why_and_waits_for_a_minute() {
    let stack = Stack::start().await;
    for (transport, others) in [(&[][..], 50), (&["--sse"], 3)] {
        let url = stack.url("");
        let mut child = storebell(&[&["tail", "--url", &url], transport].concat())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut messages = BufReader::new(child.stderr.take().unwrap()).lines();
        assert_eq!(timeout(TIMEOUT, messages.next_line()).await.unwrap().unwrap().as_deref(), Some("tail: live"));
        let (mut sockets, mut streams) = (Vec::new(), Vec::new());
        for _ in 0..others {
            if transport.is_empty() {
                sockets.push(stack.websocket("demo", None).await);
            } else {
                streams.push(stack.sse("demo", None).await);
            }
        }
        let message = timeout(TIMEOUT, messages.next_line()).await.unwrap().unwrap().unwrap();
        assert!(message.contains("A user may have 50 live connections"), "{message}");
        assert!(message.ends_with("reconnecting in 60.0 s"), "{message}");
    }
}

#[tokio::test]
async fn command_fails_if_no_stack_runs_on_the_data_folder() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    for command in [&["tail", "--data", path][..], &["token", "--data", path], &["env", "--data", path]] {
        let output = run(command).await;
        let message = text(&output.stderr);
        assert!(!output.status.success() && message.contains(path), "{command:?}: {message}");
    }
}

#[tokio::test]
async fn misspelled_channel_is_an_error_with_a_suggestion() {
    let output = run(&["send", "shopfy", "orders/create"]).await;
    assert!(!output.status.success());
    assert_eq!(text(&output.stderr), "storebell: unknown channel `shopfy`, did you mean `shopify`?\n");
}

#[tokio::test]
async fn help_has_examples() {
    for command in
        [&["--help"][..], &["serve", "--help"], &["send", "--help"], &["tail", "--help"], &["replay", "--help"]]
    {
        assert!(text(&run(command).await.stdout).contains("Examples:\n  storebell "), "{command:?}");
    }
}

#[tokio::test]
async fn environment_can_be_exported_in_a_shell() {
    let folder = tempfile::tempdir().unwrap();
    let stack = Stack::on(folder.path()).await;
    let script = format!(
        "export $({} env --data {}) && printf %s \"$DELIVERIES_TABLE $TOKEN_ISSUER\"",
        env!("CARGO_BIN_EXE_storebell"),
        folder.path().display()
    );
    let output = Command::new("bash").args(["-euo", "pipefail", "-c", &script]).output().await.unwrap();
    assert_eq!(text(&output.stdout), format!("storebell-deliveries {}", stack.url("")));
}

#[tokio::test]
async fn unknown_path_below_a_local_prefix_is_404() {
    let stack = Stack::start().await;
    for path in ["/local/unknown", "/2015-03-31/functions/shopify"] {
        assert_eq!(stack.http().get(stack.url(path)).send().await.unwrap().status(), 404, "{path}");
    }
}
