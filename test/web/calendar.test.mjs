// What is due and what ends, read by a calendar program from an address of one's own.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { until } from "./harness.mjs";
import { words } from "./html.mjs";
import { accident, colleague, openOffice } from "./office.mjs";

let office, maya, base, reader;
before(async () => {
  office = await openOffice();
  ({ maya, base } = office);
  for (const [name, email, manager] of [["Maya", "maya@example.org", ""], ["Bo Berg", "bo@example.org", "maya@example.org"]])
    await maya.submit(await maya.get(`${base}/people/new`), { name, email, manager }, { action: "/people/new" });
  let page = await maya.submit(await maya.get(`${base}/standards/new`), { code: "FS-01", name: "Fire safety" }, { action: "/standards/new" });
  page = await maya.submit(page, { record: "1", due0_n: "30", due0_unit: "D", due0_from: "assigned", who: "everybody:0" }, { action: "/edit" });
  await maya.submit(page, {}, { action: "/publish" });
  await until(async () => /FS-01/.test((await maya.get("/standards")).text), "something is asked of Maya");
  reader = office.server.visitor();
});
after(() => office?.server.stop());

const whole = (page) => page.text.replace(/\r\n /g, "");        // RFC 5545 §3.1: unfolded
const addressOf = (page) => /(\/calendar\/[A-Za-z0-9_-]{32}\/dates\.ics)/.exec(page.text)?.[1];
const choose = async (fields) => maya.submit(await maya.get("/calendar"), { asked: "", ends: "", team: "", ...fields }, { action: "/calendar" });

test("nobody has a calendar before they make one, and one that tells nothing is not made", async () => {
  assert.match((await reader.get("/calendar")).path, /sign-in/);
  assert.equal((await reader.get("/calendar/nothing/dates.ics")).status, 404);
  assert.equal(addressOf(await maya.get("/calendar")), undefined);
  const refused = await choose({});
  assert.equal(refused.status, 422);
  assert.match(words(refused), /tick what the calendar is to tell/i);
});

test("the calendar tells what is asked, of people one leads too, to who has the address", async () => {
  const page = await choose({ asked: "1", ends: "1" });
  assert.match(words(page), /No calendar has read it yet/);
  let file = await reader.get(addressOf(page));
  assert.equal(file.status, 200);
  assert.match(file.headers.get("content-type"), /^text\/calendar; charset=utf-8/);
  assert.match(file.text, /^BEGIN:VCALENDAR\r\n[^]*END:VCALENDAR\r\n$/);
  const mine = /BEGIN:VEVENT\r\nUID:asked-[^]*?END:VEVENT/.exec(whole(file))[0];
  assert.match(mine, /\r\nDTSTART;VALUE=DATE:\d{8}\r\nSUMMARY:Due: Fire safety\r\nDESCRIPTION:Harbour & Vale Logistics · FS-01\r\nURL:http[^\r]+\/standards\r\n/);
  assert.doesNotMatch(file.text, /UID:team-/);
  const again = await reader.get(addressOf(page), { headers: { "if-none-match": file.headers.get("etag") } });
  assert.equal(again.status, 304);
  assert.match(words(await maya.get("/calendar")), /Last read by a calendar/);
  await choose({ team: "1" });
  file = await reader.get(addressOf(page));
  assert.doesNotMatch(file.text, /UID:asked-/);
  assert.match(whole(file), /UID:team-[^]*?SUMMARY:Due: Fire safety \(Bo Berg\)\r\n/);
});

test("who has left leads nobody in the calendar", async () => {
  await choose({ team: "1" });
  const where = addressOf(await maya.get("/calendar"));
  assert.match((await reader.get(where)).text, /UID:team-/);
  accident(office.server, "UPDATE person SET leaves_at = 1 WHERE email = 'maya@example.org'");
  assert.doesNotMatch((await reader.get(where)).text, /UID:team-/);
  accident(office.server, "UPDATE person SET leaves_at = NULL WHERE email = 'maya@example.org'");
});

test("a badge that ends is told once, and no more when it is revoked", async () => {
  await choose({ ends: "1" });
  const kim = await colleague(office);
  let page = await kim.get(`${base}/awards/new?badge=${office.badge}`);
  page = await kim.submit(page, { people: "Maya,maya@example.org" }, { action: "/awards/new" });
  page = await kim.submit(page, {}, { action: "/start" });
  const where = addressOf(await maya.get("/calendar"));
  const file = await until(async () => {
    const now = await reader.get(where);
    return /UID:ends-/.test(now.text) && now;
  }, "the badge in the calendar");
  assert.equal(file.text.match(/UID:ends-/g).length, 1);
  assert.match(whole(file), /DTSTART;VALUE=DATE:\d{8}\r\nSUMMARY:Ends: Forklift operator\r\n[^]*URL:http[^\r]+\/b\//);
  const award = /href="(\/org\/\d+\/awards\/\d+)"/.exec((await maya.get(`${base}/awards?q=maya`)).text)[1];
  await maya.submit(await maya.get(`${award}/revoke`), { reason: "Given to the wrong person" }, { action: "/revoke" });
  assert.doesNotMatch((await reader.get(where)).text, /UID:ends-/);
});

test("another address makes the one before dead, and an ended calendar tells nothing", async () => {
  const before = addressOf(await maya.get("/calendar"));
  const page = await maya.submit(await maya.get("/calendar"), { go: "replace" }, { action: "/calendar/act" });
  const now = addressOf(page);
  assert.notEqual(now, before);
  assert.equal((await reader.get(before)).status, 404);
  assert.equal((await reader.get(now)).status, 200);
  assert.equal(addressOf(await maya.submit(page, { go: "end" }, { action: "/calendar/act" })), undefined);
  assert.equal((await reader.get(now)).status, 404);
  assert.equal((await maya.post("/calendar/act", { go: "replace" })).status, 404);
});
