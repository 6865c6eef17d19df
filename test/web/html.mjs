// html.mjs — what a page says, and its forms, read from HTML as our templates write it.
import assert from "node:assert/strict";

const named = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0" };

export function unescape(text) {
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (all, dec, hex, name) =>
    dec ? String.fromCodePoint(+dec) : hex ? String.fromCodePoint(parseInt(hex, 16)) : named[name] ?? all);
}

// What a page says to who reads it.
export const words = (page) => unescape(page.text.replace(/<(script|style)[^]*?<\/\1>/g, "").replace(/<[^>]+>/g, " ")).replace(/[\u2066-\u2069]/g, "").replace(/\s+/g, " ");

export function has(page, what, label = page.path) {
  assert.ok(what.test(words(page)), `${page.status} ${label}: ${what} is not in: ${words(page).slice(0, 2500)}`);
}

export function lacks(page, what) {
  assert.ok(!what.test(words(page)), `${page.status} ${page.path}: ${what} is in: ${words(page).slice(0, 2500)}`);
}

function attributes(tag) {
  const found = {};
  for (const [, name, , bare, quoted, single] of tag.matchAll(/\s([a-z][\w:.-]*)(=("([^"]*)"|'([^']*)'|[^\s>]+))?/gi)) {
    found[name.toLowerCase()] = unescape(quoted ?? single ?? bare ?? "");
  }
  return found;
}

function addField(fields, name, value) {
  if (!(name in fields)) fields[name] = value;
  else fields[name] = [fields[name], value].flat();
}

function readInput(form, at) {
  const type = (at.type || "text").toLowerCase();
  if (type === "submit" || type === "button" || type === "image") form.buttons.push(at);
  if (!at.name || "disabled" in at || ["submit", "button", "image", "file", "reset"].includes(type)) return;
  if ((type === "checkbox" || type === "radio") && !("checked" in at)) return;
  addField(form.fields, at.name, at.value ?? (type === "checkbox" ? "on" : ""));
}

function readSelect(form, at, inside) {
  if (!at.name || "disabled" in at) return;
  const options = [...inside.matchAll(/(<option[^>]*>)([^<]*)/g)].map(([, tag, text]) => {
    const own = attributes(tag);
    return { value: own.value ?? unescape(text).trim(), chosen: "selected" in own };
  });
  const chosen = options.filter((o) => o.chosen);
  if (!chosen.length && options.length && !("multiple" in at)) chosen.push(options[0]);
  for (const o of chosen) addField(form.fields, at.name, o.value);
}

export function forms(html) {
  return [...html.matchAll(/(<form\b[^>]*>)([^]*?)<\/form>/g)].map(([, tag, inside]) => {
    if (/<form\b/.test(inside)) throw new Error(`a form within a form, where a browser closes the outer one: ${tag}`);
    const at = attributes(tag);
    const form = {
      action: at.action ?? "",
      method: (at.method || "get").toLowerCase(),
      multipart: at.enctype === "multipart/form-data",
      fields: {},
      buttons: [],
    };
    const parts = /(<input\b[^>]*>)|(<button\b[^>]*>)|(<textarea\b[^>]*>)\n?([^]*?)<\/textarea>|(<select\b[^>]*>)([^]*?)<\/select>/g;
    for (const [, input, button, area, text, select, options] of inside.matchAll(parts)) {
      if (input) readInput(form, attributes(input));
      else if (button) form.buttons.push(attributes(button));
      else if (area && attributes(area).name) addField(form.fields, attributes(area).name, unescape(text));
      else if (select) readSelect(form, attributes(select), options);
    }
    return form;
  });
}
