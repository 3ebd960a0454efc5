//! Why a signature was rejected.

/// Lists the errors, each with its variant and its rejection code.
macro_rules! verify_errors {
    ($($(#[$doc:meta])* $variant:ident, $code:literal;)*) => {
        /// Why a signature was rejected. The code goes to the log and to the integration's rejections, never to the
        /// sender.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum VerifyError {
            $($(#[$doc])* $variant,)*
        }

        impl VerifyError {
            /// Every error.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The rejection code.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }
        }
    };
}

// docs/rejections.md says what each code means for the owner of an integration.
verify_errors! {
    /// The signature header is missing or empty.
    SignatureMissing, "signature_missing";
    /// The signature does not have the encoding or the length of its scheme.
    SignatureMalformed, "signature_malformed";
    /// The signature was made for another body or with another key.
    SignatureWrong, "signature_wrong";
    /// The integration has no active secret, so no signature can be valid.
    NoSecret, "no_secret";
    /// The signed timestamp is missing.
    TimestampMissing, "timestamp_missing";
    /// The signed timestamp is invalid.
    TimestampMalformed, "timestamp_malformed";
    /// The signed timestamp is outside the accepted window, in the past or in the future.
    TimestampOutside, "timestamp_outside";
    /// The signed id is missing or invalid.
    IdMissing, "id_missing";
    /// The token is missing or empty.
    TokenMissing, "token_missing";
    /// The token is not one of the integration's.
    TokenWrong, "token_wrong";
    /// The body is not a valid SNS message: it is no JSON of that shape, or larger than any that SNS sends.
    MessageMalformed, "message_malformed";
    /// SNS delivered the bare message (raw message delivery), which is not signed.
    RawDelivery, "raw_delivery";
    /// The topic of the message is not one of the integration's.
    TopicForeign, "topic_foreign";
    /// A header contradicts the signed message.
    HeaderMismatch, "header_mismatch";
    /// The URL of the certificate is not one of SNS's.
    CertificateUrl, "certificate_url";
    /// The certificate has expired.
    CertificateExpired, "certificate_expired";
    /// The certificate is not yet valid.
    CertificateNotYetValid, "certificate_not_yet_valid";
    /// The signature version is missing or unknown.
    SignatureVersion, "signature_version";
    /// The message was sent for an application that is not one of the integration's.
    ApplicationForeign, "application_foreign";
    /// The function has no verifier for the integration's scheme: the scheme belongs to another channel or transport.
    NoVerifier, "no_verifier";
}
