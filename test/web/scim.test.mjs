// SCIM 2.0 as its own examples, Microsoft Entra ID and Okta speak it: users made,
// found, changed, switched off and taken away, and what people see of it here.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { lapel } from "./harness.mjs";
import { words } from "./html.mjs";
import { accident, openOffice } from "./office.mjs";

const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";
const WORK = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
let office, headers, client;
const ids = {};

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
  assert.deepEqual((await call("GET", "/ResourceTypes")).json.Resources.map((r) => r.endpoint), ["/Users", "/Groups"]);
  assert.equal((await call("GET", "/ResourceTypes/Group")).json.schema, GROUP);
  const schemas = (await call("GET", "/Schemas")).json;
  assert.deepEqual([schemas.totalResults, schemas.Resources.map((r) => r.id)], [3, [USER, WORK, GROUP]]);
  assert.equal((await call("GET", `/Schemas/${GROUP}`)).json.name, "Group");
  assert.equal((await call("GET", "/Schemas/urn:x")).status, 404);
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

/* ---- groups ---- */

const change = (id, ...Operations) => call("PATCH", `/Groups/${id}`, { schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], Operations });
const group = async (id) => (await call("GET", `/Groups/${id}`)).json;
const members = async (id) => ((await group(id)).members ?? []).map((m) => m.value).sort();
const people = async (query) => words(await office.maya.get(`${office.base}/people?${query}`));
async function user(name, more = {}) {
  const made = await call("POST", "/Users", { userName: `${name.toLowerCase()}@acme.example`, displayName: `${name} Roe`, ...more });
  assert.equal(made.status, 201, JSON.stringify(made.json));
  return made.json.id;
}

test("a group becomes one here, with the people who are in it there", async () => {
  for (const name of ["Cy", "Di", "Ed"]) ids[name] = await user(name);
  const made = await call("POST", "/Groups", { schemas: [GROUP], externalId: "8aa1", displayName: "First aiders", members: [{ value: ids.Cy, display: "Cy" }] });
  assert.equal(made.status, 201, JSON.stringify(made.json));
  ids.aid = made.json.id;
  assert.match(made.headers.get("location"), new RegExp(`/scim/v2/Groups/${ids.aid}$`));
  assert.equal(made.headers.get("etag"), 'W/"1"');
  assert.deepEqual(made.json.members.map((m) => [m.value, m.display, /Users.\d+$/.test(m.$ref)]), [[ids.Cy, "Cy Roe", true]]);
  const own = (await call("GET", `/Users/${ids.Cy}`)).json.groups;
  assert.deepEqual(own.map((g) => [g.value, g.display]), [[ids.aid, "First aiders"]]);
  const listed = await office.maya.get(`${office.base}/groups`);
  ids.here = /groups\/(\d+)"[^>]*>First aiders/.exec(listed.text)[1];
  assert.match(await people(`group=${ids.here}`), /Cy Roe/);
  assert.equal((await call("POST", "/Groups", { displayName: "FIRST aiders" })).json.scimType, "uniqueness");
});

test("members come and go as Entra ID, Okta and the RFC say it", async () => {
  const steps = [
    [[{ op: "Add", path: "members", value: [{ $ref: null, value: ids.Di }] }], ["Cy", "Di"]],                          // Entra ID
    [[{ op: "Add", path: "members", value: [{ $ref: null, value: ids.Di }] }], ["Cy", "Di"]],                          // once more: nothing twice
    [[{ op: "Remove", path: "members", value: [{ $ref: null, value: ids.Cy }] }], ["Di"]],
    [[{ op: "remove", path: `members[value eq "${ids.Di}"]` }, { op: "add", path: "members", value: [{ value: ids.Ed, display: "ed@acme.example" }] }], ["Ed"]],  // Okta
    [[{ op: "replace", path: "members", value: [{ value: ids.Cy }, { value: ids.Di }] }], ["Cy", "Di"]],
    [[{ op: "replace", value: { id: ids.aid, displayName: "First aid" } }], ["Cy", "Di"]],                             // a new name takes nobody out
    [[{ op: "Replace", path: `${GROUP}:displayName`, value: "First aiders" }], ["Cy", "Di"]],
    [[{ op: "replace", value: { members: [], id: ids.aid, displayName: "First aiders" } }], []],                       // Okta, an empty group
    [[{ op: "add", value: { members: [{ value: ids.Ed }] } }], ["Ed"]],
    [[{ op: "add", path: "members", value: { value: ids.Cy } }, { op: "remove", path: `members[value eq "${ids.Cy}" or display co "ed"]` }], []],
    [[{ op: "add", path: "members", value: [{ value: ids.Cy }, { value: ids.Ed }] }, { op: "remove", path: "members" }], []],
    [[{ op: "replace", path: "externalId", value: "8aa2" }, { op: "add", path: "members", value: [{ value: ids.Cy }, { value: ids.Di }] }], ["Cy", "Di"]],
  ];
  for (const [operations, want] of steps) {
    const done = await change(ids.aid, ...operations);
    assert.equal(done.status, 204, JSON.stringify([operations, done.json]));
    assert.match(done.headers.get("etag"), /^W\/"\d+"$/);
    assert.deepEqual(await members(ids.aid), want.map((name) => ids[name]).sort(), JSON.stringify(operations));
    const seen = await people(`group=${ids.here}`);
    for (const name of ["Cy", "Di", "Ed"]) assert.equal(seen.includes(`${name} Roe`), want.includes(name), `${name}: ${JSON.stringify(operations)}`);
  }
  const now = await group(ids.aid);
  assert.equal(now.externalId, "8aa2");
  const put = await call("PUT", `/Groups/${ids.aid}`, { displayName: "First aiders", members: [{ value: ids.Cy }] }, { "if-match": now.meta.version });
  assert.deepEqual([put.status, put.json.members.length, put.json.externalId], [200, 1, undefined]);
  assert.equal((await call("PUT", `/Groups/${ids.aid}`, { displayName: "First aiders" }, { "if-match": now.meta.version })).status, 412);
  assert.equal((await call("PATCH", `/Groups/${ids.aid}?attributes=displayName`, { Operations: [{ op: "replace", path: "externalId", value: "8aa1" }] })).json.members, undefined);
});

test("groups are found by name, number, member and page, with members or without", async () => {
  ids.crew = (await call("POST", "/Groups", { displayName: "Crew", members: [{ value: ids.Di }] })).json.id;
  for (const [filter, n] of [['displayName eq "first AIDERS"', 1], ['externalId eq "8aa1"', 1], [`id eq "${ids.crew}"`, 1], ['displayName sw "C"', 1],
    [`members[value eq "${ids.Di}"]`, 1], [`members.value eq "${ids.Cy}"`, 1], [`id eq "${ids.aid}" and members eq "${ids.Cy}"`, 1],
    [`id eq "${ids.aid}" and members eq "${ids.Di}"`, 0], ['displayName eq "none"', 0], ["displayName pr", 2]]) {
    const found = await call("GET", `/Groups?excludedAttributes=members&filter=${encodeURIComponent(filter)}`);
    assert.equal(found.json.totalResults, n, filter);
    assert.ok(found.json.Resources.every((g) => g.members === undefined));
  }
  const page = (await call("GET", "/Groups?startIndex=2&count=1")).json;
  assert.deepEqual([page.totalResults, page.startIndex, page.itemsPerPage, page.Resources[0].id, page.Resources[0].members.length], [2, 2, 1, ids.crew, 1]);
  assert.equal((await call("GET", `/Groups/${ids.crew}?excludedAttributes=members`)).json.members, undefined);
  assert.equal((await call("GET", `/Groups/${ids.crew}?attributes=members,displayName`)).json.members.length, 1);
  assert.equal((await call("GET", "/Groups?filter=displayName")).json.scimType, "invalidFilter");
  assert.equal((await call("GET", "/Groups/999999")).status, 404);
});

test("a group that cannot be taken changes nothing, and the page says why", async () => {
  for (const [body, type] of [["{", "invalidSyntax"], ["[]", "invalidSyntax"], [{}, "invalidValue"], [{ displayName: "x".repeat(300) }, "invalidValue"],
    [{ displayName: "a\u0000b" }, "invalidValue"], [{ displayName: "G", members: [{ value: "999999" }] }, "invalidValue"], [{ displayName: "G", members: [{}] }, "invalidValue"],
    [{ displayName: "G", members: [{ value: ids.aid, type: "Group" }] }, "invalidValue"]]) {
    const answer = await call("POST", "/Groups", body);
    assert.deepEqual([answer.status, answer.json.scimType], [400, type], JSON.stringify(body).slice(0, 60));
  }
  for (const [op, type] of [[{ op: "remove", path: "displayName" }, "invalidValue"], [{ op: "add", path: "members[display eq \"x\"]", value: {} }, "invalidPath"],
    [{ op: "add", path: "members.value", value: "1" }, "invalidPath"], [{ op: "replace", path: "displayName", value: "" }, "invalidValue"],
    [{ op: "add", path: "members", value: [{ value: ids.Ed }, { value: "999999" }] }, "invalidValue"], [{ op: "move" }, "invalidSyntax"]]) {
    assert.equal((await change(ids.crew, op)).json.scimType, type, JSON.stringify(op));
  }
  assert.deepEqual(await members(ids.crew), [ids.Di]);
  assert.equal((await find('displayName eq "G"')).json.totalResults, 0);
  const page = words(await office.maya.get(`${office.base}/settings/directory`));
  assert.match(page, /PATCH \/scim\/v2\/Groups/);
  assert.match(page, /There is no user with the id 999999/);
  assert.match(page, /First aiders/);
});

test("an administrator chooses what a group is here, and everybody in it follows", async () => {
  const settings = `${office.base}/settings/directory`, at = `${settings}/groups/${ids.crew}`;
  let page = await office.maya.submit(await office.maya.get(at), { kind: "team", "place-team": "0", role: "none" }, { action: at });
  assert.match(words(page), /Crew/);
  const team = /team=(\d+)"[^>]*>Crew/.exec((await office.maya.get(`${office.base}/places/teams`)).text)?.[1];
  assert.ok(team);
  assert.match(await people(`team=${team}`), /Di Roe/);
  await change(ids.crew, { op: "add", path: "members", value: [{ value: ids.Ed }] });
  assert.match(await people(`team=${team}`), /Ed Roe/);
  page = await office.maya.submit(await office.maya.get(at), { kind: "department", "place-department": "0", role: "none" }, { action: at });
  assert.doesNotMatch(await people(`team=${team}`), /Di Roe/);
  const department = /department=(\d+)"[^>]*>Crew/.exec((await office.maya.get(`${office.base}/places/departments`)).text)[1];
  assert.match(await people(`department=${department}`), /Di Roe/);
  await call("PATCH", `/Users/${ids.Di}`, { Operations: [{ op: "replace", path: `${WORK}:department`, value: "Stores" }] });
  assert.match(await people(`department=${department}`), /Di Roe/);            // what was chosen here counts more than a word there
  await change(ids.crew, { op: "remove", path: `members[value eq "${ids.Di}"]` });
  assert.doesNotMatch(await people(`department=${department}`), /Di Roe/);
  const wrong = await office.maya.submit(await office.maya.get(at), { kind: "team", "place-team": "99999", role: "none" }, { action: at });
  assert.equal(wrong.status, 422);
  page = await office.maya.submit(await office.maya.get(settings), { kind: "none" }, { action: `${settings}/usual` });
  const quiet = await call("POST", "/Groups", { displayName: "Quiet" });
  assert.equal(quiet.status, 201);
  assert.doesNotMatch((await office.maya.get(`${office.base}/groups`)).text, /Quiet/);
  assert.equal((await call("DELETE", `/Groups/${quiet.json.id}`)).status, 204);
  assert.equal((await call("DELETE", `/Groups/${quiet.json.id}`)).status, 404);
});

test("where a group gives a role, members get it and lose it with the group", async () => {
  const settings = `${office.base}/settings/directory`, at = `${settings}/groups/${ids.aid}`;
  const roleOf = async () => />Cy Roe<\/a>.*?<td data-label="">\s*([^<]*?)\s*</s.exec((await office.maya.get(`${office.base}/settings/members`)).text)?.[1];
  const made = await lapel(["admin", "add-operator", "--password", "cy@acme.example", "Cy Roe", ...office.server.place], { input: "rain on a tin roof\n" });
  assert.equal(made.status, 0, made.err);
  await office.maya.submit(await office.maya.get(at), { kind: "none", role: "awarder" }, { action: at });
  assert.equal(await roleOf(), undefined);                                       // not at a domain of the company: nobody is made a member by a list
  accident(office.server, `INSERT INTO provider_domain (org_id, domain, code, proved_at) VALUES (${office.org}, 'acme.example', 'x', 1)`);
  await change(ids.aid, { op: "remove", path: "members" });
  await change(ids.aid, { op: "add", path: "members", value: [{ value: ids.Cy }] });
  assert.equal(await roleOf(), "Awarder");
  await office.maya.submit(await office.maya.get(at), { kind: "none", role: "designer" }, { action: at });
  assert.equal(await roleOf(), "Badge designer");
  await patch(ids.Cy, { op: "replace", path: "active", value: false });
  assert.equal(await roleOf(), undefined);
  await patch(ids.Cy, { op: "replace", path: "active", value: true });
  assert.equal(await roleOf(), "Badge designer");
  await change(ids.aid, { op: "remove", path: "members", value: [{ value: ids.Cy }] });
  assert.equal(await roleOf(), undefined);
  assert.equal((await office.maya.get(office.base)).status, 200);
});
