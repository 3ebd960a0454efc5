//! The schemas of a route's response and body, and those that they refer to.

use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use utoipa::openapi::{RefOr, Schema};

use crate::schema_rules::apply_rules;

/// Adds the schema of a type and of every type in it, and returns a reference to the former.
type AddSchema = fn(&mut Schemas) -> Value;

/// The types of a route.
#[derive(Clone, Copy, Default)]
pub(crate) struct RouteSchemas {
    /// The status of a success, and its response.
    response: Option<(u16, AddSchema)>,
    body: Option<AddSchema>,
}

impl RouteSchemas {
    /// The schema of a response with this status.
    pub(crate) fn of_response<T: ToSchema>(status: u16) -> Self {
        Self { response: Some((status, add::<T>)), body: None }
    }

    /// Sets the type of the response.
    pub(crate) fn set_response<T: ToSchema>(&mut self, status: u16) {
        self.response = Some((status, add::<T>));
    }

    /// Sets the type of the body.
    pub(crate) fn set_body<T: ToSchema>(&mut self) {
        self.body = Some(add::<T>);
    }

    /// Whether requests have a body.
    pub(super) fn has_body(&self) -> bool {
        self.body.is_some()
    }

    /// The status of a success and the schema of its response.
    pub(super) fn response(&self, schemas: &mut Schemas) -> Option<(u16, Value)> {
        self.response.map(|(status, add)| (status, add(schemas)))
    }

    /// The schema of the body.
    pub(super) fn body(&self, schemas: &mut Schemas) -> Option<Value> {
        self.body.map(|add| add(schemas))
    }
}

fn add<T: ToSchema>(schemas: &mut Schemas) -> Value {
    T::schemas(&mut schemas.0);
    schemas.0.push((T::name().into_owned(), T::schema()));
    json!({"$ref": format!("#/components/schemas/{}", T::name())})
}

/// The schemas of the document, by name; a type may occur several times.
#[derive(Default)]
pub(super) struct Schemas(Vec<(String, RefOr<Schema>)>);

impl Schemas {
    /// `components.schemas`.
    ///
    /// # Panics
    /// If two types have the same name.
    pub(super) fn into_json(self) -> Map<String, Value> {
        let mut all = Map::new();
        for (name, schema) in self.0 {
            let schema = serde_json::to_value(schema).expect("a schema is JSON");
            if let Some(earlier) = all.insert(name.clone(), schema.clone()) {
                assert_eq!(earlier, schema, "two types are named {name}");
            }
        }
        all.iter_mut().for_each(|(name, schema)| apply_rules(name, schema));
        all
    }
}
