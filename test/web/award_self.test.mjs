// Nobody awards to themselves: not by a page, a list, a link or a program, by no address of theirs.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { caller, makeToken } from "./api.mjs";
import { until } from "./harness.mjs";
import { unescape } from "./html.mjs";
import { accident, colleague, newestMail, openOffice } from "./office.mjs";

const words = (page) => unescape(page.text.replace(/<(script|style)[^]*?<\/\1>/g, "").replace(/<[^>]+>/g, " ")).replace(/\s+/g, " ");
const YOU = /[Tt]his is you: another member who may award badges awards it to you/;
let office, maya, base, badge;
before(async () => {
  office = await openOffice();
  ({ maya, base, badge } = office);
  // A second address that is not proved, and one that the directory alone knows.
  accident(office.server, `INSERT INTO account_email (account_id, address, folded, is_primary) SELECT id, 'maya@new.example', 'maya@new.example', 0 FROM account ORDER BY id LIMIT 1;
    INSERT INTO person (id, org_id, name, email, folded, created_at) VALUES (7001, ${office.org}, 'Maya Lindqvist', 'maya@example.org', 'maya@example.org', 1);
    INSERT INTO person_address (org_id, person_id, address, folded) VALUES (${office.org}, 7001, 'm.l@old.example', 'm.l@old.example')`);
});
after(() => office?.server.stop());

async function draft(people, by = maya) {
  return by.submit(await by.get(`${base}/awards/new?badge=${badge}`), { people }, { action: "/awards/new" });
}
async function send(page, by = maya) {
  const path = page.path;
  await by.submit(page, {}, { action: "/start" });
  return until(async () => {
    const now = await by.get(path);
    return /now ha(ve|s)/.test(now.text) && now;
  }, "the awards", 60);
}
const awardOf = async (name) => /href="(\/org\/\d+\/awards\/\d+)"/.exec((await maya.get(`${base}/awards?q=${name}`)).text)?.[1];

test("a list marks whoever makes it, by every address of theirs, and goes on with the rest", async () => {
  let page = await draft("Me,MAYA@example.org\nMe,maya@new.example\nMe,m.l@old.example\nAnn,ann@example.org");
  assert.match(words(page), /1 person will get/);
  assert.match(words(page), /3 are you yourself/);
  page = await maya.get(`${page.path}?only=skip-self`);
  assert.equal(words(page).match(new RegExp(YOU, "g")).length, 3);
  page = await send(page);
  assert.match(words(page), /1 person now has/);
  assert.ok(await awardOf("ann"));
  assert.equal(await awardOf("maya"), undefined);
  assert.equal(await awardOf("m.l"), undefined);
});

test("alone in a list, nobody gets the badge, and a line corrected to oneself is left out too", async () => {
  let page = await draft("Me,maya@example.org");
  assert.match(words(page), /0 people will get/);
  assert.doesNotMatch(page.text, /action="[^"]+\/start"/);
  page = await draft("Bo,bo@");
  await maya.post(`${page.path}/row`, { number: "1", name: "Me", email: "maya@new.example", go: "correct" });
  page = await maya.get(`${page.path}?only=all`);
  assert.match(words(page), YOU);
});

test("whoever sends a list that another made is left out as well", async () => {
  const kim = await colleague(office);
  const page = await draft("Kim,kim@example.org\nMe,maya@example.org\nBea,bea@example.org", kim);
  assert.match(words(page), /2 people will get/);
  const done = await send(await maya.get(page.path));
  assert.match(words(done), /1 person now has/);
  assert.equal(await awardOf("maya"), undefined);
});

test("a program does not award to whoever made its token", async () => {
  const call = caller(office.server, await makeToken(office, ["awards:read", "awards:write"]));
  const refused = await call("POST", "/awards", { badge: Number(badge), recipient: { email: "maya@new.example", name: "Maya" } });
  assert.equal(refused.status, 403, refused.text);
  assert.match(refused.body.detail, YOU);
  const list = await call("POST", "/award-lists", { badge: Number(badge), start: true, recipients: [{ email: "maya@example.org", name: "Maya" }, { email: "cy@example.org", name: "Cy" }] });
  assert.ok([200, 201, 202].includes(list.status), list.text);
  await until(async () => awardOf("cy"), "the list", 60);
  assert.equal(await awardOf("maya"), undefined);
});

test("a colleague awards it; then whoever holds it neither renews, corrects nor returns it, nor moves another's to themselves", async () => {
  const kim = await colleague(office);
  await send(await draft("Maya Lindqvist,maya@example.org", kim), kim);
  const own = await awardOf("maya"), row = own.split("/").at(-1);
  let page = await maya.submit(await maya.get(`${own}/correct`), { narrative: "Much better", reason: "Because" }, { action: "/correct" });
  assert.match(words(page), YOU);
  page = await maya.submit(await maya.get(`${base}/awards?q=maya`), { act: "renew", row }, { action: "lists/awards/acts" });
  await maya.submit(page, {}, { action: "/do" });
  assert.equal((await maya.get(`${base}/awards?q=maya`)).text.match(/name="row"/g).length, 1, "no new one");
  const other = await awardOf("ann");
  page = await maya.submit(await maya.get(`${other}/correct`), { what: "move", email: "maya@new.example", reason: "Because" }, { action: "/correct" });
  assert.match(words(await maya.get(other)), /ann@example\.org/);
  await kim.submit(await kim.get(`${own}/revoke`), { reason: "By mistake" }, { action: "/revoke" });
});

async function accept(by, page, row) {
  await by.submit(await by.submit(page, { act: "accept", row }, { action: "lists/claims/acts" }), {}, { action: "/do" });
}

test("whoever made a link without approval waits for somebody else", async () => {
  let page = await maya.get(`${base}/claims/new?badge=${office.otherBadge}`);
  page = await maya.submit(page, { name: "Open day", with_file: "" }, { action: "/claims/new" });
  const address = /id="claim-address">([^<]+)</.exec(page.text)[1], link = page.path;
  const visitor = office.server.visitor();
  await visitor.submit(await visitor.get(address), { name: "Maya", email: "m.l@old.example", how: "mail" });
  page = await visitor.submit(await visitor.get(await newestMail(office, /(\/claimed\/[\w-]+)/)));
  assert.doesNotMatch(words(page), /Awarded to/);
  page = await maya.get(link);
  assert.match(words(page), /Waits for approval/);
  const row = /name="row" value="(\d+)"/.exec(page.text)[1];
  await accept(maya, page, row);
  assert.match(words(await maya.get(link)), /Waits for approval/);
  const kim = await colleague(office);
  await accept(kim, await kim.get(link), row);
  assert.match(words(await maya.get(link)), /Has the badge/);
});
