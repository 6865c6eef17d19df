/* studio.js — <form data-studio="/address/of/preview.svg">: each change redraws
 * every [data-studio-picture]; buttons with data-studio-step and the search field
 * data-studio-find="go" change the form by asking the server for it anew, without
 * leaving the page; [data-studio-undo] and [data-studio-redo] go through what was.
 * Says when the two colours named in data-studio-contrast are too alike. The
 * server draws and lays out; this only asks. */
for (const form of document.querySelectorAll("form[data-studio]")) {
  const controls = form.querySelector(".studio-controls");
  const pictures = form.querySelectorAll("[data-studio-picture]");
  const undo = form.querySelector("[data-studio-undo]"), redo = form.querySelector("[data-studio-redo]");
  const apart = ["csrf", "go", "find", "from"];
  let timer = 0, pause = 0, asked = 0, checked = 0, past = [], future = [], now = "";

  const query = () => {
    const wanted = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (!apart.includes(name) && !name.startsWith("_")) wanted.set(name, value);
    return wanted.toString();
  };
  const light = (hex) => {
    const parts = hex.match(/[0-9a-f]{2}/gi) || ["00", "00", "00"];
    const [r, g, b] = parts.map((part) => {
      const v = parseInt(part, 16) / 255;
      return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
  const judge = () => {
    const hint = form.querySelector("[data-studio-contrast]");
    const [one, other] = (hint?.dataset.studioContrast || "").split(" ").map((name) => form.elements[name]?.value);
    if (hint) hint.hidden = !one || !other || contrast(one, other) >= 3;
  };
  const show = () => {
    for (const picture of pictures) picture.src = form.dataset.studio + "?" + now;
    judge();
    undo.disabled = !past.length;
    redo.disabled = !future.length;
  };
  /* A change of any kind: remembered once, drawn once. */
  const changed = () => {
    const next = query();
    if (next === now) return;
    past = [...past.slice(-49), now];
    future = [];
    now = next;
    show();
    clearTimeout(pause);
    pause = setTimeout(check, 500);
  };

  /* The controls as the server lays them out; where the focus was, it stays. */
  const swap = async (address, options, focus) => {
    const mine = ++asked;
    const answer = await fetch(address, options);
    if (!answer.ok && answer.status !== 422) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector(".studio-controls");
    if (!fresh || mine !== asked) return false;
    const at = document.activeElement?.id, caret = document.activeElement?.selectionStart;
    controls.replaceChildren(...fresh.childNodes);
    const wanted = (at && document.getElementById(at)) || (focus && controls.querySelector(focus));
    wanted?.focus();
    if (at === "find") wanted?.setSelectionRange?.(caret, caret);
    return true;
  };
  /* What cannot be read, anew, after a pause: the server measures. */
  const check = async () => {
    const mine = ++checked, data = new URLSearchParams(new FormData(form));
    data.set("go", "show");
    const answer = await fetch(form.action, { method: "POST", body: data, headers: { accept: "text/html" } }).catch(() => null);
    if (!answer?.ok || mine !== checked) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-studio-flaws]");
    const place = controls.querySelector("[data-studio-flaws]");
    if (fresh && place && fresh.innerHTML !== place.innerHTML) place.replaceChildren(...fresh.childNodes);
  };
  const step = async (submitter, go) => {
    const data = new URLSearchParams(new FormData(form));
    data.set("go", go);
    const last = ".studio-layer:last-child summary";
    if (await swap(form.action, { method: "POST", body: data, headers: { accept: "text/html" } }, go.startsWith("add-") ? last : `[value="${go}"]`)) changed();
  };
  const travel = async (from, to) => {
    const wanted = from.at(-1);
    if (wanted === undefined || !(await swap(form.action + "?undo=1&" + wanted, {}, null))) return;
    from.pop();
    to.push(now);
    now = wanted;
    show();
  };

  form.addEventListener("submit", (event) => {
    if (event.submitter && "studioStep" in event.submitter.dataset) {
      event.preventDefault();
      step(event.submitter, event.submitter.value);
    }
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.dataset?.studioFind) {
      event.preventDefault();
      step(null, event.target.dataset.studioFind);
    }
    const text = /^(text|search|url)$/.test(event.target.type || "");
    if ((event.ctrlKey || event.metaKey) && !text && event.key.toLowerCase() === "z") {
      event.preventDefault();
      (event.shiftKey ? redo : undo).click();
    }
  });
  const own = /^(colour|colour2|ring)$/;
  form.addEventListener("input", (event) => {
    if (event.target.dataset.studioFind) {
      clearTimeout(timer);
      timer = setTimeout(() => step(null, event.target.dataset.studioFind), 350);
      return;
    }
    /* A set of colours fills the single ones; a colour of one's own leaves the set. */
    for (const pair of event.target.dataset.studioSet?.split(" ") || []) {
      const [name, value] = pair.split("=");
      form.elements[name].value = value;
    }
    if (own.test(event.target.name)) form.querySelector("#palette-own").checked = true;
    clearTimeout(timer);
    timer = setTimeout(changed, 150);
  });
  undo.addEventListener("click", () => travel(past, future));
  redo.addEventListener("click", () => travel(future, past));
  now = query();
  judge();
}
