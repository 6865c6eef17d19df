// What happens at work is told to programs and channels: of many at once one message with figures and
// no names, of a waiver and of external training who it is by number alone.
import assert from "node:assert/strict";
import { once } from "node:events";
import http from "node:http";
import test, { after, before } from "node:test";
import { file, until } from "./harness.mjs";
import { accident, invite, openOffice, standards } from "./office.mjs";

let office, maya, base, fire, person, listener;
const got = [];
const of = (type) => got.filter((one) => one.type === type);
const EVENTS = ["standing.late", "standing.met", "waiver.made", "training.waiting", "training.reopened", "recognition.awarded", "induction.finished"];
// As if the minute in which more comes together were over.
const soon = (type) => until(async () => {
  accident(office.server, "UPDATE job SET run_at = 1 WHERE kind = 'hook.send' AND state = 0");
  await maya.post(`${base}/settings/members`, { email: "wake@example.org", role: "viewer" });
  return of(type).length > 0;
}, type, 60);
const cell = (id) => `${base}/standards/${fire}/people/${id}`;

before(async () => {
  listener = http.createServer((request, response) => {
    const pieces = [];
    request.on("data", (piece) => pieces.push(piece));
    request.on("end", () => { got.push({ text: Buffer.concat(pieces).toString(), ...JSON.parse(Buffer.concat(pieces).toString()) }); response.end(); });
  }).listen(0, "127.0.0.1");
  await once(listener, "listening");
  office = await openOffice({ args: ["--allow-private"] });
  ({ maya, base } = office);
  ({ fire, person } = standards(office));
  // Maya answers for both requirements, and so waives them.
  accident(office.server, "INSERT INTO member_role (org_id, account_id, role, people, badges, created_at) SELECT 1, min(id), 'programme', 'all', 'some', 1 FROM account");
  await maya.get(`${base}/settings/members`);
  await maya.submit(await maya.get(`${base}/settings/webhooks`), { url: `http://127.0.0.1:${listener.address().port}/in`, events: EVENTS }, { action: "/settings/webhooks" });
});
after(async () => { listener?.closeAllConnections(); listener?.close(); await office?.server.stop(); });

test("a waiver is told with person and requirement, and not with its reason", async () => {
  await maya.submit(await maya.get(cell(person + 5)), { kind: "waive", first: "2026-01-01", reason: "Secret illness" }, { action: "/except" });
  await soon("waiver.made");
  const [told] = of("waiver.made");
  assert.deepEqual([told.data.kind, told.data.person, told.data.requirement, told.data.from], ["waive", person + 5, "FS-01", "2026-01-01"]);
  assert.doesNotMatch(told.text, /illness|Person 0|@/);
});

test("many who become late at once are one message with figures and nobody's name", async () => {
  accident(office.server, `UPDATE requirement_standing SET state = 6 WHERE requirement_id = ${fire} AND person_id <> ${person + 5}`);
  accident(office.server, `UPDATE requirement_tally SET n = 29 WHERE requirement_id = ${fire} AND state = 6`);
  accident(office.server, `INSERT INTO requirement_touched (org_id, requirement_id, person_id, at) VALUES (1, ${fire}, 0, 1)`);
  await maya.submit(await maya.get(cell(person + 6)), { kind: "extend", first: "2026-01-01", last: "2099-01-01", reason: "Later" }, { action: "/except" });
  await soon("standing.late");
  assert.equal(of("standing.late").length, 1);
  const [told] = of("standing.late");
  assert.deepEqual([told.data.id, told.data.code, told.data.name], [fire, "FS-01", "Fire safety"]);
  assert.equal(told.data.overdue, 28);
  assert.doesNotMatch(told.text, /Person 0|@/);
});

test("who proves it again is told of, and external training that waits", async () => {
  const page = await maya.get(cell(person + 1));
  await maya.submit(page, { completed: new Date().toISOString().slice(0, 10), source: "attendance", note: "A list" }, { action: "/record" });
  await soon("standing.met");
  assert.equal(of("standing.met")[0].data.held, 1);
  accident(office.server, `UPDATE person SET email = 'tom@example.org', folded = 'tom@example.org' WHERE id = ${person}`);
  const tom = await invite(office, "tom", "employee");
  const draft = await tom.submit(await tom.get("/training/new"), { file: file("paper.pdf", "application/pdf", "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n") }, { action: "/training/new" });
  await tom.submit(draft, { title: "Forklift course", issuer: "Harbour school", issued: "2026-01-05" }, { action: "/say" });
  await soon("training.waiting");
  assert.deepEqual([of("training.waiting")[0].data.name, of("training.waiting")[0].data.state, of("training.waiting")[0].data.person], ["Forklift course", "waiting", person]);
});
