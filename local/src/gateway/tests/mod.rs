//! The gateway from outside: real sockets, real clients, functions that the tests make up.

mod http;
mod management;
mod rest;
mod server;
mod stack;
mod websocket;
