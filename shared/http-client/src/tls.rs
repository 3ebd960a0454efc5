//! TLS for outgoing connections other than the AWS SDK's.

use std::sync::Arc;

use rustls::{ClientConfig, RootCertStore};

/// TLS by ring. Mozilla's root certificates are compiled in, so that a cold start reads no certificate files.
///
/// The provider is passed explicitly and not installed for the process: without that, rustls panics in a binary that links
/// two providers.
pub fn tls_client_config() -> ClientConfig {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring has suites for the default versions")
        .with_root_certificates(roots)
        .with_no_client_auth()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn config_needs_no_process_wide_provider() {
        let config = tls_client_config();
        assert!(!config.crypto_provider().cipher_suites.is_empty());
    }
}
