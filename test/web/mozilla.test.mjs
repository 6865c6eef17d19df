// The interfaces of Mozilla's Backpack: pushing, Backpack Connect, the Displayer
// API, baker and validator, as issuers and display sites of old speak them; and as
// one who wants what is somebody else's would.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import test, { after, before } from "node:test";
import { lapel } from "./harness.mjs";
import { unescape, words } from "./html.mjs";
import { accident, openOffice, signIn, PASSWORD } from "./office.mjs";
import { SVG, Site } from "./site.mjs";

const MAYA = "maya@example.org", OTTO = "otto@example.org";
let office, site, here, otto;

before(async () => {
  site = await new Site().start();
  office = await openOffice({ args: ["--allow-private"] });
  here = office.server.url;
  const made = await lapel(["admin", "add-operator", OTTO, "Otto", "--password", ...office.server.place], { input: `${PASSWORD}\n` });
  assert.equal(made.status, 0, made.err);
  otto = office.server.visitor();
  await signIn(otto, OTTO);
});
after(async () => {
  site?.stop();
  await office?.server.stop();
});

const hash = (email, salt) => `sha256$${createHash("sha256").update(email + salt).digest("hex")}`;
const as = (who, method, where, options) => who.request(method, where, options);
const nobody = () => office.server.visitor();

// As the form of another site: no cookie, no token.
async function push(badges, { channel, origin = site.url } = {}) {
  const body = new URLSearchParams([...(channel ? [["channel", channel]] : []), ...badges.map((b) => ["assertions", b])]);
  return nobody().request("POST", channel ? "/issuer/frame" : "/issuer/frameless", { body, headers: { origin, "sec-fetch-site": "cross-site" } });
}
const channelOf = (n) => `${n}`.padStart(48, "c");
const outcome = async (channel) => nobody().get(`/issuer/outcome?channel=${channel}`);
const answer = (who, page, what, take) => who.submit(page, { answer: what, ...(take !== undefined && { take }) }, { action: "/issuer/push/" });

// ---- the script -------------------------------------------------------------------

test("issuer.js may be loaded and read by any site", async () => {
  const script = await nobody().get("/issuer.js");
  assert.equal(script.status, 200);
  assert.match(script.headers.get("content-type"), /^application\/javascript/);
  assert.equal(script.headers.get("access-control-allow-origin"), "*");
  assert.equal(script.headers.get("cross-origin-resource-policy"), "cross-origin");
  assert.match(script.text, /window\.OpenBadges = \{ issue, issue_no_modal: issueWithoutModal, connect \}/);
  assert.equal(script.headers.get("set-cookie"), null);
  assert.equal((await nobody().request("GET", "/issuer.js", { headers: { "if-none-match": script.headers.get("etag") } })).status, 304);
});

// ---- pushing without a window ---------------------------------------------------

test("badges come from another site without a token, and are asked about after signing in", async () => {
  const good = site.badge(MAYA), sent = await push([good]);
  assert.equal(sent.status, 303, sent.text);
  assert.match(sent.location, /^\/issuer\/push\/[\w-]{22}$/);
  assert.equal(sent.headers.get("set-cookie"), null);
  const asked = await nobody().request("GET", sent.location, { headers: { accept: "text/html" } });
  assert.match(asked.location, /^\/sign-in\?next=%2Fissuer%2Fpush%2F/);

  const page = await office.maya.get(sent.location);
  assert.equal(page.status, 200);
  assert.match(page.headers.get("content-security-policy"), /frame-ancestors 'none'/);
  assert.equal(page.headers.get("cross-origin-opener-policy"), "same-origin");
  for (const said of [`${new URL(site.url).host} hands it to you`, "Slinger", "Quay Training", `Proved: it is from ${new URL(site.url).host}`, MAYA]) assert.ok(words(page).includes(said), said);
  assert.match(page.text, /src="data:image\/png;base64,iVBOR/);
  const done = await answer(office.maya, page, "all");
  assert.match(words(done), /The badge is in your Backpack/);
  assert.ok(done.text.includes(`href="${site.url}"`), "the way back");
  assert.match(words(await office.maya.get(sent.location)), /answered already/);
  assert.match(words(await office.maya.get("/backpack")), /Slinger/);
});

test("what may not be pushed is refused at the door", async () => {
  const jws = site.signed(MAYA);
  for (const [badges, status, said] of [
    [["ftp://quay.example/a"], 400, /malformed assertion/], [["not a badge"], 400, /malformed/], [[jws, "{}"], 400, /malformed/], [["javascript:alert(1)"], 400, /malformed/],
    [Array(21).fill(`${site.url}/a`), 400, /at most 20/], [[`${site.url}/${"a".repeat(2100)}`], 400, /malformed/], [[], 200, /nothing to do/],
  ]) {
    const page = await push(badges);
    assert.equal(page.status, status, page.text.slice(0, 200));
    assert.match(words(page), said);
  }
  assert.equal((await nobody().request("POST", "/issuer/frame", { body: new URLSearchParams({ assertions: jws, channel: "short" }) })).status, 400);
  for (const where of ["/issuer/welcome", "/issuer/frame", "/issuer/frameless"]) assert.match(words(await nobody().get(where)), /Badges from other sites/, where);
});

// ---- pushing with a window --------------------------------------------------------

test("each badge is told about, with the reason and what to do, and what the site hears", async () => {
  const have = site.badge(MAYA), expired = site.badge(MAYA, { changes: { expires: "2016-01-01T00:00:00Z" } });
  await answer(office.maya, await office.maya.get((await push([have])).location), "all");
  const badges = [
    site.badge(MAYA), site.signed(MAYA), site.oldBadge(MAYA), have, site.badge(OTTO, { hashed: false }), site.badge("else@example.net"), `${site.url}/gone`,
    site.put("/page", "<p>no badge</p>", "text/html"), site.signed(MAYA, { alg: "none" }), site.badge(MAYA, { changes: { recipient: undefined } }), expired,
    site.put("/revoked.json", { revoked: true }, "application/json", 410),
  ];
  const channel = channelOf(1), sent = await push(badges, { channel });
  assert.equal(sent.status, 303, sent.text);
  assert.deepEqual((await outcome(channel)).json(), { state: "waiting" });
  const page = await office.maya.get(sent.location), text = words(page);
  for (const said of [/12 badges for your Backpack/, /made out to otto@example\.org, which is not an address of yours/, /an address it hides|whose address it hides/, /answered with status 404/, /You have it already/, /Its day is over/, /Accept all 4/]) assert.match(text, said);
  assert.equal((page.text.match(/name="take"/g) || []).length, 4);
  const done = await answer(office.maya, page, "ticked", [0, 1]);
  assert.match(words(done), /2 badges are in your Backpack/);
  const told = (await outcome(channel)).json();
  assert.equal(told.state, "done");
  assert.deepEqual(told.successes, badges.slice(0, 2));
  assert.deepEqual(told.errors.map((e) => [badges.indexOf(e.assertion), e.reason]), [
    [2, "DENIED"], [3, "EXISTS"], [4, "INVALID"], [5, "INVALID"], [6, "INACCESSIBLE"], [7, "INACCESSIBLE"], [8, "INACCESSIBLE"], [9, "INACCESSIBLE"], [10, "DENIED"], [11, "INACCESSIBLE"],
  ]);
  for (const e of told.errors) assert.equal(e.url, e.assertion);
  assert.ok(!JSON.stringify(told).includes("@"), "no address goes to the site");
});

test("accept all takes the good ones, refuse all none", async () => {
  const badges = [site.badge(MAYA), site.oldBadge(MAYA), site.badge(OTTO)];
  for (const [n, what, successes, reasons] of [[2, "none", [], ["DENIED", "DENIED", "DENIED"]], [3, "all", badges.slice(0, 2), ["INVALID"]]]) {
    const page = await office.maya.get((await push(badges, { channel: channelOf(n) })).location);
    const good = [...page.text.matchAll(/name="good" value="(\d+)"/g)].map((m) => m[1]);
    await office.maya.submit(page, { answer: what, good, take: [] }, { action: "/issuer/push/" });
    const told = (await outcome(channelOf(n))).json();
    assert.deepEqual(told.successes, successes, what);
    assert.deepEqual(told.errors.map((e) => e.reason), reasons, what);
  }
});

test("a fake issuer is not shown as the one it says it is", async () => {
  site.put("/fake.json", { name: "Famous University", url: "https://famous.example" });
  const fake = site.badge(MAYA, { badgeClass: { issuer: `${site.url}/fake.json` } });
  const text = words(await office.maya.get((await push([fake])).location));
  assert.doesNotMatch(text, /Proved: it is from famous/);
  assert.match(text, /cannot be taken in/);
});

test("what was pushed belongs to who opened it first, and its outcome to who knows the channel", async () => {
  const sent = await push([site.badge(MAYA)], { channel: channelOf(4) });
  const page = await office.maya.get(sent.location);
  assert.equal((await otto.get(sent.location)).status, 404);
  const form = page.form("/issuer/push/");
  const theft = await otto.request("POST", sent.location, { body: new URLSearchParams({ csrf: (await otto.get("/account")).csrf, answer: "all", good: "0" }) });
  assert.equal(theft.status, 404);
  assert.equal((await office.maya.request("POST", sent.location, { body: new URLSearchParams({ answer: "all", good: "0" }) })).status, 403, "without a token");
  assert.equal((await office.maya.request("POST", sent.location, { body: new URLSearchParams({ ...form.fields, answer: "all" }), headers: { origin: site.url } })).status, 403, "from another site");
  assert.deepEqual((await outcome(channelOf(99))).json(), { state: "unknown" });
  assert.deepEqual((await outcome("")).json(), { state: "unknown" });
  assert.deepEqual((await outcome(channelOf(4))).json(), { state: "waiting" });
  assert.equal((await outcome(channelOf(4))).headers.get("access-control-allow-origin"), "*");
  assert.equal((await push([site.badge(MAYA)], { channel: channelOf(4) })).status, 409, "a channel in use");
});

test("whoever turns away at the site, or closes the window, has refused", async () => {
  const badge = site.badge(MAYA), sent = await push([badge], { channel: channelOf(5) });
  const page = await office.maya.get(sent.location);
  const told = (await nobody().request("POST", "/issuer/withdraw", { body: new URLSearchParams({ channel: channelOf(5) }) })).json();
  assert.deepEqual(told, { state: "done", errors: [{ assertion: badge, url: badge, reason: "DENIED" }], successes: [] });
  assert.match(words(await answer(office.maya, page, "all")), /answered already/);

  const closed = await push([badge], { channel: channelOf(6) }), open = await office.maya.get(closed.location);
  const left = () => office.maya.request("POST", `${closed.location}/left`, { body: new URLSearchParams({ csrf: open.csrf }) });
  assert.equal((await left()).status, 204);
  assert.equal((await outcome(channelOf(6))).json().state, "waiting", "it may be loading again");
  await office.maya.get(closed.location);
  await left();
  accident(office.server, "UPDATE push SET left_at = left_at - 60000");
  assert.equal((await outcome(channelOf(6))).json().errors[0].reason, "DENIED");
  accident(office.server, "UPDATE push SET created_at = created_at - 90000000");
  assert.equal((await office.maya.get(closed.location)).status, 404, "after a day it is over");
  assert.equal((await outcome(channelOf(6))).json().state, "unknown");
});

// ---- /issuer/assertion ------------------------------------------------------------

test("GET /issuer/assertion answers as the contract has it, row by row", async () => {
  const good = site.badge(MAYA), have = site.badge(MAYA), jws = site.signed(MAYA), old = site.oldBadge(MAYA);
  await answer(office.maya, await office.maya.get((await push([have])).location), "all");
  const get = async (who, query) => as(who, "GET", `/issuer/assertion?${new URLSearchParams(query)}`);

  const out = await get(nobody(), { assertion: good });
  assert.equal(out.status, 403);
  assert.deepEqual(Object.keys(out.json()), ["message", "redirect_to"]);
  assert.equal(out.json().redirect_to, "/backpack/login");
  assert.match((await nobody().request("GET", "/backpack/login")).location, /^\/sign-in/);

  const refused = {
    none: [{}, /must provide either url or signature/], garbage: [{ assertion: "x y" }, /malformed assertion/], file: [{ badge: "file:///etc/passwd" }, /malformed/],
    gone: [{ assertion: `${site.url}/gone` }, "http-status"], silent: [{ assertion: "http://127.0.0.1:1/a" }, "http-unreachable"],
    page: [{ assertion: site.put("/page", "<p>x</p>", "text/html") }, "input"], unsigned: [{ badge: site.signed(MAYA, { alg: "none" }) }, "jws-algorithm"],
    forged: [{ badge: `${jws.slice(0, -8)}AAAAAAAA` }, "verify-signature"], wrong: [{ assertion: site.badge(MAYA, { changes: { badge: 17 } }) }, "structure|required"],
    moved: [{ assertion: site.put("/copy.json", JSON.parse(site.files.get(new URL(good).pathname).bytes)) }, null],
  };
  for (const [label, [query, code]] of Object.entries(refused)) {
    const page = await get(office.maya, query);
    if (code === null) continue;
    assert.equal(page.status, 400, label);
    if (code instanceof RegExp) assert.match(page.json().message, code, label);
    else assert.match(page.json().code, new RegExp(`^(${code})$`), `${label}: ${page.text}`);
    assert.ok(page.json().message, label);
  }
  assert.equal((await get(office.maya, { assertion: `${site.url}/gone` })).json().received, 404);

  for (const [label, query, kind] of [["hosted", { assertion: good }, "hosted"], ["as badge", { badge: good }, "hosted"], ["signed", { badge: jws }, "signed"], ["0.5", { assertion: old }, "hosted"]]) {
    const page = await get(office.maya, query), { exists, badge, recipient, owner } = page.json();
    assert.equal(page.status, 200, `${label}: ${page.text}`);
    assert.deepEqual([exists, recipient, owner], [false, MAYA, true], label);
    assert.equal(badge.badge.issuer.origin, site.url, label);
    assert.equal(badge.badge.issuer.name, "Quay Training");
    assert.equal(badge.badge.image, `${site.url}/picture.png`, `${label}: absolute`);
    assert.equal(badge.verify.type, kind, label);
    assert.ok(badge.issued_on && badge.recipient && badge._originalRecipient && badge.badge.criteria === `${site.url}/criteria`, label);
  }
  const flat = (await get(office.maya, { assertion: good })).json().badge;
  assert.equal(flat.recipient, hash(MAYA, "brine"));
  assert.equal(flat.salt, "brine");
  assert.deepEqual(flat._originalRecipient, { type: "email", hashed: true, identity: hash(MAYA, "brine"), salt: "brine" });
  assert.equal(flat._location, good);
  assert.equal((await get(office.maya, { assertion: have })).json().exists, true);
  const other = (await get(otto, { assertion: have })).json();
  assert.deepEqual([other.exists, other.recipient, other.owner], [false, false, undefined], "what Maya has is nobody's knowledge");
});

test("POST /issuer/assertion answers as the contract has it, row by row", async () => {
  const badge = site.badge(MAYA), { csrf } = await office.maya.get("/account");
  const post = (who, fields, token = csrf, headers = {}) => as(who, "POST", "/issuer/assertion", { body: new URLSearchParams({ ...fields, ...(token && { csrf: token }) }), headers });
  assert.equal((await post(office.maya, { assertion: badge }, null)).status, 403, "without a token");
  assert.equal((await post(office.maya, { assertion: badge }, csrf, { origin: site.url })).status, 403, "from another site");
  assert.equal((await post(office.maya, {})).status, 400);
  const foreign = await post(office.maya, { assertion: site.badge(OTTO) });
  assert.deepEqual([foreign.status, foreign.json()], [403, { message: "badge assertion is for a different user" }]);
  assert.equal((await post(office.maya, { assertion: site.put("/junk", "junk", "text/plain") })).status, 400);
  const made = await post(office.maya, { assertion: badge });
  assert.equal(made.status, 201, made.text);
  assert.equal(made.json().exists, false);
  assert.equal(made.json().badge.badge.name, "Slinger");
  assert.equal((await post(office.maya, { assertion: badge })).status, 304);
  assert.equal((await as(office.maya, "POST", "/issuer/assertion", { body: JSON.stringify({ badge: site.signed(MAYA) }), headers: { "content-type": "application/json", "x-csrf-token": csrf } })).status, 201, "as JSON");
  const out = nobody(), start = await out.get("/sign-in");
  const unsigned = await post(out, { assertion: badge }, start.csrf);
  assert.deepEqual([unsigned.status, unsigned.json().redirect_to], [403, "/backpack/login"]);
});

// ---- Backpack Connect -------------------------------------------------------------

const access = (callback, scope) => `/access?${new URLSearchParams({ ...(callback !== undefined && { callback }), ...(scope !== undefined && { scope }) })}`;

async function connect(who = office.maya, callback = `${site.url}/back?keep=1`) {
  const page = await who.get(access(callback, "issue"));
  const sent = await who.submit(page, {}, { action: "/accept", follow: false });
  assert.equal(sent.status, 303, sent.text);
  return Object.fromEntries(new URL(sent.location).searchParams);
}

async function api(method, where, { token, headers = {}, json, form } = {}) {
  const page = await fetch(`${here}/api/${where}`, {
    method, redirect: "manual", body: json ? JSON.stringify(json) : form && new URLSearchParams(form),
    headers: { ...(json && { "content-type": "application/json" }), ...(token && { authorization: `Bearer ${Buffer.from(token).toString("base64")}` }), ...headers },
  });
  const text = await page.text();
  return { status: page.status, headers: page.headers, text, body: text.startsWith("{") ? JSON.parse(text) : null };
}

test("/access and /accept: what is asked is checked, and the answer keeps the callback's query", async () => {
  for (const [callback, scope, said] of [
    [undefined, "issue", "callback expected"], [`${site.url}/back`, undefined, "scope expected"], ["nowhere", "issue", "invalid callback: nowhere"], ["javascript:alert(1)//x", "issue", "invalid callback: javascript:alert(1)//x"],
    ["ftp://quay.example/", "issue", "invalid callback: ftp://quay.example/"], ["https://us@evil.example/", "issue", "invalid callback: https://us@evil.example/"], [`${site.url}/back`, "issue,read", "invalid scope: issue,read"],
  ]) {
    const page = await office.maya.get(access(callback, scope));
    assert.deepEqual([page.status, page.text], [400, said]);
    assert.match(page.headers.get("content-type"), /^text\/plain/);
  }
  const out = await nobody().request("GET", access(`${site.url}/back`, "issue"));
  assert.match(out.location, /^\/sign-in\?next=%2Faccess/);

  const page = await office.maya.get(access(`${site.url}/back?keep=1#part`, "issue"));
  assert.match(words(page), new RegExp(`May ${new URL(site.url).host} put badges into your Backpack`));
  assert.ok(unescape(page.text).includes(`href="${site.url}/back?keep=1&error=access_denied"`));
  assert.match(page.headers.get("content-security-policy"), /frame-ancestors 'none'/);
  assert.equal((await as(office.maya, "POST", "/accept", { body: new URLSearchParams({ callback: site.url, scope: "issue" }) })).status, 403, "no token");
  const stranger = nobody(), form = await stranger.get("/sign-in");
  const denied = await as(stranger, "POST", "/accept", { body: new URLSearchParams({ csrf: form.csrf, callback: `${site.url}/`, scope: "issue" }) });
  assert.equal(denied.status, 403);
  assert.equal((await as(office.maya, "POST", "/accept", { body: new URLSearchParams({ csrf: page.csrf, callback: "nowhere", scope: "issue" }) })).text, "invalid callback: nowhere");
  const back = await connect();
  assert.deepEqual(Object.keys(back), ["keep", "access_token", "refresh_token", "expires", "api_root"]);
  assert.deepEqual([back.keep, back.expires, back.api_root], ["1", "3600", `${here}/api`]);
  assert.match(back.access_token, /^[\w-]{32}_[0-9a-v]+$/);
});

test("/api/issue puts in badges of that site alone, for that person alone", async () => {
  const { access_token: token } = await connect(), issue = (badge, more = {}) => api("POST", "issue", { token, json: { badge }, ...more });
  const badge = site.badge(MAYA), far = await new Site().start();
  const made = await issue(badge);
  assert.equal(made.status, 201, made.text);
  assert.equal(made.body.exists, false);
  assert.equal(made.headers.get("access-control-allow-origin"), "*");
  assert.equal((await issue(badge)).status, 304);
  assert.equal((await api("POST", "issue", { token, form: { badge: site.signed(MAYA) } })).status, 201, "a form, signed");
  assert.deepEqual([(await issue(site.badge(OTTO))).status, (await issue(site.badge(OTTO))).body.message], [403, "badge assertion is for a different user"]);
  assert.deepEqual((await issue(far.badge(MAYA))).body, { message: "issuer origin must be identical to bearer token origin" });
  far.put("/issuer.json", { name: "Quay Training", url: site.url });
  assert.equal((await issue(far.badge(MAYA))).status, 400, "one that says it is that site");
  assert.equal((await issue("rubbish")).status, 400);
  assert.equal((await issue(undefined)).body.message, "must provide either url or signature");
  assert.equal((await issue(`${site.url}/gone`)).body.code, "http-status");
  far.stop();
});

test("/api answers a wrong, old or foreign token in the words of the contract", async () => {
  const { access_token: token } = await connect();
  const bare = await api("GET", "identity");
  assert.deepEqual([bare.status, bare.body, bare.headers.get("www-authenticate")], [401, { status: "unauthorized", message: "access token expected" }, 'Bearer realm="openbadges"']);
  const unknown = await api("GET", "identity", { token: "nobody" });
  assert.equal(unknown.headers.get("www-authenticate"), 'Bearer realm="openbadges", error="invalid_token", error_description="Unknown access token"');
  assert.equal((await api("GET", "identity", { headers: { authorization: `Bearer ${token}` } })).status, 401, "not in base64");
  assert.equal((await fetch(`${here}/api/identity?access_token=${token}`)).status, 401, "never in the address");
  const foreign = await api("GET", "identity", { token, headers: { origin: "https://evil.example" } });
  assert.deepEqual([foreign.status, foreign.body.message], [401, "invalid origin"]);
  assert.equal((await api("GET", "identity", { token, headers: { origin: site.url } })).status, 200);
  accident(office.server, "UPDATE site_grant SET expires_at = expires_at - 7200000");
  const old = await api("GET", "identity", { token });
  assert.match(old.headers.get("www-authenticate"), /error="invalid_token", error_description="The access token expired"/);
  for (const where of ["issue", "identity", "token"]) {
    const asked = await api("OPTIONS", where, { headers: { origin: site.url, "access-control-request-method": "POST" } });
    assert.equal(asked.status, 200, where);
    assert.equal(asked.headers.get("access-control-allow-origin"), "*");
    assert.equal(asked.headers.get("access-control-allow-headers"), "Content-Type, Authorization");
    assert.equal(asked.headers.get("access-control-expose-headers"), "WWW-Authenticate");
  }
});

test("/api/identity says who it is by a hash that is another each time", async () => {
  const { access_token: token } = await connect(), [one, two] = [await api("GET", "identity", { token }), await api("GET", "identity", { token })];
  for (const { body } of [one, two]) assert.deepEqual([body.recipient, body.type], [hash(MAYA, body.salt), "email"]);
  assert.notEqual(one.body.salt, two.body.salt);
});

test("/api/token gives new tokens for an old one, once", async () => {
  const first = await connect(), ask = (json, headers) => api("POST", "token", { json, headers });
  assert.deepEqual([(await api("POST", "token")).status, (await api("POST", "token")).text], [400, "body expected"]);
  for (const [body, said] of [[{ grant_type: "password" }, "invalid grant_type"], [{ grant_type: "refresh_token" }, "invalid refresh_token"], [{ grant_type: "refresh_token", refresh_token: "x" }, "invalid refresh_token"]]) assert.equal((await ask(body)).text, said);
  const foreign = await ask({ grant_type: "refresh_token", refresh_token: first.refresh_token }, { origin: "https://evil.example" });
  assert.deepEqual([foreign.status, foreign.text, foreign.headers.get("access-control-allow-origin")], [401, "invalid origin", site.url]);
  const next = await api("POST", "token", { form: { grant_type: "refresh_token", refresh_token: first.refresh_token } });
  assert.equal(next.status, 200, next.text);
  assert.equal(next.body.expires, 3600);
  assert.equal((await api("GET", "identity", { token: first.access_token })).status, 401, "the old one is dead");
  assert.equal((await api("GET", "identity", { token: next.body.access_token })).status, 200);
  assert.equal((await ask({ grant_type: "refresh_token", refresh_token: first.refresh_token })).text, "invalid refresh_token");
  assert.equal((await api("GET", "identity", { token: next.body.access_token })).status, 401, "a second use ends all that came of it");
});

test("connected sites stand in the account, and end there or by the old address", async () => {
  const one = await connect(), two = await connect();
  const list = await office.maya.get("/account/apps");
  assert.ok(words(list).includes(new URL(site.url).host));
  assert.ok(!words(await otto.get("/account/apps")).includes(new URL(site.url).host));
  assert.equal((await office.maya.get("/backpack/settings")).path, "/account/apps");
  await otto.request("POST", "/account/sites/end", { body: new URLSearchParams({ csrf: (await otto.get("/account")).csrf, origin: site.url }) });
  assert.equal((await api("GET", "identity", { token: one.access_token })).status, 200, "not by somebody else");
  await office.maya.submit(list, {}, { action: "/account/sites/end" });
  for (const { access_token: token } of [one, two]) assert.equal((await api("GET", "identity", { token })).status, 401, "all of that origin");

  const again = await connect(), { csrf } = await office.maya.get("/account");
  const revoke = (who, fields) => as(who, "POST", "/backpack/settings/revoke-origin", { body: new URLSearchParams(fields) });
  assert.equal((await revoke(office.maya, { origin: site.url })).status, 403, "no token");
  assert.equal((await revoke(office.maya, { csrf })).status, 400);
  assert.equal((await revoke(office.maya, { csrf, origin: site.url })).status, 204);
  assert.equal((await api("GET", "identity", { token: again.access_token })).status, 401);
  assert.match(words(await office.maya.get("/account/security")), /App shut out/);
});

// ---- Displayer ----------------------------------------------------------------------

async function collection(who, name, isPublic) {
  const page = await who.submit(await who.get("/backpack/collections/new"), { name, ...(isPublic && { is_public: "1" }) }, { action: "/backpack/collections" });
  const choices = [...page.text.matchAll(/name="in" value="(\d+)"/g)].map((m) => m[1]);
  await who.submit(page, { in: choices }, { action: "/badges" });
  return { id: Number(/collections\/(\d+)/.exec(page.path)[1]), badges: choices.length };
}

const show = async (who, ids) => who.submit(await who.get("/backpack/shown"), { shown: ids }, { action: "/backpack/shown" });
const convert = (email, headers = {}) => nobody().request("POST", "/displayer/convert/email", { body: new URLSearchParams(email === undefined ? {} : { email }), headers });
let user, open, closed, hidden;

test("nobody is found by address who did not ask to be", async () => {
  closed = await collection(office.maya, "For me", false);
  hidden = await collection(office.maya, "By link", true);
  const missing = await convert(MAYA), unknown = await convert("nobody@example.net");
  assert.deepEqual([missing.status, missing.text], [404, unknown.text], "as if there were nobody");
  assert.equal(missing.json().status, "missing");
  open = await collection(office.maya, "For all", true);
  accident(office.server, `UPDATE collection SET name = 'For "all" </script> & you\u2028' WHERE id = ${open.id}`);
  assert.doesNotMatch((await office.maya.get("/backpack/shown")).text, /For me/);
  await show(office.maya, [open.id, closed.id]);
  const found = await convert(MAYA.toUpperCase().replace("EXAMPLE.ORG", "example.org"));
  assert.ok([200, 404].includes(found.status));
  const answer = await convert(MAYA);
  assert.equal(answer.status, 200);
  assert.deepEqual(Object.keys(answer.json()), ["status", "email", "userId"]);
  assert.deepEqual([answer.json().status, answer.json().email], ["okay", MAYA]);
  user = answer.json().userId;
  assert.ok(Number.isInteger(user) && user > 0 && user < 2 ** 31);
  assert.equal(answer.headers.get("access-control-allow-origin"), null);
  assert.equal((await nobody().postJson("/displayer/convert/email", { email: MAYA })).json().userId, user, "as JSON");
  const absent = await convert(undefined);
  assert.deepEqual([absent.status, absent.json().status], [400, "invalid"]);
  assert.match(words(await nobody().get("/displayer/convert/email", { headers: { accept: "text/html" } })), /Find collections by address/);
  assert.ok(words(await convert(MAYA, { accept: "text/html" })).includes(`The number is ${user}`));
});

test("the Displayer API tells of shown collections, whoever asks and however", async () => {
  const paths = [`/displayer/${user}/groups`, `/displayer/${user}/groups.json`, `/displayer/${user}/groups.jsonp`];
  for (const where of paths) {
    for (const accept of ["*/*", "application/json", "text/html", undefined]) {
      const page = await nobody().get(where, { headers: { ...(accept && { accept }) } });
      assert.equal(page.status, 200, where);
      assert.match(page.headers.get("content-type"), /^application\/json/);
      assert.equal(page.headers.get("access-control-allow-origin"), "*");
      assert.deepEqual(page.json(), { userId: user, groups: [{ groupId: open.id, name: "For \"all\" </script> & you\u2028", badges: page.json().groups[0].badges }] });
    }
  }
  const group = await nobody().get(`/displayer/${user}/group/${open.id}.json`), { badges, ...rest } = group.json();
  assert.deepEqual(rest, { userId: user, groupId: open.id });
  assert.deepEqual((await nobody().get(`/displayer/${user}/group/${open.id}`)).json().badges.length, badges.length);
  assert.equal(badges.length, (await nobody().get(paths[0])).json().groups[0].badges);
  assert.ok(badges.length >= 5);
  for (const b of badges) {
    assert.deepEqual(Object.keys(b), ["lastValidated", "assertionType", "hostedUrl", "assertion", "imageUrl"]);
    assert.ok(Date.parse(b.lastValidated) > 0);
    assert.equal(b.hostedUrl === null, b.assertionType === "signed");
    assert.ok(b.assertion.badge.name && b.assertion.badge.issuer.name && b.assertion.recipient.startsWith("sha256$"));
    assert.equal((await nobody().get(b.imageUrl)).headers.get("content-type").split("/")[0], "image");
  }
  assert.ok(badges.some((b) => b.assertionType === "signed") && badges.some((b) => b.assertionType === "hosted"));
  assert.ok(!group.text.includes(MAYA), "no address");
  const plain = badges.find((b) => b.assertion.badge.name === "Banksman");
  assert.equal(plain.assertion.recipient, hash(MAYA, plain.assertion.salt), "a plain address became a hash");
});

test("only names may be called with the answer", async () => {
  const where = `/displayer/${user}/groups.json?callback=`;
  for (const name of ["f", "jQuery17_1", "a.b.c", "$", "_x"]) {
    const page = await nobody().get(where + name);
    assert.equal(page.status, 200);
    assert.match(page.headers.get("content-type"), /^application\/javascript/);
    assert.equal(page.headers.get("x-content-type-options"), "nosniff");
    assert.ok(page.text.startsWith(`${name}({`) && page.text.endsWith(")"), page.text.slice(0, 40));
    assert.ok(!page.text.includes("\u2028"));
    assert.deepEqual(JSON.parse(page.text.slice(name.length + 1, -1)).userId, user);
  }
  for (const name of ["alert(1)//", "f;g", "a b", "", "1a", "a..b", ".a", "a.", "<script>", "x[0]", "f%0A", "a".repeat(101)]) {
    const page = await nobody().get(where + encodeURIComponent(decodeURIComponent(name)));
    assert.equal(page.status, 400, name);
    assert.match(page.headers.get("content-type"), /^application\/json/, name);
    if (name) assert.ok(!page.text.includes(decodeURIComponent(name)), name);
  }
  const missing = await nobody().get("/displayer/1/groups.json?callback=f");
  assert.deepEqual([missing.status, missing.text], [200, 'f({"httpStatus":404,"status":"missing"})']);
});

test("nobody sees what is not shown by guessing numbers", async () => {
  await answer(otto, await otto.get((await push([site.badge(OTTO)])).location), "all");
  const ottos = await collection(otto, "Otto's", true);
  await show(otto, [ottos.id]);
  const other = (await convert(OTTO)).json().userId;
  for (const where of [
    `${user}/group/${closed.id}`, `${user}/group/${hidden.id}`, `${user}/group/${ottos.id}`, `${other}/group/${open.id}`, `${user}/group/4711.json`, `${user + 1}/groups`, "1/groups", "0/groups", "-1/groups",
    "x/groups", `${user}.json/group/x`, "99999999999999999999/groups", `${user}/group/${open.id}.xml`, `${user}/group/-${open.id}`, `1/group/${open.id}`,
  ]) {
    for (const who of [nobody(), otto]) {
      const page = await as(who, "GET", `/displayer/${where}`);
      assert.equal(page.status, 404, where);
      assert.deepEqual(page.json(), { httpStatus: 404, status: "missing" }, where);
    }
  }
  await show(otto, [open.id, closed.id]);
  assert.equal((await convert(OTTO)).status, 404, "another's collection cannot be shown");
  assert.equal((await nobody().get(`/displayer/${user}/groups`)).status, 200, "nor hidden");
  assert.equal((await as(nobody(), "POST", "/backpack/shown", { body: new URLSearchParams({ shown: open.id }) })).status, 303, "to the sign-in");

  accident(office.server, `UPDATE holding SET verdict = 'unverified' WHERE id = (SELECT min(holding_id) FROM collection_holding WHERE collection_id = ${open.id})`);
  const count = async () => (await nobody().get(`/displayer/${user}/groups`)).json().groups[0].badges;
  const doubtful = await count();
  assert.equal((await nobody().get(`/displayer/${user}/group/${open.id}`)).json().badges.length, doubtful, "a doubtful badge is not handed on");
  accident(office.server, `UPDATE holding SET verdict = 'valid'`);
  assert.equal(await count(), doubtful + 1);
  await show(office.maya, []);
  for (const where of [`${user}/groups`, `${user}/group/${open.id}`]) assert.equal((await nobody().get(`/displayer/${where}`)).status, 404, "hidden again");
  assert.equal((await convert(MAYA)).status, 404);
});

// ---- baker --------------------------------------------------------------------------

// Chunks of text with this keyword, as {type, data}.
function textOf(png, keyword) {
  const found = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    const type = png.toString("latin1", at + 4, at + 8), data = png.subarray(at + 8, at + 8 + png.readUInt32BE(at));
    if (/^(tEXt|iTXt|zTXt)$/.test(type) && data.toString("latin1").startsWith(`${keyword}\0`)) found.push({ type, data });
  }
  return found;
}

test("/baker bakes the whole assertion of a badge that holds into its own picture", async () => {
  const good = site.badge("anyone@example.net"), old = site.oldBadge("anyone@example.net");
  for (const [url, check] of [[good, (v) => v.uid], [old, (v) => v.verify.url === old && v.verify.type === "hosted"]]) {
    const page = await nobody().get(`/baker?assertion=${encodeURIComponent(url)}`);
    assert.equal(page.status, 200, page.text.slice(0, 300));
    assert.equal(page.headers.get("content-type"), "image/png");
    assert.equal(page.headers.get("content-disposition"), `attachment; filename="${createHash("md5").update(url).digest("hex")}.png"`);
    const [chunk] = textOf(page.bytes, "openbadges");
    assert.ok(check(JSON.parse(chunk.data.toString().slice(chunk.data.toString().indexOf("{")))), url);
  }
  site.put("/svg-class.json", site.badgeClass({ image: `${site.url}/picture.svg` }));
  const svg = await nobody().get(`/baker?assertion=${site.badge("a@b.example", { changes: { badge: `${site.url}/svg-class.json` } })}`);
  assert.equal(svg.headers.get("content-type"), "image/svg+xml", svg.text);
  assert.match(svg.text, /openbadges:assertion/);
  assert.doesNotMatch(svg.text, /<script/);
  assert.ok(SVG.includes("<script"));
  assert.match(words(await nobody().get("/baker")), /Bake a badge/);
  assert.equal((await nobody().get("/baker")).headers.get("access-control-allow-origin"), "*");
});

test("/baker says what is wrong, and fetches nothing it should not", async () => {
  const wrong = [
    ["nowhere", undefined], ["/assertion", undefined], ["file:///etc/passwd", undefined], [`${site.url}/gone`, "http-status"], ["http://127.0.0.1:1/a", "http-unreachable"], [site.put("/page", "<p>x</p>", "text/html"), "input"],
    [site.badge("a@b.example", { changes: { verify: { type: "hosted", url: "https://other.example/a" } } }), /./], [site.badge("a@b.example", { badgeClass: { image: `${site.url}/gone.png` } }), /resources/],
    [site.badge("a@b.example", { badgeClass: { image: `${site.url}/page` } }), /resources/], [site.put("/revoked.json", { revoked: true }, "application/json", 410), "http-status"],
  ];
  for (const [url, code] of wrong) {
    const page = await nobody().get(`/baker?assertion=${encodeURIComponent(url)}`);
    assert.equal(page.status, 400, `${url}: ${page.text.slice(0, 200)}`);
    assert.ok(page.json().message, url);
    if (code) assert.match(page.json().code, typeof code === "string" ? new RegExp(`^${code}$`) : code, url);
  }
  assert.equal((await nobody().request("POST", "/baker", { body: new URLSearchParams({ assertion: "x" }) })).status, 405);
});

test("/bake bakes the address, with the failures of the bakery service", async () => {
  const good = site.badge("anyone@example.net");
  const page = await nobody().get(`/bake?assertion=${good}`);
  assert.equal(page.status, 200, page.text.slice(0, 200));
  const [chunk] = textOf(page.bytes, "openbadges");
  assert.ok(chunk.data.toString().endsWith(good));
  for (const [query, status, error] of [["", 409, "missing-parameter"], [`?assertion=${site.url}/gone`, 502, "unreachable"], [`?assertion=${site.url}/page`, 500, "parse"], ["?assertion=x", 500, "validation"],
    [`?assertion=${site.badge("a@b.example", { badgeClass: { image: `${site.url}/gone.png` } })}`, 500, "processing|validation"]]) {
    const failed = await nobody().get(`/bake${query}`);
    assert.equal(failed.status, status, query);
    assert.deepEqual([failed.json().status, Object.keys(failed.json())], ["failure", ["status", "error", "reason"]]);
    assert.match(failed.json().error, new RegExp(`^(${error})$`), query);
  }
});

// ---- the validator ------------------------------------------------------------------

test("POST / judges and always answers 200; the start page stays what it is", async () => {
  const json = { accept: "application/json" }, good = site.badge("x@y.example"), jws = site.signed("x@y.example");
  const post = (assertion, headers = json) => nobody().request("POST", "/", { body: new URLSearchParams(assertion === undefined ? {} : { assertion }), headers: { origin: site.url, ...headers } });
  for (const [assertion, version] of [[good, "1.0"], [jws, "1.0"], [site.oldBadge("x@y.example"), "0.5"], [site.files.get(new URL(good).pathname).bytes, "1.0"]]) {
    const page = await post(assertion), body = page.json();
    assert.deepEqual([page.status, body.status, body.info?.version], [200, "valid", version], page.text.slice(0, 400));
    assert.equal(page.headers.get("access-control-allow-origin"), "*");
    assert.ok(body.info.structures.assertion && /^[0-9a-f]{64}$/.test(body.info.guid));
  }
  assert.equal((await post(good)).json().info.guid, createHash("sha256").update(`hosted:${good}`).digest("hex"));
  for (const [assertion, code] of [
    [undefined, "input"], ["", "input"], ["rubbish", "input"], ["{}", "input"], [site.signed("x@y.example", { alg: "none" }), "jws-algorithm"], [site.badge("x@y.example", { changes: { expires: "2016-01-01" } }), "expired"],
    [`${jws.slice(0, -6)}AAAAAA`, "verify-signature"],
  ]) {
    const page = await post(assertion), body = page.json();
    assert.deepEqual([page.status, body.status], [200, "invalid"], String(assertion).slice(0, 60));
    assert.equal(body.error.code, code, page.text.slice(0, 300));
    assert.ok(body.reason);
  }
  assert.equal((await post(undefined)).json().reason, "missing assertion");
  assert.equal((await nobody().get(`/?assertion=${good}`, { headers: json })).json().status, "valid");
  const page = await post(good, { accept: "text/html" });
  assert.deepEqual([page.status, /Genuine/.test(words(page))], [200, true]);
  assert.equal((await post("rubbish", { accept: "text/html" })).status, 200);
  assert.match(words(await nobody().get("/", { headers: { accept: "text/html" } })), /Open Badges for the workplace/i);
});

// ---- rights of all --------------------------------------------------------------------

test("an address of somebody else's Backpack gives nothing, by any of these routes", async () => {
  const secret = site.badge(OTTO);
  const { csrf } = await otto.get("/account");
  assert.equal((await as(otto, "POST", "/issuer/assertion", { body: new URLSearchParams({ assertion: secret, csrf }) })).status, 201);
  const sent = await push([secret]), page = await otto.get(sent.location);
  assert.match(words(page), /You have it already/);
  for (const where of [sent.location, `${sent.location}/left`]) {
    for (const method of ["GET", "POST"]) {
      const body = method === "POST" ? new URLSearchParams({ csrf: (await office.maya.get("/account")).csrf, answer: "all", good: "0" }) : undefined;
      assert.ok([404, 405].includes((await as(office.maya, method, where, { body })).status), `${method} ${where}`);
    }
  }
  const mine = await as(office.maya, "GET", `/issuer/assertion?assertion=${secret}`);
  assert.deepEqual([mine.json().exists, mine.json().recipient], [false, false]);
  assert.ok(!(await office.maya.get("/backpack")).text.includes(OTTO));
});
