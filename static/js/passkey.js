// Shows the button that asks a passkey, where this browser has such a thing, and hands it to django-allauth's script.
(() => {
    const button = document.querySelector("[data-passkey]");
    if (!button || !window.PublicKeyCredential) return;
    const does = button.dataset.passkey;
    const failed = document.querySelector("[data-passkey-failed]");
    window.allauth.webauthn.forms[`${does}Form`]({
        ids: { [does]: button.id, credential: button.dataset.passkeyField, data: "passkey-data" },
    });
    // Whoever closes the question of the browser has done nothing wrong.
    document.addEventListener("allauth.error", (event) => { event.preventDefault(); failed.hidden = false; });
    button.hidden = false;
})();
