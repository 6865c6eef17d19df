// Skills in a real browser: somebody says what they can and asks who leads them, on a phone
// without script; the manager confirms with the keyboard and takes it back.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { look, openAs, openBrowser, twoLooks } from "./harness.mjs";
import { openSample } from "./sample.mjs";

let sample, browser, phone, desk;

before(async () => {
  sample = await openSample();
  browser = await openBrowser();
  phone = await openAs(browser, sample.server, sample.visitors.earner, { viewport: { width: 360, height: 800 }, javaScriptEnabled: false });
  desk = await openAs(browser, sample.server, sample.visitors.manager);
});
after(async () => {
  await browser?.close();
  await sample?.server.stop();
});

test("on a phone an employee says a skill and asks who leads them", async () => {
  await phone.goto("/skills");
  await phone.getByRole("link", { name: "Say what I can" }).first().click();
  await phone.getByLabel("Name or code of a skill").fill("pneumatics");
  await phone.getByRole("button", { name: "Search" }).click();
  await phone.getByRole("link", { name: "Find faults in pneumatics" }).click();
  await phone.getByLabel("Level", { exact: true }).selectOption("Practised");
  await phone.getByLabel("In what it shows").fill("Two courses, and the packing line every week");
  await phone.getByRole("button", { name: "Say it" }).click();
  await phone.getByText("It stands with your skills now").waitFor();
  const row = phone.locator("li.row", { hasText: "Find faults in pneumatics" });
  await row.getByRole("link", { name: "Have it confirmed" }).click();
  await phone.getByLabel("Whom do you ask?").fill("nobody of this name");
  await phone.getByRole("button", { name: "Ask" }).click();
  await phone.getByText("Nobody is called so").first().waitFor();
  await phone.getByLabel("Whom do you ask?").fill(sample.people.manager);
  await phone.getByRole("button", { name: "Ask" }).click();
  await phone.getByText("They are asked, and get a mail").waitFor();
});

test("whoever is asked confirms by keyboard, and takes it back", async () => {
  await desk.goto("/skills/asked");
  const row = desk.locator("li.row", { hasText: "Find faults in pneumatics" });
  assert.equal(await row.getByLabel("The level that you have seen").evaluate((one) => one.selectedOptions[0].textContent), "Practised");
  await row.getByLabel("The level that you have seen").focus();
  await desk.keyboard.type("Exper");
  await row.getByRole("textbox").fill("Found the fault of last Friday");
  await row.getByRole("button", { name: /^Confirm/ }).focus();
  await desk.keyboard.press("Enter");
  await desk.getByText("It stands with their skill, with your name").waitFor();
  await phone.goto("/skills");
  assert.match(await phone.locator("li.row", { hasText: "Find faults in pneumatics" }).textContent(), /Oliver Schäfer.*Experienced.*Found the fault of last Friday/s);
  await look(desk, "skills-said", twoLooks);
  await desk.locator("li.row", { hasText: "Find faults in pneumatics" }).getByRole("button", { name: /^Take it back/ }).click();
  await desk.getByText("It counts no more").waitFor();
  await desk.locator("li.row", { hasText: "Find faults in pneumatics" }).getByRole("button", { name: /^Say it again/ }).click();
  await desk.getByText("It counts again").waitFor();
});
