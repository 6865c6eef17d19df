// A vacancy from end to end: made by keys alone, badges dropped and sent on a phone without
// JavaScript, looked at by a recruiter who asks who it is, and read by an auditor without names.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { Issuer } from "../web/app.mjs";
import { openOffice } from "../web/office.mjs";
import { checkNoSidewaysScroll, look, openAs, openBrowser, openPage } from "./harness.mjs";

const quay = new Issuer(), ANA = "ana@example.net";
let office, browser, maya, self, address, mine;

before(async () => {
  office = await openOffice({ args: ["--allow-private"] });
  browser = await openBrowser();
  maya = await openAs(browser, office.server, office.maya);
});
after(async () => {
  await browser?.close();
  await office?.server.stop();
});

const press = async (page, role, name, key = "Enter") => {
  await page.getByRole(role, { name, exact: true }).first().focus();
  await page.keyboard.press(key);
};
const type = async (page, label, text) => {
  await page.getByLabel(label, { exact: true }).first().focus();
  await page.keyboard.type(text);
};

test("made, filled and opened by keys alone", async () => {
  await maya.goto(`${office.base}/vacancies`);
  await press(maya, "link", "New vacancy");
  await maya.getByRole("heading", { name: "New vacancy" }).waitFor();
  await type(maya, "Title", "Crane driver");
  await maya.getByLabel("Last day").fill(new Date(Date.now() + 20 * 864e5).toISOString().slice(0, 10));
  await press(maya, "button", "Save");
  await maya.getByText("Made. Say now what it asks for").waitFor();
  self = new URL(maya.url()).pathname;
  await maya.getByLabel("What meets it").focus();
  await maya.getByLabel("What meets it").selectOption("others");
  await maya.getByLabel(/^Issuer/).focus();
  await maya.keyboard.type(quay.did);
  await maya.getByLabel(/^Achievement or skill/).focus();
  await maya.keyboard.type("Crane*");
  await maya.keyboard.press("Enter");
  await maya.getByText("It asks for that now.").waitFor();
  await press(maya, "button", "Open it");
  await maya.getByText("Whoever has its address can send badges now.").waitFor();
  address = /\/vacancies\/[\w-]+/.exec(await maya.locator("#address").textContent())[0];
});

test("badges are dropped, seen and sent on a phone, without JavaScript", async () => {
  const ana = await openPage(browser, office.server, { javaScriptEnabled: false, viewport: { width: 360, height: 800 } });
  await ana.goto(address);
  await checkNoSidewaysScroll(ana);
  await ana.locator("input[type=file]").setInputFiles([{ name: "crane.jwt", mimeType: "text/plain", buffer: Buffer.from(quay.badge("urn:uuid:browser", { email: ANA, name: "Crane driver" })) }]);
  await ana.locator("#address").fill(ANA);
  await ana.getByRole("button", { name: "See what they cover" }).click();
  await ana.getByText("counts in full").waitFor();
  await checkNoSidewaysScroll(ana);
  await ana.getByLabel("Your name", { exact: true }).fill("Ana Pereira");
  await ana.getByRole("checkbox").check();
  await ana.getByRole("button", { name: "Send", exact: true }).click();
  await ana.getByRole("heading", { name: "Look into your mailbox" }).waitFor();
  await maya.goto("/settings/mail/outbox");
  await maya.goto(/\/settings\/mail\/outbox\/\d+/.exec(await maya.content())[0]);
  mine = /\/vacancies\/[\w-]+\/mine\/[\w-]+/.exec(await maya.content())[0];
  await ana.goto(mine);
  await ana.getByRole("button", { name: "Confirm and hand in" }).click();
  await ana.getByText("To be looked at").waitFor();
  await checkNoSidewaysScroll(ana);
});

test("a recruiter asks who it is, and decides, by keys alone", async () => {
  await maya.goto(`${self}/candidates`);
  await press(maya, "link", "Candidate 1");
  await maya.getByRole("heading", { name: "Candidate 1", level: 1 }).waitFor();
  assert.doesNotMatch(await maya.content(), /Pereira/);
  await press(maya, "button", "Show who this is");
  await maya.getByRole("heading", { name: "Ana Pereira", level: 1 }).waitFor();
  await press(maya, "button", "Shortlist");
  await maya.getByText("until then it can be taken back").waitFor();
  await press(maya, "button", "Take it back");
  await maya.getByText("Nobody was told.").waitFor();
});

test("the order is read without names", async () => {
  await maya.goto(`${self}/order`);
  await press(maya, "link", "Candidate 1");
  await maya.getByText("counts in full").waitFor();
  assert.doesNotMatch(await maya.content(), /Pereira|ana@example/);
  await look(maya, "vacancy-order");
});
