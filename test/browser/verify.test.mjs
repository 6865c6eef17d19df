// /verify on screen: everything that people hand in, good, bad and odd, in both
// widths, light and dark; and that the picture of a badge is really there.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { look, openBrowser, openPage, until } from "./harness.mjs";
import { openOffice, picture } from "../web/office.mjs";
import { Site } from "../web/site.mjs";
import { zip } from "../web/zip.mjs";

const ANN = "ann.lee@example.org";
let office, site, browser, nobody, get;

before(async () => {
  office = await openOffice({ engine: "sqlite", args: ["--allow-private", "--checks", "0"] });
  site = await new Site().start();
  browser = await openBrowser();
  nobody = await openPage(browser, office.server);
  let page = await office.maya.get(`${office.base}/awards/new?badge=${office.badge}`);
  page = await office.maya.submit(page, { people: `Ann Lee <${ANN}>` }, { action: "/awards/new" });
  await office.maya.submit(page, {}, { action: "/start" });
  await until(async () => /now ha(ve|s)/.test((await office.maya.get(page.path)).text), "the award", 60);
  const mail = await office.maya.get(/\/org\/\d+\/mail\/\d+/.exec((await office.maya.get(`${office.base}/mail`)).text)[0]);
  const [, id] = /\/claim\/([\w-]+)\//.exec(mail.text);
  get = async (ending) => Buffer.from((await office.server.visitor().get(`/b/${id}.${ending}`)).bytes);
});
after(async () => {
  await browser?.close();
  site?.stop();
  await office?.server.stop();
});

// What is chosen goes off by itself.
async function hand(name, bytes) {
  await nobody.goto("/verify");
  const answered = nobody.waitForResponse((r) => r.request().method() === "POST");
  await nobody.locator("#file").setInputFiles([{ name, mimeType: "application/octet-stream", buffer: Buffer.from(bytes) }]);
  await answered;
  await nobody.waitForLoadState();
}
async function ask(label, value) {
  await nobody.goto("/verify");
  if (label === "JSON or JWT") await nobody.getByText("Or paste its text").click();
  await nobody.getByRole("textbox", { name: label }).fill(value);
  await nobody.getByRole("button", { name: "Check it" }).click();
  await nobody.waitForLoadState();
}
const says = (sentence) => nobody.getByText(sentence).first().waitFor();
// Asked of the element: its event has passed before anybody can listen.
const pictureIsThere = async () => assert.deepEqual(
  await nobody.locator("img.checked-picture").evaluateAll((all) => all.map((i) => [i.complete, i.naturalWidth > 0, i.getBoundingClientRect().width])), [[true, true, 128]]);

test("a good badge is a yes with its picture: PNG and SVG of both versions, token, text, link", async () => {
  for (const [name, ending] of [["a.png", "png"], ["a.svg", "svg"], ["old.png", "2.png"], ["old.svg", "2.svg"], ["a.jwt", "jwt"]]) {
    await hand(name, await get(ending));
    await says("Yes, this badge is genuine");
    await pictureIsThere();
    if (name === "old.svg" || name === "a.jwt") await look(nobody, `check-${ending}`);
  }
  await ask("JSON or JWT", String(await get("json")));
  await says("Yes, this badge is genuine");
  await pictureIsThere();
  await ask("Or a link to one", site.badge(ANN));
  await says("Yes, this badge is genuine");
  await pictureIsThere();
  await look(nobody, "check-hosted");
});

test("a no says why, and what to do next", async () => {
  await hand("changed.jwt", String(await get("jwt")).replace(/.{8}$/, "AAAAAAAA"));
  await says("No, do not rely on this badge");
  await look(nobody, "check-altered");
  await ask("Or a link to one", site.badge(ANN, { changes: { expires: "2016-01-01T00:00:00Z" } }));
  await says("It was genuine, but it has expired");
  await pictureIsThere();
  await look(nobody, "check-expired");
  const gone = site.badge(ANN);
  site.put(new URL(gone).pathname, { revoked: true }, "application/json", 410);
  await ask("Or a link to one", gone);
  await says("No, the issuer has revoked this badge");
  await look(nobody, "check-revoked");
  await ask("Or a link to one", `${site.url}/nothing.json`);
  await says("We could not tell");
  await look(nobody, "check-silent");
});

test("what is no badge is told beside its field", async () => {
  for (const [name, bytes, sentence, shown] of [
    ["photo.png", picture(64), "There is no badge inside this PNG.", "check-photo"], ["empty.png", "", "This file is empty."],
    ["letter.pdf", "%PDF-1.7\n%%EOF\n", "A PDF document is no badge"], ["page.html", "<!doctype html><p>", "This is a page to look at, and no badge"],
    ["photos.zip", zip([["a.jpg", "x"]]), "A ZIP archive is no badge"], ["huge.png", Buffer.alloc((5 << 20) + 1, 1), "The file is too large: at most 5 MB.", "check-huge"],
  ]) {
    await hand(name, bytes);
    await says(sentence);
    if (shown) await look(nobody, shown);
  }
  await ask("JSON or JWT", "{\"a\":");
  await says("The JSON cannot be read");
  const pasted = nobody.getByRole("textbox", { name: "JSON or JWT" });
  assert.ok(await pasted.isVisible(), "what was pasted is folded away");
  assert.equal(await pasted.inputValue(), "{\"a\":");
  await look(nobody, "check-pasted");
  nobody.faults.length = 0;
});

test("an archive is the badges in it", async () => {
  await hand("mine.zip", zip([["one.png", await get("png")], ["two.jwt", String(await get("jwt")).replace(/.{8}$/, "AAAAAAAA")]]));
  await says("Genuine: 1.");
  await look(nobody, "check-archive");
});
