//! The configuration of the Admin API's client: its version and endpoint.

use channels::shopify::is_shop;
use http_client::{may_carry_secrets, parse_endpoint};
use reqwest::Url;
use runtime::environment::{ConfigError, Environment};

use super::version::ApiVersion;

/// The version and the endpoint of the Admin API.
#[derive(Clone, Debug)]
pub struct Config {
    version: ApiVersion,
    endpoint: Option<Url>,
}

impl Config {
    /// Reads `SHOPIFY_API_VERSION`, and `SHOPIFY_ADMIN_URL`, which replaces the shops' own domains on one machine and
    /// in tests. The shop is then part of the path. Only the operator sets it, like the rest of the environment.
    ///
    /// # Errors
    /// [`ConfigError::Invalid`]. Plain http is accepted for this machine only, so that no token is sent unencrypted.
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        const VERSION: &str = "SHOPIFY_API_VERSION";
        const ENDPOINT: &str = "SHOPIFY_ADMIN_URL";
        let version = environment.optional(VERSION).unwrap_or_else(|| ApiVersion::DEFAULT.to_owned());
        let version = version.parse().map_err(|wanted| ConfigError::Invalid { name: VERSION, expected: wanted })?;
        let wanted = "an https URL, or an http URL of this machine";
        let usable = |text: String| parse_endpoint(&text).filter(may_carry_secrets);
        let configured = environment.optional(ENDPOINT);
        let configured =
            configured.map(|text| usable(text).ok_or(ConfigError::Invalid { name: ENDPOINT, expected: wanted }));
        Ok(Self { version, endpoint: configured.transpose()? })
    }

    /// The endpoint of a shop; `None` if the text is not a shop's own domain.
    ///
    /// Only `<name>.myshopify.com` is called. The account is the only text that decides where a request with an access
    /// token goes, so nothing else is accepted as a host.
    pub(super) fn url(&self, shop: &str) -> Option<Url> {
        let path = format!("admin/api/{}/graphql.json", self.version);
        let url = match &self.endpoint {
            Some(endpoint) => format!("{}/{shop}/{path}", endpoint.as_str().trim_end_matches('/')),
            None => format!("https://{shop}/{path}"),
        };
        is_shop(shop).then(|| Url::parse(&url).ok()).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(pairs: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::from_environment(&Environment::from_pairs(pairs.iter().copied()))
    }

    fn url(config: &Config, shop: &str) -> Option<String> {
        config.url(shop).map(|url| url.to_string())
    }

    #[test]
    fn endpoint_is_the_shops_own_domain() {
        let default_config = config(&[]).unwrap();
        let expected = "https://a-shop.myshopify.com/admin/api/2026-10/graphql.json";
        assert_eq!(url(&default_config, "a-shop.myshopify.com").as_deref(), Some(expected));
        for elsewhere in [
            "evil.example",
            "127.0.0.1",
            "a-shop.myshopify.com.evil.example",
            "evil.example/.myshopify.com",
            "u@evil.example#.myshopify.com",
            "a.b.myshopify.com",
            "myshopify.com",
            ".myshopify.com",
            "-a.myshopify.com",
            "A-SHOP.myshopify.com",
        ] {
            assert_eq!(url(&default_config, elsewhere), None, "{elsewhere}");
        }
    }

    #[test]
    fn endpoint_and_version_are_configurable_but_plain_http_is_rejected() {
        let elsewhere =
            [("SHOPIFY_ADMIN_URL", "http://127.0.0.1:3000/local/shopify/"), ("SHOPIFY_API_VERSION", "unstable")];
        let elsewhere = config(&elsewhere).unwrap();
        let expected = "http://127.0.0.1:3000/local/shopify/a.myshopify.com/admin/api/unstable/graphql.json";
        assert_eq!(url(&elsewhere, "a.myshopify.com").as_deref(), Some(expected));
        assert_eq!(url(&elsewhere, "../../x"), None);
        for bad in ["http://a.example", "a.example", "https://a.example?x=1"] {
            assert!(config(&[("SHOPIFY_ADMIN_URL", bad)]).is_err(), "{bad}");
        }
        assert!(config(&[("SHOPIFY_API_VERSION", "latest")]).is_err());
    }
}
