//! The field `members`: the users of an integration with their roles.

use domain::integration::{Member, Role};
use runtime::response::ErrorResponse;

use super::object_reader::ObjectReader;

/// The most members of an integration.
pub(crate) const MAX_MEMBERS: usize = 40;
/// The longest user name that a token may contain.
pub(crate) const MAX_USER_CHARS: usize = 128;
const EXPECTED_USER: &str = "a user's name of 1 to 128 characters without control characters";

/// Reads the field: members sorted by user. `None` if it is absent.
///
/// # Errors
/// 400 `bad_body`.
pub(super) fn read_members(object: &mut ObjectReader) -> Result<Option<Vec<Member>>, ErrorResponse> {
    let Some(items) = object.objects("members", MAX_MEMBERS)? else { return Ok(None) };
    let mut members = items.into_iter().map(read_member).collect::<Result<Vec<_>, _>>()?;
    members.sort_by(|a, b| a.user.cmp(&b.user));
    if members.windows(2).any(|pair| pair[0].user == pair[1].user) {
        return Err(object.error("members", "a list that contains each user once"));
    }
    Ok(Some(members))
}

/// Checks the number of all members, the caller included.
///
/// # Errors
/// 400 `bad_body`.
pub(in crate::integrations) fn check_members(members: &[Member]) -> Result<(), ErrorResponse> {
    if members.len() <= MAX_MEMBERS {
        return Ok(());
    }
    let message = format!("`members` must be a list of at most {MAX_MEMBERS} members, yourself included.");
    Err(ErrorResponse::bad_request("bad_body", message))
}

fn read_member(mut item: ObjectReader) -> Result<Member, ErrorResponse> {
    let user: String = item.required("user", EXPECTED_USER)?;
    if !(1..=MAX_USER_CHARS).contains(&user.chars().count()) || user.contains(char::is_control) {
        return Err(item.error("user", EXPECTED_USER));
    }
    let role: Role = item.required("role", "owner, member or viewer")?;
    item.finish()?;
    Ok(Member { user, role })
}

#[cfg(test)]
mod tests {
    use lambda_http::Body;
    use serde_json::{Value, json};

    use super::*;

    fn members(list: Value) -> Result<Vec<Member>, ErrorResponse> {
        let mut object = ObjectReader::of_body(&Body::from(json!({ "members": list }).to_string())).unwrap();
        read_members(&mut object).map(Option::unwrap)
    }

    #[test]
    fn members_are_sorted_by_user() {
        let read = members(json!([{"user": "bob", "role": "viewer"}, {"user": "ann", "role": "owner"}])).unwrap();
        assert_eq!(
            read,
            [Member { user: "ann".into(), role: Role::Owner }, Member { user: "bob".into(), role: Role::Viewer }]
        );
    }

    #[test]
    fn invalid_member_is_named() {
        let many: Vec<_> = (0..41).map(|user| json!({"user": user.to_string(), "role": "viewer"})).collect();
        let table = [
            (json!([{"user": "ann", "role": "boss"}]), "members[0].role"),
            (json!([{"user": "ann"}]), "members[0].role"),
            (json!([{"user": "", "role": "owner"}]), "members[0].user"),
            (json!([{"user": "a\nb", "role": "owner"}]), "members[0].user"),
            (json!([{"user": "a".repeat(129), "role": "owner"}]), "members[0].user"),
            (json!([{"user": "ann", "role": "owner", "mail": "x"}]), "members[0].mail"),
            (json!([{"user": "ann", "role": "owner"}, {"user": "ann", "role": "viewer"}]), "each user once"),
            (json!(many), "at most 40"),
            (json!(["ann"]), "members[0]"),
        ];
        for (list, expected) in table {
            let error = members(list).unwrap_err();
            assert!(error.code == "bad_body" && error.message.contains(expected), "{expected}: {}", error.message);
        }
    }
}
