/* Asks the browser for a passkey, and sends the answer with the form it belongs to. Nothing else, and nothing to anybody else. */
"use strict";
(function () {
  function bytes(text) {
    var plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, function (sign) { return sign.charCodeAt(0); });
  }
  function words(buffer) {
    var plain = String.fromCharCode.apply(null, new Uint8Array(buffer));
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }
  function described(list) {
    return (list || []).map(function (one) { return Object.assign({}, one, { id: bytes(one.id) }); });
  }
  function asked(options) {
    var wanted = Object.assign({}, options, { challenge: bytes(options.challenge) });
    if (options.user) wanted.user = Object.assign({}, options.user, { id: bytes(options.user.id) });
    if (options.excludeCredentials) wanted.excludeCredentials = described(options.excludeCredentials);
    if (options.allowCredentials) wanted.allowCredentials = described(options.allowCredentials);
    return { publicKey: wanted };
  }
  function answer(found) {
    var said = found.response, told = { clientDataJSON: words(said.clientDataJSON) };
    if (said.attestationObject) told.attestationObject = words(said.attestationObject);
    if (said.authenticatorData) told.authenticatorData = words(said.authenticatorData);
    if (said.signature) told.signature = words(said.signature);
    if (said.userHandle) told.userHandle = words(said.userHandle);
    return JSON.stringify({ id: found.id, rawId: words(found.rawId), type: found.type, response: told });
  }
  Array.prototype.forEach.call(document.querySelectorAll("form[data-passkey]"), function (form) {
    var makes = form.dataset.passkey === "make", button = form.querySelector("button");
    if (!window.PublicKeyCredential) return;
    form.querySelector("[data-without]").hidden = true;
    form.addEventListener("submit", function (event) {
      if (form.elements.answer.value) return;
      event.preventDefault();
      button.disabled = true;
      var wanted = asked(JSON.parse(form.dataset.options));
      (makes ? navigator.credentials.create(wanted) : navigator.credentials.get(wanted)).then(function (found) {
        form.elements.answer.value = answer(found);
        form.submit();
      }, function () {
        button.disabled = false;
        button.focus();
      });
    });
  });
})();
