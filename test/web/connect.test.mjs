// The Backpack for programs: OAuth with PKCE, Badge Connect (OB 2.1) and the API
// of Open Badges 3.0, driven as an app would, and as one would that means harm.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { Validator } from "@seriousme/openapi-schema-validator";
import { App, BACK, HOME, Issuer, METADATA, S21, S30, challenge, links } from "./app.mjs";
import { words } from "./html.mjs";
import { accident, colleague, openOffice } from "./office.mjs";
import { until } from "./harness.mjs";

const MAYA = "maya@example.org", READ30 = "/ims/ob/v3p0/credentials", READ21 = "/ims/ob/v2p1/assertions";
const issuer = new Issuer();
let office, app, here;

before(async () => {
  office = await openOffice({ args: ["--allow-private"] });
  here = office.server.url;
  app = new App(office.server, office.maya);
});
after(() => office?.server.stop());

// ---- what the host says of itself -------------------------------------------------

test("manifest, service description and token server name the same addresses", async () => {
  const manifest = (await office.maya.get("/.well-known/badgeconnect.json")).json();
  const [api] = manifest.badgeConnectAPI;
  assert.equal(manifest.id, `${here}/.well-known/badgeconnect.json`);
  assert.equal(manifest["@context"], "https://purl.imsglobal.org/spec/ob/v2p1/ob_v2p1.jsonld");
  assert.equal(api.apiBase, `${here}/ims/ob/v2p1`);
  assert.equal(api.version, "v2p1");
  for (const member of ["name", "termsOfServiceUrl", "privacyPolicyUrl", "registrationUrl", "authorizationUrl", "tokenUrl"]) assert.ok(api[member], member);
  for (const scope of Object.values(S21)) assert.ok(api.scopesOffered.includes(scope), scope);
  for (const page of [api.termsOfServiceUrl, api.privacyPolicyUrl]) assert.equal((await office.maya.get(page)).status, 200);

  const page = await office.maya.get("/ims/ob/v3p0/discovery"), service = page.json(), scheme = service.components.securitySchemes.OAuth2ACG;
  assert.match(page.headers.get("content-type"), /^application\/json/);
  assert.match(page.headers.get("cache-control"), /max-age/);
  assert.ok(page.headers.get("etag"));
  assert.equal((await office.maya.request("GET", "/ims/ob/v3p0/discovery", { headers: { "if-none-match": page.headers.get("etag") } })).status, 304);
  assert.deepEqual(await new Validator().validate(service).then(({ valid, errors }) => ({ valid, errors })), { valid: true, errors: undefined });
  assert.ok(service.info.termsOfService && service.info["x-imssf-privacyPolicyUrl"] && service.info.title && service.info.version);
  assert.equal(scheme["x-imssf-registrationUrl"], api.registrationUrl);
  assert.equal(scheme.flows.authorizationCode.tokenUrl, api.tokenUrl);
  assert.deepEqual(Object.keys(scheme.flows.authorizationCode.scopes).slice(0, 4), Object.values(S30));

  const server = (await office.maya.get("/.well-known/oauth-authorization-server")).json();
  assert.equal(server.issuer, here);
  assert.deepEqual(server.code_challenge_methods_supported, ["S256"]);
});

// ---- registration -------------------------------------------------------------------

test("a program registers itself and gets back what it said, with a name and a secret", async () => {
  const answer = await app.register(), body = answer.json();
  assert.equal(answer.status, 201, answer.text);
  assert.equal(answer.headers.get("cache-control"), "no-store");
  for (const [name, value] of Object.entries(METADATA)) {
    if (name === "scope") assert.deepEqual(body.scope.split(" ").sort(), value.split(" ").sort());
    else assert.deepEqual(body[name], value, name);
  }
  assert.ok(body.client_id && body.client_secret && body.client_id_issued_at > 0);
  assert.equal(body.client_secret_expires_at, 0);
});

test("what may not be registered is refused in the words of RFC 7591", async () => {
  const cases = [
    [{ client_name: undefined }, "invalid_client_metadata"], [{ client_name: "x".repeat(201) }, "invalid_client_metadata"],
    [{ software_id: undefined }, "invalid_client_metadata"], [{ policy_uri: "javascript:alert(1)" }, "invalid_client_metadata"],
    [{ tos_uri: "http://other.example/terms" }, "invalid_client_metadata"], [{ redirect_uris: [] }, "invalid_redirect_uri"],
    [{ redirect_uris: ["http://other.example/back"] }, "invalid_redirect_uri"], [{ redirect_uris: [`${BACK}#x`] }, "invalid_redirect_uri"],
    [{ redirect_uris: BACK }, "invalid_redirect_uri"], [{ redirect_uris: ["http://app.example@evil.example/"] }, "invalid_redirect_uri"],
    [{ redirect_uris: Array(11).fill(BACK) }, "invalid_redirect_uri"], [{ token_endpoint_auth_method: "none" }, "invalid_client_metadata"],
    [{ grant_types: ["implicit"] }, "invalid_client_metadata"], [{ grant_types: ["refresh_token"] }, "invalid_client_metadata"],
    [{ response_types: ["token"] }, "invalid_client_metadata"],
  ];
  for (const [changes, error] of cases) {
    const answer = await new App(office.server, office.maya).register(changes);
    if (answer.status === 429) break;               // a network may not register for ever
    assert.equal(answer.status, 400, JSON.stringify(changes));
    assert.equal(answer.json().error, error, JSON.stringify(changes));
    assert.match(answer.json().error_description, /^[\x20-\x7e]+$/);
  }
  const none = await office.maya.request("POST", "/oauth/register", { body: "{", headers: { "content-type": "application/json" } });
  assert.ok([400, 429].includes(none.status));
});

// ---- the question -------------------------------------------------------------------

test("whoever is not signed in signs in first, and then sees in plain words what is asked", async () => {
  const visitor = office.server.visitor(), where = app.ask([S30.read, S30.write, S21.read, S30.profile, "offline_access"]);
  const door = await visitor.request("GET", where);
  assert.equal(door.status, 303);
  assert.match(door.location, /^\/sign-in\?next=/);
  const page = await signInAt(visitor, door.location);
  for (const what of ["May “Quay app” do this?", "app.example", MAYA, "See the badges in your Backpack", "Put badges of yours into your Backpack", "See your name and your e-mail addresses", "while you are away"])
    assert.ok(words(page).includes(what), what);
  assert.equal(words(page).split("See the badges in your Backpack").length, 2, "said once for both versions");
  assert.match(page.headers.get("content-security-policy"), /form-action 'self' http:\/\/app\.example(;|$)/);
});

async function signInAt(visitor, where) {
  const page = await visitor.get(where);
  return visitor.submit(page, { email: MAYA, password: "four plain words here" }, { action: "sign-in" });
}

test("an address that was not registered gets nobody: the person stays here", async () => {
  for (const redirect_uri of ["http://evil.example/back", `${BACK}/`, `${BACK}?x=1`, `${HOME}/back/../evil`, "HTTP://app.example/back", "//app.example/back", "javascript:alert(1)", undefined]) {
    const page = await office.maya.request("GET", app.ask([S30.read], { redirect_uri }));
    assert.equal(page.status, 400, redirect_uri);
    assert.equal(page.location, null);
  }
  const page = await office.maya.request("GET", app.ask([S30.read], { client_id: "nobody" }));
  assert.equal(page.status, 400);
});

test("an incomplete question goes back to the app with the reason", async () => {
  const cases = [
    [{ response_type: "token" }, "unsupported_response_type"], [{ state: undefined }, "invalid_request"],
    [{ code_challenge: undefined }, "invalid_request"], [{ code_challenge_method: "plain" }, "invalid_request"],
    [{ code_challenge_method: undefined }, "invalid_request"], [{ code_challenge: "short" }, "invalid_request"],
    [{ scope: "https://purl.imsglobal.org/spec/other" }, "invalid_scope"],
  ];
  for (const [changes, error] of cases) {
    const page = await office.maya.request("GET", app.ask([S30.read], changes)), back = new URL(page.location);
    assert.equal(back.origin + back.pathname, BACK);
    assert.equal(back.searchParams.get("error"), error, JSON.stringify(changes));
    assert.equal(back.searchParams.get("iss"), here);
    assert.equal(back.searchParams.get("state"), changes.state === undefined && "state" in changes ? null : app.state);
    assert.equal(back.searchParams.get("code"), null);
  }
});

test("a no is told to the app, and a form of another site decides nothing", async () => {
  const page = await office.maya.get(app.ask([S30.read]));
  const back = await app.consent(page, { answer: "deny" });
  assert.equal(back.get("error"), "access_denied");
  assert.equal(back.get("state"), app.state);
  const forged = await office.maya.request("POST", "/oauth/authorize", { body: new URLSearchParams({ ...page.form("/oauth/authorize").fields, csrf: "x", answer: "allow" }) });
  assert.equal(forged.status, 403);
});

// ---- codes and tokens ---------------------------------------------------------------

test("a code becomes tokens once, with its verifier, its address and its program", async () => {
  await app.register();
  const fresh = async () => (await app.consent(await office.maya.get(app.ask([S30.read, "offline_access"])))).get("code");
  let code = await fresh();
  assert.equal((await app.redeem(code, { code_verifier: "a".repeat(43) })).body.error, "invalid_grant");
  assert.equal((await app.redeem(code, { code_verifier: undefined })).body.error, "invalid_grant", "no downgrade of PKCE");
  assert.equal((await app.redeem(code, { code_verifier: challenge(app.verifier) })).body.error, "invalid_grant");
  assert.equal((await app.redeem(code, { redirect_uri: `${HOME}/other` })).body.error, "invalid_grant");
  assert.equal((await app.redeem(code, { redirect_uri: undefined })).body.error, "invalid_grant");
  const other = new App(office.server, office.maya);
  await other.register();
  assert.equal((await other.redeem(code, { code_verifier: app.verifier })).body.error, "invalid_grant", "a code of another program");
  assert.equal((await app.form("/oauth/token", { grant_type: "authorization_code", code }, app.basic("wrong"))).status, 401);
  assert.equal((await app.form("/oauth/token", { grant_type: "authorization_code", code }, null)).status, 401);
  assert.equal((await app.form("/oauth/token", { grant_type: "password", username: "x" })).body.error, "unsupported_grant_type");

  const good = await app.redeem(code);
  assert.equal(good.status, 200, JSON.stringify(good.body));
  assert.equal(good.headers.get("cache-control"), "no-store");
  assert.equal(good.body.token_type, "Bearer");
  assert.equal(good.body.expires_in, 3600);
  assert.equal(good.body.scope, `${S30.read} offline_access`);
  assert.equal((await app.call("GET", READ30, undefined, { token: good.body.access_token })).status, 200);

  assert.equal((await app.redeem(code)).body.error, "invalid_grant", "a second time");
  assert.equal((await app.call("GET", READ30, undefined, { token: good.body.access_token })).status, 401, "and all that came of it has ended");
  assert.equal((await app.refresh(good.body.refresh_token)).body.error, "invalid_grant");
});

test("a refresh token is good once; a stolen one that comes again ends both", async () => {
  const first = await app.connect([S30.read, S30.profile, "offline_access"]);
  const second = (await app.refresh()).body;
  assert.ok(second.access_token && second.refresh_token !== first.refresh_token);
  assert.equal((await app.refresh(second.refresh_token, { scope: `${S30.read} ${S30.write}` })).body.error, "invalid_scope", "no more than was allowed");
  const narrow = (await app.refresh(second.refresh_token, { scope: S30.read })).body;
  assert.equal(narrow.scope, S30.read);
  assert.equal((await app.call("GET", "/ims/ob/v3p0/profile", undefined, { token: narrow.access_token })).status, 403);
  assert.equal((await app.refresh(first.refresh_token)).body.error, "invalid_grant", "used before");
  assert.equal((await app.call("GET", READ30, undefined, { token: narrow.access_token })).status, 401);
});

test("without the wish to act while the person is away, Badge Connect gives no refresh token", async () => {
  assert.equal((await app.connect([S21.read])).refresh_token, undefined);
  assert.ok((await app.connect([S21.read, "offline_access"])).refresh_token);
});

test("a revoked token is no good, and an unknown one revokes nothing", async () => {
  await app.connect([S30.read, S30.profile, "offline_access"]);
  assert.equal((await app.form("/oauth/revoke", { token: "unknown" })).status, 200);
  assert.equal((await app.call("GET", READ30)).status, 200);
  assert.equal((await app.form("/oauth/revoke", { token: app.tokens.access_token }, app.basic("x"))).status, 401);
  assert.equal((await app.form("/oauth/revoke", { token: app.tokens.refresh_token, token_type_hint: "refresh_token" })).status, 200);
  assert.equal((await app.call("GET", READ30)).status, 401);
  assert.equal((await app.call("GET", "/ims/ob/v3p0/profile")).status, 401);
});

// ---- faults, in the words of each interface --------------------------------------------

test("what is refused says so as the interface asks", async () => {
  await app.connect([S30.read, S21.read]);
  const none30 = await app.call("GET", READ30, undefined, { token: "" });
  assert.equal(none30.status, 401);
  assert.match(none30.headers.get("www-authenticate"), /^Bearer/);
  assert.equal(none30.body.imsx_codeMajor, "failure");
  assert.equal(none30.body.imsx_CodeMinor.imsx_codeMinorField[0].imsx_codeMinorFieldValue, "unauthorizedrequest");
  const scope30 = await app.call("POST", READ30, issuer.badge("urn:x:1"), { type: "text/plain" });
  assert.equal(scope30.status, 403);
  assert.match(scope30.headers.get("www-authenticate"), /insufficient_scope.*credential\.upsert/);
  assert.equal((await app.call("DELETE", READ30)).status, 405);
  assert.equal((await app.call("DELETE", READ30)).body.imsx_codeMajor, "failure");
  assert.equal((await app.call("GET", "/ims/ob/v3p0/other")).body.imsx_CodeMinor.imsx_codeMinorField[0].imsx_codeMinorFieldValue, "not_found");
  for (const query of ["limit=0", "limit=x", "offset=-1", "since=yesterday"]) assert.equal((await app.call("GET", `${READ30}?${query}`)).status, 400, query);

  const none21 = await app.call("GET", READ21, undefined, { token: "x" });
  assert.deepEqual([none21.status, none21.body.status.statusCode, none21.body.status.statusText], [401, 401, "UNAUTHENTICATED"]);
  const scope21 = await app.call("POST", READ21, {});
  assert.deepEqual([scope21.status, scope21.body.status.statusText], [401, "PERMISSION_DENIED"]);
  assert.equal((await app.call("PUT", READ21, {})).body.status.statusText, "METHOD_NOT_ALLOWED");
  assert.equal((await app.call("GET", "/ims/ob/v2p1/x")).body.status.statusText, "NOT_FOUND");
  assert.equal((await app.call("GET", `${READ21}?limit=x`)).body.status.statusText, "REQUEST_VALIDATION_ERROR");
});

// ---- credentials of 3.0 ---------------------------------------------------------------

test("a badge is put in, replaced by a newer edition and by no older one, and comes back equal", async () => {
  await app.connect([S30.read, S30.write]);
  const id = "urn:uuid:0f0e0d0c-0000-4000-8000-000000000001", put = (token) => app.call("POST", READ30, token, { type: "text/plain" });
  const old = issuer.badge(id, { email: MAYA, from: "2024-03-01T00:00:00Z" }), young = issuer.badge(id, { email: MAYA, from: "2025-03-01T00:00:00Z", name: "Crane driver 2" });
  const made = await put(old);
  assert.equal(made.status, 201, made.text);
  assert.equal(made.text, old);
  assert.match(made.headers.get("content-type"), /^text\/plain/);
  assert.equal((await put(old)).status, 304);
  const replaced = await put(young);
  assert.deepEqual([replaced.status, replaced.text], [200, young]);
  assert.equal((await put(old)).status, 304, "an older edition changes nothing");
  const got = await app.call("GET", READ30);
  assert.deepEqual(got.body, { credential: [], compactJwsString: [young] });
  assert.equal(got.headers.get("x-total-count"), "1");
  assert.match(words(await office.maya.get("/backpack")), /Crane driver 2/);
  const tag = got.headers.get("etag");
  assert.equal((await app.call("GET", READ30, undefined, { headers: { "if-none-match": tag } })).status, 304);
  assert.deepEqual((await app.call("GET", `${READ30}?since=${new Date(Date.now() + 60000).toISOString()}`)).body.compactJwsString, []);
});

test("broken, foreign and mistyped badges are refused with the reason, and an expired one is kept", async () => {
  const post = (body, type = "text/plain") => app.call("POST", READ30, body, { type });
  const good = issuer.badge("urn:x:good", { email: MAYA }), [head, body, signature] = good.split(".");
  const flipped = `${head}.${body}.${signature[0] === "A" ? "B" : "A"}${signature.slice(1)}`;
  for (const [bytes, type] of [[flipped, "text/plain"], [good, "application/json"], ["{}", "application/json"], ["{", "application/json"], ["x", "text/plain"],
    ["http://127.0.0.1/badge", "text/plain"], [good, "image/png"], ["", "text/plain"]]) {
    const answer = await post(bytes, type);
    assert.equal(answer.status, 400, `${bytes.slice(0, 20)} ${type}: ${answer.text}`);
    assert.equal(answer.body.imsx_codeMajor, "failure");
  }
  const foreign = await post(issuer.badge("urn:x:foreign", { email: "somebody@else.example" }));
  assert.equal(foreign.status, 400);
  assert.match(foreign.body.imsx_description, /another address/);
  assert.equal((await post(issuer.badge("urn:x:old", { email: MAYA, until: "2025-01-01T00:00:00Z" }))).status, 201);
});

test("long lists come page by page, each badge once, with links both ways", async () => {
  for (let i = 0; i < 7; i++) assert.equal((await app.call("POST", READ30, issuer.badge(`urn:x:page-${i}`, { email: MAYA }), { type: "text/plain" })).status, 201);
  const seen = [];
  let where = `${READ30}?limit=3`, total;
  for (let pages = 0; where; pages++) {
    const page = await app.call("GET", where), to = links(page);
    assert.ok(pages < 5 && page.body.compactJwsString.length <= 3);
    assert.ok(to.first && to.last);
    assert.equal(Boolean(to.prev), pages > 0);
    total = Number(page.headers.get("x-total-count"));
    seen.push(...page.body.compactJwsString);
    where = to.next;
  }
  assert.equal(new Set(seen).size, total);
  assert.ok(total >= 8);
  const last = links(await app.call("GET", `${READ30}?limit=3`)).last;
  assert.ok((await app.call("GET", last)).body.compactJwsString.length > 0);
});

// ---- assertions of 2.1 ------------------------------------------------------------------

test("Badge Connect: a hosted assertion comes in and goes out, and is never taken from another's word", async () => {
  await app.connect([S21.read, S21.write, S21.profile]);
  const kim = await colleague(office);
  let page = await kim.get(`${office.base}/awards/new?badge=${office.badge}`);
  page = await kim.submit(page, { people: `Maya <${MAYA}>` }, { action: "/awards/new" });
  await kim.submit(page, {}, { action: "/start" });
  await until(async () => /now ha(ve|s)/.test((await office.maya.get(page.path)).text), "the award", 60);
  const list = await office.maya.get(`${office.base}/mail`), mail = await office.maya.get(/\/org\/\d+\/mail\/\d+/.exec(list.text)[0]);
  const id = /\/claim\/([\w-]+)\//.exec(mail.text)[1], assertion = (await office.maya.get(`/b/${id}.2.json`)).json();

  const liar = { ...assertion, narrative: "And he can fly." };
  const sent = await app.call("POST", READ21, { assertion: liar });
  assert.equal(sent.status, 200, sent.text);
  assert.deepEqual(sent.body, { status: { error: null, statusCode: 200, statusText: "OK" } });
  assert.equal((await app.call("POST", READ21, { assertion, signedAssertion: null })).status, 200, "again");
  const got = await app.call("GET", READ21);
  assert.equal(got.body.status.statusText, "OK");
  assert.equal(got.headers.get("x-total-count"), "1");
  assert.deepEqual(got.body.assertions, [assertion], "what its own address says, not what was sent");
  for (const [body, word] of [[{}, "REQUEST_VALIDATION_ERROR"], ["[", "REQUEST_VALIDATION_ERROR"], [{ assertion: {} }, "INVALID_BADGE"], [{ signedAssertion: "a.b.c" }, "INVALID_BADGE"]])
    assert.equal((await app.call("POST", READ21, body)).body.status.statusText, word, JSON.stringify(body));
  const doubtful = await app.call("POST", READ21, { assertion: { ...assertion, id: `${here}/b/nothing-of-this-name.2.json` } });
  assert.equal(doubtful.status, 200);
  assert.match(words(await office.maya.get("/backpack?state=unverified")), /Could not tell/, "kept, and never shown as genuine");
});

test("the profile says who it is in both interfaces, and what is written is kept but no address without proof", async () => {
  await app.connect([S21.profile, S21.change, S30.profile, S30.change]);
  const old = (await app.call("GET", "/ims/ob/v2p1/profile")).body, now = (await app.call("GET", "/ims/ob/v3p0/profile")).body;
  assert.deepEqual([old.profile.type, old.profile.email, old.status.statusText], ["Profile", MAYA, "OK"]);
  assert.deepEqual([now.type, now.email, now.id], [["Profile"], MAYA, old.profile.id]);

  const put = await app.call("PUT", "/ims/ob/v3p0/profile", { ...now, name: "Maya Q.", url: "https://maya.example", telephone: "1", other: { kept: true } });
  assert.equal(put.status, 200, put.text);
  assert.deepEqual([put.body.name, put.body.url, put.body.other], ["Maya Q.", "https://maya.example", { kept: true }]);
  assert.deepEqual((await app.call("GET", "/ims/ob/v3p0/profile")).body, put.body);
  const wish = await app.call("PUT", "/ims/ob/v3p0/profile", { ...put.body, id: "urn:x:stolen", email: "ceo@big.example" });
  assert.equal(wish.status, 202);
  assert.deepEqual([wish.body.email, wish.body.id], [MAYA, now.id]);
  assert.equal((await app.call("POST", "/ims/ob/v2p1/profile", { profile: { telephone: "+1" } })).body.status.statusText, "REQUEST_VALIDATION_ERROR");
  const more = await app.call("POST", "/ims/ob/v2p1/profile", { email: "maya@home.example" });
  assert.deepEqual([more.status, more.body.profile.email], [200, MAYA]);
  assert.equal((await app.call("PUT", "/ims/ob/v3p0/profile", "[]")).status, 400);
  assert.equal((await app.call("PUT", "/ims/ob/v3p0/profile", { big: "x".repeat(20000) })).status, 400);
  assert.equal((await app.call("PUT", "/ims/ob/v3p0/profile", { ...now, name: "Maya" })).status, 200);
});

// ---- whose badges -----------------------------------------------------------------------

test("a program sees only the collections that were chosen, and nothing when those are gone", async () => {
  await office.maya.get("/backpack/collections/new");
  const made = await office.maya.post("/backpack/collections", { name: "For the app", story: "" });
  const collection = /\/backpack\/collections\/(\d+)/.exec(made.path)[1];
  const holding = /\/backpack\/badges\/(\d+)/.exec((await office.maya.get("/backpack?q=Crane%20driver%202")).text)[1];
  await office.maya.get(`/backpack/collections/${collection}/badges`);
  await office.maya.post(`/backpack/collections/${collection}/badges`, { in: holding });
  const page = await office.maya.get(app.ask([S30.read]));
  assert.match(words(page), /Only those of these collections/);
  const none = await app.consent(page, { which: "some" });
  assert.equal(none.status, 422);
  assert.match(words(none), /Tick at least one collection/);
  await app.connect([S30.read], { which: "some", collection });
  assert.equal((await app.call("GET", READ30)).headers.get("x-total-count"), "1");
  await office.maya.get("/backpack/collections");
  await office.maya.post(`/backpack/collections/${collection}/remove`);
  assert.equal((await app.call("GET", READ30)).headers.get("x-total-count"), "0");
});

test("the account shows its apps and ends one at once, and nobody ends another's", async () => {
  await app.connect([S30.read, "offline_access"]);
  const page = await office.maya.get("/account/apps"), end = /\/account\/apps\/\d+\/end/.exec(page.text)[0];
  assert.match(words(page), /Quay app/);
  accident(office.server, "INSERT INTO account (id, name, lang, created_at, is_operator) VALUES (99, 'Eve', '', 1, 0)");
  accident(office.server, "UPDATE app_grant SET account_id = 99 WHERE id = (SELECT max(id) FROM app_grant)");
  assert.equal((await office.maya.post(end)).status, 404);
  accident(office.server, `UPDATE app_grant SET account_id = (SELECT account_id FROM account_email WHERE address = '${MAYA}') WHERE account_id = 99`);
  await office.maya.get("/account/apps");
  assert.match(words(await office.maya.post(end)), /can do nothing here any more/);
  assert.equal((await app.call("GET", READ30)).status, 401);
  assert.equal((await app.refresh()).body.error, "invalid_grant");
  assert.match(words(await office.maya.get("/account/security")), /App shut out: Quay app/);
});

// ---- what is new ------------------------------------------------------------------------

test("an organisation's badges are a feed, which its page names", async () => {
  const page = await office.maya.get("/i/harbour", { headers: { accept: "text/html" } }), where = /type="application\/atom\+xml" href="([^"]+)"/.exec(page.text)[1];
  accident(office.server, `UPDATE achievement_version SET name = 'Knots & <b>ropes</b>' WHERE name = 'Fire warden'`);
  const feed = await office.server.visitor().get(where);
  assert.equal(feed.headers.get("content-type"), "application/atom+xml; charset=utf-8");
  assert.match(feed.text, /^<\?xml version="1\.0" encoding="utf-8"\?>\n<feed xmlns="http:\/\/www\.w3\.org\/2005\/Atom"><id>/);
  assert.equal(feed.text.split("<entry>").length - 1, 2);
  assert.match(feed.text, /<title>Knots &amp; &lt;b&gt;ropes&lt;\/b&gt;<\/title>/);
  for (const [, href] of feed.text.matchAll(/<link rel="(?:alternate|enclosure|self)" type="[^"]+" href="([^"]+)"/g)) assert.equal((await office.server.visitor().get(href)).status, 200, href);
  assert.equal((await office.server.visitor().request("GET", where, { headers: { "if-none-match": feed.headers.get("etag") } })).status, 304);
  assert.equal((await office.server.visitor().get("/i/nobody/badges.atom")).status, 404);
});
