// Whom somebody leads: their people alone, red first; why each stands so; reminded by a
// press, once a day; what waits for whoever looks. A role is not needed, the directory says it.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { until } from "./harness.mjs";
import { has, words } from "./html.mjs";
import { accident, invite, openOffice, standards } from "./office.mjs";

let office, maya, base, self, fire, drive, person, lead, below;
const names = (page) => [...page.text.matchAll(/href="\/org\/\d+\/team\/\d+"[^>]*>\s*([^<]+)</g)].map(([, name]) => name.trim());

const mailsOf = async (id) => [...(await maya.get(`${base}/people/${id}`)).text.matchAll(/\/org\/\d+\/mail\/(\d+)"/g)].map(([, mail]) => mail);

before(async () => {
  office = await openOffice();
  ({ maya, base } = office);
  self = `${base}/team`;
  ({ fire, drive, person } = standards(office));
  // Person 00 leads 01 to 03; 01 leads 04. Of all the rest they are no more than colleagues.
  accident(office.server, `UPDATE person SET email = 'lead@example.org', folded = 'lead@example.org' WHERE id = ${person};
    UPDATE person SET manager_id = ${person} WHERE id BETWEEN ${person + 1} AND ${person + 3};
    UPDATE person SET email = 'below@example.org', folded = 'below@example.org', manager_id = ${person} WHERE id = ${person + 1};
    UPDATE person SET manager_id = ${person + 1} WHERE id = ${person + 4}`);
  lead = await invite(office, "lead", "viewer");
  below = await invite(office, "below", "viewer");
  // Who leads them needs no role: they are no members any more.
  for (const name of ["lead", "below"])
    for (const table of ["member_role", "member"])
      accident(office.server, `DELETE FROM ${table} WHERE account_id = (SELECT account_id FROM account_email WHERE folded = '${name}@example.org')`);
});
after(() => office?.server.stop());

test("a team is whom the directory says, those led by oneself at first", async () => {
  const page = await lead.get(self);
  assert.equal(page.status, 200);
  assert.deepEqual(names(page).sort(), ["Person 01", "Person 02", "Person 03"]);
  assert.match(words(page), /Led by you \(3\) With those below them \(4\)/);
  assert.match(words(page), /1 more below them are overdue or expired/);
  assert.deepEqual(names(await lead.get(`${self}?reach=all`)).sort(), ["Person 01", "Person 02", "Person 03", "Person 04"]);
  assert.deepEqual(names(await below.get(self)), ["Person 04"]);
  assert.doesNotMatch((await below.get(self)).text, /reach=all"/);
  const csv = (await lead.get(`${self}?reach=all&as=csv`)).text;
  assert.match(csv, /Person 04/);
  assert.doesNotMatch(csv, /Person 05/);
});

test("who leads nobody is told so, and who is nothing here learns nothing", async () => {
  const admin = await maya.get(self);
  assert.equal(admin.status, 200);
  assert.match(words(admin), /Nobody is led by you here/);
  assert.doesNotMatch(admin.text, /Person 0/);
  assert.doesNotMatch((await maya.get(base)).text, /href="[^"]*\/team"/);
  const stranger = await invite(office, "stranger", "employee");
  for (const where of [self, `${self}/remind`, `${self}/${person + 2}`]) assert.equal((await stranger.get(where)).status, 404, where);
  assert.doesNotMatch((await office.server.visitor().get(self)).text, /Person 0/);
});

test("the reddest come first, and figures lead to whom they count", async () => {
  accident(office.server, `UPDATE requirement_standing SET state = 9 WHERE person_id = ${person + 3} AND requirement_id = ${drive};
    UPDATE requirement_standing SET state = 4 WHERE person_id = ${person + 2} AND requirement_id = ${drive};
    UPDATE requirement_standing SET state = 6 WHERE person_id = ${person + 1}`);
  const page = await lead.get(self);
  assert.deepEqual(names(page), ["Person 03", "Person 02", "Person 01"]);
  assert.match(words(page), /2 late/);
  assert.deepEqual(names(await lead.get(`${self}?stands=late`)), ["Person 03", "Person 02"]);
  assert.deepEqual(names(await lead.get(`${self}?stands=soon`)), ["Person 02"]);
  assert.deepEqual(names(await lead.get(`${self}?stands=fine`)), ["Person 01"]);
  const today = Math.floor(Date.now() / 86400000) * 86400000;
  accident(office.server, `INSERT INTO person_leave (org_id, person_id, from_on, until_on, created_at) VALUES (${office.org}, ${person + 2}, ${today - 86400000}, ${today + 5 * 86400000}, 1)`);
  assert.deepEqual(names(await lead.get(`${self}?stands=away`)), ["Person 02"]);
  assert.match(words(await lead.get(self)), /away until/);
});

test("one of them is shown with why; anybody else is not there", async () => {
  const page = await lead.get(`${self}/${person + 3}`);
  assert.equal(page.status, 200);
  assert.match(words(page), /Fire safety FS-01 · Due 1 Jan 2020 Why : Fire safety/);
  assert.match(words(page), /counted from a fixed day/);
  assert.equal((await lead.get(`${self}/${person + 4}`)).status, 200);
  for (const id of [person, person + 5, 999999, 0, -1]) assert.equal((await lead.get(`${self}/${id}`)).status, 404, String(id));
  assert.equal((await below.get(`${self}/${person + 3}`)).status, 404);
});

test("a year of month ends is shown of those one leads alone, as a picture, a table and a file", async () => {
  has(await lead.get(self), /^(?!.*The last twelve months)/, "nothing was counted yet");
  const end = (back) => Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth() + 1 - back, 1) - 86400000;
  const row = (who, back, asked, held) => accident(office.server, `INSERT INTO person_month (org_id, person_id, last_day, asked, held) VALUES (${office.org}, ${who}, ${end(back)}, ${asked}, ${held})`);
  row(person + 2, 1, 4, 3);
  row(person + 3, 1, 4, 1);
  row(person + 4, 1, 10, 10);
  row(person + 9, 1, 1000, 1000);
  row(person + 2, 12, 2, 0);
  row(person + 2, 14, 700, 700);
  const page = await lead.get(self);
  has(page, /The last twelve months/);
  assert.match(page.text, /<svg class="chart"[^]*id="chart-team-words">4 of 8 were held/);
  assert.equal(page.text.match(/<tr><th scope="row">[A-Z][a-z]{2} \d{4}<\/th>/g).length, 12);
  has(page, / 8 4 50 %/);
  assert.doesNotMatch(words(page), /1000|1008|700/, "of nobody else, and of no other year");
  has(await lead.get(`${self}?reach=all`), / 18 14 77 %/);
  const csv = await lead.get(`${self}/months.csv`);
  assert.match(csv.headers.get("content-type"), /text\/csv/);
  assert.equal(csv.text.trim().split("\n").length, 13);
  assert.match(csv.text, /,8,4/);
  assert.match((await lead.get(`${self}/months.csv?reach=all`)).text, /,18,14/);
  assert.match((await below.get(`${self}/months.csv`)).text, /,10,10/);
  assert.equal((await maya.get(`${self}/months.csv`)).status, 404, "who leads nobody");
  assert.match((await office.server.visitor().get(`${self}/months.csv`)).path, /sign-in/);
});

test("a press reminds once a day, not who is away, and nobody of others", async () => {
  let page = await lead.submit(await lead.get(`${self}/${person + 3}`), {}, { action: "/remind" });
  assert.match(words(page), /A reminder is on its way/);
  assert.match(words(page), /Reminded last/);
  await until(async () => (await mailsOf(person + 3)).length === 1, "the mail at the person");
  page = await lead.submit(page, {}, { action: "/remind" });
  assert.match(words(page), /had a reminder today/);
  assert.equal((await mailsOf(person + 3)).length, 1);
  assert.doesNotMatch((await lead.get(`${self}/${person + 2}`)).text, /Remind now/);
  assert.match(words(await lead.post(`${self}/${person + 2}/remind`, {})), /They are on leave/);
  await lead.get(self);
  assert.equal((await lead.post(`${self}/${person + 7}/remind`, {})).status, 404);
  assert.deepEqual(await mailsOf(person + 7), []);
  assert.match(words(await maya.get(`${base}/settings/log`)), /lead@example\.org/);
});

test("many are reminded at once: exactly those who are shown and ticked", async () => {
  const page = await lead.get(`${self}/remind?reach=all`);
  assert.deepEqual([...page.text.matchAll(/name="person" value="(\d+)"/g)].map(([, id]) => Number(id)), [person + 3, person + 4]);
  const done = await lead.submit(page, { person: [String(person + 3), String(person + 4), String(person + 7), "x"] }, { action: "/remind" });
  assert.match(words(done), /1 reminded\. 1 left out/);
  await until(async () => (await mailsOf(person + 4)).length === 1, "the mail");
  assert.deepEqual(await mailsOf(person + 7), []);
  await lead.get(self);
  assert.match(words(await lead.post(`${self}/remind`, {})), /Nobody was ticked/);
});

test("what waits for who leads is one tap away, as far as their role goes", async () => {
  accident(office.server, `INSERT INTO recognition_scheme (org_id, achievement_id, public_id, name, words, who, quota, apart_days, rest_days, company_values, votes, nominated, created_at)
    VALUES (${office.org}, ${office.badge}, 'abcdefghijklmnopqrstuv', 'Thanks', '', 'people', 0, 0, 0, '', 1, 1, 1);
    INSERT INTO recognition_decider (scheme_id, account_id) SELECT s.id, a.account_id FROM recognition_scheme s, account_email a WHERE a.folded = 'maya@example.org';
    INSERT INTO nomination (org_id, scheme_id, person_id, company_value, citation, state, reason, created_at, changed_at) SELECT ${office.org}, s.id, ${person + 9}, '', 'For all that was done.', 'waiting', '', 1, 1 FROM recognition_scheme s`);
  assert.match(words(await maya.get(self)), /Waits for you Nominations to decide: 1/);
  assert.doesNotMatch(words(await lead.get(self)), /Waits for you/);
});

test("who has left leads nobody any more", async () => {
  for (const gone of ["leaves_at = 1000", "leaves_at = NULL, removed_at = 1000"]) {
    accident(office.server, `UPDATE person SET ${gone} WHERE id = ${person}`);
    assert.equal((await lead.get(`${self}/${person + 3}`)).status, 404, gone);
    assert.equal(names(await lead.get(self)).length, 0, gone);
  }
  accident(office.server, `UPDATE person SET leaves_at = NULL, removed_at = NULL WHERE id = ${person}`);
  assert.equal((await lead.get(`${self}/${person + 3}`)).status, 200);
});
