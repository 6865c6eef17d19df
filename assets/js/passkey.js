/* passkey.js — <form data-passkey="get"> or "make": its button asks the browser
 * for a passkey, and the answer goes into the form's fields. data-challenge,
 * data-host, data-allow (ids, commas), data-verify; of "make" also data-user,
 * data-user-name, data-user-label. data-autofill: offered beside the address field too. */
{
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) =>
    btoa(Array.from(new Uint8Array(buffer || []), (b) => String.fromCharCode(b)).join(""))
      .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const known = (form) => form.dataset.allow.split(",").filter(Boolean).map((id) => ({ type: "public-key", id: bytes(id) }));
  const verification = (form) => form.dataset.verify ? "required" : "preferred";

  const question = {
    get: (form) => ({
      challenge: bytes(form.dataset.challenge), rpId: form.dataset.host, allowCredentials: known(form), userVerification: verification(form),
    }),
    make: (form) => ({
      challenge: bytes(form.dataset.challenge),
      rp: { id: form.dataset.host, name: form.dataset.host },
      user: { id: bytes(form.dataset.user), name: form.dataset.userName, displayName: form.dataset.userLabel },
      pubKeyCredParams: [-8, -7, -257].map((alg) => ({ type: "public-key", alg })),
      excludeCredentials: known(form),
      authenticatorSelection: { residentKey: "preferred", userVerification: verification(form) },
      attestation: "none",
    }),
  };
  const answer = {
    get: ({ id, response: r }) =>
      ({ id, client: text(r.clientDataJSON), data: text(r.authenticatorData), signature: text(r.signature), user: text(r.userHandle) }),
    make: ({ response: r }, form) => ({
      client: text(r.clientDataJSON), attestation: text(r.attestationObject), user: form.dataset.user,
      transports: r.getTransports ? r.getTransports().join(",") : "",
    }),
  };

  const tell = (form, name) => {
    for (const line of form.querySelectorAll("[data-passkey-told]")) line.hidden = line.dataset.passkeyTold !== name;
  };
  const send = (form, credential) => {
    const fields = answer[form.dataset.passkey](credential, form);
    for (const [name, value] of Object.entries(fields)) form.elements.namedItem(name).value = value;
    form.submit();
  };
  const ask = async (form, more) => {
    const publicKey = question[form.dataset.passkey](form);
    send(form, await navigator.credentials[form.dataset.passkey === "make" ? "create" : "get"]({ publicKey, ...more }));
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    let waiting;
    if (!window.PublicKeyCredential) {
      tell(form, "missing");
      for (const button of form.querySelectorAll("button")) button.hidden = true;
      continue;
    }
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      tell(form, "");
      if (waiting) waiting.abort();
      await ask(form).catch((fault) => tell(form, fault.name === "InvalidStateError" ? "known" : "failed"));
    });
    if (!("autofill" in form.dataset) || !PublicKeyCredential.isConditionalMediationAvailable) continue;
    PublicKeyCredential.isConditionalMediationAvailable().then((can) => {
      if (!can) return;
      waiting = new AbortController();
      ask(form, { mediation: "conditional", signal: waiting.signal }).catch(() => {});
    });
  }
}
