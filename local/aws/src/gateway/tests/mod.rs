//! The gateway from outside: real sockets, real clients, functions that the tests make up.

mod http;
mod invoke;
mod management;
mod rest;
mod s3_emulator;
mod server;
mod sns_emulator;
mod stack;
mod websocket;
