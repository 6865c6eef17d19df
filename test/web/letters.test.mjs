// What mails say: an organisation's own words, the reader's language and wishes,
// and a real server that takes them.
import assert from "node:assert/strict";
import test from "node:test";
import { smtpSink, until } from "./harness.mjs";
import { openOffice } from "./office.mjs";
import { unescape, words } from "./html.mjs";

async function openWithServer(t) {
  const office = await openOffice();
  t.after(() => office.server.stop());
  const sink = await smtpSink();
  t.after(() => sink.stop());
  await office.maya.submit(await office.maya.get("/settings/mail"), {
    host: "127.0.0.1", port: sink.port, security: "none", from: "badges@harbour.example", from_name: "Harbour",
  }, { action: "/settings/mail" });
  return { office, sink, maya: office.maya, mails: `${office.base}/settings/mails` };
}

async function award({ office, sink }, person, badge = office.badge) {
  const address = /[^\s,]+@\S+/.exec(person)[0], before = sink.to(address).length;
  let page = await office.maya.get(`${office.base}/awards/new?badge=${badge}`);
  page = await office.maya.submit(page, { people: person }, { action: "/awards/new" });
  await office.maya.submit(page, {}, { action: "/start" });
  await until(() => sink.to(address).length > before, `the mail to ${address}`, 30);
  return sink.to(address).at(-1);
}

test("an organisation writes its mails in its own words, looks at them, and takes them back", async (t) => {
  const place = await openWithServer(t);
  const { maya, mails, sink } = place;
  let page = await maya.get(mails);
  assert.match(words(page), /Award To the earner, when a badge is awarded. Standard/);
  assert.match(words(page), /Reminder before the end/);

  page = await maya.get(`${mails}/award?lang=en`);
  const bad = await maya.submit(page, { subject: "Well done {nmae}", opening: "{organisation} is proud.", go: "save" }, { action: "/mails/award" });
  assert.equal(bad.status, 422);
  assert.match(words(bad), /\{nmae\} is nothing that this mail knows; it knows \{name\}, \{organisation\}, \{badge\}, \{link\}/);
  assert.match(bad.text, /value="Well done \{nmae\}"[^>]*aria-invalid/);

  const typed = { subject: "Well done {name}", opening: "{organisation} is proud of you.\n\nYour {badge} is here.", go: "look" };
  const look = await maya.submit(page, typed, { action: "/mails/award" });
  const frame = await maya.get(unescape(/<iframe[^>]* src="([^"]+)"/.exec(look.text)[1]));
  assert.match(frame.text, /is proud of you\.\s+Your .* is here\./);
  assert.match(frame.headers.get("content-security-policy"), /sandbox/);
  const text = await maya.get(unescape(/<iframe[^>]* src="([^"]+as=text)"/.exec(look.text)[1]));
  assert.match(text.headers.get("content-type"), /text\/plain/);
  assert.match(text.text, /^Well done Ann Example\n/);
  assert.match(words(await maya.get(mails)), /awarded\. Standard/, "looking saved nothing");

  page = await maya.submit(page, { ...typed, go: "save" }, { action: "/mails/award" });
  assert.match(words(page), /from now on the mail says this/);
  const mail = await award(place, "Zoë Åberg,zoe@example.org");
  assert.equal(mail.subject, "Well done Zoë Åberg");
  assert.match(mail.text, /Logistics is proud of you\.\r?\n\r?\nYour Forklift operator is here\./);
  assert.equal(mail.headers["list-unsubscribe"], undefined, "an award always comes");

  page = await maya.submit(page, { ...typed, opening: "Again {badge}", go: "test" }, { action: "/mails/award" });
  await until(() => sink.to("maya@example.org").length === 1, "the test mail");
  assert.match(sink.to("maya@example.org")[0].text, /Again /);
  page = await maya.submit(page, { ...typed, subject: "Second", go: "save" }, { action: "/mails/award" });
  page = await maya.submit(page, { go: "undo" }, { action: "/mails/award" });
  assert.match(page.text, /value="Well done \{name\}"/);
  page = await maya.submit(page, { go: "standard" }, { action: "/mails/award" });
  assert.match(page.text, /value="You earned “\{badge\}”"/);
  page = await maya.get(`${place.office.base}/mail`);
  const sent = await maya.get(/href="(\/org\/\d+\/mail\/\d+)"[^>]*>Zoë/.exec(page.text)[1]);
  assert.match(words(sent), /Well done Zoë Åberg/, "what was sent stays what it was");
  assert.equal((await maya.get(`${mails}/sign-in`)).status, 404);
  assert.equal((await maya.get(`${mails}/nothing`)).status, 404);
});

test("mails speak the language of who gets them, and the reader chooses without signing in", async (t) => {
  const place = await openWithServer(t);
  const { maya, mails, office } = place;
  let page = await maya.submit(await maya.get(mails), { lang: "de", postal: "Kai 1\nHamburg", on: ["revoked", "suspended", "reinstated"] }, { action: "/settings/mails" });
  assert.match(words(page), /Saved/);
  let mail = await award(place, "bo@example.org");
  assert.equal(mail.subject, "Sie haben „Forklift operator“ erworben");
  assert.match(mail.html, /<html lang="de"/);
  assert.match(mail.text, /Kai 1\r?\nHamburg/);
  assert.match(mail.html, /Sie bekommen diese E-Mail, weil/);

  const link = mail.links.find((one) => one.includes("/mail-choices/"));
  const stranger = office.server.visitor();
  page = await stranger.get(new URL(link).pathname);
  assert.match(words(page), /Mails from Harbour & Vale Logistics To bo@example.org/);
  page = await stranger.submit(page, { lang: "en", reminders: "1", team: [] }, { action: "/mail-choices/" });
  assert.match(words(page), /Saved/);
  assert.match(page.text, /name="reminders" value="1" checked/);
  assert.doesNotMatch(page.text, /name="team" value="1" checked/);
  mail = await award(place, "bo@example.org", office.otherBadge);
  assert.match(mail.subject, /^You earned/);

  // One press in a mail program: no cookie, no token, no redirect (RFC 8058).
  const press = (address) => fetch(address, { method: "POST", redirect: "manual", body: new URLSearchParams({ "List-Unsubscribe": "One-Click" }) });
  const own = `${office.server.url}${new URL(link).pathname}`;
  assert.equal((await fetch(`${own}/refuse/reminders`)).status, 200);
  assert.match((await stranger.get(new URL(link).pathname)).text, /name="reminders" value="1" checked/, "looking changes nothing");
  const answer = await press(`${own}/refuse/reminders`);
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("set-cookie"), null);
  assert.doesNotMatch((await stranger.get(new URL(link).pathname)).text, /name="reminders" value="1" checked/);
  assert.equal((await press(`${own}/refuse/award`)).status, 404);
  assert.equal((await press(`${own.slice(0, -2)}xx/refuse/reminders`)).status, 404);
  assert.equal((await stranger.get(`${new URL(link).pathname}x`)).status, 404);
});

test("who loses a badge hears of it, once and with the reason", async (t) => {
  const place = await openWithServer(t);
  const { maya, office, sink } = place;
  await award(place, "cy@example.org");
  const list = await maya.get(`${office.base}/awards`);
  const path = new RegExp(`${office.base}/awards/\\d+`).exec(list.text)[0];
  await maya.submit(await maya.get(`${path}/revoke`), { reason: "The course was not finished" }, { action: "/revoke" });
  await until(() => sink.to("cy@example.org").length === 2, "the mail", 30);
  const mail = sink.to("cy@example.org")[1];
  assert.match(mail.subject, /was revoked/);
  assert.match(mail.text, /The course was not finished/);
});

test("what ends is reminded of in one mail that can be refused in the mail program", async (t) => {
  const place = await openWithServer(t);
  const { maya, office, sink } = place;
  const ends = (days) => new Date(Date.now() + days * 86400000).toISOString().slice(0, 10);
  for (const badge of [office.badge, office.otherBadge]) {
    let page = await maya.get(`${office.base}/awards/new?badge=${badge}`);
    page = await maya.submit(page, { people: `email,valid until\nkim@example.org,${ends(20)}\nlee@example.org,${ends(200)}` }, { action: "/awards/new" });
    await maya.submit(page, {}, { action: "/start" });
    await until(() => sink.mails.length === (badge === office.badge ? 2 : 4), "the awards", 30);
  }
  const where = `${office.base}/settings/reminders`;
  const rule = { days: "30, 7", after: "1", weekends: "1", from_hour: "0", until_hour: "24" };
  const bad = await maya.submit(await maya.get(where), { ...rule, days: "soon" }, { action: "/reminders" });
  assert.equal(bad.status, 422);
  assert.match(words(bad), /write numbers of days/i);
  assert.match(bad.text, /value="soon"/);
  await maya.submit(await maya.get(where), rule, { action: "/reminders" });
  await until(() => sink.to("kim@example.org").length === 3, "the reminder", 30);
  const mail = sink.to("kim@example.org")[2];
  assert.match(mail.subject, /^Ends soon: /);
  assert.equal([...mail.text.matchAll(/: Ends on /g)].length, 2);
  assert.equal(mail.headers["list-unsubscribe-post"], "List-Unsubscribe=One-Click");
  const refuse = /^<(.+)>$/.exec(mail.headers["list-unsubscribe"])[1];
  assert.ok(refuse.startsWith(office.server.url) && mail.links.some((one) => one.includes("/mail-choices/")));
  assert.equal((await fetch(refuse, { method: "POST", body: new URLSearchParams({ "List-Unsubscribe": "One-Click" }) })).status, 200);
  await maya.submit(await maya.get(where), rule, { action: "/reminders" });
  const people = await maya.get(`${office.base}/people?q=kim`);
  const person = await maya.get(new RegExp(`${office.base}/people/\\d+`).exec(people.text)[0]);
  assert.match(words(person), /Ends soon: .* Sent/, "seen at the person");
  await until(async () => /Last sent:/.test(words(await maya.get(where))), "the look", 20);
  assert.equal(sink.to("kim@example.org").length, 3);
  assert.equal(sink.to("lee@example.org").length, 2);
});
