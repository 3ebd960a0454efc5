//! Builds the page for an optimized binary, which has it inside: `sam build` and `sam deploy` alone publish it.
//!
//! A debug build reads the folder when it is asked, so nothing is built for it. Without Node the function compiles, and
//! says how to get the page.

use std::io::ErrorKind;
use std::path::Path;
use std::process::Command;

/// What the page is built from.
const INPUTS: [&str; 7] =
    ["src", "public", "index.html", "package.json", "package-lock.json", "vite.config.ts", "compress.mjs"];

fn main() {
    for input in INPUTS.iter().map(|input| Path::new("web").join(input)).filter(|input| input.exists()) {
        println!("cargo::rerun-if-changed={}", input.display());
    }
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        build();
    }
}

fn build() {
    let commands = ["npm ci --no-audit --no-fund --loglevel=error", "npm run build"];
    let installed = Path::new("web/node_modules/.package-lock.json").exists();
    for command in commands.into_iter().skip(usize::from(installed)) {
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
            Err(error) if error.kind() == ErrorKind::NotFound => {
                println!("cargo::warning=npm is not there: the function will have no page but a text that says so");
                return;
            }
            Err(error) => println!("cargo::error=`{command}` was not run: {error}"),
        }
    }
}
