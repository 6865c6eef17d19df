// A full disk: the page says so, what was acknowledged is there, readers go on,
// and with room again everything goes on without a restart.
import assert from "node:assert/strict";
import test from "node:test";
import { engine, sleep, until } from "./harness.mjs";
import { openOffice, signIn } from "./office.mjs";
import { words } from "./html.mjs";

const skip = engine === "sqlite" ? false : "the disk of another server";
const people = (n) => Array.from({ length: n }, (_, i) => `Person ${i}, person${i}@example.org`).join("\n");
const FULL = /disk is full: nothing was written; free some space and try again/i;

async function open(t) {
  const office = await openOffice({ shim: true });
  t.after(() => office.server.stop());
  return office;
}

async function check(office, text) {
  const page = await office.maya.get(`${office.base}/awards/new?badge=${office.badge}`);
  return office.maya.submit(page, { people: text }, { action: "/awards/new" });
}

const numbers = (page) => Number(/outcome-number">([\d,]+)<\/span><span class="outcome-label">awarded/.exec(page.text)?.[1].replace(",", ""));

test("a form says that the disk is full, keeps what was typed, and works with room again", { skip }, async (t) => {
  const office = await open(t);
  const form = await office.maya.get(`${office.base}/badges/new`);
  office.server.fillDisk();
  const long = "x".repeat(9000);
  let page = await office.maya.submit(form, { name: "Crane operator", description: long.slice(0, 400) }, { action: "/badges" });
  assert.ok([422, 507].includes(page.status), `${page.status}`);
  assert.match(words(page), FULL);
  if (page.status === 422) assert.equal(page.form("/badges").fields.name, "Crane operator");
  page = await office.maya.get(`${office.base}/badges/new`);
  office.server.freeDisk();
  page = await office.maya.submit(page, { name: "Crane operator" }, { action: "/badges" });
  assert.match(page.path, /\/picture$/);
  const list = await office.maya.get(`${office.base}/badges`);
  assert.equal(list.text.match(/>\s*Crane operator\s*</g).length, 1);
});

test("readers go on: pages, documents, and the health that machines ask for", { skip }, async (t) => {
  const office = await open(t);
  office.server.fillDisk();
  for (const where of ["/", "/verify", office.base, `${office.base}/badges`, "/i/harbour", "/healthz"]) {
    assert.equal((await office.maya.get(where)).status, 200, where);
  }
  const stranger = office.server.visitor();
  assert.equal((await stranger.get("/i/harbour", { headers: { accept: "application/json" } })).json().name, "Harbour & Vale Logistics");
});

test("a list that cannot be stored is refused whole, and one that cannot be started waits", { skip }, async (t) => {
  const office = await open(t);
  const draft = await check(office, people(50));
  const form = await office.maya.get(`${office.base}/awards/new?badge=${office.badge}`);
  office.server.fillDisk();
  const refused = await office.maya.submit(form, { people: people(3000) }, { action: "/awards/new" });
  assert.ok([422, 507].includes(refused.status), `${refused.status}`);
  assert.match(words(refused), FULL);
  const stopped = await office.maya.submit(draft, {}, { action: "/start" });
  office.server.freeDisk();
  if (stopped.status >= 400) await office.maya.submit(await office.maya.get(draft.path), {}, { action: "/start" });
  const done = await until(async () => {
    const now = await office.maya.get(draft.path.split("?")[0]);
    return /now have/.test(now.text) && now;
  }, "the award", 60);
  assert.equal(numbers(done), 50);
  const lists = await office.maya.get(`${office.base}/awards/lists`);
  assert.equal(lists.text.match(/\/awards\/lists\/\d+"/g).length, 1);
});

test("a disk that fills up in the middle of 3,000 awards loses none and makes none twice", { skip }, async (t) => {
  const office = await open(t);
  const page = await check(office, people(3000));
  await office.maya.submit(page, {}, { action: "/start" });
  const self = page.path.split("?")[0];
  await until(async () => Number(/progress-number">([\d,]+)/.exec((await office.maya.get(self)).text)?.[1].replace(",", "") ?? 3000) >= 500, "the first part", 60);
  office.server.fillDisk();
  await sleep(1500);
  const during = await office.maya.get(self);
  assert.equal(during.status, 200);
  office.server.freeDisk();
  const done = await until(async () => {
    const now = await office.maya.get(self);
    if (/The work has stopped/.test(now.text)) await office.maya.submit(now, {}, { action: "/start" });
    return /now have/.test(now.text) && now;
  }, "the rest", 40).catch((e) => { throw new Error(`${e.message}: ${words(office.maya.last).slice(-600)}\n${office.server.output.split("\n").filter((l) => !/http.request/.test(l)).slice(-6).join("\n")}`); });
  assert.equal(numbers(done), 3000);
  const csv = await office.maya.get(`${self}/result.csv`);
  const links = csv.text.match(/\/b\/[\w-]{22}/g);
  assert.equal(new Set(links).size, 3000);
});

test("signing in while nothing can be written says so, and nobody is locked out afterwards", { skip }, async (t) => {
  const office = await open(t);
  office.server.fillDisk();
  const visitor = office.server.visitor();
  const refused = await signIn(visitor);
  if (refused.status >= 400) assert.match(words(refused), FULL);
  office.server.freeDisk();
  const again = office.server.visitor();
  assert.match((await signIn(again)).path, /^\/org\/\d+$/);
});
