// The company's sign-in in Chromium against a real OpenID Connect provider
// (oidc-provider): set up, tested, switched on, used, signed out of; and each of
// its pages by axe, at both widths, light and dark.
import assert from "node:assert/strict";
import dns from "node:dns";
import { once } from "node:events";
import test, { after, before } from "node:test";
import { openOffice, PASSWORD } from "../web/office.mjs";
import { freePort, look, openBrowser, openPage } from "./harness.mjs";

const CLIENT = { client_id: "lapel", client_secret: "a secret of thirty-two letters..", grant_types: ["authorization_code"], response_types: ["code"] };
const PEOPLE = {
  ann: { name: "Ann Lee", email: "ann@acme.example", email_verified: true, groups: ["badge-team", "staff"] },
  maya: { name: "Maya", email: "maya@example.org", email_verified: true, groups: ["badge-admins"] },
};
let office, browser, page, provider, settings;

// Lapel listens on 127.0.0.1, and Node 18 tries only the first address of localhost.
const dnsLookup = (host, options, done) => dns.lookup(host, { ...options, family: 4 }, done);

// A provider as another maker has built it; its sign-in page takes any password.
async function startRealProvider(back, home, signedOut) {
  process.env.NODE_NO_WARNINGS = "1";
  const { default: Provider } = await import("oidc-provider");
  const port = await freePort();
  const issuer = `http://localhost:${port}`;
  const real = new Provider(issuer, {
    clients: [{ ...CLIENT, redirect_uris: [back], post_logout_redirect_uris: [home], backchannel_logout_uri: signedOut, backchannel_logout_session_required: true }],
    claims: { openid: ["sub"], profile: ["name", "groups"], email: ["email", "email_verified"] },
    conformIdTokenClaims: false,
    findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id, ...PEOPLE[id] }) }),
    pkce: { required: () => true },
    cookies: { keys: ["one", "two"] },
    httpOptions: () => ({ dnsLookup }),
    features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true }, backchannelLogout: { enabled: true } },
    // A person says yes once, and not again in this test.
    loadExistingGrant: async (ctx) => {
      const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
      grant.addOIDCScope("openid email profile");
      await grant.save();
      return grant;
    },
  });
  const server = real.listen(port);
  await once(server, "listening");
  return { issuer, stop: () => { server.closeAllConnections(); server.close(); } };
}

before(async () => {
  const port = await freePort();
  office = await openOffice({ port, publicUrl: `http://localhost:${port}`, args: ["--allow-private"] });
  office.url = `http://localhost:${port}`;
  settings = `${office.base}/settings/company`;
  provider = await startRealProvider(`${office.url}/sign-in/company/harbour/callback`, `${office.url}/`, `${office.url}/sign-in/company/harbour/signed-out`);
  browser = await openBrowser();
  page = await visit();
  await page.goto("/sign-in");
  await page.getByLabel("E-mail address").fill("maya@example.org");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(/\/org\//);
});
after(async () => {
  await browser?.close();
  provider?.stop();
  await office?.server.stop();
});

const visit = () => openPage(browser, { url: office.url });

// The provider's own sign-in page.
async function showTo(on, who) {
  await on.waitForURL(/\/interaction\//);
  await on.getByPlaceholder("Enter any login").fill(who);
  await on.getByPlaceholder("and password").fill("x");
  await on.getByRole("button", { name: "Sign-in" }).click();
  await on.waitForURL(new RegExp(`^${office.url}`));
  on.faults.length = 0;                             // of its pages, not of ours
}

test("an administrator sets it up by copying, tests it and switches it on", async () => {
  await page.goto(settings);
  await look(page, "company-choose", { looks: /light/ });
  await page.getByRole("link", { name: "Another provider" }).click();
  assert.equal(await page.locator("#value-callback").textContent(), `${office.url}/sign-in/company/harbour/callback`);
  assert.equal(await page.locator("#value-signed-out").textContent(), `${office.url}/sign-in/company/harbour/signed-out`);
  await page.getByLabel("Address of the provider (issuer)").fill(`${provider.issuer}/.well-known/openid-configuration`);
  await page.getByLabel("Client ID").fill("lapel");
  await page.getByLabel("Client secret").fill(CLIENT.client_secret);
  await page.getByLabel("Where groups or roles stand").fill("groups");
  await page.getByLabel("Enter everybody who comes in the directory").check();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByLabel("Domain", { exact: true }).fill("acme.example");
  await page.getByRole("button", { name: "Add" }).last().click();
  await page.getByText("Proved", { exact: true }).waitFor();
  await page.getByLabel("Group or role there").fill("badge-team");
  await page.getByRole("group", { name: "Roles here" }).getByLabel("Awarder", { exact: true }).check();
  await page.getByRole("button", { name: "Add" }).first().click();
  await page.getByRole("link", { name: "Test this connection" }).click();
  await showTo(page, "ann");
  await page.waitForURL(/settings\/company/);
  for (const seen of ["Its lasting name for you: ann", "Groups and roles it told: badge-team · staff", "Your role here by that: Awarder", "counts as proved: ann@acme.example"]) {
    await page.getByText(seen).waitFor();
  }
  await page.goto(settings);                        // without #test, which scrolls the tabs under the head
  await look(page, "company-tested");
  await page.getByRole("button", { name: "Switch it on" }).click();
  await page.getByText("The sign-in page offers it.").waitFor();
  await page.getByRole("button", { name: "Only by the company sign-in" }).click();
  await page.getByText(/Only Maya.* can still come in otherwise/).waitFor();
  await look(page, "company-on", { looks: /360 dark|1280 light/ });
});

test("somebody new comes in, works with the role of the group, and signs out on both sides", async () => {
  const ann = await visit();
  await ann.goto("/sign-in");
  await look(ann, "company-sign-in", { looks: /light/ });
  await ann.getByRole("link", { name: /Sign in with Harbour/ }).click();
  await showTo(ann, "ann");
  await ann.goto(`${office.base}/people?q=ann`);
  await ann.getByText("Ann Lee").first().waitFor();
  await ann.goto("/account/company");
  await look(ann, "company-known", { looks: /light/ });
  await ann.context().request.get("/");
  await ann.locator("form[action='/sign-out'] button").first().evaluate((button) => button.click());
  await ann.getByText("You are signed out here").waitFor();
  await look(ann, "company-gone", { looks: /light/ });
  await ann.getByRole("link", { name: "Sign out there too" }).click();
  await ann.waitForURL(/session\/end/);
  await ann.getByRole("button", { name: /Yes, sign me out/ }).click();
  await ann.waitForURL(`${office.url}/`);
  ann.faults.length = 0;
  await ann.goto("/sign-in");
  await ann.getByRole("link", { name: /Sign in with Harbour/ }).click();
  await showTo(ann, "ann");                                   // there, too, nobody was signed in
  await ann.goto(`${office.base}/people`);
  await ann.getByText("Ann Lee").first().waitFor();
  await ann.goto(`${provider.issuer}/session/end`);           // out there: its word reaches us before the browser comes back
  await ann.getByRole("button", { name: /Yes, sign me out/ }).click();
  await ann.waitForURL(/session\/end\/success/);
  ann.faults.length = 0;
  await ann.goto(`${office.base}/people`);
  await ann.waitForURL(/\/sign-in/);
  await ann.context().close();
});

test("whoever has an account already proves it once; then one press is enough", async () => {
  const maya = await visit();
  await maya.goto(`/sign-in/company/harbour?next=${encodeURIComponent(office.base)}`);
  await look(maya, "company-door", { looks: /light/ });
  await maya.getByRole("link", { name: /Sign in with Harbour/ }).click();
  await showTo(maya, "maya");
  await maya.getByText("Whose account is it?").first().waitFor();
  await look(maya, "company-join", { looks: /light/ });
  await maya.getByRole("link", { name: "I have an account here" }).click();
  await maya.getByLabel("E-mail address").fill("maya@example.org");
  await maya.getByLabel("Password").fill(PASSWORD);
  await maya.getByRole("button", { name: "Sign in", exact: true }).click();
  await look(maya, "company-connect", { looks: /dark/ });
  await maya.getByRole("button", { name: "Yes, connect them" }).click();
  await maya.waitForURL(new RegExp(`${office.base}$`));
  await maya.context().clearCookies({ name: /lapel/ });
  await maya.goto(`${office.base}`);
  await maya.goto("/sign-in");
  await maya.getByRole("link", { name: /Sign in with Harbour/ }).click();
  await maya.waitForURL(new RegExp(`^${office.url}/org`));    // signed in there still
  assert.deepEqual(maya.faults, []);
  await maya.context().close();
});

test("a provider that is down is told in a plain sentence", async () => {
  provider.stop();
  const ann = await visit();
  await ann.goto("/sign-in/company");
  await look(ann, "company-find", { looks: /light/ });
  await ann.getByLabel("E-mail address").fill("ann@acme.example");
  await ann.getByRole("button", { name: "Continue" }).click();
  await ann.getByRole("link", { name: /Go on to Harbour/ }).waitFor();
  await page.goto(settings);
  await page.getByRole("link", { name: "Test this connection" }).click();
  await page.waitForURL(/settings\/company|chrome-error/);
  await page.goto(settings);
  await ann.goto("/sign-in/company/harbour/callback?code=x&state=y");
  await ann.getByText("You are not signed in").waitFor();
  await look(ann, "company-refused", { looks: /./ });
  await ann.context().close();
});
