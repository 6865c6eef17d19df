// Job roles in a real browser: a manager says a step on the ladder and a skill that a role takes;
// an employee sees on a phone without script where they can go, plans it, and checks themselves.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { look, openAs, openBrowser, openPage, twoLooks } from "./harness.mjs";
import { openSample } from "./sample.mjs";

let sample, browser, phone, desk, stranger;

before(async () => {
  sample = await openSample();
  browser = await openBrowser();
  phone = await openAs(browser, sample.server, sample.visitors.earner, { viewport: { width: 360, height: 800 }, javaScriptEnabled: false });
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
