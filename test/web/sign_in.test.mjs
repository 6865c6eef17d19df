// Signing in with more than a password: an app for codes, recovery codes, a
// mailed code, browsers that are remembered, signed out, and told of by mail.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { smtpSink, until } from "./harness.mjs";
import { words } from "./html.mjs";
import { accident, openOffice, PASSWORD, signIn, totp } from "./office.mjs";

const MAYA = "maya@example.org";
let office, sink, secret, codes;

const at = (page) => new URL(page.url).pathname;

before(async () => {
  sink = await smtpSink();
  office = await openOffice();
  const page = await office.maya.get("/settings/mail");
  await office.maya.submit(page, { host: "127.0.0.1", port: sink.port, security: "none", from: "badges@example.org" }, { action: "/settings/mail" });
});
after(async () => {
  await office?.server.stop();
  await sink?.stop();
});

// A code is taken once, a second one in the half minute behind it: as if that had gone by.
function nextCode() {
  accident(office.server, "UPDATE totp SET last_step = last_step - 1");
  return totp(secret);
}

const mailTo = (address, subject) => until(() => sink.to(address).find((m) => subject.test(m.subject)), `a mail: ${subject}`);

test("an app for codes is set up by its first code", async () => {
  const { maya } = office;
  let page = await maya.get("/account/security/app");
  secret = /id="secret">([A-Z2-7 ]+)</.exec(page.text)[1];
  const picture = await maya.get("/account/security/app.svg");
  assert.match(picture.headers.get("content-type"), /^image\/svg/);
  assert.equal(picture.headers.get("cache-control"), "no-store");
  page = await maya.get("/account/security/app");
  assert.equal(/id="secret">([A-Z2-7 ]+)</.exec(page.text)[1], secret);
  const wrong = await maya.submit(page, { code: "000000" }, { action: "/account/security/app" });
  assert.equal(wrong.status, 422);
  assert.match(words(wrong), /not the code that the app shows/);
  page = await maya.submit(wrong, { code: totp(secret) }, { action: "/account/security/app" });
  codes = [...page.text.matchAll(/<code>([a-z2-7-]{19})<\/code>/g)].map(([, code]) => code);
  assert.equal(new Set(codes).size, 10);
  assert.match(words(await maya.get("/account/security")), /Second step on/);
  await mailTo(MAYA, /second step was switched on/);
  await mailTo(MAYA, /recovery codes were made/);
});

test("the password alone no longer signs in, and a code works once", async () => {
  const visitor = office.server.visitor();
  let page = await signIn(visitor);
  assert.equal(at(page), "/sign-in/second");
  assert.equal(at(await visitor.get("/account")), "/sign-in");
  page = await visitor.get("/sign-in/second");
  page = await visitor.submit(page, { code: "12345" }, { action: "/sign-in/second" });
  assert.equal(page.status, 422);
  const code = nextCode();
  await visitor.submit(page, { code }, { action: "/sign-in/second" });
  assert.equal(at(await visitor.get("/account")), "/account");

  const other = office.server.visitor();
  await signIn(other);
  page = await other.submit(await other.get("/sign-in/second"), { code }, { action: "/sign-in/second" });
  assert.equal(page.status, 422);
  await mailTo(MAYA, /New sign-in/);
});

test("a recovery code signs in once, however it is typed, and its owner is told", async () => {
  const visitor = office.server.visitor();
  await signIn(visitor);
  let page = await visitor.get("/sign-in/second?recovery=1");
  page = await visitor.submit(page, { code: codes[0].toUpperCase().replace(/-/g, " ") }, { action: "/recovery" });
  assert.equal(at(await visitor.get("/account")), "/account");
  assert.match(words(await visitor.get("/account/security")), /9 left/);
  await mailTo(MAYA, /recovery code was used/);

  const other = office.server.visitor();
  await signIn(other);
  page = await other.submit(await other.get("/sign-in/second?recovery=1"), { code: codes[0] }, { action: "/recovery" });
  assert.equal(page.status, 422);
  assert.match(words(page), /none of your recovery codes, or it was used/);
});

test("a browser that shall be remembered is not asked for thirty days, until it is forgotten", async () => {
  const visitor = office.server.visitor();
  await signIn(visitor);
  await visitor.submit(await visitor.get("/sign-in/second"), { code: nextCode(), remember: "1" }, { action: "/sign-in/second" });
  await visitor.post("/sign-out");
  assert.notEqual(at((await signIn(visitor))), "/sign-in/second");

  const page = await visitor.get("/account/security");
  assert.match(words(page), /Browsers without the second step/);
  await visitor.submit(page, {}, { action: "/forget" });
  await visitor.post("/sign-out");
  assert.equal(at((await signIn(visitor))), "/sign-in/second");
});

test("the code of the mail signs in where it was asked for, and there alone", async () => {
  const visitor = office.server.visitor();
  let page = await visitor.submit(await visitor.get("/sign-in/link"), { email: MAYA }, { action: "/sign-in/link" });
  const mail = await mailTo(MAYA, /link to sign in/);
  const code = /^(\d{4} \d{4})$/m.exec(mail.text)[1];

  const elsewhere = office.server.visitor();
  let other = await elsewhere.submit(await elsewhere.get("/sign-in/link"), { email: "nobody@example.org" }, { action: "/sign-in/link" });
  other = await elsewhere.submit(other, { code }, { action: "/sign-in/code" });
  assert.equal(other.status, 422);
  assert.equal(at(await elsewhere.get("/account")), "/sign-in");

  page = await visitor.submit(page, { code }, { action: "/sign-in/code" });
  assert.equal(at(page), "/sign-in/second");
  assert.equal((await visitor.get(mail.links[0])).status, 404);
});

test("a browser elsewhere is signed out by name", async () => {
  const visitor = office.server.visitor({ "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/118.0" });
  await signIn(visitor);
  await visitor.submit(await visitor.get("/sign-in/second?recovery=1"), { code: codes[1] }, { action: "/recovery" });
  const page = await office.maya.get("/account/security");
  const row = new RegExp('Firefox on Linux(?:(?!</li>)[^])*?action="(/account/security/sessions/[^"]+)"').exec(page.text);
  await office.maya.post(row[1]);
  assert.equal(at(await visitor.get("/account")), "/sign-in");
  assert.equal(at((await office.maya.get("/account"))), "/account");
  await office.maya.post("/account/security/sessions/end", { csrf: (await office.maya.get("/account")).csrf });
  assert.doesNotMatch(words(await office.maya.get("/account/security")), /Sign out everywhere else/);
});

test("what would help a thief asks once more after half an hour", async () => {
  const { maya } = office;
  accident(office.server, "UPDATE session SET proved_at = proved_at - 1800001");
  let page = await maya.get("/account/addresses/new");
  assert.equal(at(page), "/account/confirm");
  const byApp = await maya.get("/account/confirm?by=app&next=/account/addresses/new");
  page = await maya.submit(byApp, { code: nextCode() }, { action: "/confirm/app" });
  assert.equal(at(page), "/account/addresses/new");

  accident(office.server, "UPDATE session SET proved_at = proved_at - 1800001");
  const { csrf } = await maya.get("/account/security");
  page = await maya.post("/account/security/step", { csrf });
  assert.equal(at(page), "/account/confirm");
  assert.match(words(page), /Nothing was changed yet/);
  page = await maya.submit(await maya.get(`/account/confirm?by=recovery&next=/account/security`), { code: codes[2] }, { action: "/confirm/recovery" });
  assert.equal(at(page), "/account/security");
  assert.match(words(page), /Second step on/);
  page = await maya.post("/account/security/step");
  assert.match(words(page), /Second step off/);
  await mailTo(MAYA, /second step was switched off/);
  assert.notEqual(at((await signIn(office.server.visitor()))), "/sign-in/second");
});

test("an organisation asks its administrators for a second step", async () => {
  const { maya, base } = office;
  const members = `${base}/settings/members`;
  const weak = office.server.visitor();
  await signIn(weak);
  let page = await weak.submit(await weak.get(members), { rule: "admins" }, { action: "/second-step" });
  assert.equal(page.status, 409);
  assert.match(words(page), /shut you out/);
  page = await maya.submit(await maya.get(members), { rule: "admins" }, { action: "/second-step" });
  assert.match(page.text, /value="admins" checked/);
  assert.equal(at(await maya.get(base)), base);
  assert.equal((await maya.post(`${members}/second-step`, { csrf: page.csrf, rule: "some" })).status, 400);

  page = await weak.get(`${base}/badges`);
  assert.equal(page.path, `/account/confirm?why=strong&next=${encodeURIComponent(`${base}/badges`)}`);
  assert.match(words(page), /your account has none yet/);
  assert.equal((await weak.request("GET", base, { headers: { accept: "application/json" } })).status, 403);
  assert.equal(at(await weak.get("/account")), "/account");
  const { csrf } = await weak.get("/account");
  assert.equal((await weak.post("/account/confirm/password", { csrf, why: "strong", next: base, password: PASSWORD })).status, 422);
  page = await weak.get("/account/security/app");
  page = await weak.submit(page, { code: totp(/id="secret">([A-Z2-7 ]+)</.exec(page.text)[1]) }, { action: "/account/security/app" });
  assert.equal(at(await weak.get(`${base}/badges`)), `${base}/badges`);
  assert.match(words(await weak.get(`${base}/settings/log`)), /Who needs a second step/);
  await weak.submit(await weak.get(members), { rule: "nobody" }, { action: "/second-step" });
  await weak.post("/account/security/step", { csrf: (await weak.get("/account/security")).csrf });
});

test("without a second step, password or mailed code confirm", async () => {
  const visitor = office.server.visitor();
  await signIn(visitor);
  const age = () => accident(office.server, "UPDATE session SET proved_at = proved_at - 1800001");
  age();
  let page = await visitor.get("/account/delete");
  page = await visitor.submit(page, { password: "wrong wrong wrong" }, { action: "/confirm/password" });
  assert.equal(page.status, 422);
  page = await visitor.submit(page, { password: PASSWORD }, { action: "/confirm/password" });
  assert.equal(at(page), "/account/delete");
  age();
  page = await visitor.get("/account/delete");
  page = await visitor.submit(page, {}, { action: "/mail/ask" });
  const mail = await mailTo(MAYA, /^Your code/);
  page = await visitor.submit(page, { code: /^(\d{4} \d{4})$/m.exec(mail.text)[1] }, { action: "/confirm/mail" });
  assert.equal(at(page), "/account/delete");
  for (const next of ["https://evil.example/", "//evil.example/", "/\\evil.example"]) {
    const form = await visitor.get(`/account/confirm?next=${encodeURIComponent(next)}`);
    page = await visitor.submit(form, { password: PASSWORD }, { action: "/confirm/password", follow: false });
    assert.equal(page.location, "/");
  }
});

test("a new password signs out all others and is told by mail", async () => {
  const visitor = office.server.visitor(), other = office.server.visitor();
  await signIn(visitor);
  await signIn(other);
  let page = await visitor.submit(await visitor.get("/account/security"), { current: "no", password: "rain on a tin roof" }, { action: "/security/password" });
  assert.equal(page.status, 422);
  page = await visitor.submit(page, { current: PASSWORD, password: "rain on a tin roof" }, { action: "/security/password" });
  assert.match(words(page), /everywhere else you are signed out/);
  assert.equal(at(await other.get("/account")), "/sign-in");
  assert.equal(at(await visitor.get("/account")), "/account");
  await mailTo(MAYA, /password was changed/);
});

test("passkeys are neither offered nor taken without a name and https", async () => {
  const visitor = office.server.visitor();
  const page = await visitor.get("/sign-in");
  assert.doesNotMatch(page.text, /data-passkey/);
  for (const fields of [{}, { id: "AAAA", client: "e30", data: "AA", signature: "AA" }, { id: "x".repeat(3000) }])
    assert.equal((await visitor.post("/sign-in/passkey", { csrf: page.csrf, ...fields })).status, 422);
});
