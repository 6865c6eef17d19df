/* preview.js — <form data-preview="#region">: each change asks the form's own
 * address, with what is typed, and takes the region anew from the answer. What
 * is uploaded or secret is not asked with. data-preview-post: what is typed may be long
 * or private, so it goes as the form would send it, with preview=1, and nothing is saved. */
for (const form of document.querySelectorAll("form[data-preview]")) {
  const posts = form.hasAttribute("data-preview-post");
  let timer = 0, asked = 0;

  const show = async () => {
    const mine = ++asked, wanted = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string" && (posts || name !== "csrf")) wanted.set(name, value);
    if (posts) wanted.set("preview", "1");
    const answer = posts ? await fetch(form.getAttribute("action"), { method: "POST", body: wanted }) : await fetch(form.getAttribute("action") + "?" + wanted);
    if (!answer.ok || mine !== asked) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(form.dataset.preview);
    if (fresh) document.querySelector(form.dataset.preview).replaceChildren(...fresh.childNodes);
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, 150);
  });
}
