//! The URL of a stack, and the URLs of its resources.

use std::fmt;
use std::str::FromStr;

use domain::integration::IntegrationId;
use http_client::is_loopback;
use reqwest::Url;
use types::Channel;
use types::event_id::EventId;

use super::ClientError;
use super::http::origin;

/// The path of the local stack's WebSocket API.
const WEBSOCKET_PATH: &str = "/ws";

/// The base URL of a stack, or of one of its APIs: `http://127.0.0.1:3000`, or on AWS the URL that the deployment printed.
///
/// A path (the name of a stage) is kept. Unencrypted schemes are for this machine only, since tokens are sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StackUrl(Url);

impl StackUrl {
    /// The stack on this machine at `port`.
    pub fn local(port: u16) -> Self {
        let url = Url::parse(&format!("http://127.0.0.1:{port}"));
        Self(url.expect("a loopback address with a port is a URL"))
    }

    /// The URL for webhooks of `channel`: of one integration, or of the channel, where a header names the account.
    pub fn webhooks(&self, channel: Channel, integration: Option<&IntegrationId>) -> Url {
        let path = format!("/api/webhooks/{}", channel.name());
        match integration {
            Some(id) => self.with_path(&format!("{path}/{id}")),
            None => self.with_path(&path),
        }
    }

    /// The URL for replays: of one event, or of all events that match a filter.
    pub fn replay(&self, event: Option<EventId>) -> Url {
        match event {
            Some(id) => self.with_path(&format!("/api/webhooks/{id}/replay")),
            None => self.with_path("/api/webhooks/replay"),
        }
    }

    /// The URL of a list of the API.
    pub fn list(&self, list: &str) -> Url {
        self.with_path(&format!("/api/{list}"))
    }

    /// The URL of live events by SSE.
    pub fn sse(&self) -> Url {
        self.with_path("/api/webhooks/events/stream")
    }

    /// The URL of live frames by WebSocket: a `ws` or `wss` URL unchanged, otherwise the local stack's path.
    pub fn websocket(&self) -> Url {
        let scheme = match self.0.scheme() {
            "http" => "ws",
            "https" => "wss",
            _ => return self.0.clone(),
        };
        let mut url = self.with_path(WEBSOCKET_PATH);
        url.set_scheme(scheme).expect("http and ws are both special schemes");
        url
    }

    /// The URL at which the local stack issues tokens.
    pub fn local_token(&self) -> Url {
        self.with_path("/local/token")
    }

    /// The URL at which the local stack's SNS emulator signs messages.
    pub fn local_sns_sign(&self) -> Url {
        self.with_path("/local/sns/sign")
    }

    /// The URL at which the local stack invokes the function of a channel.
    pub fn local_invocations(&self, channel: Channel) -> Url {
        self.with_path(&format!("/2015-03-31/functions/{}/invocations", channel.name()))
    }

    /// Whether the stack is on this machine.
    pub fn is_local(&self) -> bool {
        is_loopback(&self.0)
    }

    fn with_path(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        let base = url.path().trim_end_matches('/').to_owned();
        url.set_path(&format!("{base}{path}"));
        url
    }
}

impl FromStr for StackUrl {
    type Err = ClientError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url = Url::parse(text).map_err(|_| ClientError::Url("this is not a URL such as http://127.0.0.1:3000"))?;
        let loopback = is_loopback(&url);
        match url.scheme() {
            "https" | "wss" => {}
            "http" | "ws" if loopback => {}
            "http" | "ws" => return Err(ClientError::Url("http and ws are for this machine only; use https or wss")),
            _ => return Err(ClientError::Url("the URL must begin with http, https, ws or wss")),
        }
        if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
            return Err(ClientError::Url("the URL must have a scheme and a host, and may have a port and a path"));
        }
        Ok(Self(url))
    }
}

impl fmt::Display for StackUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&origin(&self.0))?;
        f.write_str(self.0.path().trim_end_matches('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> StackUrl {
        text.parse().unwrap()
    }

    #[test]
    fn resources_are_below_the_base_url() {
        let local = StackUrl::local(3000);
        assert_eq!(local.to_string(), "http://127.0.0.1:3000");
        assert_eq!(local.webhooks(Channel::Shopify, None).as_str(), "http://127.0.0.1:3000/api/webhooks/shopify");
        let own = local.webhooks(Channel::Standard, Some(&"demo-standard".parse().unwrap()));
        assert_eq!(own.as_str(), "http://127.0.0.1:3000/api/webhooks/standard/demo-standard");
        assert_eq!(local.websocket().as_str(), "ws://127.0.0.1:3000/ws");
        assert_eq!(local.replay(None).as_str(), "http://127.0.0.1:3000/api/webhooks/replay");
        let one = "http://127.0.0.1:3000/api/webhooks/7ZZZZZZZZZZZZZZZZZZZZZZZZZ/replay";
        assert_eq!(local.replay(Some(EventId::MAX)).as_str(), one);
        assert_eq!(local.sse().as_str(), "http://127.0.0.1:3000/api/webhooks/events/stream");
    }

    #[test]
    fn stage_is_kept_and_websocket_url_is_unchanged() {
        let rest = url("https://a.example/prod/");
        assert_eq!(rest.sse().as_str(), "https://a.example/prod/api/webhooks/events/stream");
        assert_eq!(url("wss://b.example/prod").websocket().as_str(), "wss://b.example/prod");
    }

    #[test]
    fn unencrypted_url_is_rejected_unless_it_is_loopback() {
        for good in ["http://localhost:3000", "http://[::1]:1", "ws://127.0.0.1:3000/ws", "https://a.example"] {
            assert!(good.parse::<StackUrl>().is_ok(), "{good}");
        }
        for bad in [
            "http://a.example",
            "ws://10.0.0.1/ws",
            "http://127.0.0.1.a.example",
            "file:///etc/passwd",
            "127.0.0.1:3000",
            "https://user:secret@a.example",
            "https://a.example/?token=x",
        ] {
            assert!(bad.parse::<StackUrl>().is_err(), "{bad}");
        }
    }
}
