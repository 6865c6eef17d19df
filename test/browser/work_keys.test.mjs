// Partners, the ladder, what a job role takes, skills and “Check me”, by keyboard alone; with
// script at a desk, and the same again without on a phone.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { checkNoSidewaysScroll, openAs, openBrowser, openPage } from "./harness.mjs";
import { keysOf } from "./keys.mjs";
import { openSample } from "./sample.mjs";

let sample, browser, base;
before(async () => {
  sample = await openSample();
  ({ base } = sample);
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await sample?.server.stop();
});

for (const [how, javaScriptEnabled] of [["with script", true], ["without script", false]]) {
  const kind = javaScriptEnabled ? "Able" : "Bare";
  const options = { javaScriptEnabled, viewport: javaScriptEnabled ? { width: 1280, height: 800 } : { width: 360, height: 800 } };
  const pages = {};
  const pageOf = async (who) => (pages[who] ??= who === "nobody" ? await openPage(browser, sample.server, options) : await openAs(browser, sample.server, sample.visitors[who], options));

  test(`a partner is proposed, trusted, endorsed, given a note, suspended and trusted again, ${how}`, async () => {
    const page = await pageOf("admin"), keys = keysOf(page);
    await page.goto(`${base}/partners`);
    await keys.press("New partner", /\/partners\/new$/);
    await keys.type("Name", `Quay College ${kind}`);
    await keys.press("Save", "Please correct this");
    assert.equal(await page.locator("#name").inputValue(), `Quay College ${kind}`);
    await keys.type(/^DID/, `did:web:${kind.toLowerCase()}.example`);
    await keys.press("Save", /\/partners\/\d+$/);
    await keys.press("Trust them", "Trusted.");
    await keys.type(/^Name/, "Crane driver");
    await keys.press("List a badge", "Listed.");
    await keys.type(/^What you say of it/, "Whoever comes back from them knows what to do.");
    await keys.press("Endorse it", "Signed by us");
    await keys.type("What was found", "Two trainers, twelve people.");
    await keys.press("Note it", "Two trainers, twelve people.");
    await keys.press("Suspend", "say why");
    await keys.type(/^Reason/, "Their trainer had no licence");
    await keys.press("Suspend", "No rule takes their badges");
    await keys.press("Take the decision back", "Taken back.");
    await checkNoSidewaysScroll(page);
  });

  test(`a step stands on the ladder, two job roles are compared, and it is taken off, ${how}`, async () => {
    const page = await pageOf("admin"), keys = keysOf(page);
    await page.goto(`${base}/job-roles/ladder`);
    await keys.choose("From", /First aider/);
    await keys.choose("To", /Forklift/);
    await keys.type(/^How one gets there/, `By the licence, ${kind}`);
    await keys.press("Add", `By the licence, ${kind}`);
    await keys.press("Compare two", /compare$/);
    await keys.choose("From", /First aider/);
    await keys.choose("To", /Maintenance/);
    await keys.send("Compare");
    assert.match(await page.locator("main").innerText(), /AID-01 First aiders[^]*Differs/);
    await checkNoSidewaysScroll(page);
    await page.goto(`${base}/job-roles/ladder`);
    await keys.send(/^Take off ?: ?First aider on shift – Forklift driver|^Take off First aider on shift – Forklift driver/);
    assert.doesNotMatch(await page.locator("main").innerText(), new RegExp(`By the licence, ${kind}`));
    await checkNoSidewaysScroll(page);
  });

  test(`a job role takes a skill, takes it higher, and no more, ${how}`, async () => {
    const page = await pageOf("admin"), keys = keysOf(page);
    await page.goto(`${base}/job-roles/3`);
    await keys.press("A skill", /\/skills$/);
    await keys.type("Name or code of a skill", "spanish");
    await keys.send("Search");
    await keys.press(/^Speak Spanish at work/, /item=/);
    await keys.choose("Proved at least", /^Confirmed/);
    await keys.press("Save", "The job role takes it now");
    await keys.press(/^Change ?:? ?Speak Spanish at work/, /\/skills\/\d+$/);
    await keys.choose("Proved at least", /^Proved/);
    await keys.send("Save");
    assert.match(await page.locator("main").innerText(), /Speak Spanish at work[^]*Proved/);
    await keys.press(/^Change ?:? ?Speak Spanish at work/, /\/skills\/\d+$/);
    await keys.send("The job role does not take it");
    assert.doesNotMatch(await page.locator("main").innerText(), /Speak Spanish at work/);
    await checkNoSidewaysScroll(page);
  });

  test(`a framework gets levels, a mistake in them is said beside them, and what was typed stays, ${how}`, async () => {
    const page = await pageOf("admin"), keys = keysOf(page), shown = () => page.locator("main").innerText();
    await page.goto(`${base}/frameworks`);
    await keys.press((await page.locator("main .row-title a").first().innerText()).trim(), /\/frameworks\/\d+$/);
    const was = await page.locator("#levels").inputValue();
    await keys.type(/^Levels/, "Novice\nnovice");
    await keys.send("Save");
    assert.match(await shown(), /called the same/);
    assert.match(await page.locator("#levels").inputValue(), /^Novice\s+novice$/);
    await keys.type(/^Levels/, `${was || "Novice"}\nExpert of ${kind}`);
    await keys.send("Save");
    assert.match(await shown(), new RegExp(`Levels: .*Expert of ${kind}`));
    await checkNoSidewaysScroll(page);
  });

  test(`a skill is said, confirmation asked for by mail and given, ${how}`, async () => {
    const page = await pageOf("earner"), keys = keysOf(page), leader = await pageOf("manager"), other = keysOf(leader);
    const skill = javaScriptEnabled ? "Isolate energy before work" : "Maintain a line";
    await page.goto("/skills");
    await keys.press("Say what I can", /\/skills\/say/);
    await keys.type("Name or code of a skill", skill);
    await keys.send("Search");
    await keys.press(new RegExp(`^${skill}`), /item=/);
    await keys.type(/^In what it shows/, "Every shift since May.");
    await keys.press("Say it", "It stands with your skills now");
    await keys.press(new RegExp(`^Have it confirmed.*${skill}`), /\/skills\/mine\/\d+$/);
    await keys.type("Whom do you ask?", sample.people.manager);
    await keys.press("Ask", "They are asked, and get a mail");
    await checkNoSidewaysScroll(page);
    const box = await (await (await pageOf("admin")).request.get(`${base}/mail?q=${sample.people.manager}`)).text();
    const mail = await (await pages.admin.request.get(new RegExp(`${base}/mail/\\d+`).exec(box)[0])).text();
    await leader.goto(/\/skills\/asked/.exec(mail)[0]);
    await other.press(new RegExp(`^Confirm.*${skill}`), "with your name");
    await checkNoSidewaysScroll(leader);
    await page.goto("/skills");
    assert.match(await page.locator("li.row", { hasText: skill }).innerText(), /Oliver Schäfer/);
  });

  test(`a stranger checks what a collection shows against a job role, ${how}`, async () => {
    const earner = await pageOf("earner"), page = await pageOf("nobody"), keys = keysOf(page);
    await earner.goto("/backpack/collections/1");
    const shown = sample.server.url + /\/c\/[\w-]{16,}/.exec(await earner.content())[0];
    await (await pageOf("admin")).goto(`${base}/job-roles/1`);
    await page.goto(new URL(await pages.admin.locator("a[href*='/roles/']").first().getAttribute("href")).pathname);
    await keys.press("Check me", /\/check$/);
    await keys.send("See what is missing");
    assert.match(await page.locator("main").innerText(), /Please correct this/);
    await keys.type(/^Or a link to a Backpack/, shown);
    await keys.press("See what is missing", "What you have, and what is missing");
    assert.match(await page.locator("main").innerText(), /“Fire warden” counts in full[^]*Missing/);
    await checkNoSidewaysScroll(page);
    await keys.press("Check others", /\/check$/);
  });
}
