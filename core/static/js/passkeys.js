/* Passkeys: shows their buttons where the browser knows them, and says in the page what went wrong. */
(() => {
  "use strict";

  const knows = Boolean(window.PublicKeyCredential && window.allauth?.webauthn);

  document.querySelectorAll("[data-passkey]").forEach((part) => {
    if (!knows) return;
    const { passkey, ...ids } = part.dataset;
    part.hidden = false;
    window.allauth.webauthn.forms[passkey]({ ids });
  });
  document.querySelectorAll("[data-passkey-missing]").forEach((part) => { part.hidden = knows; });

  const words = (error) => {
    if (error?.name === "InvalidStateError") return "This device holds a passkey of this account already.";
    if (error?.name === "NotAllowedError") return "No passkey was given. Try again, or take another way.";
    if (error?.name === "SecurityError") return "Passkeys do not work at this address. Take another way.";
    return "That did not work. Try again in a moment, or take another way.";
  };

  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    document.querySelectorAll("[data-passkey-problem]").forEach((part) => {
      part.textContent = words(event.detail.exception);
      part.hidden = false;
    });
  });
})();
