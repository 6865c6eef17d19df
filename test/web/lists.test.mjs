// Every list of the administration, walked by its links: to the end and back,
// with what was searched for kept in the address.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { until } from "./harness.mjs";
import { unescape } from "./html.mjs";
import { accident, openOffice } from "./office.mjs";

const PEOPLE = 60;
let office;

before(async () => {
  office = await openOffice();
  const { maya, base, badge } = office;
  const people = Array.from({ length: PEOPLE }, (_, i) => `${i % 2 ? "ann" : "Bo"} Lee ${i},p${i}@example.org`).join("\n");
  let page = await maya.get(`${base}/awards/new?badge=${badge}`);
  page = await maya.submit(page, { people }, { action: "/awards/new" });
  await maya.submit(page, {}, { action: "/start" });
  await until(async () => /now have/.test((await maya.get(page.path.split("?")[0])).text), "the awards", 60);
});
after(() => office?.server.stop());

const main = (page) => /<main[^]*<\/main>/.exec(page.text)[0];
const lead = (page, rel) => {
  const href = new RegExp(`href="([^"]+)" rel="${rel}"`).exec(page.text)?.[1];
  return href && unescape(href);
};
const range = (page) => /class="pagination-total">(\d+)–(\d+)/.exec(page.text).slice(1).map(Number);
const things = (page, kind) => [...main(page).matchAll(new RegExp(`href="(${office.base}/${kind}/\\d+)"`, "g"))]
  .map((m) => m[1]).filter((one, i, all) => all.indexOf(one) === i);

// The list to its end by "Next", and back to its start by "Previous": the same
// pages, nothing twice, nothing left out.
async function walk(address, { kind, n, perPage, keeps = [] }) {
  const forward = [];
  let page = await office.maya.get(address);
  for (let next = address; next; next = lead(page, "next")) {
    page = await office.maya.get(next);
    assert.equal(page.status, 200, next);
    for (const one of keeps) assert.ok(forward.length === 0 || next.includes(one), `${next} lost ${one}`);
    forward.push({ things: things(page, kind), range: range(page) });
  }
  const all = forward.flatMap((one) => one.things);
  assert.equal(all.length, n, address);
  assert.equal(new Set(all).size, n, address);
  assert.equal(forward.length, Math.ceil(n / perPage), address);
  assert.deepEqual(forward.map((one) => one.range), forward.map((_, i) => [i * perPage + 1, Math.min(n, (i + 1) * perPage)]));
  const back = [forward.at(-1)];
  for (let previous = lead(page, "prev"); previous; previous = lead(page, "prev")) {
    page = await office.maya.get(previous);
    for (const one of keeps) assert.ok(previous.includes(one), `${previous} lost ${one}`);
    back.unshift({ things: things(page, kind), range: range(page) });
  }
  assert.deepEqual(back, forward, address);
}

test("awards are walked forward and back, all and what is searched for", async () => {
  const { base, badge } = office;
  await walk(`${base}/awards`, { kind: "awards", n: 60, perPage: 25 });
  await walk(`${base}/awards?badge=${badge}`, { kind: "awards", n: 60, perPage: 25, keeps: [`badge=${badge}`] });
  await walk(`${base}/awards?q=ANN`, { kind: "awards", n: 30, perPage: 25, keeps: ["q=ANN"] });
  await walk(`${base}/awards?q=lee+1&state=valid`, { kind: "awards", n: 15, perPage: 25, keeps: ["q=lee", "state=valid"] });
});

test("the page says how many there are where that is known", async () => {
  const { maya, base, badge } = office;
  const total = async (query) => /class="pagination-total">([^<]+)</.exec((await maya.get(`${base}/awards${query}`)).text)[1];
  assert.equal(await total(""), "1–25 of 60");
  assert.equal(await total(`?badge=${badge}`), "1–25 of 60");
  assert.equal(await total("?state=valid"), "1–25 of 60");
});

test("people are walked by name, whatever the size of letters", async () => {
  const { maya, base } = office;
  await walk(`${base}/people`, { kind: "people", n: 60, perPage: 25 });
  const names = [...main(await maya.get(`${base}/people`)).matchAll(/>((?:ann|Bo) Lee \d+)</g)].map((m) => m[1]);
  assert.deepEqual(names, [...names].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)));
  await walk(`${base}/people?q=p1`, { kind: "people", n: 11, perPage: 50 });
});

test("mails are walked forward and back", async () => {
  const { base } = office;
  await walk(`${base}/mail`, { kind: "mail", n: 60, perPage: 25 });
  await walk(`${base}/mail?state=outbox`, { kind: "mail", n: 60, perPage: 25, keeps: ["state=outbox"] });
});

test("awards and mails as filtered are a file for spreadsheets", async () => {
  const { maya, base, badge } = office;
  const lines = async (path) => (await maya.get(`${base}/${path}`)).text.replace(/^\uFEFF/, "").trim().split("\r\n");
  const all = await lines("awards?as=csv");
  assert.equal(all.length, 61);
  assert.match(all[0], /^Person,Address,Badge,Awarded,Valid until,State,/);
  assert.match(all[1], /,p\d+@example\.org,.*,Valid,.*\/b\//);
  assert.equal((await lines("awards?q=ANN&as=csv")).length, 31);
  assert.equal((await lines("awards?state=revoked&as=csv")).length, 1);
  assert.equal((await lines(`awards?badge=${badge}&as=csv`)).length, 61);
  assert.equal((await lines("mail?state=outbox&as=csv")).length, 61);
  assert.match((await lines("mail?as=csv"))[1], /p\d+@example\.org/);
});

test("an address that names a row no longer there still answers", async () => {
  const { maya, base } = office;
  for (const list of ["awards", "people", "mail", "badges", "awards/lists", "settings/log"])
    for (const query of ["after=999999999", "before=999999999&from=9", "after=-1&from=x", "before=1&after=1", "after=99999999999999999999", "before=9223372036854775807",
      "after=%00", "from=9223372036854775807&after=9223372036854775807"]) {
      const page = await maya.get(`${base}/${list}?${query}`);
      assert.equal(page.status, 200, `${list}?${query}`);
      assert.ok(!/-\d{9,}/.test(main(page)), `${list}?${query}`);
    }
});

// Written straight to the database: what so many awards would take is not the point.
test("in an organisation of a hundred thousand people every list still answers", async (t) => {
  const { maya, base, org, badge, server } = office;
  accident(server, `
    INSERT INTO person (org_id, name, email, folded, created_at)
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
      SELECT ${org}, 'Zed ' || i, 'zed' || i || '@example.org', 'zed' || i || '@example.org', 1 FROM n;
    INSERT INTO org_log (org_id, account_id, what, subject, detail, at)
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
      SELECT ${org}, NULL, 'org.saved', '', '', 1 FROM n;`);
  for (const path of ["people", "people?q=zed+123", "people?q=nobody", "people?state=removed", "awards", "awards?q=zed", "awards?q=ann",
    `awards?badge=${badge}&state=expired`, "awards?state=revoked", "settings/log", "settings/log?after=50000&from=50001", "mail"]) {
    const start = performance.now();
    const page = await maya.get(`${base}/${path}`);
    const took = performance.now() - start;
    assert.equal(page.status, 200, path);
    t.diagnostic(`${path}: ${Math.round(took)} ms`);
  }
  const page = await maya.get(`${base}/people?q=zed+123`);
  assert.match(page.text, /what is found begins with the words/);
  assert.deepEqual(range(page), [1, 25]);
});
