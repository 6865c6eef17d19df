/* dirty.js — <form data-dirty>: leaving with unsaved words asks first. */
for (const form of document.querySelectorAll("form[data-dirty]")) {
  let dirty = false;
  form.addEventListener("input", () => { dirty = true; });
  form.addEventListener("submit", () => { dirty = false; });
  form.addEventListener("saved", () => { dirty = false; });
  addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
}
