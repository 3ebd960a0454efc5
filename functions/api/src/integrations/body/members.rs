//! Members as clients name them.

use domain::integration::{Member, Role};
use runtime::response::ErrorResponse;

use super::fields::Fields;

/// The most members of an integration.
const MOST: usize = 40;
/// The longest name of a user, in characters, as tokens may have it.
const LONGEST_USER: usize = 128;
const USER: &str = "a user's name of 1 to 128 characters, none of them a control character";

/// Reads the field `members`: each a user, once, with a role. By name.
///
/// # Errors
/// 400 `bad_body`.
pub(super) fn read(fields: &mut Fields) -> Result<Option<Vec<Member>>, ErrorResponse> {
    let Some(items) = fields.objects("members", MOST)? else { return Ok(None) };
    let mut members = items.into_iter().map(member).collect::<Result<Vec<_>, _>>()?;
    members.sort_by(|a, b| a.user.cmp(&b.user));
    if members.windows(2).any(|pair| pair[0].user == pair[1].user) {
        return Err(fields.wrong("members", "a list that has each user once"));
    }
    Ok(Some(members))
}

/// Checks how many members there are in all, the caller among them.
///
/// # Errors
/// 400 `bad_body`.
pub(in crate::integrations) fn check(members: &[Member]) -> Result<(), ErrorResponse> {
    if members.len() <= MOST {
        Ok(())
    } else {
        Err(ErrorResponse::bad_request("bad_body", format!("`members` must be at most {MOST}, yourself among them.")))
    }
}

fn member(mut item: Fields) -> Result<Member, ErrorResponse> {
    let user: String = item.needed("user", USER)?;
    if !(1..=LONGEST_USER).contains(&user.chars().count()) || user.contains(char::is_control) {
        return Err(item.wrong("user", USER));
    }
    let role: Role = item.needed("role", "owner, member or viewer")?;
    item.end()?;
    Ok(Member { user, role })
}

#[cfg(test)]
mod tests {
    use lambda_http::Body;
    use serde_json::{Value, json};

    use super::*;

    fn members(list: Value) -> Result<Vec<Member>, ErrorResponse> {
        let mut fields = Fields::of_body(&Body::from(json!({ "members": list }).to_string())).unwrap();
        read(&mut fields).map(Option::unwrap)
    }

    #[test]
    fn members_are_read_and_sorted_by_name() {
        let read = members(json!([{"user": "bob", "role": "viewer"}, {"user": "ann", "role": "owner"}])).unwrap();
        assert_eq!(
            read,
            [Member { user: "ann".into(), role: Role::Owner }, Member { user: "bob".into(), role: Role::Viewer }]
        );
    }

    #[test]
    fn what_is_no_list_of_members_is_named() {
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
        for (list, told) in table {
            let error = members(list).unwrap_err();
            assert!(error.code == "bad_body" && error.message.contains(told), "{told}: {}", error.message);
        }
    }
}
