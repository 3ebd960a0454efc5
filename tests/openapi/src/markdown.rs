//! docs/api.md: the operations of the document as tables, between the texts of api.md.template.

use serde_json::Value;

/// The texts that no code knows. `<!-- operations: TAG -->` is replaced by the operations of a tag, `<!-- parameters -->` by
/// the query parameters of all operations.
const TEMPLATE: &str = include_str!("../api.md.template");
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// docs/api.md.
pub(crate) fn reference(document: &Value) -> String {
    let operations = operations(document);
    let replaced = TEMPLATE.lines().map(|line| {
        let marker = line.strip_prefix("<!-- ").and_then(|line| line.strip_suffix(" -->"));
        match marker.map(|marker| marker.split_once(": ").unwrap_or((marker, ""))) {
            Some(("operations", tag)) => table_of(&operations, tag),
            Some(("parameters", _)) => parameters(&operations),
            _ => format!("{line}\n"),
        }
    });
    replaced.collect()
}

/// One operation with its path and method.
struct Operation<'a> {
    path: &'a str,
    method: &'a str,
    value: &'a Value,
}

fn operations(document: &Value) -> Vec<Operation<'_>> {
    let paths = document["paths"].as_object().into_iter().flatten();
    paths
        .flat_map(|(path, item)| METHODS.map(|method| Operation { path, method, value: &item[method] }))
        .filter(|operation| operation.value.is_object())
        .collect()
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

fn table_of(operations: &[Operation<'_>], tag: &str) -> String {
    let mut table = "| request | caller | parameters | response |\n|---|---|---|---|\n".to_owned();
    for operation in operations.iter().filter(|operation| operation.value["tags"][0] == tag) {
        let Operation { path, method, value } = operation;
        let request = format!("`{} {path}`", method.to_uppercase());
        let mut parts = vec![text(value, "summary"), text(value, "description")];
        parts.retain(|part| !part.is_empty());
        let row = [
            format!("{request}<br>{}", with_links(&parts.join(" "))),
            caller(value).to_owned(),
            inputs(value),
            responses(value),
        ];
        table += &format!("| {} |\n", row.map(|cell| cell.replace('|', "\\|")).join(" | "));
    }
    assert!(table.lines().count() > 2, "no operation has the tag {tag}");
    table
}

/// With links in place of the names of pages: `docs/live.md` becomes `[live.md](live.md)`.
fn with_links(text: &str) -> String {
    let word = |word: &str| match word.strip_prefix("docs/").and_then(|rest| rest.split_once(".md")) {
        Some((page, rest)) => format!("[{0}.md]({page}.md){rest}", page.rsplit('/').next().unwrap_or(page)),
        None => word.to_owned(),
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

fn caller(operation: &Value) -> &'static str {
    match operation["x-lowest-role"].as_str() {
        Some("owner") => "owner",
        Some("member") => "owner, member",
        Some(_) => "every member",
        None if operation["security"].is_array() => "no token",
        None => "every user",
    }
}

/// The query parameters and the body.
fn inputs(operation: &Value) -> String {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let named = parameters.filter(|parameter| parameter["in"] != "path");
    let mut inputs: Vec<_> = named.map(|parameter| format!("`{}`", text(parameter, "name"))).collect();
    let body = &operation["requestBody"]["content"];
    inputs
        .extend(body["application/json"]["schema"]["$ref"].as_str().map(|name| format!("body {}", schema_name(name))));
    if !body["text/csv"].is_null() {
        inputs.push("or CSV".to_owned());
    }
    inputs.join(", ")
}

fn schema_name(reference: &str) -> String {
    format!("`{}`", reference.rsplit('/').next().unwrap_or_default())
}

fn responses(operation: &Value) -> String {
    let mut cell = String::new();
    let mut errors = Vec::new();
    for (status, response) in operation["responses"].as_object().into_iter().flatten() {
        if status.starts_with('2') {
            let schema = response["content"]["application/json"]["schema"]["$ref"].as_str();
            let schema = schema.map(|name| format!(" {}", schema_name(name))).unwrap_or_default();
            cell = format!("{status}{schema}: {}", text(response, "description"));
        } else if !["400", "401", "500", "503"].contains(&status.as_str()) || operation["security"].is_array() {
            errors.push(status.as_str());
        }
    }
    if errors.is_empty() { cell } else { format!("{cell} Also {}.", errors.join(", ")) }
}

/// Each query parameter once; one that means several things has a row for each.
fn parameters(operations: &[Operation<'_>]) -> String {
    let mut rows: Vec<(String, String, Vec<String>)> = Vec::new();
    for operation in operations {
        for parameter in operation.value["parameters"].as_array().into_iter().flatten() {
            if parameter["in"] != "query" {
                continue;
            }
            let name = format!("`{}`", text(parameter, "name"));
            let meaning = format!("{}{}", text(parameter, "description"), bounds(&parameter["schema"]));
            let request = format!("`{} {}`", operation.method.to_uppercase(), operation.path);
            match rows.iter_mut().find(|row| row.0 == name && row.1 == meaning) {
                Some(row) => row.2.push(request),
                None => rows.push((name, meaning, vec![request])),
            }
        }
    }
    rows.sort();
    let mut table = "| parameter | meaning | requests |\n|---|---|---|\n".to_owned();
    for (name, meaning, requests) in rows {
        table += &format!("| {name} | {meaning} | {} |\n", requests.join(", "));
    }
    table
}

fn bounds(schema: &Value) -> String {
    let mut bounds = String::new();
    if let (Some(least), Some(most)) = (schema["minimum"].as_i64(), schema["maximum"].as_i64()) {
        bounds += &format!(" From {least} to {most}");
        bounds += &schema["multipleOf"].as_i64().map(|step| format!(", a multiple of {step}")).unwrap_or_default();
        bounds += &schema["default"].as_i64().map(|default| format!("; {default} if absent")).unwrap_or_default();
        bounds.push('.');
    }
    if let Some(values) = schema["enum"].as_array() {
        let values: Vec<_> = values.iter().filter_map(Value::as_str).map(|value| format!("`{value}`")).collect();
        bounds += &format!(" One of {}.", values.join(", "));
    }
    if let Some(length) = schema["maxLength"].as_i64() {
        bounds += &format!(" At most {length} characters.");
    }
    bounds
}
