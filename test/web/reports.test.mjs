// Reports and privacy: figures narrowed by the address and as files; rules of deleting,
// holds, a person's own copy, erasing and taking it back. Without script.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { until } from "./harness.mjs";
import { unescape, words } from "./html.mjs";
import { accident, openOffice } from "./office.mjs";

let office, self, privacy;
const cells = (line) => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted?.replace(/""/g, '"') ?? plain);
const rows = (csv) => csv.replace(/^\ufeff/, "").trim().split(/\r?\n/).map(cells);
const sheet = async (name, query = "") => rows((await office.maya.get(`${self}/files/${name}.csv?${query}`)).text);
const sum = (table, column) => table.slice(1).reduce((n, row) => n + Number(row[column]), 0);

async function award(badge, people) {
  const { maya, base } = office;
  const list = await maya.submit(await maya.get(`${base}/awards/new?badge=${badge}`), { people }, { action: "/awards/new" });
  const page = await maya.submit(list, {}, { action: "/start" });
  await until(async () => /awarded/.test(words(await maya.get(page.path.split("?")[0]))) && !/data-refresh/.test(maya.last.text), "the awards");
}
const person = async (name) => new RegExp(`href="([^"]*/people/\\d+)"[^>]*>\\s*${name}`).exec((await office.maya.get(`${office.base}/people?state=all`)).text)[1];

before(async () => {
  office = await openOffice();
  self = `${office.base}/reports`;
  privacy = `${office.base}/settings/privacy`;
  accident(office.server, `UPDATE org SET hold_minutes = 0 WHERE id = ${office.org}`);
});
after(() => office?.server.stop());

test("without awards a report says so and every file has its heads", async () => {
  const page = await office.maya.get(self);
  assert.equal(page.status, 200);
  for (const name of ["time", "badges", "departments", "expiring", "mail"]) {
    const table = await sheet(name);
    assert.ok(table[0].length >= 2, name);
    assert.equal(name === "time" ? sum(table, 1) : table.length - 1, 0, name);
  }
  assert.equal((await office.maya.get(`${self}/files/other.csv`)).status, 404);
});

test("awards are counted by time, badge and department, and each file sums up to the same", async () => {
  const { badge, otherBadge, maya, base } = office;
  await maya.submit(await maya.get(`${base}/places/departments`), { name: "Harbour, \"north\"" }, { action: "/places/departments" });
  const harbour = /places\/departments\/(\d+)/.exec(maya.last.text)[1];
  await award(badge, "Ann Lee, ann@example.org\nBo Kim, bo@example.org\nCy Roe, cy@example.org");
  await award(otherBadge, "Ann Lee, ann@example.org");
  accident(office.server, `UPDATE person SET department_id = ${harbour} WHERE name = 'Ann Lee'`);
  const [time, badges, departments] = [await sheet("time"), await sheet("badges"), await sheet("departments")];
  assert.deepEqual([sum(time, 1), sum(badges, 1), sum(departments, 1)], [4, 4, 4]);
  assert.equal(time.at(-1).at(-1), "4");
  assert.match((await maya.get(`${self}/files/departments.csv`)).text, /"Harbour, ""north""",2,/);
  // Each filter of the address narrows the page and its files alike.
  for (const [query, n] of [[`badge=${badge}`, 3], [`department=${harbour}`, 2], [`badge=${badge}&department=${harbour}`, 1], ["site=1", 0], ["badge=99999", 0], ["period=30d", 4],
    ["period=last-year", 0], ["period=all", 4], ["period=own&from=2020-01-01&until=2020-12-31", 0], ["period=nonsense&badge=x", 4], ["period=own&from=2999-13-45", 4]]) {
    assert.equal(sum(await sheet("badges", query), 1), n, query);
    // The page leads to its files with the same words.
    const page = await maya.get(`${self}?${query}`);
    const where = unescape(/href="([^"]*files\/badges\.csv[^"]*)"/.exec(page.text)?.[1] ?? `${self}/files/badges.csv?${query}`);
    assert.equal(sum(rows((await maya.get(where)).text), 1), n, query);
  }
  assert.equal((await sheet("time", "period=30d")).length - 1, 30);
  // What was before stands beside it.
  accident(office.server, "UPDATE award SET awarded_at = awarded_at - 3456000000 WHERE id = (SELECT min(id) FROM award)");
  const compared = await sheet("badges", "period=30d&compare=1");
  assert.deepEqual([sum(compared, 1), sum(compared, 3)], [3, 1]);
  assert.match(words(await maya.get(`${self}?period=30d&compare=1`)), /in the period before/);
});

test("what expires is counted by its days, and nobody else's figures are seen", async () => {
  const soon = Date.now() + 20 * 86400000, later = Date.now() + 70 * 86400000;
  accident(office.server, `UPDATE award SET valid_until = ${soon} WHERE id = (SELECT max(id) FROM award)`);
  accident(office.server, `UPDATE award SET valid_until = ${later} WHERE id = (SELECT min(id) FROM award)`);
  const table = await sheet("expiring");
  assert.deepEqual([sum(table, 1), sum(table, 2), sum(table, 3)], [1, 0, 1]);
  accident(office.server, "UPDATE award SET valid_until = NULL");
  const stranger = office.server.visitor();
  assert.doesNotMatch((await stranger.get(self)).text, /Forklift/);
  assert.doesNotMatch((await stranger.get(`${self}/files/badges.csv`)).text, /Forklift/);
  for (const where of [privacy, `${privacy}/due/mails`, `${await person("Ann Lee")}/erase`, `${await person("Ann Lee")}/copy.zip`]) {
    assert.doesNotMatch((await stranger.get(where)).text, /Ann Lee|Switch the rules/, where);
  }
});

test("rules of deleting are saved, looked at, switched on and off", async () => {
  const { maya } = office;
  let page = await maya.get(privacy);
  assert.match(words(page), /Nothing is deleted by these rules yet/);
  page = await maya.submit(page, { mails: "3", log: "nonsense", imports: "-1" }, { action: "/privacy" });
  page = await maya.get(privacy);
  assert.match(page.text, /<select[^>]*name="mails">[^]*?value="3" selected/);
  assert.doesNotMatch(page.text, /value="nonsense"|value="-1"/);
  accident(office.server, "UPDATE mail SET state = 'sent', sent_at = 1000, created_at = 1000");
  page = await maya.get(privacy);
  assert.match(page.text, /due\/mails/);
  assert.match(words(await maya.get(`${privacy}/due/mails`)), /1 Jan 1970/);
  assert.equal((await maya.get(`${privacy}/due/nothing`)).status, 404);
  await maya.get(privacy);
  page = await maya.submit(maya.last, {}, { action: "/on" });
  assert.match(words(page), /The rules delete from the coming night on/);
  page = await maya.submit(page, {}, { action: "/off" });
  assert.match(words(page), /No rule deletes anything any more/);
});

test("a hold keeps a person whole until it ends", async () => {
  const { maya } = office;
  let page = await maya.submit(await maya.get(privacy), { person: "nobody@example.org", reason: "Case 1" }, { action: "/holds" });
  assert.equal(page.status, 422);
  assert.match(page.text, /value="nobody@example.org"/);
  page = await maya.submit(page, { person: "bo@example.org", reason: "" }, { action: "/holds" });
  assert.equal(page.status, 422);
  page = await maya.submit(page, { person: "bo@example.org", reason: "Case 1" }, { action: "/holds" });
  assert.match(words(page), /The hold stands/);
  const bo = await person("Bo Kim");
  page = await maya.get(`${bo}/erase`);
  assert.match(page.text, /alert-warn/);
  await maya.post(`${bo}/erase`, { typed: "erase", when: "now" });
  assert.match((await maya.get(bo)).text, /Bo Kim/);
  page = await maya.submit(await maya.get(privacy), {}, { action: "/end" });
  assert.match(words(page), /The hold has ended/);
});

test("somebody's own copy is an archive of what stands here about them", async () => {
  const copy = await office.maya.get(`${await person("Cy Roe")}/copy.zip`);
  assert.equal(copy.status, 200);
  assert.equal(copy.bytes.subarray(0, 2).toString(), "PK");
  assert.match(copy.headers.get("content-disposition"), /person-\d+\.zip/);
});

test("a person is erased at a later day, taken back, and erased now", async () => {
  const { maya } = office;
  const bo = await person("Bo Kim");
  let page = await maya.submit(await maya.get(`${bo}/erase`), { typed: "", when: "later" }, { action: "/erase" });
  assert.match(words(page), /Type the word to show that you mean it/);
  page = await maya.submit(page, { typed: "Erase", when: "later", reference: "R-7" }, { action: "/erase" });
  assert.match(page.path, /\/receipts\/\d+/);
  assert.match(words(page), /R-7/);
  assert.doesNotMatch((await maya.get(`${office.base}/people`)).text, /Bo Kim/);
  page = await maya.submit(await maya.get(page.path), {}, { action: "/undo" });
  assert.match(words(page), /the person is on the list again/);
  assert.match((await maya.get(`${office.base}/people`)).text, /Bo Kim/);
  const award = /href="([^"]*\/b\/[\w-]{22})/.exec((await maya.get(bo)).text)?.[1];
  page = await maya.submit(await maya.get(`${bo}/erase`), { typed: "erase", when: "now" }, { action: "/erase" });
  await until(async () => !/Bo Kim|bo@example/.test((await maya.get(`${office.base}/people?state=all`)).text), "the erasing");
  assert.doesNotMatch((await maya.get(`${office.base}/settings/log`)).text, /bo@example\.org/);
  assert.equal(sum(await sheet("badges", "period=all"), 1), 4, "figures stay");
  if (award) assert.doesNotMatch((await office.server.visitor().get(award)).text, /Bo Kim/);
});
