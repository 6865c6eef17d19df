// The public catalogue: arranged by the organisation, found and filtered by strangers,
// told to search engines; ways to a badge.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import test, { after, before } from "node:test";
import { caller, makeToken } from "./api.mjs";
import { colleague, openOffice } from "./office.mjs";
import { unescape, words } from "./html.mjs";

const data = (page) => JSON.parse(/<script type="application\/ld\+json">([^]*?)<\/script>/.exec(page.text)[1]);
const names = (page) => [...page.text.matchAll(/class="badge-card-link"[^>]*>([^<]+)</g)].map((m) => unescape(m[1]));
let office, maya, base, shop, first, second, publicId;

const stranger = (where, headers = {}) => office.server.visitor({ accept: "text/html,*/*;q=0.5" }).get(where, { headers });
const sectionIn = async (name) => new RegExp(`sections/(\\d+)"[^>]*>[^]{0,200}?: ${name}`).exec((await maya.get(shop)).text)[1];
const move = async (fields) => maya.submit(await maya.get(shop), fields, { action: "/catalogue/move" });

before(async () => {
  office = await openOffice();
  ({ maya, base } = office);
  shop = `${base}/catalogue`;
  first = office.badge;
  const copy = await maya.submit(await maya.get(`${base}/badges/${first}`), {}, { action: "/copy" });
  second = /\/badges\/(\d+)/.exec(copy.path)[1];
  await maya.submit(await maya.get(`${base}/badges/${second}/basics`), { name: "Crane <operator>", go: "stay" }, { action: "/basics" });
  await maya.submit(await maya.get(`${base}/badges/${second}/preview`), {}, { action: "/publish" });
  publicId = /\/badges\/[\w-]{10,}/.exec((await maya.get(`${base}/badges/${second}`)).text)[0];
});
after(() => office.server.stop());

test("sections and badges stand in the order that the organisation chose, by buttons alone", async () => {
  assert.deepEqual(names(await stranger("/i/harbour")).length, 3);
  await maya.submit(await maya.get(shop), { name: "Heavy things", about: "With wheels or hooks." }, { action: "/sections" });
  let page = await maya.submit(await maya.get(shop), { name: "Safety" }, { action: "/sections" });
  assert.match(words(page), /No badge stands here/);
  const heavy = await sectionIn("Heavy things"), safety = await sectionIn("Safety");
  await move({ badge: first, section: safety, before: 0 });
  page = await move({ badge: second, section: safety, before: first });
  assert.equal(page.status, 200);
  page = await stranger("/i/harbour");
  assert.equal(names(page)[0], "Crane <operator>");
  assert.doesNotMatch(words(page), /Heavy things/);
  await move({ badge: first, section: heavy, before: 0 });
  page = await stranger("/i/harbour");
  assert.notEqual(names(page)[0], "Crane <operator>");
  assert.match(words(page), /With wheels or hooks/);
  await maya.submit(await maya.get(shop), { before: heavy }, { action: `/sections/${safety}/move` });
  assert.equal(names(await stranger("/i/harbour"))[0], "Crane <operator>");
  assert.equal((await move({ badge: 99999, section: safety, before: 0 })).status, 404);
  assert.equal((await move({ badge: first, section: 99999, before: 0 })).status, 404);
  page = await maya.submit(await maya.get(`${shop}/sections/${heavy}`), { name: "" }, { action: `/sections/${heavy}` });
  assert.equal(page.status, 422);
  await maya.submit(await maya.get(`${shop}/sections/${heavy}`), { name: "Vehicles" }, { action: `/sections/${heavy}` });
  assert.match(words(await stranger("/i/harbour")), /Vehicles/);
});

test("what is said of a badge stands on its page, and strangers find it by level, words and section", async () => {
  const self = `${base}/badges/${second}/catalogue`;
  await maya.submit(await maya.get(self), { level: "advanced", takes: "two days", way: "Ask **Sam**." }, { action: "/catalogue" });
  let page = await stranger(publicId);
  assert.match(words(page), /Advanced .*two days/);
  assert.match(page.text, /Ask <strong>Sam<\/strong>/);
  assert.match(page.text, /href="mailto:[^"]+subject=Crane%20%3Coperator%3E"/);
  assert.doesNotMatch(words(page), /\bAwards\b/);
  assert.deepEqual(names(await stranger("/i/harbour?level=advanced")), ["Crane <operator>"]);
  assert.deepEqual(names(await stranger("/i/harbour?q=OPERATOR+crane")), ["Crane <operator>"]);
  page = await stranger("/i/harbour?q=zebra&level=advanced&page=7&section=x");
  assert.match(words(page), /0 badges fit/);
  assert.match(page.text, /name="q" type="search" value="zebra"/);
  assert.match(page.text, /<meta name="robots" content="noindex">/);
  assert.equal((await stranger(`/i/harbour?q=${"%F0%9F"}&skill=%00`)).status, 200);
  const bad = await maya.submit(await maya.get(self), { level: "wizard" }, { action: "/catalogue" });
  assert.equal(bad.status, 422);
});

test("search engines are told in JSON-LD, and nothing in a name ends the script", async () => {
  const badge = data(await stranger(publicId));
  assert.equal(badge["@type"], "EducationalOccupationalCredential");
  assert.equal(badge.name, "Crane <operator>");
  assert.equal(badge.educationalLevel, "Advanced");
  const [org, list] = data(await stranger("/i/harbour"))["@graph"];
  assert.equal(org["@type"], "Organization");
  assert.equal(list.numberOfItems, 3);
  const page = await stranger(publicId);
  assert.match(page.text, /<meta property="og:title" content="Crane &lt;operator&gt;">/);
  assert.match(page.text, /<meta property="og:image" content="http[^"]+\/images\//);
  assert.equal((await stranger("/robots.txt")).text.includes("Disallow: /org/"), true);
});

test("who has the page already is told so; who is signed in gets a page of their own", async () => {
  const page = await stranger("/i/harbour"), tag = page.headers.get("etag");
  assert.ok(tag);
  assert.match(page.headers.get("cache-control"), /public/);
  assert.equal((await stranger("/i/harbour", { "if-none-match": tag })).status, 304);
  assert.equal((await maya.get("/i/harbour", { headers: { accept: "text/html" } })).headers.get("cache-control"), "no-store");
  await move({ badge: first, section: 0, before: 0 });
  assert.equal((await stranger("/i/harbour", { "if-none-match": tag })).status, 200);
});

test("badge, catalogue and issuer stand in frames of other sites, without cookies, forms and scripts", async () => {
  for (const [where, said] of [[`${publicId}/embed`, /Crane <operator> by Harbour/], ["/i/harbour/embed", /Harbour & Vale.*Forklift operator/], ["/i/harbour/card/embed", /Harbour & Vale.*3 badges/]]) {
    const page = await stranger(where);
    assert.equal(page.status, 200, where);
    assert.match(words(page), said, where);
    assert.match(page.headers.get("content-security-policy"), /default-src 'none'.*form-action 'none'; frame-ancestors \*/);
    assert.equal(page.headers.get("set-cookie"), null);
    assert.doesNotMatch(page.text, /<script|<form/);
  }
  assert.match((await stranger(publicId)).headers.get("content-security-policy"), /frame-ancestors 'none'/, "the page itself stands in nobody's frame");
  assert.equal((await stranger(`${publicId}x/embed`)).status, 404);
  assert.equal((await stranger("/i/nobody/embed")).status, 404);
});

test("sites that ask by oEmbed find the card by a link in the page, in the size they have room for", async () => {
  const ask = async (url, more = "") => stranger(`/oembed?url=${encodeURIComponent(url)}${more}`);
  for (const where of [publicId, "/i/harbour"]) {
    const link = unescape(/<link rel="alternate" type="application\/json\+oembed" href="([^"]+)"/.exec((await stranger(where)).text)[1]);
    const told = (await stranger(link.replace(office.server.url, ""))).json();
    assert.equal(told.type, "rich");
    assert.ok(told.html.includes(`${where}/embed"`), told.html);
    assert.equal(told.author_name, "Harbour & Vale Logistics");
  }
  const small = (await ask(`${office.server.url}${publicId}/1`, "&maxwidth=200&maxheight=100&format=json")).json();
  assert.deepEqual([small.width, small.height, small.thumbnail_url], [200, 100, undefined]);
  assert.ok(small.html.includes('width="200" height="100"'));
  assert.ok((await ask(office.server.url + publicId, "&maxwidth=-1")).json().thumbnail_url);
  assert.equal((await ask(office.server.url + publicId, "&format=xml")).status, 501);
  assert.equal((await ask("https://elsewhere.example" + publicId)).status, 404);
  assert.equal((await ask(`${office.server.url}/i/harbour/jwks.json`)).status, 404);
});

test("the organisation copies the lines from a page that shows the frame", async () => {
  const where = `${base}/settings/website`;
  let page = await maya.get(where);
  assert.match(page.text, /<iframe[^>]+src="\/i\/harbour\/embed"/);
  assert.match(page.headers.get("content-security-policy"), /frame-src 'self'/);
  page = await maya.get(`${where}?show=${publicId}`);
  assert.ok(unescape(/<textarea[^>]+id="snippet"[^>]*>([^<]+)/.exec(page.text)[1]).trim().startsWith(`<iframe src="${office.server.url}${publicId}/embed"`));
  assert.match(page.text, /title=&quot;Crane &amp;lt;operator&amp;gt;&quot;/, "a name ends neither the attribute nor the frame");
  page = await maya.get(`${where}?show=https://elsewhere.example`);
  assert.match(page.text, /<iframe[^>]+src="\/i\/harbour\/embed"/, "nothing but our own pages");
});

test("a feed of awards names who agreed, as long as they do", async () => {
  const feed = () => stranger("/i/harbour/awards.atom"), settings = `${base}/settings/catalogue`;
  const call = caller(office.server, await makeToken(office, ["awards:read", "awards:write", "awards:revoke"], "Courses", await colleague(office)));
  const awarded = [];
  for (const [email, name] of [["maya@example.org", "Maya & Sons"], ["jo@example.org", "Jo"]]) {
    const made = await call("POST", "/awards", { badge: Number(first), recipient: { email, name } });
    assert.equal(made.status, 201, made.text);
    awarded.push(made.body);
  }
  assert.equal((await feed()).status, 404, "nobody chose to tell of awards");
  assert.doesNotMatch(words(await maya.get("/backpack/sharing")), /Who may name me/);
  await maya.submit(await maya.get(settings), { tells_people: "1", go: "save" }, { action: "/settings/catalogue" });
  assert.match(words(await maya.get(settings)), /0 people agreed so far/);
  let page = await feed();
  assert.equal(page.status, 200);
  assert.doesNotMatch(page.text, /<entry>/, "silence is no consent");
  const sharing = await maya.get("/backpack/sharing");
  assert.match(words(sharing), /Harbour & Vale Logistics does not name you/);
  const choices = /\/mail-choices\/[\w.-]+/.exec(sharing.text)[0];
  await maya.submit(await maya.get(choices), { named: "1" }, { action: choices });
  page = await feed();
  const entry = /<entry>([^]*)<\/entry>/.exec(page.text)[1];
  assert.match(entry, /<title>Maya &amp; Sons: /);
  assert.match(entry, /<id>http[^<]+\/b\/[\w-]+<\/id>.*<published>\d{4}-.*<updated>\d{4}-/);
  assert.doesNotMatch(page.text, /Jo|example\.org/);
  assert.match(page.headers.get("content-type"), /^application\/atom\+xml/);
  execFileSync("xmllint", ["--noout", "-"], { input: page.text });
  assert.match(words(await maya.get("/backpack/sharing")), /names you when it tells of new badges/);
  assert.match(words(await maya.get(`${base}/settings/website`)), /1 person agreed so far.*awards\.atom/);
  const self = `${base}/badges/${first}/catalogue`;
  await maya.submit(await maya.get(self), { is_shown: undefined }, { action: "/catalogue" });
  assert.doesNotMatch((await feed()).text, /<entry>/, "of a badge that is not shown nothing is told");
  await maya.submit(await maya.get(self), { is_shown: "1" }, { action: "/catalogue" });
  assert.equal((await call("POST", `/awards/${awarded[0].id}/suspend`, { reason: "to be looked at" })).status, 200);
  assert.doesNotMatch((await feed()).text, /<entry>/, "nor of what is suspended");
  assert.equal((await call("POST", `/awards/${awarded[0].id}/reinstate`, {})).status, 200);
  assert.match((await feed()).text, /<entry>/);
  await maya.submit(await maya.get(choices), { named: undefined }, { action: choices });
  assert.doesNotMatch((await feed()).text, /<entry>/, "taken back");
  await maya.submit(await maya.get(choices), { named: "1" }, { action: choices });
  await maya.submit(await maya.get(settings), { tells_people: undefined, go: "save" }, { action: "/settings/catalogue" });
  assert.equal((await feed()).status, 404);
  await maya.submit(await maya.get(choices), {}, { action: choices });
  await maya.submit(await maya.get(settings), { tells_people: "1", go: "save" }, { action: "/settings/catalogue" });
  assert.match((await feed()).text, /<entry>/, "who was not asked in between agrees still");
});

test("a claim link stands on the badge's page only where somebody ticked it", async () => {
  await maya.submit(await maya.get(`${base}/claims/new?badge=${second}`), { name: "Open day" }, { action: "/claims" });
  assert.doesNotMatch((await stranger(publicId)).text, /\/claim\//);
  const where = /\/org\/1\/claims\/\d+/.exec((await maya.get(`${base}/claims`)).text)[0];
  await maya.submit(await maya.get(`${where}/edit`), { is_shown: "1" }, { action: where });
  const page = await stranger(publicId);
  assert.match(page.text, /href="\/claim\/[\w-]+"/);
  assert.match(words(page), /It is free to take/);
});

test("a hidden badge is in no list, but its page stands; a closed catalogue shows none", async () => {
  const self = `${base}/badges/${second}/catalogue`;
  let page = await maya.get(self);
  await maya.submit(page, { is_shown: "" }, { action: "/catalogue" });
  assert.equal(names(await stranger("/i/harbour")).length, 2);
  assert.doesNotMatch((await stranger("/i/harbour/badges.atom")).text, /Crane/);
  assert.doesNotMatch((await stranger("/i/harbour/sitemap.xml")).text, new RegExp(publicId));
  page = await stranger(publicId);
  assert.equal(page.status, 200);
  assert.match(page.text, /content="noindex"/);
  await maya.submit(await maya.get(self), { is_shown: "1" }, { action: "/catalogue" });

  const settings = `${base}/settings/catalogue`;
  page = await maya.submit(await maya.get(settings), { welcome: "Hello <b>you</b> **all**", is_open: "1", is_listed: "", tells_awards: "1", go: "try" }, { action: settings });
  assert.match(words(page), /Nothing is saved yet/);
  assert.match(page.text, /<strong>all<\/strong>/);
  assert.doesNotMatch(words(await stranger("/i/harbour")), /Hello/);
  await maya.submit(await maya.get(settings), { welcome: "Hello", is_open: "1", is_listed: "1", tells_awards: "1", go: "save" }, { action: settings });
  assert.match(words(await stranger("/i/harbour")), /Hello/);
  assert.match(words(await stranger(publicId)), /Awards 0/);
  await maya.submit(await maya.get(settings), { is_open: "", is_listed: "1", go: "save" }, { action: settings });
  page = await stranger("/i/harbour");
  assert.deepEqual(names(page), []);
  assert.equal((await stranger("/i/harbour/sitemap.xml")).status, 404);
  assert.equal((await office.server.visitor({ accept: "application/json" }).get("/i/harbour")).status, 200);
  await maya.submit(await maya.get(settings), { is_open: "1", is_listed: "1", go: "save" }, { action: settings });
});

test("the organisations of the server are listed only when the operator wants it", async () => {
  assert.equal((await stranger("/i")).status, 404);
  assert.equal((await stranger("/sitemap.xml")).status, 404);
  assert.doesNotMatch((await stranger("/robots.txt")).text, /Sitemap/);
  const page = await maya.submit(await maya.get("/settings/organisations"), { index: "1" }, { action: "/settings/organisations" });
  assert.match(words(page), /Saved/);
  assert.match((await stranger("/i")).text, /href="\/i\/harbour"/);
  assert.match((await stranger("/sitemap.xml")).text, /<loc>http[^<]+\/i\/harbour\/sitemap\.xml<\/loc>/);
  assert.match((await stranger("/robots.txt")).text, /^Sitemap: http/m);
  assert.match((await stranger("/i/harbour/sitemap.xml")).text, new RegExp(`<loc>http[^<]+${publicId}</loc><lastmod>`));
});
