//! The URLs from which certificates may be fetched: those of SNS's hosts only.

use std::fmt;

/// The longest URL, in characters. SNS's have about 100.
const MAX_URL_CHARS: usize = 256;

/// The https URL of a PEM file on one of SNS's hosts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CertificateUrl(String);

impl CertificateUrl {
    /// Accepts a URL of SNS: `https://sns.<region>.amazonaws.com/<name>.pem`, or `sns-signing.<region>` in newer regions;
    /// `.amazonaws.com.cn` for regions `cn-…` and `.amazonaws.eu` for regions `eusc-…` (aws/aws-sdk-java-v2,
    /// `SnsHostProvider`).
    ///
    /// The text is compared character by character and not parsed. It may have only characters that every URL parser
    /// interprets in the same way: no port, user, query, fragment, escape, backslash, upper-case or international host.
    pub fn accept(text: &str) -> Option<Self> {
        let (host, path) = text.strip_prefix("https://")?.split_once('/')?;
        let is_accepted = text.len() <= MAX_URL_CHARS && is_host(host) && is_path(path);
        is_accepted.then(|| Self(text.to_owned()))
    }

    /// The URL as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last part of the path: `<name>.pem`.
    pub(crate) fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }
}

impl fmt::Display for CertificateUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_host(host: &str) -> bool {
    let Some((service, rest)) = host.split_once('.') else { return false };
    let Some((region, domain)) = rest.split_once('.') else { return false };
    let expected = match region.split('-').next() {
        Some("cn") => "amazonaws.com.cn",
        Some("eusc") => "amazonaws.eu",
        _ => "amazonaws.com",
    };
    matches!(service, "sns" | "sns-signing") && is_region(region) && domain == expected
}

/// Whether `text` has the form of a region, such as `us-east-1`, `us-gov-west-1` or `eusc-de-east-1`.
///
/// The pattern of AWS's validators, `[a-zA-Z0-9-]{3,}`, is too permissive: `sns.s3-us-west-2.amazonaws.com` is the bucket
/// `sns`, which any AWS customer may own.
fn is_region(text: &str) -> bool {
    let parts: Vec<_> = text.split('-').collect();
    let [first, middle @ .., number] = &parts[..] else { return false };
    let is_lower_case = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase());
    (2..=4).contains(&first.len())
        && is_lower_case(first)
        && (1..=2).contains(&middle.len())
        && middle.iter().all(is_lower_case)
        && (1..=2).contains(&number.len())
        && number.bytes().all(|b| b.is_ascii_digit())
}

fn is_path(path: &str) -> bool {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'/');
    path.strip_suffix(".pem").is_some_and(|stem| !stem.is_empty() && !stem.ends_with('/'))
        && path.bytes().all(is_plain)
        && !path.contains("..")
        && path.split('/').all(|segment| !segment.is_empty() && segment != ".")
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "SimpleNotificationService-7506a1e35b36ef5a444dd1a8e7cc3ed8.pem";

    #[test]
    fn every_real_host_is_accepted_and_parsed_identically_by_the_http_client() {
        for host in [
            "sns.us-east-1.amazonaws.com",
            "sns.ap-south-1.amazonaws.com",
            "sns.ap-southeast-7.amazonaws.com",
            "sns.us-gov-west-1.amazonaws.com",
            "sns-signing.mx-central-1.amazonaws.com",
            "sns-signing.il-central-1.amazonaws.com",
            "sns.cn-north-1.amazonaws.com.cn",
            "sns.cn-northwest-1.amazonaws.com.cn",
            "sns.eusc-de-east-1.amazonaws.eu",
            "sns-signing.eusc-de-east-1.amazonaws.eu",
        ] {
            let text = format!("https://{host}/{FILE}");
            let url = CertificateUrl::accept(&text).expect(&text);
            let parsed = reqwest::Url::parse(url.as_str()).unwrap();
            assert_eq!((parsed.as_str(), parsed.host_str(), parsed.port()), (text.as_str(), Some(host), None));
        }
    }

    #[test]
    fn every_look_alike_host_is_rejected() {
        for host in [
            "sns.us-east-1.amazonaws.com.evil.example",
            "sns.evil.amazonaws.com.example",
            "sns.us-east-1.amazonaws.com@evil.example",
            "evil.example#sns.us-east-1.amazonaws.com",
            "evil.example?sns.us-east-1.amazonaws.com",
            "evil.example\\sns.us-east-1.amazonaws.com",
            "sns.us-east-1.amazonaws.com\\@evil.example",
            "sns.us-east-1.amazonaws.com:443",
            "sns.us-east-1.amazonaws.com:8443",
            "user@sns.us-east-1.amazonaws.com",
            "user:secret@sns.us-east-1.amazonaws.com",
            "sns.us-east-1.amazonaws.com.",
            "sns.us-east-1.amazonaws.com%2eevil.example",
            "sns.us-east-1.amazonaws.com%00.evil.example",
            "sns.us-east-1.amazonaws.com\u{0}.evil.example",
            "sns.us-east-1.amazonaws\u{3002}com",
            "sns.us-east-1.\u{0430}mazonaws.com",
            "xn--sns-us-east-1.amazonaws.com",
            "SNS.us-east-1.amazonaws.com",
            "sns.us-east-1.AmazonAWS.com",
            "sns.us-east-1.amazonaws.comm",
            "sns.us-east-1.amazonaws.com.cn",
            "sns.us-east-1.amazonaws.eu",
            "sns.cn-north-1.amazonaws.com",
            "sns.eusc-de-east-1.amazonaws.com",
            "sns.us-east-1.amazonaws.com.cn.evil.example",
            "sns.us-east-1.amazonaws.eu.evil.example",
            "sns.us-east-1.amazonaws.co",
            "sns.us-east-1.amazonaws",
            "sns.amazonaws.com",
            "sns..amazonaws.com",
            "sns.evil.amazonaws.com",
            "sns.us-east.amazonaws.com",
            "sns.us-east-1a.amazonaws.com",
            "sns.us--1.amazonaws.com",
            "sns.1.amazonaws.com",
            // Buckets, which any AWS customer may own.
            "sns.s3.amazonaws.com",
            "sns.s3-us-west-2.amazonaws.com",
            "sns.s3-website-us-west-2.amazonaws.com",
            "sns.s3.us-west-2.amazonaws.com",
            "sns.us-west-2.elb.amazonaws.com",
            "evil-sns.us-east-1.amazonaws.com",
            "evil.sns.us-east-1.amazonaws.com",
            "snsx.us-east-1.amazonaws.com",
            "sns-evil.us-east-1.amazonaws.com",
            "s3.us-east-1.amazonaws.com",
            "127.0.0.1",
            "169.254.169.254",
            "[::1]",
            "localhost",
            "",
            " sns.us-east-1.amazonaws.com",
            "sns.us-east-1.amazonaws.com ",
            "sns.us-east-1.amazonaws.com\n",
            "sns.us-east-1.amazonaws.com\t",
            "/sns.us-east-1.amazonaws.com",
        ] {
            assert_eq!(CertificateUrl::accept(&format!("https://{host}/{FILE}")), None, "{host:?}");
        }
    }

    #[test]
    fn only_https_is_accepted() {
        for scheme in
            ["http://", "HTTPS://", "ftp://", "file://", "//", "", "https:/", "https:", " https://", "https:\\\\"]
        {
            let text = format!("{scheme}sns.us-east-1.amazonaws.com/{FILE}");
            assert_eq!(CertificateUrl::accept(&text), None, "{text:?}");
        }
    }

    #[test]
    fn only_a_plain_path_to_a_pem_file_is_accepted() {
        for path in [
            "",
            ".pem",
            "folder/.pem",
            "a.crt",
            "a.PEM",
            "a.pem/",
            "a.pem?x=1",
            "a?x=.pem",
            "?Action=Publish&x=.pem",
            "a.pem#x",
            "a#.pem",
            "../a.pem",
            "a/../b.pem",
            "./a.pem",
            "a/./b.pem",
            "a..pem",
            "/a.pem",
            "a//b.pem",
            "%2e%2e/a.pem",
            "a%2f.pem",
            "a\\b.pem",
            "a;b.pem",
            "a b.pem",
            "a\n.pem",
            "a@b.pem",
            "a:b.pem",
            "\u{e9}.pem",
        ] {
            let text = format!("https://sns.us-east-1.amazonaws.com/{path}");
            assert_eq!(CertificateUrl::accept(&text), None, "{text:?}");
        }
        let long = format!("https://sns.us-east-1.amazonaws.com/{}.pem", "a".repeat(MAX_URL_CHARS));
        assert_eq!(CertificateUrl::accept(&long), None);
    }
}
