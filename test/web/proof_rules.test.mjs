// The rule of a standard is shown as it is: one of these, all of these, so many of these, each
// with where it is got, to whoever has to do it, to members and to strangers.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { until } from "./harness.mjs";
import { openOffice } from "./office.mjs";
import { unescape } from "./html.mjs";

const words = (page) => unescape(page.text.replace(/<(script|style)[^]*?<\/\1>/g, "").replace(/<[^>]+>/g, " ")).replace(/\s+/g, " ");

let office, maya, base, fire, height, role, badgePage;

async function standard(code, name, tree) {
  let page = await maya.submit(await maya.get(`${base}/standards/new`), { code, name }, { action: "/standards/new" });
  const self = page.path.replace(/\/edit$/, "");
  page = await maya.submit(page, { basis: "law", basis_ref: `Act ${code}`, basis_url: "https://law.example/act", tree: JSON.stringify(tree), who: "everybody:0", sign_off: "not-manager" }, { action: "/edit" });
  await maya.submit(page, {}, { action: "/publish" });
  return self;
}

before(async () => {
  office = await openOffice();
  ({ maya, base } = office);
  await maya.submit(await maya.get(`${base}/people/new`), { name: "Maya", email: "maya@example.org" }, { action: "/people/new" });
  fire = await standard("FIRE-01", "Fire", { any: [{ badge: +office.badge }, { record: "briefing" }, { external: 0 }] });
  height = await standard("HGT-01", "Height", { of: 2, from: [{ record: "harness" }, { record: "ladders" }, { all: [{ badge: +office.otherBadge }, { requirement: +fire.split("/").pop() }] }] });
  const made = await maya.submit(await maya.get(`${base}/job-roles/new`), { code: "ROF", name: "Roofer", titles: "Roofer" }, { action: "/job-roles/new" });
  role = `${base}/job-roles/${/job-roles\/(\d+)\/edit/.exec(made.text)[1]}`;
  for (const one of [fire, height]) await maya.submit(await maya.get(role), { requirement: one.split("/").pop(), need: "mandatory", why: "" }, { action: "/asks" });
  await until(async () => /FIRE-01/.test((await maya.get("/standards")).text) && /HGT-01/.test((await maya.get("/standards")).text), "both are asked of Maya");
  badgePage = /href="(\/badges\/[\w-]+)"/.exec((await maya.get(fire)).text)[1];
});
after(() => office?.server.stop());

test("members read the rule as it joins its parts, on the page of the standard, of one person and of the role", async () => {
  const page = await maya.get(fire);
  assert.match(words(page), /What proves it One of these A record is made by a member who may: nobody for themselves, nor their manager\. Responsible: Maya Lindqvist Badge “[^”]+” Record “briefing” Proof of others/);
  assert.equal((await maya.get(badgePage)).status, 200);
  const two = words(await maya.get(height));
  assert.match(two, /2 of these 3 A record .* Record “harness” Record “ladders” All of these Badge “[^”]+” Requirement “FIRE-01 Fire”/);
  assert.match((await maya.get(height)).text, new RegExp(`href="${fire}">Requirement`));
  const cell = /href="([^"]+\/standards\/\d+\/people\/\d+)"/.exec((await maya.get(height)).text)[1];
  assert.match(words(await maya.get(cell)), /What proves it 2 of these 3 .*Record “harness”/);
  assert.match(words(await maya.get(role)), /How it is got: One of these .*Badge .*How it is got: 2 of these 3 .*Record/);
});

test("whoever has to do it reads the same with the ways that are open to them", async () => {
  for (const where of ["/standards", "/ready"]) {
    const page = await maya.get(where), text = words(page);
    assert.match(text, /One of these .*Badge “[^”]+” .*Proof of others Hand in external training/, where);
    assert.match(text, /2 of these 3 .*Record “harness” .*All of these Badge “[^”]+” .*Requirement “FIRE-01 Fire” One of these .*Badge/, where);
    assert.match(page.text, new RegExp(`href="/training/new\\?requirement=${fire.split("/").pop()}"`), where);
  }
  assert.doesNotMatch((await maya.get("/standards")).text, /href="\/apply\//);
  await maya.get(`${base}/applications/open/${office.badge}`);
  const open = await maya.post(`${base}/applications/open/${office.badge}`, { words: "Welcome.", sample: "0", days: "14", audience: "named", opens: "", closes: "", most: "" });
  const form = new URL(/id="apply-address">([^<]+)</.exec(open.text)[1]).pathname;
  await maya.submit(await maya.get(`${base}/claims/new?badge=${office.badge}`), { name: "Open day", is_shown: "1", with_file: "" }, { action: "/claims/new" });
  const ways = await maya.get("/standards");
  assert.match(ways.text, new RegExp(`href="${form}">Apply`));
  assert.match(ways.text, /href="\/claim\/[\w-]+">Get the badge/);
  const own = await maya.submit(await maya.get(form), { how: "account" }, { action: "/apply/" });
  assert.equal(own.status, 200);
  const after = await maya.get("/standards");
  assert.match(after.text, /href="\/applications\/[\w-]+\/[\w-]+">Go on with my application/);
  assert.doesNotMatch(after.text, new RegExp(`href="${form}">Apply`));
  /* A member who reads how others get it is told of the form, not of their own application. */
  assert.match((await maya.get(fire)).text, new RegExp(`href="${form}">Apply`));
});

test("strangers read it with public addresses alone, and the poster in words", async () => {
  await maya.submit(await maya.get(role), {}, { action: "/publish" });
  const where = /href="https?:\/\/[^"/]+(\/roles\/[\w-]{12,})"/.exec((await maya.get(role)).text)[1];
  const visitor = office.server.visitor(), page = await visitor.get(where);
  assert.match(words(page), /One of these Badge “[^”]+” Get the badge .*Apply .*Record “briefing” Proof of others/);
  assert.match(page.text, new RegExp(`href="${badgePage}"`));
  assert.match(page.text, /href="https:\/\/law\.example\/act"[^>]*>Law: Act FIRE-01</);
  assert.doesNotMatch(page.text, /\/org\/\d|\/training\/new|\/applications\/|A record is made|Responsible/);
  const poster = words(await visitor.get(`${where}/poster`));
  assert.match(poster, /One of these Badge “[^”]+” Record “briefing” Proof of others/);
  assert.match(poster, /2 of these 3 Record “harness” Record “ladders” All of these/);
});

