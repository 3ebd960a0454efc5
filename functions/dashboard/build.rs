//! Builds the page for an optimized binary, which has it inside: `sam build` and `sam deploy` alone publish it.
//!
//! A debug build reads the folder when it is asked, so nothing is built for it. An optimized one without Node is refused,
//! since a function without its page must not be deployed by mistake; `STOREBELL_WITHOUT_PAGE=1` asks for one, which
//! compiles and says how to get the page.

#[path = "src/inputs.rs"]
mod inputs;

use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::process::Command;

use inputs::INPUTS;

/// `1` where an optimized function without the page is wanted.
const WITHOUT_PAGE: &str = "STOREBELL_WITHOUT_PAGE";

#[expect(clippy::disallowed_methods, reason = "cargo passes the profile to build scripts by environment variables")]
fn main() {
    for input in INPUTS.iter().map(|input| Path::new("web").join(input)).filter(|input| input.exists()) {
        println!("cargo::rerun-if-changed={}", input.display());
    }
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/inputs.rs");
    println!("cargo::rerun-if-env-changed={WITHOUT_PAGE}");
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        build();
    }
}

fn build() {
    let commands = ["npm ci --no-audit --no-fund --loglevel=error", "npm run build"];
    for command in commands.into_iter().skip(usize::from(is_installed())) {
        let mut words = command.split(' ');
        let ended = Command::new(words.next().unwrap_or_default()).args(words).current_dir("web").output();
        match ended {
            Ok(output) if output.status.success() => {}
            Ok(output) => {
                // A function without its page must not be deployed by mistake.
                println!("cargo::error=`{command}` in functions/dashboard/web failed");
                let said = [output.stdout, output.stderr].concat();
                String::from_utf8_lossy(&said).lines().for_each(|line| println!("cargo::error={line}"));
                return;
            }
            Err(error) if error.kind() == ErrorKind::NotFound => return without_npm(),
            Err(error) => {
                println!("cargo::error=`{command}` was not run: {error}");
                return;
            }
        }
    }
}

/// Whether what the present lock file names is installed: npm writes its own copy when it has done so.
fn is_installed() -> bool {
    let changed = |path| fs::metadata(path).and_then(|file| file.modified()).ok();
    changed("web/node_modules/.package-lock.json") >= changed("web/package-lock.json")
}

#[expect(clippy::disallowed_methods, reason = "this is an option of the build, not configuration of the function")]
fn without_npm() {
    if std::env::var(WITHOUT_PAGE).is_ok_and(|value| value == "1") {
        println!("cargo::warning=npm is not there: the function will have no page but a text that says so");
    } else {
        println!("cargo::error=npm is not there, and the page is built with it: install Node 20.19 or newer");
        println!("cargo::error=(https://nodejs.org), or set {WITHOUT_PAGE}=1 for a function without the page");
    }
}
