//! Runs the commands of the README.

use std::process::Stdio;

use tokio::process::Command;

use crate::stack::Stack;

/// The README's blocks of commands.
fn blocks() -> Vec<String> {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md")).unwrap();
    readme.split("```").skip(1).step_by(2).map(str::to_owned).collect()
}

fn block_with(words: &str) -> String {
    blocks().into_iter().find(|block| block.contains(words)).unwrap_or_else(|| panic!("README has no {words}"))
}

/// Runs a block with `stack`, with the binary instead of `cargo run`; returns its output.
async fn run(stack: &Stack, block: &str) -> String {
    let url = stack.url("");
    let binary = env!("CARGO_BIN_EXE_storebell");
    let script = block.replace("http://127.0.0.1:3000", &url);
    let script = script.replace("cargo run --quiet -- token", &format!("{binary} token --url {url}"));
    let script = script.replace(
        "cargo run -- send shopify orders/create",
        &format!("{binary} send shopify orders/create --url {url}"),
    );
    let script: Vec<_> = script.lines().filter(|line| !line.starts_with("cargo run")).collect();
    let output = Command::new("bash")
        .args(["-euo", "pipefail", "-c", &script.join("\n")])
        .stderr(Stdio::inherit())
        .output()
        .await
        .unwrap();
    assert!(output.status.success(), "{}", output.status);
    String::from_utf8(output.stdout).unwrap()
}

#[tokio::test]
async fn first_webhook_of_the_readme_works() {
    let stack = Stack::start().await;
    let mut live = stack.websocket("demo", None).await;
    let sent = run(&stack, &block_with("-- send shopify orders/create")).await;
    let frame = live.next_frame().await;
    assert!(sent.contains("stored") && sent.contains(frame["events"][0]["id"].as_str().unwrap()), "{sent}");

    let plain = block_with("openssl dgst");
    let response = run(&stack, &plain).await;
    assert!(response.contains("200 OK") && response.contains(r#""status":"stored""#), "{response}");
    let frame = live.next_frame().await;
    assert_eq!(frame["orders"][0]["id"], "820982911946154508");
    assert!(run(&stack, &plain).await.contains(r#""status":"duplicate""#));

    let orders = run(&stack, &block_with("/api/orders")).await;
    assert!(orders.contains("820982911946154508"), "{orders}");
}
