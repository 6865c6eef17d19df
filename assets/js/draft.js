/* draft.js — <form data-draft="name">: what is typed stays on this device until the
 * page of what was saved says [data-draft-done="name’s beginning"]; offline nothing is
 * sent and nothing lost. Who signs out takes their drafts along. */
const kept = (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
const drop = (key) => { try { localStorage.removeItem(key); } catch { /* no storage, no draft */ } };
const draftKeys = () => { try { return Object.keys(localStorage).filter((key) => key.startsWith("draft ")); } catch { return []; } };

for (const form of document.querySelectorAll("form[data-draft]")) {
  const key = `draft ${form.dataset.draft}`, note = form.querySelector("[data-draft-note]"), words = note.querySelector("p");
  const fields = [...form.elements].filter((e) => e.name && e.name !== "csrf" && e.type !== "file");
  const say = (text) => { words.textContent = text; note.hidden = false; };
  const draft = kept(key);

  if (draft && !document.querySelector(".error-summary")) {
    for (const field of fields) if (field.name in draft) field.value = draft[field.name];
    for (const fold of form.querySelectorAll("details")) fold.open ||= [...fold.querySelectorAll("[name]")].some((e) => e.value);
    say(words.dataset.draftWords);
  }
  form.addEventListener("input", () => {
    try { localStorage.setItem(key, JSON.stringify(Object.fromEntries(fields.map((e) => [e.name, e.value])))); } catch { /* as without script */ }
  });
  form.addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    say(words.dataset.draftOffline);
    note.scrollIntoView({ block: "nearest" });
  });
  note.querySelector("[data-draft-drop]").addEventListener("click", () => { drop(key); location.reload(); });
}
for (const done of document.querySelectorAll("[data-draft-done]")) {
  for (const key of draftKeys()) if (key.startsWith(`draft ${done.dataset.draftDone}`)) drop(key);
}
for (const form of document.querySelectorAll('form[action="/sign-out"]')) form.addEventListener("submit", () => draftKeys().forEach(drop));
