//! Where certificates may come from: hosts of SNS's, and nothing that merely looks like one.

use std::fmt;

/// Longest URL, in characters. SNS's have about 100.
const LONGEST: usize = 256;

/// An https URL of a PEM file on a host of SNS's. Whatever fetches takes nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CertificateUrl(String);

impl CertificateUrl {
    /// Takes a URL if it is one of SNS's: `https://sns.<region>.amazonaws.com/<name>.pem`, or
    /// `sns-signing.<region>`, the name of newer regions' certificates; `.amazonaws.com.cn` for regions `cn-…` and
    /// `.amazonaws.eu` for regions `eusc-…` (aws/aws-sdk-java-v2, `SnsHostProvider`).
    ///
    /// The text is compared letter by letter rather than parsed, and may have only letters that every URL parser
    /// reads alike: no port, user, query, fragment, escape, backslash, upper-case or international host.
    pub fn accept(text: &str) -> Option<Self> {
        let (host, path) = text.strip_prefix("https://")?.split_once('/')?;
        let good = text.len() <= LONGEST && is_host(host) && is_path(path);
        good.then(|| Self(text.to_owned()))
    }

    /// The URL's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last part of the path: `<name>.pem`.
    pub(super) fn file_name(&self) -> &str {
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

/// `us-east-1`, `us-gov-west-1`, `eusc-de-east-1`: letters, in between letters, a number.
///
/// The pattern of AWS's validators, `[a-zA-Z0-9-]{3,}`, is too wide: `sns.s3-us-west-2.amazonaws.com` is the bucket
/// `sns`, which belongs to whoever made it.
fn is_region(text: &str) -> bool {
    let parts: Vec<_> = text.split('-').collect();
    let [first, middle @ .., number] = &parts[..] else { return false };
    let letters = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase());
    (2..=4).contains(&first.len())
        && letters(first)
        && (1..=2).contains(&middle.len())
        && middle.iter().all(letters)
        && (1..=2).contains(&number.len())
        && number.bytes().all(|b| b.is_ascii_digit())
}

fn is_path(path: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'/');
    path.strip_suffix(".pem").is_some_and(|stem| !stem.is_empty() && !stem.ends_with('/'))
        && path.bytes().all(plain)
        && !path.contains("..")
        && path.split('/').all(|segment| !segment.is_empty() && segment != ".")
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "SimpleNotificationService-7506a1e35b36ef5a444dd1a8e7cc3ed8.pem";

    #[test]
    fn each_real_host_is_accepted_and_read_alike_by_the_fetching_side() {
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
    fn each_look_alike_host_is_refused() {
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
            // Buckets, which anyone may own.
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
    fn nothing_but_https_is_accepted() {
        for scheme in
            ["http://", "HTTPS://", "ftp://", "file://", "//", "", "https:/", "https:", " https://", "https:\\\\"]
        {
            let text = format!("{scheme}sns.us-east-1.amazonaws.com/{FILE}");
            assert_eq!(CertificateUrl::accept(&text), None, "{text:?}");
        }
    }

    #[test]
    fn nothing_but_a_plain_path_to_a_pem_file_is_accepted() {
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
        let long = format!("https://sns.us-east-1.amazonaws.com/{}.pem", "a".repeat(LONGEST));
        assert_eq!(CertificateUrl::accept(&long), None);
    }
}
