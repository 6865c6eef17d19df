/* lti.js — within a course, in a frame where cookies may be refused: what proves
 * that the same browser left and came back is kept by the platform's own page
 * (LTI Platform Storage 1.0), asked by messages to the origin it is registered by. */
{
  const PATIENCE = 3000;
  const frameOf = (where) => {
    const home = window.parent === window ? window.opener : window.parent;
    if (!home || where === "_parent") return home;
    try { return home.frames[where] || home; } catch { return home; }
  };
  const ask = (where, origin, message) => new Promise((resolve) => {
    const frame = frameOf(where), id = crypto.randomUUID ? crypto.randomUUID() : String(performance.now());
    const end = (answer) => { removeEventListener("message", hear); clearTimeout(timer); resolve(answer); };
    const hear = (event) => {
      if (event.origin === origin && event.data?.message_id === id && event.data.subject === `${message.subject}.response`) end(event.data);
    };
    const timer = setTimeout(end, PATIENCE);
    if (!frame) { end(); return; }
    addEventListener("message", hear);
    frame.postMessage({ ...message, message_id: id }, origin);
  });
  const keep = document.querySelector("[data-lti-keep]");
  if (keep) {
    const { where, origin, key, secret, url } = keep.dataset;
    ask(where, origin, { subject: "lti.put_data", key, value: secret }).then(() => location.replace(url));
  }
  const prove = document.querySelector("[data-lti-prove]");
  if (prove) {
    const { where, origin, key } = prove.dataset;
    ask(where, origin, { subject: "lti.get_data", key }).then((answer) => {
      if (!answer?.value) return;
      prove.elements.secret.value = answer.value;
      prove.submit();
    });
  }
  document.querySelector("[data-lti-send]")?.submit();
  if (document.querySelector("[data-lti-close]")) (window.opener || window.parent).postMessage({ subject: "org.imsglobal.lti.close" }, "*");
}
