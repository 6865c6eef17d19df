// The Backpack's main steps by keyboard alone; files that are dropped; a code before the camera.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { axe, openAs, openBrowser } from "./harness.mjs";
import { keysOf } from "./keys.mjs";
import { Issuer } from "../web/app.mjs";
import { openOffice } from "../web/office.mjs";

const MAYA = "maya@example.org", issuer = new Issuer();
let office, browser, page, keys;
const badge = (name) => issuer.badge(`urn:uuid:${name}`, { email: MAYA, name });

before(async () => {
  office = await openOffice({ engine: "sqlite" });
  browser = await openBrowser();
  page = await openAs(browser, office.server, office.maya);
  keys = keysOf(page);
});
after(async () => {
  await browser?.close();
  await office?.server.stop();
});

// A press of a key that leads to another page.
const away = async (key) => Promise.all([page.waitForEvent("load"), page.keyboard.press(key)]);

test("badges are added, tagged and collected by keyboard alone", async () => {
  for (const name of ["Crane", "Truck"]) {
    await page.goto("/backpack");
    await keys.press("Add a badge", /\/backpack\/add$/);
    await keys.tabTo("Or paste its text");
    await page.keyboard.press("Enter");
    await keys.tabTo(/^JSON or JWT/);
    await page.keyboard.insertText(badge(name));
    await keys.press("Add it", /\/backpack\/badges\/\d+$/);
    assert.equal(await page.getByRole("heading", { level: 1 }).textContent(), name);
  }
  await keys.type("Add a tag", "Harbour");
  await away("Enter");
  await page.getByText("Harbour").first().waitFor();
  await page.goto("/backpack/collections");
  await keys.press("New collection", /\/collections\/new$/);
  await keys.type("Name", "For the port");
  await keys.tabTo(/^Anyone with the link can see it/);
  await page.keyboard.press("Space");
  await keys.press("Save", /\/collections\/\d+\/badges$/);
  for (const name of [/^Truck/, /^Crane/]) {
    await keys.tabTo(name);
    await page.keyboard.press("Space");
  }
  await keys.press("Save", /\/backpack\/collections\/\d+$/);
  assert.deepEqual(page.faults, []);
});

test("a collection is put in order, told about and shown by keyboard alone", async () => {
  const names = () => page.locator("[data-arrange-row] .arrange-name a").allTextContents();
  const [first, second] = await names();
  await keys.tabTo(`Down: ${first}`);
  await page.keyboard.press("Enter");
  await page.waitForFunction((name) => document.querySelector("[data-arrange-row] .arrange-name a").textContent === name, second);
  assert.deepEqual(await names(), [second, first]);
  await keys.tabTo(new RegExp(`^Tell a story.*${first}`));
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.insertText("Earned at night.");
  await page.keyboard.press("Tab");
  await away("Enter");
  await keys.press("See it as a reader does", /\/c\/[\w-]+$/);
  await page.getByText("Earned at night.").waitFor();
  assert.deepEqual(await page.locator(".badge-card-link").allTextContents(), [second, first]);
  await axe(page);
  assert.deepEqual(page.faults, []);
});

test("files that are dropped are sent at once, and each says what became of it", async () => {
  await page.goto("/backpack/add");
  const files = [["a.jwt", badge("Dropped one")], ["b.jwt", badge("Dropped two")], ["c.txt", "no badge"]];
  const data = await page.evaluateHandle((all) => {
    const data = new DataTransfer();
    for (const [name, text] of all) data.items.add(new File([text], name, { type: "text/plain" }));
    return data;
  }, files);
  await page.dispatchEvent("[data-drop]", "drop", { dataTransfer: data });
  await page.waitForURL(/\/backpack\/added\/\d+$/);
  for (const words of ["Dropped one", "Dropped two", "No badge in it"]) await page.getByText(words).first().waitFor();
  assert.deepEqual(page.faults, []);
});

// Chromium reads codes by itself on some systems alone: what is before the camera is made up here.
test("a code before the camera is taken as if it were typed; without a camera the page says what to do", async () => {
  const camera = async (code, allowed) => {
    const phone = await openAs(browser, office.server, office.maya, { viewport: { width: 360, height: 740 } });
    await phone.addInitScript(([text, may]) => {
      window.BarcodeDetector = class { detect() { return Promise.resolve(text ? [{ rawValue: text }] : []); } };
      const media = { getUserMedia: () => (may ? Promise.resolve(document.createElement("canvas").captureStream()) : Promise.reject(new Error("no"))) };
      Object.defineProperty(navigator, "mediaDevices", { value: media });
      HTMLMediaElement.prototype.play = () => Promise.resolve();
    }, [code, allowed]);
    await phone.goto("/backpack/add");
    await phone.getByRole("button", { name: "Scan a QR code" }).click();
    return phone;
  };
  const seen = await camera(badge("Scanned"), true);
  await seen.waitForURL(/\/backpack\/badges\/\d+$/);
  assert.equal(await seen.getByRole("heading", { level: 1 }).textContent(), "Scanned");
  await seen.context().close();
  const none = await camera("", false);
  await none.getByText("The camera cannot be used. Take a photo of the code and add it as a file.").waitFor();
  await axe(none);
  await none.context().close();
});
