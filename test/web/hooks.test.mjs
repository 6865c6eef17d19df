// Webhooks: messages written with the event, signed, tried again, seen on screen;
// none lost by a power cut, none sent where it must not go.
import assert from "node:assert/strict";
import { once } from "node:events";
import http from "node:http";
import test, { after, before } from "node:test";
import { caller, makeToken } from "./api.mjs";
import { until } from "./harness.mjs";
import { unescape, words } from "./html.mjs";
import { leasesEnd, openOffice } from "./office.mjs";

let office, call, listener;

// A program that listens: keeps what came, answers with `status`, or not at all.
async function listen() {
  const got = [];
  const self = { got, status: 200, silent: false };
  const server = http.createServer((request, response) => {
    const pieces = [];
    request.on("data", (piece) => pieces.push(piece));
    request.on("end", () => {
      got.push({ headers: request.headers, text: Buffer.concat(pieces).toString(), url: request.url });
      if (self.silent) return;
      response.writeHead(self.status, { location: "http://127.0.0.1:1/elsewhere" });
      response.end("<b>thanks</b>\u0007");
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  self.url = `http://127.0.0.1:${server.address().port}/in`;
  self.close = () => { server.closeAllConnections(); server.close(); };
  self.of = (type) => got.map((one) => ({ ...one, body: JSON.parse(one.text) })).filter((one) => one.body.type === type);
  return self;
}

// As our own page tells programs to check it.
let sample;
async function readSample() {
  const page = await office.maya.get("/api/docs");
  const code = unescape(/<code id="signature-sample">([^]*?)<\/code>/.exec(page.text)[1]);
  return import(`data:text/javascript,${encodeURIComponent(code)}`);
}
const isSigned = (message, secret) => sample.isGenuine(secret, message.headers, message.text);

const secretOf = (page) => unescape(/id="hook-secret">([^<]+)</.exec(page.text)?.[1] || "");
const pathOf = (page) => /action="([^"]+)\/test"/.exec(page.text)[1];

async function makeHook(url, events) {
  const page = await office.maya.get(`${office.base}/settings/webhooks`);
  return office.maya.submit(page, { url, events }, { action: "/settings/webhooks" });
}

before(async () => {
  office = await openOffice({ args: ["--allow-private"] });
  sample = await readSample();
  call = caller(office.server, await makeToken(office));
  listener = await listen();
});
after(async () => {
  listener?.close();
  await office?.server.stop();
});

test("each event is told once, signed, with what a call would answer", async () => {
  const made = await makeHook(listener.url, ["award.issued", "award.revoked", "award.suspended", "award.reinstated", "badge.published", "person.added", "list.finished"]);
  const secret = secretOf(made);
  assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
  office.hook = pathOf(made);
  office.secret = secret;
  assert.doesNotMatch((await office.maya.get(office.hook)).text, /whsec_/);

  const award = (await call("POST", "/awards", { badge: Number(office.badge), recipient: { email: "ann@example.org", name: "Ann" } })).body;
  await call("POST", `/awards/${award.id}/suspend`, { reason: "x" });
  await call("POST", `/awards/${award.id}/reinstate`);
  await call("POST", `/awards/${award.id}/revoke`, { reason: "y" });
  await call("POST", "/people", { email: "new@example.org", name: "New" });
  const recipients = Array.from({ length: 30 }, (_, i) => ({ email: `p${i}@example.org` }));
  await call("POST", "/award-lists", { badge: Number(office.otherBadge), recipients });
  await until(() => listener.got.length >= 36, "all messages", 40);
  const issued = listener.of("award.issued");
  assert.equal(issued.length, 31);
  assert.equal(new Set(listener.got.map((one) => one.headers["webhook-id"])).size, 36);
  assert.ok(listener.got.every((one) => isSigned(one, secret)));
  const forged = (more) => sample.isGenuine(secret, { ...listener.got[0].headers, ...more }, listener.got[0].text);
  assert.equal(sample.isGenuine(secret, listener.got[0].headers, listener.got[0].text + " "), false);
  assert.equal(sample.isGenuine("whsec_" + Buffer.alloc(32).toString("base64"), listener.got[0].headers, listener.got[0].text), false);
  assert.deepEqual([forged({}), forged({ "webhook-id": "msg_x" }), forged({ "webhook-timestamp": "1700000000" }), forged({ "webhook-timestamp": "x" }),
    forged({ "webhook-signature": "v1,AAAA" }), forged({ "webhook-signature": "" })], [true, false, false, false, false, false]);
  const [finished] = listener.of("list.finished");
  assert.deepEqual([finished.body.data.state, finished.body.data.total, finished.body.data.done], ["done", 30, 30]);
  const one = issued.find((m) => m.body.data.id === award.id);
  assert.equal(one.body.data.recipient.email, "ann@example.org");
  assert.match(one.body.timestamp, /Z$/);
  assert.equal(listener.of("award.revoked")[0].body.data.reason, "y");
  assert.equal(listener.of("person.added")[0].body.data.email, "new@example.org");
  assert.deepEqual([listener.of("award.suspended").length, listener.of("award.reinstated").length], [1, 1]);
});

test("a channel of Slack or Teams gets words in which names are names", async () => {
  const name = "<!channel> *Ann* [x](https://evil.example)";
  const make = async (kind) => office.maya.submit(await office.maya.get(`${office.base}/settings/webhooks`),
    { url: listener.url.replace("/in", `/${kind}`), events: ["award.issued"], listener: kind }, { action: "/settings/webhooks" });
  const hooks = [];
  for (const kind of ["slack", "teams"]) {
    const made = await make(kind);
    assert.equal(secretOf(made), "");
    assert.doesNotMatch(made.text, /Make a new secret/);
    hooks.push(pathOf(made));
  }
  await call("POST", "/awards", { badge: Number(office.badge), recipient: { email: "odd@example.org", name } });
  const sent = (kind) => listener.got.find((one) => one.url === `/${kind}`);
  await until(() => sent("slack") && sent("teams"), "both", 40);
  const slack = JSON.parse(sent("slack").text), teams = JSON.parse(sent("teams").text);
  assert.equal(sent("slack").headers["webhook-signature"], undefined);
  assert.match(slack.text, /^A badge was awarded: &lt;!channel&gt; \*Ann\*.* · /);
  assert.deepEqual(slack.blocks.map((b) => b.text.type), ["plain_text", "mrkdwn"]);
  assert.ok(slack.blocks[0].text.text.includes(name));
  assert.match(slack.blocks[1].text.text, /^<http[^|>]+\/b\/[^|>]+\|Have a look>$/);
  const card = teams.attachments[0].content;
  assert.deepEqual([card.type, card.body.map((b) => b.type)], ["AdaptiveCard", ["RichTextBlock", "RichTextBlock"]]);
  assert.ok(card.body[1].inlines[0].text.includes(name));
  assert.match(card.actions[0].url, /\/b\//);
  const refused = await office.maya.submit(await office.maya.get(`${office.base}/settings/webhooks`), { url: listener.url, events: ["award.issued"], listener: "fax" }, { action: "/settings/webhooks" });
  assert.equal(refused.status, 422);
  assert.equal((await call("POST", "/webhooks", { url: listener.url, events: ["award.issued"], listener: "fax" })).status, 422);
  assert.equal((await call("PATCH", `/webhooks/${hooks[0].split("/").pop()}`, { listener: "teams" })).body.listener, "teams");
  const log = words(await office.maya.get(`${office.base}/settings/log`));
  assert.match(log, /http:\/\/127\.0\.0\.1:\d+ /);
  assert.doesNotMatch(log, /\/(slack|teams)\b/);           // the address is the secret
  for (const hook of hooks) await office.maya.post(`${hook}/remove`);
});

test("badges archived together are told one by one", async () => {
  const made = await makeHook(listener.url, ["badge.archived"]);
  const page = await office.maya.get(`${office.base}/badges/list`);
  const asked = await office.maya.post(/action="([^"]+\/acts)"/.exec(page.text)[1], { act: "archive", row: office.otherBadge, query: "" });
  await office.maya.post(`${asked.path}/do`);
  await until(() => listener.of("badge.archived").length > 0, "the message", 40);
  assert.deepEqual(listener.of("badge.archived").map((m) => String(m.body.data.id)), [String(office.otherBadge)]);
  await office.maya.post(`${asked.path}/undo`);
  await office.maya.post(`${pathOf(made)}/delete`);
});

test("members who come, get other roles and go are told of, and so are learner records", async () => {
  const events = ["member.joined", "member.changed", "member.left", "record.made", "record.removed", "record.restored"];
  const made = await makeHook(listener.url, events);
  await call("POST", "/invitations", { email: "nia@example.org", roles: [{ role: "viewer" }] });
  const letters = await office.maya.get(`${office.base}/mail?q=nia%40example.org`);
  const letter = await office.maya.get(/href="(\/org\/\d+\/mail\/\d+)"/.exec(letters.text)[1]);
  const nia = office.server.visitor();
  const invited = await nia.get(/\/invite\/[\w-]+/.exec(letter.text)[0]);
  await nia.submit(invited, { name: "Nia", password: "four plain words here" }, { action: "/invite/" });
  const joined = (await until(() => listener.of("member.joined")[0], "who joined", 40)).body.data;
  assert.deepEqual([joined.name, joined.email, joined.roles.map((r) => r.role)], ["Nia", "nia@example.org", ["viewer"]]);
  await call("PUT", `/members/${joined.id}`, { roles: [{ role: "awarder" }] });
  const changed = (await until(() => listener.of("member.changed")[0], "other roles", 40)).body.data;
  assert.deepEqual([changed.id, changed.roles.map((r) => r.role)], [joined.id, ["awarder"]]);
  await call("DELETE", `/members/${joined.id}`);
  assert.deepEqual((await until(() => listener.of("member.left")[0], "who left", 40)).body.data, { id: joined.id });
  await call("POST", "/invitations", { email: "nia@example.org", roles: [{ role: "viewer" }] });
  const again = await office.maya.get(/href="(\/org\/\d+\/mail\/\d+)"/.exec((await office.maya.get(`${office.base}/mail?q=nia%40example.org`)).text)[1]);
  await nia.submit(await nia.get(/\/invite\/[\w-]+/.exec(again.text)[0]), {}, { action: "/invite/" });
  await until(() => listener.of("member.joined").length === 2, "who came again", 40);
  const page = await nia.get("/account/delete");
  await nia.submit(page, { typed: "nia@example.org" });
  await until(() => listener.of("member.left").length === 2, "whose account is gone", 40);

  const award = (await call("POST", "/awards", { badge: Number(office.badge), recipient: { email: "rec@example.org", name: "Rec" } })).body;
  const record = (await call("POST", `/people/${award.person}/records`, { name: "What Rec can do" })).body;
  await call("DELETE", `/records/${record.id}`);
  await call("POST", `/records/${record.id}/restore`);
  const [told] = await until(() => listener.of("record.restored").length > 0 && listener.of("record.made"), "records", 40);
  assert.deepEqual([told.body.data.id, told.body.data.name, told.body.data.credentialUrl], [record.id, "What Rec can do", record.credentialUrl]);
  assert.deepEqual([listener.of("record.made").length, listener.of("record.removed").length, listener.of("record.restored").length], [1, 1, 1]);
  await office.maya.post(`${pathOf(made)}/remove`);
});

test("a refused change tells nothing", async () => {
  const before = listener.got.length;
  assert.equal((await call("POST", "/awards", { badge: Number(office.otherBadge), recipient: { email: "p1@example.org" } })).status, 409);
  assert.equal((await call("POST", "/people", { email: "new@example.org" })).status, 409);
  const page = await office.maya.get(office.hook);
  await office.maya.submit(page, {}, { action: "/test" });
  await until(() => listener.of("test").length === 1, "the test");
  assert.equal(listener.got.length, before + 1);
});

test("with a new secret the one before signs too", async () => {
  const page = await office.maya.submit(await office.maya.get(office.hook), {}, { action: "/secret" });
  const fresh = secretOf(page);
  assert.notEqual(fresh, office.secret);
  await office.maya.submit(await office.maya.get(office.hook), {}, { action: "/test" });
  await until(() => listener.of("test").length === 2, "the test");
  const message = listener.of("test")[1];
  assert.ok(isSigned(message, fresh) && isSigned(message, office.secret));
});

test("an error is shown with its answer, no redirect is followed, and it is sent again by hand", async () => {
  listener.status = 302;
  await office.maya.submit(await office.maya.get(office.hook), {}, { action: "/test" });
  await until(() => listener.of("test").length === 3, "the test");
  const page = await until(async () => {
    const seen = await office.maya.get(office.hook);
    return /Is tried again/.test(seen.text) && /Does not answer/.test(seen.text) && seen;      // the page reads twice
  }, "the log and the state");
  listener.status = 200;
  const message = await office.maya.get(/href="([^"]+\/messages\/\d+)"/.exec(page.text)[1]);
  assert.match(words(message), /302/);
  assert.match(words(message), /<b>thanks<\/b>\?/);
  assert.match(words(message), /This is a test of your webhook/);
  const delivered = await office.maya.get(`${office.hook}?state=done`);
  const old = await office.maya.get(/href="([^"]+\/messages\/\d+)"/.exec(delivered.text)[1]);
  const id = /msg_[\w-]+/.exec(old.text)[0];
  await office.maya.post(office.hook + "/on", {});
  await office.maya.get(old.path);
  await office.maya.submit(old, {}, { action: "/again" });
  await until(() => listener.got.filter((one) => one.headers["webhook-id"] === id).length === 2, "it again");
});

test("what is written survives a power cut in the middle of sending", async () => {
  listener.silent = true;
  const before = listener.got.length;
  const award = (await call("POST", "/awards", { badge: Number(office.badge), recipient: { email: "cut@example.org" } })).body;
  await until(() => listener.got.length > before, "the try");
  await office.server.kill();
  leasesEnd(office.server);
  listener.silent = false;
  await office.server.restart();
  const told = await until(() => {
    const all = listener.of("award.issued").filter((m) => m.body.data.id === award.id);
    return all.length >= 2 && all;
  }, "the message after the cut", 90);
  assert.equal(new Set(told.map((m) => m.headers["webhook-id"])).size, 1, "it keeps its name, so that a program knows it again");
});

test("what is switched off is told nothing, and what is deleted is gone", async () => {
  await office.maya.submit(await office.maya.get(office.hook), {}, { action: "/off" });
  await call("POST", "/people", { email: "quiet@example.org", name: "Quiet" });
  assert.match((await office.maya.get(office.hook)).text, /Switched off/);
  await office.maya.submit(await office.maya.get(office.hook), {}, { action: "/remove" });
  assert.equal((await office.maya.get(office.hook)).status, 404);
  // A message of before may still come once more, after the cut.
  assert.ok(!listener.of("person.added").some((one) => one.body.data.email === "quiet@example.org"));
});

test("addresses that lead inside are refused where that is not allowed", async () => {
  for (const [url, sentence] of [["ftp://example.org/", /address|http/i], ["http://user:word@example.org/", /./], ["", /address/i]]) {
    const page = await makeHook(url, ["award.issued"]);
    assert.equal(page.status, 422, url);
    assert.match(words(page), sentence);
  }
  assert.equal((await makeHook(listener.url, [])).status, 422);
  await office.server.restart({ args: [] });
  for (const url of ["https://127.0.0.1/x", "https://10.0.0.1/", "https://[::1]/", "https://169.254.169.254/latest", "http://example.org/"]) {
    const page = await makeHook(url, ["award.issued"]);
    assert.equal(page.status, 422, `${url}: ${words(page).slice(0, 300)}`);
  }
  // A name is judged at the socket, each time.
  const path = pathOf(await makeHook("https://localhost/x", ["award.issued"]));
  await office.maya.submit(await office.maya.get(path), {}, { action: "/test" });
  const log = await until(async () => {
    const seen = await office.maya.get(path);
    return /Is tried again/.test(seen.text) && seen;
  }, "the refusal");
  assert.match(words(await office.maya.get(/href="([^"]+\/messages\/\d+)"/.exec(log.text)[1])), /leads into a private network/);
});
