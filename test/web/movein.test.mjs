// A folder that was taken away is brought into another account: everything is there
// again, nothing is public, nothing counts as witnessed, and twice is the same as once.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { Issuer } from "./app.mjs";
import { file, until } from "./harness.mjs";
import { words } from "./html.mjs";
import { accident, openOffice, picture } from "./office.mjs";
import { unzip } from "./unzip.mjs";
import { zip } from "./zip.mjs";

const MAYA = "maya@example.org", ADD = "/backpack/add";
const issuer = new Issuer();
let here, there, maya, other, folder;

before(async () => {
  here = await openOffice();
  there = await openOffice();
  maya = here.maya;
  other = there.maya;
});
after(async () => {
  await here?.server.stop();
  await there?.server.stop();
});

const add = async (who, bytes) => who.submit(await who.get(ADD), { file: file("my-badges.zip", "application/zip", bytes) }, { action: ADD });
// The page of results once nothing waits any more.
const settled = async (who, page) => until(async () => {
  const now = await who.get(page.path);
  return !/data-refresh/.test(now.text) && now;
}, "all of it to be in", 120);
const takeout = async (who) => {
  const files = unzip((await who.get("/account/takeout.zip")).bytes), json = (name) => (files.has(name) ? JSON.parse(files.get(name)().toString()) : null);
  return { files, list: json("backpack.json"), person: json("person.json"), log: json("log.json") };
};
const ids = async (who) => [...new Set([...(await who.get("/backpack")).text.matchAll(/\/backpack\/badges\/(\d+)/g)].map((m) => m[1]))];
// What a folder says, without numbers, times and words of one server.
const said = ({ list, person, log }) => ({
  badges: list.badges.map((b) => [b.title, b.sha256, b.tags]).sort(),
  collections: list.collections.map((c) => [c.name, c.story, c.badges.map((f) => list.badges.find((b) => b.folder === f).title), Object.values(c.stories), c.log, Boolean(c.cover)]),
  page: person.page && [person.page.name, person.page.headline, person.page.about],
  cvs: person.cvs.map((c) => [c.label, c.content.headline, c.content.sections.map((s) => [s.kind, s.entries.length])]),
  goals: person.goals.map((g) => [g.title, g.note, g.until, Boolean(g.done)]),
  log: log.entries.map((e) => [e.mark, e.what, e.day, e.minutes, e.words, e.files.map((f) => f.name), e.history.map((h) => h.what)]),
});

test("a full Backpack is taken away", async () => {
  for (const name of ["Crane", "Truck"]) await add(maya, zip([[`${name}.jwt`, issuer.badge(`urn:uuid:${name}`, { email: MAYA, name })]]));
  const [first] = await ids(maya);
  await maya.post(`/backpack/badges/${first}/tags`, { csrf: (await maya.get(`/backpack/badges/${first}`)).csrf, tag: "Harbour" });
  await maya.submit(await maya.get("/backpack/collections/new"), { name: "For my next job", story: "**Look**", is_public: "1", cover: file("c.png", "image/png", picture(64)) }, { action: "/backpack/collections" });
  const shelf = (await maya.get("/backpack/collections")).text.match(/\/backpack\/collections\/\d+/)[0];
  await maya.submit(await maya.get(`${shelf}/badges`), { in: await ids(maya) }, { action: `${shelf}/badges` });
  await maya.post(`${shelf}/story`, { csrf: (await maya.get(shelf)).csrf, badge: first, story: "Earned at night." });
  await maya.submit(await maya.get("/backpack/profile"), { name: "Maya O.", headline: "Drives", about: "I *lift*.", is_public: "1" }, { action: "/backpack/profile" });
  const cv = (await maya.submit(await maya.get("/backpack/cvs"), { label: "For the port" }, { action: "/backpack/cvs" })).path;
  await maya.submit(await maya.get(`${cv}/head`), { name: "Maya", headline: "Driver" }, { action: "/head" });
  await maya.get("/backpack/goals/new");
  await maya.post("/backpack/goals", { title: "Weld", note: "Ask Kim", until: "2031-06-01" });
  const entry = (await maya.submit(await maya.get("/backpack/log/new"), { what: "Held the lamp", day: "2025-02-03", hours: "1:30", words: "All night.", file: file("notes.txt", "text/plain", "notes of the night") }, { action: "/backpack/log" })).path;
  await maya.submit(await maya.get(`${entry}/edit`), { what: "Held the big lamp" }, { action: `${entry}/edit` });
  folder = await takeout(maya);
  assert.equal(folder.list.badges.length, 2);
  assert.equal(folder.log.entries[0].history.length, 1);
});

// As it came, or with lists of a stranger's making.
function packed(changes = {}) {
  return zip([...folder.files].filter(([name]) => !(name in changes)).map(([name, content]) => [name, content()]).concat(Object.entries(changes).map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)])));
}
const WITNESS = { name: "Jo Price", role: "lead", relation: "leads", saw: "work", statement: "Steady <b>hand</b>.", domain: "quay.example", ofThis: true, hidden: false, answered: "2025-02-04T08:00:00Z" };

test("brought in elsewhere it is all there, for its owner alone, and says so", async () => {
  const log = structuredClone(folder.log);
  log.entries[0].witnesses = [WITNESS];
  folder.log = log;
  const page = await settled(other, await add(other, packed({ "log.json": log })));
  assert.match(words(page), /What lay beside the badges Tags on badges: 1 · Collections: 1 · Your page · CVs: 1 · Goals: 1 · Entries of the learning log: 1 All of it is for you alone.*Links for readers are secrets/);
  assert.match(words(page), /Brought along/);
  const now = await takeout(other);
  assert.deepEqual(said(now), said(folder));
  assert.deepEqual([now.list.collections[0].public, now.person.page.public, now.person.cvs[0].public, now.list.badges.some((b) => b.public)], [false, false, false, false]);
  assert.equal(now.list.collections[0].stories[now.list.badges.find((b) => b.tags.length).folder], "Earned at night.");
  assert.equal(now.files.get(now.log.entries[0].files[0].file)().toString(), "notes of the night");
});

test("what a witness said elsewhere is a copy here: it counts for nothing and reaches no reader", async () => {
  const row = (await other.get("/backpack/log")).text.match(/href="(\/backpack\/log\/\d+)"/)[1], page = await other.get(row);
  assert.match(words(page), /Jo Price \(lead, a supervisor\).*quay\.example.*Steady <b>hand<\/b>\..*Copied from a Backpack elsewhere.*A copy/);
  assert.doesNotMatch(words(page), /an address at quay\.example was proved/);
  assert.doesNotMatch(words(await other.get("/backpack/log?which=witnessed")), /lamp/);
  assert.deepEqual((await takeout(other)).log.entries[0].witnesses.map((w) => [w.name, w.copy]), [["Jo Price", true]]);
});

test("the same folder once more changes nothing, and what was changed since stays", async () => {
  const before = await takeout(other), again = await settled(other, await add(other, packed({ "log.json": folder.log })));
  assert.match(words(again), /Nothing beside the badges was new/);
  assert.deepEqual(said(await takeout(other)), said(before));
  const row = (await other.get("/backpack/log")).text.match(/href="(\/backpack\/log\/\d+)"/)[1];
  await other.submit(await other.get(`${row}/edit`), { what: "Held both lamps" }, { action: `${row}/edit` });
  await settled(other, await add(other, packed({ "log.json": folder.log })));
  assert.match(words(await other.get("/backpack/log")), /Held both lamps/);
  assert.equal((await takeout(other)).log.entries.length, 1);
});

test("lists of a stranger's making: what no page would take is left out, and a torn one leaves the badges", async () => {
  const list = { format: "lapel-backpack", version: 1, badges: folder.list.badges.map((b) => ({ ...b, tags: ["x\u0000y", "z".repeat(500), { a: 1 }] })),
    collections: [{ id: "no/word", name: "</title><script>window.caught=1</script>", story: "[click](javascript:alert(1))", badges: ["badges/none", folder.list.badges[0].folder], log: ["nobody"], cover: "log.json" }] };
  const person = { page: { name: "\u0000" }, cvs: [{ label: "Odd", content: { next: 9223372036854775807, web: "javascript:1", sections: [{ id: 1, kind: "about", text: "a\u0000b" }, { id: 1, kind: "none" }] } }],
    goals: [{ title: "Odd goal", link: "javascript:alert(1)" }, { title: "\u0000" }, { achievement: "x" }] };
  const log = { entries: [{ mark: "odd", what: "Odd <i>deed</i>", day: "2999-01-01" }, { mark: "odd2", what: "Odd deed", day: "2024-01-01", link: "javascript:1", minutes: -1, files: [{ file: "../../etc/passwd" }], witnesses: [{ name: "a@b.org", saw: "work" }] }] };
  const page = await settled(other, await add(other, packed({ "backpack.json": list, "person.json": person, "log.json": log })));
  assert.match(words(page), /Tags on badges: \d+ · Collections: 1 · CVs: 1 · Goals: 1 · Entries of the learning log: 1/);
  const now = await takeout(other);
  assert.ok(now.list.badges.every((b) => b.tags.includes("xy")));
  assert.equal(now.list.collections[0].badges.length, 1);
  assert.equal(now.person.goals.find((g) => g.title === "Odd goal").link, "");
  assert.deepEqual(now.log.entries.find((e) => e.mark === "odd2").files, []);
  assert.ok(!now.log.entries.some((e) => e.mark === "odd"));
  for (const where of ["/backpack/collections", "/backpack/cvs", "/backpack/goals", "/backpack/log"]) {
    const shown = await other.get(where);
    assert.equal(shown.status, 200, where);
    assert.ok(!/<script>window|href="javascript/.test(shown.text), where);
  }
  const torn = await settled(other, await add(other, packed({ "person.json": "{" })));
  assert.match(words(torn), /Your page, CVs and goals cannot be read, and are left out\. .*Brought along/);
  assert.match(words(torn), /Was there already/);
});

test("each list of a folder comes by itself: one that is torn keeps no other out, and says what it was", async () => {
  const { maya: fresh, server } = await openOffice();
  try {
    const noList = await settled(fresh, await add(fresh, packed({ "backpack.json": "{", "log.json": folder.log })));
    assert.match(words(noList), /Your page · CVs: 1 · Goals: 1 · Entries of the learning log: 1\. Tags and collections cannot be read, and are left out\./);
    const noLog = await settled(fresh, await add(fresh, packed({ "log.json": "[]" })));
    assert.match(words(noLog), /Tags on badges: 1 · Collections: 1\. The learning log cannot be read, and is left out\./);
    const part = await settled(fresh, await add(fresh, packed({ "log-2.json": "{\"entries\":7}", "log-3.json": { entries: [{ mark: "third", what: "Third list", day: "2024-01-01" }] } })));
    assert.match(words(part), /Entries of the learning log: 1\. A part of the learning log cannot be read, and is left out\./);
    const none = await settled(fresh, await add(fresh, packed({ "backpack.json": "{", "person.json": "{", "log.json": "{" })));
    assert.match(words(none), /What lies beside the badges in this folder cannot be read, and is left out\. .*Left out/);
    const later = await settled(fresh, await add(fresh, packed({ "backpack.json": { ...folder.list, version: 2 } })));
    assert.match(words(later), /left out\. .*another edition of Lapel/);
  } finally {
    await server.stop();
  }
});

test("undo takes out what came beside the badges too; what was changed since stays, and the page says so", async () => {
  const { maya: fresh, server } = await openOffice(), log = { entries: [...folder.log.entries, { mark: "second", what: "Second deed", day: "2024-01-01" }] };
  const list = structuredClone(folder.list), person = structuredClone(folder.person);
  list.collections.push({ id: "other", name: "Another", story: "", badges: list.collections[0].badges, stories: {}, log: ["second"] });
  person.goals.push({ title: "Solder" });
  const bytes = packed({ "log.json": log, "backpack.json": list, "person.json": person });
  try {
    const page = await settled(fresh, await add(fresh, bytes));
    assert.match(words(page), /Undo takes out the badges and what came with them/);
    const full = await takeout(fresh), entry = (await fresh.get("/backpack/log")).text.match(/href="(\/backpack\/log\/\d+)"[^]{0,200}Second deed/)?.[1] ?? (await fresh.get("/backpack/log")).text.match(/\/backpack\/log\/\d+/)[0];
    assert.deepEqual([full.list.collections.length, full.person.goals.length, full.log.entries.length], [2, 2, 2]);
    await fresh.submit(await fresh.get(`${entry}/edit`), { what: "Changed deed" }, { action: `${entry}/edit` });
    const shelf = (await fresh.get("/backpack/collections")).text.match(/\/backpack\/collections\/\d+/)[0];
    await fresh.submit(await fresh.get(`${shelf}/edit`), { name: "Mine now" }, { action: shelf });
    await fresh.post(`${page.path}/undo`, { csrf: page.csrf });
    const left = await takeout(fresh), told = words(await fresh.get(page.path));
    assert.ok(left.list.badges.every((b) => b.removed && !b.tags.length));
    assert.deepEqual(left.list.collections.map((c) => c.name), ["Mine now"]);
    assert.deepEqual([left.person.cvs, left.person.goals, left.person.page], [[], [], undefined]);
    assert.deepEqual(left.log.entries.map((e) => e.what), ["Changed deed"]);
    assert.match(told, /You changed this since, so it stays: Collections: 1 · Entries of the learning log: 1/);
    const again = await settled(fresh, await add(fresh, bytes));
    assert.match(words(again), /Tags on badges: 1 · Collections: 2 .*CVs: 1 · Goals: 2 · Entries of the learning log: 1/);
  } finally {
    await server.stop();
  }
});

test("undo leaves what was there before the folder came, but for what it put in", async () => {
  const { maya: fresh, server } = await openOffice();
  try {
    await add(fresh, zip([["Truck.jwt", issuer.badge("urn:uuid:Truck", { email: MAYA, name: "Truck" })], ["Crane.jwt", issuer.badge("urn:uuid:Crane", { email: MAYA, name: "Crane" })]]));
    await fresh.submit(await fresh.get("/backpack/collections/new"), { name: "For my next job", story: "mine" }, { action: "/backpack/collections" });
    const page = await settled(fresh, await add(fresh, packed({ "log.json": folder.log })));
    assert.equal((await takeout(fresh)).list.collections[0].badges.length, 2);
    await fresh.post(`${page.path}/undo`, { csrf: page.csrf });
    const left = await takeout(fresh);
    assert.ok(left.list.badges.every((b) => !b.removed && !b.tags.length), "badges that were there before stay, without its tags");
    assert.deepEqual(left.list.collections.map((c) => [c.name, c.story, c.badges, c.log]), [["For my next job", "mine", [], []]]);
    assert.equal(left.log, null);
  } finally {
    await server.stop();
  }
});

test("a folder that somebody unpacked and packed again, in a folder of its own, is one too", async () => {
  const files = [["__MACOSX/._backpack.json", "x"], ...[...folder.files].map(([name, content]) => [`My badges/${name}`, content()])];
  const page = await settled(other, await add(other, zip(files))), list = words(page);
  assert.equal((await ids(other)).length, 2);
  assert.match(list, /What lay beside the badges .*Brought along/);
  assert.equal(list.match(/Was there already/g).length, 2);
  assert.doesNotMatch(list, /No badge in it/);
});

test("a badge that waited for the proof of an address joins its collection when it is tried again", async () => {
  const late = issuer.badge("urn:uuid:late", { email: "late@example.org", name: "Late" });
  const list = { format: "lapel-backpack", version: 1, badges: [{ folder: "badges/1-Late", file: "badge.jwt", tags: ["later"] }], collections: [{ name: "Late ones", badges: ["badges/1-Late"], stories: {} }] };
  const page = await settled(maya, await add(maya, zip([["badges/1-Late/badge.jwt", late], ["backpack.json", JSON.stringify(list)]])));
  assert.match(words(page), /Another address/);
  assert.match(words(page), /Collections: 1/);
  accident(here.server, "INSERT INTO account_email (account_id, address, folded, is_primary, verified_at) SELECT id, 'late@example.org', 'late@example.org', 0, 1 FROM account ORDER BY id LIMIT 1");
  const again = await settled(maya, await maya.post(`${page.path}/again`, { csrf: page.csrf }));
  assert.match(words(again), /Added/);
  assert.match(words(again), /Tags on badges: 1/);
  const { list: now } = await takeout(maya), mine = now.collections.find((c) => c.name === "Late ones");
  assert.deepEqual(mine.badges.map((f) => now.badges.find((b) => b.folder === f).title), ["Late"]);
});

// More than a request may have elsewhere, and more files than somebody would wait for.
test("a large folder comes whole: badges in their order, every file of the log", async () => {
  const { maya: third, server } = await openOffice(), n = 130, names = Array.from({ length: n }, (_, i) => `Badge ${i + 1}`), description = "Knows the crane. ".repeat(3500);
  try {
    const badges = names.map((name, i) => ({ folder: `badges/${i + 1}-B`, file: "badge.jwt", tags: [i % 2 ? "odd" : "even"] }));
    const order = badges.map((b) => b.folder).reverse();
    const entries = Array.from({ length: 8 }, (_, i) => ({ mark: `deed-${i}`, what: `Deed ${i}`, day: "2025-02-03", files: Array.from({ length: 5 }, (_, k) => ({ file: `log/${i}-${k}.txt`, name: `n${k}.txt` })) }));
    const bytes = zip([
      ...badges.map((b, i) => [`${b.folder}/badge.jwt`, issuer.badge(`urn:uuid:large-${i}`, { email: MAYA, name: names[i], achievement: { description } })]),
      ...entries.flatMap((e) => e.files.map((f) => [f.file, `${e.what}, ${f.name}`])),
      ["log.json", JSON.stringify({ entries })],
      ["backpack.json", JSON.stringify({ format: "lapel-backpack", version: 1, badges, collections: [{ name: "All of them", badges: order, stories: {}, log: ["deed-3"] }] })],
    ]);
    assert.ok(bytes.length > 8 << 20, `${bytes.length} bytes`);
    const page = await settled(third, await add(third, bytes));
    assert.match(words(page), new RegExp(`Tags on badges: ${n} · Collections: 1 · Entries of the learning log: 8 `));
    assert.match(words(page), /Undo takes out the badges/);
    const now = await takeout(third), [shelf] = now.list.collections;
    assert.deepEqual(shelf.badges.map((f) => now.list.badges.find((b) => b.folder === f).title), names.toReversed());
    assert.deepEqual(shelf.log, ["deed-3"]);
    assert.deepEqual(now.log.entries.map((e) => e.files.length), Array(8).fill(5));
    await third.post(`${page.path}/undo`, { csrf: page.csrf });
    const undone = await takeout(third);
    assert.ok(undone.list.badges.every((b) => b.removed));
    assert.deepEqual([undone.list.collections, undone.log], [[], null]);
  } finally {
    await server.stop();
  }
});

test("a learning log of more than one list may hold is taken away in several, and comes back whole", async () => {
  const { maya: writer, server } = await openOffice(), { maya: reader, server: elsewhere } = await openOffice(), long = "long ".repeat(780);
  try {
    accident(server, `INSERT INTO log_entry (owner_id, mark, what, day, month, minutes, words, link, seen_by, edition, search_key, created_at, changed_at)
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)
      SELECT a.id, 'mark-' || n.i, 'Deed ' || n.i, 1700006400000, 202311, 5, '${long}', '', '', 1, 'deed', 1, 1 FROM n, account a WHERE a.id = (SELECT min(id) FROM account)`);
    await writer.submit(await writer.get("/account/takeout"), {}, { action: "/account/takeout" });
    const where = await until(async () => (await writer.get("/account/takeout")).text.match(/\/account\/takeout\/\d+\/file\.zip/)?.[0], "the file to be made", 120);
    const bytes = (await writer.get(where)).bytes, names = [...unzip(bytes).keys()].filter((n) => /^log.*json$/.test(n));
    assert.deepEqual(names, ["log.json", "log-2.json"]);
    const page = await settled(reader, await add(reader, bytes));
    assert.match(words(page), /Entries of the learning log: 2500/);
    assert.doesNotMatch(words(page), /cannot be read|No badge in it/);
    await reader.post(`${page.path}/undo`, { csrf: page.csrf });
    assert.equal((await takeout(reader)).log, null);
  } finally {
    await server.stop();
    await elsewhere.stop();
  }
});

test("a file that is no archive is still 5 MB at most, and says so where it was chosen", async () => {
  const page = await add(other, Buffer.alloc((5 << 20) + 1, 32));
  assert.equal(page.status, 422);
  assert.match(words(page), /A file that is no ZIP is larger than 5 MB/i);
});
