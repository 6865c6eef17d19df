// Goals: a badge of a catalogue, one of a page elsewhere, or words; what a set asks for,
// what is there of it, one away, and reached when the badge is in the Backpack.
import assert from "node:assert/strict";
import http from "node:http";
import test, { after, before } from "node:test";
import { Issuer } from "./app.mjs";
import { file, freePort, lapel } from "./harness.mjs";
import { words } from "./html.mjs";
import { PASSWORD, openOffice, signIn } from "./office.mjs";

let office, maya, far, site;

before(async () => {
  office = await openOffice({ args: ["--allow-private"] });
  maya = office.maya;
});
after(() => { site?.close(); return office?.server.stop(); });

const add = async (fields) => { await maya.get("/backpack/goals/new"); return maya.post("/backpack/goals", fields); };
const collect = (text) => maya.get("/backpack/add").then((page) => maya.submit(page, { file: file("b.jwt", "text/plain", text) }, { action: "/backpack/add" }));

test("words with a day: kept, changed, reached, removed and back; on the front of the Backpack", async () => {
  assert.match(words(await maya.get("/backpack/goals")), /No goal yet/);
  assert.doesNotMatch(words(await maya.get("/backpack")), /All goals/);
  assert.equal((await add({ title: "" })).status, 422);
  const goal = await add({ title: "Learn to <b>weld</b>", until: "2030-06-01", note: "Ask Kim" });
  assert.match(goal.path, /^\/backpack\/goals\/\d+$/);
  assert.ok(!goal.text.includes("<b>weld"));
  assert.match(words(await maya.get("/backpack")), /My goals All goals Learn to <b>weld<\/b> until 1 Jun 2030/);
  await maya.post(goal.path, { csrf: (await maya.get(goal.path)).csrf, until: "2031-01-01", note: "Ask Jo" });
  assert.match((await maya.get(goal.path)).text, /value="2031-01-01"/);
  const act = async (go) => maya.post(`${goal.path}/act`, { csrf: (await maya.get(goal.path)).csrf, go });
  assert.match(words(await act("done")), /Well done\..*Reached\./);
  await act("open");
  await act("remove");
  assert.match(words(await maya.get("/backpack/goals")), /Removed goals.*weld/);
  await act("restore");
  assert.match(words(await maya.get("/backpack/goals")), /weld/);
});

test("a badge of a catalogue here shows what it asks for; chosen twice it is one goal", async () => {
  const page = await maya.get("/backpack/goals/new?q=forklift");
  const badge = /name="badge" value="([^"]+)"/.exec(page.text)[1];
  const goal = await add({ badge });
  assert.equal(goal.status, 200, words(goal));
  assert.match(words(goal), /Forklift operator.*Harbour & Vale.*What it asks for/);
  assert.equal((await add({ badge })).path, goal.path);
  assert.equal((await add({ badge: "../../settings" })).status, 422);
});

test("a badge of a page elsewhere is read there; reached when it is collected", async () => {
  const port = await freePort(), id = `http://127.0.0.1:${port}/badges/crane`;
  site = http.createServer((rq, rs) => {
    if (rq.url === "/badges/crane") rs.setHeader("content-type", "application/json").end(JSON.stringify({ "@context": "https://w3id.org/openbadges/v2", type: "BadgeClass", id, name: "Crane & mast", description: "Knows it.", criteria: { narrative: "Lift **ten** loads. <script>alert(1)</script>" }, issuer: { name: "Quay Academy" } }));
    else if (rq.url === "/badges/long") rs.setHeader("content-type", "application/json").end(JSON.stringify({ "@context": "https://w3id.org/openbadges/v2", type: "BadgeClass", id: `${id}?${"x".repeat(100000)}`, name: "Long", issuer: { name: "Quay" } }));
    else rs.setHeader("content-type", "text/html").end("<title>No badge</title>");
  }).listen(port, "127.0.0.1");
  const wrong = await add({ link: `http://127.0.0.1:${port}/nothing` });
  assert.equal(wrong.status, 422);
  const long = await add({ link: `http://127.0.0.1:${port}/badges/long` });
  assert.equal(long.status, 422, "one row is not as long as a stranger likes");
  assert.match(words(long), /calls itself is too long/);
  const goal = await add({ link: id });
  assert.match(words(goal), /Crane & mast Quay Academy.*Lift ten loads/);
  assert.ok(!goal.text.includes("<script>alert"));
  await collect(new Issuer().badge("urn:uuid:0000-goal", { email: "maya@example.org", name: "Crane & mast", achievement: { id } }));
  assert.match(words(await maya.get(goal.path)), /Reached\. The badge in your Backpack/);
});

test("a badge made of badges says what is there, what is missing, and one away", async () => {
  const self = `${office.base}/sets/${office.otherBadge}`;
  await maya.submit(await maya.get(self), { part: office.badge, needed: "", lapses: "1" }, { action: self });
  await maya.submit(await maya.get(self), {}, { action: "/on" });
  const offers = await maya.get("/backpack/goals/new");
  const of = [...offers.text.matchAll(/name="badge" value="([^"]+)"/g)].map((m) => m[1]);
  let goal;
  for (const badge of of) {
    const page = await add({ badge });
    if (/Made of these badges/.test(words(page))) goal = page;
  }
  assert.match(words(goal), /One away: one more of these badges.*Made of these badges Forklift operator Still to do/);
  assert.match(words(await maya.get("/backpack/goals")), /One away/);
});

test("a public badge offers itself as a goal, to who has a Backpack and to who comes to have one", async () => {
  const html = { accept: "text/html" };
  const self = /href="[^"]*(\/badges\/[\w-]+)"/.exec((await maya.get(`${office.base}/badges/${office.otherBadge}`)).text)[1];
  assert.match((await office.server.visitor().get(self, { headers: html })).text, /href="\/backpack\/goals\/new\?badge=[\w-]+"/);
  const goal = await maya.submit(await maya.get(self, { headers: html }), {}, { action: "/backpack/goals" });
  assert.match(goal.path, /^\/backpack\/goals\/\d+$/);
  assert.match(words(goal), /It is among your goals/);
  assert.match((await maya.get(`/backpack/goals/new?badge=${self.split("/").pop()}`)).text, new RegExp(`name="link"[^>]*value="[^"]*${self}"`));
});

test("a badge that somebody shows becomes one's own goal, and can be taken back; what nobody shows cannot", async () => {
  const made = await lapel(["admin", "add-operator", "otto@example.org", "Otto", "--password", ...office.server.place], { input: `${PASSWORD}\n` });
  assert.equal(made.status, 0, made.err);
  const otto = office.server.visitor();
  await signIn(otto, "otto@example.org");
  const id = "https://quay.example/badges/mast";
  await collect(new Issuer().badge("urn:uuid:0000-shown", { email: "maya@example.org", name: "Mast", achievement: { id, criteria: { narrative: "Climb **it**." } } }));
  const row = /href="(\/backpack\/badges\/\d+)"[^>]*>[^<]*Mast/.exec((await maya.get("/backpack?q=Mast")).text)?.[1] ?? /(\/backpack\/badges\/\d+)/.exec((await maya.get("/backpack?q=Mast")).text)[1];
  await maya.submit(await maya.get(row), { seen: "link" }, { action: `${row}/public` });
  const shown = /\/h\/[\w-]+/.exec((await maya.get(row)).text)[0];
  assert.doesNotMatch((await maya.get(shown)).text, /goals\/shown/, "its owner has it");
  assert.doesNotMatch((await office.server.visitor().get(shown)).text, /goals\/shown/);
  const goal = await otto.submit(await otto.get(shown), {}, { action: "/backpack/goals/shown" });
  assert.match(words(goal), /It is among your goals.*Mast Quay Academy.*What it asks for Climb it/);
  assert.equal((await otto.submit(await otto.get(shown), {}, { action: "/backpack/goals/shown" })).path, goal.path, "once more it is the same");
  await otto.post(`${goal.path}/act`, { csrf: goal.csrf, go: "remove" });
  assert.match(words(await otto.get("/backpack/goals")), /Removed goals.*Mast/);
  for (const from of ["/h/nobody", "/c/x", "", "/settings", row]) assert.equal((await otto.post("/backpack/goals/shown", { csrf: goal.csrf, from })).status, 404, from);
});
