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
  var phone = main.querySelector(".phone-frame iframe"), shown = main.dataset.revision, settled = 0;
  var nextLabel = nextText();
  function nextText() { return (document.getElementById("next-act") || {}).textContent; }
  // A finger that taps twice, or that is on its way when another facilitator acts, must not do what the button has only
  // just come to say. What this page itself asked for by another button is no surprise.
  var cause = null;
  function settle() {
    if (nextText() !== nextLabel) {
      settled = cause === "other" ? 0 : performance.now() + 600;
      nextLabel = nextText();
      cause = null;
    }
    rest();
  }
  function rest() {
    var button = document.getElementById("next-act"), left = settled - performance.now();
    if (!button || button.tagName !== "BUTTON") return;
    if (left > 0) { button.setAttribute("aria-disabled", "true"); setTimeout(rest, left + 1); } else button.removeAttribute("aria-disabled");
  }
  var live = window.kioskLive({
    page: "/facilitator/" + main.dataset.console,
    changed: function (turn) {
      if (turn) announcer.textContent = (main.querySelector("[data-live=state]") || {}).textContent || "";
      settle();
      startPace();
      if (main.dataset.revision !== shown && phone && phone.contentWindow && phone.offsetParent) phone.contentWindow.location.reload();
      shown = main.dataset.revision;
    }
  });

  // The clock against the plan goes on between the server's frames.
  var pacing = null;
  function startPace() {
    clearInterval(pacing);
    var line = document.getElementById("pace"), words = document.getElementById("words").dataset;
    if (!line) return;
    var start = performance.now(), from = +line.dataset.step, planned = +line.dataset.planned, late = +line.dataset.late;
    pacing = setInterval(function () {
      var step = from + (performance.now() - start) / 1000, behind = Math.trunc((late + Math.max(0, step - planned)) / 60);
      var plan = behind === 0 ? words.paceOnTime : (behind > 0 ? words.paceLate : words.paceEarly).replace("{minutes}", Math.abs(behind));
      line.textContent = words.paceStep.replace("{done}", Math.floor(step / 60)).replace("{planned}", Math.round(planned / 60)).replace("{plan}", plan);
      line.classList.toggle("late", behind > 0);
    }, 5000);
  }
  startPace();

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
    if (form.closest("#next") && performance.now() < settled) return;
    cause = form.closest("#next") ? "next" : "other";
    var fields = new URLSearchParams(new FormData(form)), button = event.submitter;
    if (button && button.name) fields.append(button.name, button.value);
    fetch(form.getAttribute("action"), {
      method: "POST", credentials: "same-origin", body: fields.toString(),
      headers: { "Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded" }
    }).then(function (reply) {
      return reply.json().then(function (json) {
        if (json.reason === "notSignedIn") { location.reload(); return; }
        if (!reply.ok) {
          notice(json.error);
          // Somebody else was first: what this page shows is behind.
          if (reply.status === 409) return live.refresh();
          return;
        }
        // What was typed is stored now: the fields follow the server again.
        form.reset();
        return live.refresh().then(function () { notice(""); });
      });
    }).catch(function () { live.lost.hidden = false; });
  });
})();
