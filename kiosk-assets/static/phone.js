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
  function textarea() { return main.querySelector("form[data-form=idea] textarea[name=text], form[data-form=edit] textarea[name=text]"); }
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
  var receipts = 0;
  function received(reply) {
    var is = reply && reply.status === 200 && reply.received === true;
    if (is) receipts++;
    return is;
  }
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
    sendBallots();
    if (sending) return;
    var entry = outbox().filter(sendable)[0];
    if (!entry) return;
    sending = true;
    var fields = [["activity", entry.activity], ["key", entry.key], ["text", entry.text]];
    Object.keys(entry.more || {}).forEach(function (name) { fields.push([name, entry.more[name]]); });
    post("idea", fields, function (reply) {
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
      var form = ideaForm(), more = entry.more || {};
      Object.keys(more).forEach(function (name) {
        Array.from(form.elements).forEach(function (other) {
          if (other.name !== name) return;
          if (other.type === "radio") other.checked = other.value === more[name]; else other.value = more[name];
        });
      });
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

  // Ballots: what is chosen and typed is kept on the phone until the reply says that it is on disk. The latest ballot of
  // an activity counts; where each sending adds to the ballot, all of them go, in order.
  var ballots = null, ballotSending = false, stepTimer = null, version = 0;
  function pending() {
    if (ballots) return ballots;
    try { ballots = JSON.parse(load("ballots")) || []; } catch (e) { ballots = []; }
    return ballots;
  }
  function keepBallots() { save("ballots", pending().length ? JSON.stringify(pending()) : ""); }
  function ballotForm() { return main.querySelector("form[data-form=ballot]"); }
  function ballotDraft() { return "ballot:" + main.dataset.activity; }
  function fieldsOf(form) {
    var fields = {};
    Array.from(form.elements).forEach(function (field) {
      if (!field.name || field.name === "activity" || field.tagName === "BUTTON") return;
      if ((field.type === "radio" || field.type === "checkbox") && !field.checked) return;
      if (field.type === "hidden" && field.value === "0") return;
      fields[field.name] = field.value;
    });
    return fields;
  }
  function fillIn(form, fields) {
    Array.from(form.elements).forEach(function (field) {
      if (!field.name || field.name === "activity" || field.tagName === "BUTTON") return;
      if (field.type === "radio" || field.type === "checkbox") field.checked = fields[field.name] === field.value;
      else field.value = fields[field.name] || (field.type === "hidden" ? "0" : "");
    });
  }
  function drawDots() {
    main.querySelectorAll(".dots").forEach(function (group) {
      var fields = Array.from(group.querySelectorAll("input[type=hidden]")), budget = +group.dataset.budget;
      var left = budget - fields.reduce(function (sum, field) { return sum + (+field.value || 0); }, 0);
      fields.forEach(function (field) {
        var n = +field.value || 0, buttons = field.parentElement.querySelectorAll("button");
        field.parentElement.querySelector(".number").textContent = n;
        field.parentElement.querySelector(".marks").textContent = "●".repeat(Math.min(n, 12));
        // Not "disabled": a button that disables itself would throw away the focus.
        [n > 0, n < +group.dataset.cap && left > 0].forEach(function (can, i) {
          buttons[i].disabled = false;
          if (can) buttons[i].removeAttribute("aria-disabled"); else buttons[i].setAttribute("aria-disabled", "true");
        });
      });
      group.querySelector(".dots-left").textContent = fill(ballotForm().dataset.left, { left: left, budget: budget });
    });
  }
  function ballotState(text, good) {
    var state = document.getElementById("ballot-state");
    if (state) { state.textContent = (good && text ? "✓ " : "") + text; state.classList.toggle("received", good); }
  }
  function step(button) {
    if (button.getAttribute("aria-disabled") === "true") return;
    var group = button.closest(".dots"), field = button.closest(".item").querySelector("input[type=hidden]");
    var n = (+field.value || 0) + (button.value.slice(-2) === "+1" ? 1 : -1), left = +group.dataset.budget;
    group.querySelectorAll("input[type=hidden]").forEach(function (other) { left -= other === field ? n : +other.value || 0; });
    if (n < 0 || n > +group.dataset.cap || left < 0) return;
    field.value = n;
    drawDots();
    hold(fieldsOf(ballotForm()));
    clearTimeout(stepTimer);
    stepTimer = setTimeout(sendBallots, 250);
  }
  // Puts a ballot among those to send.
  function hold(fields) {
    var form = ballotForm(), adds = !!form.dataset.accumulates, activity = main.dataset.activity;
    if (!adds) ballots = pending().filter(function (other) { return other.activity !== activity; });
    pending().push({ activity: activity, fields: fields, number: ++version });
    keepBallots();
    ballotState(words().saving, false);
    notice("");
  }
  function sendBallots() {
    if (ballotSending || !pending().length) return;
    ballotSending = true;
    var entry = pending()[0], fields = [["activity", entry.activity]];
    Object.keys(entry.fields).forEach(function (name) { fields.push([name, entry.fields[name]]); });
    post("ballot", fields, function (reply) {
      ballotSending = false;
      var here = ballotForm() && entry.activity === main.dataset.activity;
      if (passing(reply)) {
        if (here) ballotState(reply ? reply.error : words().offline, false);
        retryLater();
        return;
      }
      ballots = pending().filter(function (other) { return other !== entry; });
      keepBallots();
      if (received(reply)) {
        wait = 1000;
        var more = pending().some(function (other) { return other.activity === entry.activity; });
        if (here && !more) {
          if (load(ballotDraft()) === JSON.stringify(entry.fields)) save(ballotDraft(), "");
          ballotState(fill(ballotForm().dataset.received, { placed: reply.answers, budget: (main.querySelector(".dots") || { dataset: {} }).dataset.budget }), true);
          if (ballotForm().dataset.accumulates) refresh();
        }
        sendBallots();
      } else if (here && main.querySelector(".dots")) {
        // What is stored counts again; the choice that was refused is said so, and what can be kept is.
        save(ballotDraft(), "");
        refresh(function () { notice(reply.error); });
      } else {
        if (here) save(ballotDraft(), JSON.stringify(entry.fields));
        refused(reply);
        if (reply.reason === "notOpen") refresh(function () { notice(reply.error); });
      }
    });
  }
  // The server said no: what was typed stays, and the field that has to be changed says why.
  function refused(reply) {
    ballotState("", false);
    notice(reply.error);
    var form = ballotForm(), name = reply.field;
    if (!form || !name) return;
    var field = Array.from(form.elements).filter(function (other) { return other.name === name || other.name.indexOf(name + "-") === 0; })[0];
    if (!field || field.type === "hidden") return;
    field.setAttribute("aria-invalid", "true");
    field.focus();
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
    var form = ballotForm();
    if (form) {
      var held = pending().filter(function (entry) { return entry.activity === main.dataset.activity; }).pop(), kept = null;
      try { kept = JSON.parse(load(ballotDraft())); } catch (e) {}
      if (held && !form.dataset.accumulates) { fillIn(form, held.fields); ballotState(words().offline, false); }
      else if (kept) { fillIn(form, kept); ballotState(words().unsent, false); }
      drawDots();
    }
    release(); drawOutbox(); count(); startTimer();
  }

  // The page's new content, with focus, typed text and open parts kept.
  var refreshing = false, again = false;
  function refresh(done) {
    if (refreshing) { again = true; if (done) setTimeout(done, 500); return; }
    refreshing = true;
    var before = receipts;
    fetch(location.pathname + location.search, { credentials: "same-origin", headers: { "X-Kiosk-Fragment": "1" } })
      .then(function (reply) { if (!reply.ok) throw reply; return reply.text(); })
      // What was asked for before something was received does not know of it, and would show it as never sent.
      .then(function (html) { if (receipts === before) replace(html); else again = true; })
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
    var ticked = Array.from(main.querySelectorAll("form[data-form=arrange] :checked, form[data-form=arrange] [name=name]"));
    main.replaceWith(next);
    main = next;
    // What was ticked and typed for a group stays when somebody else moves ideas.
    ticked.forEach(function (old) {
      var here = document.getElementById(old.id || (old.parentElement || {}).id);
      if (!here) return;
      if (old.type === "checkbox") here.checked = true;
      else if (old.tagName !== "OPTION" || here.querySelector("[value='" + old.value + "']")) here.value = old.value;
    });
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
    if (ballotForm() && ballotForm().contains(event.target)) {
      save(ballotDraft(), JSON.stringify(fieldsOf(ballotForm())));
      event.target.removeAttribute("aria-invalid");
      ballotState(words().unsent, false);
      return;
    }
    if (event.target !== textarea()) return;
    if (!main.querySelector("form[data-form=edit]")) save(draftName(), event.target.value);
    count();
  });
  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("button[name=step]");
    if (button && ballotForm() && ballotForm().contains(button)) { event.preventDefault(); step(button); }
  });
  document.addEventListener("submit", function (event) {
    var form = event.target, kind = form.dataset.form;
    if (kind === "idea") {
      event.preventDefault();
      var field = textarea(), text = field.value;
      if (!text.trim()) { field.focus(); return; }
      if (length(text) > parseInt(field.dataset.limit, 10)) { notice(document.getElementById("counter").textContent); field.focus(); return; }
      var more = fieldsOf(form);
      delete more.text; delete more.key;
      outbox().push({ activity: main.dataset.activity, key: newKey(), text: text, more: more });
      keep();
      form.reset();
      field.value = ""; save(draftName(), "");
      notice(""); count(); drawOutbox(); flush(); field.focus();
    } else if (kind === "ballot") {
      event.preventDefault();
      var pressed = event.submitter, fields = fieldsOf(form);
      if (pressed && pressed.name && pressed.name !== "step") {
        fields = {};
        fields[pressed.name] = pressed.value;
      }
      hold(fields);
      sendBallots();
    } else if (kind === "arrange") {
      event.preventDefault();
      post("arrange", Array.from(new FormData(form)), function (reply) {
        if (received(reply)) { form.reset(); notice(""); refresh(); }
        else if (passing(reply)) notice(reply ? reply.error : words().offline);
        else refresh(function () { notice(reply.error); });
      });
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
