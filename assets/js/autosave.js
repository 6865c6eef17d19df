/* autosave.js — <form data-autosave>: what was typed is sent as the button
 * "auto" a moment after the last key; [data-autosave-said] says so. Without
 * script the buttons save as ever. */
for (const form of document.querySelectorAll("form[data-autosave]")) {
  const said = form.querySelector("[data-autosave-said]");
  let timer = 0, running = false;
  const save = async () => {
    if (running) return;
    running = true;
    const data = new URLSearchParams(new FormData(form));
    data.set("go", "auto");
    const answer = await fetch(form.action, { method: "POST", body: data }).catch(() => null);
    running = false;
    if (said) said.textContent = answer?.ok ? said.dataset.autosaveSaid : said.dataset.autosaveFailed;
    if (answer?.ok) form.dispatchEvent(new CustomEvent("saved"));
  };
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, 1500); });
  form.addEventListener("submit", () => clearTimeout(timer));
}
