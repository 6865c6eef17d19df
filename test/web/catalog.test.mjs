// Badges: the editor step by step, its mistakes, versions, and what is done with a badge as a whole.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { file, until } from "./harness.mjs";
import { openOffice, publish } from "./office.mjs";
import { unescape, words } from "./html.mjs";

const studio = {
  shape: "shield", border: "line", ground: "plain", palette: "Ocean", gradient: "1", icon: "flame", banner: "Level 2", stars: "3",
};
let office, maya, badges;

before(async () => {
  office = await openOffice();
  maya = office.maya;
  badges = `${office.base}/badges`;
});
after(() => office.server.stop());

async function newBadge(name) {
  const page = await maya.submit(await maya.get(`${badges}/new`), { name, description: "What it says.", go: "next" }, { action: "/badges" });
  assert.match(page.path, /\/picture$/);
  return page.path.replace(/\/picture$/, "");
}
const send = async (path, fields) => maya.submit(await maya.get(path), fields, { action: path.replace(/.*\//, "/") });

test("the steps make a badge, each is kept, the last one publishes", async () => {
  const self = await newBadge("Spill response");
  let page = await send(`${self}/picture`, { ...studio, go: "next" });
  assert.match(page.path, /\/criteria$/);
  page = await send(`${self}/criteria`, { criteria: "- **One** drill\n<script>x</script>", go: "show" });
  assert.match(page.text, /<strong>One<\/strong> drill/);
  assert.doesNotMatch(page.text, /<script>x/);
  page = await maya.submit(page, { go: "next" }, { action: "/criteria" });
  page = await maya.submit(page, { go: "next" }, { action: "/levels" });
  page = await maya.submit(page, { validity: "months", months: "36", tags: "safety, spill", go: "next" }, { action: "/validity" });
  page = await maya.submit(page, { skill1: "Contain a spill", url1: "https://example.org/skill", go: "next" }, { action: "/skills" });
  page = await maya.submit(page, { go: "next" }, { action: "/translations" });
  assert.match(page.path, /\/preview$/);
  assert.match(words(page), /Valid for 3 years/);
  assert.match(unescape(page.text), /"type": \[\s*"Achievement"/);
  assert.match(unescape(page.text), /"type": "BadgeClass"/);
  assert.match(page.text, /href="https:\/\/example.org\/skill"/);
  page = await maya.submit(page, {}, { action: "/publish" });
  assert.match(words(page), /The badge is published/);
  const address = /href="[^"]*(\/badges\/[^"/]+)"[^>]*>[^]*?Public page/.exec(page.text)[1];
  const shown = await office.server.visitor({ accept: "text/html" }).get(address);
  assert.match(words(shown), /Spill response/);
  assert.match(shown.text, /\/images\//);
});

test("what is missing is said, and nothing is published", async () => {
  const self = await newBadge("Half an idea");
  let page = await maya.get(`${self}/preview`);
  assert.match(words(page), /give the badge a picture/);
  assert.doesNotMatch(page.text, />Publish</);
  page = await maya.submit(page, {}, { action: "/publish" });
  assert.equal(page.status, 422);
  assert.match(words(await maya.get(self)), /Draft/);
});

test("mistakes stand beside their field and what was typed stays", async () => {
  const self = await newBadge("Mistakes");
  let page = await send(`${self}/basics`, { name: "", description: "Kept as typed." });
  assert.equal(page.status, 422);
  assert.match(page.text, /id="name-error"/);
  assert.match(page.text, /Kept as typed\./);
  page = await send(`${self}/validity`, { validity: "months", months: "three", tags: "kept" });
  assert.equal(page.status, 422);
  assert.match(page.text, /value="three"/);
  assert.match(page.text, /value="kept"/);
  page = await send(`${self}/validity`, { validity: "ever", months: "three", go: "next" });
  assert.match(page.path, /\/skills$/);
  page = await send(`${self}/skills`, { skill1: "Without an address", framework1: "ESCO", go: "next" });
  assert.equal(page.status, 422);
  assert.match(page.text, /id="url1-error"/);
  assert.match(page.text, /value="ESCO"/);
});

test("criteria are kept one by one, moved, pasted, and told to everybody", async () => {
  const self = await newBadge("By the item");
  let page = await send(`${self}/criteria`, { item1: "A drill", need1: "required", note1: "ask about the exit", go: "add" });
  page = await maya.submit(page, { item2: "A talk", need2: "optional", proof2: "the slides", go: "up-2" }, { action: "/criteria" });
  assert.deepEqual([page.form("/criteria").fields.item1, page.form("/criteria").fields.item2], ["A talk", "A drill"]);
  page = await maya.submit(page, { more: "- a test\n2. a **sheet**\n\n\u2022 a key", go: "paste" }, { action: "/criteria" });
  assert.equal(page.form("/criteria").fields.rows, "5");
  assert.match(page.text, /<div class="card" role="group" aria-label="Criterion 5">/);
  assert.doesNotMatch(page.text, /<fieldset/);      // of which Chromium may show nothing, where it pauses while it reads it
  assert.equal(page.form("/criteria").fields.item4, "a **sheet**");
  assert.match(page.text, /<strong>sheet<\/strong>/);
  page = await maya.submit(page, { criteria: "Judged by the safety officer.", go: "next" }, { action: "/criteria" });
  assert.match(page.path, /\/levels$/);
  page = await maya.get(`${self}/preview`);
  assert.match(words(page), /Judged by the safety officer\. Required A drill a test a sheet a key Optional A talk/);
  assert.doesNotMatch(page.text, /ask about the exit/);
  const kept = (await maya.get(`${self}/criteria`)).form("/criteria").fields;
  assert.equal(kept.note2, "ask about the exit");
  assert.equal(kept.proof1, "the slides");
  page = await send(`${self}/criteria`, { item1: "", go: "next" });
  assert.equal(page.status, 422);
  assert.match(page.text, /id="item1-error"/);
  page = await send(`${self}/criteria`, { more: Array.from({ length: 20 }, (_, i) => `line ${i}`).join("\n"), go: "next" });
  assert.equal(page.status, 422);
  assert.match(page.text, /id="more-error"/);
  const ids = [kept.key1, kept.key2];
  await send(`${self}/criteria`, { key2: kept.key1, key3: "made up", go: "next" });
  const after = (await maya.get(`${self}/criteria`)).form("/criteria").fields;
  assert.equal(after.key1, ids[0]);
  assert.notEqual(after.key2, ids[0]);
  assert.notEqual(after.key3, "made up");
});

test("what is typed into a draft is kept by the way, and mistakes are not", async () => {
  const self = await newBadge("Typing");
  let page = await send(`${self}/basics`, { description: "Half a sent", go: "auto" });
  assert.equal(page.text, "saved");
  page = await send(`${self}/basics`, { name: "", go: "auto" });
  assert.equal(page.status, 422);
  const kept = (await maya.get(`${self}/basics`)).form("/basics").fields;
  assert.deepEqual([kept.name, kept.description], ["Typing", "Half a sent"]);
});

test("a template becomes a draft that lacks nothing", async () => {
  let page = await maya.get(`${badges}/templates`);
  assert.ok(page.text.match(/name="template"/g).length >= 12);
  const made = await maya.post(`${badges}/templates`, { template: "fire-safety" });
  page = await maya.get(made.headers?.get?.("location") ?? made.path);
  const self = page.path.replace(/\/basics$/, "");
  assert.match(words(await maya.get(self)), /Nothing is missing/);
  assert.equal((await maya.get(`${self}/criteria`)).form("/criteria").fields.item3, "Led one drill and reported at the meeting point");
  assert.equal((await maya.post(`${badges}/templates`, { template: "no such" })).status, 404);
});

test("rows of skills come and go without losing the others", async () => {
  const self = await newBadge("Skilled");
  let page = await send(`${self}/skills`, { skill1: "A", url1: "https://a.example/", go: "add" });
  page = await maya.submit(page, { skill2: "B", url2: "https://b.example/", go: "add" }, { action: "/skills" });
  page = await maya.submit(page, { skill3: "C", url3: "https://c.example/", go: "remove-2" }, { action: "/skills" });
  const { fields } = page.form("/skills");
  assert.equal(fields.rows, "2");
  assert.equal(fields.skill1, "A");
  assert.equal(fields.skill2, "C");
  assert.equal(fields.skill3, undefined);
  await maya.submit(page, { go: "next" }, { action: "/skills" });
  const kept = (await maya.get(`${self}/skills`)).form("/skills").fields;
  assert.deepEqual([kept.skill1, kept.url1, kept.skill2, kept.url2], ["A", "https://a.example/", "C", "https://c.example/"]);
});

test("skills are found in frameworks that were brought in, by words, without a script", async () => {
  const frameworks = `${office.base}/frameworks`;
  const bring = async (fields) => {
    const shown = await maya.get(frameworks);
    const page = await maya.submit({ ...shown, url: shown.url, form: () => shown.forms.find((f) => /\/frameworks(\?.*)?$/.test(f.action)) }, fields);
    return page.status === 200 ? maya.submit(page, {}, { action: "/start" }) : page;
  };
  let page = await bring({ name: "Ours", file: file("a.csv", "text/csv", "title;thing\nx;y\n") });
  assert.equal(page.status, 422);
  assert.match(words(page), /must name the columns/);
  page = await bring({ name: "", file: file("a.csv", "text/csv", "name,url\nLift,https://example.org/lift\n") });
  assert.match(words(page), /Give the framework a name/);
  page = await bring({ name: "Ours", file: file("a.csv", "text/csv",
    "name;url;code;description\nLift a load;https://example.org/lift;L-1;With a crane\nNo address;;L-2;\n100% safe;https://example.org/safe;S_1;\n") });
  assert.match(words(page), /Ours 2 skills/);
  page = await bring({ file: file("c.json", "application/json", JSON.stringify({ CFDocument: { title: "State <b>standard" },
    CFItems: [{ fullStatement: "Add fractions", uri: "https://case.example.org/1", humanCodingScheme: "M.1" }, { fullStatement: "Broken" }] })) });
  assert.match(words(page), /State <b>standard 1 skill/);
  for (const bad of ["{", "{}", '{"CFItems":{}}', "[]", "\u0000\u0001"]) {
    assert.equal((await bring({ name: "x", file: file("x.json", "application/json", bad) })).status, 422, bad);
  }

  const self = await newBadge("With skills");
  page = await send(`${self}/skills`, { q: "crane nothing", go: "find" });
  assert.match(words(page), /Nothing is called so/);
  page = await maya.submit(page, { q: "LOAD lift", go: "next" }, { action: "/skills" });
  assert.match(words(page), /Lift a load Ours L-1 With a crane/);
  page = await maya.submit(page, { go: `use-${/value="use-(\d+)"/.exec(page.text)[1]}` }, { action: "/skills" });
  page = await maya.submit(page, { q: "%", go: "find" }, { action: "/skills" });
  assert.match(words(page), /100% safe/);
  assert.doesNotMatch(words(page), /Add fractions/);
  page = await maya.submit(page, { q: "M.1", go: "find" }, { action: "/skills" });
  page = await maya.submit(page, { go: `use-${/value="use-(\d+)"/.exec(page.text)[1]}` }, { action: "/skills" });
  page = await maya.submit(page, { go: "next" }, { action: "/skills" });
  const preview = JSON.parse(unescape(/<pre class="source"[^>]*>([^<]+)<\/pre>/.exec((await maya.get(`${self}/preview`)).text)[1]));
  assert.deepEqual(preview.alignment.map((x) => [x.targetName, x.targetType, x.targetCode, x.targetFramework]), [
    ["Lift a load", "ceasn:Competency", "L-1", "Ours"], ["Add fractions", "CFItem", "M.1", "State <b>standard"]]);
  page = await maya.get(page.path.replace(/badges.*/, "frameworks"));
  page = await maya.get(/href="([^"]+)">Ours</.exec(page.text)[1]);
  assert.match(words(page), /Skills of it stand on 1 badges/);
});

test("pictures that are none, hostile or huge are refused beside the field", async () => {
  const self = await newBadge("Pictures");
  const bad = [
    file("a.png", "image/png", "not a picture"),
    file("a.svg", "image/svg+xml", `<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>`),
    file("a.jpg", "image/jpeg", "\xff\xd8\xff\xe0"),
    file("big.png", "image/png", "x".repeat(5 * 1024 * 1024 + 1)),
  ];
  for (const picture of bad) {
    const page = await send(`${self}/upload`, { picture, go: "next" });
    assert.equal(page.status, 422, picture.fileName);
    assert.match(page.text, /id="picture-error"/);
    assert.match(words(page), /There is no picture yet/);
  }
  const page = await send(`${self}/upload`, { go: "next" });
  assert.match(words(page), /Choose a PNG or SVG file/);
});

test("an SVG is kept without what could do harm", async () => {
  const self = await newBadge("Clean");
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><script>alert(1)</script><circle onclick="x()" cx="5" cy="5" r="4" fill="red"/></svg>`;
  const page = await send(`${self}/upload`, { picture: file("a.svg", "image/svg+xml", svg), go: "stay" });
  assert.match(words(page), /Saved\./);
  const picture = await maya.get(/src="(\/images\/[^"]+)"/.exec(page.text)[1]);
  assert.equal(picture.headers.get("content-type"), "image/png");
});

test("the studio draws whatever is asked, as a picture that may do nothing", async () => {
  const page = await maya.get(`${badges}/studio.svg?${new URLSearchParams({ ...studio, banner: `"><script>alert(1)</script>`, shape: "no such" })}`);
  assert.equal(page.status, 200);
  assert.equal(page.headers.get("content-type"), "image/svg+xml");
  assert.match(page.headers.get("content-security-policy"), /sandbox/);
  assert.doesNotMatch(page.text, /<script/);
  const stranger = await office.server.visitor().request("GET", `${badges}/studio.svg`);
  assert.notEqual(stranger.status, 200);
});

test("layers are added, moved, hidden, taken out and kept; symbols are searched", async () => {
  const self = await newBadge("Layered");
  let page = await send(`${self}/picture`, { ...studio, go: "add-text" });
  assert.equal(page.form("/picture").fields.l1kind, "text");
  page = await maya.submit(page, { l1value: "SHIFT B", l1bend: "210", icon: "flame", go: "add-icon" }, { action: "/picture" });
  assert.equal(page.form("/picture").fields.l2value, "flame");
  page = await maya.submit(page, { find: "hard hat", go: "find" }, { action: "/picture" });
  assert.match(words(page), /of \d+ symbols/);
  const sprite = unescape(/<use href="([^"#]*icons\.svg\?[^"#]*)#/.exec(page.text)[1]);
  const drawn = await maya.get(sprite);
  assert.match(drawn.text, /<symbol id="flame"/);
  assert.ok(drawn.text.length < 60000);
  page = await maya.submit(page, { l2value: "no-such-icon", go: "up-2" }, { action: "/picture" });
  assert.match(words(page), /There is no symbol of that name/);
  assert.equal(page.form("/picture").fields.l2value, "SHIFT B");
  page = await maya.submit(page, { go: "remove-1" }, { action: "/picture" });
  assert.equal(page.form("/picture").fields.rows, "1");
  page = await maya.submit(page, { l1colour: "#ff0000", l1two: "1", l1second: "#00ff00", go: "stay" }, { action: "/picture" });
  assert.match(words(page), /Saved\./);
  const kept = (await maya.get(`${self}/picture`)).form("/picture").fields;
  assert.deepEqual([kept.l1kind, kept.l1value, kept.l1bend, kept.l1second, kept.rows], ["text", "SHIFT B", "210", "#00ff00", "1"]);
  page = await maya.get(`${self}/picture?undo=1&${new URLSearchParams({ ...studio, l1kind: "ring", rows: "1" })}`);
  assert.equal(page.form("/picture").fields.l1kind, "ring");
});

test("what cannot be read in a picture is said, and mended by one button without a script", async () => {
  const self = await newBadge("Too much");
  const long = "Everything that was ever learnt about the safe crane";
  let page = await send(`${self}/picture`, { ...studio, palette: "own", colour: "#5b2862", ring: "#5b2863", icon: "none-such", stars: "0", banner: "", text_top: long, go: "show" });
  for (const one of [/words above are too long/, /Face and rim are too alike/, /There is no symbol/]) assert.match(words(page), one);
  for (const go of ["fix-top", "fix-rim", "fix-symbol"]) page = await maya.submit(page, { go }, { action: "/picture" });
  assert.doesNotMatch(page.text, /value="fix-/);
  const kept = page.form("/picture").fields;
  assert.ok(kept.text_top && long.startsWith(kept.text_top));
  assert.equal(kept.icon, "award");
  page = await maya.submit(page, { go: "fix-nonsense" }, { action: "/picture" });
  assert.equal(page.status, 200);
  await maya.submit(page, { go: "stay" }, { action: "/picture" });
  // The picture of that badge is where another begins.
  const other = await newBadge("Another");
  page = await maya.get(`${other}/picture`);
  const from = /picture\?from=(\d+)/.exec(page.text)[1];
  page = await maya.get(`${other}/picture?from=${from}`);
  assert.equal(page.form("/picture").fields.text_top, kept.text_top);
  assert.equal((await maya.get(`${other}/picture?from=99999`)).status, 200);
});

test("badges are named together, on both public pages and for machines", async () => {
  const self = `${badges}/${office.badge}`;
  const relations = `${self}/relations`;
  let page = await maya.submit(await maya.get(relations), { kind: "needs", other: "" }, { action: "/relations" });
  assert.equal(page.status, 422);
  assert.match(page.text, /id="other-error"/);
  page = await maya.submit(page, { kind: "needs", other: office.otherBadge }, { action: "/relations" });
  assert.match(words(page), /Saved.*Needed before/);
  const back = await maya.get(`${badges}/${office.otherBadge}/relations`);
  page = await maya.submit({ ...back, url: back.url, form: () => back.forms.find((f) => f.action.endsWith("/relations")) }, { kind: "needs", other: office.badge }, {});
  assert.match(words(page), /lead in a circle/);
  const address = async (id) => new URL(/href="([^"]*\/badges\/[\w-]{16,})"/.exec((await maya.get(`${badges}/${id}`)).text)[1]).pathname;
  const [one, other] = [await address(office.badge), await address(office.otherBadge)];
  const read = (path, accept) => office.server.visitor({ accept }).get(path);
  page = await read(one, "text/html");
  assert.match(words(page), /Related badges Needed before/);
  assert.ok(page.text.includes(`href="${other}"`));
  assert.match(words(await read(other, "text/html")), /Leads on to/);
  const json = async (path) => JSON.parse((await read(path, "application/json")).text);
  const v3 = await json(one);
  assert.deepEqual(v3.related, [{ type: ["Related"], id: `${office.server.url}${other}/1`, version: "1" }]);
  const v2 = await json(`/ob2${one}/1`);
  assert.equal((await json(new URL(v2.related[0].id).pathname)).type, "BadgeClass");
  page = await maya.submit(await maya.get(relations), {}, { action: "/remove" });
  assert.equal((await json(one)).related, undefined);
});

test("an awarded version stays; the next edit says so and makes version 2", async () => {
  const self = `${badges}/${office.badge}`;
  let page = await maya.get(`${office.base}/awards/new?badge=${office.badge}`);
  page = await maya.submit(page, { people: "a@example.org\nb@example.org" }, { action: "/awards/new" });
  await maya.submit(page, {}, { action: "/start" });
  await until(async () => /<td[^>]*class="num"[^>]*>2</.test((await maya.get(self)).text), "two holders", 30);
  page = await maya.get(`${self}/basics`);
  assert.match(words(page), /kept as a working copy\. Everybody sees version 1, which 2 people hold, until you publish version 2; theirs stay as they are/);
  await maya.submit(page, { go: "next" }, { action: "/basics" });
  assert.doesNotMatch(words(await maya.get(self)), /not published/);
  await send(`${self}/basics`, { name: "Forklift operator, class 2", go: "auto" });
  page = await maya.get(self);
  const address = new URL(/href="([^"]*\/badges\/[\w-]{16,})"/.exec(page.text)[1]).pathname;
  const stranger = office.server.visitor({ accept: "text/html" });
  assert.match(words(page), /Changes that are not published Maya [^.]* changed it last, on/);
  assert.match(words(page), /Version 1 /);
  assert.doesNotMatch(words(page), /class 2/);
  assert.doesNotMatch(words(await stranger.get(address)), /class 2/);
  assert.match((await maya.get(`${self}/basics`)).text, /value="Forklift operator, class 2"/);
  page = await maya.get(`${self}/preview`);
  assert.match(page.text, /<ins>.*class 2<\/ins>/s);
  // Thrown away, and back by Undo.
  page = await maya.submit(page, {}, { action: "/working/throw-away" });
  assert.match(words(page), /The changes are thrown away/);
  assert.doesNotMatch((await maya.get(`${self}/basics`)).text, /class 2/);
  page = await maya.submit(page, {}, { action: "/working/take-back" });
  assert.match(words(page), /Your changes are back\..*Publish as version 2/);
  // Published: by which day, where one must renew; and only what is complete.
  page = await maya.submit(page, { counts: "until", renew_by: "" }, { action: "/working/publish" });
  assert.equal(page.status, 422);
  assert.match(page.text, /id="renew_by-error"/);
  await send(`${self}/basics`, { description: "", go: "next" });
  page = await maya.get(`${self}/preview`);
  assert.match(words(page), /say in a sentence what the badge stands for/);
  page = await maya.submit(page, { counts: "yes" }, { action: "/working/publish" });
  assert.equal(page.status, 422);
  await send(`${self}/basics`, { description: "Drives trucks.", go: "next" });
  await publish(maya, self, { counts: "yes" });
  assert.match(words(await stranger.get(address)), /class 2/);
  assert.equal((await maya.submit(await maya.get(self), {}, { action: "/copy" })).status, 200);
  page = await maya.get(self);
  assert.match(words(page), /Forklift operator, class 2/);
  assert.match(words(page), /Version 2 /);
  page = await maya.get(`${self}/versions/2`);
  assert.match(page.text, /<ins>.*class 2<\/ins>/s);
  page = await maya.submit(page, { counts: "until", renew_by: "" }, { action: "/versions/2" });
  assert.equal(page.status, 422);
  assert.match(page.text, /id="renew_by-error"/);
  page = await maya.submit(page, { counts: "until", renew_by: "2031-05-04" }, { action: "/versions/2" });
  assert.match(words(page), /earlier ones renew by.*2031/);
  assert.equal((await maya.get(`${self}/versions/1`)).status, 404);
});

test("archive, undo, copy and delete", async () => {
  const self = `${badges}/${office.badge}`;
  let page = await maya.submit(await maya.get(self), {}, { action: "/archive" });
  assert.match(words(page), /is archived: nobody can award it any more.*Undo/);
  page = await maya.submit(page, {}, { action: "/restore" });
  assert.match(words(page), /published again/);
  page = await maya.submit(await maya.get(self), {}, { action: "/copy" });
  const copy = page.path.replace(/\/basics$/, "");
  assert.match(page.form("/basics").fields.name, /\(copy\)$/);
  assert.equal((await maya.post(`${self}/delete`)).status, 409);
  await maya.get(copy);
  page = await maya.submit(await maya.get(copy), {}, { action: "/delete" });
  assert.match(words(page), /The draft is deleted/);
  assert.equal((await maya.get(copy)).status, 404);
});

test("badges go out as files and come in again, and the import is undone", async () => {
  const self = await newBadge("Round trip");
  await send(`${self}/picture`, { ...studio, go: "next" });
  await send(`${self}/criteria`, { item1: "A drill", need1: "optional", note1: "gently", criteria: "Said.", go: "next" });
  const out = await maya.get(`${self}/export`);
  assert.match(out.headers.get("content-disposition"), /attachment; filename="Round-trip-ob3\.json"/);
  const doc = JSON.parse(out.text);
  assert.deepEqual(doc.type, ["Achievement"]);
  assert.match(doc.image.id, /^data:image\/svg\+xml;base64,/);
  const v2 = JSON.parse((await maya.get(`${self}/export?as=2.0`)).text);
  assert.equal(v2.type, "BadgeClass");
  assert.match(v2.criteria.narrative, /\*\*Optional\*\*/);
  const before = (await maya.get(`${badges}?state=draft&q=round+trip`)).text.match(/badge-card-link/g).length;
  let page = await send(`${badges}/import`, { file: file("a.json", "application/json", JSON.stringify([doc, v2, { hello: 1 }])) });
  assert.equal(page.status, 200);
  assert.match(words(page), /2 badges are here as drafts.*not taken: it is neither a badge nor an award/);
  const made = /href="([^"]+)">Round trip/.exec(page.text)[1];
  const kept = (await maya.get(`${made}/criteria`)).form("/criteria").fields;
  assert.deepEqual([kept.item1, kept.need1, kept.note1, kept.criteria], ["A drill", "optional", "gently", "Said."]);
  assert.equal((await maya.get(`${made}/picture`)).form("/picture").fields.banner, "Level 2");
  page = await maya.submit(page, {}, { action: "/undo" });
  assert.match(words(page), /The import is undone/);
  assert.equal((await maya.get(made)).status, 404);
  assert.equal((await maya.get(`${badges}?state=draft&q=round+trip`)).text.match(/badge-card-link/g).length, before);
  for (const text of ["", "hello", "[]", "{"]) {
    page = await send(`${badges}/import`, { text });
    assert.equal(page.status, 422, text);
    assert.match(page.text, /field-error/);
  }
  const all = JSON.parse((await maya.get(`${badges}/export`)).text);
  assert.ok(all.badges.length >= 2 && all.badges.some((one) => one.name === "Round trip"));
});

test("an awarded badge in its picture is a badge to import", async () => {
  const awards = await maya.get(`${office.base}/awards?badge=${office.badge}`);
  const id = /\/awards\/(\d+)"/.exec(awards.text)[1];
  const address = /\/b\/[A-Za-z0-9_-]{16,}/.exec((await maya.get(`${office.base}/awards/${id}`)).text)[0];
  const token = await office.server.visitor({ accept: "application/vc+jwt" }).get(address);
  const page = await send(`${badges}/import`, { text: token.text });
  assert.match(words(page), /1 badge is here as a draft/);
});

test("the gallery filters, searches and turns its pages", async () => {
  for (let i = 0; i < 26; i++) await newBadge(`Series ${i}`);
  let page = await maya.get(`${badges}?state=draft&q=SERIES`);
  assert.equal(page.text.match(/badge-card-link/g).length, 24);
  page = await maya.get(unescape(/href="([^"]+)" rel="next"/.exec(page.text)[1]));
  assert.equal(page.text.match(/badge-card-link/g).length, 2);
  assert.match(words(page), /25–26/);
  page = await maya.get(`${badges}?q=%25`);
  assert.match(words(page), /Nothing fits/);
  page = await maya.get(`${badges}?state=archived`);
  assert.match(words(page), /State: Archived .*Nothing fits/);
});

test("a badge of nobody is not there", async () => {
  for (const path of ["/999999", "/x", "/999999/basics", "/999999/preview"]) {
    assert.equal((await maya.get(badges + path)).status, 404, path);
  }
});

test("badges are cards or a table, and the choice stays", async (t) => {
  const office = await openOffice();
  t.after(() => office.server.stop());
  const { maya, base } = office;
  const look = async (page, shape) => maya.submit(page, { shape }, { action: "/lists/badges/look" });
  let page = await maya.get(`${base}/badges?q=forklift`);
  assert.match(page.text, /badge-card-link/);
  assert.doesNotMatch(page.text, /<table/);
  page = await look(page, "table");
  assert.equal(page.path, `${base}/badges?q=forklift`);
  assert.match(page.text, /<table[^]*Forklift operator/);
  assert.doesNotMatch(page.text, /badge-card-link/);
  page = await maya.submit(page, { column: ["state", "tags"], rows: "50" }, { action: "/lists/badges/look" });
  assert.match((await maya.get(`${base}/badges`)).text, /<table[^]*Keywords/);                // columns leave the look
  await look(page, "cards");
  assert.match((await maya.get(`${base}/badges?sort=-awards`)).text, /badge-card-link/);
  assert.match((await look(page, "table")).text, /Keywords/);                                  // and the look leaves them
  assert.doesNotMatch((await look(page, "heap")).text, /badge-card-link/);
});

test("badges are a table too: sorted, filtered, as a file, and many archived and brought back", async (t) => {
  const office = await openOffice();
  t.after(() => office.server.stop());
  const { maya, base } = office;
  let page = await maya.get(`${base}/badges/list`);
  assert.equal(page.status, 200);
  assert.match(page.text, /Forklift operator/);
  page = await maya.get(`${base}/badges/list?q=forklift&sort=-awards`);
  assert.doesNotMatch(page.text, /Fire warden/);
  assert.match((await maya.get(`${base}/badges/list?q=forklift&as=csv`)).text, /Forklift operator/);
  page = await maya.get(`${base}/badges/list`);
  page = await maya.post(/action="([^"]+\/acts)"/.exec(page.text)[1], { act: "archive", row: office.badge, query: "" });
  await maya.post(`${page.path}/do`);
  assert.match((await maya.get(`${base}/badges/list?state=archived`)).text, /Forklift operator/);
});
