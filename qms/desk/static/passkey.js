// Asks the device for a passkey's tap and sends what it answers with the form.
"use strict";

const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const named = (names) =>
  (names || "").split(" ").filter(Boolean).map((id) => ({ type: "public-key", id: bytes(id) }));

async function made(asked) {
  const credential = await navigator.credentials.create({
    publicKey: {
      challenge: bytes(asked.challenge),
      rp: { name: asked.site },
      user: { id: bytes(asked.user), name: asked.name, displayName: asked.name },
      pubKeyCredParams: [{ type: "public-key", alg: -7 }],
      excludeCredentials: named(asked.credentials),
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
      attestation: "none",
    },
  });
  const { response } = credential;
  return {
    credential: text(credential.rawId),
    data: text(response.getAuthenticatorData()),
    client: text(response.clientDataJSON),
    key: text(response.getPublicKey()),
  };
}

async function tapped(asked) {
  const credential = await navigator.credentials.get({
    publicKey: {
      challenge: bytes(asked.challenge),
      allowCredentials: named(asked.credentials),
      userVerification: "required",
    },
  });
  const { response } = credential;
  return {
    credential: text(credential.rawId),
    data: text(response.authenticatorData),
    client: text(response.clientDataJSON),
    signature: text(response.signature),
  };
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const way = form.dataset.tap;
  if (!way) return;
  event.preventDefault();
  const trouble = form.querySelector("[data-trouble]");
  trouble.hidden = true;
  try {
    const answer = await (way === "make" ? made : tapped)(form.dataset);
    for (const [name, value] of Object.entries(answer)) form.elements[name].value = value;
    form.submit();
  } catch {
    delete form.dataset.sent;
    trouble.hidden = false;
    trouble.focus();
  }
});

// Before this listens, a button would send a form without its answer.
for (const button of document.querySelectorAll("form[data-tap] button")) button.disabled = false;
