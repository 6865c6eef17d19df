// Checks of our own awards are counted by day, badge and outcome, by whichever door they come, and
// nothing of who asked; badges of others are not; who sees some awards alone sees no such counts.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { caller, makeToken } from "./api.mjs";
import { unescape } from "./html.mjs";
import { invite, openOffice } from "./office.mjs";

const words = (page) => unescape(page.text.replace(/<(script|style)[^]*?<\/\1>/g, "").replace(/<[^>]+>/g, " ")).replace(/\s+/g, " ");
const has = (page, what) => assert.ok(what.test(words(page)), `${page.status} ${page.path}: ${what} is not in: ${words(page).slice(0, 3000)}`);
let office, maya, base, self, call, text, award;

async function give(badge, email) {
  const made = (await call("POST", "/awards", { badge: Number(badge), recipient: { email, name: "Ann Lee" } })).body;
  const text = await (await fetch(made.credentialUrl, { headers: { accept: "application/vc+ld+json" } })).text();
  await fetch(made.credentialUrl, { headers: { accept: "text/html" } });
  return { id: made.id, text };
}
const figures = async (query = "") => (await maya.get(`${self}/files/badges.csv${query}`)).text.trim().split(/\r?\n/).slice(1).map((line) => line.split(",").slice(1).map(Number));

before(async () => {
  office = await openOffice();
  ({ maya, base } = office);
  self = `${base}/reports/verification`;
  call = caller(office.server, await makeToken(office));
  ({ text, id: award } = await give(office.badge, "ann@example.org"));
});
after(() => office?.server.stop());

test("nothing is counted before anything is checked, and opening an award's page counts nothing", async () => {
  has(await maya.get(self), /Nothing was checked in this period/);
  assert.deepEqual(await figures(), []);
});

test("the page, the interface and the old validator's are counted, each by what came of it", async () => {
  const visitor = office.server.visitor();
  await visitor.submit(await visitor.get("/verify"), { text }, { action: "/verify" });
  assert.equal((await call("POST", "/verify", { badge: text })).body.verdict, "valid");
  await call("POST", "/verify", { badge: text.replace(/"name":"[^"]{3}/, '"name":"Xyz') });
  await fetch(`${office.server.url}/`, { method: "POST", body: new URLSearchParams({ assertion: text }), headers: { accept: "application/json" } });
  await call("POST", `/awards/${award}/revoke`, { reason: "x" });
  await call("POST", "/verify", { badge: text });
  const [[n, valid, revoked, suspended, expired, forged, other, open]] = await figures();
  assert.deepEqual({ n, valid, revoked, suspended, expired, forged, other, open }, { n: 5, valid: 3, revoked: 1, suspended: 0, expired: 0, forged: 1, other: 0, open: 0 });
  const page = await maya.get(self);
  has(page, /Checks over time/);
  has(page, /Not genuine/);
  assert.match(page.text, /<svg[^>]*class="chart/);
  const days = (await maya.get(`${self}/files/days.csv`)).text;
  assert.match(days, /^\ufeff?Day,Badge,Outcome,Checks/);
  assert.doesNotMatch(days + page.text.replace(/<header[^]*?<\/header>/g, ""), /ann@example|Ann Lee|127\.0\.0\.1/);
});

test("a badge of others, or one that says it were ours and was never given, is not counted", async () => {
  await call("POST", "/verify", { badge: text.replaceAll(/\/b\/[\w-]{22}/g, "/b/AAAAAAAAAAAAAAAAAAAAAA") });
  await call("POST", "/verify", { badge: text.replaceAll(office.server.url, "https://other.example") });
  assert.equal((await figures())[0][0], 5);
});

test("who sees no awards, or only some, is shown none of it", async () => {
  const employee = await invite(office, "emil", "employee");
  for (const path of [self, `${self}/files/days.csv`]) assert.ok([403, 404].includes((await employee.get(path)).status), path);
  const viewer = await invite(office, "vera", "viewer");
  assert.equal((await viewer.get(self)).status, 200);
  assert.equal((await maya.get(`${self}/files/other.csv`)).status, 404);
});
