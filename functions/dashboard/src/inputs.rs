//! What the page is built from; the build script has this file as a module, too.

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
