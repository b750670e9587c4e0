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

// Keeps the display and the console live. Both work without it, by reloading.
(function () {
  "use strict";
  var main = document.getElementById("main");
  if (!main || !window.EventSource || !window.fetch || !main.closest) return;
  var display = main.dataset.display, code = display || main.dataset.console;
  if (!code) return;
  var page = (display ? "/display/" : "/facilitator/") + code;
  var lost = document.getElementById("lost"), announcer = document.getElementById("announcer");
  var waiting = null, ticking = null;

  function words() { return document.getElementById("words").dataset; }

  // While a choice or a text is in somebody's hands, only the live numbers change; the rest follows when it is let go.
  function busy() {
    var focus = document.activeElement;
    return !display && focus && main.contains(focus) && (focus.tagName === "SELECT" || (focus.tagName === "INPUT" && focus.type !== "checkbox"));
  }
  function parse(html) {
    var holder = document.createElement("template");
    holder.innerHTML = html;
    return holder.content.querySelector("main");
  }
  function show(html) {
    var next = parse(html);
    if (!next) return;
    // Nothing new: whoever is about to press or to read is not disturbed.
    if (main.isEqualNode(next)) { waiting = null; return; }
    if (busy()) {
      waiting = html;
      next.querySelectorAll("[data-live]").forEach(function (node) {
        var here = main.querySelector("[data-live='" + node.dataset.live + "']");
        if (here) here.textContent = node.textContent;
      });
      return;
    }
    waiting = null;
    replace(next);
  }
  function replace(next) {
    var focus = document.activeElement, key = focus && main.contains(focus) ? focus.id : "";
    var turn = main.dataset.activity !== next.dataset.activity || main.dataset.status !== next.dataset.status;
    main.querySelectorAll("input[type=checkbox]:checked").forEach(function (box) {
      var other = next.querySelector("#" + CSS.escape(box.id));
      if (other) other.checked = true;
    });
    main.querySelectorAll("details[open]").forEach(function (open) {
      var other = open.id && next.querySelector("#" + CSS.escape(open.id));
      if (other) other.open = true;
    });
    main.querySelectorAll("input:not([type=checkbox]):not([type=hidden]), select").forEach(function (field) {
      var other = field.id && next.querySelector("#" + CSS.escape(field.id));
      if (other && field.value !== (field.defaultValue || "") && field.tagName === "INPUT") other.value = field.value;
      if (other && field.tagName === "SELECT" && other.querySelector("option[value='" + field.value + "']")) other.value = field.value;
    });
    main.replaceWith(next);
    main = next;
    var again = key && document.getElementById(key);
    if (again) again.focus({ preventScroll: true });
    if (turn && !display) announcer.textContent = (main.querySelector("[data-live=state]") || {}).textContent || "";
    startTimer();
    fit();
  }
  // As large as the screen has room for: nobody can scroll a projector, and the back row reads it too. In a style sheet
  // of its own, so that the page stays equal to what the server sends.
  var sheet = display && window.CSSStyleSheet && document.adoptedStyleSheets ? new CSSStyleSheet() : null;
  if (sheet) document.adoptedStyleSheets = [sheet];
  function fit() {
    var box = main.querySelector(".blocks, .wall");
    if (!sheet || !box) return;
    function fits(zoom) {
      sheet.replaceSync(".display .blocks, .display .wall { zoom: " + zoom + "; }");
      return box.scrollHeight <= box.clientHeight + 1 && box.scrollWidth <= box.clientWidth + 1;
    }
    if (getComputedStyle(document.body).overflow !== "hidden") { sheet.replaceSync(""); return; }
    var low = 8, high = 32;
    while (high - low > 1) {
      var middle = Math.floor((low + high) / 2);
      if (fits(middle / 20)) low = middle; else high = middle;
    }
    fits(low / 20);
  }
  window.addEventListener("resize", fit);

  function startTimer() {
    clearInterval(ticking);
    var line = document.getElementById("timer");
    if (!line || !main.dataset.secondsLeft) return;
    var end = performance.now() + main.dataset.secondsLeft * 1000;
    function tick() {
      var left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
      var time = Math.floor(left / 60) + ":" + ("0" + left % 60).slice(-2);
      line.textContent = left ? words().timerLeft.replace("{time}", time) : words().timerOver;
    }
    tick();
    ticking = setInterval(tick, 1000);
  }
  function refresh() {
    return fetch(page, { credentials: "same-origin", headers: { "X-Kiosk-Fragment": "1" } }).then(function (reply) {
      if (!reply.ok) { location.reload(); return; }
      return reply.text().then(show);
    });
  }

  var stream = null;
  function listen() {
    if (stream && stream.readyState !== 2) return;
    stream = new EventSource(page + "/events?language=" + document.documentElement.lang);
    stream.addEventListener("frame", function (event) { lost.hidden = true; show(event.data); });
    stream.onopen = function () { lost.hidden = true; };
    stream.onerror = function () {
      lost.hidden = false;
      if (stream.readyState === 2) setTimeout(listen, 3000);
    };
  }
  document.addEventListener("visibilitychange", function () { if (!document.hidden) listen(); });
  document.addEventListener("focusout", function () {
    setTimeout(function () { if (waiting && !busy()) show(waiting); }, 50);
  });

  function notice(text) {
    var old = main.querySelector(".notice");
    if (old) old.remove();
    if (!text) return;
    var line = document.createElement("p");
    line.className = "notice error";
    line.setAttribute("role", "alert");
    line.textContent = text;
    main.querySelector(".bar").insertAdjacentElement("afterend", line);
    line.scrollIntoView({ block: "nearest" });
  }
  // The console's forms go without leaving the page, so that the place in a long list stays.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (display || !main.contains(form) || form.dataset.plain !== undefined) return;
    event.preventDefault();
    var fields = new URLSearchParams(new FormData(form)), button = event.submitter;
    if (button && button.name) fields.append(button.name, button.value);
    fetch(form.getAttribute("action"), {
      method: "POST", credentials: "same-origin", body: fields.toString(),
      headers: { "Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded" }
    }).then(function (reply) {
      return reply.json().then(function (json) {
        if (json.reason === "notSignedIn") { location.reload(); return; }
        notice(json.error);
        if (!reply.ok) return;
        form.querySelectorAll("input[type=checkbox]").forEach(function (box) { box.checked = false; });
        if (form.id === "arrange") form.querySelector("#name").value = "";
        if (document.activeElement && document.activeElement.tagName === "INPUT") document.activeElement.blur();
        return refresh();
      });
    }).catch(function () { lost.hidden = false; });
  });

  startTimer();
  fit();
  listen();
})();
