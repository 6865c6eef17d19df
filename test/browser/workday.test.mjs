// A working day: a manager by keyboard alone, an employee on a phone without script, an
// office that tells a channel, and a stranger who looks at what a job role takes.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { checkNoSidewaysScroll, openAs, openBrowser, openPage } from "./harness.mjs";
import { keysOf } from "./keys.mjs";
import { openSample } from "./sample.mjs";

let server, base, browser, manager, employee, admin, stranger;

before(async () => {
  const sample = await openSample();
  ({ server, base } = sample);
  browser = await openBrowser();
  manager = await openAs(browser, server, sample.visitors.manager);
  admin = await openAs(browser, server, sample.visitors.admin);
  employee = await openAs(browser, server, sample.visitors.earner, { javaScriptEnabled: false, viewport: { width: 360, height: 800 } });
  stranger = await openPage(browser, server, { javaScriptEnabled: false, viewport: { width: 360, height: 800 } });
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test("the manager learns by keyboard alone who is cleared for what, and who stands where, of the own people only", async () => {
  const { tabTo, type, press, focused } = keysOf(manager);
  await manager.goto(`${base}/clearance`);
  await type(/^Who/, "Sofía Ramírez");
  await tabTo(/^As what/);
  await manager.keyboard.type("Forklift");
  await press("Check", /person=Sof/);
  await manager.getByRole("heading", { name: "No: Sofía Ramírez" }).waitFor();
  await type(/^Who/, "Sinéad O’Connor");
  await press("Check", /person=Sin/);
  await manager.getByText("Nobody").first().waitFor();
  await manager.goto(`${base}/matrix`);
  await tabTo(/^(Current|Overdue|Due soon|Expired|Not asked)/, 200);
  await manager.keyboard.press("Enter");
  await manager.getByRole("dialog").getByText("by version").waitFor();
  await manager.keyboard.press("Escape");
  assert.match((await focused()).name, /^(Current|Overdue|Due soon|Expired|Not asked)/);
  await manager.keyboard.press("ArrowRight");
  assert.match((await focused()).name, /^[A-Z]/);
});

test("the manager nominates somebody by keyboard alone, and takes it back", async () => {
  const { press, type, tabTo } = keysOf(manager);
  await manager.goto("/recognise");
  await press("A good idea", /recognise\/./);
  await type(/^Who/, "Kwame");
  await manager.getByRole("radio", { name: /Kwame Mensah/ }).waitFor();
  await tabTo(/^Kwame Mensah/);
  await manager.keyboard.press("Space");
  await tabTo(/^We /);
  await manager.keyboard.press("Space");
  await type(/^What for/, "Numbered the bays, so that nobody asks twice where a lorry waits.");
  await press("Nominate", "Numbered the bays");
  await press(/^Withdraw Kwame Mensah/, "Withdrawn");
});

test("the employee, on a phone without script, sees what the own job takes and keeps its days in a calendar", async () => {
  await employee.goto("/ready");
  await employee.getByRole("heading", { name: "Forklift driver" }).waitFor();
  await checkNoSidewaysScroll(employee);
  await employee.goto("/calendar");
  await employee.getByRole("button", { name: "Make my calendar" }).click();
  await employee.getByText(/\/calendar\/[\w-]+\/dates\.ics/).first().waitFor();
  await checkNoSidewaysScroll(employee);
  const address = /\/calendar\/[\w-]+\/dates\.ics/.exec(await employee.content())[0];
  const dates = await server.visitor().get(address);
  assert.equal(dates.status, 200);
  assert.match(dates.text, /BEGIN:VEVENT/);
});

test("the employee nominates a colleague on the phone without script, and withdraws it", async () => {
  await employee.goto("/recognise");
  await employee.getByRole("link", { name: "A good idea" }).click();
  await checkNoSidewaysScroll(employee);
  await employee.getByLabel("Who", { exact: true }).fill("Kwame");
  await employee.getByRole("button", { name: "Find" }).click();
  await employee.getByRole("radio", { name: /Kwame Mensah/ }).check();
  await employee.getByRole("radio", { name: /^We / }).first().check();
  await employee.getByLabel("What for").fill("Numbered the bays, so that nobody asks twice where a lorry waits.");
  await employee.getByRole("button", { name: "Nominate" }).click();
  await employee.getByRole("button", { name: "Withdraw Kwame Mensah" }).click();
  await employee.getByText("Withdrawn").first().waitFor();
});

test("the office tells a channel of each award, by keyboard alone", async () => {
  const { type, tabTo, press } = keysOf(admin);
  await admin.goto(`${base}/settings/webhooks`);
  await type(/^Address/, "https://hooks.slack.com/services/T0/B0/secret-words");
  await tabTo(/^A program/);
  await admin.keyboard.press("ArrowDown");
  await tabTo(/^A badge was awarded/);
  await admin.keyboard.press("Space");
  await press("Make the webhook", "Send a test");
  await press("Switch off", "Switch on");
});

test("a stranger reads on a phone what a job role takes, and prints it", async () => {
  await admin.goto(`${base}/job-roles/1`);
  const path = /\/roles\/[\w-]+/.exec(await admin.content())[0];
  await stranger.goto(path);
  await stranger.getByRole("heading", { name: "Forklift driver" }).waitFor();
  await checkNoSidewaysScroll(stranger);
  await stranger.goto(`${path}/poster`);
  await checkNoSidewaysScroll(stranger);
  assert.equal(JSON.parse((await server.visitor().get(`${path}/role.json`)).text).name, "Forklift driver");
});
