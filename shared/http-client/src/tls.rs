//! TLS for the outgoing connections that are not the AWS SDK's.

use std::sync::Arc;

use rustls::{ClientConfig, RootCertStore};

/// TLS by ring, trusting Mozilla's roots as compiled in, so that a cold start reads no certificate files.
///
/// The provider is named here rather than installed for the process: a library that does not name it would
/// panic as soon as two providers are linked, and only in the binary that links both.
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
    fn a_client_is_made_without_a_provider_of_the_process() {
        let config = tls_client_config();
        assert!(!config.crypto_provider().cipher_suites.is_empty());
    }
}
