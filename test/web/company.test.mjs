// Signing in with the company's provider: set up by an administrator, tested,
// used by people, enforced; and a provider that lies in every way we could think of.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { lapel } from "./harness.mjs";
import { words } from "./html.mjs";
import { openOffice, PASSWORD, signIn } from "./office.mjs";
import { startProvider } from "./provider.mjs";

let office, provider, settings;

const at = (page) => new URL(page.url).pathname;
const slug = () => /sign-in.company.([a-z0-9-]+).callback/.exec(settingsText)[1];
let settingsText = "";

before(async () => {
  provider = await startProvider();
  office = await openOffice({ args: ["--allow-private"] });
  settings = `${office.base}/settings/company`;
});
after(async () => {
  await office?.server.stop();
  await provider?.stop();
});

// Away to the provider: what it is asked. Cookies stay with the visitor.
async function away(visitor, where = `/sign-in/company/${slug()}/go`) {
  const page = await visitor.request("GET", where);
  assert.equal(page.status, 303, words(page));
  return new URL(page.location);
}

// There and back as somebody; what comes of it, redirects followed.
async function come(visitor, claims, { where, change = {} } = {}) {
  const asked = (await away(visitor, where)).searchParams;
  const code = provider.code({ sub: "u-ann", nonce: asked.get("nonce"), ...claims });
  const query = { code, state: asked.get("state"), ...change };
  return visitor.get(`${new URL(asked.get("redirect_uri")).pathname}?${new URLSearchParams(query)}`);
}

const save = (page, fields) => office.maya.submit(page, { kind: "other", issuer: provider.issuer, client: "lapel", secret: "s 3cret", ...fields }, { action: settings });

test("the page brings what to copy, and says what is wrong with what was typed", async () => {
  const page = await office.maya.get(`${settings}?kind=entra`);
  settingsText = words(page);
  assert.match(words(page), /Redirect URI/);
  assert.match(words(page), /App registrations/);
  const wrong = await save(page, { issuer: "ftp://x", client: "" });
  assert.equal(wrong.status, 422);
  const bad = await save(await office.maya.get(settings), { issuer: "javascript:alert(1)" });
  assert.match(words(bad), /no address that begins with https/);
});

test("nobody is sent to a provider that was not tested", async () => {
  let page = await save(await office.maya.get(settings));
  assert.match(words(page), /Saved\. Now test the connection/);
  assert.doesNotMatch(page.text, /s 3cret/);
  page = await office.maya.post(`${settings}/switch`, { on: "1" });
  assert.equal(page.status, 409);
  assert.equal((await office.server.visitor().request("GET", `/sign-in/company/${slug()}/go`)).status, 404);
});

test("a test walks the whole way and shows what was seen", async () => {
  const page = await come(office.maya, { sub: "u-maya", name: "Maya", email: "maya@example.org", email_verified: true, groups: ["hr", "badges"] },
    { where: `${settings}/test` });
  assert.equal(at(page), settings);
  const text = words(page);
  for (const seen of [/described itself: http/, /lasting name for you: u-maya/, /Groups and roles it told: hr · badges/, /domain is not proved/,
    /no role here/]) assert.match(text, seen);
  assert.equal(provider.last.headers.authorization ?? "", "");
  const basic = provider.asked.includes("POST /token");
  assert.ok(basic);
});

test("the code is redeemed with secret, verifier and the address it was asked for", async () => {
  let seen;
  const asked = (await away(office.maya, `${settings}/test`)).searchParams;
  assert.equal(asked.get("code_challenge_method"), "S256");
  provider.say = { "/token": (request, response) => {
    seen = { headers: request.headers, body: provider.last.body };
    response.writeHead(400, { "content-type": "application/json" });
    response.end(JSON.stringify({ error: "invalid_client<script>" }));
  } };
  const page = await office.maya.get(`/sign-in/company/${slug()}/callback?code=c&state=${asked.get("state")}`);
  provider.say = {};
  assert.equal(Buffer.from(seen.headers.authorization.slice(6), "base64").toString(), "lapel:s%203cret");
  assert.equal(seen.body.get("grant_type"), "authorization_code");
  assert.ok(seen.body.get("code_verifier").length >= 43);
  assert.equal(seen.body.get("redirect_uri"), asked.get("redirect_uri"));
  assert.match(words(page), /gave no token and named as reason: no reason/);
});

// Each is one lie; none lets anybody in, each is told to the administrator.
test("a provider that lies lets nobody in", async () => {
  await come(office.maya, { sub: "u-maya", name: "Maya" }, { where: `${settings}/test` });
  await office.maya.get(settings);
  assert.match(words(await office.maya.post(`${settings}/switch`, { on: "1" })), /It is on/);
  const now = Math.floor(Date.now() / 1000);
  const html = (request, response) => void response.end("<html>hello</html>");
  const huge = (request, response) => void response.end(`{"keys":[${"{},".repeat(200000)}{}]}`);
  const loop = (request, response) => void response.writeHead(302, { location: "/keys" }).end();
  const cases = [
    [{ claims: { nonce: "another" } }, /another sign-in/], [{ claims: { nonce: undefined } }, /another sign-in/],
    [{ claims: { aud: "other" } }, /another application/], [{ claims: { aud: ["lapel", "other"] } }, /another application/],
    [{ claims: { azp: "other" } }, /another application/], [{ claims: { iss: "https://other.example" } }, /another provider/],
    [{ claims: { exp: now - 600 } }, /too old/], [{ claims: { iat: now + 600 } }, /from the future/], [{ claims: { nbf: now + 600 } }, /not good yet/],
    [{ claims: { sub: "" } }, /does not say who/], [{ claims: { sub: "a\nb" } }, /cannot be used/], [{ claims: { at_hash: "AAAA" } }, /do not belong together/],
    [{ header: { alg: "none" } }, /not signed|cannot|algorithm/i], [{ header: { alg: "HS256" } }, /not signed/], [{ signature: Buffer.alloc(256) }, /not signed/],
    [{ header: { kid: "k9" } }, /no key for this token/], [{ header: { crit: ["b64"] } }, /./],
    [{ token: "a.b.c" }, /./], [{ tokens: { id_token: undefined } }, /no ID token/], [{ "/token": html }, /nothing that could be read|does not answer/],
  ];
  for (const [say, reason] of cases) {
    provider.say = say;
    const visitor = office.server.visitor();
    const page = await come(visitor, { email: "ann@acme.example", email_verified: true });
    assert.ok([403, 502].includes(page.status), `${JSON.stringify(say)}: ${page.status}`);
    assert.match(words(page), /You are not signed in/);
    assert.match(words(page), reason, JSON.stringify(say));
    assert.equal(at(await visitor.get("/account")), "/sign-in");
  }
  provider.say = {};
  const told = words(await office.maya.get(settings));
  assert.match(told, /The last sign-in that did not work/);
  // Keys and description: only for a fresh provider, since good ones are kept.
  for (const say of [{ "/keys": html }, { "/keys": huge }, { "/keys": loop }, { keys: Array(65).fill({}) },
    { description: { issuer: "https://other.example" } }, { description: { jwks_uri: "ftp://x/keys" } }, { description: { token_endpoint: undefined } },
    { "/.well-known/openid-configuration": loop }, { "/.well-known/openid-configuration": html }]) {
    await save(await office.maya.get(settings), { secret: "again" });
    provider.say = say;
    const where = `${settings}/test`;
    const gone = await office.maya.request("GET", where);
    const page = new URL(gone.location, office.server.url).origin === office.server.url ? await office.maya.follow(gone)
      : await come(office.maya, { sub: "u-maya" }, { where });
    provider.say = {};
    assert.match(words(page), /Here it ended: [A-Z“T]/, JSON.stringify(say).slice(0, 80));
  }
});

test("an answer that this browser did not ask for is refused", async () => {
  await come(office.maya, { sub: "u-maya", name: "Maya" }, { where: `${settings}/test` });
  await office.maya.get(settings);
  await office.maya.post(`${settings}/switch`, { on: "1" });
  const ann = office.server.visitor(), eve = office.server.visitor();
  const asked = (await away(ann)).searchParams;
  const code = provider.code({ sub: "u-ann", nonce: asked.get("nonce") });
  const back = `/sign-in/company/${slug()}/callback`;
  for (const [who, query, why] of [
    [eve, { code, state: asked.get("state") }, /not begun in this browser/],
    [ann, { code, state: "another" }, /belongs to another sign-in/],
    [ann, { code, state: asked.get("state") }, /not begun in this browser/],     // the first answer used it up
  ]) {
    const page = await who.get(`${back}?${new URLSearchParams(query)}`);
    assert.equal(page.status, 403);
    assert.match(words(page), why);
  }
  const other = await come(office.server.visitor(), {}, { change: { iss: "https://other.example" } });
  assert.match(words(other), /another provider/);
  const denied = await come(office.server.visitor(), {}, { change: { error: "access_denied", error_description: "<b>call 555</b>" } });
  assert.match(words(denied), /did not let you in/);
  assert.doesNotMatch(words(denied), /555/);
});

test("an address that is not proved takes over nobody's account", async () => {
  for (const claims of [{ email: "maya@example.org", email_verified: false }, { email: "maya@example.org" }, { email: "maya@example.org", email_verified: true }]) {
    const visitor = office.server.visitor();
    const page = await come(visitor, { sub: "u-eve", name: "Eve", ...claims });
    assert.equal(at(page), "/sign-in/join");
    assert.match(words(page), /An address alone proves nothing/);
    assert.equal(at(await visitor.get("/account")), "/sign-in");
  }
});

test("who proves to own an account connects it, and comes in by the company from then on", async () => {
  const visitor = office.server.visitor();
  let page = await come(visitor, { sub: "u-maya", name: "Maya", email: "maya@example.org", email_verified: true });
  assert.equal(at(page), "/sign-in/join");
  await signIn(visitor);
  page = await visitor.get("/sign-in/join");
  assert.match(words(page), /signed in to the account of maya@example\.org/);
  page = await visitor.submit(page, {}, { action: "/sign-in/join" });
  assert.equal(page.status, 200);
  const again = office.server.visitor();
  page = await come(again, { sub: "u-maya", email: "else@example.org" }, { where: `/sign-in/company/${slug()}/go?next=${encodeURIComponent(`${office.base}/people`)}` });
  assert.equal(at(page), `${office.base}/people`);
  // The company's word opens the company, not the server nor what is fresh.
  assert.equal(at(await again.get("/settings/mail")), "/account/confirm");
  assert.match(words(await again.get("/account/company")), /Harbour|last used/);
  // Out, here and there: the provider gets its token back.
  await again.get("/account");
  page = await again.post("/sign-out");
  assert.match(at(page), /^\/sign-out\/company\//);
  assert.match(words(page), /still signed in/);
  const there = new URL((await again.request("GET", `${at(page)}/go`)).location);
  assert.equal(there.origin + there.pathname, `${provider.issuer}/end`);
  assert.match(there.searchParams.get("id_token_hint"), /^ey/);
});

test("the provider's word on a proved domain lets new people in, with roles of their groups", async () => {
  let page = await office.maya.get(settings);
  page = await office.maya.submit(page, { domain: "no domain" }, { action: "/domains" });
  assert.equal(page.status, 422);
  page = await office.maya.submit(page, { domain: "Acme.example" }, { action: "/domains" });
  assert.match(words(page), /acme\.example Proved/);
  page = await save(page, { secret: "", claim: "groups", adds_people: "1" });
  page = await office.maya.submit(page, { value: "badge-team", role: ["awarder", "registrar"] }, { action: "/roles" });
  page = await office.maya.post(`${settings}/roles`, { value: "badge-admins", role: "designer" });
  assert.match(words(page), /badge-admins → Badge designer .*badge-team → Awarder, Registrar/);
  page = await office.maya.post(`${settings}/roles`, { value: "badge-guests", role: "auditor" });
  assert.equal(page.status, 422);                                                // one that needs more said is not given by a provider
  const ann = { sub: "u-ann", name: "Ann Lee", email: "ann@acme.example", email_verified: true };
  const visit = async (claims) => {
    const visitor = office.server.visitor();
    const came = await come(visitor, { ...ann, ...claims });
    assert.equal(came.status, 200, words(came));
    return { visitor, home: await visitor.get(office.base) };
  };
  assert.equal((await visit({ groups: ["hr"] })).home.status, 404);              // no role: only a Backpack
  const inside = await visit({ groups: ["hr", "badge-team", "badge-admins"] });
  assert.equal(inside.home.status, 200);
  assert.match(words(await office.maya.get(`${office.base}/settings/members`)), /Ann Lee Awarder, Registrar, Badge designer ann@acme\.example/);
  assert.match(words(await office.maya.get(`${office.base}/people?q=ann`)), /Ann Lee/);
  assert.equal((await inside.visitor.get(settings)).status, 403);
  assert.equal((await visit({ groups: [] })).home.status, 404);                  // the group is gone, so is the role
  assert.equal((await inside.visitor.get(office.base)).status, 404);
  // Unmarked addresses count only where the administrator says so; others' domains never.
  for (const claims of [{ email_verified: undefined, sub: "u-2" }, { email_verified: false, sub: "u-3" }, { email: "ann@evil.example", sub: "u-4" }]) {
    assert.equal(at(await come(office.server.visitor(), { ...ann, ...claims })), "/sign-in/join");
  }
  await save(await office.maya.get(settings), { secret: "", claim: "groups", trusts_unmarked: "1" });
  assert.equal(at(await come(office.server.visitor(), { ...ann, sub: "u-2", email: "new@acme.example", email_verified: undefined })), "/backpack");
});

// What the provider says of who signed out there; undefined leaves a claim out.
async function told(claims, header) {
  const now = Math.floor(Date.now() / 1000);
  const all = { iss: provider.issuer, aud: "lapel", iat: now, exp: now + 120, jti: `j-${Math.random()}`,
    events: { "http://schemas.openid.net/event/backchannel-logout": {} }, ...claims };
  for (const name of Object.keys(all)) if (all[name] === undefined) delete all[name];
  return tell(provider.token(all, header));
}
async function tell(token) {
  const answer = await office.server.visitor().request("POST", `/sign-in/company/${slug()}/signed-out`, {
    headers: { "content-type": "application/x-www-form-urlencoded" }, body: new URLSearchParams({ logout_token: token }).toString() });
  assert.equal(answer.headers.get("cache-control"), "no-store");
  if (answer.status !== 200) assert.equal(answer.json().error, "invalid_request");
  return answer.status;
}

test("who signs out at the provider is signed out here at once, and nobody else", async () => {
  const ann = { sub: "u-ann", email: "ann@acme.example", email_verified: true, groups: ["badge-team"] };
  const ben = { sub: "u-ben", email: "ben@acme.example", email_verified: true, groups: ["badge-team"] };
  const inside = async (claims) => {
    const visitor = office.server.visitor();
    await come(visitor, claims);
    return async () => at(await visitor.get("/account")) === "/account";
  };
  const [desk, phone, other, unnamed] = [await inside({ ...ann, sid: "s-1" }), await inside({ ...ann, sid: "s-2" }), await inside({ ...ben, sid: "s-3" }), await inside(ann)];
  for (const [claims, header] of [[{ aud: "other", sub: "u-ann" }], [{ iss: "https://other.example", sub: "u-ann" }], [{ sub: "u-ann", nonce: "n" }],
    [{ sub: "u-ann", events: undefined }], [{ sub: "u-ann", events: {} }], [{ sub: "u-ann", jti: undefined }], [{}], [{ sub: "u-ann", exp: undefined }],
    [{ sub: "u-ann", exp: 1000 }], [{ sub: "u-ann" }, { alg: "none" }], [{ sub: "u-ann" }, { typ: "at+jwt" }], [{ sub: "u-ann" }, { kid: "k9" }]]) {
    assert.equal(await told(claims, header), 400, JSON.stringify([claims, header]));
  }
  for (const bad of ["", "a.b.c", "x".repeat(9000)]) assert.equal(await tell(bad), 400);
  assert.deepEqual([await desk(), await phone(), await other(), await unnamed()], [true, true, true, true]);
  assert.equal(await told({ sid: "s-1" }, { typ: "logout+jwt" }), 200);
  assert.deepEqual([await desk(), await phone(), await other(), await unnamed()], [false, true, true, true]);
  assert.equal(await told({ sid: "s-3", sub: "u-ann" }), 200);       // of another person: only the one that has no name ends
  assert.deepEqual([await phone(), await other(), await unnamed()], [true, true, false]);
  assert.equal(await told({ sub: "u-ann", jti: "once" }), 200);
  assert.deepEqual([await phone(), await other()], [false, true]);
  const again = await inside({ ...ann, sid: "s-4" });
  assert.equal(await told({ sub: "u-ann", jti: "once" }), 400);      // it came before
  assert.deepEqual([await again(), await other()], [true, true]);
  assert.equal((await office.server.visitor().request("POST", "/sign-in/company/nobody/signed-out", { headers: { "content-type": "application/x-www-form-urlencoded" }, body: "logout_token=x" })).status, 400);
});

test("who comes by work address finds the way", async () => {
  const visitor = office.server.visitor();
  assert.match(words(await visitor.get("/sign-in")), /Sign in with /);
  let page = await visitor.submit(await visitor.get("/sign-in/company?next=/backpack"), { email: "x@nobody.example" }, { action: "/sign-in/company" });
  assert.equal(page.status, 422);
  page = await visitor.submit(page, { email: "new@ACME.example" }, { action: "/sign-in/company" });
  assert.match(page.text, new RegExp(`href="/sign-in/company/${slug()}/go\\?next=%2Fbackpack"`));
});

test("only by the company: passwords open nothing, but for whoever keeps the key", async () => {
  await office.maya.get(settings);
  assert.match(words(await office.maya.post(`${settings}/only`, { only: "1" })), /Only .* can still come in otherwise/);
  const ann = office.server.visitor();
  await come(ann, { sub: "u-ann", email: "ann@acme.example", email_verified: true, groups: ["badge-team"] });
  assert.equal((await ann.get(office.base)).status, 200);
  // With a password of her own: the server is open to her, the company is not.
  const set = await lapel(["admin", "set-password", "ann@acme.example", ...office.server.place], { input: "rain on a tin roof\n" });
  assert.equal(set.status, 0, set.err);
  const own = office.server.visitor();
  assert.equal((await signIn(own, "ann@acme.example", "rain on a tin roof")).status, 200);
  const door = await own.get(`${office.base}/people`);
  assert.equal(at(door), `/sign-in/company/${slug()}`);
  assert.match(words(door), /asks you to come in by its own sign-in/);
  provider.say = { "/token": (request, response) => void response.destroy() };
  const down = await come(office.server.visitor(), {});
  provider.say = {};
  assert.equal(down.status, 502);
  assert.match(words(down), /does not answer at the moment/);
  const maya = office.server.visitor();
  await signIn(maya, "maya@example.org", PASSWORD);
  assert.equal((await maya.get(office.base)).status, 200);
  await maya.get(settings);
  assert.match(words(await maya.post(`${settings}/only`, { only: "0" })), /as they like/);
});

test("keys that were changed are looked up again", async () => {
  provider.newKey("k2", "ES256");
  const early = await come(office.server.visitor(), { sub: "u-ann", email: "ann@acme.example", email_verified: true });
  assert.match(words(early), /no key for this token/);          // not more often than once a minute
  await save(await office.maya.get(settings), { secret: "s 3cret", claim: "groups" });
  for (const kind of ["ES256", "EdDSA"]) {
    provider.newKey(`k-${kind}`, kind);
    await save(await office.maya.get(settings), { secret: `for ${kind}`, claim: "groups" });
    const page = await come(office.maya, { sub: "u-maya" }, { where: `${settings}/test` });
    assert.match(words(page), /signed by it, for this application/);
  }
});

test("what is connected can be taken away, and the whole of it removed", async () => {
  await office.maya.get(settings);
  await office.maya.post(`${settings}/switch`, { on: "1" });
  let page = await office.maya.get("/account/company");
  page = await office.maya.submit(page, {}, { action: "/forget" });
  assert.match(words(page), /No company leads in here/);
  await office.maya.get(settings);
  page = await office.maya.post(`${settings}/remove`);
  assert.match(words(page), /Which provider do you have/);
  assert.equal((await office.server.visitor().get(`/sign-in/company/${slug()}`)).status, 404);
  assert.match(words(await office.maya.get(`${office.base}/settings/log`)), /Company sign-in removed/);
});
