// The main steps by keyboard alone.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { openBrowser, openPage, startServer } from "./harness.mjs";
import { keysOf } from "./keys.mjs";

let server, browser, page, focused, tabTo, type, press;

before(async () => {
  server = await startServer({ publicUrl: null, engine: "sqlite" });
  browser = await openBrowser();
  page = await openPage(browser, server);
  ({ focused, tabTo, type, press } = keysOf(page));
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test("the first run", async () => {
  await page.goto("/");
  await type(/^Your name/, "Maya Lindqvist");
  await type(/^E-mail address/, "maya@harbourvale.example");
  await type(/^Password/, "four plain words here");
  await press("Continue", /organisation$/);
  await type(/^Organisation/, "Harbour & Vale");
  await press("Continue", /address$/);
  await press("Continue", /mail$/);
  await tabTo(/^Not yet/);
  await page.keyboard.press("ArrowDown");
  assert.match((await focused()).name, /^Through our mail server/);
  await tabTo("Server");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("ArrowUp");
  await press("Continue", /start$/);
  await press("Finish set-up", "Everything is ready");
});

test("the skip link leads past the navigation", async () => {
  await page.keyboard.press("Tab");
  const { name } = await focused();
  assert.equal(name, "Skip to content");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  assert.equal((await focused()).name, "New badge");
});

test("a badge, from its name to the public page", async () => {
  await page.keyboard.press("Enter");
  await page.waitForURL(/badges\/new$/);
  await type(/^Name/, "Fire marshal");
  await type(/^One sentence/, "Leads a floor out of the building.");
  await press("Save and continue", /picture$/);
  await tabTo(/Fire safety/);
  await page.keyboard.press("Enter");
  await page.waitForURL(/preset=fire-safety/);
  await press("Save and continue", /criteria$/);
  await type(/^What has to be shown/, "Half a day of training");
  await press("Save and continue", /levels$/);
  await press("Continue", /validity$/);
  await press("Save and continue", /skills$/);
  await press("Save and continue", /translations$/);
  await tabTo(/Preview/);
  await page.keyboard.press("Enter");
  await page.waitForURL(/preview$/);
  await press("Publish", "The badge is published");
});

test("an award to a pasted list, with a line corrected in place", async () => {
  await press("Award it", /awards\/new/);
  await type(/^Paste names/, "Ann Lee <ann@example.org>\nBo Ek, bo@");
  await press("Check the list", /lists\/\d+/);
  await type("E-mail address, line 2", "bo@example.org");
  await press(/^Correct/, "The line is corrected");
  await press("Award to 2 people", "Nothing is signed");
  await press("Send now", "2 people now have");
});

test("menus open, close on Escape, and give the focus back", async () => {
  await tabTo(/Maya Lindqvist/);
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "My account" }).waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Escape");
  assert.match((await focused()).name, /Maya Lindqvist/);
  assert.equal(await page.getByRole("link", { name: "My account" }).isVisible(), false);
});

test("an award is found, looked at and revoked", async () => {
  await page.goto("/org/1/awards");
  await type(/Name or e-mail/, "Ann");
  await page.keyboard.press("Enter");
  await page.waitForURL(/q=Ann/);
  await press("Ann Lee", /awards\/\d+$/);
  await press(/^Revoke/, /revoke$/);
  await type(/^Reason/, "Wrong person");
  await press("Revoke this award", "The award is revoked");
});

test("after an error the focus is led to the field", async () => {
  await page.goto("/org/1/badges/new");
  await press("Save and continue", "Please correct this");
  await press(/Please fill in “Name”/);
  assert.equal((await focused()).tag, "INPUT");
  await page.keyboard.type("Crane operator");
  assert.equal(await page.locator("#name").inputValue(), "Crane operator");
});

test("a badge is checked", async () => {
  await page.goto("/verify");
  await type(/Or a link/, "https://example.invalid/badge");
  await press("Check it", "We could not tell");
  await press(/What was checked|The whole report/);
});
