//! Tests of the gateway with real sockets, real clients, and functions that each test defines.

mod http;
mod invoke;
mod management;
mod rest;
mod s3_emulator;
mod server;
mod sns_emulator;
mod stack;
mod websocket;
