// api.mjs — what scenarios of the interface for programs need: tokens, calls,
// answers held against the server's own description.
import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { accident } from "./office.mjs";
import { unescape } from "./html.mjs";

const require = createRequire(import.meta.url);
const Ajv = require("ajv/dist/2020.js");
const formats = require("ajv-formats");

export const SCOPES = [
  "org:read", "badges:read", "badges:write", "awards:read", "awards:write", "awards:revoke", "standings:read", "people:read", "people:write",
  "org:write", "pathways:read", "scim", "verify", "webhooks", "applications:read", "applications:judge", "members:read", "members:write", "views",
];

// A token made on the page, as an administrator does; the secret that is shown once.
export async function makeToken(office, scopes = SCOPES, name = "Learning platform", who = office.maya) {
  const page = await who.get(`${office.base}/settings/tokens`);
  const made = await who.submit(page, { name, scopes, days: "30" }, { action: "/settings/tokens" });
  const secret = /id="token-secret">([^<]+)</.exec(made.text);
  if (!secret) throw new Error(`no token: ${made.status} ${made.text.slice(0, 2000)}`);
  return unescape(secret[1]);
}

// Another organisation with the same administrator, and a token of it for all.
export function otherOrganisation(office) {
  const secret = "lapel_of-the-other-organisation-of-this-server0000000";
  const hash = createHash("sha256").update(secret).digest("hex");
  accident(office.server, `INSERT INTO org (id, slug, created_at) VALUES (77, 'other', 1);
    INSERT INTO org_version (id, org_id, base, name, description, url, email, id_form, award_form, created_at)
    VALUES (7700, 77, '${office.server.url}', 'Other', '', '', '', 'https', 'proof', 1);
    UPDATE org SET version_id = 7700 WHERE id = 77;
    INSERT INTO member (org_id, account_id, created_at) SELECT 77, min(id), 1 FROM account;
    INSERT INTO member_role (org_id, account_id, role, people, badges, created_at) SELECT 77, a.id, r.name, 'all', 'all', 1
    FROM (SELECT min(id) AS id FROM account) a, (SELECT 'admin' AS name UNION ALL SELECT 'assessor' UNION ALL SELECT 'checker') r;
    INSERT INTO token (org_id, account_id, name, hash, hint, scopes, created_at, used_from)
    SELECT 77, min(id), 'Other', '${hash}', 'lapel_of-t', '${SCOPES.join(" ")}', 1, '' FROM account`);
  return secret;
}

export function caller(server, token) {
  return async function call(method, path, body, headers = {}) {
    const answer = await fetch(path.startsWith("http") ? path : `${server.url}/api/v1${path}`, {
      method,
      headers: { ...(token && { authorization: `Bearer ${token}` }), ...(body !== undefined && { "content-type": "application/json" }), ...headers },
      body: body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body),
    });
    const text = await answer.text();
    const isJson = /json/.test(answer.headers.get("content-type") ?? "");
    return { status: answer.status, headers: answer.headers, text, body: text && isJson ? JSON.parse(text) : undefined };
  };
}

// Each answer as the description says it; throws with what is wrong.
export function checker(document) {
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats(ajv);
  ajv.addSchema({ $id: "doc", components: document.components });
  return function check(method, where, answer) {
    const operation = document.paths[where][method.toLowerCase()];
    let response = operation.responses[answer.status];
    if (!response) throw new Error(`${method} ${where}: ${answer.status} is not described`);
    if (response.$ref) response = document.components.responses[response.$ref.split("/").pop()];
    if (answer.status < 400 && response.content?.["text/csv"]) {
      if (!/^text\/csv/.test(answer.headers.get("content-type"))) throw new Error(`${method} ${where}: no CSV`);
      return;
    }
    const content = response.content?.[answer.status < 400 ? "application/json" : "application/problem+json"];
    if (!content) return;
    const valid = ajv.compile({ $ref: `doc${content.schema.$ref}` });
    if (!valid(answer.body)) throw new Error(`${method} ${where}: ${ajv.errorsText(valid.errors)} in ${answer.text.slice(0, 500)}`);
  };
}

export const operations = (document) =>
  Object.entries(document.paths).flatMap(([where, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method: method.toUpperCase(), where, operation, scope: operation.security[0]?.token?.[0] })));
