// Parts of a badge: its owner chooses, a reader sees those alone, and they prove themselves.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { file, lapel } from "./harness.mjs";
import { words } from "./html.mjs";
import { accident, openOffice } from "./office.mjs";
import { signedForParts } from "./parts.mjs";

let office, maya, self;

before(async () => {
  office = await openOffice();
  maya = office.maya;
  await maya.submit(await maya.get("/backpack/add"), { file: file("parts.json", "application/json", signedForParts("maya@example.org")) }, { action: "/backpack/add" });
  self = `${(await maya.get("/backpack")).text.match(/\/backpack\/badges\/\d+/)[0]}/part`;
});
after(() => office?.server.stop());

const make = async (show, reader = "Site office", until = "2090-01-01") => maya.post(self, { csrf: (await maya.get(self)).csrf, show, reader, until });

test("the page names what can be shown, what is always shown, and whose it is", async () => {
  assert.match(words(await maya.get(self.replace(/\/part$/, ""))), /A part of it/);
  const page = await maya.get(self);
  for (const part of [/Issuer|Name/, /always shown/, /Whose badge it is/, /Quick under pressure/, /Evidence/]) assert.match(words(page), part);
  assert.match(page.text, /value="\/validFrom"[^>]*disabled/);
  assert.match(page.text, /value="\/credentialSubject\/identifier(\/0)?"[^>]*checked/);
});

test("what is chosen is shown, checked, and verifies by the command line; what is not, nobody learns", async () => {
  let page = await maya.get(self);
  const pointers = [...page.text.matchAll(/name="show" value="([^"]+)"/g)].map((m) => m[1]);
  const owner = pointers.find((p) => /identifier/.test(p));
  page = await make([owner]);
  assert.match(words(page), /It is ready/);
  const link = page.text.match(/\/part\/[\w-]{20,}/)[0], reader = office.server.visitor(), seen = await reader.get(link);
  assert.match(words(seen), /Genuine|Valid/i);
  assert.match(words(seen), /Banksman/);
  assert.doesNotMatch(seen.text, /Quick under pressure|evidence\/1/);
  const shown = (await reader.get(`${link}/badge.json`)).text;
  assert.doesNotMatch(shown, /Quick under pressure|evidence\/1/);
  const said = await lapel(["verify", "--offline", "--json", "--recipient", "maya@example.org", "-"], { input: shown });
  assert.equal(JSON.parse(said.out).verdict, "valid", said.out);
  const checked = await reader.post("/verify", { csrf: (await reader.get("/verify")).csrf, text: shown });
  assert.match(words(checked), /Genuine/);
  const spoilt = await lapel(["verify", "--offline", "-"], { input: shown.replace("Banksman", "Craneman") });
  assert.equal(spoilt.status, 1);
  const id = page.text.match(new RegExp(`${self}/(\\d+)/qr.svg`))[1];
  assert.match((await maya.get(`${self}/${id}/qr.svg`)).text, /^<svg/);
  assert.equal((await maya.get(`${self}/${id}/badge.json`)).text, shown);
  await maya.submit(await maya.get(self), {}, { action: `${self}/${id}/end` });
  for (const where of [link, `${link}/badge.json`]) assert.equal((await reader.get(where)).status, 404);
});

test("a part that is not there, a day that is over and no reader's name are said; nothing is made", async () => {
  assert.match(words(await make(["/credentialSubject/nothing"])), /nothing|leads nowhere|Please correct/);
  assert.match(words(await make(["/name"], "x", "2020-01-01")), /still to come/i);
  assert.equal((await make(["/name"], "")).status, 422);
});

test("another's badge is not reached by its number; a badge of another kind says why not", async () => {
  accident(office.server, "INSERT INTO account (name, lang, is_operator, created_at) VALUES ('Other', '', 0, 0)");
  accident(office.server, "UPDATE holding SET owner_id = (SELECT max(id) FROM account)");
  const { csrf } = await maya.get("/backpack");
  for (const where of ["", "/1/qr.svg", "/1/badge.json"]) assert.equal((await maya.get(self + where)).status, 404, where);
  for (const where of ["", "/1/end"]) assert.equal((await maya.post(self + where, { csrf, show: [], reader: "x", until: "2090-01-01" })).status, 404, where);
  assert.equal(new URL((await office.server.visitor().get(self)).url).pathname, "/sign-in");
});
