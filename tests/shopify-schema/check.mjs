// Compares what Storebell sends to Shopify and reads from it with Shopify's official schemas.
//
//     node check.mjs DATA FOLDER
//
// DATA is the output of the crate shopify-schema, FOLDER has a schema for each version of the Admin API.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { buildClientSchema, execute, parse, validate } from 'graphql';

const [dataFile, folder] = process.argv.slice(2);
const { exchanges, topics, statuses } = JSON.parse(readFileSync(dataFile, 'utf8'));
const versions = JSON.parse(readFileSync(join(import.meta.dirname, 'schemas.json'), 'utf8')).schemas;
const violations = [];

/** How values of Shopify's own scalars are written (https://shopify.dev/docs/api/admin-graphql/latest/scalars). */
const SCALARS = {
  DateTime: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  Decimal: /^-?\d+(\.\d+)?$/,
  UnsignedInt64: /^\d+$/,
  URL: /^[a-z]+:\/\/\S+$/,
  ID: /^gid:\/\/shopify\/\w+\/\d+$/,
};

function schemaOf(version) {
  const introspection = JSON.parse(gunzipSync(readFileSync(join(folder, `admin_${version}.json.gz`))));
  const schema = buildClientSchema(introspection.data);
  for (const [name, pattern] of Object.entries(SCALARS)) {
    schema.getType(name).serialize = (value) => {
      if (typeof value === 'string' && pattern.test(value)) return value;
      throw new Error(`${JSON.stringify(value)} is not a ${name}`);
    };
  }
  return schema;
}

/** The members of a response, by the names that the query gives them. A member that is missing is an error. */
function member(source, _arguments, _context, { path }) {
  if (!Object.hasOwn(source, path.key)) throw new Error(`the response has no ${path.key}`);
  return source[path.key];
}

/** The errors of a query with its variables, and of its response. */
function errorsOf(schema, { request, response }) {
  const document = parse(request.query);
  const invalid = validate(schema, document);
  if (invalid.length > 0) return invalid.map(({ message }) => message);
  const { data, errors } = execute({
    schema,
    document,
    operationName: request.operationName,
    variableValues: request.variables,
    rootValue: response.data,
    fieldResolver: member,
  });
  if (errors) return errors.map(({ message, path }) => `${message} (${path?.join('.') ?? 'variables'})`);
  return extraMembers(data, response.data).map((path) => `the response has ${path}, which was not requested`);
}

/**
 * The members of `value` that `requested` does not have, without the numbers of lists. The emulator does not read queries:
 * it gives every page a cursor.
 */
function extraMembers(requested, value, path = []) {
  if (value === null || typeof value !== 'object') return [];
  return Object.keys(value).filter((name) => name !== 'endCursor').flatMap((name) => {
    const inner = Array.isArray(value) ? path : [...path, name];
    return Object.hasOwn(requested, name) ? extraMembers(requested[name], value[name], inner) : [inner.join('.')];
  });
}

const documented = Object.fromEntries(Object.keys(statuses).map((name) => [name, new Set()]));
for (const version of versions) {
  const schema = schemaOf(version);
  for (const exchange of exchanges) {
    for (const error of new Set(errorsOf(schema, exchange))) {
      violations.push(`${version}: ${exchange.request.operationName}: ${error}`);
    }
  }
  const supported = schema.getType('WebhookSubscriptionTopic').getValues().map(({ name }) => name);
  for (const topic of topics.filter((name) => !supported.includes(name) && !isNewer(name, version))) {
    violations.push(`${version}: no topic ${topic}`);
  }
  for (const [name, known] of Object.entries(statuses)) {
    for (const { name: status } of schema.getType(name).getValues()) {
      documented[name].add(status);
      if (!known.includes(status)) violations.push(`${version}: ${name}.${status} is neither mapped nor named unknown`);
    }
  }
}
for (const [name, known] of Object.entries(statuses)) {
  for (const status of known.filter((status) => !documented[name].has(status))) {
    violations.push(`no version has ${name}.${status}`);
  }
}
const operations = new Set(exchanges.map(({ request }) => request.operationName));
for (const operation of ['Orders', 'Order', 'Refund', 'Fulfillment', 'Subscriptions', 'Subscribe']) {
  if (!operations.has(operation)) violations.push(`the query ${operation} was not sent`);
}

/** Whether a topic is in later versions only. */
function isNewer(topic, version) {
  const since = { ORDERS_LINK_REQUESTED: '2026-10' }[topic];
  return since !== undefined && version < since;
}

for (const violation of violations) console.error(violation);
const checked = `${exchanges.length} exchanges, ${topics.length} topics, ${Object.values(statuses).flat().length} statuses`;
console.log(`Shopify's schemas: ${checked} in ${versions.length} versions: ${violations.length} violations`);
process.exitCode = violations.length > 0 ? 1 : 0;
