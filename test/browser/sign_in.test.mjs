// Passkeys with Chromium's virtual authenticator, an app for codes, and every
// page of sign-in and security: by axe, at both widths, light and dark.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { accident, openOffice, totp } from "../web/office.mjs";
import { freePort, look, openBrowser, openPage } from "./harness.mjs";

const PASSWORD = "four plain words here";
let office, browser, page, device;

before(async () => {
  const port = await freePort();
  office = await openOffice({ port, publicUrl: `http://localhost:${port}` });
  browser = await openBrowser();
  page = await visit();
  device = await plugIn(page);
});
after(async () => {
  await browser?.close();
  await office?.server.stop();
});

// A browser that asks for passkeys only when a button is pressed.
async function visit(options) {
  const on = await openPage(browser, { url: `http://localhost:${office.server.port}` }, options);
  await on.addInitScript(() => { delete window.PublicKeyCredential?.isConditionalMediationAvailable; });
  return on;
}

// A device that keeps passkeys; as it stands here, one with a screen lock that
// knows its owner. While nobody is at it, it answers nothing.
async function plugIn(on, options = {}) {
  const client = await on.context().newCDPSession(on);
  await client.send("WebAuthn.enable");
  const { authenticatorId } = await client.send("WebAuthn.addVirtualAuthenticator", {
    options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true,
      automaticPresenceSimulation: false, ...options },
  });
  const tell = (verb, fields = {}) => client.send(`WebAuthn.${verb}`, { authenticatorId, ...fields });
  return {
    credentials: async () => (await tell("getCredentials")).credentials,
    // Whoever is at it presses the button that is on the page, and the device.
    press: async (name) => {
      await tell("setAutomaticPresenceSimulation", { enabled: true });
      await on.getByRole("button", { name }).click();
    },
    add: (credential) => tell("addCredential", { credential }),
    leave: () => tell("setAutomaticPresenceSimulation", { enabled: false }),
    replace: async (credential, counter) => {
      await tell("removeCredential", { credentialId: credential.credentialId });
      await tell("addCredential", { credential: { ...credential, signCount: counter } });
    },
  };
}

async function signInByPassword(on) {
  await on.goto("/sign-in");
  await on.getByLabel("E-mail address").fill("maya@example.org");
  await on.getByLabel("Password").fill(PASSWORD);
  await on.getByRole("button", { name: "Sign in", exact: true }).click();
  await on.waitForURL((url) => url.pathname !== "/sign-in");
}
async function signInByPasskey(next) {
  await page.goto(`/sign-in?next=${next}`);
  await device.press("Sign in with a passkey");
  await page.waitForURL((url) => url.pathname === next);
  await device.leave();
}
const signOut = async () => {
  await page.context().clearCookies();
};

test("a passkey is made, and bears a name", async () => {
  await signInByPassword(page);
  await page.goto("/account/security");
  await look(page, "security-empty");
  await page.getByRole("link", { name: "Add a passkey" }).click();
  await look(page, "passkey-new");
  await page.getByLabel("Name").fill("My laptop");
  await device.press("Add a passkey");
  await page.getByText("The passkey is added.").waitFor();
  await look(page, "security-passkey");
  const [kept, ...others] = await device.credentials();
  assert.equal(others.length, 0);
  assert.equal(kept.rpId, "localhost");
  assert.equal(kept.isResidentCredential, true);
});

test("the same device is not added twice", async () => {
  await page.goto("/account/security/passkeys/new");
  await device.press("Add a passkey");
  await page.getByText("This device has a passkey of yours already.").waitFor();
  await device.leave();
});

test("signing in needs neither address nor password", async () => {
  await signOut();
  await page.goto("/sign-in");
  await look(page, "sign-in-passkey");
  await signInByPasskey("/account/security");
  await page.getByText("last used").first().waitFor();
});

test("the browser offers it beside the address, without a button", async () => {
  const other = await openPage(browser, { url: new URL(page.url()).origin });
  const same = await plugIn(other, { automaticPresenceSimulation: true });
  const [kept] = await device.credentials();
  await same.add({ ...kept, signCount: kept.signCount + 1 });
  await other.goto("/sign-in?next=/account");
  await other.waitForURL((url) => url.pathname === "/account");
  await device.replace(kept, kept.signCount + 10);
  await other.context().close();
});

test("a passkey stands for both steps; a password alone no more", async () => {
  await page.goto("/account/security");
  await page.getByRole("button", { name: "Switch the second step on" }).click();
  await page.getByText("The second step is on.").waitFor();
  await look(page, "security-two-steps");
  await signOut();
  await signInByPasskey("/account");
  await signOut();
  await signInByPassword(page);
  assert.match(page.url(), /\/sign-in\/second$/);
  await look(page, "second-step-passkey");
  await device.press("Use a passkey");
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  await device.leave();
});

test("what matters is confirmed with the passkey", async () => {
  accident(office.server, "UPDATE session SET proved_at = proved_at - 1800001");
  await page.goto("/account/addresses/new");
  await look(page, "confirm");
  await device.press("Use a passkey");
  await page.waitForURL("**/account/addresses/new");
  await device.leave();
  await look(page, "address-new");
});

test("a passkey whose counter goes back is refused, and its owner told", async () => {
  const [kept] = await device.credentials();
  await signOut();
  await device.replace(kept, 0);
  await page.goto("/sign-in");
  await device.press("Sign in with a passkey");
  await page.getByText("counter went back").first().waitFor();
  await device.leave();
  await device.replace(kept, kept.signCount + 5);
  await signInByPasskey("/account/security");
  await page.getByText("Passkey refused: it may have been copied").waitFor();
});

test("an old security key, which does not know its owner, is a second step", async () => {
  await page.getByRole("button", { name: "Switch the second step off" }).click();
  await page.getByText("The second step is off.").waitFor();
  const other = await visit();
  await signInByPassword(other);
  const key = await plugIn(other, { protocol: "u2f", transport: "usb", hasResidentKey: false, hasUserVerification: false, isUserVerified: false });
  await other.goto("/account/security/passkeys/new");
  await other.getByLabel("Name").fill("Key on my ring");
  await key.press("Add a passkey");
  await other.getByText("The passkey is added.").waitFor();
  await other.getByRole("button", { name: "Switch the second step on" }).click();
  await other.getByText("The second step is on.").waitFor();
  await other.context().clearCookies();
  await signInByPassword(other);
  await key.press("Use a passkey");
  await other.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  await other.context().close();
});

test("an app for codes and its recovery codes", async () => {
  await page.goto("/account/security/app");
  await look(page, "code-app");
  await page.getByLabel("Code").fill("123");
  await page.getByRole("button", { name: "Switch it on" }).click();
  await look(page, "code-app-error");
  const secret = (await page.locator("#secret").textContent()).replace(/ /g, "");
  await page.getByLabel("Code").fill(totp(secret));
  await page.getByRole("button", { name: "Switch it on" }).click();
  await page.getByRole("heading", { name: "Recovery codes" }).waitFor();
  await look(page, "recovery-codes");
  await page.getByRole("link", { name: "I have kept them" }).click();
  await look(page, "security-all");
});

test("the second step and its other ways in", async () => {
  await signOut();
  await signInByPassword(page);
  await look(page, "second-step-app");
  await page.getByRole("link", { name: "Use a recovery code" }).click();
  await page.getByLabel("Recovery code").fill("nothing");
  await page.getByRole("button", { name: "Sign in" }).click();
  await look(page, "second-step-recovery");
});

test("without script the page says what passkeys need", async () => {
  const plain = await visit({ javaScriptEnabled: false });
  await plain.goto("/sign-in");
  assert.equal(await plain.getByRole("button", { name: "Sign in with a passkey" }).isVisible(), false);
  assert.equal(await plain.getByText("Passkeys need JavaScript").isVisible(), true);
  await plain.context().close();
});
