//! Builds the page for an optimized binary, which embeds it, so that `sam build` and `sam deploy` alone publish the
//! page.
//!
//! A debug binary reads the page's folder at each request, so it needs no build here. An optimized build without Node
//! fails: a function without its page must not be deployed by mistake. With `STOREBELL_WITHOUT_PAGE=1` it succeeds, and
//! the function responds with how to build the page.

#[path = "src/build_inputs.rs"]
mod build_inputs;

use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::process::Command;

use build_inputs::INPUTS;

/// The variable that allows an optimized build without the page, if it is `1`.
const WITHOUT_PAGE_VARIABLE: &str = "STOREBELL_WITHOUT_PAGE";

#[expect(clippy::disallowed_methods, reason = "a build script gets its settings from cargo")]
fn main() {
    for input in INPUTS.iter().map(|input| Path::new("web").join(input)).filter(|input| input.exists()) {
        println!("cargo::rerun-if-changed={}", input.display());
    }
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/build_inputs.rs");
    println!("cargo::rerun-if-env-changed={WITHOUT_PAGE_VARIABLE}");
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        build_page();
    }
}

fn build_page() {
    let commands = ["npm ci --no-audit --no-fund --loglevel=error", "npm run build"];
    for command in commands.into_iter().skip(usize::from(are_dependencies_installed())) {
        let mut words = command.split(' ');
        let result = Command::new(words.next().unwrap_or_default()).args(words).current_dir("web").output();
        match result {
            Ok(output) if output.status.success() => {}
            Ok(output) => {
                println!("cargo::error=`{command}` in functions/dashboard/web failed");
                let output = [output.stdout, output.stderr].concat();
                String::from_utf8_lossy(&output).lines().for_each(|line| println!("cargo::error={line}"));
                return;
            }
            Err(error) if error.kind() == ErrorKind::NotFound => return report_missing_npm(),
            Err(error) => {
                println!("cargo::error=`{command}` cannot be started: {error}");
                return;
            }
        }
    }
}

/// Whether the packages of the present lock file are installed: npm writes a copy of it afterwards.
fn are_dependencies_installed() -> bool {
    let modified = |path| fs::metadata(path).and_then(|file| file.modified()).ok();
    modified("web/node_modules/.package-lock.json") >= modified("web/package-lock.json")
}

#[expect(clippy::disallowed_methods, reason = "a build script gets its settings from cargo")]
fn report_missing_npm() {
    if std::env::var(WITHOUT_PAGE_VARIABLE).is_ok_and(|value| value == "1") {
        println!("cargo::warning=npm was not found: the function is built without its page");
    } else {
        println!("cargo::error=npm was not found, but is needed to build the page: install Node 20.19 or newer");
        println!(
            "cargo::error=(https://nodejs.org), or set {WITHOUT_PAGE_VARIABLE}=1 to build the function without its page"
        );
    }
}
