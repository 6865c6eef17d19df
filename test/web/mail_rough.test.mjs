// Mail servers that hang, drop the line and change their mind, on the real queue:
// nothing is lost, nothing that was taken comes again, other mails and other work
// go on, and the page says in plain words what happened.
import assert from "node:assert/strict";
import test from "node:test";
import { until } from "./harness.mjs";
import { roughServer } from "./smtp_rough.mjs";
import { openOffice } from "./office.mjs";
import { words } from "./html.mjs";

async function setServer(office, port) {
  const page = await office.maya.get("/settings/mail");
  await office.maya.submit(page, {
    host: "127.0.0.1", port, security: "none", from: "badges@harbour.example", from_name: "Harbour & Vale",
  }, { action: "/settings/mail" });
}

async function award(office, people) {
  let page = await office.maya.get(`${office.base}/awards/new?badge=${office.badge}`);
  page = await office.maya.submit(page, { people: people.join("\n") }, { action: "/awards/new" });
  await office.maya.submit(page, {}, { action: "/start" });
  return until(async () => {
    const now = await office.maya.get(page.path);
    return /now ha(ve|s)/.test(now.text) && now;
  }, "the award", 30);
}

// {address: its page} of what is not sent.
async function unsent(office) {
  const list = await office.maya.get(`${office.base}/mail?state=queued`);
  const found = {};
  for (const path of new Set(list.text.match(/\/org\/\d+\/mail\/\d+/g) || [])) {
    const page = await office.maya.get(path);
    found[/[\w-]+@example\.org/.exec(words(page))[0]] = page;
  }
  return found;
}

const told = [
  ["silent-in-data", /had the whole mail and did not say whether it took it; .*second copy/],
  ["drop-in-data", /broke off in the middle of the mail; it has not taken it|had the whole mail and did not say/],
  ["drop-after-dot", /had the whole mail and did not say whether it took it/],
  ["silent-at-data", /fell silent in the middle of the mail; it has not taken it/],
  ["later", /answers 451/],
];

test("a server that chokes on some mails: the others go, each one's page says what happened, and all arrive in the end", async (t) => {
  const server = await roughServer();
  const office = await openOffice({ env: { LAPEL_MAIL_WAIT: "1" } });
  t.after(async () => {
    await office.server.stop();
    server.stop();
  });
  await setServer(office, server.port);
  const good = Array.from({ length: 12 }, (_, i) => `good${i}@example.org`);
  const people = [...told.map(([how], i) => [`${how}@example.org`, good[2 * i], good[2 * i + 1]]).flat(), "no-goodbye@example.org", good[10], good[11]];
  await award(office, people);

  await until(() => [...good, "no-goodbye@example.org"].every((to) => server.taken(to).length === 1), "the good ones", 60);
  const waiting = await until(async () => {
    const all = await unsent(office);
    return Object.keys(all).length === told.length && Object.values(all).every((page) => /tried again by itself/.test(words(page))) && all;
  }, "the others are put off", 60);
  for (const [how, sentence] of told) assert.match(words(waiting[`${how}@example.org`]), sentence);
  for (const [how] of told) assert.equal(server.taken(`${how}@example.org`).length, 0, how);

  server.calmDown();
  for (const page of Object.values(waiting)) await office.maya.submit(page, {}, { action: "/retry" });
  await until(() => server.mails.length === people.length, "the rest", 60);
  await until(async () => new RegExp(`Sent ${people.length} `).test(words(await office.maya.get(`${office.base}/mail`))), "all marked as sent");
  assert.deepEqual(server.mails.map((m) => m.to).sort(), [...people].sort());
  assert.equal(new Set(server.mails.map((m) => m.id)).size, people.length);
  for (const [how] of told) assert.equal(new Set(server.seen(`${how}@example.org`).map((m) => m.id)).size, 1, `one Message-ID: ${how}`);
});

test("a server that takes the call and says nothing: awards go on, and stopping does not wait for it", async (t) => {
  const server = await roughServer({ greets: false });
  const office = await openOffice();
  t.after(async () => {
    await office.server.stop();
    server.stop();
  });
  await setServer(office, server.port);
  for (const [i, list] of ["a", "b", "c"].entries()) {
    await until(() => server.calls >= i, "one more conversation that hangs");
    await award(office, [`${list}1@example.org`, `${list}2@example.org`]);
  }
  const began = Date.now();
  await office.server.restart({ env: { LAPEL_MAIL_WAIT: "1" } });
  assert.ok(Date.now() - began < 25000, "the conversation is broken off");
  const waiting = await until(async () => {
    const all = await unsent(office);
    return Object.values(all).some((page) => /takes the call and then says nothing/.test(words(page))) && all;
  }, "the note", 30);
  assert.equal(Object.keys(waiting).length, 6);

  server.calmDown();
  const one = Object.values(waiting).find((page) => /says nothing/.test(words(page)));
  await office.maya.submit(one, {}, { action: "/retry" });
  await until(() => server.mails.length >= 1, "the mail sent by hand");
  assert.equal(new Set(server.mails.map((m) => m.id)).size, server.mails.length);
});

test("the test of the settings says what a silent server does", async (t) => {
  const server = await roughServer({ greets: false });
  const office = await openOffice({ env: { LAPEL_MAIL_WAIT: "1" } });
  t.after(async () => {
    await office.server.stop();
    server.stop();
  });
  await setServer(office, server.port);
  const page = await office.maya.submit(await office.maya.get("/settings/mail"), { to: "maya@example.org" }, { action: "/test" });
  assert.match(words(page), /It did not work: the mail server takes the call and then says nothing/);
});
