// How much of what is asked is held: dials, months, tables and files; narrowed by the
// address, and as far as each reader's right goes.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { caller, makeToken } from "./api.mjs";
import { until } from "./harness.mjs";
import { unescape, words } from "./html.mjs";
import { accident, newestMail, openOffice, standards } from "./office.mjs";

let office, maya, self, fire, drive, person, sales;
const rows = (csv) => csv.replace(/^\ufeff/, "").trim().split(/\r?\n/).map((line) => line.split(","));
const sheet = async (name, query = "", who = maya) => rows((await who.get(`${self}/files/${name}.csv?${query}`)).text);
const sums = (table) => [2, 3, 4].map((column) => table.slice(1).reduce((n, row) => n + Number(row[column]), 0));

async function invite(name, fields) {
  await maya.get(`${office.base}/settings/members`);
  await maya.post(`${office.base}/settings/members`, { email: `${name}@example.org`, ...fields });
  const visitor = office.server.visitor();
  await visitor.submit(await visitor.get(await newestMail(office, /(\/invite\/[A-Za-z0-9_-]+)/)), { name, password: "seven green bottles on a wall" }, { action: "/invite/" });
  return visitor;
}

before(async () => {
  office = await openOffice();
  ({ maya } = office);
  self = `${office.base}/reports/compliance`;
});
after(() => office?.server.stop());

test("before anything is asked the page says what comes first, and every file has its heads", async () => {
  const page = await maya.get(self);
  assert.equal(page.status, 200);
  assert.match(words(page), /Nothing is asked of anybody yet/);
  for (const name of ["requirements", "departments", "ending", "weights", "months"]) assert.ok((await sheet(name))[0].length >= 3, name);
  assert.equal((await maya.get(`${self}/files/other.csv`)).status, 404);
});

test("what is held is told by weight, requirement, department and month, and each file sums up to the same", async () => {
  ({ fire, drive, person } = standards(office));
  const call = caller(office.server, await makeToken(office));
  const made = await maya.submit(await maya.get(`${office.base}/places/departments`), { name: "Sales" }, { action: "/places/departments" });
  sales = Number(/places\/departments\/(\d+)/.exec(made.text)[1]);
  accident(office.server, `UPDATE person SET department_id = ${sales} WHERE id IN (${person}, ${person + 1})`);
  assert.equal((await call("POST", "/awards", { badge: Number(office.badge), recipient: { email: (await call("GET", `/people/${person}`)).body.email } })).status, 201);
  await until(async () => sums(await sheet("requirements"))[1] === 1, "the standing");
  for (const name of ["requirements", "departments", "weights"]) assert.deepEqual(sums(await sheet(name)), [60, 1, 30], name);
  assert.deepEqual((await sheet("months")).at(-1).slice(1), ["60", "1"]);
  assert.equal((await sheet("months")).length, 1 + 12 + 1);
  const page = await maya.get(self);
  assert.match(words(page), /1 of 60 held/);
  assert.match(words(page), /30 overdue or expired/);
  assert.match(page.text, /class="dial-value"/);
});

test("each filter of the address narrows the page and its files alike", async () => {
  for (const [query, want] of [[`requirement=${drive}`, [30, 1, 0]], [`requirement=${fire}`, [30, 0, 30]], [`department=${sales}`, [4, 1, 2]], ["weight=blocks", [0, 0, 0]],
    [`department=${sales}&requirement=${fire}`, [2, 0, 2]], ["site=99999", [0, 0, 0]], ["weight=nonsense&department=x&requirement=-1", [60, 1, 30]]]) {
    assert.deepEqual(sums(await sheet("requirements", query)), want, query);
    const page = await maya.get(`${self}?${query}`);
    if (want[0] === 0) assert.match(words(page), /Choose fewer filters/, query);
    else {
      const file = unescape(/href="([^"]*files\/requirements\.csv[^"]*)"/.exec(page.text)[1]);
      assert.deepEqual(sums(rows((await maya.get(file)).text)), want, query);
    }
  }
});

test("what is held and ends soon is told by its days", async () => {
  const today = Math.floor(Date.now() / 86400000) * 86400000;
  accident(office.server, `UPDATE requirement_standing SET expires_on = ${today + 40 * 86400000} WHERE state = 6`);
  const [, row] = await sheet("ending");
  assert.deepEqual(row.slice(6), ["0", "1", "0"]);
  assert.match(words(await maya.get(self)), /Ends within 90 days/);
});

test("whose right goes for some people is told of these alone", async () => {
  const department = await invite("department", { role: "manager", "people-manager": "departments", "department-manager": [sales] });
  assert.deepEqual(sums(await sheet("requirements", "", department)), [4, 1, 2]);
  assert.deepEqual(sums(await sheet("requirements", `requirement=${fire}`, department)), [2, 0, 2]);
  assert.deepEqual((await sheet("months", "", department)).at(-1).slice(1), ["4", "1"]);
  // Whom somebody leads: months are not told of them, as they are counted by department and site.
  accident(office.server, `UPDATE person SET email = 'below@example.org', folded = 'below@example.org' WHERE id = ${person + 5}`);
  accident(office.server, `UPDATE person SET manager_id = ${person + 5} WHERE id = ${person}`);
  const below = await invite("below", { role: "manager", "people-manager": "below" });
  assert.deepEqual(sums(await sheet("requirements", "", below)), [2, 1, 1]);
  assert.equal((await sheet("months", "", below)).length, 1);
  assert.match(words(await below.get(self)), /there is no such count/);
  const awarder = await invite("awarder", { role: "awarder" });
  assert.equal((await awarder.get(self)).status, 403);
  assert.doesNotMatch((await awarder.get(`${office.base}/reports`)).text, /reports\/compliance/);
  assert.doesNotMatch((await office.server.visitor().get(self)).text, /Fire safety/);
});
