//! The files and folders that the page is built from. build.rs includes this file, too.

pub(crate) const INPUTS: [&str; 8] = [
    "src",
    "public",
    "index.html",
    "package.json",
    "package-lock.json",
    "tsconfig.json",
    "vite.config.ts",
    "compress.mjs",
];
