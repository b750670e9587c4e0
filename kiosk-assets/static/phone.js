// Upgrades the participant's page. Everything works without it; with it nothing typed is lost when the network is.
// A browser that lacks anything that it uses keeps the forms as they are.
(function () {
  "use strict";
  var main = document.getElementById("main"), root = document.documentElement;
  if (!main || !main.getAttribute("data-code") || !window.fetch || !window.Promise || !window.EventSource
    || !window.URLSearchParams || !window.FormData || !window.CSS || !CSS.escape || !Array.from || !"".repeat
    || !main.closest || !main.replaceWith || !window.NodeList || !NodeList.prototype.forEach
    || !("content" in document.createElement("template"))) return;
  root.className = "js";
  var forms = window.kioskForms, kept = window.kioskKept(main.dataset.code), page = "/w/" + main.dataset.code;
  var announcer = document.getElementById("announcer");

  function words() { return document.getElementById("words").dataset; }
  function form(kind) { return main.querySelector("form[data-form=" + kind + "]"); }
  // The same words again are only heard again when the content changes.
  function say(text) { announcer.textContent = announcer.textContent === text ? text + "\u00a0" : text; }
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

  // Sends a form; calls back with the reply's JSON, or null when it did not arrive.
  function post(action, fields, done) {
    var control = window.AbortController ? new AbortController() : null, open = true;
    var timer = setTimeout(function () { end(null); if (control) control.abort(); }, 15000);
    function end(json) {
      if (!open) return;
      open = false;
      clearTimeout(timer);
      done(json);
    }
    fetch(page + "/" + action, {
      method: "POST", credentials: "same-origin", signal: control ? control.signal : undefined,
      headers: { "Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(fields).toString()
    }).then(function (reply) {
      return reply.json().then(function (json) { json.status = reply.status; return json; });
    }).then(end, function () { end(null); });
  }
  var receipts = 0;
  function received(reply) {
    var is = reply && reply.status === 200 && reply.received === true;
    if (is) { receipts++; wait = 1000; }
    return is;
  }
  // Not arrived, too busy, disk full: the same thing may go through later.
  function passing(reply) { return !reply || reply.status >= 500 || reply.status === 429; }
  function pairs(entry) {
    return Object.keys(entry.fields).map(function (name) { return [name, entry.fields[name]]; });
  }

  // Entries: a text or a ballot is among them, with its key, from before it is sent until the reply says that it is on
  // disk. Of ballots the latest of an activity counts; where each sending adds to the ballot, all of them go, in order.
  var wait = 1000, retryTimer = null, sending = false, latest = null;
  function ideas() { return kept.entries("idea:"); }
  function ballots(activity) {
    return kept.entries("ballot:").filter(function (entry) { return !activity || entry.activity === activity; });
  }
  function retryIn(time) {
    clearTimeout(retryTimer);
    retryTimer = setTimeout(flush, time);
  }
  function retryLater() {
    retryIn(wait);
    wait = Math.min(wait * 2, 15000);
  }
  function flush() {
    if (sending) return;
    var next = ballots()[0], idea = ideas().filter(function (entry) { return !entry.held; })[0];
    // What failed last lets the other kind go first: a long wait of one is not a wait of both.
    if (idea && (!next || latest === "ballot")) next = idea;
    if (!next) return;
    var other = kept.take(20000);
    if (other) { retryIn(other + 50); return; }
    sending = true;
    if (next.name.indexOf("idea:") === 0) { latest = "idea"; sendIdea(next); } else { latest = "ballot"; sendBallot(next); }
  }
  function sent() { sending = false; kept.leave(); }
  window.addEventListener("pagehide", kept.leave);

  function drawOutbox() {
    var list = document.getElementById("outbox");
    list.textContent = "";
    ideas().forEach(function (entry) {
      var item = document.createElement("li"), text = document.createElement("p"), state = document.createElement("p");
      text.className = "typed"; text.textContent = entry.text;
      state.className = "help";
      state.textContent = entry.held ? entry.held : entry.tried ? words().waiting : words().saving;
      item.appendChild(text); item.appendChild(state); list.appendChild(item);
    });
    list.hidden = !list.children.length;
  }
  function sendIdea(entry) {
    post("idea", [["activity", entry.activity], ["key", entry.key]].concat(pairs(entry)), function (reply) {
      sent();
      if (received(reply)) {
        kept.done(entry);
        say(words().received);
        refresh(flush);
      } else if (passing(reply)) {
        if (!entry.tried) say(words().waiting);
        kept.change(entry, function (now) { now.tried = true; });
        drawOutbox(); retryLater();
      } else {
        refuse(entry, reply);
        flush();
      }
    });
  }
  // The server said no: the text goes back to where it was typed, or stays here until there is such a place.
  function refuse(entry, reply) {
    var place = form("idea"), text = place && place.elements.text;
    if (place && entry.activity === main.dataset.activity && reply.reason !== "notOpen" && reply.reason !== "notJoined") {
      var fields = JSON.parse(JSON.stringify(entry.fields));
      if (text.value) fields.text = text.value + "\n" + fields.text;
      kept.done(entry);
      forms.fillIn(place, fields);
      keepDraft(place);
      count();
    } else {
      kept.change(entry, function (now) { now.held = reply.error; });
    }
    notice(reply.error); drawOutbox();
    if (reply.reason === "notOpen") refresh(function () { notice(reply.error); });
  }
  // What was held back because the question was closed goes out when it is open again.
  function release() {
    if (main.dataset.status !== "open") return;
    var again = ideas().filter(function (entry) { return entry.held && entry.activity === main.dataset.activity; });
    again.forEach(function (entry) { kept.change(entry, function (now) { delete now.held; }); });
    if (again.length) retryIn(0);
  }

  function ballotState(text, good) {
    var state = document.getElementById("ballot-state");
    if (!state) return;
    text = (good && text ? "✓ " : "") + text;
    if (state.textContent !== text) state.textContent = text;
    state.classList.toggle("received", good);
  }
  // Puts a ballot among those to send. It is no draft any more: a draft is what has been typed since.
  function hold(fields) {
    var place = form("ballot"), activity = main.dataset.activity;
    var name = "ballot:" + activity + (place.dataset.accumulates ? ":" + kept.newKey() : "");
    kept.write(name, { activity: activity, fields: fields, text: forms.textOf(place), key: kept.newKey() });
    kept.dropDraft(draftName(place));
    ballotState(words().saving, false);
    notice("");
  }
  function sendBallot(entry) {
    post("ballot", [["activity", entry.activity]].concat(pairs(entry)), function (reply) {
      sent();
      var place = entry.activity === main.dataset.activity ? form("ballot") : null;
      if (passing(reply)) {
        if (place) ballotState(reply ? reply.error : words().offline, false);
        retryLater();
        return;
      }
      kept.done(entry);
      var name = "ballot:" + entry.activity, draft = kept.draft(name);
      if (received(reply)) {
        if (place && !draft && !ballots(entry.activity).length) {
          var group = place.querySelector(".dots");
          ballotState(forms.fill(place.dataset.received, { placed: reply.answers, budget: group ? group.dataset.budget : "" }), true);
          // What the page says of the answer (how many points are left, the next pair) is the box's to say.
          if (place.dataset.accumulates || place.querySelector(".note")) refresh();
        }
        flush();
      } else if (place && place.querySelector(".dots")) {
        // What is stored counts again; the choice that was refused is said so, and what can be kept is.
        kept.dropDraft(name);
        shown = "";
        refresh(function () { notice(reply.error); });
      } else {
        if (!draft) kept.keepDraft(name, { fields: entry.fields, text: entry.text });
        refused(reply);
        if (reply.reason === "notOpen") refresh(function () { notice(reply.error); });
        flush();
      }
    });
  }
  // The server said no: what was typed stays, and the field that has to be changed says why.
  function refused(reply) {
    ballotState("", false);
    notice(reply.error);
    var place = form("ballot"), name = reply.field;
    if (!place || !name) return;
    var field = Array.from(place.elements).filter(function (other) { return other.name === name || other.name.indexOf(name + "-") === 0; })[0];
    if (!field || field.type === "hidden") return;
    field.setAttribute("aria-invalid", "true");
    field.focus();
  }

  // Drafts: what is typed and chosen in a form survives a reload, a closed tab and a closed question.
  function draftName(place) {
    var kind = place.dataset.form;
    return (kind === "edit" ? "edit:" + place.elements.idea.value : kind + ":" + main.dataset.activity);
  }
  function keepDraft(place) {
    kept.keepDraft(draftName(place), { activity: main.dataset.activity, fields: forms.fieldsOf(place), text: forms.textOf(place) });
  }
  function count() {
    var place = form("idea") || form("edit"), line = document.getElementById("counter");
    if (!place || !line) return;
    var field = place.elements.text, n = forms.length(field.value), limit = parseInt(field.dataset.limit, 10);
    line.textContent = forms.fill(n > limit ? words().over : words().counter, { count: n, limit: limit });
    line.classList.toggle("over", n > limit);
  }
  // Puts back what is kept on the phone. `fresh` is a page that this tab has just opened or come to: it takes over what
  // was half typed in another.
  function restore(fresh) {
    function find(name) { return kept.draft(name) || (fresh ? kept.adopt(name) : null); }
    ["idea", "edit"].map(form).filter(Boolean).forEach(function (place) {
      var draft = find(draftName(place));
      if (draft) forms.fillIn(place, draft.fields);
    });
    var place = form("ballot"), name = "ballot:" + main.dataset.activity;
    if (place) {
      var held = place.dataset.accumulates ? null : ballots(main.dataset.activity).pop(), draft = held ? kept.draft(name) : find(name);
      if (draft) { forms.fillIn(place, draft.fields); ballotState(words().unsent, false); }
      else if (held) { forms.fillIn(place, held.fields); ballotState(words().offline, false); }
      forms.drawDots(place);
    }
    // What was typed when the question was closed is shown where its form is gone.
    var texts = main.dataset.status === "open" ? [] : kept.entries("draft:edit:").filter(function (draft) {
      return draft.activity === main.dataset.activity;
    });
    if (!form("idea") && !form("edit")) texts.push(find("idea:" + main.dataset.activity));
    if (!place) texts.push(find(name));
    texts = texts.map(function (draft) { return draft && draft.text; }).filter(Boolean);
    if (texts.length) {
      document.getElementById("unsent-text").textContent = texts.join("\n");
      document.getElementById("unsent").hidden = false;
    }
    release(); drawOutbox(); count(); startTimer();
  }

  // The page's new content, with focus, typed text and open parts kept. Nothing is touched when nothing has changed, so
  // that whoever listens to the page is not thrown back to its beginning.
  var refreshing = false, again = false, missed = false, missedTimer = null, pause = 1000, composing = false, shown = same(main);
  function same(content) {
    return content.outerHTML.replace(/ data-(revision|seconds-left)="[^"]*"/g, "").replace(/(name="key" value=")[^"]*/, "$1");
  }
  function refresh(done) {
    if (refreshing) { again = true; if (done) setTimeout(done, 500); return; }
    refreshing = true;
    var before = receipts;
    fetch(page + location.search, { credentials: "same-origin", cache: "no-store", headers: { "X-Kiosk-Fragment": "1" } })
      .then(function (reply) { if (!reply.ok) throw reply; return reply.text(); })
      // What was asked for before something was received does not know of it, and would show it as never sent. A word
      // that is being composed would be cut off.
      .then(function (html) { if (receipts === before && !composing) replace(html); else again = true; })
      .then(function () {
        refreshing = missed = false;
        pause = 1000;
        if (again && !composing) { again = false; refresh(); }
        if (done) done();
      }, function (reply) {
        refreshing = again = false;
        if (done) done();
        // The workshop has been erased: the box says so itself.
        if (reply.status === 404) location.reload(); else missedIt();
      });
  }
  // What was asked for in vain is asked for again: nothing else may tell of what this page has missed.
  function missedIt() {
    missed = true;
    clearTimeout(missedTimer);
    missedTimer = setTimeout(function () { if (missed) refresh(); }, pause);
    pause = Math.min(pause * 2, 15000);
  }
  function replace(html) {
    var holder = document.createElement("template");
    holder.innerHTML = html;
    var next = holder.content.querySelector("main");
    // Not a participant's page any more: the participant was erased, or the cookie is gone.
    if (!next || !next.dataset.code) { location.reload(); return; }
    var now = same(next), focus = document.activeElement;
    if (now === shown) {
      main.dataset.revision = next.dataset.revision;
      if (next.dataset.secondsLeft) main.dataset.secondsLeft = next.dataset.secondsLeft;
      restore(false);
      return;
    }
    shown = now;
    var moved = next.dataset.activity !== main.dataset.activity, turned = moved || next.dataset.status !== main.dataset.status;
    var key = focus && main.contains(focus) ? { id: focus.id, name: focus.name, value: focus.value } : null, range = null;
    try { range = key && [focus.selectionStart, focus.selectionEnd]; } catch (e) {}
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
    restore(moved);
    if (key && key.id !== "main") {
      var target = key.id ? document.getElementById(key.id) : null;
      if (!target && key.name) target = main.querySelector("[name='" + key.name + "'][value='" + key.value + "']");
      // Where the focus was is gone: the page begins anew, for the keyboard too.
      if (!target) target = main;
      target.focus({ preventScroll: true });
      if (range && typeof range[0] === "number" && target.setSelectionRange) try { target.setSelectionRange(range[0], range[1]); } catch (e) {}
    }
    if (turned) say(main.querySelector("h1").textContent + " " + (main.querySelector(".state p, p.state") || { textContent: "" }).textContent);
    if (moved) window.scrollTo(0, 0);
    replaced = Date.now();
  }

  var ticking = null;
  function startTimer() {
    clearInterval(ticking);
    var line = document.getElementById("timer");
    if (!line || !main.dataset.secondsLeft) return;
    var end = performance.now() + main.dataset.secondsLeft * 1000, running = main.dataset.secondsLeft > 0;
    function tick() {
      var left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
      var time = Math.floor(left / 60) + ":" + ("0" + left % 60).slice(-2);
      line.textContent = left ? forms.fill(words().timerLeft, { time: time }) : words().timerOver;
      if (!left && running) { running = false; say(words().timerOver); }
    }
    tick();
    ticking = setInterval(tick, 1000);
  }

  document.addEventListener("input", function (event) {
    var place = event.target.form;
    if (!place || !main.contains(place) || ["idea", "edit", "ballot"].indexOf(place.dataset.form) < 0) return;
    keepDraft(place);
    event.target.removeAttribute("aria-invalid");
    if (place.dataset.form === "ballot") ballotState(words().unsent, false); else count();
  });
  document.addEventListener("compositionstart", function () { composing = true; });
  document.addEventListener("compositionend", function () { composing = false; if (again) { again = false; refresh(); } });
  // Browsers before 2022 do not tell which button sent a form. The second tap of a double tap is none, unless it places
  // another dot; nor is a tap on what has only just come under the finger.
  var pressed = null, replaced = 0, stepTimer = null;
  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("button"), place = button && button.form;
    if (!place || !main.contains(place)) {
      var link = event.target.closest && event.target.closest("form[data-form=edit] a");
      if (link) kept.dropDraft(draftName(link.closest("form")));
      return;
    }
    if (button.name === "step" && place.dataset.form === "ballot") {
      event.preventDefault();
      if (!forms.step(button)) return;
      hold(forms.fieldsOf(place));
      clearTimeout(stepTimer);
      stepTimer = setTimeout(flush, 250);
    } else if (event.detail > 1 || (event.detail && place.dataset.accumulates && Date.now() - replaced < 350)) {
      event.preventDefault();
    } else {
      pressed = button;
    }
  });
  document.addEventListener("submit", function (event) {
    var place = event.target, kind = place.dataset.form, button = event.submitter || pressed;
    pressed = null;
    if (!kind) return;
    event.preventDefault();
    if (kind === "idea") {
      var field = place.elements.text, text = field.value;
      if (!text.trim()) { field.focus(); return; }
      if (forms.length(text) > parseInt(field.dataset.limit, 10)) { notice(document.getElementById("counter").textContent); field.focus(); return; }
      var key = kept.newKey();
      kept.write("idea:" + key, { activity: main.dataset.activity, key: key, text: forms.textOf(place), fields: forms.fieldsOf(place) });
      kept.dropDraft(draftName(place));
      forms.fillIn(place, {});
      notice(""); count(); drawOutbox(); flush(); field.focus();
    } else if (kind === "ballot") {
      var fields = forms.fieldsOf(place);
      if (button && button.form === place && button.name && button.name !== "step") {
        fields = {};
        fields[button.name] = button.value;
      }
      hold(fields);
      flush();
    } else if (kind === "arrange") {
      // What cannot be done from what this page shows is said beside what is true now.
      post("arrange", Array.from(new FormData(place)), function (reply) {
        if (received(reply)) { place.reset(); notice(""); refresh(); }
        else if (passing(reply)) notice(reply ? reply.error : words().offline);
        else refresh(function () { notice(reply.error); });
      });
    } else if (!place.dataset.sending) {
      sendForm(place, kind);
    }
  });

  // A change to an own idea stays in its form, and is tried again, until the reply says that it is on disk.
  function sendForm(place, kind) {
    place.dataset.sending = "1";
    post(kind, Array.from(new FormData(place)), function (reply) {
      delete place.dataset.sending;
      if (received(reply)) {
        if (kind === "edit") { kept.dropDraft(draftName(place)); history.replaceState(null, "", page); say(words().received); }
        refresh();
      } else {
        notice(reply ? reply.error : words().waiting);
        if (passing(reply)) setTimeout(function () { if (document.contains(place) && !place.dataset.sending) sendForm(place, kind); }, 3000);
      }
    });
  }

  // Another tab of this phone has sent, received or typed something.
  kept.watch(function (name, before, after) {
    if (name === "lease") { if (!after) retryIn(50); return; }
    var place = form("idea");
    if (name.indexOf("idea:") === 0) {
      var entry = after && JSON.parse(after), draft = place && kept.draft(draftName(place));
      // A copy of what the other tab has now sent is not another text.
      if (entry && !before && draft && draft.text === entry.text) {
        kept.dropDraft(draftName(place));
        forms.fillIn(place, {});
        count();
      }
      drawOutbox();
      if (!after) refresh();
    } else if (name.indexOf("ballot:" + main.dataset.activity) === 0) {
      if (!after) { refresh(); return; }
      restore(false);
      ballotState(words().saving, false);
    }
  });

  restore(true);
  window.kioskFollow(page, function (revision) {
    flush();
    if (missed || revision !== main.dataset.revision) setTimeout(refresh, Math.random() * 400);
  }, function () { wait = 1000; flush(); refresh(); });
  flush();
})();
