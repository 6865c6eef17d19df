/* preview.js — <form data-preview="#region">: each change asks the form's own
 * address, with what is typed, and takes the region anew from the answer. What
 * is uploaded or secret is not asked with. */
for (const form of document.querySelectorAll("form[data-preview]")) {
  let timer = 0, asked = 0;

  const show = async () => {
    const mine = ++asked, wanted = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string" && name !== "csrf") wanted.set(name, value);
    const answer = await fetch(form.getAttribute("action") + "?" + wanted);
    if (!answer.ok || mine !== asked) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(form.dataset.preview);
    if (fresh) document.querySelector(form.dataset.preview).replaceChildren(...fresh.childNodes);
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, 150);
  });
}
