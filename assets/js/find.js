/* find.js — <input data-find="#region" data-find-go="find">: what the form's button
 * of that name would find is shown in the region as one types. What is typed here
 * is no change of the form. Without script the button finds. */
for (const input of document.querySelectorAll("[data-find]")) {
  const form = input.form;
  let timer = 0, asked = 0;

  const find = async () => {
    const mine = ++asked, wanted = new URLSearchParams(new FormData(form));
    wanted.set("go", input.dataset.findGo);
    const answer = await fetch(form.action, { method: "POST", body: wanted }).catch(() => null);
    if (!answer?.ok || mine !== asked) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(input.dataset.find);
    if (fresh) document.querySelector(input.dataset.find).replaceChildren(...fresh.childNodes);
  };
  input.addEventListener("input", (event) => {
    event.stopPropagation();
    clearTimeout(timer);
    timer = setTimeout(find, 200);
  });
}
