// Whether recognition reaches everybody: by department, team, site and employment, against
// how many people each has; groups of few are never told apart.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { caller, makeToken } from "./api.mjs";
import { words } from "./html.mjs";
import { accident, openOffice } from "./office.mjs";

let office, maya, self, first;
const sheet = async (name, query = "period=all", who = maya) => (await who.get(`${self}/files/${name}.csv?${query}`)).text
  .replace(/^\ufeff/, "").trim().split(/\r?\n/).map((line) => line.split(","));
const sql = (text) => accident(office.server, text);
const range = (n, from = 0) => Array.from({ length: n }, (_, i) => from + i);

function enter(id, department, employment) {
  sql(`INSERT INTO person (id, org_id, name, email, folded, department_id, employment, created_at) VALUES (${id}, ${office.org}, 'Person ${id}', 'p${id}@example.org', 'p${id}@example.org', ${department}, '${employment}', 1)`);
}
function nominate(person, state, at = Date.now()) {
  const award = state === "accepted" ? "(SELECT max(id) FROM award)" : "NULL";
  sql(`INSERT INTO nomination (org_id, scheme_id, account_id, person_id, company_value, citation, state, reason, award_id, created_at, changed_at) VALUES (${office.org}, (SELECT max(id) FROM recognition_scheme), 1, ${person}, '', 'Words', '${state}', '', ${award}, ${at}, ${at})`);
}

before(async () => {
  office = await openOffice();
  ({ maya } = office);
  self = `${office.base}/reports/recognition`;
});
after(() => office?.server.stop());

test("before there is a scheme the page says what comes first, and every file has its heads", async () => {
  const page = await maya.get(self);
  assert.equal(page.status, 200);
  assert.match(words(page), /Nobody nominates anybody yet/);
  for (const name of ["departments", "teams", "sites", "employment"]) assert.equal((await sheet(name))[0].length, 6, name);
  assert.equal((await maya.get(`${self}/files/other.csv`)).status, 404);
});

test("each group stands beside its share of the people, and fewer than five people are not told apart", async () => {
  first = 50000;
  for (const [i, name] of ["Kitchen", "Sales", "Board"].entries())
    sql(`INSERT INTO department (id, org_id, name, folded, path, created_at) VALUES (${900 + i}, ${office.org}, '${name}', '${name.toLowerCase()}', '/${900 + i}/', 1)`);
  sql(`UPDATE person SET removed_at = 1 WHERE org_id = ${office.org}`);
  for (const i of range(10)) enter(first + i, 900, "permanent");
  for (const i of range(10, 10)) enter(first + i, 901, "contractor");
  for (const i of range(2, 20)) enter(first + i, 902, "permanent");
  sql(`INSERT INTO recognition_scheme (org_id, achievement_id, public_id, name, words, who, quota, apart_days, rest_days, company_values, votes, nominated, created_at) VALUES (${office.org}, ${office.badge}, 'spread', 'Thanks', '', 'people', 0, 0, 0, '', 1, 0, 1)`);
  const call = caller(office.server, await makeToken(office));
  assert.equal((await call("POST", "/awards", { badge: Number(office.badge), recipient: { email: `p${first}@example.org` } })).status, 201);
  for (const i of range(18)) nominate(first + (i % 9), "accepted");
  for (const i of range(2)) nominate(first + 10 + i, "accepted");
  nominate(first + 20, "waiting");
  nominate(first + 12, "withdrawn");
  const table = await sheet("departments");
  assert.deepEqual(table.slice(1), [["Kitchen", "10", "0", "18", "18", "More than its share"], ["Smaller groups together", "12", "0", "3", "2", "Less than its share"]]);
  assert.deepEqual((await sheet("employment")).slice(1).map((row) => row.slice(0, 5)), [["Permanent", "12", "0", "19", "18"], ["Contractor", "10", "0", "2", "2"]]);
  const page = await maya.get(`${self}?period=all`);
  assert.match(words(page), /20 of 21 nominations/);
  assert.match(words(page), /11 of 22 at least once/);
  assert.doesNotMatch(words(page), /Board|Person 5/);
});

test("the period, the scheme and what was revoked count", async () => {
  assert.deepEqual((await sheet("employment", "period=own&from=2001-01-01&until=2001-02-01")).slice(1).map((row) => row[4]), ["0", "0"]);
  assert.deepEqual((await sheet("employment", "period=all&scheme=999")).slice(1).map((row) => row[3]), ["0", "0"]);
  sql(`UPDATE award SET revoked_at = 2 WHERE org_id = ${office.org}`);
  assert.deepEqual((await sheet("employment")).slice(1).map((row) => [row[3], row[4]]), [["19", "0"], ["2", "0"]]);
});

test("a stranger learns nothing of it", async () => {
  assert.match((await office.server.visitor().get(self)).path, /^\/sign-in/);
});
