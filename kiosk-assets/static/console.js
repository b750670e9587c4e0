// A chosen file is read into the field beside it: forms carry text, and without a script it is pasted.
(function () {
  "use strict";
  document.querySelectorAll("input[type=file][data-into]").forEach(function (chooser) {
    if (!window.FileReader) return;
    chooser.parentNode.hidden = false;
    chooser.addEventListener("change", function () {
      var reader = new FileReader();
      reader.onload = function () { document.getElementById(chooser.dataset.into).value = reader.result; };
      if (chooser.files[0]) reader.readAsText(chooser.files[0]);
    });
  });
})();

// The console's forms go without leaving the page, so that the place in a long list stays.
(function () {
  "use strict";
  var main = document.getElementById("main"), announcer = document.getElementById("announcer");
  if (!main || !main.dataset.console || !window.kioskLive || !window.EventSource || !window.fetch) return;
  var live = window.kioskLive({
    page: "/facilitator/" + main.dataset.console,
    changed: function (turn) {
      if (turn) announcer.textContent = (main.querySelector("[data-live=state]") || {}).textContent || "";
    }
  });

  function notice(text) {
    var place = document.getElementById("notice");
    place.textContent = "";
    if (!text) return;
    var line = document.createElement("p");
    line.className = "notice error";
    line.setAttribute("role", "alert");
    line.textContent = text;
    place.appendChild(line);
    line.scrollIntoView({ block: "nearest" });
  }
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!main.contains(form) || form.dataset.plain !== undefined) return;
    event.preventDefault();
    var fields = new URLSearchParams(new FormData(form)), button = event.submitter;
    if (button && button.name) fields.append(button.name, button.value);
    fetch(form.getAttribute("action"), {
      method: "POST", credentials: "same-origin", body: fields.toString(),
      headers: { "Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded" }
    }).then(function (reply) {
      return reply.json().then(function (json) {
        if (json.reason === "notSignedIn") { location.reload(); return; }
        if (!reply.ok) { notice(json.error); return; }
        // What was typed is stored now: the fields follow the server again.
        form.reset();
        return live.refresh().then(function () { notice(""); });
      });
    }).catch(function () { live.lost.hidden = false; });
  });
})();
