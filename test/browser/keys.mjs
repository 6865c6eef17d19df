// keys.mjs — a page used by keyboard alone: each thing that is used is reached by Tab,
// and whatever has the focus shows it.
import assert from "node:assert/strict";

export function keysOf(page) {
  const focused = () => page.evaluate(() => {
    const e = document.activeElement, style = getComputedStyle(e);
    // A file input, a radio button of the studio and the link of a card are seen by what stands for them.
    const shown = [e, e.closest("label, .badge-card"), e.nextElementSibling].filter(Boolean).map((x) => getComputedStyle(x));
    const label = e.labels?.[0]?.innerText || e.getAttribute("aria-label") || e.innerText || e.value || e.title || "";
    return {
      name: label.trim().replace(/\s+/g, " "), tag: e.tagName, type: e.type, body: e === document.body,
      seen: shown.some((s) => (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2) || s.boxShadow !== "none" && style.outlineStyle === "none"),
    };
  });

  // Tab, until what has the focus is called so.
  async function tabTo(name, most = 120) {
    for (let i = 0; i < most; i++) {
      await page.keyboard.press("Tab");
      const at = await focused();
      if (at.body) continue;
      assert.ok(at.seen, `the focus on “${at.name}” (${at.tag} ${at.type ?? ""}) cannot be seen, on ${page.url()}`);
      if (name instanceof RegExp ? name.test(at.name) : at.name === name) return at;
    }
    throw new Error(`Tab does not reach ${name} on ${page.url()}`);
  }
  async function type(name, text) {
    await tabTo(name);
    await page.keyboard.press("Control+a");
    await page.keyboard.type(text);
  }
  async function press(name, wait) {
    await tabTo(name);
    await page.keyboard.press("Enter");
    if (wait) await (wait instanceof RegExp ? page.waitForURL(wait) : page.getByText(wait).first().waitFor());
  }
  // Of a list of choices, with the arrow.
  async function choose(name, value) {
    await tabTo(name);
    for (let i = 0; i < 40; i++) {
      const at = await page.evaluate(() => document.activeElement.selectedOptions[0]?.textContent.trim());
      if (value.test(at)) return;
      await page.keyboard.press("ArrowDown");
    }
    throw new Error(`${name} has no ${value}`);
  }
  // Pressed, and what answers is there.
  const send = (name) => Promise.all([page.waitForNavigation(), press(name)]);
  return { focused, tabTo, type, press, choose, send };
}
