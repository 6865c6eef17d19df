// Partners in a real browser: proposed and decided on by keyboard alone, read by who may only
// look, and whose course closes a gap seen on a phone without script; by axe at 360 pixels and
// as a desktop, light and dark.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { look, openAs, openBrowser, twoLooks } from "./harness.mjs";
import { keysOf } from "./keys.mjs";
import { openSample } from "./sample.mjs";
import { accident } from "../web/office.mjs";

let sample, browser, desk, reader, phone;

before(async () => {
  sample = await openSample();
  browser = await openBrowser();
  desk = await openAs(browser, sample.server, sample.visitors.admin);
  reader = await openAs(browser, sample.server, sample.visitors.viewer);
  phone = await openAs(browser, sample.server, sample.visitors.earner, { javaScriptEnabled: false, viewport: { width: 360, height: 800 } });
});
after(async () => {
  await browser?.close();
  await sample?.server.stop();
});

test("by keyboard alone one is proposed, trusted, and suspended with a reason", async () => {
  const { type, press } = keysOf(desk);
  await desk.goto(`${sample.base}/partners`);
  await press("New partner", /\/partners\/new$/);
  await type(/^Name/, "Crane College");
  await type(/^Host/, "https://college.example");
  await press("Save", "write a host alone");
  await look(desk, "partner-form-error", twoLooks);
  await desk.getByLabel(/^Host/).fill("");
  await type(/^Host/, "crane.example");
  await press("Save", /\/partners\/\d+$/);
  await press("Trust them", "Trusted.");
  await type(/^Name/, "Crane driver");
  await press("List a badge", "Listed.");
  await press("Suspend", "say why");
  await look(desk, "partner-refused", twoLooks);
  await type(/^Reason/, "Their trainer had no licence");
  await press("Suspend", "No rule takes their badges");
  await look(desk, "partner-suspended", twoLooks);
  await press("Take the decision back", "Taken back.");
});

test("who may only look reads agreement, notes and what counts, and finds no form", async () => {
  await reader.goto(`${sample.base}/partners`);
  await reader.getByRole("link", { name: "Quayside First Aid Academy" }).click();
  await reader.getByText("Twelve people a course at most", { exact: false }).waitFor();
  await reader.getByText("everybody practised twice", { exact: false }).first().waitFor();
  assert.equal(await reader.getByRole("button", { name: "Suspend" }).count(), 0);
  assert.equal(await reader.getByRole("button", { name: "Note it" }).count(), 0);
  await look(reader, "partner-read", twoLooks);
});

test("what counts of theirs, and what we still endorse of one that is suspended, stands on its page", async () => {
  await desk.goto(`${sample.base}/partners`);
  await desk.getByRole("link", { name: "Quayside First Aid Academy" }).click();
  await desk.getByRole("heading", { name: "What was taken of theirs" }).waitFor();
  await look(desk, "partner-taken", twoLooks);
  await desk.getByRole("link", { name: "All that was taken of theirs" }).click();
  await desk.getByRole("link", { name: "Amina Diallo" }).first().click();
  await desk.getByText("Trusted then", { exact: false }).first().waitFor();
  await look(desk, "partner-terms", twoLooks);
  await desk.goto(`${sample.base}/partners`);
  await desk.getByRole("link", { name: "Harbour Rescue School" }).click();
  await desk.getByRole("heading", { name: "You still endorse them" }).waitFor();
  await look(desk, "partner-held", twoLooks);
  await desk.getByRole("button", { name: "Take back what is ticked" }).click();
  await desk.getByText("Taken back: whoever looks", { exact: false }).waitFor();
  assert.equal(await desk.getByRole("heading", { name: "You still endorse them" }).count(), 0);
  await desk.goto(`${desk.url().replace(/[?#].*/, "")}/history`);
  await desk.getByRole("heading", { name: "What happened" }).waitFor();
  await look(desk, "partner-history", twoLooks);
});

test("on a phone without script somebody sees whose course closes their gap, and where", async () => {
  accident(sample.server, "UPDATE requirement_standing SET state = 5 WHERE requirement_id = (SELECT id FROM requirement WHERE code = 'AID-01')");
  await phone.goto("/standards");
  await phone.getByText("Courses that close this gap").first().waitFor();
  assert.equal(await phone.getByRole("link", { name: "First aid at work", exact: true }).first().getAttribute("href"), "https://firstaid.example/courses/at-work");
  await phone.getByText("By Quayside First Aid Academy").first().waitFor();
  assert.ok(await phone.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "it scrolls sideways");
});
