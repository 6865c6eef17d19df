// Lists of the administration: what the address asks, columns and views that a
// person keeps, the CSV of what is filtered. Without script, as all scenarios.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { unescape, words } from "./html.mjs";
import { accident, openOffice } from "./office.mjs";

let office, log;

before(async () => {
  office = await openOffice();
  log = `${office.base}/settings/log`;
});
after(() => office?.server.stop());

const rows = (page) => [...page.text.matchAll(/<tr data-row>/g)].length;
const heads = (page) => [...page.text.matchAll(/<th scope="col"[^>]*>(?:<a[^>]*>)?([^<]*)/g)].map(([, words]) => words.trim());

test("filters stand in the address, and each can be taken away", async () => {
  const page = await office.maya.get(`${log}?kind=org&from=2020-01-01`);
  assert.ok(rows(page) > 0);
  assert.match(page.text, /About: Organisation/);
  const [, without] = /class="chip" href="([^"]*)">About/.exec(page.text);
  assert.equal(without.replaceAll("&amp;", "&"), `${log}?from=2020-01-01`);
  const none = await office.maya.get(`${log}?until=2020-01-01`);
  assert.equal(rows(none), 0);
  assert.match(none.text, /Nothing fits/);
});

test("what the list does not know is left out of the address", async () => {
  for (const query of ["kind=nothing", "sort=password", "who=1%27%20OR%201=1", "from=31.1.2026", "after=99999999", "at=-3", "columns=secret"]) {
    const page = await office.maya.get(`${log}?${query}`);
    assert.equal(page.status, 200, query);
    assert.ok(rows(page) > 0, query);
  }
});

test("columns are chosen and kept, and set back", async () => {
  const before = heads(await office.maya.get(log));
  await office.maya.submit(await office.maya.get(log), { column: ["when"], rows: "50" }, { action: "/look" });
  const page = await office.maya.get(log);
  assert.deepEqual(heads(page), ["What", "When"]);
  assert.match(page.text, /<option value="50" selected>/);
  await office.maya.submit(page, { reset: "1" }, { action: "/look" });
  assert.deepEqual(heads(await office.maya.get(log)), before);
});

test("a view is saved with its filters, and deleted", async () => {
  const page = await office.maya.get(`${log}?kind=org&sort=when`);
  await office.maya.submit(page, { name: "Badges <first>" }, { action: "/views" });
  const with_view = await office.maya.get(log);
  assert.match(with_view.text, /Badges &lt;first&gt;/);
  assert.ok(with_view.text.includes(`${log}?kind=org&amp;sort=when`));
  await office.maya.submit(with_view, {}, { action: "/delete" });
  assert.doesNotMatch((await office.maya.get(log)).text, /Delete the view Badges/);
  const unnamed = await office.maya.submit(page, { name: " " }, { action: "/views" });
  assert.match(unnamed.text, /Give the view a name/);
});

test("a view is called otherwise; what is wrong keeps what was typed; a deleted one comes back", async () => {
  const { maya, base } = office;
  await maya.submit(await maya.get(`${log}?kind=org&sort=when`), { name: "Of the office" }, { action: "/views" });
  const edit = unescape(/href="([^"]*\/views\/\d+\?back=[^"]*)"/.exec((await maya.get(log)).text)[1]);
  let page = await maya.get(edit);
  assert.match(words(page), /Of the office About: Organisation /);
  page = await maya.submit(page, { name: " " }, { action: "/views/" });
  assert.equal(page.status, 422);
  page = await maya.submit(page, { name: "x".repeat(81) }, { action: "/views/" });
  assert.equal(page.status, 422);
  assert.match(page.text, /x{81}/);
  page = await maya.submit(page, { name: "Office & rooms" }, { action: "/views/" });
  assert.match(page.path, /settings\/log/);
  assert.match(page.text, /Office &amp; rooms/);
  assert.doesNotMatch(page.text, /Of the office/);
  page = await maya.submit(await maya.get(log), {}, { action: "/delete" });
  assert.match(words(page), /The view Office & rooms is deleted\. Can be undone until/);
  assert.doesNotMatch(page.text, /Rename the view/);
  assert.equal((await maya.get(edit)).status, 404);
  page = await maya.submit(page, {}, { action: "/restore" });
  assert.match(page.text, /Rename the view Office &amp; rooms/);
  assert.ok(page.text.includes(`${log}?kind=org&amp;sort=when`));
  await maya.submit(await maya.get(log), {}, { action: "/delete" });
  accident(office.server, "UPDATE list_view SET removed_at = 1 WHERE removed_at IS NOT NULL");
  assert.doesNotMatch((await maya.get(log)).text, /is deleted/);
  assert.equal((await maya.post(`${edit.split("?")[0]}/restore`, {})).status, 409);
  assert.equal((await office.server.visitor().get(edit)).path.startsWith("/sign-in"), true);
  assert.equal((await maya.get(edit.replace("/lists/log/", "/lists/people/"))).status, 404);
  assert.equal((await maya.get(`${base}/lists/log/views/999`)).status, 404);
});

test("the CSV has what is filtered, with a head", async () => {
  const page = await office.maya.get(`${log}?kind=org`);
  const csv = await office.maya.get(`${log}?kind=org&as=csv`);
  assert.match(csv.headers.get("content-disposition"), /attachment; filename="log-\d{4}-\d\d-\d\d\.csv"/);
  const lines = csv.text.replace(/^\uFEFF/, "").trim().split("\r\n");
  assert.equal(lines[0], "What,About,Who,When");
  assert.equal(lines.length - 1, rows(page));
});

test("nobody outside the organisation reaches its lists", async () => {
  const stranger = office.server.visitor();
  assert.notEqual((await stranger.get(`${log}?as=csv`)).headers.get("content-type"), "text/csv; charset=utf-8");
  await office.maya.get(log);
  assert.equal((await office.maya.post(`${office.base}/lists/unknown/views`, { name: "x" })).status, 404);
});
