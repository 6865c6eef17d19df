// Reports, rules of deleting, legal holds, erasing a person, their own copy and the
// export of everything: by keyboard alone, and without JavaScript on a phone.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { checkNoSidewaysScroll, look, openAs, openBrowser } from "./harness.mjs";
import { openSample } from "./sample.mjs";

let server, browser, page, base, phone, visitor;

before(async () => {
  const sample = await openSample();
  ({ server, base } = sample);
  visitor = sample.visitors.admin;
  browser = await openBrowser();
  page = await openAs(browser, server, visitor);
  phone = await openAs(browser, server, visitor, { javaScriptEnabled: false, viewport: { width: 360, height: 800 } });
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const focused = () => page.evaluate(() => {
  const e = document.activeElement;
  const shown = [e, e.closest("label"), e.nextElementSibling].filter(Boolean).map((x) => getComputedStyle(x));
  const label = e.labels?.[0]?.innerText || e.getAttribute("aria-label") || e.innerText || e.value || "";
  return { name: label.trim().replace(/\s+/g, " "), body: e === document.body, seen: shown.some((s) => (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2) || s.boxShadow !== "none") };
});
async function tabTo(name, most = 200) {
  for (let i = 0; i < most; i++) {
    await page.keyboard.press("Tab");
    const at = await focused();
    if (at.body) continue;
    assert.ok(at.seen, `the focus on “${at.name}” cannot be seen, on ${page.url()}`);
    if (name.test(at.name)) return at;
  }
  throw new Error(`Tab does not reach ${name} on ${page.url()}`);
}
async function type(name, words) {
  await tabTo(name);
  await page.keyboard.press("Control+a");
  await page.keyboard.type(words);
}
async function press(name, wait) {
  await tabTo(name);
  await Promise.all([page.waitForLoadState("load"), page.keyboard.press("Enter")]);
  await page.getByText(wait).first().waitFor();
}
// Somebody whom neither a hold keeps nor a list that waits. Of the sample everybody is asked something that is kept for years.
async function person() {
  const { text } = await visitor.get(`${base}/people`);
  for (const [where] of text.matchAll(/\/org\/1\/people\/\d+(?=")/g)) {
    if (!/A legal hold keeps|A list that is not awarded/.test((await visitor.get(`${where}/erase`)).text)) return where;
  }
  throw new Error("everybody is held");
}

test("by keyboard: a report is narrowed, and its tables are files", async () => {
  await page.goto(`${base}/reports`);
  await tabTo(/^Compare with the period before/);
  await page.keyboard.press("Space");
  await press(/^Show$/, "Awards over time");
  assert.match(page.url(), /compare=1/);
  await tabTo(/CSV/);
});

test("by keyboard: a rule is changed, a hold begins and ends", async () => {
  await page.goto(`${base}/settings/privacy`);
  await tabTo(/^Mails that were sent/);
  await page.keyboard.press("ArrowUp");
  await press(/^Save the rules/, "Saved");
  await tabTo(/^New hold/);
  await page.keyboard.press("Enter");
  await type(/^Person/, "amina.diallo@example.com");
  await type(/^Reason/, "Case 12");
  await press(/^Hold it/, "The hold stands");
  await press(/^End the hold.*Amina/, "The hold has ended");
  // The sample's own hold is on a badge that nearly everybody has.
  await visitor.submit(await visitor.get(`${base}/settings/privacy`), {}, { action: "/end" });
});

test("by keyboard: a person is to be erased, and that is taken back", async () => {
  const where = await person();
  await page.goto(`${where}/erase`);
  await type(/^Type/, "erase");
  await press(/^Erase this person/, /wants this person kept/);
  await tabTo(/^Erase them nevertheless/);
  await page.keyboard.press("Space");
  await type(/^Type/, "erase");
  await press(/^Erase this person/, "Receipt no.");
  await press(/^Take it back/, "Taken back");
});

test("by keyboard: everything is exported, and its pages are looked at", async () => {
  await page.goto(`${base}/settings/export`);
  await tabTo(/^The secret halves/);
  await page.keyboard.press("Space");
  await type(/^Passphrase/, "short");
  await press(/^Make the file/, "at least 12 characters");
  await look(page, "export-error");
  await type(/^Passphrase/, "correct horse battery staple");
  await Promise.all([page.waitForURL(/export$/), tabTo(/^Make the file/).then(() => page.keyboard.press("Enter"))]);
  await page.getByText("Ready", { exact: true }).waitFor({ timeout: 90000 });
  await tabTo(/^Download/);
  await look(page, "export-done");
  await press(/^Delete/, "The file is gone");
});

test("without JavaScript on a phone: hold, erase, copy and export go", async () => {
  await phone.goto(`${base}/settings/privacy`);
  await phone.locator("details.fold summary").click();
  await phone.getByLabel("Person", { exact: true }).fill("amina.diallo@example.com");
  await phone.getByLabel("Reason").fill("Case 13");
  await phone.getByRole("button", { name: "Hold it" }).click();
  await checkNoSidewaysScroll(phone);
  await phone.getByRole("button", { name: /^End the hold.*Amina/ }).click();
  const where = await person();
  await phone.goto(`${where}/erase`);
  await checkNoSidewaysScroll(phone);
  await phone.getByLabel("Type “erase”").fill("erase");
  await phone.getByRole("checkbox", { name: /^Erase them nevertheless/ }).check();
  await phone.getByRole("button", { name: "Erase this person" }).click();
  await phone.getByRole("button", { name: "Take it back" }).click();
  const copy = await visitor.get(`${where}/copy.zip`);
  assert.equal(copy.status, 200);
  assert.equal(copy.bytes.toString("latin1", 0, 2), "PK");
  await phone.goto(`${base}/settings/export`);
  await phone.getByRole("button", { name: "Make the file" }).click();
  for (let i = 0; i < 90 && !(await phone.getByRole("link", { name: "Download" }).count()); i++) {
    await phone.waitForTimeout(1000);
    await phone.goto(`${base}/settings/export`);
  }
  await checkNoSidewaysScroll(phone);
  const [file] = await Promise.all([phone.waitForEvent("download"), phone.getByRole("link", { name: "Download" }).click()]);
  assert.match(file.suggestedFilename(), /^harbour-and-vale-\d+\.zip$/);
});
