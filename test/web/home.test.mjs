// The first page: what waits for each member by their roles, what went wrong for who can mend it,
// how much is held of what is asked and what ends, as far as the reader's roles go.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { file, until } from "./harness.mjs";
import { unescape } from "./html.mjs";
import { accident, invite, openOffice, standards } from "./office.mjs";

const words = (page) => unescape(page.text.replace(/<(script|style)[^]*?<\/\1>/g, "").replace(/<[^>]+>/g, " ")).replace(/\s+/g, " ");
const has = (page, what) => assert.ok(what.test(words(page)), `${page.status} ${page.path}: ${what} is not in: ${words(page).slice(0, 3000)}`);
const lacks = (page, what) => assert.ok(!what.test(words(page)), `${page.path}: ${what} is in: ${words(page).slice(0, 3000)}`);
let office, maya, base, person, fire;

before(async () => {
  office = await openOffice();
  ({ maya, base } = office);
});
after(() => office?.server.stop());

test("where nothing waits it says so, and what is not asked has no dial", async () => {
  const page = await maya.get(base);
  has(page, /To do Nothing waits for you here/);
  lacks(page, /Held of what is asked/);
});

test("what went wrong is a task with its number and its page, for who can mend it, till it is mended", async () => {
  const org = /\/org\/(\d+)/.exec(base)[1];
  accident(office.server, `INSERT INTO mail_tally (org_id, batch_id, state, n) VALUES (${org}, 0, 'failed', 2)
    ON CONFLICT (org_id, batch_id, state) DO UPDATE SET n = 2`);
  await maya.submit(await maya.get(`${base}/settings/webhooks`), { url: "https://listener.example/in", events: ["award.issued"] }, { action: "/settings/webhooks" });
  accident(office.server, "UPDATE hook SET failing_since = 1");
  const page = await maya.get(base);
  has(page, /Mails that could not be sent: 2/);
  has(page, /Webhooks that do not answer: 1/);
  for (const path of ["/mail?state=failed", "/settings/webhooks"]) assert.ok(page.text.includes(`href="${base}${path}"`), path);
  const issuer = await invite(office, "ina", "awarder");
  has(await issuer.get(base), /Mails that could not be sent: 2/);
  lacks(await issuer.get(base), /Webhooks/);
  const viewer = await invite(office, "vera", "viewer");
  has(await viewer.get(base), /Nothing waits for you here/);
  accident(office.server, "UPDATE hook SET failing_since = NULL");
  accident(office.server, "UPDATE mail_tally SET n = 0 WHERE state = 'failed'");
  has(await maya.get(base), /Nothing waits for you here/);
});

test("what is held of what is asked stands with what ends, for who may read it alone", async () => {
  ({ person, fire } = standards(office));
  const page = await until(async () => {
    const now = await maya.get(base);
    return /Held of what is asked/.test(words(now)) && now;
  }, "the standings");
  has(page, /Held of what is asked.*\d+ of \d+ held.*within 30 days \d+.*within 60 days \d+.*within 90 days \d+/);
  assert.ok(page.text.includes(`href="${base}/reports/compliance#ending"`));
  const [held, asked] = /(\d+) of (\d+) held/.exec(words(page)).slice(1);
  has(await maya.get(`${base}/reports/compliance`), new RegExp(`${held} of ${asked} held`));
  const employee = await invite(office, "emil", "employee");
  const theirs = await employee.get(base);
  assert.equal(theirs.status, 200);
  lacks(theirs, /Held of what is asked/);
});

test("external training stands there for who judges, and not once it is decided", async () => {
  accident(office.server, `UPDATE person SET email = 'tom@example.org', folded = 'tom@example.org' WHERE id = ${person}`);
  const tom = await invite(office, "tom", "employee");
  const draft = await tom.submit(await tom.get("/training/new"), { file: file("paper.pdf", "application/pdf", "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n") }, { action: "/training/new" });
  await tom.submit(draft, { title: "Forklift course", issuer: "Harbour school", issued: "2026-01-05" }, { action: "/say" });
  const page = await maya.get(base);
  has(page, /External training to judge: 1/);
  assert.ok(page.text.includes(`href="${base}/external"`));
  lacks(await tom.get(base), /External training to judge/);
  accident(office.server, "UPDATE intake SET state = 'refused'");
  lacks(await maya.get(base), /External training to judge/);
});

test("where much is asked it is counted in the background, and told with the time of the count", async () => {
  const org = /\/org\/(\d+)/.exec(base)[1];
  accident(office.server, `INSERT INTO person (org_id, name, email, folded, created_at)
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20001) SELECT ${org}, 'Many', 'many' || i || '@example.org', 'many' || i || '@example.org', 1 FROM n`);
  accident(office.server, `INSERT INTO requirement_standing (person_id, requirement_id, org_id, version_id, state, computed_at)
    SELECT p.id, ${fire}, ${org}, (SELECT max(v.id) FROM requirement_version v WHERE v.requirement_id = ${fire}), 5, 1 FROM person p WHERE p.name = 'Many'`);
  has(await maya.get(base), /The figures are on the page of compliance/);
  const page = await until(async () => {
    const now = await maya.get(base);
    return /Counted/.test(words(now)) && now;
  }, "the count", 40);
  has(page, /\d+ of 20,\d{3} held 20,\d{3} overdue or expired/);
  accident(office.server, "UPDATE standing_count SET state = 6 WHERE state = 5");        // read again, not counted again
  has(await maya.get(base), /20,\d{3} of 20,\d{3} held/);
});
