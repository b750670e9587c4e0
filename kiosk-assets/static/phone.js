// Upgrades the participant's page. Everything works without it; with it nothing typed is lost when the network is.
(function () {
  "use strict";
  var main = document.getElementById("main");
  if (!main || !main.dataset.code || !window.fetch || !window.URLSearchParams || !main.closest) return;
  document.documentElement.className = "js";
  var code = main.dataset.code, page = "/w/" + code, prefix = "kiosk:" + code + ":";
  var announcer = document.getElementById("announcer");

  function load(name) { try { return localStorage.getItem(prefix + name); } catch (e) { return null; } }
  function save(name, value) {
    try { if (value) localStorage.setItem(prefix + name, value); else localStorage.removeItem(prefix + name); } catch (e) {}
  }
  // Where storage is denied the list still lives as long as the page.
  var memory = null;
  function outbox() {
    if (memory) return memory;
    try { memory = JSON.parse(load("outbox")) || []; } catch (e) { memory = []; }
    return memory;
  }
  function keep() { save("outbox", outbox().length ? JSON.stringify(outbox()) : ""); }
  function words() { return document.getElementById("words").dataset; }
  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, function (all, name) { return name in values ? values[name] : all; });
  }
  function newKey() { return Date.now().toString(36) + Math.random().toString(36).slice(2) + Math.random().toString(36).slice(2); }
  function draftName() { return "draft:" + main.dataset.activity; }
  function textarea() { return main.querySelector("textarea[name=text]"); }
  function ideaForm() { return main.querySelector("form[data-form=idea]"); }

  // Sends a form; calls back with the reply's JSON, or null when it did not arrive.
  function post(action, fields, done) {
    var control = window.AbortController ? new AbortController() : null;
    var timer = setTimeout(function () { if (control) control.abort(); }, 15000);
    fetch(page + "/" + action, {
      method: "POST", credentials: "same-origin", signal: control ? control.signal : undefined,
      headers: { "Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(fields).toString()
    }).then(function (reply) {
      return reply.json().then(function (json) { json.status = reply.status; return json; });
    }).then(function (json) { clearTimeout(timer); done(json); }, function () { clearTimeout(timer); done(null); });
  }
  function received(reply) { return reply && reply.status === 200 && reply.received === true; }
  // Not arrived, too busy, disk full: the same thing may go through later.
  function passing(reply) { return !reply || reply.status >= 500 || reply.status === 429; }

  function notice(text) {
    var old = main.querySelector(".notice");
    if (old) old.remove();
    if (!text) return;
    var line = document.createElement("p");
    line.className = "notice error";
    line.setAttribute("role", "alert");
    line.textContent = text;
    main.querySelector("h1").insertAdjacentElement("afterend", line);
  }

  var wait = 1000, retryTimer = null;
  function retryLater() {
    clearTimeout(retryTimer);
    retryTimer = setTimeout(flush, wait);
    wait = Math.min(wait * 2, 15000);
  }

  // Ideas: a text is in the outbox, with its key, from before it is sent until the reply says it is on disk.
  var sending = false;
  function drawOutbox() {
    var list = document.getElementById("outbox");
    if (!list) return;
    list.textContent = "";
    outbox().forEach(function (entry) {
      if (entry.activity !== main.dataset.activity) return;
      var item = document.createElement("li"), text = document.createElement("p"), state = document.createElement("p");
      text.className = "typed"; text.textContent = entry.text;
      state.className = "help";
      state.textContent = entry.held ? entry.held : entry.tried ? words().waiting : words().saving;
      item.appendChild(text); item.appendChild(state); list.appendChild(item);
    });
    list.hidden = !list.children.length;
  }
  function sendable(entry) { return !entry.held; }
  function flush() {
    sendDots();
    if (sending) return;
    var entry = outbox().filter(sendable)[0];
    if (!entry) return;
    sending = true;
    post("idea", { activity: entry.activity, key: entry.key, text: entry.text }, function (reply) {
      sending = false;
      if (received(reply)) {
        memory = outbox().filter(function (other) { return other !== entry; });
        keep(); wait = 1000;
        refresh(flush);
      } else if (passing(reply)) {
        entry.tried = true;
        keep(); drawOutbox(); retryLater();
      } else {
        refuse(entry, reply);
        flush();
      }
    });
  }
  // The server said no: the text goes back to where it was typed, or stays here until there is such a place.
  function refuse(entry, reply) {
    var field = ideaForm() && textarea();
    if (field && entry.activity === main.dataset.activity && reply.reason !== "notOpen" && reply.reason !== "notJoined") {
      memory = outbox().filter(function (other) { return other !== entry; });
      field.value = field.value ? field.value + "\n" + entry.text : entry.text;
      save(draftName(), field.value);
      count();
    } else {
      entry.held = reply.error;
    }
    keep(); notice(reply.error); drawOutbox();
    if (reply.reason === "notOpen") refresh();
  }
  // What was held back because the question was closed goes out when it is open again.
  function release() {
    if (main.dataset.status !== "open") return;
    outbox().forEach(function (entry) { if (entry.activity === main.dataset.activity) delete entry.held; });
    keep();
  }

  // Dots: the page shows the choice at once, and says received only when the reply has come.
  var dots = null, dotsTimer = null, dotsSending = false, dotsVersion = 0;
  function dotsForm() { return main.querySelector("form[data-form=dots]"); }
  function chosen(form) {
    var ballot = {};
    form.querySelectorAll("input[name^='dots-']").forEach(function (input) {
      ballot[input.name] = parseInt(input.value, 10) || 0;
    });
    return ballot;
  }
  function total(ballot) { return Object.keys(ballot).reduce(function (sum, name) { return sum + ballot[name]; }, 0); }
  function drawDots(form, ballot) {
    var left = form.dataset.budget - total(ballot);
    Object.keys(ballot).forEach(function (name) {
      var id = name.slice(5), input = form.querySelector("input[name='" + name + "']"), n = ballot[name];
      if (!input) return;
      input.value = n;
      var output = document.getElementById("count-" + id);
      output.querySelector(".number").textContent = n;
      output.querySelector(".marks").textContent = n > 12 ? "" : new Array(n + 1).join("●");
      able(form, id + ":-1", n > 0);
      able(form, id + ":+1", n < form.dataset.cap && left > 0);
    });
    document.getElementById("dots-left").textContent = fill(form.dataset.left, { left: Math.max(0, left), budget: form.dataset.budget });
  }
  // Not the disabled attribute: it would take the keyboard's focus away.
  function able(form, value, yes) {
    var button = form.querySelector("button[value='" + value + "']");
    button.disabled = false;
    button.setAttribute("aria-disabled", yes ? "false" : "true");
  }
  function dotsState(text, good) {
    var state = document.getElementById("dots-state");
    if (state) { state.textContent = (good ? "✓ " : "") + text; state.classList.toggle("received", good); }
  }
  function step(button) {
    if (button.getAttribute("aria-disabled") === "true") return;
    var form = dotsForm(), ballot = chosen(form), parts = button.value.split(":"), name = "dots-" + parts[0];
    var n = ballot[name] + parseInt(parts[1], 10);
    if (n < 0 || n > form.dataset.cap || total(ballot) - ballot[name] + n > form.dataset.budget) return;
    ballot[name] = n;
    dots = { activity: main.dataset.activity, ballot: ballot };
    dotsVersion += 1;
    save("dots", JSON.stringify(dots));
    drawDots(form, ballot);
    dotsState(words().saving, false);
    notice("");
    clearTimeout(dotsTimer);
    dotsTimer = setTimeout(sendDots, 250);
  }
  function sendDots() {
    if (!dots || dotsSending) return;
    dotsSending = true;
    var version = dotsVersion, fields = { activity: dots.activity }, activity = dots.activity;
    Object.keys(dots.ballot).forEach(function (name) { if (dots.ballot[name]) fields[name] = dots.ballot[name]; });
    post("dots", fields, function (reply) {
      dotsSending = false;
      var here = dotsForm() && activity === main.dataset.activity;
      if (version !== dotsVersion) { sendDots(); return; }
      if (received(reply)) {
        dots = null; save("dots", ""); wait = 1000;
        if (here) dotsState(fill(dotsForm().dataset.received, { placed: reply.placed, budget: dotsForm().dataset.budget }), true);
      } else if (passing(reply)) {
        if (here) dotsState(reply ? reply.error : words().offline, false);
        retryLater();
      } else {
        // What is stored counts again; the choice that was refused is said so, and what can be kept is.
        dots = null; save("dots", "");
        refresh(function () { notice(reply.error); });
      }
    });
  }

  // The text in the field survives a reload, a closed tab and a closed question.
  var segmenter = window.Intl && Intl.Segmenter ? new Intl.Segmenter() : null;
  function length(text) {
    text = text.trim();
    return segmenter ? Array.from(segmenter.segment(text)).length : Array.from(text).length;
  }
  function count() {
    var field = textarea(), line = document.getElementById("counter");
    if (!field || !line) return;
    var n = length(field.value), limit = parseInt(field.dataset.limit, 10);
    line.textContent = fill(n > limit ? words().over : words().counter, { count: n, limit: limit });
    line.classList.toggle("over", n > limit);
  }
  function restore() {
    var field = textarea(), editing = main.querySelector("form[data-form=edit]"), draft = load(draftName());
    if (field && !editing && !field.value && draft) field.value = draft;
    var unsent = document.getElementById("unsent");
    if (unsent && !ideaForm() && !editing && draft) {
      document.getElementById("unsent-text").textContent = draft;
      unsent.hidden = false;
    }
    var form = dotsForm();
    if (!dots) {
      try { dots = JSON.parse(load("dots")); } catch (e) { dots = null; }
    }
    if (form) {
      var ballot = chosen(form);
      if (dots && dots.activity === main.dataset.activity) {
        Object.keys(ballot).forEach(function (name) { ballot[name] = dots.ballot[name] || 0; });
        dots.ballot = ballot;
        dotsState(words().offline, false);
      }
      drawDots(form, ballot);
    }
    release(); drawOutbox(); count(); startTimer();
  }

  // The page's new content, with focus, typed text and open parts kept.
  var refreshing = false, again = false;
  function refresh(done) {
    if (refreshing) { again = true; if (done) setTimeout(done, 500); return; }
    refreshing = true;
    fetch(location.pathname + location.search, { credentials: "same-origin", headers: { "X-Kiosk-Fragment": "1" } })
      .then(function (reply) { if (!reply.ok) throw reply; return reply.text(); })
      .then(replace)
      .then(function () { refreshing = false; if (again) { again = false; refresh(); } if (done) done(); },
        function () { refreshing = false; again = false; if (done) done(); });
  }
  function replace(html) {
    var holder = document.createElement("template");
    holder.innerHTML = html;
    var next = holder.content.querySelector("main");
    // Not a participant's page any more: the participant was erased, or the cookie is gone.
    if (!next || !next.dataset.code) { location.reload(); return; }
    var field = textarea(), typed = field ? field.value : null, focus = document.activeElement;
    var same = next.dataset.activity === main.dataset.activity, moved = !same || next.dataset.status !== main.dataset.status;
    var key = focus && main.contains(focus) ? { id: focus.id, name: focus.name, value: focus.value } : null;
    var range = focus === field && field ? [field.selectionStart, field.selectionEnd] : null;
    main.querySelectorAll("details[open]").forEach(function (open) {
      var other = open.id && next.querySelector("#" + CSS.escape(open.id));
      if (other) other.open = true;
    });
    main.replaceWith(next);
    main = next;
    field = textarea();
    if (same && field && typed !== null && !main.querySelector("form[data-form=edit]")) field.value = typed;
    restore();
    if (key) {
      var again = key.id ? document.getElementById(key.id) : null;
      if (!again && key.name) again = main.querySelector("[name='" + key.name + "'][value='" + key.value + "']");
      if (again) { again.focus({ preventScroll: true }); if (range && again === field) field.setSelectionRange(range[0], range[1]); }
    }
    if (moved) { announcer.textContent = main.querySelector("h1").textContent + " " + (main.querySelector(".state") || {}).textContent; }
    if (!same) window.scrollTo(0, 0);
  }

  var ticking = null;
  function startTimer() {
    clearInterval(ticking);
    var line = document.getElementById("timer");
    if (!line || !main.dataset.secondsLeft) return;
    var end = performance.now() + main.dataset.secondsLeft * 1000;
    function tick() {
      var left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
      var time = Math.floor(left / 60) + ":" + ("0" + left % 60).slice(-2);
      line.textContent = left ? fill(words().timerLeft, { time: time }) : words().timerOver;
    }
    tick();
    ticking = setInterval(tick, 1000);
  }

  document.addEventListener("input", function (event) {
    if (event.target !== textarea()) return;
    if (!main.querySelector("form[data-form=edit]")) save(draftName(), event.target.value);
    count();
  });
  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("button[name=step]");
    if (button && dotsForm() && dotsForm().contains(button)) { event.preventDefault(); step(button); }
  });
  document.addEventListener("submit", function (event) {
    var form = event.target, kind = form.dataset.form;
    if (kind === "idea") {
      event.preventDefault();
      var field = textarea(), text = field.value;
      if (!text.trim()) { field.focus(); return; }
      if (length(text) > parseInt(field.dataset.limit, 10)) { notice(document.getElementById("counter").textContent); field.focus(); return; }
      outbox().push({ activity: main.dataset.activity, key: newKey(), text: text });
      keep();
      field.value = ""; save(draftName(), "");
      notice(""); count(); drawOutbox(); flush(); field.focus();
    } else if (kind === "edit" || kind === "retract") {
      event.preventDefault();
      sendForm(form, kind);
    }
  });

  // A change to an own idea stays in its form, and is tried again, until the reply says that it is on disk.
  function sendForm(form, kind) {
    post(kind, Array.from(new FormData(form)), function (reply) {
      if (received(reply)) {
        history.replaceState(null, "", page);
        refresh();
      } else {
        notice(reply ? reply.error : words().waiting);
        if (passing(reply)) setTimeout(function () { if (document.contains(form)) sendForm(form, kind); }, 3000);
      }
    });
  }

  // The facilitator's acts arrive as revisions; a phone that was asleep asks when it wakes.
  var stream = null;
  function listen() {
    if (!window.EventSource || (stream && stream.readyState !== 2)) return;
    stream = new EventSource(page + "/events");
    stream.addEventListener("state", function (event) {
      flush();
      if (String(JSON.parse(event.data).revision) !== main.dataset.revision) setTimeout(refresh, Math.random() * 400);
    });
    stream.onerror = function () { if (stream.readyState === 2) setTimeout(listen, 3000); };
  }
  function wake() { wait = 1000; listen(); flush(); refresh(); }
  window.addEventListener("online", wake);
  window.addEventListener("pageshow", function (event) { if (event.persisted) wake(); });
  document.addEventListener("visibilitychange", function () { if (!document.hidden) wake(); });
  if (!window.EventSource) setInterval(function () { if (!document.hidden) { flush(); refresh(); } }, 10000);

  restore();
  listen();
  flush();
})();
