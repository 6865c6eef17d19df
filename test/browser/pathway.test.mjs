// Pathways in a real browser: put together by keyboard alone, gone without script on a phone,
// read by an auditor; the picture scrolls in its frame, and the list has all of it in words.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { checkNoSidewaysScroll, look, openAs, openBrowser, twoLooks, until } from "./harness.mjs";
import { keysOf } from "./keys.mjs";
import { openSample } from "./sample.mjs";

let sample, browser;
// What a job does once the server runs is on a page that is loaded after it.
const shows = (page, words) => until(async () => (await page.getByText(words).count()) > 0 || !(await page.reload()), `${words}`);

// Open to everybody, with a step that the badge of a leader did until it was taken back, and one that nobody has done.
async function makeOpen() {
  const { admin } = sample.visitors, pathways = `${sample.base}/pathways`;
  const ready = new RegExp(`href="(${pathways}/\\d+)"[^>]*>[^<]*Ready when it matters`).exec((await admin.get(pathways)).text)[1];
  const { steps } = JSON.parse((await admin.get(`${ready}/pathway.json`)).text), { issuer } = steps.find((step) => step.title === "First aid").equivalents[0];
  const { path } = await admin.submit(await admin.get(`${pathways}/new`), { name: "Ready at sea", is_open: "1", lapses: "1" }, { action: "/pathways/new" });
  for (const [title, outside] of [["First aid", `${issuer} First aid*`], ["Life-saving", "sea.example *"]])
    await admin.submit(await admin.get(`${path}/steps/new`), { kind: "badge", title, outside }, { action: "/steps/new" });
  await admin.submit(await admin.get(path), {}, { action: "/publish" });
}

before(async () => {
  sample = await openSample();
  await makeOpen();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await sample?.server.stop();
});

test("a manager puts a pathway together by keyboard alone, and publishes it", async () => {
  const page = await openAs(browser, sample.server, sample.visitors.admin), { press, tabTo, type } = keysOf(page);
  await page.goto(`${sample.base}/pathways`);
  await press("New pathway", /pathways\/new$/);
  await type("Name", "Night shift lead");
  await press("Save", /pathways\/\d+$/);
  await press(/New step/, /steps\/new$/);
  await type("What this step is", "Fire warden");
  await tabTo("Fire warden");
  await page.keyboard.press("Space");
  await press("Save", /pathways\/\d+$/);
  await press(/New step/, /steps\/new$/);
  await type("What this step is", "First aid");
  await tabTo("First aider");
  await page.keyboard.press("Space");
  await type(/^From elsewhere/, "academy.example First aid*");
  await tabTo("Fire warden");                    // among those it comes after
  await page.keyboard.press("Space");
  await press("Save", /pathways\/\d+$/);
  await press("Publish", "Published. This version never changes any more.");
  await tabTo("The pathway as a picture");
  assert.match(await page.locator("main").innerText(), /First aid\s+With the badge “First aider” · From elsewhere: “First aid\*” \(\u2066academy\.example\u2069\) · After “Fire warden”/);
  assert.deepEqual(page.faults, []);
});

test("without script, on a phone, somebody sees what does a step from elsewhere", async () => {
  const page = await openAs(browser, sample.server, sample.visitors.earner, { javaScriptEnabled: false, viewport: { width: 360, height: 800 } });
  await page.goto("/pathways");
  await checkNoSidewaysScroll(page);
  await page.getByRole("link", { name: "Ready when it matters" }).click();
  await shows(page, "From elsewhere: “First aid at work by ");
  await checkNoSidewaysScroll(page);
  await page.getByRole("link", { name: /^What was handed in/ }).first().click();
  await page.waitForURL(/\/training\/\d+$/);
});

test("without script, on a phone, somebody joins what is open and leaves it", async () => {
  const page = await openAs(browser, sample.server, sample.visitors.manager, { javaScriptEnabled: false, viewport: { width: 360, height: 800 } });
  await page.goto("/pathways");
  await checkNoSidewaysScroll(page);
  await page.getByRole("button", { name: /^Join.*Ready at sea/ }).click();
  await page.getByText("You are on it. What you hold already counts.").waitFor();
  await checkNoSidewaysScroll(page);
  await page.getByRole("button", { name: "Leave it" }).click();
  await page.getByText("You left it.").waitFor();
});

test("a leader whose badge was taken back upstream sees that the step is asked for again", async () => {
  const page = await openAs(browser, sample.server, sample.visitors.manager);
  await page.goto("/pathways");
  await page.getByRole("button", { name: /^Join.*Ready at sea/ }).click();
  await page.getByText("You are on it. What you hold already counts.").waitFor();
  await shows(page, /“First aid at work by .*” was taken back/);
  await page.getByText("Not valid any more").first().waitFor();
  await page.getByRole("link", { name: /^What was handed in/ }).first().click();
  await page.getByText("Taken back by its issuer").first().waitFor();
  assert.deepEqual(page.faults, []);
});

test("an auditor reads the version and who published it, and changes nothing", async () => {
  const page = await openAs(browser, sample.server, sample.visitors.auditor);
  await page.goto(`${sample.base}/pathways`);
  assert.equal(await page.getByRole("link", { name: "New pathway" }).count(), 0);
  await page.getByRole("link", { name: "Warehouse supervisor" }).click();
  await page.getByText("Published on").first().waitFor();
  await look(page, "pathway-read", twoLooks);
  assert.equal(await page.locator("main form").count(), 0);
  const answer = await page.request.get(await page.getByRole("link", { name: /JSON/ }).first().getAttribute("href"));
  assert.ok((await answer.json()).steps.length > 5);
});

test("an auditor reads what did a step from elsewhere, and the proof of it", async () => {
  const page = await openAs(browser, sample.server, sample.visitors.auditor);
  await page.goto(`${sample.base}/pathways`);
  await page.getByRole("link", { name: "Ready when it matters" }).click();
  await page.getByRole("link", { name: "Who is where" }).first().click();
  await page.getByRole("link", { name: "Amina Diallo" }).click();
  await shows(page, "From elsewhere: “First aid at work by ");
  await look(page, "pathway-outside-read", twoLooks);
  await page.getByRole("link", { name: /^What was handed in/ }).first().click();
  await page.getByRole("heading", { name: "First aid at work" }).waitFor();
  assert.equal(await page.locator("main form").count(), 0);
});
