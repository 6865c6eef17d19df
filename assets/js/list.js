/* list.js — within a list: what is typed into form[data-list-search="#region"]
 * is searched while typing, and the region takes its rows anew without a page
 * load. Everything works with Enter alone too. */
{
  const take = (form, address, answer) => {
    const region = document.querySelector(form.dataset.listSearch);
    const fresh = new DOMParser().parseFromString(answer, "text/html");
    const found = fresh.querySelector(form.dataset.listSearch);
    if (!region || !found) return location.assign(address);
    region.replaceChildren(...found.childNodes);
    history.replaceState(null, "", address);
    const files = fresh.querySelectorAll("[data-list-file]");
    document.querySelectorAll("[data-list-file]").forEach((link, i) => files[i] && (link.href = files[i].href));
    for (const name of ["query", "back"]) {
      const now = fresh.querySelector(`.list-panel-form input[name="${name}"]`);
      for (const input of document.querySelectorAll(`.list-panel-form input[name="${name}"]`)) if (now) input.value = now.value;
    }
    region.dispatchEvent(new CustomEvent("fresh", { bubbles: true }));
  };
  const start = (form) => {
    const words = form.querySelector('input[type="search"]');
    let waits, asked = 0;
    const ask = async () => {
      const address = `${form.action}?${new URLSearchParams([...new FormData(form)].filter(([, value]) => value))}`;
      const turn = ++asked;
      const region = document.querySelector(form.dataset.listSearch);
      region?.setAttribute("aria-busy", "true");
      const answer = await fetch(address, { headers: { Accept: "text/html" } });
      if (turn !== asked) return;
      region?.removeAttribute("aria-busy");
      if (answer.ok && !answer.redirected) take(form, address, await answer.text());
      else location.assign(address);
    };
    words?.addEventListener("input", () => {
      clearTimeout(waits);
      waits = setTimeout(() => ask().catch(() => form.requestSubmit()), 250);
    });
  };
  for (const form of document.querySelectorAll("form[data-list-search]")) start(form);
}
