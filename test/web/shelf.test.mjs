// The shelf of a Backpack: found, sorted, tagged, done with many at once and taken
// back; and what another person's numbers are good for: nothing.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { Issuer } from "./app.mjs";
import { lapel } from "./harness.mjs";
import { unescape, words } from "./html.mjs";
import { openOffice, signIn, PASSWORD } from "./office.mjs";

const MAYA = "maya@example.org", OTTO = "otto@example.org";
const align = (name) => ({ alignment: [{ type: ["Alignment"], targetName: name, targetUrl: `https://skills.example/${encodeURIComponent(name)}` }] });
let office, otto;
const issuer = new Issuer(), ids = {};

async function add(who, jwt) {
  const page = await who.submit(await who.get("/backpack/add"), { text: jwt }, { action: "/backpack/add" });
  return Number(/\/backpack\/badges\/(\d+)/.exec(page.url)?.[1]);
}
const names = (page) => [...page.text.matchAll(/class="badge-card-link"[^>]*>([^<]*)</g)].map((m) => unescape(m[1]));
const act = async (who, what, rows, more = {}) => {
  await who.get("/backpack");
  return who.post("/backpack/act", { act: what, row: rows, back: "/backpack", ...more });
};

before(async () => {
  office = await openOffice();
  const made = await lapel(["admin", "add-operator", OTTO, "Otto", "--password", ...office.server.place], { input: `${PASSWORD}\n` });
  assert.equal(made.status, 0, made.err);
  otto = office.server.visitor();
  await signIn(otto, OTTO);
  ids.crane = await add(office.maya, issuer.badge("urn:uuid:1", { email: MAYA, name: "Crane driver", from: "2022-03-01T00:00:00Z", achievement: align("Lifting") }));
  ids.first = await add(office.maya, issuer.badge("urn:uuid:2", { email: MAYA, name: "First aid", from: "2023-05-01T00:00:00Z", achievement: align("First response") }));
  ids.old = await add(office.maya, issuer.badge("urn:uuid:3", { email: MAYA, name: "Fire warden", from: "2020-01-01T00:00:00Z", until: "2021-01-01T00:00:00Z", achievement: align("First response") }));
  ids.otto = await add(otto, issuer.badge("urn:uuid:4", { email: OTTO, name: "Otto’s own" }));
  for (const id of Object.values(ids)) assert.ok(id > 0);
});
after(() => office?.server.stop());

test("the newest comes first, as pictures or as a list", async () => {
  assert.deepEqual(names(await office.maya.get("/backpack")), ["Fire warden", "First aid", "Crane driver"]);
  const list = await office.maya.get("/backpack?view=list");
  assert.match(list.text, /<table class="table/);
  assert.equal((list.text.match(/name="row"/g) || []).length, 3);
  assert.match(list.text, /href="\/backpack\?view=list&amp;sort=title"/, "the look stays in the address");
});

test("words, skills, years and states find badges, and stand in the address", async () => {
  const found = async (query) => names(await office.maya.get(`/backpack?${query}`));
  assert.deepEqual(await found("q=first"), ["Fire warden", "First aid"]);
  assert.deepEqual(await found("q=lifting"), ["Crane driver"], "a skill");
  assert.deepEqual(await found("q=quay&sort=title"), ["Crane driver", "Fire warden", "First aid"]);
  assert.deepEqual(await found("sort=awarded"), ["Fire warden", "Crane driver", "First aid"]);
  assert.deepEqual(await found("year=2022"), ["Crane driver"]);
  assert.deepEqual(await found("state=expired"), ["Fire warden"]);
  assert.deepEqual(await found("state=good"), ["First aid", "Crane driver"]);
  assert.deepEqual(await found("state=revoked"), []);
  const page = await office.maya.get("/backpack");
  const skill = /<option value="(\d+)"[^>]*>First response</.exec(page.text)[1], maker = /name="issuer"[^]*?<option value="(\d+)"[^>]*>Quay Academy</.exec(page.text)[1];
  assert.deepEqual(await found(`skill=${skill}`), ["Fire warden", "First aid"]);
  assert.equal((await found(`issuer=${maker}`)).length, 3);
  assert.match(words(await office.maya.get("/backpack?q=zebra")), /Nothing fits/);
  assert.match(words(await office.maya.get("/backpack?in=removed")), /No removed badges/);
  const csv = await office.maya.get("/backpack?as=csv");
  assert.match(csv.headers.get("content-type"), /text\/csv/);
  assert.equal(csv.text.trim().split("\n").length, 4);
});

test("many are tagged at once; tags find, and are taken away", async () => {
  assert.match(words(await act(office.maya, "tag", [ids.crane, ids.first, ids.otto], { tag: " Ship " })), /Tagged: 2 badges/);
  await act(office.maya, "tag", [ids.crane], { tag: "ship" });
  const page = await office.maya.get("/backpack"), tag = /<option value="(\d+)"[^>]*>Ship</.exec(page.text)[1];
  assert.deepEqual(names(await office.maya.get(`/backpack?tag=${tag}`)), ["First aid", "Crane driver"]);
  assert.deepEqual(names(await office.maya.get("/backpack?q=ship")), ["First aid", "Crane driver"]);
  assert.match(words(await act(office.maya, "tag", [ids.crane], { tag: "" })), /A tag is a word or a few/);
  assert.match(words(await act(office.maya, "untag", [ids.crane], { tag: "Ship" })), /Tag taken away: 1 badge/);
  const one = await office.maya.get(`/backpack/badges/${ids.first}`);
  assert.match(words(one), /Ship/);
  await office.maya.post(`/backpack/badges/${ids.first}/tags`, { drop: tag });
  assert.deepEqual(names(await office.maya.get(`/backpack?tag=${tag}`)), []);
  await office.maya.get(`/backpack/badges/${ids.first}`);
  assert.match(words(await office.maya.post(`/backpack/badges/${ids.first}/tags`, { tag: "Harbour" })), /Harbour/);
});

test("many are shown, hidden, collected and removed, and all of it is taken back", async () => {
  const undo = async () => {
    const page = await office.maya.get("/backpack");
    return office.maya.submit(page, {}, { action: "/undo" });
  };
  assert.match(words(await act(office.maya, "show", [ids.crane, ids.first])), /Seen by whoever has the link: 2 badges/);
  assert.equal(names(await office.maya.get("/backpack?sight=link")).length, 2);
  assert.match(words(await act(office.maya, "show", [ids.crane])), /Nothing had to be changed/);
  assert.match(words(await act(office.maya, "remove", [ids.crane])), /Removed: 1 badge/);
  assert.equal(names(await office.maya.get("/backpack?in=removed"))[0], "Crane driver");
  await undo();
  assert.equal(names(await office.maya.get("/backpack?sight=link")).length, 2, "shown again, as it was");
  await act(office.maya, "hide", [], { every: "1", query: "q=driver" });
  assert.deepEqual(names(await office.maya.get("/backpack?sight=link")), ["First aid"]);
  await undo();
  assert.equal(names(await office.maya.get("/backpack?sight=link")).length, 2);
  const edit = await act(office.maya, "collect", [ids.crane, ids.old], { collection: "new" });
  assert.match(edit.url, /\/backpack\/collections\/\d+\/edit$/);
  const collection = /collections\/(\d+)/.exec(edit.url)[1];
  assert.match(words(await act(office.maya, "collect", [ids.crane, ids.first], { collection })), /Put into the collection: 1 badge/);
  assert.equal(names(await office.maya.get(`/backpack?collection=${collection}`)).length, 3);
  await undo();
  assert.deepEqual(names(await office.maya.get(`/backpack?collection=${collection}`)), ["Fire warden", "Crane driver"]);
  assert.match(words(await act(office.maya, "remove", [])), /Nothing is ticked/);
  assert.match(words(await act(office.maya, "burn", [ids.crane])), /Choose what is to be done/);
});

test("nobody acts on another's badges, tags, collections or undo by their numbers", async () => {
  const before = (await office.maya.get("/backpack?view=list")).text.replace(/csrf"[^>]*value="[^"]*"/g, "");
  const page = await office.maya.get("/backpack"), tag = /<option value="(\d+)"[^>]*>Harbour</.exec(page.text)[1];
  await act(office.maya, "show", [ids.old]);
  const undo = /\/backpack\/act\/(\d+)\/undo/.exec((await office.maya.get("/backpack")).text)[1];
  const mine = /<option value="(\d+)"[^>]*>/.exec((await office.maya.get("/backpack")).text.split('name="collection"')[1])[1];
  for (const what of ["show", "hide", "remove", "restore"]) assert.match(words(await act(otto, what, [ids.crane, ids.old])), /Nothing had to be changed/, what);
  await act(otto, "tag", [ids.crane], { tag: "Stolen" });
  assert.match(words(await act(otto, "collect", [ids.crane], { collection: mine })), /There is no such collection/);
  await otto.get("/backpack");
  assert.equal((await otto.post(`/backpack/badges/${ids.crane}/tags`, { tag: "Stolen" })).status, 404);
  await otto.get("/backpack");
  assert.equal((await otto.post(`/backpack/badges/${ids.otto}/tags`, { drop: tag })).status, 404);
  await otto.get("/backpack");
  assert.match(words(await otto.post(`/backpack/act/${undo}/undo`, {})), /cannot be taken back/);
  for (const query of [`tag=${tag}`, `collection=${mine}`, `issuer=${ids.crane}`, "every=1"]) assert.doesNotMatch(words(await otto.get(`/backpack?${query}`)), /Crane driver|Harbour/, query);
  await office.maya.submit(await office.maya.get("/backpack"), {}, { action: "/undo" });
  const after = (await office.maya.get("/backpack?view=list")).text.replace(/csrf"[^>]*value="[^"]*"/g, "");
  assert.equal(after.match(/name="row"/g).length, before.match(/name="row"/g).length);
  assert.doesNotMatch(words(await office.maya.get("/backpack?view=list")), /Stolen/);
});
