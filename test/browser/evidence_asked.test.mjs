// Evidence for a requirement: handed in on a phone piece by piece, judged by somebody who answers
// four questions, read by an auditor, who opens it with a reason.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { checkNoSidewaysScroll, look, openAs, openBrowser, twoLooks } from "./harness.mjs";
import { accident } from "../web/office.mjs";
import { openSample } from "./sample.mjs";

let sample, browser, number;
const day = (n) => new Date(Date.now() + n * 86400000).toISOString().slice(0, 10);

before(async () => {
  sample = await openSample();
  // All of it is drawn for a second judge: an auditor reads what waits for one as what is decided.
  accident(sample.server, `UPDATE requirement_version SET rule = replace(rule, '"second":20', '"second":100')`);
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await sample?.server.stop();
});

test("on a phone somebody hands in what is asked of them, and is told what lacks", async () => {
  const page = await openAs(browser, sample.server, sample.visitors.earner, { viewport: { width: 360, height: 800 } });
  await page.goto("/standards");
  await page.getByRole("link", { name: /^Hand in evidence.*Slinging loads at the quay$/ }).click();
  await page.waitForURL(/\/standards\/\d+\/evidence$/);
  await checkNoSidewaysScroll(page);
  await look(page, "evidence-pack-empty", twoLooks);
  await page.getByLabel("What it is").selectOption("observation");
  await page.getByLabel("From which day").fill(day(-500));
  await page.getByLabel(/^In words/).fill("Hooked up the anchor; Kwame watched.");
  await page.getByRole("button", { name: "Add it" }).click();
  await page.locator(".error-summary").waitFor();
  assert.equal(await page.getByLabel(/^In words/).inputValue(), "Hooked up the anchor; Kwame watched.");
  await look(page, "evidence-pack-error", twoLooks);
  await page.getByLabel("From which day").fill(day(-5));
  await page.getByRole("button", { name: "Add it" }).click();
  await page.getByText("Added. Nothing is handed in before you send it.").waitFor();
  await page.getByRole("button", { name: "Hand it in" }).click();
  await page.getByText("there so far: 1").first().waitFor();
  await page.getByLabel("What it is").selectOption("photo");
  await page.getByLabel("From which day").fill(day(-4));
  await page.locator("input[type=file]").setInputFiles({ name: "anchor.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n") });
  await page.getByRole("button", { name: "Add it" }).click();
  await page.getByText("anchor.pdf").first().waitFor();
  await checkNoSidewaysScroll(page);
  await look(page, "evidence-pack", twoLooks);
  await page.getByRole("button", { name: "Hand it in" }).click();
  await page.waitForURL(/\/training\/\d+$/);
  number = /\d+$/.exec(page.url())[0];
  await page.getByText("Waits to be judged").first().waitFor();
  await look(page, "evidence-sent", twoLooks);
  assert.deepEqual(page.faults, []);
});

test("whoever judges it reads the pieces, asks for more, and accepts it by four answers", async () => {
  const page = await openAs(browser, sample.server, sample.visitors.admin), earner = await openAs(browser, sample.server, sample.visitors.earner);
  const where = `${sample.base}/external/${number}`;
  await page.goto(where);
  await page.getByText("Hooked up the anchor; Kwame watched.").waitFor();
  await look(page, "evidence-judge", twoLooks);
  await page.getByRole("radio", { name: "Ask for more" }).check();
  await page.getByLabel(/^Reason/).fill("Which crane?");
  await page.getByRole("button", { name: "Decide" }).click();
  await page.getByText("Asked. They read it at once.").waitFor();
  await earner.goto(`/training/${number}`);
  await earner.getByRole("link", { name: "Add what is missing, and hand it in again" }).click();
  await earner.getByText("More is asked for: Which crane?").waitFor();
  await earner.getByLabel("Note").fill("The blue one.");
  await earner.getByRole("button", { name: "Hand it in" }).click();
  await earner.getByText("Waits to be judged").first().waitFor();
  await page.goto(where);
  await page.getByText("The blue one.").first().waitFor();
  for (const name of ["Valid", "Authentic", "Current", "Sufficient"]) await page.getByRole("checkbox", { name: new RegExp(`^${name}`) }).check();
  await page.getByRole("radio", { name: "Accept it" }).check();
  await page.getByRole("button", { name: "Decide" }).click();
  await page.getByText(/^Said\. /).waitFor().catch(async () => assert.fail(await page.locator("main").innerText()));       // as it was drawn
  assert.deepEqual(page.faults, []);
});

test("an auditor reads of which type and day it is, and opens it with a reason", async () => {
  const page = await openAs(browser, sample.server, sample.visitors.auditor);
  await page.goto(`${sample.base}/external/${number}`);
  await page.getByText(/^Observation/).waitFor();
  assert.equal(await page.getByText("Kwame watched").count(), 0);
  await look(page, "evidence-auditor", twoLooks);
  await page.getByRole("link", { name: "All of it, among evidence" }).click();
  await page.getByLabel("Why you look").fill("The yearly audit of the quay");
  await page.getByRole("button", { name: "Open it for an hour" }).click();
  await page.getByText("Hooked up the anchor; Kwame watched.").first().waitFor();
});
