// The learning log: written in a minute, found again, changed with its history; a
// witness asked by a mailed link; proposed for a badge; shown beside badges as
// "witnessed by".
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { file } from "./harness.mjs";
import { unescape, words } from "./html.mjs";
import { accident, openOffice, picture } from "./office.mjs";

let office, maya, ann, entry;
const today = () => new Date().toISOString().slice(0, 10);

before(async () => {
  office = await openOffice();
  maya = office.maya;
  ann = office.server.visitor();
});
after(() => office?.server.stop());

const write = async (fields) => maya.submit(await maya.get("/backpack/log/new"), fields, { action: "/backpack/log" });
// The link of the newest mail to this address, which the operator reads in the outbox.
const linkTo = async (address) => {
  const box = await maya.get("/settings/mail/outbox");
  const row = [...box.text.matchAll(/href="(\/settings\/mail\/outbox\/\d+)"/g)].map((m) => m[1]);
  for (const where of row) {
    const mail = await maya.get(where);
    if (mail.text.includes(address)) return /\/witness\/[\w-]+/.exec(mail.text)?.[0];
  }
  return undefined;
};

test("an empty log says what to do; an entry is written with a line and a day, and sent twice it is one", async () => {
  assert.match(words(await maya.get("/backpack/log")), /Nothing written down yet/);
  const page = await maya.get("/backpack/log/new");
  assert.match(page.text, /name="day" type="date" value="\d{4}-\d\d-\d\d"/);
  const wrong = await maya.submit(page, { what: "", hours: "soon", day: "2090-01-01" }, { action: "/backpack/log" });
  assert.equal(wrong.status, 422);
  assert.match(words(wrong), /Write it like 1:30/);
  assert.match(wrong.text, /value="soon"/, "what was typed is kept");
  const future = await maya.submit(page, { what: "Tomorrow’s", day: "2090-01-01" }, { action: "/backpack/log" });
  assert.match(words(future), /still to come/);
  const first = { what: "Rebuilt the <b>gearbox</b>", day: "2024-03-05", hours: "1:30", seen_by: "jo@quay.example", words: "Line one.\nLine two & more.", link: "https://quay.example/log" };
  const made = await maya.submit(page, first, { action: "/backpack/log" });
  assert.equal(made.status, 200, words(made));
  entry = made.path;
  assert.match(entry, /^\/backpack\/log\/\d+$/);
  assert.match(words(made), /Rebuilt the <b>gearbox<\/b>.*1 h 30 min/);
  assert.ok(!made.text.includes("<b>gearbox"));
  assert.equal((await maya.submit(page, first, { action: "/backpack/log" })).path, entry, "the form sent twice");
  assert.match(words(await maya.get("/backpack/log")), /March 2024 · 1 entry · 1 h 30 min/);
});

test("sent again with better words because no answer came, the entry says the better words, and its history the first", async () => {
  const page = await maya.get("/backpack/log/new"), put = (fields) => maya.submit(page, { day: "2021-04-04", ...fields }, { action: "/backpack/log" });
  const made = await put({ what: "Welded a frame" }), again = await put({ what: "Welded the frame of the crane", words: "Slowly." });
  assert.equal(again.path, made.path);
  assert.match(words(again), /Welded the frame of the crane.*Slowly\..*History.*Welded a frame/);
  assert.match(words(await maya.get("/backpack/log?year=2021")), /April 2021 · 1 entry/);
});

test("hours are read as people write them", async () => {
  const said = async (hours) => words(await write({ what: "Time", day: "2023-01-02", hours })).match(/How long (.*?) (?:Photos|Link)/)?.[1];
  for (const [typed, shown] of [["2", "2 h"], ["1.5", "1 h 30 min"], ["1,25 h", "1 h 15 min"], ["90 min", "1 h 30 min"], ["2h30", "2 h 30 min"], ["0:45", "45 min"]]) assert.equal(await said(typed), shown, typed);
  for (const typed of ["-1", "1:75", "9999999999", "1001", "1.5.2", "x"]) assert.equal((await write({ what: "Time", hours: typed })).status, 422, typed);
});

test("files: a photo is drawn anew, what a browser would run is refused, removed ones come back", async () => {
  const add = async (f) => maya.post(`${entry}/files`, { csrf: (await maya.get(entry)).csrf, file: f });
  assert.match(words(await add(file("ring.png", "image/png", picture()))), /ring\.png/);
  const bad = await add(file("x.html", "text/html", "<!doctype html><html><script>alert(1)</script></html>"));
  assert.equal(bad.status, 422);
  const page = await maya.get(entry), where = /href="([^"]*\/files\/\d+)"/.exec(page.text)[1];
  const sent = await maya.get(where);
  assert.match(sent.headers.get("content-disposition"), /^attachment/);
  assert.match(sent.headers.get("content-security-policy"), /sandbox/);
  await maya.post(`${where}/remove`, { csrf: (await maya.get(entry)).csrf });
  assert.match(words(await maya.get(entry)), /Removed files/);
  await maya.post(`${where}/remove`, { csrf: (await maya.get(entry)).csrf, go: "back" });
  assert.doesNotMatch(words(await maya.get(entry)), /Removed files/);
});

test("changed, it keeps what it said; found by words, year and witness; counted by month; taken as a table", async () => {
  await maya.submit(await maya.get(`${entry}/edit`), { what: "Rebuilt the gearbox", hours: "2" }, { action: "/edit" });
  assert.match(words(await maya.get(entry)), /History.*Rebuilt the <b>gearbox<\/b>.*1 h 30 min/);
  for (let i = 0; i < 60; i++) await write({ what: `Shift ${i}`, day: `2025-0${1 + (i % 3)}-1${i % 10}`, hours: "1" });
  const first = await maya.get("/backpack/log");
  assert.match(words(first), /March 2025 · 20 entries · 20 h/);
  assert.match(words(first), /1–50 of/);
  const next = await maya.get(unescape(/href="([^"]*)" rel="next"/.exec(first.text)[1]));
  assert.match(words(next), /March 2024 · 1 entry · 2 h/);
  assert.match(words(await maya.get(unescape(/href="([^"]*)" rel="prev"/.exec(next.text)[1]))), /1–50 of/);
  assert.match(words(await maya.get("/backpack/log?q=gear%20reb")), /1 entry · 2 h/);
  assert.match(words(await maya.get("/backpack/log?q=100%25")), /Nothing fits/);
  assert.match(words(await maya.get("/backpack/log?year=2024")), /1 entry · 2 h/);
  const csv = (await maya.get("/backpack/log?as=csv&year=2024")).text;
  assert.match(csv, /2024-03-05,Rebuilt the gearbox,120/);
  const long = "long ".repeat(780);
  accident(office.server, `INSERT INTO log_entry (owner_id, mark, what, day, month, minutes, words, link, seen_by, edition, search_key, created_at, changed_at)
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
    SELECT a.account_id, 'many-' || n.i, 'Many ' || n.i, 1400000000000 - 1400000000000 % 86400000 - (n.i % 90) * CAST(86400000 AS BIGINT), 201405, 5, '${long}', '', '', 1, 'many', 1, 1 FROM n, account_email a WHERE a.folded = 'maya@example.org'`);
  const many = await maya.get("/backpack/log?as=csv&q=many");
  assert.equal(many.status, 200);
  assert.equal(new Set(many.text.match(/Many \d+/g)).size, 3000);
  accident(office.server, "DELETE FROM log_entry WHERE mark LIKE 'many-%'");
});

test("a removed file takes no room, and comes back only where there is room", async () => {
  const made = await write({ what: "Many files", day: "2020-02-02" }), post = async (where, fields = {}) => maya.post(where, { csrf: (await maya.get(made.path)).csrf, ...fields });
  const add = (n) => post(`${made.path}/files`, { file: file(`${n}.txt`, "text/plain", `file ${n}`) });
  for (let n = 0; n < 6; n++) await add(n);
  assert.equal((await add(6)).status, 422);
  const first = /action="([^"]*\/files\/\d+)\/remove"/.exec((await maya.get(made.path)).text)[1];
  await post(`${first}/remove`);
  assert.equal((await add(6)).status, 200);
  assert.match(words(await post(`${first}/remove`, { go: "back" })), /at most 6 files/);
  assert.match(words(await maya.get(made.path)), /Removed files/);
});

test("removed entries stand apart and come back", async () => {
  const made = await write({ what: "By mistake", day: "2022-05-05" });
  await maya.submit(await maya.get(made.path), {}, { action: `${made.path}/remove` });
  assert.doesNotMatch(words(await maya.get("/backpack/log?year=2022")), /By mistake/);
  assert.match(words(await maya.get("/backpack/log?in=removed")), /By mistake/);
  await maya.submit(await maya.get(made.path), {}, { action: "/restore" });
  assert.match(words(await maya.get("/backpack/log?year=2022")), /By mistake/);
});

// ---- witnesses ------------------------------------------------------------------

let link;

test("a witness is asked by mail: not oneself, not twice, not without an address", async () => {
  const ask = async (person, message = "") => maya.submit(await maya.get(`${entry}/witness`), { person, message }, { action: "/witness" });
  assert.match((await maya.get(`${entry}/witness`)).text, /value="jo@quay\.example"/, "the one who saw it, if that is an address");
  for (const [person, why] of [["Jo", /e-mail address/], ["maya@example.org", /address of yours/], ["MAYA@example.org", /address of yours/]]) {
    const page = await ask(person);
    assert.equal(page.status, 422, person);
    assert.match(words(page), why);
  }
  assert.match(words(await ask("Jo <jo@quay.example>", "You were on shift & saw it.")), /asked by mail/);
  assert.match(words(await ask("JO@quay.example")), /asked already/);
  link = await linkTo("jo@quay.example");
  assert.match(link, /^\/witness\/[\w-]{32}$/);
  assert.match(words(await maya.get("/backpack/log?which=asked")), /Witness asked/);
});

test("the link shows the entry and three questions, and nothing else of the log; its text is escaped", async () => {
  const page = await ann.get(link);
  assert.equal(page.status, 200);
  assert.match(words(page), /Did you see this\?.*wrote this down.*Rebuilt the gearbox.*You were on shift & saw it\..*Did you see it\?.*In what role\?.*How do you know.*What do you say about it\?/);
  assert.doesNotMatch(page.text, /maya@example\.org|Shift 1/);
  assert.match(page.headers.get("x-robots-tag"), /noindex/);
  const where = /href="([^"]*\/files\/\d+)"/.exec(page.text)[1];
  assert.equal((await ann.get(where)).status, 200);
  assert.equal((await ann.get(`${link}x`)).status, 404);
  assert.equal((await ann.get(`/witness/${"a".repeat(32)}`)).status, 404);
  assert.equal((await ann.submit(page, { name: "Jo", saw: "" }, { action: "/witness/" })).status, 422);
  const said = await ann.submit(page, { saw: "work", name: "Jo <i>Price</i>", role: "Shift lead", relation: "leads", statement: "Clean work <script>alert(1)</script>", go: "say" }, { action: "/witness/" });
  assert.match(words(said), /What you said.*Jo <i>Price<\/i> \(Shift lead, a supervisor\).*Take it back/);
  for (const p of [said, await maya.get(entry)]) {
    assert.match(words(p), /Clean work <script>/);
    assert.ok(!/<script>alert|<i>Price/.test(p.text));
  }
  assert.match(words(await maya.get(entry)), /quay\.example was proved/);
  assert.equal((await ann.submit(page, { saw: "work", name: "Jo", relation: "peer", go: "say" }, { action: "/witness/" })).status, 409, "once");
});

test("the owner reads of it in the news, may hide it, and cannot write it", async () => {
  assert.match(words(await maya.get("/backpack/news")), /Rebuilt the gearbox.*Witnessed it/);
  const act = /action="([^"]*\/witness\/\d+)"/.exec((await maya.get(entry)).text)[1];
  await maya.post(act, { csrf: maya.last.csrf, go: "hide" });
  assert.match(words(await maya.get(entry)), /Hidden: nobody but you/);
  assert.doesNotMatch(words(await maya.get("/backpack/log?which=witnessed")), /gearbox/);
  await maya.post(act, { csrf: maya.last.csrf, go: "show", statement: "Brilliant" });
  assert.doesNotMatch(words(await maya.get(entry)), /Brilliant/);
  assert.match(words(await maya.get("/backpack/log?which=witnessed")), /gearbox/);
});

test("it is shown in a CV and a collection as witnessed by, without an address or a badge’s look", async () => {
  const cv = await maya.submit(await maya.get("/backpack/cvs"), { label: "With the log" }, { action: "/backpack/cvs" });
  await maya.post(`${cv.path}/sections`, { csrf: cv.csrf, kind: "log" });
  const section = maya.last.path, picks = await maya.get(`${section}/pick`);
  const mark = new RegExp(`name="in" value="([^"]+)"[^>]*>\\s*<span><span class="choice-text">Rebuilt`).exec(picks.text)[1];
  await maya.submit(picks, { in: mark }, { action: "/pick" });
  assert.match(words(await maya.get(cv.path)), /Rebuilt the gearbox.*Witnessed by Jo <i>Price<\/i> \(Shift lead, a supervisor\)/);
  assert.match(JSON.stringify((await maya.get(`${cv.path}/resume.json`)).json().projects), /Rebuilt the gearbox.*Witnessed by/);
  await maya.get("/backpack/collections/new");
  const collection = await maya.post("/backpack/collections", { name: "Proof of work", is_public: "1" });
  await maya.post(`${entry}/collections`, { csrf: (await maya.get(entry)).csrf, collection: /\d+/.exec(collection.path)[0], in: "1" });
  const open = /\/c\/[\w-]+/.exec((await maya.get(/\/backpack\/collections\/\d+/.exec(collection.path)[0])).text)[0], seen = await ann.get(open);
  assert.match(words(seen), /From the learning log.*Rebuilt the gearbox.*Witnessed by Jo/);
  assert.doesNotMatch(seen.text, /@example\.org|@quay\.example|<i>Price/);
});

test("what is changed afterwards is no longer what was witnessed, be it words or files, and the link shows none of it", async () => {
  const other = await write({ what: "Hung the bell", day: today() }), act = async (where, fields = {}) => maya.post(where, { csrf: (await maya.get(other.path)).csrf, ...fields });
  await maya.submit(await maya.get(`${other.path}/witness`), { person: "ivo@quay.example" }, { action: "/witness" });
  const ivo = await linkTo("ivo@quay.example"), answer = { saw: "work", name: "Ivo", relation: "peer", go: "say" };
  assert.equal((await ann.submit(await ann.get(ivo), { ...answer, name: "ivo@quay.example" }, { action: "/witness/" })).status, 422, "no address as a name");
  const early = await ann.get(ivo);
  await act(`${other.path}/files`, { file: file("bell.png", "image/png", picture(64)) });
  assert.equal((await ann.submit(early, answer, { action: "/witness/" })).status, 409, "a file came meanwhile");
  await ann.submit(await ann.get(ivo), answer, { action: "/witness/" });
  const where = /href="([^"]*\/files\/\d+)"/.exec((await ann.get(ivo)).text)[1], own = /href="([^"]*\/files\/\d+)"/.exec((await maya.get(other.path)).text)[1];
  await act(`${own}/remove`);
  assert.match(words(await maya.get(other.path)), /before it was changed: it is not shown/);
  const late = await ann.get(ivo);
  assert.match(words(late), /changed or removed since.*Ivo.*Take it back/);
  assert.doesNotMatch(words(late), /Hung the bell|bell\.png/);
  assert.equal((await ann.get(where)).status, 404);
  await act(`${other.path}/remove`);
  assert.match(words(await ann.get(ivo)), /Take it back/, "also of what is removed");
  await ann.submit(await ann.get(ivo), { go: "back" }, { action: "/witness/" });
  assert.match(words(await ann.get(ivo)), /You took it back/);
  await act(`${other.path}/restore`);
  await maya.submit(await maya.get(`${other.path}/edit`), { what: "Hung the large bell" }, { action: "/edit" });
  accident(office.server, "UPDATE log_witness SET answered_at = 1, asked_at = 1 WHERE folded = 'ivo@quay.example'");
  assert.match(words(await maya.submit(await maya.get(`${other.path}/witness`), { person: "ivo@quay.example" }, { action: "/witness" })), /would rather not/, "about this entry for good");
  await maya.submit(await maya.get(`${entry}/edit`), { hours: "200" }, { action: "/edit" });
  assert.match(words(await maya.get(entry)), /before it was changed: it is not shown/);
  assert.doesNotMatch(words(await maya.get("/backpack/log?which=witnessed")), /gearbox/);
  await maya.submit(await maya.get(`${entry}/edit`), { hours: "2" }, { action: "/edit" });
  assert.doesNotMatch(words(await maya.get("/backpack/log?which=witnessed")), /gearbox/, "nor when it is changed back: who asks anew has it anew");
});

test("a witness takes it back, says no, or finds a link that ended; an entry that changed meanwhile is read once more", async () => {
  await ann.submit(await ann.get(link), { go: "back" }, { action: "/witness/" });
  assert.match(words(await ann.get(link)), /You took it back/);
  assert.doesNotMatch((await maya.get(entry)).text, /Clean work/);
  const other = await write({ what: "Second deed", day: today() });
  const ask = async (person) => maya.submit(await maya.get(`${other.path}/witness`), { person }, { action: "/witness" });
  await ask("kim@quay.example");
  const kim = await linkTo("kim@quay.example"), page = await ann.get(kim);
  await maya.submit(await maya.get(`${other.path}/edit`), { what: "Second deed, better" }, { action: "/edit" });
  const late = await ann.submit(page, { saw: "work", name: "Kim", relation: "peer", go: "say" }, { action: "/witness/" });
  assert.equal(late.status, 409);
  assert.match(words(late), /Second deed, better.*|read it once more/);
  await ann.submit(late, { go: "no" }, { action: "/witness/" });
  assert.match(words(await ann.get(kim)), /You said no/);
  assert.match(words(await ask("Kim <kim@quay.example>")), /would rather not/);
  await ask("lee@quay.example");
  const lee = await linkTo("lee@quay.example");
  accident(office.server, "UPDATE log_witness SET ends_at = 1 WHERE folded = 'lee@quay.example'");
  assert.match(words(await ann.get(lee)), /This link has ended/);
  const act = /action="([^"]*\/witness\/\d+)"(?:(?!<\/form>)[^])*value="again"/.exec((await maya.get(other.path)).text)[1];
  await maya.post(act, { csrf: maya.last.csrf, go: "again" });
  assert.equal((await ann.get(lee)).status, 404, "the one before leads nowhere");
  const fresh = await linkTo("lee@quay.example");
  assert.match(words(await ann.get(fresh)), /Did you see it\?/);
  await maya.post(act, { csrf: (await maya.get(other.path)).csrf, go: "stop" });
  assert.equal((await ann.get(fresh)).status, 404);
});

test("nobody is flooded: a day has an end for who asks, and for who is asked", async () => {
  let stopped = "";
  for (let i = 0; i < 12 && !stopped; i++) {
    const made = await write({ what: `Deed ${i}`, day: today() });
    const page = await maya.submit(await maya.get(`${made.path}/witness`), { person: "one@many.example" }, { action: "/witness" });
    if (page.status === 422) stopped = words(page);
  }
  assert.match(stopped, /several such mails today/);
  for (let i = 0; i < 12 && !/as many people/.test(stopped); i++) {
    const made = await write({ what: `More ${i}`, day: today() });
    const page = await maya.submit(await maya.get(`${made.path}/witness`), { person: `p${i}@many.example` }, { action: "/witness" });
    if (page.status === 422) stopped = words(page);
  }
  assert.match(stopped, /as many people as one day has/);
});

// ---- for a badge -----------------------------------------------------------------

test("an entry is proposed for a badge that is open: a draft with words, files and witnesses, once", async () => {
  const before = await maya.get(`${entry}/propose`);
  assert.match(words(before), /No badge is open for applications/);
  await maya.submit(await maya.get(`${office.base}/applications/open/${office.badge}`), {}, { action: `/open/${office.badge}` });
  const page = await maya.get(`${entry}/propose`);
  const form = /name="form" value="([^"]+)"/.exec(page.text)[1], put = async () => maya.post(`${entry}/propose`, { csrf: (await maya.get(`${entry}/propose`)).csrf, form });
  const draft = await put();
  assert.match(draft.path, /^\/applications\//, words(draft));
  assert.match(words(draft), /My application.*Learning log, 2024-03-05: Rebuilt the gearbox.*ring\.png/);
  assert.match(words(draft), /Rebuilt the gearbox From the learning log, as this server wrote it down/);
  // The same words, typed, are told apart.
  const adding = await maya.submit(draft, { go: "add-" }, { action: draft.path });
  await maya.submit(adding, { title: "Learning log, 2024-03-05: Rebuilt the gearbox", words: "Witnessed by the director: nobody here is better.", audience: "named" }, { action: "/add" });
  const typed = await maya.get(draft.path);
  assert.match(words(typed), /Rebuilt the gearbox In words[^]*nobody here is better/);
  const again = await put();
  assert.equal(again.path, draft.path);
  assert.equal(words(again).split("ring.png").length, words(draft).split("ring.png").length, "it stands there once");
  for (let n = 0; n < 4; n++) await maya.post(`${entry}/files`, { csrf: (await maya.get(entry)).csrf, file: file(`large-${n}.txt`, "text/plain", `${n}${"large ".repeat(750000)}`) });
  await maya.submit(await maya.get(`${entry}/edit`), { words: "Four large files more." }, { action: "/edit" });
  const more = await put();
  assert.equal(more.path, draft.path, words(more));
  assert.match(words(more), /large-0\.txt.*large-3\.txt/, "what is new, though it is more than a request may hold");
  assert.match(more.text, /Four large files more/);
  assert.equal(words(more).split("ring.png").length, words(draft).split("ring.png").length);
});
