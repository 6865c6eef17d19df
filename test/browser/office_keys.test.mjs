// What an office sets up and looks up, by keyboard alone; with script, and the same again without.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { checkNoSidewaysScroll, openAs, openBrowser, openPage } from "./harness.mjs";
import { keysOf } from "./keys.mjs";
import { accident } from "../web/office.mjs";
import { openSample } from "./sample.mjs";

// One badge of theirs seventy times over, in a collection that anybody reads: its address.
async function makeCollection({ server, visitors: { earner } }) {
  await earner.submit(await earner.get("/backpack/collections/new"), { name: "All of them", is_public: "1" }, { action: "/backpack/collections" });
  const page = await earner.get("/backpack/collections");
  const id = Math.max(...[...page.text.matchAll(/\/backpack\/collections\/(\d+)/g)].map((m) => Number(m[1])));
  const columns = "owner_id, public_id, credential_key, original, source, title, issuer_name, issuer_anchor, description, image_hash, version, awarded_at, valid_until, verdict, report, checked_at, is_public, created_at, standing, held_at, next_check_at, valid_from, achievement_id, awarded_year, noted_at";
  const another = columns.replace("public_id", "h.public_id || n.i").replace("credential_key", "h.credential_key || n.i").replace("title", "'Crane ' || n.i");
  const theirs = `owner_id = (SELECT c.owner_id FROM collection c WHERE c.id = ${id})`;
  accident(server, `INSERT INTO holding (${columns}) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 70)
    SELECT ${another} FROM holding h, n WHERE h.id = (SELECT min(x.id) FROM holding x WHERE x.${theirs})`);
  accident(server, `INSERT INTO collection_holding (collection_id, holding_id, place) SELECT ${id}, id, id FROM holding WHERE title LIKE 'Crane %' AND ${theirs}`);
  return /\/c\/[\w-]{16,}/.exec((await earner.get(`/backpack/collections/${id}`)).text)[0];
}

let sample, browser, base, collection;
before(async () => {
  sample = await openSample();
  base = sample.base;
  browser = await openBrowser();
  collection = await makeCollection(sample);
});
after(async () => {
  await browser?.close();
  await sample?.server.stop();
});

const find = async (page, where, match) => {
  await page.goto(where);
  return match.exec(await page.content())[0];
};
// What is folded away is opened where it stands.
const open = async (page, keys, name) => {
  await keys.tabTo(name);
  await page.keyboard.press("Enter");
};

for (const [how, javaScriptEnabled] of [["with script", true], ["without script", false]]) {
  const pages = {};
  const pageOf = async (who) => (pages[who] ??= who === "nobody" ? await openPage(browser, sample.server, { javaScriptEnabled, viewport: { width: 360, height: 800 } })
    : await openAs(browser, sample.server, sample.visitors[who], { javaScriptEnabled, viewport: javaScriptEnabled ? { width: 1280, height: 800 } : { width: 360, height: 800 } }));
  const kind = javaScriptEnabled ? "Able" : "Bare";

  test(`the company's directory is connected, ${how}`, async () => {
    const page = await pageOf("admin"), keys = keysOf(page);
    await page.goto(`${base}/settings/directory`);
    await keys.press(/^Make (the|another) token/, "Company directory");
    const token = (await page.locator("#token-secret").textContent()).trim();
    const call = async (where, data) => (await page.request.post(`/scim/v2${where}`, { data, headers: { authorization: `Bearer ${token}` } })).json();
    const user = await call("/Users", { userName: `${kind}@example.org`, displayName: `${kind} Berg`, active: true });
    await call("/Groups", { displayName: `First aiders ${kind}`, members: [{ value: user.id }] });
    await page.goto(`${base}/settings/directory`);
    await keys.choose("New groups become", /a team of the same name/);
    await keys.send("Save");
    await keys.press(`First aiders ${kind}`, /groups\/\d+$/);
    await keys.tabTo(/^(Nothing|A group|A team)/);
    for (let i = 0; i < 4 && !/^A group/.test((await keys.focused()).name); i++) await page.keyboard.press("ArrowDown");
    assert.match((await keys.focused()).name, /^A group/);
    await keys.send("Save");
    assert.match(await page.locator("main").innerText(), new RegExp(`First aiders ${kind}[^]*group`));
    await checkNoSidewaysScroll(page);
  });

  test(`a learning platform is connected, switched off and removed, ${how}`, async () => {
    const page = await pageOf("admin"), keys = keysOf(page);
    await page.goto(`${base}/settings/learning/platforms`);
    await keys.press("Connect", "Please correct this");
    await keys.type("Name", `Moodle ${kind}`);
    await keys.press("Connect", "Or enter it by hand");
    for (const [label, value] of [["Platform ID (issuer)", `https://${kind.toLowerCase()}.example.org`], ["Client ID", "lapel"], ["Authentication request URL", "https://moodle.example.org/auth"],
      ["Access token URL", "https://moodle.example.org/token"], ["Public keyset URL", "https://moodle.example.org/keys"]]) await keys.type(label, value);
    await keys.press("Save", "Saved, and switched on");
    await keys.press("Switch off", "Switch on");
    await keys.send("Remove");
    assert.match(page.url(), /platforms$/);
    await checkNoSidewaysScroll(page);
  });

  test(`a webhook is made, looked at, tested, switched off and on, ${how}`, async () => {
    const page = await pageOf("admin"), keys = keysOf(page);
    await page.goto(`${base}/settings/webhooks`);
    await keys.type(/^Address/, `https://${kind.toLowerCase()}.invalid/in`);
    await keys.tabTo(/^A badge was awarded/);
    await page.keyboard.press("Space");
    await keys.press("Make the webhook", "Send a test");
    await keys.send("Send a test");
    await keys.press(/^Switch off/, "Switch on");
    await keys.press(/^Switch on/, "Switch off");
    await checkNoSidewaysScroll(page);
  });

  test(`an endorsement is asked for, given on a phone, shown, and taken back, ${how}`, async () => {
    const admin = await pageOf("admin"), office = keysOf(admin), nobody = await pageOf("nobody"), other = keysOf(nobody);
    await admin.goto(`${base}/endorsements`);
    await office.press("Ask somebody to endorse you", /endorsements\/new$/);
    await office.press("Send the link", "Please correct this");
    await office.type(/^Whom to ask/, `Greta ${kind} <greta.${kind}@example.org>`);
    await office.press("Send the link", "One person was asked");
    const mail = await find(admin, "/settings/mail/outbox", /outbox\/\d+/);
    const link = await find(admin, `/settings/mail/${mail}`, /\/endorse\/[\w-]+/);
    await nobody.goto(link);
    await other.press("Sign", "Please correct this");
    await other.type(/^What do you say/, "I buy there.");
    await other.type(/^Your name/, `Greta ${kind}`);
    await other.press("Sign", "your endorsement is signed");
    await checkNoSidewaysScroll(nobody);
    await admin.goto(`${base}/endorsements`);
    await office.press(new RegExp(`Greta ${kind}`), /endorsements\/\d+$/);
    await office.press("Show it", "Do not show it");
    await nobody.goto(link);
    await other.send(/^(Take it back|Withdraw)/);
    assert.doesNotMatch(await (await nobody.request.get("/i/harbour-and-vale", { headers: { accept: "text/html" } })).text(), new RegExp(`Greta ${kind}`));
  });

  test(`a clearance card is made, read by a stranger, ended, and answers again, ${how}`, async () => {
    const page = await pageOf("earner"), keys = keysOf(page), stranger = await pageOf("nobody");
    await page.goto("/ready");
    await keys.send(/^Clearance card/);
    await keys.press(/^(Make a card|Another code)/, "What the code says");
    const answer = /\/cleared\/[\w-]+/.exec(await page.content())[0];
    await stranger.goto(answer);
    assert.match(await stranger.locator("#answer").innerText(), /^(Yes|No): /);
    await checkNoSidewaysScroll(stranger);
    await keys.press("End it", "This card answers no more");
    await stranger.goto(answer);
    await stranger.getByText("This card was ended.").waitFor();
    await keys.press("Let the old code answer again", "What the code says");
  });

  test(`how recognition is spread is asked for a period and a scheme, ${how}`, async () => {
    const page = await pageOf("admin"), keys = keysOf(page);
    await page.goto(`${base}/reports/recognition`);
    await keys.choose("Period", /all|first/i);
    await keys.tabTo("Scheme");
    await page.keyboard.press("ArrowDown");
    await keys.press("Show", /period=/);
    assert.match(page.url(), /scheme=\d+/);
    await keys.tabTo(/CSV/);
    await checkNoSidewaysScroll(page);
  });

  test(`what a list shows is kept as a view, renamed, deleted, and comes back, ${how}`, async () => {
    const page = await pageOf("admin"), keys = keysOf(page);
    await page.goto(`${base}/people?q=a`);
    await open(page, keys, "Views");
    await keys.type("Save what is shown now as", `Mondays ${kind}`);
    await keys.press("Save the view", "The view is saved");
    await open(page, keys, "Views");
    await keys.send(`Rename the view Mondays ${kind}`);
    await keys.type("Name of the view", `Tuesdays ${kind}`);
    await keys.send("Save");
    await open(page, keys, "Views");
    await keys.send(`Rename the view Tuesdays ${kind}`);
    await keys.press("Delete the view", `Tuesdays ${kind} is deleted`);
    await keys.send("Undo");
    await open(page, keys, "Views");
    await keys.send(new RegExp(`^Tuesdays ${kind}`));
    assert.match(page.url(), /q=a/);
    await checkNoSidewaysScroll(page);
  });

  test(`a collection of many badges is read page by page by a stranger, ${how}`, async () => {
    const page = await pageOf("nobody"), keys = keysOf(page), titles = () => page.locator(".badge-card-link").allInnerTexts();
    await page.goto(collection);
    const first = await titles();
    assert.equal(first.length, 60);
    await keys.send("More badges");
    const second = await titles();
    assert.ok(second.length > 5 && !second.some((title) => first.includes(title)), second.join());
    await checkNoSidewaysScroll(page);
    await keys.send("To the first");
    assert.deepEqual(await titles(), first);
  });

  test(`everything of one's own is taken away, ${how}`, async () => {
    const page = await pageOf("earner"), keys = keysOf(page);
    await page.goto("/account");
    await keys.send("Download everything");
    const at = await keys.tabTo("Download");
    const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
    assert.match(download.suggestedFilename(), /\.zip$/, at.name);
  });
}
