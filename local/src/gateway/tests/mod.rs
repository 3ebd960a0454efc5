//! The gateway from outside: real sockets, real clients, functions that the tests make up.

mod http;
mod invoke;
mod management;
mod rest;
mod s3;
mod server;
mod sns;
mod stack;
mod websocket;
