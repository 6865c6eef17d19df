// What an organisation is: its look, the profiles it issues under, its keys and members.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { file } from "./harness.mjs";
import { openOffice, picture, publish } from "./office.mjs";
import { unescape } from "./html.mjs";

const words = (page) => unescape(page.text.replace(/<[^>]+>/g, " ")).replace(/\s+/g, " ");
const json = async (where, visitor) => JSON.parse((await visitor.get(where, { headers: { accept: "application/json" } })).text);
let office, maya, base, badge;

before(async () => {
  office = await openOffice();
  ({ maya, base, badge } = office);
});
after(() => office.server.stop());

const stranger = (where) => office.server.visitor({ accept: "text/html" }).get(where);

test("a colour that white cannot be read on is darkened, and the page says so before it is kept", async () => {
  let page = await maya.get(`${base}/settings/brand?colour=%23ffcc00&has_band=1&band=%23ffe680`);
  assert.match(words(page), /too light for white text, or for links on pale grey: buttons and links use #[0-9a-f]{6} instead/);
  assert.match(words(page), /White could not be read on this band/);
  assert.match((await maya.get(`${base}/settings/brand/preview.svg?colour=%23ffcc00&band=`)).text, /^<svg/);
  page = await maya.get(`${base}/settings/brand`);
  page = await maya.submit(page, { colour: "#ffcc00", has_band: "1", band: "#123456", logo: file("logo.png", "image/png", picture()) }, { action: "/brand" });
  assert.match(words(page), /Saved/);
  const visitor = office.server.visitor({ accept: "text/html,*/*;q=0.5" });
  const [slug] = /\/i\/[a-z0-9-]+/.exec((await maya.get(`${base}/settings`)).text);
  page = await visitor.get(slug);
  const [, style] = /href="(\/brand\/ffcc00-123456\.css)"/.exec(page.text);
  assert.match(page.text, /class="brand-logo brand-day" src="\/images\//);
  const css = await visitor.get(style);
  assert.match(css.headers.get("content-type"), /^text\/css/);
  assert.match(css.text, /--on-band: #ffffff/);
  assert.doesNotMatch(css.text, /--brand: #ffcc00/);
  for (const wrong of ["/brand/red.css", "/brand/ffcc00", "/brand/ffcc00-123456-1.css", "/brand/%22%7D.css"]) assert.equal((await visitor.get(wrong)).status, 404, wrong);
});

test("what is no colour is refused, and what was typed stays", async () => {
  const page = await maya.submit(await maya.get(`${base}/settings/brand`), { colour: "reddish", has_band: "", band: "#123456" }, { action: "/brand" });
  assert.equal(page.status, 422);
  assert.match(words(page), /a colour is written like #5b2862/i);
});

test("a profile of the organisation issues badges under its own name, address and key", async () => {
  let page = await maya.submit(await maya.get(`${base}/settings/profiles`), { name: "Academy", description: "We teach.", email: "academy@example.org" }, { action: "/profiles" });
  assert.match(page.path, /\/settings\/profiles\/\d+$/);
  const self = page.path;
  const profile = await json("/i/academy", office.server.visitor());
  assert.equal(profile.name, "Academy");
  assert.ok(profile.id.endsWith("/i/academy"));
  assert.equal((await json("/ob2/i/academy", office.server.visitor())).email, "academy@example.org");
  page = await maya.get(`${self}/keys`);
  const [, kid] = /<code>([^<]+)<\/code>/.exec(page.text);
  assert.doesNotMatch((await maya.get(`${base}/settings/keys`)).text, new RegExp(kid));
  page = await maya.submit(await maya.get(`${self}/keys`), { alg: "ES256" }, { action: "/keys" });
  assert.equal((await json("/i/academy/jwks.json", office.server.visitor())).keys.length, 2);

  page = await maya.get(`${base}/badges/${badge}/basics`);
  assert.match(words(page), /Issued by/);
  page = await maya.submit(page, { issuer: self.split("/").pop(), go: "stay" }, { action: "/basics" });
  await publish(maya, `${base}/badges/${badge}`, {});
  page = await stranger("/i/academy");
  assert.match(words(page), /Academy/);
  assert.match(page.text, /class="badge-card-link"/);
  assert.match(page.text, /More badges of this organisation[^]*href="\/i\/(?!academy)[a-z0-9-]+"/);
  page = await maya.submit(await maya.get(self), {}, { action: "/remove" });
  assert.equal(page.status, 409);
  assert.match(words(page), /a badge names this profile/i);

  page = await maya.submit(await maya.get(`${self}/brand`), { colour: "#004d40", has_band: "", band: "#ffffff" }, { action: "/brand" });
  assert.match((await stranger("/i/academy")).text, /\/brand\/004d40\.css/);
});

test("profiles of others are not there, and a profile that is not there is refused in a badge", async () => {
  for (const where of [`${base}/settings/profiles/99`, `${base}/settings/profiles/0/keys`, `${base}/settings/profiles/x/brand`]) assert.equal((await maya.get(where)).status, 404, where);
  const page = await maya.submit(await maya.get(`${base}/badges/${badge}/basics`), { issuer: "99", go: "stay" }, { action: "/basics" });
  assert.equal(page.status, 422);
  assert.match(words(page), /There is no such profile/);
});

test("a key in other hands is given up, and a new one signs", async () => {
  const keys = `${base}/settings/keys`;
  let page = await maya.get(keys);
  const [, where, kid] = /href="([^"]*\/settings\/keys\/\d+)"><code>([^<]+)</.exec(page.text);
  page = await maya.get(where);
  assert.match(words(page), /Its awards are signed anew by the present key/);
  page = await maya.submit(page, {}, { action: "/distrust" });
  assert.match(words(page), /This key is not trusted any more/);
  assert.match(words(page), /Not to be trusted/);
  assert.match(words(page), /Signs new awards/);
  const [slug] = /\/i\/[a-z0-9-]+/.exec((await maya.get(`${base}/settings`)).text);
  assert.doesNotMatch(JSON.stringify(await json(`${slug}/jwks.json`, office.server.visitor())), new RegExp(kid));
  assert.equal((await office.server.visitor().get(`${slug}/keys/${kid}`)).status, 410);
  assert.doesNotMatch((await maya.get(where)).text, /\/distrust"/);
  assert.equal((await maya.get(`${keys}/999`)).status, 404);
  assert.match(words(await maya.get(`${base}/settings/log`)), /Signing key not trusted any more/);
});
