// Job roles in a real browser: a manager says a step on the ladder and a skill that a role takes;
// an employee sees on a phone without script where they can go, plans it, and checks themselves.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { look, openAs, openBrowser, openPage, twoLooks } from "./harness.mjs";
import { openSample } from "./sample.mjs";

let sample, browser, phone, walker, desk, stranger;

before(async () => {
  sample = await openSample();
  browser = await openBrowser();
  phone = await openAs(browser, sample.server, sample.visitors.earner, { viewport: { width: 360, height: 800 }, javaScriptEnabled: false });
  walker = await openAs(browser, sample.server, sample.visitors.earner);
  desk = await openAs(browser, sample.server, sample.visitors.admin);
  stranger = await openPage(browser, sample.server);
});
after(async () => {
  await browser?.close();
  await sample?.server.stop();
});

test("who keeps the standards says a step and a skill", async () => {
  await desk.goto(`${sample.base}/job-roles/ladder`);
  await look(desk, "ladder-desk", twoLooks);
  await desk.getByLabel("From", { exact: true }).selectOption({ label: "First aider on shift" });
  await desk.getByLabel("To", { exact: true }).selectOption({ label: "Maintenance technician" });
  await desk.getByRole("button", { name: "Add" }).click();
  await desk.getByText("The step stands on the ladder").waitFor();
  await desk.getByRole("link", { name: "Maintenance technician" }).last().click();
  await desk.goto(`${sample.base}/job-roles?q=first+aider`);
  await desk.getByRole("link", { name: "First aider on shift" }).first().click();
  await desk.getByRole("link", { name: "A skill", exact: true }).click();
  await desk.getByLabel("Name or code of a skill").fill("evacuation");
  await desk.getByRole("button", { name: "Search" }).click();
  await desk.getByRole("link", { name: "Lead an evacuation" }).click();
  await desk.getByLabel("Proved at least").selectOption({ label: "Proved" });
  await desk.getByRole("button", { name: "Save" }).click();
  await desk.getByText("The job role takes it now").waitFor();
  await look(desk, "job-role-with-skills", twoLooks);
});

test("on a phone an employee sees where they can go, and plans it", async () => {
  await phone.goto("/ready");
  await phone.getByRole("link", { name: "Where I can go" }).click();
  assert.ok(await phone.getByRole("link", { name: /^Plan it/ }).count() > 0);
  await phone.getByRole("link", { name: /^Plan it/ }).first().click();
  await phone.getByRole("button", { name: "Begin the plan" }).click();
  await phone.getByText("The plan is begun").waitFor();
});

test("on a phone the way over two steps is looked at and becomes a plan with hours and cost, in that order", async () => {
  await phone.goto("/ladder");
  await phone.getByRole("link", { name: "To any job role" }).click();
  await phone.getByLabel("To", { exact: true }).selectOption({ label: "Shift lead in maintenance" });
  await phone.getByRole("button", { name: "Show the way" }).click();
  assert.deepEqual(await phone.getByRole("navigation", { name: "The way" }).getByRole("listitem").allInnerTexts(), ["First aider on shift", "Maintenance technician", "Shift lead in maintenance"], "by the step of above");
  await walker.goto(phone.url());
  await look(walker, "ladder-way", twoLooks);
  const names = await phone.locator(".way-row .row-title").allInnerTexts();
  assert.ok(names.length > 2, names.join());
  await phone.getByRole("link", { name: /^Plan it/ }).click();
  await phone.getByRole("button", { name: "Begin the plan" }).click();
  await walker.goto(phone.url());
  await look(walker, "plan-way", twoLooks);
  const offered = await phone.locator(".choice-text").allInnerTexts();
  assert.deepEqual(offered, names.map((name) => name.replace(/^[A-Z]+-\d+ /, "").replace(/ \(Desirable\)$/, "")), "in the same order");
  await phone.getByRole("button", { name: "Make them steps" }).click();
  await phone.getByText(/\d+ h.*, of which \d+ h.* open · Cost/).waitFor();
});

test("by keyboard alone, from one job role to another", async () => {
  await desk.goto(`${sample.base}/job-roles/ladder`);
  await desk.getByRole("link", { name: "From one to another" }).focus();
  await desk.keyboard.press("Enter");
  await desk.waitForURL(/\/job-roles\/way/);
  await desk.getByLabel("From", { exact: true }).focus();
  await desk.keyboard.type("Forklift");
  await desk.keyboard.press("Tab");
  await desk.keyboard.type("Shift lead");
  await desk.keyboard.press("Tab");
  await desk.keyboard.press("Enter");
  await desk.getByRole("heading", { name: "For Shift lead in maintenance" }).waitFor();
  await look(desk, "ladder-way-desk", twoLooks);
});

test("a stranger checks themselves against the role, and is told what is wrong with a link", async () => {
  await desk.goto(`${sample.base}/job-roles?q=forklift`);
  await desk.getByRole("link", { name: "Forklift driver" }).first().click();
  const address = new URL(await desk.locator("a[href*='/roles/']").first().getAttribute("href")).pathname;
  await stranger.goto(address);
  await stranger.getByRole("link", { name: "Check me" }).click();
  await stranger.getByLabel("Or a link to a Backpack").fill("https://elsewhere.example/");
  await stranger.getByRole("button", { name: "See what is missing" }).click();
  await stranger.getByText("This leads to nothing that is shown here").first().waitFor();
});
