/* issuer.js — for sites that give badges. <script src="https://HERE/issuer.js">
 * defines OpenBadges: issue(assertions, callback), issue_no_modal(assertions) and
 * connect({callback, scope}), as Mozilla's Backpack had them. The question is put
 * in a window of the Backpack: a frame within another's page could be covered by
 * that page, and has no cookies any more. This file is served to other sites, so it
 * stands alone, brings its own words and no style sheet. */
(() => {
  const MOST = 20, POLL = 1000, GIVE_UP = 20000;
  const WORDS = {
    en: { title: "Your Backpack", open: "Continue in the window of your Backpack that has opened.", blocked: "Your Backpack opens in a window of its own.", go: "Open my Backpack", again: "Show the window again", cancel: "Cancel" },
    de: { title: "Ihr Backpack", open: "Machen Sie im Fenster Ihres Backpacks weiter, das sich geöffnet hat.", blocked: "Ihr Backpack öffnet sich in einem eigenen Fenster.", go: "Mein Backpack öffnen", again: "Fenster noch einmal zeigen", cancel: "Abbrechen" },
  };
  const script = document.currentScript || [...document.scripts].find((s) => /\/issuer\.js([?#]|$)/.test(s.src));
  const root = new URL(".", script.src).href;
  const language = (document.documentElement.lang || navigator.language || "en").slice(0, 2);
  const words = WORDS[language] || WORDS.en;

  const listOf = (assertions) => (Array.isArray(assertions) ? assertions : [assertions]).map(String);
  const isBadge = (s) => /^https?:\/\/[^/\s]/i.test(s) || /^[\w-]+\.[\w-]+\.[\w-]*$/.test(s);
  const failures = (list, reason) => list.map((assertion) => ({ assertion, url: assertion, reason }));

  const sendForm = (path, fields, target) => {
    const form = document.createElement("form");
    form.method = "post";
    form.action = `${root}${path}?${Date.now()}`;
    if (target) form.target = target;
    for (const [name, value] of fields) {
      const input = document.createElement("input");
      input.type = "hidden";
      input.name = name;
      input.value = value;
      form.append(input);
    }
    form.hidden = true;
    document.body.append(form);
    form.submit();
    form.remove();
  };

  const newChannel = () => [...crypto.getRandomValues(new Uint8Array(24))].map((b) => b.toString(16).padStart(2, "0")).join("");

  const ask = async (path, channel, method) => {
    const body = method === "POST" ? new URLSearchParams({ channel }) : undefined;
    const answer = await fetch(root + path + (body ? "" : `?channel=${channel}`), { method, body, credentials: "omit", cache: "no-store" });
    return answer.ok ? answer.json() : null;
  };

  const element = (tag, style, text) => {
    const made = document.createElement(tag);
    Object.assign(made.style, style);
    if (text) made.textContent = text;
    return made;
  };

  /* In a shadow, so that neither page nor overlay changes the other. */
  const showOverlay = (text, actions) => {
    const host = element("div", { position: "fixed", inset: "0", zIndex: "2147483647" });
    const ground = element("div", { position: "absolute", inset: "0", display: "grid", placeItems: "center", padding: "1rem", background: "rgba(24,18,28,.55)", font: "16px/1.5 system-ui,sans-serif" });
    const box = element("div", { boxSizing: "border-box", width: "min(26rem,100%)", padding: "1.5rem", borderRadius: "12px", background: "#fff", color: "#211b26", boxShadow: "0 12px 40px rgba(0,0,0,.3)" });
    const title = element("h2", { margin: "0 0 .5rem", fontSize: "1.25rem" }, words.title);
    const row = element("div", { display: "flex", flexWrap: "wrap", gap: ".75rem", marginTop: "1.25rem" });
    title.id = "openbadges-title";
    box.setAttribute("role", "dialog");
    box.setAttribute("aria-modal", "true");
    box.setAttribute("aria-labelledby", title.id);
    actions.forEach(([label, act], i) => {
      const first = i === 0;
      const button = element("button", { minHeight: "44px", padding: ".5rem 1rem", borderRadius: "8px", font: "inherit", fontWeight: "600", cursor: "pointer", border: `1px solid ${first ? "#5b2862" : "#8a8390"}`, background: first ? "#5b2862" : "#fff", color: first ? "#fff" : "#211b26" }, label);
      button.type = "button";
      button.addEventListener("click", act);
      row.append(button);
    });
    box.append(title, element("p", { margin: "0" }, text), row);
    box.addEventListener("keydown", (event) => event.key === "Escape" && actions[actions.length - 1][1]());
    ground.append(box);
    host.attachShadow({ mode: "open" }).append(ground);
    document.body.append(host);
    row.firstChild.focus();
    return host;
  };

  const issue = (assertions, callback = () => {}) => {
    const all = listOf(assertions), good = all.filter(isBadge), sent = good.slice(0, MOST);
    const early = [...failures(all.filter((s) => !isBadge(s)), "MALFORMED"), ...failures(good.slice(MOST), "INACCESSIBLE")];
    const channel = newChannel(), name = `openbadges-${channel.slice(0, 8)}`;
    let overlay, timer, opened = 0, known = false, over = false;

    const finish = (errors, successes) => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      overlay?.remove();
      callback([...early, ...errors], successes);
    };
    const open = () => {
      const popup = window.open("", name, "popup,width=600,height=760");
      if (!popup) return false;
      opened = opened || Date.now();
      sendForm("issuer/frame", [["channel", channel], ...sent.map((s) => ["assertions", s])], name);
      return true;
    };
    const show = (isOpen) => {
      overlay?.remove();
      overlay = showOverlay(isOpen ? words.open : words.blocked, [[isOpen ? words.again : words.go, () => (known ? window.open("", name)?.focus() : open()) !== false && show(true)], [words.cancel, cancel]]);
    };
    const cancel = async () => {
      const done = await ask("issuer/withdraw", channel, "POST").catch(() => null);
      finish(done?.errors || failures(sent, "DENIED"), done?.successes || []);
    };
    const poll = async () => {
      const state = opened ? await ask("issuer/outcome", channel, "GET").catch(() => null) : null;
      known = known || Boolean(state && state.state !== "unknown");
      if (state?.state === "done") finish(state.errors, state.successes);
      else if (opened && !known && Date.now() - opened > GIVE_UP) finish(failures(sent, "INACCESSIBLE"), []);
      else if (!over) timer = setTimeout(poll, POLL);
    };

    if (!sent.length) {
      finish([], []);
      return;
    }
    show(open());
    poll();
  };

  const issueWithoutModal = (assertions) => sendForm("issuer/frameless", listOf(assertions).map((s) => ["assertions", s]));

  const connect = (options = {}) => {
    if (typeof options.callback !== "string" || !options.callback) throw new Error("callback expected");
    if (!Array.isArray(options.scope) || !options.scope.length) throw new Error("scope expected");
    const callback = new URL(options.callback, document.baseURI).href;
    (options.location || window.location).replace(`${root}access?callback=${encodeURIComponent(callback)}&scope=${options.scope.map(encodeURIComponent).join(",")}`);
  };

  window.OpenBadges = { issue, issue_no_modal: issueWithoutModal, connect };
})();
