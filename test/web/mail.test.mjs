// Mails: outbox, a real server that takes, puts off and refuses, and none at all.
import assert from "node:assert/strict";
import test from "node:test";
import { sleep, smtpSink, until } from "./harness.mjs";
import { accident, leasesEnd, openOffice } from "./office.mjs";
import { words } from "./html.mjs";

async function setServer(office, port, fields = {}) {
  const page = await office.maya.get("/settings/mail");
  return office.maya.submit(page, {
    host: "127.0.0.1", port, security: "none", from: "badges@harbour.example", from_name: "Harbour & Vale", ...fields,
  }, { action: "/settings/mail" });
}

async function award(office, people) {
  let page = await office.maya.get(`${office.base}/awards/new?badge=${office.badge}`);
  page = await office.maya.submit(page, { people }, { action: "/awards/new" });
  await office.maya.submit(page, {}, { action: "/start" });
  return until(async () => {
    const now = await office.maya.get(page.path);
    return /now ha(ve|s)/.test(now.text) && now;
  }, "the award", 30);
}

const refused = (code, message) => Object.assign(new Error(message), { responseCode: code });
const mails = (office, state = "") => office.maya.get(`${office.base}/mail?state=${state}`);

test("mails wait in the outbox, are read there, and go out once when a server is set", async (t) => {
  const office = await openOffice();
  t.after(() => office.server.stop());
  const sink = await smtpSink();
  t.after(() => sink.stop());
  await award(office, "Zoë Åberg,zoe@example.org\nbo@example.org");

  let page = await mails(office);
  assert.match(words(page), /No mail server is set/);
  page = await office.maya.get(/href="(\/org\/\d+\/mail\/\d+)"/.exec(page.text)[1]);
  assert.match(words(page), /You earned “Forklift operator”/);
  assert.match(page.headers.get("content-security-policy"), /frame-src 'self'/);
  const frame = await office.maya.get(/<iframe[^>]* src="([^"]+)"/.exec(page.text)[1]);
  assert.match(frame.headers.get("content-security-policy"), /sandbox/);
  assert.match(frame.text, /See your badge/);

  page = await setServer(office, sink.port);
  assert.equal(page.status, 200);
  page = await mails(office);
  assert.match(words(page), /Send 2 now/);
  await office.maya.submit(page, {}, { action: "/send" });
  await until(() => sink.mails.length === 2, "two mails");
  await until(async () => /Sent 2/.test(words(await mails(office))), "both marked as sent");

  const [mail] = sink.to("zoe@example.org");
  assert.equal(mail.subject, "You earned “Forklift operator”");
  assert.match(mail.text, /Hello Zoë Åberg,/);
  assert.match(mail.html, /Harbour &amp; Vale Logistics awarded you/);
  assert.equal(mail.from, "badges@harbour.example");
  assert.match(mail.headers["content-type"], /multipart\/alternative/);
  assert.ok(mail.links.some((link) => link.startsWith(`${office.server.url}/claim/`)));
  assert.ok(mail.html.includes(mail.links[0]));

  await award(office, Array.from({ length: 40 }, (_, i) => `p${i}@example.org`).join("\n"));
  await until(() => sink.mails.length === 42, "forty more mails", 30);
  await sleep(1500);
  assert.equal(sink.mails.length, 42);
  assert.equal(new Set(sink.mails.map((m) => m.headers["message-id"])).size, 42);
});

test("what the server puts off is tried again later, what it refuses says why", async (t) => {
  const office = await openOffice();
  t.after(() => office.server.stop());
  let grey = true;
  const sink = await smtpSink({
    answer: (to) => to.startsWith("never") ? refused(550, "No such user here")
      : to.startsWith("later") && grey ? refused(451, "Greylisted, come back later") : null,
  });
  t.after(() => sink.stop());
  await setServer(office, sink.port);
  await award(office, "never@example.org\nlater@example.org\ngood@example.org");
  await until(() => sink.to("good@example.org").length === 1, "the good mail");

  let page = await until(async () => {
    const failed = await mails(office, "failed");
    return /never@example.org/.test(failed.text) && failed;
  }, "the refusal");
  page = await office.maya.get(/href="(\/org\/\d+\/mail\/\d+)"/.exec(page.text)[1]);
  assert.match(words(page), /550/);
  assert.match(words(page), /No such user here/);
  assert.match(words(page), /> RCPT TO/);

  page = await until(async () => {
    const queued = await mails(office, "queued");
    return /Will be tried again/.test(queued.text) && queued;
  }, "the put-off mail");
  page = await office.maya.get(/href="(\/org\/\d+\/mail\/\d+)"/.exec(page.text)[1]);
  assert.match(words(page), /It will be tried again by itself at/);
  assert.match(words(page), /Greylisted/);
  grey = false;
  await office.maya.submit(page, {}, { action: "/retry" });
  await until(() => sink.to("later@example.org").length === 1, "the second try");
  await until(async () => /Sent 2/.test(words(await mails(office))), "both marked as sent");
});

test("a mail server that is down does not hold up awards, and nothing is lost", async (t) => {
  const office = await openOffice();
  t.after(() => office.server.stop());
  let sink = await smtpSink();
  const { port } = sink;
  await sink.stop();
  await setServer(office, port);
  const began = Date.now();
  const page = await award(office, Array.from({ length: 300 }, (_, i) => `p${i}@example.org`).join("\n"));
  assert.match(words(page), /300 people now have/);
  assert.ok(Date.now() - began < 15000);
  await until(async () => /Will be tried again/.test((await mails(office)).text), "the note");
  assert.match(words(await mails(office)), /All 300 .*Sent 0 .*Not sent 0/);

  sink = await smtpSink({ port });
  t.after(() => sink.stop());
  const one = await office.maya.get(/href="(\/org\/\d+\/mail\/\d+)"/.exec((await mails(office)).text)[1]);
  await office.maya.submit(one, {}, { action: "/retry" });
  await until(() => sink.mails.length === 1, "the mail sent by hand");
});

test("killed while mails go out: each arrives, and a second copy has the same Message-ID", { timeout: 300000 }, async (t) => {
  const office = await openOffice();
  t.after(() => office.server.stop());
  const sink = await smtpSink();
  t.after(() => sink.stop());
  await setServer(office, sink.port);
  let page = await office.maya.get(`${office.base}/awards/new?badge=${office.badge}`);
  page = await office.maya.submit(page, { people: Array.from({ length: 60 }, (_, i) => `p${i}@example.org`).join("\n") }, { action: "/awards/new" });
  await office.maya.submit(page, {}, { action: "/start" });
  await until(() => sink.mails.length > 5, "the first mails");
  for (let i = 0; i < 3; i++) {
    await sleep(30 + Math.random() * 100);
    await office.server.kill();
    leasesEnd(office.server);
    await office.server.start();
  }
  // The mail in hand at each kill is held for some minutes; all others go out, where
  // processes share a database when the lease of the dead one's job has ended.
  await until(() => new Set(sink.mails.map((m) => m.to[0])).size >= 57, "the mails", 150);
  const ids = new Map();
  for (const mail of sink.mails) {
    const known = ids.get(mail.to[0]);
    assert.ok(!known || known === mail.headers["message-id"]);
    ids.set(mail.to[0], mail.headers["message-id"]);
  }
  assert.ok(sink.mails.length <= 60 + 3);
});

test("the settings keep the password, test the server and show what was said", async (t) => {
  const office = await openOffice();
  t.after(() => office.server.stop());
  const sink = await smtpSink({ answer: (to) => to.startsWith("never") ? refused(550, "Nobody here") : null });
  t.after(() => sink.stop());
  const { maya } = office;

  let page = await setServer(office, 0);
  assert.equal(page.status, 422);
  assert.match(page.text, /value="badges@harbour.example"/);
  page = await setServer(office, sink.port, { host: "http://mail" });
  assert.equal(page.status, 422);
  assert.match(words(page), /name of the server alone/);
  page = await setServer(office, sink.port, { user: "u", password: "secret-word" });
  assert.match(words(page), /A password is kept/);
  assert.doesNotMatch(page.text, /secret-word/);
  page = await setServer(office, sink.port, { user: "u" });
  assert.match(words(page), /A password is kept/);
  page = await setServer(office, sink.port, { user: "" });
  assert.doesNotMatch(words(page), /A password is kept/);

  page = await maya.submit(page, { to: "maya@example.org" }, { action: "/test" });
  assert.match(words(page), /The server took the mail/);
  assert.match(words(page), /> MAIL FROM/);
  assert.equal(sink.to("maya@example.org").length, 1);
  page = await maya.submit(page, { to: "never@example.org" }, { action: "/test" });
  assert.match(words(page), /Nobody here/);
  await sink.stop();
  page = await maya.submit(page, { to: "maya@example.org" }, { action: "/test" });
  assert.match(words(page), /It did not work/);

  page = await maya.submit(page, {}, { action: "/remove" });
  assert.match(words(page), /wait in the outbox/);
  page = await maya.get("/settings/mail/outbox");
  assert.match(words(page), /Mails about accounts/);
});

test("many mails are found, sent again and forgotten at once", async (t) => {
  const office = await openOffice();
  t.after(() => office.server.stop());
  const sink = await smtpSink({ answer: (to) => to.startsWith("never") ? refused(550, "No such user here") : null });
  t.after(() => sink.stop());
  await setServer(office, sink.port);
  await award(office, "ann@example.org\nbo@example.org\nnever@example.org");
  await until(async () => /Sent 2 .*Not sent 1/.test(words(await mails(office))), "what became of them", 30);

  let page = await office.maya.get(`${office.base}/mail?q=bo&kind=award`);
  const rows = [...page.text.matchAll(/name="row" value="(\d+)"/g)].map((m) => m[1]);
  assert.equal(rows.length, 1);
  assert.match(words(page), /bo@example.org Award Forklift operator/);
  page = await office.maya.submit(page, { act: "again", row: rows[0] }, { action: "lists/mail/acts" });
  assert.match(words(page), /Send 1 mail again\?/);
  await office.maya.submit(page, {}, { action: "/do" });
  await until(() => sink.to("bo@example.org").length === 2, "the second time", 30);

  page = await mails(office, "failed");
  const failed = [...page.text.matchAll(/name="row" value="(\d+)"/g)].map((m) => m[1]);
  page = await office.maya.submit(page, { act: "forget", row: failed[0] }, { action: "lists/mail/acts" });
  assert.match(words(await mails(office)), /All 2 .*Not sent 0/);
  await office.maya.submit(page, {}, { action: "/undo" });
  assert.match(words(await mails(office)), /All 3 .*Not sent 1/);
  assert.match((await office.maya.get(`${office.base}/mail/${failed[0]}`)).text, /never@example\.org/);

  page = await office.maya.submit(await mails(office, "failed"), { act: "forget", row: failed[0] }, { action: "lists/mail/acts" });
  accident(office.server, "UPDATE job SET run_at = 0 WHERE kind = 'list-seal'");
  await office.maya.get(`${office.base}/settings/members`);
  await office.maya.post(`${office.base}/settings/members`, { email: "wake@example.org", role: "viewer" });
  await until(() => sink.to("wake@example.org").length, "what was due before", 30);
  assert.match(words(await office.maya.submit(page, {}, { action: "/undo" })), /What it said is not kept any more\./);
  assert.match(words(await mails(office)), /Not sent 0/);
  const csv = await office.maya.get(`${office.base}/mail?state=sent&as=csv`);
  assert.match(csv.text, /ann@example.org/);
  assert.doesNotMatch(csv.text, /never@example.org/);
});

test("whatever a mail is, the list says it in words", async (t) => {
  const office = await openOffice();
  t.after(() => office.server.stop());
  await award(office, "ann@example.org");
  for (const [kind, said] of [["award", "Award"], ["roles", "Roles changed"], ["handover", "Handed over"], ["member-removed", "Member removed"], ["webhook", "Webhook switched off"],
    ["training-reopened-owner", "External training taken back, to who decides"], ["test", "Test"], ["of-a-later-version", ""]]) {
    accident(office.server, `UPDATE mail SET kind = '${kind}', subject = 'About it', state = 'sent'`);
    const page = await mails(office);
    assert.match(words(page), new RegExp(`About it ${said}${said && " "}Sent`), kind);
    if (/-/.test(kind)) assert.doesNotMatch(words(page), new RegExp(kind));
  }
});
