//! The routes: path patterns and their functions.

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use crate::lambda::Function;

/// A table of path patterns, each with its function, for every method.
///
/// A segment is literal, a parameter `{name}`, or at the end `{name+}` for all remaining segments. The most specific pattern
/// wins, segment by segment: literal before parameter before rest, independent of their order in the table.
#[derive(Debug, Default)]
pub struct Routes {
    routes: Vec<Route>,
}

#[derive(Debug)]
struct Route {
    pattern: String,
    segments: Vec<Segment>,
    function: Function,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Segment {
    Literal(String),
    Parameter(String),
    Rest(String),
}

/// The route that matches a path.
#[derive(Debug)]
pub(super) struct RouteMatch<'a> {
    pub(super) function: &'a Function,
    /// The name in events: `ANY /api/webhooks/shopify/{integration}`.
    pub(super) route_key: String,
    pub(super) path_parameters: Map<String, Value>,
}

impl Routes {
    /// An empty table.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a pattern, such as `/api/webhooks/shopify/{integration}` or `/api/{proxy+}`.
    #[must_use]
    pub fn with(mut self, pattern: &str, function: Function) -> Self {
        self.routes.push(Route {
            pattern: pattern.to_owned(),
            segments: split(pattern).map(Segment::parse).collect(),
            function,
        });
        self
    }

    /// The most specific route for `path`, which is percent-encoded.
    pub(super) fn find(&self, path: &str) -> Option<RouteMatch<'_>> {
        let path: Vec<&str> = split(path).collect();
        let (route, path_parameters) = self
            .routes
            .iter()
            .filter_map(|route| Some((route, parameters(&route.segments, &path)?)))
            .min_by_key(|(route, _)| route.segments.iter().map(Segment::rank).collect::<Vec<_>>())?;
        Some(RouteMatch { function: &route.function, route_key: format!("ANY {}", route.pattern), path_parameters })
    }
}

impl Segment {
    fn parse(text: &str) -> Self {
        let name = text.strip_prefix('{').and_then(|text| text.strip_suffix('}'));
        match name {
            None => Self::Literal(text.to_owned()),
            Some(name) => match name.strip_suffix('+') {
                None => Self::Parameter(name.to_owned()),
                Some(name) => Self::Rest(name.to_owned()),
            },
        }
    }

    /// Lower is more specific.
    fn rank(&self) -> u8 {
        match self {
            Self::Literal(_) => 0,
            Self::Parameter(_) => 1,
            Self::Rest(_) => 2,
        }
    }
}

/// The values of the pattern's parameters, if the path matches.
fn parameters(pattern: &[Segment], path: &[&str]) -> Option<Map<String, Value>> {
    let mut found = Map::new();
    let mut left = path;
    for segment in pattern {
        let (first, others) = left.split_first()?;
        match segment {
            Segment::Literal(literal) if literal == first => {}
            Segment::Literal(_) => return None,
            Segment::Parameter(_) | Segment::Rest(_) if first.is_empty() => return None,
            Segment::Parameter(name) => {
                found.insert(name.clone(), decoded(first).into());
            }
            Segment::Rest(name) => {
                found.insert(name.clone(), decoded(&left.join("/")).into());
                return Some(found);
            }
        }
        left = others;
    }
    left.is_empty().then_some(found)
}

fn split(path: &str) -> impl Iterator<Item = &str> {
    path.strip_prefix('/').unwrap_or(path).split('/')
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use lambda_http::service_fn;
    use lambda_runtime::LambdaEvent;

    use super::*;

    fn function(name: &str) -> Function {
        let echo = |event: LambdaEvent<Value>| async move { Ok(event.payload) };
        Function::json::<Value, Value>(name, Duration::from_secs(1), service_fn(echo))
    }

    fn routes() -> Routes {
        // The least specific pattern first: the order of the table must not matter.
        Routes::new()
            .with("/api/{proxy+}", function("api"))
            .with("/api/webhooks/shopify/{integration}", function("shopify"))
            .with("/api/webhooks/shopify", function("shopify"))
    }

    fn taken(path: &str) -> Option<(String, Value)> {
        routes().find(path).map(|found| (found.route_key, Value::Object(found.path_parameters)))
    }

    #[test]
    fn most_specific_pattern_wins() {
        let found = |key: &str, parameters: Value| Some((key.to_owned(), parameters));
        assert_eq!(taken("/api/webhooks/shopify"), found("ANY /api/webhooks/shopify", serde_json::json!({})));
        assert_eq!(
            taken("/api/webhooks/shopify/demo%2Dshop"),
            found("ANY /api/webhooks/shopify/{integration}", serde_json::json!({"integration": "demo-shop"}))
        );
        assert_eq!(
            taken("/api/webhooks/shopify/a/b"),
            found("ANY /api/{proxy+}", serde_json::json!({"proxy": "webhooks/shopify/a/b"}))
        );
    }

    #[test]
    fn empty_parameter_or_unknown_path_matches_no_route() {
        for path in ["/", "/api", "/api/", "/other", "/webhooks/shopify"] {
            assert_eq!(taken(path), None, "{path}");
        }
    }
}
