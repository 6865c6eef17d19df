// Learner records (CLR 2.0): made of a person's awards by a program, served at their
// address, taken into a Backpack, and read and written by the interface of CLR 2.0.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { App } from "./app.mjs";
import { caller, checker, makeToken } from "./api.mjs";
import { words } from "./html.mjs";
import { colleague, openOffice, publish } from "./office.mjs";

const MAYA = "maya@example.org", CLR = "https://purl.imsglobal.org/spec/clr/v2p0/scope/";
let office, call, check, record, document;

before(async () => {
  office = await openOffice({ args: ["--allow-private"] });
  call = caller(office.server, await makeToken(office, ["awards:read", "awards:write", "people:read", "verify", "badges:read"], "Courses", await colleague(office)));
  check = checker(await (await fetch(`${office.server.url}/api/openapi.json`)).json());
});
after(() => office?.server.stop());

test("a record gathers the valid awards of a person under one signature, and holds with its parts", async () => {
  const first = (await call("POST", "/awards", { badge: Number(office.badge), recipient: { email: MAYA, name: "Maya" } })).body;
  await publish(office.maya, `${office.base}/badges/${office.otherBadge}`).catch(() => null);
  const second = await call("POST", "/awards", { badge: Number(office.otherBadge), recipient: { email: MAYA, name: "Maya" } });
  assert.equal(second.status, 201, second.text);
  const person = first.recipient.person ?? (await call("GET", `/people?q=${MAYA}`)).body.items[0].id;
  const none = await call("POST", `/people/${person}/records`, { name: "None", badges: [4711] });
  assert.equal(none.status, 409);
  const made = await call("POST", `/people/${person}/records`, { name: "All of it" });
  check("POST", "/api/v1/people/{id}/records", made);
  assert.deepEqual([made.status, made.body.awards, made.body.state], [201, 2, "there"], made.text);
  record = made.body;
  const answer = await fetch(record.credentialUrl, { headers: { accept: "application/vc+ld+json" } });
  document = await answer.text();
  const clr = JSON.parse(document);
  assert.deepEqual(clr.type, ["VerifiableCredential", "ClrCredential"]);
  assert.equal(clr.id, record.credentialUrl);
  assert.equal(clr.credentialSubject.verifiableCredential.length, 2);
  assert.ok(clr.proof);
  const report = (await call("POST", "/verify", { badge: document, recipient: MAYA })).body;
  assert.equal(report.verdict, "valid", JSON.stringify(report.checks?.filter((c) => c.outcome !== "pass")));
  assert.equal((await call("POST", "/verify", { badge: document.replace("All of it", "More than it") })).body.verdict, "invalid");
  const page = await fetch(record.credentialUrl, { headers: { accept: "text/html" } });
  assert.match(words({ text: await page.text() }), /All of it.*A learner record by Harbour & Vale Logistics.*What is in it.*Forklift operator/);
  check("GET", "/api/v1/people/{id}/records", await call("GET", `/people/${person}/records`));
});

test("it comes into a Backpack whole, its parts are seen there, and the interface of CLR 2.0 gives and takes it in every role", async () => {
  await office.maya.get("/backpack/add");
  const added = await office.maya.post("/backpack/add", { link: record.credentialUrl, text: "" }, { multipart: true });
  assert.match(added.path, /^\/backpack\/badges\/\d+/, words(added));
  assert.match(words(added), /All of it/);
  assert.match(words(added), /What is inside: 2/);

  const discovery = await (await fetch(`${office.server.url}/ims/clr/v2p0/discovery`)).json();
  assert.deepEqual(Object.keys(discovery.components.securitySchemes.OAuth2ACG.flows.authorizationCode.scopes).filter((s) => s.startsWith(CLR)).length, 4);
  assert.ok(discovery.components.schemas.GetClrCredentialsResponse && discovery.servers[0].url.endsWith("/ims/clr/v2p0"));
  const app = new App(office.server, office.maya);
  const scopes = ["credential.readonly", "credential.upsert", "profile.readonly", "profile.update"].map((s) => CLR + s);
  const registered = await app.register({ scope: scopes.join(" ") });
  assert.equal(registered.status, 201, registered.text);
  await app.connect(scopes);
  const list = await app.call("GET", "/ims/clr/v2p0/credentials");
  assert.equal(list.status, 200, list.text);
  assert.deepEqual(list.body.credential, [JSON.parse(document)]);
  assert.equal(list.headers.get("x-total-count"), "1");
  assert.equal((await app.call("GET", "/ims/ob/v3p0/credentials")).status, 403, "another interface, another scope");
  assert.equal((await app.call("POST", "/ims/clr/v2p0/credentials", document, { type: "application/vc+ld+json" })).status, 304);
  const again = (await call("POST", `/people/${record.person}/records`, { name: "Again" })).body;
  const text = await (await fetch(again.credentialUrl, { headers: { accept: "application/vc+ld+json" } })).text();
  const put = await app.call("POST", "/ims/clr/v2p0/credentials", text, { type: "application/vc+ld+json" });
  assert.deepEqual([put.status, put.text], [201, text]);
  assert.equal((await app.call("GET", "/ims/clr/v2p0/credentials?limit=1")).body.credential.length, 1);
  assert.equal((await app.call("GET", "/ims/clr/v2p0/profile")).body.email, MAYA);
  assert.equal((await app.call("POST", "/ims/clr/v2p0/credentials", text.replace("Again", "Never"), { type: "application/json" })).status, 400);
});

test("a removed record is gone from its address and comes back", async () => {
  assert.equal((await call("DELETE", `/records/${record.id}`)).status, 204);
  assert.equal((await fetch(record.credentialUrl, { headers: { accept: "application/json" } })).status, 410);
  assert.equal((await fetch(record.credentialUrl, { headers: { accept: "text/html" } })).status, 410);
  assert.equal((await call("DELETE", `/records/${record.id}`)).status, 409);
  assert.equal((await call("POST", `/records/${record.id}/restore`)).body.state, "there");
  assert.equal((await fetch(record.credentialUrl, { headers: { accept: "application/json" } })).status, 200);
});

test("on the page of a person a record is chosen, looked at and made; another takes its place", async () => {
  const { maya, base } = office, where = `${base}/people/${record.person}/record`;
  await maya.submit(await maya.get(`${base}/badges/${office.otherBadge}/relations`), { kind: "needs", other: office.badge }, { action: "/relations" });
  assert.match((await maya.get(`${base}/people/${record.person}`)).text, new RegExp(`href="${where}"`));
  let page = await maya.get(where);
  assert.equal((page.text.match(/name="badge"[^>]*checked/g) ?? []).length, 2, "all that is valid, at first");
  page = await maya.submit(page, { name: "", go: "make" }, { action: "/record" });
  assert.equal(page.status, 422);
  page = await maya.submit(await maya.get(where), { name: "Typed <once>", badge: undefined, go: "make" }, { action: "/record" });
  assert.deepEqual([page.status, /value="Typed &lt;once&gt;"/.test(page.text)], [422, true], "what was typed is kept");
  assert.match(words(page), /choose at least one badge/i);
  page = await maya.submit(await maya.get(where), { name: "On the docks", go: "look" }, { action: "/record" });
  assert.match(words(page), /As it would be On the docks A learner record by Harbour & Vale Logistics, for Maya.*Nothing is signed yet/);
  assert.match(words(page), /How they stand to each other .* comes before /);
  const before = (await call("GET", `/people/${record.person}/records`)).body.items.length;
  page = await maya.submit(page, { go: "make" }, { action: "/record" });
  assert.match(page.path, /\/records\/\d+$/);
  assert.equal((await call("GET", `/people/${record.person}/records`)).body.items.length, before + 1, "looking made none");
  const first = page.path, address = /\/records\/[\w-]{15,}/.exec(page.text)[0];
  const clr = await (await fetch(office.server.url + address, { headers: { accept: "application/vc+ld+json" } })).json();
  const inside = clr.credentialSubject.verifiableCredential.map((c) => c.credentialSubject.achievement.id);
  assert.deepEqual(clr.credentialSubject.association.map((x) => [x.type, x.associationType]), [[["Association"], "precedes"]]);
  const { sourceId, targetId } = clr.credentialSubject.association[0];
  assert.ok(inside.includes(sourceId) && inside.includes(targetId) && sourceId !== targetId);
  assert.equal(clr.credentialSubject.verifiableCredential.find((c) => c.credentialSubject.achievement.id === sourceId).credentialSubject.achievement.name, "Forklift operator", "what is needed comes first");

  page = await maya.get(/href="([^"]+\?replaces=\d+)"/.exec(page.text)[1]);
  assert.match(words(page), /takes the place of “On the docks”/);
  assert.match(page.text, /name="name"[^>]*value="On the docks"/);
  page = await maya.submit(page, { badge: [office.badge], go: "make" }, { action: "/record" });
  assert.match(words(page), /Awards in it 1 /);
  assert.equal((await fetch(office.server.url + address, { headers: { accept: "application/json" } })).status, 410);
  assert.match(words(await maya.get(first)), /Nobody finds it at its address/);
  await maya.submit(await maya.get(first), {}, { action: "/restore" });
  assert.equal((await fetch(office.server.url + address, { headers: { accept: "application/json" } })).status, 200);
  await maya.submit(await maya.get(page.path), {}, { action: "/remove" });
  assert.match(words(await maya.get(`${base}/records?state=removed`)), /On the docks Maya/);
  assert.equal((await maya.get(`${base}/people/99999/record`)).status, 404);
  assert.equal((await maya.get(`${where}?replaces=99999`)).status, 404);
});

test("many people get a record at once, who has nothing is left out, and all is taken back", async () => {
  const { maya, base } = office;
  const acts = `${base}/lists/people/acts`;
  await call("POST", "/awards", { badge: Number(office.badge), recipient: { email: "jo@example.org", name: "Jo" } });
  await maya.submit(await maya.get(`${base}/people/new`), { email: "new@example.org", name: "New" }, { action: "/people" });
  const rows = [...(await maya.get(`${base}/people`)).text.matchAll(/name="row" value="(\d+)"/g)].map((m) => m[1]);
  assert.ok(rows.length >= 3);
  const count = async () => ((await maya.get(`${base}/records?state=there`)).text.match(/name="row"/g) ?? []).length;
  const at = await count();
  let page = await maya.post(acts, { act: "record", row: rows, query: "", back: `${base}/people` });
  assert.match(words(page), /A learner record for \d+ people/);
  page = await maya.submit(page, { name: "Year 2026" }, { action: "/acts/" });
  const made = await maya.get(`${base}/records?q=Year`);
  assert.match(words(made), /Year 2026 Jo/);
  assert.doesNotMatch(words(made), /Year 2026 New/, "has nothing to put in");
  assert.ok(await count() > at);
  const undo = /\/acts\/(\d+)\/undo/.exec((await maya.get(`${base}/people`)).text)[0];
  await maya.post(base + undo, {});
  assert.equal(await count(), at);
});
