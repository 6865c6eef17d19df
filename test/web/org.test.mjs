// What an organisation is: its look, the profiles it issues under, its keys and members.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { file, lapel } from "./harness.mjs";
import { accident, openOffice, picture, publish } from "./office.mjs";
import { words } from "./html.mjs";

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
  const [slug] = /\/i\/[a-z0-9-]+/.exec((await maya.get(`${base}/settings/profile`)).text);
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
  const [slug] = /\/i\/[a-z0-9-]+/.exec((await maya.get(`${base}/settings/profile`)).text);
  assert.doesNotMatch(JSON.stringify(await json(`${slug}/jwks.json`, office.server.visitor())), new RegExp(kid));
  assert.equal((await office.server.visitor().get(`${slug}/keys/${kid}`)).status, 410);
  assert.doesNotMatch((await maya.get(where)).text, /\/distrust"/);
  assert.equal((await maya.get(`${keys}/999`)).status, 404);
  assert.match(words(await maya.get(`${base}/settings/log`)), /Signing key not trusted any more/);
});

// The lines as somebody would type them: in capitals, other groups.
const typed = (lines) => lines.map((line) => line.toUpperCase().replace(/ (?=[0-9A-F]{4} )/g, "-")).join("\n");

test("a signing key is shown on a sheet after a proof, and comes back from its lines or its code", async () => {
  let page = await maya.submit(await maya.get(`${base}/settings/profiles`), { name: "Paper" }, { action: "/profiles" });
  const self = page.path, keys = `${self}/keys`;
  const key = /\/keys\/\d+/.exec((await maya.get(keys)).text)[0];
  const [, kid] = /<code>([^<]+)<\/code>/.exec((await maya.get(self + key)).text);
  assert.notEqual((await maya.get(`${self}${key}/sheet`)).status, 200);
  page = await maya.submit(await maya.get(self + key), {}, { action: "/sheet" });
  assert.equal(page.status, 200);
  assert.equal(page.headers.get("cache-control"), "no-store");
  assert.match(words(page), new RegExp(`${kid} EdDSA`));
  const lines = [...page.text.matchAll(/<li><code>(\d+  [^<]+)<\/code>/g)].map((m) => m[1]);
  assert.equal(lines.length, 6);
  assert.match(page.text, /src="data:image\/png;base64,[A-Za-z0-9%+/=]{100}/);
  assert.match(words(await maya.get(`${base}/settings/log`)), /Backup sheet of a signing key printed/);

  const put = async (sheet, more = {}) => maya.submit(await maya.get(`${keys}/restore`), { sheet, ...more }, { action: "/restore" });
  assert.match(words(await put(lines.join("\n"))), new RegExp(`The key ${kid} is here already`));
  accident(office.server, `DELETE FROM org_key WHERE kid = '${kid}'`);
  const wrong = lines.map((line, i) => (i === 3 ? line.replace(/[0-9a-f]$/, (c) => (c === "0" ? "1" : "0")) : line));
  page = await put(typed(wrong));
  assert.equal(page.status, 422);
  assert.match(words(page), /Line 4 is not as it was printed/);
  assert.match(words(await put(lines.slice(0, 5).join("\n"))), /Line 6 is missing/);
  assert.match(words(await put("LAPELKEY1.AAAA")), /no signing key/);
  page = await put(typed(lines));
  assert.match(words(page), /The key is back/);
  const row = () => /<tr><th scope="row"[^]*?<\/tr>/.exec(page.text)[0];
  assert.ok(row().includes(kid) && /Retired/.test(row()));
  accident(office.server, `DELETE FROM org_key WHERE kid = '${kid}'`);
  page = await put(lines.join("\n"), { signs: "1" });
  assert.match(row(), /Signs new awards/);
  assert.ok(JSON.stringify((await json("/i/paper/jwks.json", office.server.visitor())).keys).includes(kid));
});

test("the operator prints a key and puts it back at the machine", async () => {
  const [, kid] = /<code>([^<]+)<\/code>/.exec((await maya.get(`${base}/settings/keys`)).text);
  const run = (args, input = "") => lapel(["admin", "key", ...office.server.place, ...args], { input });
  const sheet = await run(["sheet", "harbour", "--", kid]);     // one in 64 begins with "-"
  assert.equal(sheet.status, 0, sheet.err);
  const code = /^LAPELKEY1\.\S+$/m.exec(sheet.out)[0];
  assert.equal((await run(["restore", "harbour"], sheet.out)).status, 65);
  accident(office.server, `DELETE FROM org_key WHERE kid = '${kid}'`);
  assert.match((await run(["restore", "harbour"], sheet.out.replace(code, "").replace(/^( +3 .*).$/m, "$1"))).err, /line 3 is not as it was printed/);
  const put = await run(["restore", "harbour", "--sign"], code);
  assert.match(put.out, new RegExp(`The key ${kid} is back, and signs from now on`), put.err);
  assert.equal((await run(["sheet", "harbour", "nokey"])).status, 65);
  assert.equal((await run(["melt", "harbour"])).status, 64);
});
