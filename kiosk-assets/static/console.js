// The console's forms go without leaving the page, so that the place in a long list stays.
(function () {
  "use strict";
  var main = document.getElementById("main"), announcer = document.getElementById("announcer");
  if (!main || !main.dataset.console || !window.kioskLive || !window.EventSource || !window.fetch) return;
  var phone = main.querySelector(".phone-frame iframe"), shown = main.dataset.revision;
  // What this page asks for at this moment: by its arranging forms the last step, which “undo” names, is made knowingly.
  var rest = window.kioskRest(main), door = window.kioskDoor(main), running = {}, own = 0;
  var live = window.kioskLive({
    page: "/facilitator/" + main.dataset.console,
    holds: door.holds,
    before: door.before,
    changed: function (turn) {
      door.settle();
      if (turn) announcer.textContent = (main.querySelector("[data-live=state]") || {}).textContent || "";
      rest.settle(own ? "undo" : null);
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

  // Where the reader is, and without a step aside: the list may be many screens long.
  function notice(text) {
    var place = document.getElementById("notice");
    place.textContent = "";
    if (!text) return;
    var line = document.createElement("p"), said = document.createElement("span"), close = document.createElement("button");
    line.className = "notice error passing";
    said.setAttribute("role", "alert");
    said.textContent = text;
    close.type = "button";
    close.textContent = "✕";
    close.setAttribute("aria-label", document.getElementById("words").dataset.noticeClose);
    close.addEventListener("click", function () { notice(""); main.focus({ preventScroll: true }); });
    line.appendChild(said);
    line.appendChild(close);
    place.appendChild(line);
  }
  document.addEventListener("keydown", function (event) { if (event.key === "Escape") notice(""); });
  function refused(form, reply, json) {
    notice(json.error);
    // Somebody else was first: what this page shows is behind.
    if (reply.status === 409) {
      return live.refresh().then(function () {
        form.dispatchEvent(new CustomEvent("kioskrefused", { bubbles: true, detail: json.reason }));
      });
    }
    // The hand goes to what is missing.
    var empty = json.reason === "missingField" && Array.from(form.elements).filter(function (field) {
      return field.type === "text" && !field.value.trim() && field.offsetParent;
    })[0];
    if (!empty) return;
    empty.focus({ preventScroll: true });
    // A bar that stays in view needs no scrolling, which would move the list behind it.
    var box = empty.getBoundingClientRect();
    if (box.top < 0 || box.bottom > window.innerHeight) empty.scrollIntoView({ block: "center" });
  }
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!main.contains(form) || form.dataset.plain !== undefined) return;
    event.preventDefault();
    var part = rest.partOf(form);
    // The second tap of two asks for the same again; a box that does not answer may be asked again after a while.
    if (rest.holds(form) || (part && performance.now() < (running[part] || 0))) return;
    var atDoor = door.takes(form);
    if (atDoor === null) return;
    if (part) running[part] = performance.now() + 5000; else own++;
    var fields = new URLSearchParams(new FormData(form)), button = event.submitter;
    if (button && button.name) fields.append(button.name, button.value);
    fetch(form.getAttribute("action"), {
      method: "POST", credentials: "same-origin", body: fields.toString(),
      headers: { "Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded" }
    }).then(function (reply) {
      return reply.json().then(function (json) {
        if (json.reason === "notSignedIn") { location.reload(); return; }
        if (!reply.ok) return refused(form, reply, json);
        // What was typed is stored now: the fields follow the server again.
        form.reset();
        return live.refresh().then(function () {
          notice("");
          document.dispatchEvent(new CustomEvent("kioskdone"));
        });
      });
    }).catch(function () { live.lost.hidden = false; }).then(function () {
      if (part) delete running[part]; else own--;
      door.done(atDoor);
    });
  });
})();
