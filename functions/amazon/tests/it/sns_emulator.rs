//! An SNS emulator: serves the certificate and the Query API.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::StatusCode;
use sns::signer::SnsSigner;
use types::time::Time;

/// A key that is used only in tests.
pub(crate) const KEY: &str = include_str!("../../../../shared/sns/src/tests/key.pem");
pub(crate) const CERTIFICATE: &str = "SimpleNotificationService-0123456789abcdef0123456789abcdef.pem";

/// How the emulator responds.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Mode {
    Available,
    /// 500 to each confirmation.
    Unavailable,
    /// 400 with this error code to each confirmation.
    Rejecting(&'static str),
    /// 503 to each request for the certificate.
    WithoutCertificate,
}

#[derive(Clone)]
pub(crate) struct SnsEmulator(Arc<Mutex<EmulatorState>>);

struct EmulatorState {
    mode: Mode,
    confirmations: Vec<String>,
}

impl SnsEmulator {
    /// Starts it; returns it and its endpoint.
    pub(crate) async fn start() -> (Self, String) {
        let sns = Self(Arc::new(Mutex::new(EmulatorState { mode: Mode::Available, confirmations: Vec::new() })));
        let routes = Router::new().route("/", post(confirm)).route("/{file}", get(certificate)).with_state(sns.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        (sns, endpoint)
    }

    pub(crate) fn set_mode(&self, mode: Mode) {
        self.0.lock().unwrap().mode = mode;
    }

    fn mode(&self) -> Mode {
        self.0.lock().unwrap().mode
    }

    /// The form bodies of all requested confirmations.
    pub(crate) fn confirmation_requests(&self) -> Vec<String> {
        self.0.lock().unwrap().confirmations.clone()
    }
}

async fn certificate(State(sns): State<SnsEmulator>) -> Response {
    if sns.mode() == Mode::WithoutCertificate {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let at = |millis| Time::from_millis(millis).unwrap();
    SnsSigner::from_pem(KEY).unwrap().certificate(at(1_577_836_800_000), at(2_524_607_999_000)).unwrap().into_response()
}

async fn confirm(State(sns): State<SnsEmulator>, form: String) -> Response {
    sns.0.lock().unwrap().confirmations.push(form);
    let error = |code: &str| {
        format!(
            "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>no</Message></Error><RequestId>1</RequestId></ErrorResponse>"
        )
    };
    match sns.mode() {
        Mode::Unavailable => (StatusCode::INTERNAL_SERVER_ERROR, error("InternalError")).into_response(),
        Mode::Rejecting(code) => (StatusCode::BAD_REQUEST, error(code)).into_response(),
        _ => "<ConfirmSubscriptionResponse><ConfirmSubscriptionResult><SubscriptionArn>a</SubscriptionArn></ConfirmSubscriptionResult></ConfirmSubscriptionResponse>".into_response(),
    }
}
