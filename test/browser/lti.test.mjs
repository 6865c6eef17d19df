// Badges within a course, in Chromium: a frame on another site, with cookies, with
// none and the platform's storage, with none at all; a badge placed; each page by axe.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { Lms } from "../web/lms.mjs";
import { openOffice } from "../web/office.mjs";
import { look, openAs, openBrowser, openPage } from "./harness.mjs";

let office, browser, lms, tool, badge, admin;
const course = (login) => `${lms.url}/course?${new URLSearchParams({ src: login })}`;

before(async () => {
  office = await openOffice({ args: ["--allow-private"] });
  lms = await Lms.open("localhost");                 // we are at 127.0.0.1: another site
  browser = await openBrowser();
  admin = await openAs(browser, office.server, office.maya);
  badge = /\/badges\/([\w-]{22})/.exec((await office.maya.get(`${office.base}/badges/${office.badge}`)).text)[1];
});
after(async () => {
  await browser?.close();
  lms?.close();
  await office?.server.stop();
});

test("a platform is connected on screen", async () => {
  await admin.goto(`${office.base}/settings/learning/platforms`);
  await look(admin, "lti-platforms");
  await admin.getByRole("button", { name: "Connect" }).click();
  await look(admin, "lti-platforms-error");
  await admin.getByLabel("Name", { exact: true }).fill("Moodle");
  await admin.getByRole("button", { name: "Connect" }).click();
  await admin.getByText("Or enter it by hand").waitFor();
  await look(admin, "lti-platform-new");
  tool = (await admin.locator("#lti-launch").textContent()).trim().replace(/\/launch$/, "");
  const s = lms.settings;
  for (const [label, value] of [["Platform ID (issuer)", s.issuer], ["Client ID", s.client], ["Authentication request URL", s.authorize], ["Access token URL", s.token], ["Public keyset URL", s.keys_url]])
    await admin.getByLabel(label).fill(value);
  await admin.getByRole("button", { name: "Save", exact: true }).click();
  await admin.getByText("Saved, and switched on").waitFor();
});

async function open(page, extra = {}) {
  await page.goto(course(lms.login(tool, extra)));
  return page.frameLocator("iframe");
}

test("a badge stands in a frame of the course, and is looked at", async () => {
  lms.changes = lms.badge(badge);
  const page = await openPage(browser, office.server);
  const frame = await open(page);
  await frame.getByRole("heading", { name: "Forklift operator" }).waitFor();
  await frame.getByText("You do not have this badge yet").waitFor();
  const visit = page.frames().find((one) => /\/visits\//.test(one.url())).url();
  page.faults.length = 0;
  await page.goto(visit);
  await look(page, "lti-badge");
  await page.context().close();
});

test("where cookies are refused the platform's storage proves the browser", async () => {
  const page = await openPage(browser, office.server);
  lms.hook = () => page.context().clearCookies();
  const frame = await open(page, { lti_storage_target: "_parent" });
  await frame.getByRole("heading", { name: "Forklift operator" }).waitFor();
  await page.context().close();
});

test("with neither, one click opens a window of its own", async () => {
  const page = await openPage(browser, office.server);
  lms.hook = () => page.context().clearCookies();
  const frame = await open(page);
  await frame.getByText("One more click").waitFor();
  lms.hook = async () => {};
  const [own] = await Promise.all([page.context().waitForEvent("page"), frame.getByRole("link", { name: "Open in a window of its own" }).click()]);
  await own.getByRole("heading", { name: "Forklift operator" }).waitFor();
  await page.context().close();
});

test("whoever teaches chooses a badge and is back in the course", async () => {
  lms.changes = lms.deepLinking();
  const page = await openPage(browser, office.server);
  const frame = await open(page);
  await frame.getByLabel("Forklift operator").check();
  const visit = page.frames().find((one) => /\/visits\//.test(one.url())).url();
  await frame.getByRole("button", { name: "Place it in the course" }).click();
  await frame.getByText("Placed").waitFor();
  assert.equal(lms.returned[0]["https://purl.imsglobal.org/spec/lti-dl/claim/content_items"][0].custom.badge, badge);
  page.faults.length = 0;
  await page.goto(visit);
  await look(page, "lti-choose");
  await page.goto(visit.replace(/visits\/.*/, "visits/over"));
  await look(page, "lti-refused");
  await page.context().close();
});

test("a platform that is connected is looked at", async () => {
  await admin.goto(`${office.base}/settings/learning/platforms`);
  await admin.getByRole("link", { name: "Moodle" }).click();
  await look(admin, "lti-platform");
});
