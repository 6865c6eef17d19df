// A Backpack elsewhere: two servers of ours move badges both ways by both of the
// standard's interfaces; and hosts that mean harm get nothing.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import test, { after, before } from "node:test";
import { Issuer, S30 } from "./app.mjs";
import { until } from "./harness.mjs";
import { words } from "./html.mjs";
import { colleague, openOffice } from "./office.mjs";

const MAYA = "maya@example.org";
const issuer = new Issuer();
let here, there, host;

before(async () => {
  [here, there] = await Promise.all([openOffice({ args: ["--allow-private"] }), openOffice({ args: ["--allow-private"] })]);
});
after(async () => {
  host?.server.close();
  await Promise.all([here?.server.stop(), there?.server.stop()]);
});

// ---- what scenarios do --------------------------------------------------------------

async function begin(address) {
  await here.maya.get("/backpack/elsewhere");
  return here.maya.post("/backpack/elsewhere", { address });
}

// From the address to tokens, with a yes on the other side.
async function connect(address = there.server.url) {
  const page = await begin(address);
  assert.match(words(page), /Not allowed yet/, words(page));
  return allow(page.path);
}

async function allow(self) {
  const go = await here.maya.request("GET", `${self}/go`);
  assert.equal(go.status, 303);
  const back = await there.maya.submit(await there.maya.get(go.location), { answer: "allow" }, { action: "/oauth/authorize", follow: false });
  const page = await here.maya.get(back.location);
  assert.match(words(page), /Connected\. Badges can move now/, words(page));
  return self;
}

async function add(office, text) {
  await office.maya.get("/backpack/add");
  const page = await office.maya.post("/backpack/add", { text, link: "" }, { multipart: true });
  return Number(/\/backpack\/badges\/(\d+)/.exec(page.path)?.[1]);
}

async function award(office, person = `Maya <${MAYA}>`, badge = office.badge) {
  const kim = await colleague(office);
  let page = await kim.get(`${office.base}/awards/new?badge=${badge}`);
  page = await kim.submit(page, { people: person }, { action: "/awards/new" });
  await kim.submit(page, {}, { action: "/start" });
  await until(async () => /now ha(ve|s)/.test((await office.maya.get(page.path)).text), "the award", 60);
  const mail = await office.maya.get(/\/org\/\d+\/mail\/\d+/.exec((await office.maya.get(`${office.base}/mail`)).text)[0]);
  return /\/claim\/([\w-]+)\//.exec(mail.text)[1];
}

const has = async (office, name) => words(await office.maya.get(`/backpack?q=${encodeURIComponent(name)}`)).split(name).length > 1 &&
  !/Nothing fits/.test((await office.maya.get(`/backpack?q=${encodeURIComponent(name)}`)).text);
const settled = (self, what) => until(async () => what.test(words(await here.maya.get(self))), `${what} at ${self}`, 60);

// ---- two servers ------------------------------------------------------------------------

test("a host is found by its address alone, and what is no host says why", async () => {
  assert.match(words(await here.maya.get("/backpack/elsewhere")), /Connect your first/);
  for (const [address, why] of [["", /Address/], ["not an address at all", /no web address/], [here.server.url, /this very server/], [`${there.server.url}/about/terms`, /no JSON/], [`${there.server.url}/nothing`, /answered 404/],
    ["http://user:pass@127.0.0.1/", /no web address/], ["http://127.0.0.1:1/", /no usable answer|no answer/i]]) {
    const page = await begin(address);
    assert.equal(page.status, 422, address);
    assert.match(words(page), why, address);
  }
});

test("by both interfaces at once: badges of either version go there and come from there", async () => {
  const id = await award(here);
  await here.maya.get("/backpack/add");
  await here.maya.post("/backpack/add", { link: `${here.server.url}/b/${id}`, text: "" }, { multipart: true });
  await add(here, (await here.maya.get(`/b/${id}.2.json`)).text);
  await add(there, issuer.badge("urn:x:there-1", { email: MAYA, name: "Tide tables" }));
  await add(there, issuer.badge("urn:x:there-2", { email: MAYA, name: "Knots" }));

  const self = await connect();
  assert.match(words(await here.maya.get(self)), new RegExp(`There you are .*${MAYA}`));
  await here.maya.get(self);
  await here.maya.post(`${self}/bring`);
  await settled(self, /2 moved, 0 on the way, 0 failed(?! · badges)/);
  assert.ok(await has(here, "Tide tables") && await has(here, "Knots"));

  const choose = await here.maya.get(`${self}/send`);
  assert.match(words(await here.maya.post(`${self}/send`, { which: "some" })), /Tick at least one badge/);
  assert.match(words(choose), /Forklift operator/);
  await here.maya.post(`${self}/send`, { which: "all" });
  await settled(self, /0 on the way/);
  assert.ok(await has(there, "Forklift operator"));
  const page = words(await here.maya.get(self));
  assert.match(page, /Was there already/, "what came from there is known there");
  assert.match(page, /0 failed/);
  const versions = (await there.maya.get("/backpack?q=Forklift")).text.match(/\/backpack\/badges\/\d+/g);
  assert.equal(new Set(versions).size, 2, "the award of 3.0 by one interface, that of 2.0 by the other");
  assert.match(words(await there.maya.get("/account/apps")), /Lapel, 127\.0\.0\.1/);
});

test("learner records move by the interface of CLR 2.0, both ways, beside the badges", async () => {
  const parts = [issuer.badge("urn:x:part-1", { email: MAYA, name: "Splices" })];
  await add(there, issuer.record("urn:x:record-there", { email: MAYA, name: "Record of there", badges: parts }));
  await add(here, issuer.record("urn:x:record-here", { email: MAYA, name: "Record of here", badges: parts }));
  const self = /\/backpack\/elsewhere\/[\w-]+/.exec((await here.maya.get("/backpack/elsewhere")).text)[0];
  await here.maya.get(self);
  await here.maya.post(`${self}/bring`);
  await until(async () => !/are being brought/.test(words(await here.maya.get(self))), "the end", 60);
  assert.ok(await has(here, "Record of there"), words(await here.maya.get(self)));
  await here.maya.get(`${self}/send`);
  await here.maya.post(`${self}/send`, { which: "all" });
  await settled(self, / 0 on the way/);
  assert.ok(await has(there, "Record of here"), words(await here.maya.get(self)));
  assert.match(words(await here.maya.get(self)), / 0 failed/);
  // By that interface alone nothing else moves.
  const only = await connect(`${there.server.url}/ims/clr/v2p0/discovery`);
  assert.match(words(await here.maya.get(only)), new RegExp(`There you are .*${MAYA}`));
  await here.maya.get(`${only}/send`);
  await here.maya.post(`${only}/send`, { which: "all" });
  await settled(only, / 0 on the way/);
  assert.match(words(await here.maya.get(only)), /takes no badges of Open Badges 3\.0/);
  assert.match(words(await here.maya.get(only)), /Was there already/);
  await here.maya.post(`${only}/remove`);
});

for (const [name, address, mine] of [
  ["Badge Connect alone", () => `${there.server.url}/.well-known/badgeconnect.json`, /takes no badges of Open Badges 3\.0/],
  ["the API of 3.0 alone", () => `${there.server.url}/ims/ob/v3p0/discovery`, /takes no badges of Open Badges 2\.0.*takes no learner records|takes no learner records.*takes no badges of Open Badges 2\.0/],
]) test(`${name}: badges of its version move, the others say plainly why not`, async () => {
  const self = await connect(address());
  await here.maya.get(`${self}/send`);
  await here.maya.post(`${self}/send`, { which: "all" });
  await settled(self, / 0 on the way/);
  assert.match(words(await here.maya.get(self)), mine);
  await here.maya.post(`${self}/bring`);
  await until(async () => !/are being brought/.test(words(await here.maya.get(self))), "the end", 60);
  assert.match(words(await here.maya.get(self)), /Was here already/);
  await here.maya.post(`${self}/remove`);
});

test("name and addresses go there in place of those it has, the rest of the profile stays, and what that host says against it is told", async () => {
  const self = /\/backpack\/elsewhere\/[\w-]+/.exec((await here.maya.get("/backpack/elsewhere")).text)[0];
  await here.maya.submit(await here.maya.get("/account"), { name: "Maya of here" }, { action: "/account/name" });
  await here.maya.get(self);
  assert.match(words(await here.maya.post(`${self}/profile`)), /Your name and addresses are there now.*There you are Maya of here/s);
  assert.match(words(await there.maya.get("/account")) + (await there.maya.get("/account")).text, /Maya of here/);
});

test("new awards go there by themselves, once that is switched on", async () => {
  const self = /\/backpack\/elsewhere\/[\w-]+/.exec((await here.maya.get("/backpack/elsewhere")).text)[0];
  await here.maya.get(self);
  assert.match(words(await here.maya.post(`${self}/push`, { on: "1" })), /New awards go there from now on/);
  await award(here, `Maya <${MAYA}>`, here.otherBadge);
  await until(() => has(there, "Fire warden"), "the push", 60);
  await award(here, "Other <other@example.org>", here.otherBadge);
  await here.maya.get(self);
  assert.match(words(await here.maya.post(`${self}/push`, { on: "" })), /do not go there any more/);
});

test("ended there, it is said here and can be allowed anew; ended here, the access there is gone", async () => {
  const self = /\/backpack\/elsewhere\/[\w-]+/.exec((await here.maya.get("/backpack/elsewhere")).text)[0];
  const end = /\/account\/apps\/\d+\/end/.exec((await there.maya.get("/account/apps")).text)[0];
  await there.maya.post(end);
  await here.maya.get(self);
  await here.maya.post(`${self}/bring`);
  await settled(self, /does not let us in any more/);
  await allow(self);
  await until(async () => !/are being brought/.test(words(await here.maya.get(self))), "the end", 60);
  assert.ok((await there.maya.get("/account/apps")).text.includes("/end"));
  await here.maya.get(self);
  assert.match(words(await here.maya.post(`${self}/remove`)), /What moved stays where it is/);
  assert.equal((await here.maya.request("GET", self)).status, 404);
  assert.match(words(await here.maya.get("/account/security")), /Backpack elsewhere disconnected/);
});

// ---- hosts that mean harm -----------------------------------------------------------------

class Host {
  constructor() {
    this.say = {};                                   // path: (request, response, url) => …
    this.asked = [];
  }
  async start() {
    this.server = createServer(async (request, response) => {
      const parts = [];
      for await (const part of request) parts.push(part);
      const url = new URL(request.url, this.url), body = Buffer.concat(parts).toString();
      this.asked.push({ method: request.method, path: url.pathname, headers: request.headers, body });
      const own = this.say[url.pathname];
      if (own) return own(request, response, url, body);
      const json = (value, status = 200, headers = {}) => { response.writeHead(status, { "content-type": "application/json", ...headers }); response.end(JSON.stringify(value)); };
      if (url.pathname === "/ims/ob/v3p0/discovery") return json(this.service());
      if (url.pathname === "/register") return json({ client_id: "us", client_secret: "secret" }, 201);
      if (url.pathname === "/token") return json({ access_token: "token-1", token_type: "Bearer", expires_in: 3600, scope: Object.values(S30).join(" ") });
      if (url.pathname === "/ims/ob/v3p0/profile") return json({ name: "Mallory" });
      if (url.pathname === "/ims/ob/v3p0/credentials") return json({ credential: [], compactJwsString: [] });
      response.writeHead(404).end();
    });
    await new Promise((done) => this.server.listen(0, "127.0.0.1", done));
    this.url = `http://127.0.0.1:${this.server.address().port}`;
    return this;
  }
  service(changes = {}) {
    const at = (path) => `${this.url}${path}`;
    return {
      openapi: "3.0.1", info: { title: "A host", version: "1", termsOfService: at("/terms"), "x-imssf-privacyPolicyUrl": at("/privacy") }, servers: [{ url: at("/ims/ob/v3p0") }], paths: {},
      components: { securitySchemes: { OAuth2ACG: { type: "oauth2", "x-imssf-registrationUrl": at("/register"),
        flows: { authorizationCode: { authorizationUrl: at("/authorize"), tokenUrl: at("/token"), scopes: Object.fromEntries(Object.values(S30).map((s) => [s, s])), ...changes } } } } },
    };
  }
  answer(path, value, { status = 200, headers = {} } = {}) {
    this.say[path] = (request, response) => { response.writeHead(status, { "content-type": "application/json", ...headers }); response.end(typeof value === "string" ? value : JSON.stringify(value)); };
  }
}

// Connects with the liar; what the callback is given may be changed.
async function meet(changes = {}) {
  const page = await begin(host.url);
  if (page.status !== 200) return page;
  const go = new URL((await here.maya.request("GET", `${page.path}/go`)).location);
  const back = { code: "c", state: go.searchParams.get("state"), ...changes };
  for (const name of Object.keys(back)) if (back[name] === undefined) delete back[name];
  return here.maya.get(`${page.path}/back?${new URLSearchParams(back)}`);
}

test("a liar's description is not taken: tokens elsewhere, too long, round in circles", async () => {
  host = await new Host().start();
  const evil = await new Host().start();
  try {
    const discovery = "/ims/ob/v3p0/discovery";
    host.answer(discovery, host.service({ tokenUrl: `${evil.url}/token` }));
    assert.match(words(await begin(host.url)), /token could get into wrong hands/);
    host.answer(discovery, { ...host.service(), servers: [{ url: `${evil.url}/ims/ob/v3p0` }] });
    assert.match(words(await begin(host.url)), /token could get into wrong hands/);
    host.answer(discovery, `{"openapi":"3.0.1","x":"${"x".repeat(400000)}"}`);
    assert.equal((await begin(host.url)).status, 422);
    host.answer(discovery, "", { status: 302, headers: { location: `${host.url}${discovery}` } });
    assert.match(words(await begin(host.url)), /leads on more than/);
    host.answer(discovery, "", { status: 302, headers: { location: "file:///etc/passwd" } });
    assert.equal((await begin(host.url)).status, 422);
    delete host.say[discovery];
    host.answer("/register", { error: "<script>" }, { status: 400 });
    assert.match(words(await begin(host.url)), /does not let this server register: it gives no reason/);
    host.answer("/register", { client_id: "a\r\nb", client_secret: "s" }, { status: 201 });
    assert.match(words(await begin(host.url)), /no client_id and client_secret/);
    delete host.say["/register"];
  } finally {
    evil.server.close();
  }
});

test("an answer with another state, of another host, or without a code connects nothing", async () => {
  for (const [changes, why] of [
    [{ state: "another" }, /belongs to another try/], [{ state: undefined }, /belongs to another try/], [{ iss: "https://honest.example" }, /comes from another host/],
    [{ iss: there.server.url }, /comes from another host/], [{ code: undefined }, /sent no code/], [{ error: "access_denied" }, /was not allowed there/], [{ error: "<b>x" }, /gives no reason/],
  ]) assert.match(words(await meet(changes)), why, JSON.stringify(changes));
  assert.equal(host.asked.filter((a) => a.path === "/token").length, 0, "no code was ever redeemed");
  host.answer("/.well-known/oauth-authorization-server", { issuer: host.url, token_endpoint: `${host.url}/token`, authorization_response_iss_parameter_supported: true });
  assert.match(words(await meet()), /comes from another host/, "who names himself always does");
  assert.match(words(await meet({ iss: host.url })), /Connected\./);
  delete host.say["/.well-known/oauth-authorization-server"];
  for (const line of (await here.maya.get("/backpack/elsewhere")).text.match(/\/backpack\/elsewhere\/[\w-]+/g).slice(0, 30)) await here.maya.post(`${line}/remove`);
});

test("another person's connection is not there: neither to see, nor to use, nor to come back to", async () => {
  const page = await begin(host.url), stranger = here.server.visitor();
  assert.match((await stranger.request("GET", `${page.path}/back?code=c&state=s`)).location, /^\/sign-in/);
  assert.equal((await there.maya.request("GET", page.path)).status, 404);
  await here.maya.get(page.path);
  await here.maya.post(`${page.path}/remove`);
});

test("what a token endpoint may not give is not taken", async () => {
  for (const [value, why, status] of [
    [{ access_token: "a", token_type: "mac" }, /another kind than Bearer/], [{ access_token: "a\r\nCookie: x", token_type: "Bearer" }, /what no token may/],
    [{ error: "invalid_grant" }, /gives no token: invalid_grant/, 400], ["<html>", /no JSON/], [{}, /answered 500/, 500],
  ]) {
    host.answer("/token", value, { status: status || 200 });
    const page = await meet();
    assert.match(words(page), why);
    await here.maya.post(`${page.path.split("?")[0]}/remove`);
  }
  host.answer("/token", "", { status: 302, headers: { location: `${there.server.url}/oauth/token` } });
  const page = await meet();
  assert.match(words(page), /answered 302/, "the code and our secret go nowhere else");
  await here.maya.post(`${page.path}/remove`);
  delete host.say["/token"];
});

test("pages that lead elsewhere, go round, are huge or make no sense end with a plain sentence", async () => {
  const list = "/ims/ob/v3p0/credentials", self = (await meet()).path;
  const good = issuer.badge("urn:x:paged", { email: MAYA, name: "Paged" });
  const bring = async (why) => {
    await here.maya.get(self);
    await here.maya.post(`${self}/bring`);
    await settled(self, why);
  };
  host.answer(list, { compactJwsString: [good] }, { headers: { link: `<${there.server.url}/ims/ob/v3p0/credentials>; rel="next"` } });
  await bring(/next page is on another host, which gets no token/);
  assert.ok(await has(here, "Paged"), "what came before stays");
  host.answer(list, { compactJwsString: [good] }, { headers: { link: `<${list}?offset=1>; rel="next"` } });
  await bring(/pages go round in a circle/);
  host.say[list] = (request, response, url) => {       // ever another address, always the same badge
    response.writeHead(200, { "content-type": "application/json", link: `<${list}?offset=${Number(url.searchParams.get("offset")) + 1}>; rel="next"` });
    response.end(JSON.stringify({ compactJwsString: [good] }));
  };
  await bring(/pages go round in a circle/);
  host.answer(list, `{"credential":["${"x".repeat(5 << 20)}"]}`);
  await bring(/too large|larger than|more than|too long/i);
  host.answer(list, { compactJwsString: Array.from({ length: 600 }, (_, i) => `e.${i}.x`) });
  await bring(/more than 500 badges on one page/);
  host.answer(list, "<html>");
  await bring(/cannot be read/);
  host.answer(list, "", { status: 302, headers: { location: `${there.server.url}${list}` } });
  await bring(/it answered 302/);
  host.answer(list, { credential: [{ "@context": [], type: "x" }, 7, null], compactJwsString: ["a.b.c", good, issuer.badge("urn:x:foreign", { email: "somebody@else.example" })] });
  await bring(/made out to another address/);
  assert.match(words(await here.maya.get(self)), /Not brought/);
  assert.ok(!host.asked.some((a) => a.headers.cookie), "no cookie of ours goes there");
  assert.ok(!there.server.output.includes("token-1"));
  await here.maya.post(`${self}/remove`);
});

test("a refusal there is shown in its words, as text, and can be tried once more", async () => {
  const self = (await meet()).path, list = "/ims/ob/v3p0/credentials";
  host.answer(list, { imsx_codeMajor: "failure", imsx_description: "No <b>room</b>\u0007 here." }, { status: 400 });
  await here.maya.get(`${self}/send`);
  await here.maya.post(`${self}/send`, { which: "all" });
  await settled(self, /No <b>room<\/b> here\./);
  const page = await here.maya.get(self);
  assert.ok(page.text.includes("No &lt;b&gt;room&lt;/b&gt;"));
  host.answer(list, "", { status: 201 });
  await here.maya.post(`${self}/again`);
  await settled(self, / 0 on the way, \d+ failed/);
  await until(async () => /Sent/.test(words(await here.maya.get(self))), "sent", 60);
  const last = host.asked.filter((a) => a.path === list && a.method === "POST").at(-1);
  assert.equal(last.headers.authorization, "Bearer token-1");
  await here.maya.get(self);
  await here.maya.post(`${self}/remove`);
});

test("putProfile of 3.0 sends a whole profile: ours in place of theirs, all else as it was; a refusal is told as text", async () => {
  const self = (await meet()).path, where = "/ims/ob/v3p0/profile";
  let theirs = { id: "https://host.example/people/7", type: ["Profile"], name: "Mallory", studentNumber: ["x", { y: 1 }],
    otherIdentifier: [{ type: "IdentifierEntry", identifier: "4711", identifierType: "sisSourcedId" }] };
  let status = 202;
  host.say[where] = (request, response, url, body) => {
    if (request.method === "PUT" && status < 300) theirs = JSON.parse(body);
    response.writeHead(request.method === "PUT" ? status : theirs ? 200 : 404, { "content-type": "application/json" });
    response.end(JSON.stringify(status < 300 ? theirs : { imsx_codeMajor: "failure", imsx_description: "No <i>names</i>." }));
  };
  const send = async () => {
    await here.maya.get(self);
    return words(await here.maya.post(`${self}/profile`));
  };
  assert.match(await send(), /Your name and addresses are there now/);
  assert.deepEqual(theirs, { "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
    id: "https://host.example/people/7", type: ["Profile"], studentNumber: ["x", { y: 1 }], name: "Maya of here", email: MAYA,
    otherIdentifier: [{ type: "IdentifierEntry", identifier: "4711", identifierType: "sisSourcedId" }] });
  const put = host.asked.filter((a) => a.method === "PUT").at(-1);
  assert.deepEqual([put.path, put.headers.authorization, put.headers["content-type"]], [where, "Bearer token-1", "application/json"]);
  theirs = null;
  assert.match(await send(), /are there now/);
  assert.deepEqual([theirs.id, theirs.type, theirs.email], [`mailto:${MAYA}`, ["Profile"], MAYA]);
  theirs = ["no", "profile"];
  assert.match(await send(), /cannot be read: it was left alone/);
  theirs = {};
  status = 403;
  assert.match(await send(), /did not take it: No <i>names<\/i>\./);
  await here.maya.get(self);
  await here.maya.post(`${self}/remove`);
  delete host.say[where];
});

test("nothing secret of a connection lies open in the database", async () => {
  if (here.server.database) return;                    // the file of SQLite is looked into
  const { readFileSync } = await import("node:fs");
  await meet();
  const bytes = Buffer.concat(["lapel.db", "lapel.db-wal"].map((name) => { try { return readFileSync(`${here.server.data}/${name}`); } catch { return Buffer.alloc(0); } }));
  assert.ok(!bytes.includes("token-1"));
});
