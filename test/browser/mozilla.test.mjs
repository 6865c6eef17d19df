// A page of a made-up site, on an origin of its own, hands badges to a Backpack as
// pages have since 2011: in a window, without one, and by standing permission.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { axe, look, openAs, openBrowser, openPage, until } from "./harness.mjs";
import { openOffice } from "../web/office.mjs";
import { Site } from "../web/site.mjs";

const MAYA = "maya@example.org";
let office, site, browser, page, context;

before(async () => {
  site = await new Site().start();
  office = await openOffice({ engine: "sqlite", args: ["--allow-private"] });
  browser = await openBrowser();
  page = await openAs(browser, office.server, office.maya);
  context = page.context();
});
after(async () => {
  await browser?.close();
  site?.stop();
  await office?.server.stop();
});

// The page of the site: what its buttons do is `script`.
async function openSite(where, script, on = page) {
  site.put(`/${where}.js`, script, "text/javascript");
  site.put(`/${where}`, `<!doctype html><html lang="en"><title>Quay Training</title><h1>Well done</h1><button id="go">Get my badges</button><p id="told"></p>
    <script src="${office.server.url}/issuer.js"></script><script src="/${where}.js"></script></html>`, "text/html", 200, { "content-security-policy": `default-src 'self' ${office.server.url}; form-action ${office.server.url}` });
  await on.goto(`${site.url}/${where}`);
}

const issueScript = (badges) => `document.querySelector("#go").addEventListener("click", () =>
  OpenBadges.issue(${JSON.stringify(badges)}, (errors, successes) => { window.told = { errors, successes }; document.querySelector("#told").textContent = "done"; }));`;
const told = async (on = page) => {
  await on.getByText("done", { exact: true }).waitFor({ timeout: 20000 });
  return on.evaluate(() => window.told);
};
async function windowOf(click, on = context) {
  const [popup] = await Promise.all([on.waitForEvent("page"), click()]);
  popup.setDefaultTimeout(15000);
  popup.faults = [];
  await popup.waitForURL(/\/issuer\/push\/|\/sign-in/);
  return popup;
}

test("issue: a window asks, the page hears what was taken and why not the rest", async () => {
  const good = site.badge(MAYA), other = site.oldBadge(MAYA), foreign = site.badge("somebody@example.net", { hashed: false }), gone = `${site.url}/gone`;
  await openSite("issue", issueScript([good, other, foreign, gone, "nonsense"]));
  const popup = await windowOf(() => page.getByRole("button", { name: "Get my badges" }).click());
  assert.ok(await popup.evaluate(() => window.opener === null), "neither window can reach the other");
  await popup.getByText("Proved: it is from").first().waitFor();
  await look(popup, "push-ask");
  const overlay = page.getByRole("dialog", { name: "Your Backpack" });
  await overlay.waitFor();
  await popup.getByRole("checkbox").nth(1).uncheck();
  await popup.getByRole("button", { name: "Accept the ticked ones" }).click();
  await popup.getByText("The badge is in your Backpack").waitFor();
  await look(popup, "push-done");
  const result = await told();
  assert.deepEqual(result.successes, [good]);
  assert.deepEqual(result.errors.map((e) => [e.assertion, e.reason]), [["nonsense", "MALFORMED"], [other, "DENIED"], [foreign, "INVALID"], [gone, "INACCESSIBLE"]]);
  assert.equal(await overlay.count(), 0, "the overlay is gone");
  await popup.getByRole("button", { name: /Back to/ }).click();
  await until(async () => popup.isClosed() || (await popup.getByText("You can close this window.").isVisible()), "the window closes or says so");
  await popup.close().catch(() => {});
  assert.deepEqual(page.faults, []);
});

test("issue: one press accepts all that hold, whatever is ticked, and each is in the Backpack", async () => {
  const good = [site.badge(MAYA), site.oldBadge(MAYA), site.signed(MAYA)], foreign = site.badge("else@example.net", { hashed: false });
  await openSite("all", issueScript([...good, foreign]));
  const popup = await windowOf(() => page.getByRole("button", { name: "Get my badges" }).click());
  await popup.getByRole("button", { name: "Accept all 3" }).waitFor();
  await popup.getByRole("checkbox").first().uncheck();
  await popup.getByRole("button", { name: "Accept all 3" }).click();
  await popup.getByText(/badges are in your Backpack|is in your Backpack/).first().waitFor();
  const result = await told();
  assert.deepEqual(result.successes, good);
  assert.deepEqual(result.errors.map((e) => [e.assertion, e.reason]), [[foreign, "INVALID"]]);
  await popup.close();
  assert.deepEqual(page.faults, []);
});

test("issue: again EXISTS, closing the window or turning away at the page is a no", async () => {
  const badge = site.signed(MAYA);
  await openSite("twice", issueScript(badge));
  const go = () => page.getByRole("button", { name: "Get my badges" }).click();
  let popup = await windowOf(go);
  await popup.close({ runBeforeUnload: false });
  assert.deepEqual((await told()).errors.map((e) => e.reason), ["DENIED"]);

  await page.reload();
  popup = await windowOf(go);
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  assert.deepEqual((await told()).errors.map((e) => e.reason), ["DENIED"]);
  await popup.reload();
  await popup.getByText("answered already").waitFor();
  await popup.close();

  for (const [answer, successes, errors] of [["Accept", [badge], []], ["Close", [], ["EXISTS"]]]) {
    await page.reload();
    popup = await windowOf(go);
    await popup.reload();
    await popup.getByRole("button", { name: answer, exact: true }).click();
    const result = await told();
    assert.deepEqual([result.successes, result.errors.map((e) => e.reason)], [successes, errors], answer);
    await popup.close();
  }
});

test("issue: who is signed out signs in inside the window, and the page still hears", async () => {
  const fresh = await openPage(browser, office.server), badge = site.badge(MAYA);
  await openSite("fresh", issueScript([badge]), fresh);
  const popup = await windowOf(() => fresh.getByRole("button", { name: "Get my badges" }).click(), fresh.context());
  await popup.getByLabel("E-mail address").fill(MAYA);
  await popup.getByLabel("Password").fill("four plain words here");
  await popup.getByRole("button", { name: "Sign in", exact: true }).click();
  await popup.getByRole("button", { name: "Accept", exact: true }).click();
  assert.deepEqual(await told(fresh), { errors: [], successes: [badge] });
  await fresh.context().close();
});

test("issue: where a window may not open by itself, the overlay opens it by a click", async () => {
  const badge = site.badge(MAYA);
  await openSite("blocked", `window.open = ((real) => (...all) => navigator.userActivation.isActive ? real.apply(window, all) : null)(window.open);
    OpenBadges.issue(${JSON.stringify([badge])}, (errors, successes) => { window.told = { errors, successes }; document.querySelector("#told").textContent = "done"; });`);
  const overlay = page.getByRole("dialog", { name: "Your Backpack" });
  await overlay.waitFor();
  await axe(page, { without: ["region", "html-has-lang"] });
  const popup = await windowOf(() => overlay.getByRole("button", { name: "Open my Backpack" }).click());
  await popup.getByRole("button", { name: "Refuse", exact: true }).click();
  assert.deepEqual((await told()).errors.map((e) => e.reason), ["DENIED"]);
  await popup.close();
});

test("the question is shown in no frame, and a click that was meant for something else answers nothing", async () => {
  const channel = "f".repeat(48), body = new URLSearchParams([["channel", channel], ["assertions", site.badge(MAYA)]]);
  const sent = await office.server.visitor().request("POST", "/issuer/frame", { body, headers: { origin: site.url } });
  site.put("/frame", `<!doctype html><title>x</title><iframe src="${office.server.url}${sent.location}" width="600" height="600"></iframe>`, "text/html");
  const trap = await context.newPage();
  const refused = [];
  trap.on("console", (m) => refused.push(m.text()));
  await trap.goto(`${site.url}/frame`);
  await until(() => refused.some((text) => /frame-ancestors|Refused to (frame|display)/.test(text)), "the frame is refused");
  await trap.close();
  const quick = await context.newPage();
  await quick.goto(office.server.url + sent.location, { waitUntil: "commit" });
  await quick.getByRole("button", { name: "Accept", exact: true }).waitFor();
  const [before] = await quick.getByRole("button", { name: "Accept", exact: true }).evaluateAll((all) => all.map((b) => getComputedStyle(b).animationName));
  assert.equal(before, "settle");
  await quick.close();
});

test("issue_no_modal: the whole page goes, and comes back", async () => {
  const badge = site.badge(MAYA);
  await openSite("whole", `document.querySelector("#go").addEventListener("click", () => OpenBadges.issue_no_modal(${JSON.stringify([badge])}));`);
  await page.getByRole("button", { name: "Get my badges" }).click();
  await page.getByRole("button", { name: "Accept", exact: true }).click();
  await page.getByText("The badge is in your Backpack").waitFor();
  await page.getByRole("link", { name: /Back to/ }).click();
  await page.waitForURL(`${site.url}/`);
  page.faults.length = 0;                          // there is nothing at the site's root
});

test("connect: a yes brings tokens that a script of the site can use, a no brings none", async () => {
  site.put("/back", "<!doctype html><title>back</title><p>back</p>", "text/html");
  await openSite("connect", `document.querySelector("#go").addEventListener("click", () => OpenBadges.connect({ callback: "/back?course=7", scope: ["issue"] }));
    for (const options of [{}, { callback: "/back" }, { scope: ["issue"] }]) { try { OpenBadges.connect(options); window.thrown = false; } catch (e) { window.thrown = window.thrown !== false; } }`);
  assert.equal(await page.evaluate(() => window.thrown), true);
  await page.getByRole("button", { name: "Get my badges" }).click();
  await page.getByRole("heading", { name: /May .* put badges/ }).waitFor();
  await look(page, "connect-site");
  await page.getByRole("link", { name: "Do not allow" }).click();
  await page.waitForURL(/\/back\?/);
  assert.deepEqual(Object.fromEntries(new URL(page.url()).searchParams), { course: "7", error: "access_denied" });

  await page.goto(`${site.url}/connect`);
  await page.getByRole("button", { name: "Get my badges" }).click();
  await page.getByRole("button", { name: "Allow" }).click();
  await page.waitForURL(/access_token=/);
  const badge = site.badge(MAYA);
  const answers = await page.evaluate(async (assertion) => {
    const q = new URLSearchParams(location.search), ask = (where, method, token, body) => fetch(`${q.get("api_root")}/${where}`, {
      method, body, headers: { ...(token && { authorization: `Bearer ${btoa(token)}` }), ...(body && { "content-type": "application/json" }) } });
    const identity = await (await ask("identity", "GET", q.get("access_token"))).json();
    const issued = (await ask("issue", "POST", q.get("access_token"), JSON.stringify({ badge: assertion }))).status;
    const next = await (await ask("token", "POST", null, JSON.stringify({ grant_type: "refresh_token", refresh_token: q.get("refresh_token") }))).json();
    const dead = await ask("identity", "GET", q.get("access_token"));
    return { identity, issued, next, dead: [dead.status, dead.headers.get("www-authenticate")] };
  }, badge);
  assert.match(answers.identity.recipient, /^sha256\$/);
  assert.equal(answers.issued, 201);
  assert.equal(answers.next.expires, 3600);
  assert.match(answers.dead.join(" "), /^401 .*Unknown access token/);
  page.faults.length = 0;                          // Chromium notes the 401
});

test("a page of another site shows collections by script, as JSON and as JSONP", async () => {
  const { maya } = office;
  const made = await maya.submit(await maya.get("/backpack/collections/new"), { name: "Lifting", is_public: "1" }, { action: "/backpack/collections" });
  const id = /collections\/(\d+)/.exec(made.path)[1];
  await maya.submit(made, { in: [...made.text.matchAll(/name="in" value="(\d+)"/g)].map((m) => m[1]) }, { action: "/badges" });
  await maya.submit(await maya.get("/backpack/shown"), { shown: [id] }, { action: "/backpack/shown" });
  const { userId } = (await maya.request("POST", "/displayer/convert/email", { body: new URLSearchParams({ email: MAYA }) })).json();
  const here = office.server.url;
  await openSite("show", `fetch("${here}/displayer/${userId}/groups.json").then((r) => r.json()).then((v) => { window.byJson = v; });
    window.byScript = null; const s = document.createElement("script"); s.src = "${here}/displayer/${userId}/group/${id}.json?callback=got"; window.got = (v) => { window.byScript = v; }; document.head.append(s);`);
  await page.waitForFunction(() => window.byJson && window.byScript);
  const [groups, group] = await page.evaluate(() => [window.byJson.groups, window.byScript.badges]);
  assert.deepEqual(groups.map((g) => g.name), ["Lifting"]);
  assert.equal(group.length, groups[0].badges);
  assert.ok(group.length > 2);
  await page.goto(`${here}/backpack/shown`);
  page.faults.length = 0;
  await look(page, "shown-some");
});
