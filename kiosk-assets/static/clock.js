// Offers the time of this device to a box whose clock differs from it, and sends it along when the offer is taken.
(function () {
  "use strict";
  Array.prototype.forEach.call(document.querySelectorAll("form[data-clock]"), function (form) {
    var button = form.querySelector("button"), shown = +form.getAttribute("data-clock");
    button.hidden = false;
    // In seconds; a page takes a moment on its way.
    if (shown && Math.abs(Date.now() / 1000 - shown) > 120) form.hidden = false;
    form.addEventListener("submit", function () { form.querySelector("[name=device]").value = Date.now(); });
  });
})();
