// People: added, changed, put into groups; a list brought in with its mistakes,
// checked, done, taken back; who leaves. Without script, as all scenarios.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { file, until } from "./harness.mjs";
import { unescape } from "./html.mjs";
import { accident, openOffice } from "./office.mjs";

let office, people;

before(async () => {
  office = await openOffice();
  people = `${office.base}/people`;
});
after(() => office?.server.stop());

const words = (page) => unescape(/<main[^]*<\/main>/.exec(page.text)[0].replace(/<[^>]+>/g, " ")).replace(/\s+/g, " ");
const rows = (page) => [...page.text.matchAll(/<tr data-row>([^]*?)<\/tr>/g)].map(([, row]) => unescape(row.replace(/<[^>]+>/g, " ")).replace(/\s+/g, " ").trim());

async function bring(csv, { name = "staff.csv", columns = {} } = {}) {
  const { maya } = office;
  let page = await maya.get(`${people}/import`);
  page = await maya.submit(page, { file: file(name, "text/csv", csv) }, { action: "/import" });
  if (!/What is in which column/.test(page.text)) return page;
  page = await maya.submit(page, columns, { action: "/columns" });
  return page.status === 422 ? page : settle(page);
}

async function settle(page) {
  await until(async () => {
    page = await office.maya.get(page.path.split("?")[0]);
    return !/data-refresh/.test(page.text);
  }, "the list", 60);
  return page;
}

test("somebody is added by hand, and what is wrong stands beside its field", async () => {
  const { maya } = office;
  let page = await maya.submit(await maya.get(`${people}/new`), { email: "ann@", name: "" }, { action: "/people/new" });
  assert.equal(page.status, 422);
  page = await maya.submit(page, { email: "ann@example.org", name: "Ann Lee", staff_number: "7", manager: "nobody@example.org" }, { action: "/people/new" });
  assert.match(words(page), /nobody, or more than one, is found by that/i);
  page = await maya.submit(page, { manager: "" }, { action: "/people/new" });
  assert.match(words(page), /Ann Lee/);
  page = await maya.submit(await maya.get(`${people}/new`), { email: "ANN@example.org", name: "Ann" }, { action: "/people/new" });
  assert.equal(page.status, 422);
  assert.match(words(page), /is in the directory already/i);
});

test("departments, teams and sites are made, moved and deleted when nobody is there", async () => {
  const { maya, base } = office;
  let page = await maya.submit(await maya.get(`${base}/places/departments`), { name: "Operations" }, { action: "/places/departments" });
  const [, id] = /places\/departments\/(\d+)/.exec(page.text);
  page = await maya.submit(page, { name: "Warehouse", parent: id }, { action: "/places/departments" });
  assert.match(words(page), /Warehouse/);
  page = await maya.submit(page, { name: "warehouse", parent: id }, { action: "/places/departments" });
  assert.equal(page.status, 422);
  page = await maya.submit(await maya.get(`${base}/places/departments/${id}`), {}, { action: `/${id}` });
  await maya.get(`${base}/places/departments/${id}`);
  page = await maya.post(`${base}/places/departments/${id}/delete`);
  assert.match(words(page), /move them first/);
  assert.equal((await maya.get(`${base}/places/nothing`)).status, 404);
  page = await maya.submit(await maya.get(`${base}/places/sites`), { name: "Harbour" }, { action: "/places/sites" });
  assert.match(words(page), /Harbour/);
  // One goes into another with all in it; not without a choice, and teams too.
  page = await maya.submit(await maya.get(`${base}/places/departments`), { name: "Put away" }, { action: "/places/departments" });
  const away = /places\/departments\/(\d+)"[^]{0,300}?Put away/.exec(page.text)?.[1] ?? [...page.text.matchAll(/places\/departments\/(\d+)/g)].map((m) => m[1]).sort((x, y) => y - x)[0];
  page = await maya.submit(await maya.get(`${base}/places/departments/${away}`), { into: "" }, { action: "/join" });
  assert.equal(page.status, 422);
  assert.match(page.text, /id="into-error"/);
  page = await maya.submit(page, { into: id }, { action: "/join" });
  assert.match(words(page), /is moved, and it is gone/);
  assert.doesNotMatch(words(page), /Put away/);
  for (const name of ["Early", "Late"]) await maya.submit(await maya.get(`${base}/places/teams`), { name }, { action: "/places/teams" });
  const teams = [...new Set([...(await maya.get(`${base}/places/teams`)).text.matchAll(/places\/teams\/(\d+)/g)].map((m) => m[1]))];
  page = await maya.submit(await maya.get(`${base}/places/teams/${teams[0]}`), { into: teams[1] }, { action: "/join" });
  assert.doesNotMatch(words(page), /Early.*Late|Late.*Early/);
});

test("a list says line, column and what to do, and lets the good lines through", async () => {
  const csv = [
    "E-Mail;Full name;Dept;Employee ID;Line manager;Start date;Employment type;Favourite colour",
    "bo@example.org;Bo Kim;Operations / Warehouse;8;7;31.01.2026;permanent;red",
    "cy@example.org;Cy Roe;Operations / Night;9;bo@example.org;2026-02-01;Contractor;blue",
    "nonsense;Di Poe;Office;10;;;;",
    "ann@example.org;Ann Lee-Ray;Office;7;;;;",
    "ed@example.org;Ed Fox;Office;11;;31.02.2026;gardener;",
    "bo@example.org;Bo Again;Office;;;;;",
    "fay@example.org;=HYPERLINK(\"http://x\");Office;12;ghost@example.org;;;",
  ].join("\r\n");
  let page = await bring(csv);
  assert.match(words(page), /Check what will happen/);
  assert.match(words(page), /3 new 1 change 0 stay as they are 3 are left out/);
  const all = rows(page);
  assert.match(all[2], /^4 Left out .*Column 1, “E-Mail”: “nonsense” is no e-mail address/);
  assert.match(all[4], /Column 6, “Start date”: “31.02.2026” is no day: write it as 2026-01-31/);
  assert.match(all[4], /Column 7, “Employment type”: “gardener” is not known/);
  assert.match(all[5], /Line 2 is about the same person/);
  assert.match(all[6], /“ghost@example.org” is nobody here or in the list/);
  assert.match(all[1], /Operations \/ Night \(new\)/);
  const wrong = await office.maya.get(`${page.path}?plan=wrong`);
  assert.equal(rows(wrong).length, 3);
  const sheet = (await office.maya.get(`${page.path}?as=csv`)).text;
  assert.ok(!/^=|,=|"=/m.test(sheet), "formulas are defused");
  assert.doesNotMatch((await office.maya.get(people)).text, /bo@example\.org/);
  page = await settle(await office.maya.submit(page, {}, { action: "/start" }));
  assert.match(words(page), /4 people are in/);
  const them = await office.maya.get(/href="([^"]+\?import=\d+)"/.exec(page.text)[1]);
  assert.deepEqual([rows(them).length, /On the list: /.test(words(them))], [4, true]);
  const award = await office.maya.get(/href="([^"]+\/awards\/new\?who=people:import[^"]+)"/.exec(page.text)[1]);
  const wizard = await office.maya.get(unescape(/href="([^"]+badge=\d+[^"]*)"/.exec(award.text)[1]));
  assert.match(wizard.text, /<option value="people:import=\d+" selected>/);
  const list = rows(await office.maya.get(`${people}?columns=name,address,department,manager,number,starts,employment`));
  assert.ok(list.some((row) => /Bo Kim .*bo@example.org .*Warehouse .*Ann Lee-Ray .*8 .*Permanent .*31 Jan 2026/.test(row)), list.join("\n"));
  assert.ok(list.some((row) => /Cy Roe .*Bo Kim/.test(row)), list.join("\n"));
  const csvOut = (await office.maya.get(`${people}?as=csv`)).text;
  assert.match(csvOut, /'=HYPERLINK/);
});

test("a list is taken back, but for what was changed since", async () => {
  const { maya } = office;
  let page = await maya.get(`${people}/import`);
  page = await maya.get(/href="([^"]*\/people\/import\/\d+)"/.exec(page.text)[1]);
  const bo = /href="([^"]*\/people\/\d+)"[^>]*>\s*Bo Kim/.exec((await maya.get(people)).text)[1];
  const ann = /href="([^"]*\/people\/\d+)"[^>]*>\s*Ann Lee-Ray/.exec((await maya.get(people)).text)[1];
  await maya.submit(await maya.get(`${ann}/edit`), { name: "Ann Lee-Roe" }, { action: "/edit" });
  const { badge, base } = office;
  let award = await maya.get(`${base}/awards/new?badge=${badge}`);
  award = await maya.submit(award, { people: "bo@example.org" }, { action: "/awards/new" });
  await maya.submit(award, {}, { action: "/start" });
  await until(async () => /Forklift operator/.test((await maya.get(bo)).text), "the award");
  page = await settle(await maya.submit(await maya.get(page.path), {}, { action: "/undo" }));
  assert.match(words(page), /The list is taken back/);
  assert.match(rows(page)[0], /has awards meanwhile, and stays/);
  const left = rows(await maya.get(people));
  assert.equal(left.length, 2);
  assert.ok(left.some((row) => /Ann Lee-Roe/.test(row)), "what was changed since stays");
});

test("what is no list says so beside the field", async () => {
  for (const [csv, message] of [
    ["", /This file is empty/], ["E-mail", /one line alone/], [Buffer.from("\xff\xfea\0b\0", "latin1"), /UTF-16|save/i],
    ["a,b\n\"never closed,1", /quot|row/i], [Buffer.from("a\n\x80\x81", "latin1"), /UTF-8/],
    [`E-mail\n"${"a".repeat(17 << 20)}"`, /more than 4,096 bytes/],
  ]) {
    const page = await bring(csv);
    assert.equal(page.status, 422, String(csv).slice(0, 80));
    assert.match(words(page), message);
  }
  const page = await bring("Colour,Shape\nred,round\n");
  assert.equal(page.status, 422);
  assert.match(words(page), /Say which column is the e-mail address or the staff number/);
});

test("a list that broke off on its way in can be thrown away", async () => {
  const { maya } = office;
  let page = await maya.submit(await maya.get(`${people}/import`), { file: file("cut.csv", "text/csv", "E-mail\ncut@example.org\n") }, { action: "/import" });
  assert.match(page.text, /What is in which column/);
  accident(office.server, "UPDATE people_import SET state = 'stopped', mapping = '', why = 'the list did not come in whole: hand it in again' WHERE id = (SELECT max(id) FROM people_import)");
  page = await maya.get(page.path);
  assert.match(words(page), /did not come in whole/);
  const address = page.path;
  page = await maya.submit(page, {}, { action: "/delete" });
  assert.match(words(page), /The list is thrown away/);
  assert.equal((await maya.get(address)).status, 404);
});

test("somebody leaves with their records, and comes back", async () => {
  const { maya } = office;
  const bo = /href="([^"]*\/people\/\d+)"[^>]*>\s*Bo Kim/.exec((await maya.get(people)).text)[1];
  const id = bo.split("/").pop();
  await maya.get(bo);
  let page = await maya.post(`${office.base}/lists/people/acts`, { row: id, act: "leave", query: "state=all", back: bo });
  page = await maya.submit(page, { day: "tomorrow" }, { action: "/do" });
  assert.equal(page.status, 422);
  page = await maya.submit(page, { day: "2026-01-01" }, { action: "/do" });
  assert.match(words(page), /Left/);
  assert.match(words(page), /Forklift operator/);
  assert.equal(rows(await maya.get(`${people}?state=left`)).length, 1);
  page = await maya.submit(await maya.get(bo), {}, { action: "/undo" });
  assert.doesNotMatch(words(page), /Bo Kim .*Left/);
});

test("twenty thousand people come in while every page answers", async (t) => {
  const { maya } = office;
  const csv = ["Email,Name,Department,Staff number,Manager"].concat(Array.from({ length: 20000 },
    (_, i) => `w${i}@example.org,Worker ${i},Plant / Hall ${i % 40},W${i},${i % 50 ? `W${i - (i % 50)}` : ""}`)).join("\n");
  let page = await maya.submit(await maya.get(`${people}/import`), { file: file("all.csv", "text/csv", csv) }, { action: "/import" });
  page = await maya.submit(page, {}, { action: "/columns" });
  let longest = 0;
  const look = async () => {
    for (const where of [people, `${people}?q=worker+19`, page.path]) {
      const start = Date.now();
      const got = await maya.get(where.split("?")[0] === page.path.split("?")[0] ? page.path.split("?")[0] : where);
      assert.equal(got.status, 200, where);
      longest = Math.max(longest, Date.now() - start);
      if (where === page.path) page = got;
    }
    return !/data-refresh/.test(page.text);
  };
  await until(look, "the plan", 240);
  assert.match(words(page), /20,?000 new/);
  page = await maya.submit(page, {}, { action: "/start" });
  await until(look, "the people", 400);
  assert.match(words(page), /20,?000 people are in/);
  t.diagnostic(`the slowest page took ${longest} ms`);
  const filtered = await maya.get(`${people}?sort=-department&q=worker`);
  assert.match(filtered.text, /more than 10,?000|of 20,?000/);
});

test("groups stand on pages, and a page of them counts none to its end", async () => {
  const { maya } = office, groups = `${office.base}/groups`;
  for (let i = 10; i < 40; i++) await maya.submit(await maya.get(groups), { name: `Shift ${i}` }, { action: "/groups" });
  await maya.submit(await maya.get(`${groups}?from=q%3Dworker`), { name: "All workers", kind: "filter" }, { action: "/groups" });
  const first = await maya.get(groups);
  assert.equal(rows(first).length, 25);
  assert.match(rows(first)[0], /All workers .*more than 2,?000/);
  const next = await maya.get(unescape(/href="([^"]+)" rel="next"/.exec(first.text)[1]));
  assert.match(words(next), /26–31 of 31/);
  assert.equal(rows(next).length, 6);
  const back = await maya.get(unescape(/href="([^"]+)" rel="prev"/.exec(next.text)[1]));
  assert.deepEqual(rows(back), rows(first));
});
