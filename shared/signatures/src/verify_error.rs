//! Why a proof was refused.

/// Lists the refusals: for each its variant and its stable word.
macro_rules! refusals {
    ($($(#[$doc:meta])* $variant:ident, $word:literal;)*) => {
        /// Why a proof was refused; the word goes to the log, never to the sender.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum VerifyError {
            $($(#[$doc])* $variant,)*
        }

        impl VerifyError {
            /// Every refusal.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The stable word for the log.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }
    };
}

// What they mean for an owner stands in docs/rejections.md.
refusals! {
    /// The signature header is missing or empty.
    SignatureMissing, "signature_missing";
    /// The signature is not what the scheme writes (encoding or length).
    SignatureMalformed, "signature_malformed";
    /// The signature belongs to another body or another key.
    SignatureWrong, "signature_wrong";
    /// The integration has no live secret, so nothing can be genuine.
    NoSecret, "no_secret";
    /// The signed time is missing.
    TimestampMissing, "timestamp_missing";
    /// The signed time is none.
    TimestampMalformed, "timestamp_malformed";
    /// The signed time is too old, or too far in the future.
    TimestampOutside, "timestamp_outside";
    /// The signed id is missing or none.
    IdMissing, "id_missing";
    /// The token is missing or empty.
    TokenMissing, "token_missing";
    /// The token is another one.
    TokenWrong, "token_wrong";
    /// The message is none of the sender's: no JSON of its shape, or larger than it sends.
    MessageMalformed, "message_malformed";
    /// SNS delivered the bare message, which nothing signs.
    RawDelivery, "raw_delivery";
    /// The topic is none of the integration's.
    TopicForeign, "topic_foreign";
    /// A header says something else than the signed message.
    HeaderMismatch, "header_mismatch";
    /// The certificate is to be fetched from elsewhere than SNS.
    CertificateUrl, "certificate_url";
    /// The certificate was valid in the past.
    CertificateExpired, "certificate_expired";
    /// The certificate will be valid in the future.
    CertificateNotYetValid, "certificate_not_yet_valid";
    /// The way of signing is missing or none that is known.
    SignatureVersion, "signature_version";
    /// The application for which the message was sent is none of the integration's.
    ApplicationForeign, "application_foreign";
    /// Nothing here can check the integration's scheme: the function that was asked is another channel's or another way's.
    NoVerifier, "no_verifier";
}
