// Frameworks of skills: looked at before they come in, changed by a newer file, taken back,
// gone through as a tree and by words, in several languages.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { otherOrganisation } from "./api.mjs";
import { file } from "./harness.mjs";
import { unescape, words } from "./html.mjs";
import { accident, openOffice } from "./office.mjs";

let office, maya, base, frameworks, ours, badge;
before(async () => {
  office = await openOffice();
  ({ maya, base, badge } = office);
  frameworks = `${base}/frameworks`;
});
after(() => office?.server.stop());

const csv = (name, text) => file(name, "text/csv", text);
const submit = (page, fields, match) => maya.submit({ ...page, url: page.url, form: () => page.forms.find((f) => f.method === "post" && match.test(f.action)) }, fields);
const bring = async (where, fields) => submit(await maya.get(where), fields, where === frameworks ? /frameworks(\?.*)?$/ : /\/file(\?.*)?$/);
const press = (page, which) => maya.submit(page, {}, { action: which });
const count = (page, label) => Number(new RegExp(`${label} (\\d+)`).exec(words(page))[1]);
const skillPath = (page, name) => new RegExp(`href="([^"]+/skills/\\d+)">${name}<`).exec(page.text)[1];

test("before there is one the page says what it is for", async () => {
  const page = await maya.get(frameworks);
  assert.match(words(page), /No framework yet/);
});

test("what a file would do is seen first, with row and column of what cannot be taken, and nothing is changed", async () => {
  const page = await bring(frameworks, { name: "Yard work", language: "en", file: csv("a.csv", [
    "code;name;url;description;broader;name (de)", "L;Loads;https://example.org/l;All of it;;Lasten",
    "L-1;Lift a load;https://example.org/lift;With a crane;L;Last heben", "L-2;No address;;;L;", "L-3;Sling;https://example.org/sling;;L;"].join("\n")) });
  assert.match(page.path, /\/imports\/\d+$/);
  assert.deepEqual([count(page, "New"), count(page, "Cannot be taken")], [3, 1]);
  assert.match(words(page), /row 4, column “url”: has no web address/);
  assert.match(words(page), /L-1 Lift a load/);
  const list = await maya.get(frameworks);
  assert.match(words(list), /Looked at, not brought in yet Yard work/);
  assert.match(words(list), /No framework yet/);
  const left = await press(page, "/drop");
  assert.match(words(left), /nothing was changed/);
  assert.doesNotMatch(words(left), /Looked at/);
  assert.equal((await maya.get(page.path)).status, 404);
});

test("what is no framework is refused beside the field, and what was typed stays", async () => {
  for (const [bad, why] of [["a,b\n1,2\n", /must name the columns/], ["{", /cannot be read/], ["name,url\n", /no skill in it/]]) {
    const page = await bring(frameworks, { name: "Kept", language: "en", file: csv("a.csv", bad) });
    assert.equal(page.status, 422);
    assert.match(words(page), why);
    assert.match(page.text, /value="Kept"/);
  }
  const page = await bring(frameworks, { name: "Kept", language: "english!", file: csv("a.csv", "name,url\nA,https://example.org/a\n") });
  assert.match(words(page), /short sign of a language/);
});

test("done it is a tree with names in languages, found by words in any of them", async () => {
  let page = await bring(frameworks, { name: "Yard work", language: "en", file: csv("a.csv", [
    "code;name;url;description;broader;name (de)", "L;Loads;https://example.org/l;All of it;;Lasten",
    "L-1;Lift a load;https://example.org/lift;With a crane;L;Last heben", "L-3;Sling;https://example.org/sling;;L;"].join("\n")) });
  page = await press(page, "/start");
  ours = page.path;
  assert.match(words(page), /3 skills · Sheet · en/);
  assert.match(words(page), /Loads L All of it 2 below/);
  assert.doesNotMatch(words(page), /Lift a load/);
  assert.match(words(await maya.get(`${ours}?q=last+heben`)), /Lift a load L-1/);
  assert.match(words(await maya.get(`${ours}?q=nothing`)), /Nothing is called so/);
  const loads = await maya.get(skillPath(page, "Loads"));
  assert.match(words(loads), /de Lasten/);
  assert.match(words(loads), /What is part of it Lift a load L-1 With a crane Sling L-3/);
  const lift = await maya.get(skillPath(loads, "Lift a load"));
  assert.match(words(lift), /Part of Loads/);
  assert.match(words(lift), /None yet\. The step Skills/);
});

test("a newer file changes what is there, by address or code, and takes nothing from badges", async () => {
  accident(office.server, `UPDATE achievement_version SET alignments = '[{"targetName":"Sling","targetUrl":"https://example.org/sling"},{"targetName":"Lift a load","targetUrl":"https://example.org/lift"}]' WHERE achievement_id = ${badge}`);
  const lift = skillPath(await maya.get(`${ours}?q=lift`), "Lift a load");
  assert.match(words(await maya.get(lift)), /Badges that stand for it First aid|Badges that stand for it \w/);
  let page = await bring(ours, { file: csv("b.csv", "code,name,url,broader\nL,Loads,https://example.org/l,\nL-1,Lift loads,https://example.org/lift,L\nL-4,Signal,https://example.org/signal,L\n") });
  assert.deepEqual([count(page, "New"), count(page, "Changed"), count(page, "Go out of use")], [1, 2, 1]);
  assert.match(words(page), /L-3 Sling/);
  page = await press(page, "/start");
  assert.match(words(page), /3 skills/);
  assert.match(words(await maya.get(lift)), /Lift loads/);
  assert.doesNotMatch(words(await maya.get(`${ours}?q=sling`)), /Sling L-3/);
  const kept = await maya.get(`${ours}?q=sling&retired=1`);
  assert.match(words(kept), /Out of use: the framework does not have it any more/);
  assert.match(words(await maya.get(skillPath(kept, "Sling"))), /It stays on badges and awards/);
});

test("names in another language are added and nothing else", async () => {
  let page = await bring(ours, { file: csv("skills_fr.csv", "name,url\nCharges,https://example.org/l\nAutre,https://example.org/other\n") });
  assert.match(words(page), /adds names in that language, and nothing else/);
  assert.deepEqual([count(page, "New"), count(page, "Changed"), count(page, "Go out of use")], [0, 1, 0]);
  page = await press(page, "/start");
  const loads = await maya.get(skillPath(await maya.get(`${ours}?q=charges`), "Loads"));
  assert.match(words(loads), /de Lasten fr Charges/);
  page = await press(await maya.get(ours), "/undo");
  assert.doesNotMatch(words(await maya.get(loads.path)), /Charges/);
  assert.match(words(await maya.get(loads.path)), /de Lasten/);
});

test("the newest file is taken back: names, tree and what was out of use are as before", async () => {
  let page = await bring(ours, { language: "en", file: csv("c.csv", "code,name,url\nL-3,Slings,https://example.org/sling\n") });
  page = await press(page, "/start");
  assert.match(words(page), /1 skill/);
  page = await press(page, "/undo");
  assert.match(words(page), /as it was/);
  assert.match(words(page), /3 skills/);
  assert.match(words(page), /Loads L 2 below/);
  assert.match(words(await maya.get(`${ours}?q=sling&retired=1`)), /Sling L-3/);
  assert.doesNotMatch(page.text, /\/undo"/);
});

test("a skill that moves to another address keeps its badges, and is the same one when it moves back", async () => {
  const page = await press(await bring(frameworks, { name: "Moving", language: "en", file: csv("a.csv", "code,name,url\nM,Move,https://example.org/here\n") }), "/start");
  const moving = page.path, skill = skillPath(page, "Move");
  accident(office.server, `UPDATE achievement_version SET alignments = '[{"targetName":"Move","targetUrl":"https://example.org/here"}]' WHERE achievement_id = ${badge}`);
  await press(await bring(moving, { file: csv("b.csv", "code,name,url\nM,Move,https://example.org/there\n") }), "/start");
  assert.match(words(await maya.get(skill)), /https:\/\/example\.org\/there Badges that stand for it (?!None)\w/);
  assert.match(words(await maya.get(moving)), /stand on 1 badges/);
  assert.equal((await maya.post(`${moving}/remove`)).status, 409);
  const back = await bring(moving, { file: csv("c.csv", "code,name,url\nN,Move,https://example.org/here\n") });
  assert.deepEqual([count(back, "New"), count(back, "Changed"), count(back, "Go out of use")], [0, 1, 0]);
  await press(back, "/drop");
  await press(await maya.get(moving), "/undo");
  assert.match(words(await maya.get(skill)), /https:\/\/example\.org\/here Badges that stand for it (?!None)\w/);
  accident(office.server, `UPDATE achievement_version SET alignments = '[{"targetName":"Sling","targetUrl":"https://example.org/sling"},{"targetName":"Lift a load","targetUrl":"https://example.org/lift"}]' WHERE achievement_id = ${badge}`);
  assert.match(words(await press(await maya.get(moving), "/remove")), /The framework is gone/);
});

test("the newest file is the one that was brought in last, whichever was looked at first", async () => {
  let page = await press(await bring(frameworks, { name: "Two files", language: "en", file: csv("a.csv", "code,name,url\nT,Two,https://example.org/two\n") }), "/start");
  const two = page.path;
  const older = (await bring(two, { file: csv("b.csv", "code,name,url\nT,Older,https://example.org/two\n") })).path;
  accident(office.server, `UPDATE framework_import SET account_id = NULL WHERE id = ${/\d+$/.exec(older)[0]}`);
  const newer = (await bring(two, { file: csv("c.csv", "code,name,url\nT,Newer,https://example.org/two\n") })).path;
  await press(await maya.get(newer), "/start");
  page = await press(await maya.get(older), "/start");
  assert.deepEqual([...page.text.matchAll(/imports\/(\d+)\/undo/g)].map((m) => m[1]), [/\d+$/.exec(older)[0]]);
  assert.equal((await maya.post(`${newer}/undo`)).status, 409);
  page = await press(await maya.get(two), "/undo");
  assert.match(words(page), /Newer T/);
  assert.doesNotMatch(page.text, /\/undo"/);
  assert.equal((await maya.post(`${newer}/undo`)).status, 409);
  assert.match(words(await press(await maya.get(two), "/remove")), /The framework is gone/);
});

test("pressed twice at once it comes in once", async () => {
  const rows = ["name,url"];
  for (let i = 0; i < 3000; i++) rows.push(`Skill ${i},https://example.org/t/${i}`);
  const plan = await bring(frameworks, { name: "Pressed twice", file: csv("t.csv", rows.join("\n")) });
  const answers = await Promise.all([press(plan, "/start"), press(plan, "/start")]);
  assert.deepEqual(answers.map((a) => a.status).sort(), [200, 409]);
  assert.equal((await maya.get(frameworks)).text.match(/>Pressed twice</g).length, 1);
  assert.match(words(await press(await maya.get(answers.find((a) => a.status === 200).path), "/remove")), /The framework is gone/);
});

test("a label with capital umlauts is found as it was typed", async () => {
  const page = await press(await bring(frameworks, { name: "Letters", language: "en", file: csv("a.csv", "name,url,name (de)\nPractice,https://example.org/p,ÜBUNG Am Kran\n") }), "/start");
  assert.match(words(await maya.get(`${page.path}?q=${encodeURIComponent("ÜBUNG am kran")}`)), /Practice/);
  assert.match(words(await press(await maya.get(page.path), "/remove")), /The framework is gone/);
});

test("it goes out as CASE, and that comes in again", async () => {
  const out = await maya.get(`${ours}/framework.json`);
  const body = JSON.parse(out.text);
  assert.equal(body.CFDocument.title, "Yard work");
  assert.equal(body.CFItems.length, 4);
  assert.equal(body.CFAssociations[0].associationType, "isChildOf");
  let page = await bring(frameworks, { name: "", file: file("c.json", "application/json", out.text) });
  const plan = page.path;
  assert.match(words(page), /Yard work/);
  page = await press(page, "/start");
  assert.match(words(page), /3 skills · CASE · en/);
  assert.doesNotMatch(page.text, /\/undo"/);                   // a badge has its skills by their address
  await maya.get(frameworks);
  page = await maya.post(`${plan}/undo`);
  assert.equal(page.status, 409);
  assert.match(words(page), /stand on 1 badges/);
});

test("while badges use it, it stays; unused it is taken out, or its first file taken back", async () => {
  assert.match(words(await maya.get(ours)), /Skills of it stand on 1 badges/);
  assert.equal((await maya.post(`${ours}/remove`)).status, 409);
  accident(office.server, `UPDATE achievement_version SET alignments = '[]' WHERE achievement_id = ${badge}`);
  let page = await press(await maya.get(ours), "/remove");
  assert.match(words(page), /The framework is gone/);
  assert.match(words(await maya.get(`${base}/settings/log`)), /Framework of skills taken out/);
  assert.equal((await maya.get(ours)).status, 404);
  page = await press(await bring(frameworks, { name: "Second", file: csv("a.csv", "name,url\nA,https://example.org/a\n") }), "/start");
  page = await press(page, "/undo");
  assert.equal(page.path, frameworks);
  assert.doesNotMatch(words(page), /Second/);
});

test("a proof of its skills counts in full for as many months as is said", async () => {
  let page = await press(await bring(frameworks, { name: "Months", file: csv("a.csv", "name,url\nA,https://example.org/a\n") }), "/start");
  page = await submit(page, { name: "Months and years", months: "700" }, /frameworks\/\d+$/);
  assert.equal(page.status, 422);
  page = await submit(page, { name: "Months and years", months: "24" }, /frameworks\/\d+$/);
  assert.match(page.text, /value="24"/);
  assert.match(words(page), /Months and years/);
});

test("a large framework pages forward and back", async () => {
  const rows = ["name,url"];
  for (let i = 0; i < 20000; i++) rows.push(`Skill ${i},https://example.org/s/${i}`);
  let page = await press(await bring(frameworks, { name: "Large", file: csv("l.csv", rows.join("\n")) }), "/start");
  assert.match(words(page), /20000 skills|20,000 skills/);
  const large = page.path;
  const next = unescape(/href="([^"]*after=\d+[^"]*)"/.exec(page.text)[1]);
  page = await maya.get(next);
  assert.match(words(page), /Skill 50 /);
  page = await maya.get(unescape(/href="([^"]*before=\d+[^"]*)"/.exec(page.text)[1]));
  assert.match(words(page), /Skill 0 /);
  assert.match(words(await maya.get(`${large}?q=19999`)), /Skill 19999/);
  assert.equal(JSON.parse((await maya.get(`${large}/framework.json`)).text).CFItems.length, 20000);
  rows.push("One more,https://example.org/s/more");
  page = await bring(frameworks, { name: "Larger", file: csv("l.csv", rows.join("\n")) });
  assert.equal(page.status, 422);
  assert.match(words(page), /More than 20000 skills/);
});

test("another organisation's frameworks, skills and files do not exist here", async () => {
  otherOrganisation(office);
  accident(office.server, `INSERT INTO framework (id, org_id, name, items, created_at) VALUES (900000, 77, 'Secret', 1, 1);
    INSERT INTO framework_item (id, framework_id, code, name, url, about, type, folded) VALUES (900001, 900000, '', 'Secret skill', 'https://example.org/secret', '', 'CFItem', 'secret');
    INSERT INTO framework_import (id, org_id, state, name, format, language, n_new, n_change, n_same, n_gone, n_wrong, problems, shown, content, before, created_at)
    VALUES (900002, 77, 'planned', 'Secret', 'case', '', 1, 0, 0, 0, 0, '', '', '{"CFItems":[]}', '', 1)`);
  const mine = (await maya.get(frameworks)).text.match(/frameworks\/(\d+)"/)[1];
  for (const path of ["/900000", "/900000/framework.json", "/900000/skills/900001", `/${mine}/skills/900001`, "/imports/900002"])
    assert.equal((await maya.get(frameworks + path)).status, 404, path);
  for (const path of ["/900000", "/900000/remove", "/imports/900002/start", "/imports/900002/drop", "/imports/900002/undo"]) {
    await maya.get(frameworks);
    assert.equal((await maya.post(frameworks + path, { name: "x" })).status, 404, path);
  }
  assert.doesNotMatch((await maya.get(`${frameworks}/${mine}?q=secret`)).text, /Secret skill/);
});
