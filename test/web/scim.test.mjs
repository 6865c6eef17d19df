// SCIM 2.0 as its own examples, Microsoft Entra ID and Okta speak it: users made,
// found, changed, switched off and taken away, and what people see of it here.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { unescape } from "./html.mjs";
import { openOffice } from "./office.mjs";

const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const WORK = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
let office, headers, client;
const ids = {};
const words = (page) => unescape(page.text.replace(/<[^>]+>/g, " ")).replace(/\s+/g, " ");

async function call(method, where, body, more = {}) {
  const answer = await client.request(method, `/scim/v2${where}`, {
    headers: { ...headers, ...(body !== undefined && { "content-type": "application/scim+json" }), ...more },
    body: body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body),
  });
  if (answer.status !== 204) assert.match(answer.headers.get("content-type"), /^application\/(scim|problem)\+json/);
  return { status: answer.status, headers: answer.headers, json: answer.status === 204 ? null : answer.json() };
}
const patch = (id, ...Operations) => call("PATCH", `/Users/${id}`, { schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], Operations });
const find = (filter) => call("GET", `/Users?filter=${encodeURIComponent(filter)}`);

before(async () => {
  office = await openOffice();
  client = office.server.visitor();
  const page = await office.maya.submit(await office.maya.get(`${office.base}/settings/tokens`), { name: "Directory", scopes: "scim", days: "365" }, { action: "/settings/tokens" });
  headers = { authorization: `Bearer ${/Bearer (lapel_[\w-]+)/.exec(page.text)[1]}` };
});
after(async () => office?.server.stop());

test("only a token for it comes in", async () => {
  headers = { ...headers };
  const good = headers;
  for (const bad of [{}, { authorization: "Bearer lapel_nothing" }, { authorization: "Basic eDp5" }]) {
    headers = bad;
    assert.equal((await call("GET", "/Users")).status, 401);
  }
  headers = good;
  assert.equal((await call("GET", "/ServiceProviderConfig")).json.patch.supported, true);
  assert.equal((await call("GET", "/ResourceTypes")).json.Resources[0].endpoint, "/Users");
  assert.equal((await call("GET", "/Schemas")).json.totalResults, 2);
});

test("a user becomes a person of the directory", async () => {
  const made = await call("POST", "/Users", {
    schemas: [USER, WORK], externalId: "a1b2", userName: "ann@acme.example", active: true, title: "Packer", password: "never kept",
    name: { givenName: "Ann", familyName: "Lee" }, displayName: "Ann Lee",
    emails: [{ value: "ann.home@example.org", type: "home" }, { primary: true, type: "work", value: "ann@acme.example" }],
    [WORK]: { employeeNumber: "0007", department: "Stores" },
  });
  assert.equal(made.status, 201, JSON.stringify(made.json));
  ids.ann = made.json.id;
  assert.match(made.headers.get("location"), new RegExp(`/scim/v2/Users/${ids.ann}$`));
  assert.equal(made.headers.get("etag"), 'W/"1"');
  assert.equal(made.json.password, undefined);
  assert.equal(made.json[WORK].department, "Stores");
  const seen = words(await office.maya.get(`${office.base}/people?q=ann`));
  assert.match(seen, /Ann Lee/);
  assert.match(seen, /Stores/);
  const again = await call("POST", "/Users", { userName: "ANN@acme.example" });
  assert.equal(again.status, 409);
  assert.equal(again.json.scimType, "uniqueness");
  const ben = await call("POST", "/Users", { schemas: [USER], userName: "ben@acme.example", name: { formatted: "Ben Ode" } });
  ids.ben = ben.json.id;
  assert.equal(ben.json.active, true);
});

test("users are found as the directories ask for them", async () => {
  for (const [filter, n] of [
    ['userName eq "Ann@ACME.example"', 1], ['externalId eq "a1b2"', 1], ['externalId eq "A1B2"', 0], [`id eq "${ids.ben}"`, 1],
    ['emails[type eq "work"].value eq "ann@acme.example"', 1], ['active eq true and userName sw "b"', 1], ['userName eq "nobody"', 0],
    [`${WORK}:department eq "stores"`, 1],
  ]) assert.equal((await find(filter)).json.totalResults, n, filter);
  const page = (await call("GET", "/Users?startIndex=2&count=1")).json;
  assert.deepEqual([page.totalResults, page.startIndex, page.itemsPerPage, page.Resources[0].id], [2, 2, 1, ids.ben]);
  assert.equal((await call("GET", "/Users?count=0")).json.Resources.length, 0);
  const bad = await find("userName eq");
  assert.deepEqual([bad.status, bad.json.scimType, bad.json.status], [400, "invalidFilter", "400"]);
  assert.equal((await call("GET", "/Users/999999")).status, 404);
});

test("users are changed by PUT and by each way of PATCH", async () => {
  let now = await patch(ids.ann, { op: "Replace", path: "displayName", value: "Ann Lee-Moss" }, { op: "Add", path: `${WORK}:department`, value: "Stores / Night" });
  assert.equal(now.status, 200, JSON.stringify(now.json));
  assert.equal(now.json.meta.version, 'W/"2"');
  now = await patch(ids.ann, { op: "replace", value: { id: "9", title: "Shift lead", "name.givenName": "Anna" } });
  assert.deepEqual([now.json.id, now.json.title, now.json.name], [ids.ann, "Shift lead", { givenName: "Anna", familyName: "Lee" }]);
  assert.match(words(await office.maya.get(`${office.base}/people?q=ann`)), /Ann Lee-Moss/);
  const stale = await call("PUT", `/Users/${ids.ben}`, { userName: "ben@acme.example" }, { "if-match": 'W/"7"' });
  assert.equal(stale.status, 412);
  now = await call("PUT", `/Users/${ids.ben}`, { userName: "ben@acme.example", displayName: "Ben Ode", externalId: "b9" }, { "if-match": 'W/"1"' });
  assert.equal(now.json.externalId, "b9");
  assert.equal((await call("PUT", `/Users/${ids.ben}`, { userName: "ann@acme.example" })).status, 409);
});

test("what is wrong is said in SCIM's own form", async () => {
  for (const [body, type] of [
    ["{", "invalidSyntax"], ["[]", "invalidSyntax"], [{}, "invalidValue"], [{ userName: "" }, "invalidValue"], [{ userName: "no address" }, "invalidValue"],
    [{ userName: "c@acme.example", active: "perhaps" }, "invalidValue"], [{ userName: "x".repeat(300) }, "invalidValue"],
    [`${"[".repeat(40)}${"]".repeat(40)}`, "invalidSyntax"],
  ]) {
    const answer = await call("POST", "/Users", body);
    assert.deepEqual([answer.status, answer.json.scimType], [400, type], JSON.stringify(body).slice(0, 60));
    assert.match(answer.json.detail, /^[A-Z].*\.$/);
  }
  for (const [op, type] of [[{ op: "move" }, "invalidSyntax"], [{ op: "remove" }, "noTarget"], [{ op: "add", path: "a[", value: 1 }, "invalidPath"],
    [{ op: "remove", path: "userName" }, "invalidValue"]]) {
    assert.equal((await patch(ids.ben, op)).json.scimType, type);
  }
});

test("who is switched off has left, and who is switched on is back", async () => {
  let now = await patch(ids.ann, { op: "Replace", path: "active", value: "False" });
  assert.equal(now.json.active, false);
  assert.match(words(await office.maya.get(`${office.base}/people?state=left`)), /Ann Lee-Moss/);
  now = await patch(ids.ann, { op: "replace", value: { active: true } });
  assert.equal(now.json.active, true);
  assert.doesNotMatch(words(await office.maya.get(`${office.base}/people?state=left`)), /Ann Lee-Moss/);
});

test("who is deleted there is off the list here, and can come again", async () => {
  assert.equal((await call("DELETE", `/Users/${ids.ben}`)).status, 204);
  assert.equal((await call("DELETE", `/Users/${ids.ben}`)).status, 404);
  assert.doesNotMatch(words(await office.maya.get(`${office.base}/people?q=ben`)), /Ben Ode/);
  const again = await call("POST", "/Users", { userName: "ben@acme.example", displayName: "Ben Ode" });
  assert.equal(again.status, 201, JSON.stringify(again.json));
  assert.match(words(await office.maya.get(`${office.base}/people?q=ben`)), /Ben Ode/);
});
