// A CV with badges in it: built, put in order, undone, shared with one reader and
// with all, and taken away in forms that other programs read.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test, { after, before } from "node:test";
import resume from "@jsonresume/schema";
import { file, lapel } from "./harness.mjs";
import { unescape, words } from "./html.mjs";
import { Issuer } from "./app.mjs";
import { accident, openOffice } from "./office.mjs";

let office, maya, self, token, copy;
const path_ = (page) => new URL(page.url).pathname;

before(async () => {
  office = await openOffice();
  maya = office.maya;
  token = new Issuer().badge("urn:uuid:7d0f9b1e-0000-4000-8000-00000000000c", { email: "maya@example.org", name: "Crane & <b>driver</b>" });
  await maya.submit(await maya.get("/backpack/add"), { file: file("crane.jwt", "text/plain", token) }, { action: "/backpack/add" });
});
after(() => office?.server.stop());

const open = () => maya.get(self);
const titles = (page) => [...page.text.matchAll(/class="arrange-name"><a [^>]*>([^<]*)</g)].map((m) => unescape(m[1]));
// The address of the section with this title, on the CV's page.
const section = (page, title) => page.text.match(new RegExp(`href="(${self}/sections/\\d+)">${title}<`))[1];

test("the first page is empty and says what to do; a new CV has the usual sections", async () => {
  const page = await maya.get("/backpack/cvs");
  assert.match(words(page), /No CV yet/);
  assert.equal((await maya.submit(page, { label: "" }, { action: "/backpack/cvs" })).status, 422);
  const made = await maya.submit(await maya.get("/backpack/cvs"), { label: "Harbour <script>" }, { action: "/backpack/cvs" });
  self = path_(made);
  assert.match(self, /^\/backpack\/cvs\/\d+$/);
  assert.deepEqual(titles(made), ["About me", "Experience", "Education", "Badges"]);
});

test("name, texts, entries and badges are written, checked, and shown as written", async () => {
  await maya.submit(await maya.get(`${self}/head`), { name: "Maya Okafor", headline: "Crane <driver>", email: "maya.public@example.org", place: "Hull", web: "https://maya.example" }, { action: "/head" });
  const about = section(await open(), "About me");
  await maya.submit(await maya.get(about), { text: "I lift.\nSafely & <b>well</b>." }, { action: about });
  const jobs = section(await open(), "Experience");
  const wrong = await maya.submit(await maya.get(`${jobs}/entries/new`), { what: "Driver", from: "2021-13" }, { action: "/entries/new" });
  assert.equal(wrong.status, 422);
  assert.match(words(wrong), /Write a year/);
  assert.match(words(await maya.submit(await maya.get(`${jobs}/entries/new`), { what: "Driver", from: "2021-05", until: "2020" }, { action: "/entries/new" })), /end lies before/);
  for (const entry of [{ what: "Driver", where: "Port of Hull", town: "Hull", from: "2019-03", until: "2021-05", text: "Night shifts." }, { what: "Foreman", where: "Quay & Co", from: "2021-06" }]) {
    await maya.submit(await maya.get(`${jobs}/entries/new`), entry, { action: "/entries/new" });
  }
  await maya.submit(await maya.get(`${section(await open(), "Education")}/entries/new`), { what: "Lifting plan", where: "Quay Academy", from: "2018", until: "2018" }, { action: "/entries/new" });
  const picks = await maya.get(`${section(await open(), "Badges")}/pick`);
  const ref = picks.text.match(/name="in" value="([^"]+)"/)[1];
  await maya.submit(picks, { in: ref }, { action: "/pick" });
  await maya.post(`${self}/sections`, { csrf: (await open()).csrf, kind: "languages" });
  await maya.submit(await maya.get(`${section(await open(), "Languages")}/entries/new`), { what: "Yoruba", where: "C2" }, { action: "/entries/new" });
  const page = await open(), said = words(page);
  for (const part of [/Crane <driver>/, /Safely & <b>well<\/b>/, /03\/2019 – 05\/2021/, /since 06\/2021/, /Crane & <b>driver<\/b>/, /Quay Academy/, /Yoruba/]) assert.match(said, part);
  assert.ok(!page.text.includes("<b>driver"));
});

test("sections and entries are put in order by buttons, and the last change is undone and done again", async () => {
  const id = section(await open(), "Badges").split("/").pop(), first = section(await open(), "About me").split("/").pop();
  const moved = await maya.post(`${self}/move`, { csrf: (await open()).csrf, badge: id, section: 0, before: first });
  assert.equal(moved.status, 200, words(moved));
  assert.deepEqual(titles(moved).slice(0, 2), ["Badges", "About me"]);
  const undo = async () => maya.submit(await open(), {}, { action: "/undo" });
  assert.deepEqual(titles(await undo()).slice(0, 2), ["About me", "Experience"]);
  assert.deepEqual(titles(await undo()).slice(0, 2), ["Badges", "About me"]);
  const jobs = section(await open(), "Experience"), page = await maya.get(jobs);
  assert.deepEqual(titles(page), ["Driver", "Foreman"]);
  const ids = [...page.text.matchAll(/data-arrange-row="(\d+)"/g)].map((m) => m[1]);
  assert.deepEqual(titles(await maya.post(`${jobs}/move`, { csrf: page.csrf, badge: ids[1], section: 0, before: ids[0] })), ["Foreman", "Driver"]);
  assert.deepEqual(titles(await maya.post(`${jobs}/move`, { csrf: page.csrf, badge: 999, section: 0, before: ids[0] })), ["Foreman", "Driver"]);
});

test("nobody reads it until its owner says so; a reader's link counts, ends, and shows the badges of the CV alone", async () => {
  const stranger = office.server.visitor();
  await maya.submit(await maya.get(`${self}/share`), { reader: "Quay & Co", until: "2020-01-01" }, { action: "/share" });
  assert.match(words(maya.last), /still to come/);
  await maya.submit(await maya.get(`${self}/share`), { reader: "Quay & Co", until: "2090-01-01" }, { action: "/share" });
  const link = maya.last.text.match(/\/cv\/[\w-]{20,}/)[0];
  const seen = await stranger.get(link);
  assert.equal(seen.status, 200);
  assert.match(words(seen), /Maya Okafor/);
  assert.ok(!seen.text.includes("maya@example.org"), "no address but the one that was written for readers");
  const badge = seen.text.match(new RegExp(`${link}/[\\w-]+`))[0];
  const shown = await stranger.get(badge);
  assert.match(words(shown), /CV of Maya Okafor.*Genuine/);
  assert.ok(!/Awarded to|maya@example\.org|Came from/.test(words(shown)), "what its owner did not tick for readers");
  assert.match(shown.headers.get("x-robots-tag"), /noindex/);
  assert.equal((await stranger.get(`${link}/nothing`)).status, 404);
  await stranger.get(link);
  assert.match(words(await maya.get(`${self}/share`)), /opened 2 times/);
  const pdf = await stranger.get(`${link}/cv.pdf`);
  assert.equal(pdf.headers.get("content-type"), "application/pdf");
  assert.ok(!pdf.bytes.includes("EmbeddedFile"), "what is attached may name an address: its owner's PDF alone has it");
  await maya.submit(await maya.get(`${self}/share`), {}, { action: "/end" });
  assert.equal((await stranger.get(link)).status, 404);
  await maya.submit(await maya.get(`${self}/share`), { seen: "link" }, { action: "/public" });
  const general = maya.last.text.match(/\/cv\/[\w-]{20,}/)[0];
  assert.equal((await stranger.get(general)).status, 200);
});

test("the PDF carries the badges: the command line checks them offline, a changed one is found", async () => {
  const pdf = (await maya.get(`${self}/cv.pdf`)).bytes, where = path.join(tmpdir(), `lapel-cv-${process.pid}.pdf`);
  try {
    writeFileSync(where, pdf);
    const good = await lapel(["verify", "--offline", "--json", where]);
    assert.equal(good.status, 0, good.out + good.err);
    const said = JSON.parse(good.out);
    assert.deepEqual([said.verdict, said.kind, said.attachments.length, said.attachments[0].report.verdict], ["valid", "pdf", 1, "valid"]);
    assert.match(said.attachments[0].name, /^01-Crane.*\.jwt$/);
    assert.match((await lapel(["verify", "--offline", where])).out, /^01-Crane.*Genuine/);
    assert.ok(pdf.includes("/AFRelationship /Supplement"));
    const at = pdf.indexOf(token.slice(-40));
    assert.ok(at > 0, "the badge is in it byte for byte");
    const spoilt = Buffer.from(pdf);
    spoilt.write(token.slice(-40) === "A".repeat(40) ? "B" : "A".repeat(20), at, "latin1");
    writeFileSync(where, spoilt);
    assert.equal((await lapel(["verify", "--offline", where])).status, 1);
    writeFileSync(where, pdf.subarray(0, pdf.indexOf("/Type /EmbeddedFile")));
    assert.equal((await lapel(["verify", "--offline", where])).status, 65);
  } finally {
    rmSync(where, { force: true });
  }
});

test("JSON Résumé is valid by its schema, Europass XML is well-formed, and both say what the CV says", async () => {
  const json = JSON.parse((await maya.get(`${self}/resume.json`)).text);
  await new Promise((done, fail) => resume.validate(json, (errors) => (errors?.length ? fail(new Error(JSON.stringify(errors))) : done())));
  assert.equal(json.basics.name, "Maya Okafor");
  assert.deepEqual(json.work.map((w) => [w.position, w.startDate, w.endDate]), [["Foreman", "2021-06", undefined], ["Driver", "2019-03", "2021-05"]]);
  assert.deepEqual(json.certificates.map((c) => [c.name, c.issuer]), [["Crane & <b>driver</b>", "Quay Academy"]]);
  assert.ok(json.certificates[0].url.startsWith("http"));
  const xml = (await maya.get(`${self}/europass.xml`)).text;
  execFileSync("xmllint", ["--noout", "-"], { input: xml });
  const name = execFileSync("xmllint", ["--xpath", "string(//*[local-name()='PersonName']/*[local-name()='FamilyName'])", "-"], { input: xml, encoding: "utf8" });
  assert.equal(name.trim(), "Okafor");
  const first = execFileSync("xmllint", ["--xpath", "string(//*[local-name()='CertificationName'])", "-"], { input: xml, encoding: "utf8" });
  assert.equal(first.trim(), "Crane & <b>driver</b>");
});

test("a copy is another CV; a removed one is back with a click, and read by nobody meanwhile", async () => {
  copy = path_(await maya.submit(await open(), {}, { action: "/copy" }));
  assert.notEqual(copy, self);
  assert.match(words(await maya.get(copy)), /Maya Okafor/);
  const general = (await maya.get(`${self}/share`)).text.match(/\/cv\/[\w-]{20,}/)[0];
  await maya.submit(await open(), {}, { action: "/remove" });
  assert.equal((await office.server.visitor().get(general)).status, 404);
  await maya.submit(await maya.get("/backpack/cvs"), {}, { action: `${self}/restore` });
  assert.equal((await office.server.visitor().get(general)).status, 200);
});

test("another's CV is not reached by its number, by any way", async () => {
  accident(office.server, "INSERT INTO account (name, lang, is_operator, created_at) VALUES ('Other', '', 0, 0)");
  accident(office.server, `INSERT INTO cv (owner_id, public_id, label, is_public, content, created_at, changed_at) SELECT max(a.id), 'others', 'Other', 0, '{"name":"Other","next":9,"sections":[{"id":1,"kind":"experience","entries":[{"id":2,"what":"x"}]},{"id":3,"kind":"badges","entries":[]}]}', 0, 0 FROM account a`);
  const { csrf } = await open(), other = Number(copy.split("/").pop()) + 1;
  const base = `/backpack/cvs/${other}`;
  for (const where of ["", "/head", "/sections/1", "/sections/1/entries/2", "/sections/1/entries/new", "/sections/3/pick", "/share", "/cv.pdf", "/resume.json", "/europass.xml"]) {
    assert.equal((await maya.get(base + where)).status, 404, where);
    assert.equal(path_(await office.server.visitor().get(base + where)), "/sign-in", where);
  }
  for (const [where, fields] of [["/undo"], ["/copy"], ["/remove"], ["/restore"], ["/head", { label: "x", name: "x" }], ["/sections", { kind: "about" }], ["/move", { badge: 1, section: 0, before: 0 }],
    ["/sections/1", { title: "x" }], ["/sections/1/remove"], ["/sections/1/move", { badge: 2, section: 0, before: 0 }], ["/sections/3/pick", {}], ["/sections/1/entries/new", { what: "x" }],
    ["/sections/1/entries/2", { what: "x" }], ["/sections/1/entries/2/remove"], ["/share", { reader: "x", until: "2090-01-01" }], ["/public", { seen: "link" }], ["/share/1/end"]]) {
    assert.equal((await maya.post(base + where, { csrf, ...fields })).status, 404, where);
  }
  assert.equal((await office.server.visitor().get("/cv/others")).status, 404);
});

test("among many badges a section finds by words, and leaves what it does not show as it was", async () => {
  accident(office.server, `INSERT INTO holding (owner_id, public_id, credential_key, original, source, title, issuer_name, issuer_anchor, description, version, verdict, report,
    checked_at, is_public, created_at, standing) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 120)
    SELECT h.owner_id, 'hoist' || n.i, 'hoist' || n.i, h.original, '', 'Hoist ' || n.i, 'Quay & Co', '', '', h.version, h.verdict, h.report, 1, 0, 1, 'good'
    FROM n, (SELECT * FROM holding ORDER BY id LIMIT 1) h`);
  const made = path_(await maya.submit(await maya.get("/backpack/cvs"), { label: "Many" }, { action: "/backpack/cvs" }));
  const badges = (await maya.get(made)).text.match(new RegExp(`href="(${made}/sections/\\d+)">Badges<`))[1];
  const pick = async (typed, title) => {
    const page = await maya.get(`${badges}/pick?q=${encodeURIComponent(typed)}`);
    const ref = new RegExp(`value="([^"]+)"(?: checked)?[ ]*>(?:(?!<label)[^])*?choice-text">${title}<`).exec(page.text)[1];
    return maya.post(`${badges}/pick`, { csrf: page.csrf, in: ref, q: typed });
  };
  let page = await maya.get(`${badges}/pick`);
  assert.equal([...page.text.matchAll(/name="in"/g)].length, 100);
  assert.match(words(page), /newest 100 are shown/);
  assert.doesNotMatch(page.text, /Crane|Hoist 20</);
  await pick("CRANE", "Crane &amp; &lt;b&gt;driver&lt;/b&gt;");
  page = await pick("hoist 7", "Hoist 7");
  assert.match(words(page), /Crane & <b>driver<\/b>.*Hoist 7/);
  page = await maya.get(`${badges}/pick?q=${encodeURIComponent("<zebra> %_!")}`);
  assert.match(words(page), /Nothing is found by “<zebra> %_!”/);
});
