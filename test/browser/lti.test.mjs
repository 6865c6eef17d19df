// Badges within a course, in Chromium: a frame on another site, with cookies, with
// none and the platform's storage, with none at all; a badge placed; each page by axe.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { CLAIM, Lms, ROLES } from "../web/lms.mjs";
import { accident, openOffice } from "../web/office.mjs";
import { look, openAs, openBrowser, openPage, until } from "./harness.mjs";

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

const teacher = { [`${CLAIM}roles`]: [ROLES.teacher], sub: "teacher-1", name: "Tess Teach", email: "tess@example.org" };
const learner = (n, name, more = {}) => ({ status: "Active", user_id: `user-${n}`, name, email: `l${n}@example.org`, roles: [ROLES.learner], ...more });

// What stands in the frame, in a window of its own: there it is looked at.
async function lookAt(page, name) {
  const visit = page.frames().find((one) => /\/visits\//.test(one.url())).url();
  page.faults.length = 0;
  await page.goto(visit);
  await look(page, name);
}

test("whoever teaches sees who of the course has the badge, and awards it there", async () => {
  lms.changes = lms.course(badge, teacher);
  lms.members = [learner(1, "Ann Lee"), learner(2, "Wolfgang Amadeus Bartholomäus Freiherr von Donnersmarck-Hohenstein"), learner(3, "Bo Kim", { email: undefined }), learner(4, undefined)];
  const page = await openPage(browser, office.server);
  let frame = await open(page);
  await frame.getByText("0 of 4 have this badge").waitFor();
  assert.equal(await frame.getByRole("button").count(), 0);
  await lookAt(page, "lti-class");
  await admin.goto(`${office.base}/settings/learning/platforms`);
  await admin.getByRole("link", { name: "Moodle" }).click();
  await admin.getByRole("button", { name: "Let teachers award" }).click();
  await admin.getByRole("button", { name: "Do not let teachers award" }).waitFor();
  frame = await open(page);
  await frame.getByRole("button", { name: "Award it to all 3 without" }).waitFor();
  await frame.getByLabel("Ann Lee").check();
  await frame.getByRole("button", { name: "Only to those ticked" }).click();
  await frame.getByText("The badge goes to 1 person.").waitFor();
  await lookAt(page, "lti-class-award");
  await page.context().close();
});

test("whoever learns sees the badge alone, and then that it is theirs", async () => {
  accident(office.server, "UPDATE award_batch SET starts_at = 1");
  accident(office.server, "UPDATE job SET run_at = 1, payload = '1 1' WHERE kind = 'award.batch'");
  lms.changes = lms.course(badge, { sub: "user-1", name: "Ann Lee", email: "l1@example.org" });
  const page = await openPage(browser, office.server);
  const frame = await open(page);
  await frame.getByRole("heading", { name: "Forklift operator" }).waitFor();
  assert.equal(await frame.getByText("In this course").count(), 0);
  const visit = page.frames().find((one) => /\/visits\//.test(one.url())).url();
  page.faults.length = 0;
  await page.goto(visit);
  await until(async () => { await page.reload(); return page.getByText("This badge is yours").isVisible(); }, "the award");
  await look(page, "lti-badge-mine");
  await page.context().close();
});

test("a course is looked at in the settings, and a list is made of it", async () => {
  await admin.goto(`${office.base}/settings/learning/platforms`);
  await admin.getByRole("link", { name: "Moodle" }).click();
  await admin.getByText("4 learners").waitFor();
  await look(admin, "lti-platform-courses");
  await admin.getByRole("link", { name: "Fire safety" }).click();
  await admin.getByRole("heading", { name: "Fire safety" }).waitFor();
  await look(admin, "lti-course");
  await admin.getByLabel("Badge", { exact: true }).selectOption({ label: "Forklift operator" });
  await admin.getByRole("button", { name: "Make the list" }).click();
  await admin.getByRole("heading", { name: /will get “Forklift operator”/ }).waitFor();
});

test("a platform that is connected is looked at", async () => {
  await admin.goto(`${office.base}/settings/learning/platforms`);
  await admin.getByRole("link", { name: "Moodle" }).click();
  await look(admin, "lti-platform");
});
