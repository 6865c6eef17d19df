// The interface for programs: its description, a client made from that, every
// route with every scope, and what holds for all calls.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import test, { after, before } from "node:test";
import { Validator } from "@seriousme/openapi-schema-validator";
import { OpenAPIClientAxios } from "openapi-client-axios";
import { caller, checker, makeToken, operations, otherOrganisation, SCOPES } from "./api.mjs";
import { until } from "./harness.mjs";
import { unescape } from "./html.mjs";
import { openOffice, picture } from "./office.mjs";

const require = createRequire(import.meta.url);
let office, token, call, document, check;

before(async () => {
  office = await openOffice();
  token = await makeToken(office);
  call = caller(office.server, token);
  document = await (await fetch(`${office.server.url}/api/openapi.json`)).json();
  check = checker(document);
});
after(() => office?.server.stop());

// What a mail leads to; the newest one to that address.
async function mailed(email, match) {
  const list = await office.maya.get(`${office.base}/mail?q=${encodeURIComponent(email)}`);
  const mail = await office.maya.get(/href="(\/org\/\d+\/mail\/\d+)"/.exec(list.text)[1]);
  return match.exec(mail.text)[0];
}

// Somebody opens a claim link and proves an address.
async function come(address, email) {
  const visitor = office.server.visitor();
  const url = new URL(address);
  await visitor.submit(await visitor.get(url.pathname + url.search), { name: email.split("@")[0], email, how: "mail" });
  await visitor.submit(await visitor.get(await mailed(email, /\/claimed\/[\w-]+/)));
}

test("the description is valid OpenAPI 3.1", async () => {
  const validator = new Validator();
  const result = await validator.validate(structuredClone(document));
  assert.ok(result.valid, JSON.stringify(result.errors));
  assert.equal(validator.version, "3.1");
});

test("every call has examples that are as the description says, and so has every message of a webhook", () => {
  const ajv = new (require("ajv/dist/2020.js"))({ strict: false });
  require("ajv-formats")(ajv);
  ajv.addSchema({ $id: "doc", components: document.components });
  const fits = (content, what) => {
    const schema = JSON.parse(JSON.stringify(content.schema).replaceAll('"#/', '"doc#/'));
    assert.ok(content.example !== undefined, `${what} has no example`);
    assert.ok(ajv.validate(schema, content.example), `${what}: ${ajv.errorsText()} in ${JSON.stringify(content.example)}`);
  };
  for (const { method, where, operation } of operations(document)) {
    assert.ok(operation.summary && operation.description && operation.tags.length === 1 && operation.operationId, where);
    if (operation.requestBody) fits(operation.requestBody.content["application/json"], `${method} ${where}: request`);
    const [status, good] = Object.entries(operation.responses).find(([code]) => code.startsWith("2"));
    if (status !== "204" && !good.content["text/csv"]) fits(good.content["application/json"], `${method} ${where}: answer`);
  }
  const events = Object.entries(document.webhooks);
  assert.ok(events.length >= 18);
  for (const [event, item] of events) fits(item.post.requestBody.content["application/json"], event);
});

test("a client made from it: a badge is made, awarded to three, followed, revoked", async () => {
  const maker = new OpenAPIClientAxios({
    definition: structuredClone(document),
    axiosConfigDefaults: { headers: { authorization: `Bearer ${token}` } },
  });
  const client = await maker.init();
  const { data: badge, status } = await client.createBadge(null, {
    name: "Crane operator", description: "Lifts loads safely.", criteria: "Three days of training.", tags: ["lifting"],
    criteriaItems: [{ narrative: "Lifts a load with a banksman" }], validityMonths: 24, image: picture().toString("base64"),
  });
  assert.equal(status, 201);
  assert.equal(badge.state, "draft");
  assert.equal((await client.publishBadge(badge.id)).data.state, "published");

  const recipients = ["Ann Lee", "Bo Sand", "Cy Reed"].map((name) => ({ name, email: `${name.split(" ")[0].toLowerCase()}@example.org` }));
  const { data: list } = await client.createAwardList(null, { badge: badge.id, recipients, narrative: "Course of March" });
  const done = await until(async () => {
    const { data } = await client.getAwardList(list.id);
    return data.state === "done" && data;
  }, "the list");
  assert.deepEqual([done.total, done.done, done.failed], [3, 3, 0]);

  const { data: page } = await client.listAwards({ badge: badge.id, status: "valid" });
  assert.equal(page.items.length, 3);
  assert.deepEqual(page.items.map((a) => a.recipient.email).sort(), ["ann@example.org", "bo@example.org", "cy@example.org"]);
  const award = page.items[0];
  const credential = await (await fetch(award.credentialUrl, { headers: { accept: "application/vc+ld+json" } })).json();
  assert.ok(credential.type.includes("OpenBadgeCredential"));

  assert.equal((await client.suspendAward(award.id, { reason: "The exam is looked into." })).data.status, "suspended");
  assert.equal((await client.reinstateAward(award.id)).data.status, "valid");
  assert.equal((await client.revokeAward(award.id, { reason: "Was not there." })).data.status, "revoked");
  const { data: after } = await client.getAward(award.id);
  assert.deepEqual([after.status, after.reason], ["revoked", "Was not there."]);
  const mail = await office.maya.get(`${office.base}/mail?q=ann@example.org`);
  assert.match(mail.text, /ann@example\.org/);
});

test("every answer is as it is described", async () => {
  const see = async (method, where, path, body, headers) => {
    const answer = await call(method, path, body, headers);
    check(method, `/api/v1${where}`, answer);
    return answer;
  };
  const person = (await see("POST", "/people", "/people", { email: "dee@example.org", name: "Dee", employment: "permanent", startDate: "2020-01-07" })).body;
  assert.equal(person.state, "here");
  await see("PATCH", "/people/{id}", `/people/${person.id}`, { title: "Shift leader", employment: null });
  assert.deepEqual((await see("GET", "/people", "/people?q=dee")).body.items.map((p) => p.title), ["Shift leader"]);
  const award = (await see("POST", "/awards", "/awards", {
    badge: Number(office.badge), recipient: { email: "dee@example.org", name: "Dee" }, evidence: [{ id: "https://example.org/proof" }],
    awardedDate: "2026-01-05T10:00:00Z",
  })).body;
  assert.equal(award.awardedDate, "2026-01-05T10:00:00Z");
  assert.deepEqual(award.evidence, [{ id: "https://example.org/proof" }]);
  assert.equal((await see("POST", "/awards", "/awards", { badge: Number(office.badge), recipient: { email: "dee@example.org" } })).status, 409);
  assert.deepEqual((await see("GET", "/people", `/people?holds=${office.badge}`)).body.items.map((p) => p.email), ["dee@example.org"]);
  const draft = (await see("POST", "/badges", "/badges", { name: "Draft", design: "craft" })).body;
  assert.match(draft.imageUrl, /\/images\//);
  await see("PATCH", "/badges/{id}", `/badges/${draft.id}`, { description: "More.", validityMonths: null });
  assert.equal((await see("POST", "/badges/{id}/publish", `/badges/${draft.id}/publish`)).status, 422);
  assert.equal((await see("DELETE", "/badges/{id}", `/badges/${draft.id}`)).status, 204);
  await see("POST", "/badges/{id}/archive", `/badges/${office.otherBadge}/archive`);
  await see("POST", "/badges/{id}/restore", `/badges/${office.otherBadge}/restore`);
  const link = (await see("POST", "/claim-links", "/claim-links", { badge: Number(office.badge), name: "Open day", withFile: true, closesAt: "2099-01-01T00:00:00Z" })).body;
  assert.equal(link.state, "open");
  assert.equal((await see("POST", "/claim-links/{id}/stop", `/claim-links/${link.id}/stop`)).body.state, "stopped");
  await see("POST", "/claim-links/{id}/start", `/claim-links/${link.id}/start`);
  assert.equal((await see("PATCH", "/claim-links/{id}", `/claim-links/${link.id}`, { most: 5, closesAt: null })).body.most, 5);
  const coded = (await see("POST", "/claim-links", "/claim-links", { badge: Number(office.badge), name: "By code", byCode: true, needsApproval: true, isShown: true })).body;
  assert.equal(coded.isShown, true);
  assert.deepEqual((await see("POST", "/claim-links/{id}/codes", `/claim-links/${coded.id}/codes`, { add: 30 })).body, { total: 30, unused: 30 });
  assert.equal((await see("POST", "/claim-links/{id}/codes", `/claim-links/${coded.id}/codes`, { add: 1999 })).status, 422);
  assert.equal((await see("POST", "/claim-links/{id}/codes", `/claim-links/${link.id}/codes`, { add: 1 })).status, 409);
  const codes = await see("GET", "/claim-links/{id}/codes", `/claim-links/${coded.id}/codes?state=unused&limit=20`);
  assert.equal(codes.body.items.length, 20);
  assert.equal((await call("GET", codes.body.next)).body.items.length, 10);
  assert.match(codes.body.items[0].url, /\/claim\/[\w-]+\?code=[A-Z2-9]{5}-[A-Z2-9]{5}$/);
  await come(codes.body.items[0].url, "wait@example.org");
  await come(codes.body.items[1].url, "gate@example.org");
  const [waiting, second] = (await see("GET", "/claim-links/{id}/claims", `/claim-links/${coded.id}/claims?state=waiting`)).body.items;
  assert.deepEqual([waiting.email, waiting.state, waiting.code], ["wait@example.org", "waiting", codes.body.items[0].code]);
  const accepted = (await see("POST", "/claims/{id}/accept", `/claims/${waiting.id}/accept`)).body;
  assert.equal(accepted.state, "done");
  assert.equal((await see("GET", "/awards/{id}", `/awards/${accepted.award}`)).body.recipient.email, "wait@example.org");
  assert.equal((await see("POST", "/claims/{id}/accept", `/claims/${waiting.id}/accept`)).status, 409);
  assert.equal((await see("POST", "/claims/{id}/refuse", `/claims/${second.id}/refuse`, { reason: "Another day." })).body.reason, "Another day.");
  assert.equal((await see("POST", "/claims/{id}/reopen", `/claims/${second.id}/reopen`)).body.state, "waiting");
  assert.equal((await see("GET", "/claim-links/{id}/codes", `/claim-links/${coded.id}/codes?state=used`)).body.items.length, 2);

  const report = (await see("GET", "/reports", "/reports?period=own&from=2020-01-01&until=2099-12-31&compare=1")).body;
  assert.ok(report.awards >= 2 && report.badges.find((b) => b.id === Number(office.badge)).awards >= 2);
  assert.equal(report.time.reduce((sum, t) => sum + t.awards, 0), report.awards);
  assert.equal((await see("GET", "/reports", "/reports?period=never")).status, 400);
  const table = await see("GET", "/reports/badges.csv", "/reports/badges.csv?period=own&from=2020-01-01&until=2099-12-31");
  assert.match(table.text, /^Badge,Awards,Claimed,/);
  assert.ok(table.text.includes("Forklift operator"));

  const [maya] = (await see("GET", "/members", "/members")).body.items;
  assert.ok(maya.roles.some((r) => r.role === "admin"));
  assert.equal((await see("PUT", "/members/{id}", `/members/${maya.id}`, { roles: [{ role: "viewer" }] })).status, 409, "an administrator remains");
  assert.equal((await see("PUT", "/members/{id}", `/members/${maya.id}`, { roles: [{ role: "king" }] })).status, 422);
  assert.equal((await see("DELETE", "/members/{id}", `/members/${maya.id}`)).status, 409);
  const hall = (await see("POST", "/departments", "/departments", { name: "Hall 9" })).body;
  const roles = [{ role: "manager", people: "departments", departments: [hall.id] }, { role: "programme", badges: [Number(office.badge)], until: "2099-01-01T00:00:00Z" }];
  assert.equal((await see("POST", "/invitations", "/invitations", { email: "rolf@example.org", roles: [{ role: "manager", people: "departments", departments: [4711] }] })).status, 422);
  assert.equal((await see("POST", "/invitations", "/invitations", { email: "rolf@example.org", roles })).status, 202);
  const rolf = office.server.visitor();
  await rolf.submit(await rolf.get(await mailed("rolf@example.org", /\/invite\/[\w-]+/)), { name: "Rolf", password: "seven green bottles on a wall" }, { action: "/invite/" });
  const member = (await see("GET", "/members", "/members")).body.items.find((m) => m.email === "rolf@example.org");
  assert.deepEqual(member.roles, [{ role: "manager", people: "departments", departments: [hall.id] },
    { role: "programme", people: "all", departments: [], badges: [Number(office.badge)], until: "2099-01-01T00:00:00Z" }]);
  assert.deepEqual((await see("PUT", "/members/{id}", `/members/${member.id}`, { roles: [{ role: "viewer" }] })).body.roles, [{ role: "viewer", people: "all", departments: [] }]);
  assert.equal((await see("DELETE", "/members/{id}", `/members/${member.id}`)).status, 204);

  const group = (await see("POST", "/groups", "/groups", { name: "Leaders", filter: "q=dee" })).body;
  assert.equal(group.people, 1);
  const list = (await see("POST", "/award-lists", "/award-lists", {
    badge: Number(office.badge), start: false, awardedDate: "2026-01-05",
    recipients: [{ name: "=2+3, \"quoted\"", email: "eve@example.org", narrative: "line\nline" }, { email: "dee@example.org" }, { email: "nobody" }],
  })).body;
  assert.deepEqual([list.state, list.total, list.skipped, list.wrong], ["draft", 3, 1, 1]);
  const lines = (await see("GET", "/award-lists/{id}/lines", `/award-lists/${list.id}/lines`)).body.items;
  assert.deepEqual(lines.map((l) => l.state), ["waiting", "skipped", "wrong"]);
  assert.equal(lines[0].name, '=2+3, "quoted"');
  assert.equal((await see("DELETE", "/award-lists/{id}", `/award-lists/${list.id}`)).status, 204);
  const planned = (await see("POST", "/award-lists", "/award-lists", {
    badge: Number(office.badge), startAt: new Date(Date.now() + 86400000).toISOString(), recipients: [{ email: "later@example.org" }],
  })).body;
  assert.equal(planned.state, "planned");
  assert.equal((await see("POST", "/award-lists/{id}/take-back", `/award-lists/${planned.id}/take-back`)).body.state, "draft");
  assert.equal((await see("POST", "/award-lists/{id}/take-back", `/award-lists/${planned.id}/take-back`)).status, 409);
  const corrected = (await see("POST", "/awards/{id}/correct", `/awards/${award.id}/correct`, { narrative: "Both parts.", evidence: [], validUntil: null, reason: "Asked for." })).body;
  assert.deepEqual([corrected.narrative, corrected.evidence, corrected.credentialUrl], ["Both parts.", [], award.credentialUrl]);
  assert.equal((await see("POST", "/awards/{id}/correct", `/awards/${award.id}/correct`, { narrative: "Both parts." })).status, 409);
  assert.equal((await see("POST", "/awards/{id}/restore", `/awards/${award.id}/restore`, { reason: "A slip." })).body.narrative, "");
  assert.equal((await see("POST", "/awards/{id}/move", `/awards/${award.id}/move`, { email: "dee@home.example", reason: "Has left." })).body.recipient.email, "dee@home.example");
  await see("POST", "/awards/{id}/revoke", `/awards/${award.id}/revoke`, { reason: "A mistake." });
  assert.equal((await see("POST", "/awards/{id}/return", `/awards/${award.id}/return`, { reason: "It was none." })).body.status, "valid");
  const places = {};
  for (const [many, one] of [["departments", "department"], ["teams", "team"], ["sites", "site"]]) {
    const made = (await see("POST", `/${many}`, `/${many}`, { name: `The ${one}` })).body;
    places[`/${many}/{id}`] = made.id;
    assert.equal((await see("POST", `/${many}`, `/${many}`, { name: `The ${one}` })).status, 409);
    assert.equal((await see("PATCH", `/${many}/{id}`, `/${many}/${made.id}`, { name: `Our ${one}` })).body.name, `Our ${one}`);
    const gone = (await see("POST", `/${many}`, `/${many}`, { name: "Gone" })).body;
    assert.equal((await see("DELETE", `/${many}/{id}`, `/${many}/${gone.id}`)).status, 204);
  }
  const below = (await see("POST", "/departments", "/departments", { name: "Hall 2", parent: places["/departments/{id}"] })).body;
  assert.equal(below.path, "Our department / Hall 2");
  assert.equal((await see("PATCH", "/departments/{id}", `/departments/${places["/departments/{id}"]}`, { parent: below.id })).status, 422);
  const moved = (await see("PATCH", "/people/{id}", `/people/${person.id}`, { teams: [places["/teams/{id}"]], department: below.id })).body;
  assert.deepEqual([moved.teams, moved.departmentName], [[places["/teams/{id}"]], "Hall 2"]);
  assert.equal((await see("PATCH", "/people/{id}", `/people/${person.id}`, { teams: [4711] })).status, 422);
  assert.equal((await see("DELETE", "/teams/{id}", `/teams/${places["/teams/{id}"]}`)).status, 409);
  const hand = (await see("POST", "/groups", "/groups", { name: "By hand" })).body;
  assert.equal((await see("POST", "/groups/{id}/members", `/groups/${hand.id}/members`, { add: [person.id] })).body.people, 1);
  assert.equal((await see("POST", "/groups/{id}/members", `/groups/${hand.id}/members`, { remove: [person.id] })).body.people, 0);
  assert.equal((await see("POST", "/groups/{id}/members", `/groups/${hand.id}/members`, { add: [999999] })).status, 422);
  assert.equal((await see("POST", "/groups/{id}/members", `/groups/${group.id}/members`, { add: [person.id] })).status, 409);
  assert.equal((await see("PATCH", "/groups/{id}", `/groups/${hand.id}`, { name: "By our hands" })).body.name, "By our hands");
  const asked = await see("POST", "/endorsements", "/endorsements", { subject: "badge", badge: Number(office.badge), people: ["Bo Sand <bo@port.example>"], message: "You know it." });
  assert.deepEqual([asked.status, asked.body.asked], [202, 1]);
  assert.equal((await see("POST", "/endorsements", "/endorsements", { subject: "badge", badge: 4711, people: ["bo@port.example"] })).status, 422);
  const [endorsement] = (await see("GET", "/endorsements", `/endorsements?badge=${office.badge}`)).body.items;
  assert.deepEqual([endorsement.state, endorsement.endorser.email], ["asked", "bo@port.example"]);
  await see("POST", "/endorsements/{id}/remind", `/endorsements/${endorsement.id}/remind`);
  assert.equal((await see("POST", "/endorsements/{id}/show", `/endorsements/${endorsement.id}/show`)).status, 409);
  assert.equal((await see("POST", "/endorsements/{id}/hide", `/endorsements/${endorsement.id}/hide`)).status, 409);
  assert.deepEqual((await see("GET", "/applications", "/applications?state=all")).body.items, []);
  assert.equal((await see("POST", "/applications/{id}/judge", "/applications/1/judge", { verdict: "pass" })).status, 404);
  const hook = (await see("POST", "/webhooks", "/webhooks", { url: "https://listener.example/in", events: ["award.issued", "person.erased"] }, { "idempotency-key": "hook-1" })).body;
  assert.match(hook.secret, /^whsec_/);
  const replayed = await see("POST", "/webhooks", "/webhooks", { url: "https://listener.example/in", events: ["award.issued", "person.erased"] }, { "idempotency-key": "hook-1" });
  assert.deepEqual(replayed.body, hook);
  assert.equal((await see("POST", "/webhooks", "/webhooks", { url: "https://listener.example/in", events: ["award.lost"] })).status, 422);
  assert.equal((await see("PATCH", "/webhooks/{id}", `/webhooks/${hook.id}`, { on: false, events: ["badge.published"] })).body.state, "off");
  assert.equal((await see("GET", "/webhooks/{id}", `/webhooks/${hook.id}`)).body.secret, undefined);
  assert.notEqual((await see("POST", "/webhooks/{id}/secret", `/webhooks/${hook.id}/secret`)).body.secret, hook.secret);
  assert.equal((await see("POST", "/webhooks/{id}/test", `/webhooks/${hook.id}/test`)).status, 409);
  await see("PATCH", "/webhooks/{id}", `/webhooks/${hook.id}`, { on: true });
  assert.equal((await see("POST", "/webhooks/{id}/test", `/webhooks/${hook.id}/test`)).status, 202);
  const [message] = (await see("GET", "/webhooks/{id}/messages", `/webhooks/${hook.id}/messages`)).body.items;
  assert.equal(message.event, "test");
  assert.ok([202, 409].includes((await see("POST", "/webhook-messages/{id}/resend", `/webhook-messages/${message.id}/resend`)).status));
  const [key] = (await see("GET", "/keys", "/keys")).body.items;
  assert.equal((await (await fetch(key.jwkUrl)).json()).kty, "OKP");
  const good = await (await fetch(award.credentialUrl, { headers: { accept: "application/vc+ld+json" } })).text();
  assert.equal((await see("POST", "/verify", "/verify", { badge: good, recipient: "dee@home.example" })).body.verdict, "valid");
  assert.equal((await see("POST", "/verify", "/verify", { file: Buffer.from(good.replace("Both", "None")).toString("base64") })).body.version, "3.0");
  assert.equal((await see("POST", "/verify", "/verify", { badge: "no badge" })).status, 422);
  assert.equal((await see("POST", "/verify", "/verify", { badge: good, url: "https://example.org/x" })).status, 422);
  const profile = (await see("PATCH", "/organisation", "/organisation", { description: "Moves things." })).body;
  assert.equal(profile.description, "Moves things.");
  const made = { "/badges/{id}": office.badge, "/awards/{id}": award.id, "/people/{id}": person.id, "/groups/{id}": group.id, "/claim-links/{id}": link.id, ...places, "/members/{id}": maya.id,
    "/claim-links/{id}/codes": coded.id, "/claim-links/{id}/claims": coded.id, "/claims/{id}": waiting.id,
    "/webhooks/{id}": hook.id, "/webhooks/{id}/messages": hook.id, "/webhook-messages/{id}": message.id, "/endorsements/{id}": endorsement.id };
  for (const { method, where } of operations(document).filter((o) => o.method === "GET")) {
    const short = where.replace("/api/v1", "");
    const answer = await see(method, short, short.replace("{id}", made[short] ?? "1"));
    assert.ok(answer.headers.get("ratelimit-remaining") || answer.status >= 400);
  }
  await see("DELETE", "/groups/{id}", `/groups/${group.id}`);
  await see("DELETE", "/people/{id}", `/people/${person.id}`);
  assert.equal((await see("POST", "/people/{id}/restore", `/people/${person.id}/restore`)).body.state, "here");
});

test("views of lists are the same on the page and for programs, with the rights of the page", async () => {
  const view = (await call("POST", "/views", { list: "people", name: "Ports", query: "q=port&nonsense=1", shared: true })).body;
  check("POST", "/api/v1/views", await call("POST", "/views", { list: "awards", name: "Mine" }));
  assert.deepEqual([view.list, view.query, view.shared, view.own], ["people", "q=port", true, true]);
  assert.match((await office.maya.get(`${office.base}/people`)).text, /href="\/org\/\d+\/people\?q=port"[^]*?<span>Ports/);
  const names = async (path) => (await call("GET", path)).body.items.map((v) => v.name);
  assert.deepEqual(await names("/views?list=people"), ["Ports"]);
  assert.deepEqual(await names("/views"), ["Mine", "Ports"]);
  assert.equal((await call("PATCH", `/views/${view.id}`, { name: "Harbours" })).body.name, "Harbours");
  assert.deepEqual((await call("PATCH", `/views/${view.id}`, { query: "q=harbour" })).body.query, "q=harbour");
  for (const [body, pointer] of [[{ list: "awards" }, "#/list"], [{ shared: false }, "#/shared"], [{ name: " " }, "#/name"]])
    assert.equal((await call("PATCH", `/views/${view.id}`, body)).body.errors[0].pointer, pointer);
  for (const list of ["nothing", "shelf", "reports"])
    assert.equal((await call("POST", "/views", { list, name: "x" })).body.errors[0].pointer, "#/list");

  await call("POST", "/invitations", { email: "sam@example.org", roles: [{ role: "admin" }] });
  const sam = office.server.visitor();
  await sam.submit(await sam.get(await mailed("sam@example.org", /\/invite\/[\w-]+/)), { name: "Sam", password: "seven green bottles on a wall" }, { action: "/invite/" });
  const his = caller(office.server, await makeToken(office, ["views"], "Sam’s", sam));
  const id = (await call("GET", "/members")).body.items.find((m) => m.name === "Sam").id;
  await call("PUT", `/members/${id}`, { roles: [{ role: "viewer" }] });
  assert.deepEqual((await his("GET", "/views")).body.items.map((v) => [v.name, v.own]), [["Harbours", false]]);
  assert.equal((await his("DELETE", `/views/${view.id}`)).status, 404, "somebody else's, and no administrator");
  assert.equal((await his("POST", "/views", { list: "members", name: "x" })).status, 422, "a list that is closed to him");
  const own = (await his("POST", "/views", { list: "badges", name: "Sam’s" })).body;
  assert.equal((await call("GET", `/views/${own.id}`)).status, 404, "his own is nobody else's");
  assert.equal((await call("DELETE", `/views/${view.id}`)).status, 204);
  assert.equal((await call("GET", `/views/${view.id}`)).status, 404);
});

const bodies = { revoke: { reason: "x" }, suspend: { reason: "x" }, restore: { reason: "x" }, return: { reason: "x" }, correct: {}, members: {},
  move: { email: "x@example.org", reason: "x" }, judge: { verdict: "pass" }, codes: { add: 1 }, refuse: { reason: "x" }, records: { name: "x" } };
const path = (where, id = 1) => where.replace("/api/v1", "").replace("{id}", id);

test("every route wants its scope and no other, a token that works, and its own organisation", async () => {
  const all = operations(document), rows = all.filter((row) => row.scope !== "intake:write");   // made at a partner alone: partners.test.mjs
  assert.ok(rows.length > 35 && all.length === rows.length + 1 && rows.every((row) => SCOPES.includes(row.scope)));
  const nobody = caller(office.server), stranger = caller(office.server, "lapel_not-a-token"), other = caller(office.server, otherOrganisation(office));
  for (const { method, where } of rows) {
    for (const who of [nobody, stranger]) {
      const answer = await who(method, path(where));
      assert.equal(answer.status, 401, `${method} ${where}`);
      assert.match(answer.headers.get("www-authenticate"), /^Bearer realm="lapel"/);
      assert.equal(answer.headers.get("content-type"), "application/problem+json");
    }
    if (!where.includes("{id}") || where.includes("/members/")) continue;   // the other one has the same member
    const body = method === "PATCH" ? {} : method === "POST" ? bodies[where.split("/").pop()] : undefined;
    const answer = await other(method, path(where), body);
    assert.equal(answer.status, 404, `${method} ${where} elsewhere: ${answer.text}`);
  }
  for (const scope of [...new Set(rows.map((row) => row.scope))]) {
    const narrow = caller(office.server, await makeToken(office, [scope], `Only ${scope}`));
    for (const row of rows.filter((r) => r.scope !== scope)) {
      const answer = await narrow(row.method, path(row.where));
      assert.equal(answer.status, 403, `${scope}: ${row.method} ${row.where}`);
      assert.match(answer.headers.get("www-authenticate"), new RegExp(`insufficient_scope", scope="${row.scope}"`));
    }
    for (const row of rows.filter((r) => r.scope === scope)) {
      const answer = await narrow(row.method, path(row.where, 4711));
      assert.ok(![401, 403].includes(answer.status), `${scope}: ${row.method} ${row.where}: ${answer.status}`);
    }
  }
});

test("a token is worth what its maker is, and ends when it is revoked", async () => {
  const own = await makeToken(office, ["awards:read"], "Short");
  const short = caller(office.server, own);
  assert.equal((await short("GET", "/awards")).status, 200);
  const list = await office.maya.get(`${office.base}/settings/tokens`);
  const page = await office.maya.get(/href="([^"]+)">Short</.exec(list.text)[1]);
  assert.doesNotMatch(page.text, new RegExp(own));
  await office.maya.submit(page, {}, { action: "/revoke" });
  const refused = await short("GET", "/awards");
  assert.deepEqual([refused.status, refused.body.detail], [401, "This token was revoked."]);
});

test("a token for some badges and departments sees and awards there alone, and the whole is closed to it", async () => {
  const [inside, outside] = [(await call("POST", "/departments", { name: "Inside" })).body, (await call("POST", "/departments", { name: "Outside" })).body];
  const people = {};
  for (const [name, department] of [["ina", inside.id], ["otto", outside.id]])
    people[name] = (await call("POST", "/people", { email: `${name}@example.org`, name, department })).body.id;
  const other = (await call("POST", "/badges", { name: "Other badge", description: "x", criteria: "y", design: "craft" })).body.id;
  assert.equal((await call("POST", `/badges/${other}/publish`)).status, 200);
  const mine = Number(office.badge), award = (badge, email) => ({ badge, recipient: { email } });
  const far = (await call("POST", "/awards", award(other, "otto@example.org"))).body.id;

  const page = await office.maya.get(`${office.base}/settings/tokens`);
  const fields = { name: "Part", scopes: ["awards:read", "awards:write", "awards:revoke", "badges:read"], days: "day", expires: "2099-12-31" };
  const wrong = await office.maya.submit(page, { ...fields, reach: "some", badges: [] }, { action: "/settings/tokens" });
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /Choose at least one badge/i);
  const whole = await office.maya.submit(page, { ...fields, scopes: ["webhooks"], reach: "some", badges: [mine] }, { action: "/settings/tokens" });
  assert.match(whole.text, /is about the whole organisation/);
  const make = async (more) => caller(office.server, unescape(/id="token-secret">([^<]+)</.exec((await office.maya.submit(page, { ...fields, ...more }, { action: "/settings/tokens" })).text)[1]));

  const badge = await make({ reach: "some", badges: [mine] });
  const near = await badge("POST", "/awards", award(mine, "newcomer@example.org"));
  assert.equal(near.status, 201, near.text);
  for (const [method, where, body, status] of [
    ["POST", "/awards", award(other, "newcomer@example.org"), 403], ["GET", `/awards/${far}`, undefined, 404], ["POST", `/awards/${far}/revoke`, { reason: "x" }, 404],
    ["GET", `/awards/${near.body.id}`, undefined, 200], ["GET", "/people", undefined, 403], ["GET", "/award-lists", undefined, 403],
    ["POST", "/award-lists", { badge: other, recipients: [{ email: "x@example.org" }] }, 403], ["POST", "/award-lists", { badge: mine, start: false, recipients: [{ email: "x@example.org" }] }, 202],
    ["POST", "/claim-links", { badge: other, name: "no" }, 403], ["POST", "/claim-links", { badge: mine, name: "yes" }, 201],
    ["GET", `/badges/${other}`, undefined, 200], ["GET", "/reports", undefined, 200],
  ]) {
    const answer = await badge(method, where, body);
    assert.equal(answer.status, status, `${method} ${where}: ${answer.text}`);
  }
  const seen = (await badge("GET", "/awards?limit=100")).body.items;
  assert.ok(seen.length && seen.every((one) => one.badge === mine));
  assert.deepEqual((await badge("GET", `/awards?badge=${other}`)).body.items, []);
  assert.deepEqual((await badge("GET", "/reports?period=12m")).body.badges.map((b) => b.id), [mine]);
  assert.ok((await badge("GET", "/claim-links")).body.items.every((link) => link.badge === mine));
  assert.equal((await badge("POST", `/awards/${near.body.id}/revoke`, { reason: "x" })).body.status, "revoked");

  const part = await make({ scopes: [...fields.scopes, "people:read"], people: "departments", departments: [inside.id] });
  assert.deepEqual((await part("GET", "/people")).body.items.map((p) => p.email), ["ina@example.org"]);
  assert.equal((await part("GET", `/people/${people.otto}`)).status, 404);
  assert.equal((await part("POST", "/awards", award(other, "ina@example.org"))).status, 201);
  for (const email of ["otto@example.org", "nobody.yet@example.org"]) assert.equal((await part("POST", "/awards", award(mine, email))).status, 403, email);
  assert.equal((await part("POST", "/claim-links", { badge: mine, name: "for anybody" })).status, 403);
  const shown = await office.maya.get(/href="([^"]+)">Part</.exec((await office.maya.get(`${office.base}/settings/tokens`)).text)[1]);
  assert.match(shown.text, /Only for people of.*Inside/s);
});

test("the same key does it once; another body is refused", async () => {
  const body = { name: "Once", description: "x" };
  const before = (await call("GET", "/badges?q=once")).body.items.length;
  const key = { "idempotency-key": "4711-a" };
  const first = await call("POST", "/badges", body, key);
  const again = await call("POST", "/badges", body, key);
  assert.deepEqual([again.status, again.body, again.headers.get("idempotent-replayed")], [201, first.body, "true"]);
  assert.equal(again.headers.get("location"), first.headers.get("location"));
  assert.equal((await call("POST", "/badges", { ...body, name: "Twice" }, key)).status, 422);
  const many = await Promise.all([1, 2, 3, 4].map(() => call("POST", "/badges", body, { "idempotency-key": "at-once" })));
  assert.ok(many.every((answer) => [201, 409].includes(answer.status)));
  assert.equal((await call("GET", "/badges?q=once")).body.items.length, before + 2);
  assert.equal((await call("POST", "/badges", body, { "idempotency-key": "x".repeat(300) })).status, 400);
  const flawed = await call("POST", "/badges", {}, { "idempotency-key": "flawed" });
  assert.equal(flawed.status, 422);
  assert.equal((await call("POST", "/badges", body, { "idempotency-key": "flawed" })).status, 201, "what was refused is not kept");
});

test("a change is not run over another", async () => {
  const seen = await call("GET", `/badges/${office.badge}`);
  const tag = seen.headers.get("etag");
  assert.equal((await call("GET", `/badges/${office.badge}`, undefined, { "if-none-match": tag })).status, 304);
  assert.equal((await call("PATCH", `/badges/${office.badge}`, { tags: ["one"] }, { "if-match": tag })).status, 200);
  const late = await call("PATCH", `/badges/${office.badge}`, { tags: ["two"] }, { "if-match": tag });
  assert.equal(late.status, 412);
  assert.deepEqual((await call("GET", `/badges/${office.badge}`)).body.tags, ["one"]);
  const award = (await call("POST", "/awards", { badge: Number(office.badge), recipient: { email: "match@example.org" } })).body;
  const wrong = await call("POST", `/awards/${award.id}/revoke`, { reason: "x" }, { "if-match": '"nothing"' });
  assert.equal(wrong.status, 400 + 12);
  assert.equal((await call("GET", `/awards/${award.id}`)).body.status, "valid");
});

test("pages are walked by their links, each thing once", async () => {
  for (const name of ["a", "b", "c", "d", "e"]) await call("POST", "/people", { email: `${name}.page@example.org`, name: `Page ${name}` });
  for (const [start, want] of [["/people?q=page&limit=2", 5], ["/badges?limit=1", null], ["/awards?limit=2", null], ["/award-lists?limit=1", null], ["/groups?limit=1", null], ["/claim-links?limit=1", null]]) {
    const ids = [];
    for (let next = start; next; ) {
      const page = await call("GET", next);
      assert.equal(page.status, 200, `${next}: ${page.text}`);
      ids.push(...page.body.items.map((item) => item.id));
      assert.equal(page.headers.get("link"), page.body.next ? `<${page.body.next}>; rel="next"` : null);
      next = page.body.next;
      assert.ok(ids.length < 500);
    }
    assert.equal(new Set(ids).size, ids.length, start);
    if (want) assert.equal(ids.length, want, start);
  }
});

test("what is wrong is named, all at once, and hostile bodies end in words", async () => {
  const flawed = await call("POST", "/awards", { badge: "3", recipient: { email: "nobody", nick: "x" }, evidence: [{ id: "javascript:alert(1)" }], id: 5 });
  assert.equal(flawed.status, 422);
  assert.deepEqual(flawed.body.errors.map((e) => e.pointer).sort(),
    ["#/badge", "#/evidence/0/id", "#/id", "#/recipient/email", "#/recipient/nick"]);
  const use = await call("POST", "/awards", { badge: 4711, recipient: { email: "ann@example.org" } });
  assert.deepEqual(use.body.errors, [{ pointer: "#/badge", detail: "there is no such badge" }]);
  for (const [method, where, body, headers, status] of [
    ["GET", "/badges?colour=red", undefined, {}, 400], ["GET", "/badges?limit=1000", undefined, {}, 400], ["GET", "/badges?state=x", undefined, {}, 400],
    ["POST", "/badges", "{", {}, 400], ["POST", "/badges", "[1]", {}, 422], ["POST", "/badges", "\u0000", {}, 400],
    ["POST", "/badges", '{"name":"a","name":"b"}', {}, 400], ["POST", "/badges", "[".repeat(1000), {}, 413],
    ["POST", "/badges", '{"name":"\\u0000"}', {}, 422], ["POST", "/badges", { name: "x" }, { "content-type": "text/plain" }, 415],
    ["POST", "/badges", { name: "x", image: "!!" }, {}, 422], ["POST", "/badges", { name: "x", image: Buffer.from("<svg onload=alert(1)").toString("base64") }, {}, 422],
    ["POST", "/badges", { name: "x", achievementType: "Sorcery" }, {}, 422], ["POST", "/badges", { name: "x", design: "../etc" }, {}, 422],
    ["GET", "/badges/9223372036854775807", undefined, {}, 404], ["GET", "/badges/x", undefined, {}, 404], ["GET", "/nowhere", undefined, {}, 404],
    ["PUT", "/badges", { name: "x" }, {}, 405], ["POST", "/people", { email: "a@example.org", manager: 4711 }, {}, 422],
    ["POST", "/groups", { name: "x", filter: "nonsense=1" }, {}, 422],
  ]) {
    const answer = await call(method, where, body, headers);
    assert.equal(answer.status, status, `${method} ${where} ${JSON.stringify(body)}: ${answer.text}`);
    assert.equal(answer.headers.get("content-type"), "application/problem+json");
    assert.ok(answer.body.title);
  }
});

test("what a token did is on its page, and too many calls are refused with a time", async () => {
  const page = await office.maya.get(/href="([^"]+)">Learning platform</.exec((await office.maya.get(`${office.base}/settings/tokens`)).text)[1]);
  assert.match(page.text, /POST \/api\/v1\/awards/);
  const busy = caller(office.server, await makeToken(office, ["org:read"], "Busy"));
  let answer;
  for (let i = 0; i < 3000; i += 50) {
    const answers = await Promise.all(Array.from({ length: 50 }, () => busy("GET", "/token")));
    answer = answers.find((one) => one.status === 429);
    if (answer) break;
  }
  assert.equal(answer?.status, 429);
  assert.ok(Number(answer.headers.get("retry-after")) >= 1);
  assert.equal(answer.headers.get("ratelimit-limit"), "600");
});
