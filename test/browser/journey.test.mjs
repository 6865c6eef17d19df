// First run, entrance, public pages, Backpack and account in a real browser:
// each page by axe, at both widths, light and dark.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { axe, checkNoSidewaysScroll, openBrowser, openPage, shot } from "./harness.mjs";
import { startServer } from "../web/harness.mjs";

let server, browser, admin, earner, claim;

before(async () => {
  server = await startServer({ publicUrl: null });
  browser = await openBrowser();
  admin = await openPage(browser, server);
  earner = await openPage(browser, server);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function look(page, name) {
  await shot(page, name, async () => {
    await checkNoSidewaysScroll(page);
    await axe(page);
  });
  assert.deepEqual(page.faults.filter((fault) => !/status of (422|404)/.test(fault)), []);
}

test("the first run, with a sample organisation", async () => {
  const next = () => admin.getByRole("button", { name: "Continue" }).click();
  await admin.goto("/");
  await look(admin, "setup-you");
  await admin.getByLabel("Your name").fill("Maya Lindqvist");
  await admin.getByLabel("E-mail address").fill("maya@harbourvale.example");
  await admin.getByLabel("Password").fill("short");
  await next();
  await look(admin, "setup-you-error");
  await admin.getByLabel("Password").fill("four plain words here");
  await next();
  await look(admin, "setup-organisation");
  await admin.getByLabel("Organisation").fill("Harbour & Vale Logistics");
  await next();
  await look(admin, "setup-address");
  await next();
  await look(admin, "setup-mail");
  await admin.getByText("Through our mail server").click();
  await next();
  await look(admin, "setup-mail-error");
  await admin.getByText("Not yet").click();
  await next();
  await look(admin, "setup-start");
  await admin.getByText("With sample data").click();
  await admin.getByRole("button", { name: "Finish set-up" }).click();
  await admin.getByText("Two years of sample data").waitFor({ timeout: 60000 });
  await look(admin, "home");
});

test("the organisation's pages", async () => {
  for (const [where, name] of [
    ["/org/1/badges", "badges"], ["/org/1/awards", "awards"], ["/org/1/people", "people"], ["/org/1/people/1", "person"],
    ["/org/1/mail", "mail"], ["/org/1/settings", "settings"], ["/org/1/settings/members", "members"],
    ["/org/1/settings/keys", "keys"], ["/org/1/settings/log", "log"], ["/settings", "server"], ["/settings/health", "health-none"], ["/settings/mail", "mail-server"],
    ["/account", "account"], ["/nothing/here", "not-found"],
  ]) {
    await admin.goto(where);
    await look(admin, name);
  }
});

test("the server looks at itself", async () => {
  await admin.goto("/settings/health");
  await admin.getByRole("button", { name: "Look now" }).click();
  await admin.getByText(/^Looked at/).waitFor({ timeout: 60000 });
  await look(admin, "health");
});

test("an award to a person, who takes it into a Backpack", async () => {
  await admin.goto("/org/1/awards/new");
  await admin.getByRole("link", { name: "Fire warden" }).click();
  await admin.getByLabel("Paste names and e-mail addresses").fill("Ann Lee <ann.lee@example.org>");
  await admin.getByRole("button", { name: "Check the list" }).click();
  await admin.getByRole("button", { name: /^Award to 1 person/ }).click();
  await admin.getByText(/person now has/).waitFor();
  await admin.goto("/org/1/mail");
  await admin.getByRole("link", { name: /Ann Lee|Fire warden/ }).first().click();
  claim = /\/claim\/[\w-]+\/[\w-]+/.exec(await admin.content())[0];

  await earner.goto("/");
  await look(earner, "entrance");
  await earner.goto(claim);
  await look(earner, "public-award");
  await earner.getByRole("button", { name: "Add to my Backpack" }).click();
  await look(earner, "backpack-start");
  await earner.getByLabel("Choose a password").fill("rain on a tin roof");
  await earner.getByRole("button", { name: /Make my Backpack/ }).click();
  await earner.getByText("Genuine and valid").waitFor();
  await look(earner, "backpack-badge");
});

test("the Backpack's pages", async () => {
  for (const [where, name] of [
    ["/backpack", "backpack"], ["/backpack/add", "backpack-add"], ["/backpack?bin=1", "backpack-bin"],
    ["/backpack/collections", "collections-empty"], ["/backpack/collections/new", "collection-new"],
  ]) {
    await earner.goto(where);
    await look(earner, name);
  }
  await earner.getByLabel("Name").fill("For my next job");
  await earner.getByRole("button", { name: "Save" }).click();
  await look(earner, "collection");
});

test("what anyone sees", async () => {
  const award = claim.replace("/claim/", "/b/").replace(/\/[^/]*$/, "");
  await earner.goto(award);
  const issuer = await earner.getByRole("link", { name: "Harbour & Vale Logistics" }).first().getAttribute("href");
  for (const [where, name] of [[issuer, "issuer"], ["/verify", "verify"], [`/verify?link=${encodeURIComponent(server.url + award)}`, "verify-result"]]) {
    await earner.goto(where);
    await look(earner, name);
  }
  await earner.goto(issuer);
  await earner.getByRole("link", { name: "Fire warden" }).click();
  await look(earner, "public-badge");
});

test("signed out: sign in, link by mail, register, forgotten", async () => {
  const page = await openPage(browser, server);
  for (const [where, name] of [["/sign-in", "sign-in"], ["/sign-in/link", "sign-in-link"], ["/register", "register"], ["/forgotten-password", "forgotten"]]) {
    await page.goto(where);
    await look(page, name);
  }
});
