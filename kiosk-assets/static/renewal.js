// The page's new content when something has happened in the workshop, with what is kept on the phone put back in it.
window.kioskRenewal = function (phone) {
  "use strict";
  var kept = phone.kept, forms = window.kioskForms, words = phone.words, form = phone.form, say = phone.say, ballotState = phone.ballotState;

  // Puts back what is kept on the phone. `fresh` is a page that this tab has just opened or come to: it takes over what
  // was half typed in another.
  function restore(fresh) {
    function find(name) { return kept.draft(name) || (fresh ? kept.adopt(name) : null); }
    ["idea", "edit"].map(form).filter(Boolean).forEach(function (place) {
      var draft = find(phone.draftName(place));
      if (draft) forms.fillIn(place, draft.fields);
    });
    var place = form("ballot"), name = "ballot:" + phone.main.dataset.activity;
    if (place) {
      var held = place.dataset.accumulates ? null : phone.ballots(phone.main.dataset.activity).pop(), draft = held ? kept.draft(name) : find(name);
      if (draft) { forms.fillIn(place, draft.fields); ballotState(words().unsent, false); }
      else if (held) { forms.fillIn(place, held.fields); ballotState(words().offline, false); }
      forms.drawDots(place);
    }
    // What was typed when the question was closed is shown where its form is gone.
    var texts = phone.main.dataset.status === "open" ? [] : kept.entries("draft:edit:").filter(function (draft) {
      return draft.activity === phone.main.dataset.activity;
    });
    if (!form("idea") && !form("edit")) texts.push(find("idea:" + phone.main.dataset.activity));
    if (!place) texts.push(find(name));
    texts = texts.map(function (draft) { return draft && draft.text; }).filter(Boolean);
    if (texts.length) {
      document.getElementById("unsent-text").textContent = texts.join("\n");
      document.getElementById("unsent").hidden = false;
    }
    phone.release(); phone.drawOutbox(); phone.count(); phone.startTimer();
  }

  // The page's new content, with focus, typed text and open parts kept. Nothing is touched when nothing has changed, so
  // that whoever listens to the page is not thrown back to its beginning.
  var refreshing = false, again = false, missedTimer = null, pause = 1000, composing = false;
  // What is shown, without what changes by itself.
  phone.shown = same(phone.main);
  // When the content was last replaced, and whether it has been asked for in vain.
  phone.replaced = 0;
  phone.missed = false;
  function same(content) {
    return content.outerHTML.replace(/ data-(revision|seconds-left)="[^"]*"/g, "").replace(/(name="key" value=")[^"]*/, "$1");
  }
  function refresh(done) {
    if (refreshing) { again = true; if (done) setTimeout(done, 500); return; }
    refreshing = true;
    var before = phone.receipts;
    fetch(phone.page + location.search, { credentials: "same-origin", cache: "no-store", headers: { "X-Kiosk-Fragment": "1" } })
      .then(function (reply) { if (!reply.ok) throw reply; return reply.text(); })
      // What was asked for before something was received does not know of it, and would show it as never sent. A word
      // that is being composed would be cut off.
      .then(function (html) { if (phone.receipts === before && !composing) replace(html); else again = true; })
      .then(function () {
        refreshing = phone.missed = false;
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
    phone.missed = true;
    clearTimeout(missedTimer);
    missedTimer = setTimeout(function () { if (phone.missed) refresh(); }, pause);
    pause = Math.min(pause * 2, 15000);
  }
  // What was said here of an answer on its way is over once nothing is: the box says what is true, which another tab may
  // have brought about.
  function saySettled(next) {
    var state = document.getElementById("ballot-state"), told = next.querySelector("#ballot-state"), place = form("ballot");
    if (!state || !told || !place || phone.ballots(phone.main.dataset.activity).length || kept.draft(phone.draftName(place))) return;
    if (state.textContent !== told.textContent) state.textContent = told.textContent;
    state.className = told.className;
  }
  function replace(html) {
    var holder = document.createElement("template");
    holder.innerHTML = html;
    var next = holder.content.querySelector("main");
    // Not a participant's page any more: the participant was erased, or the cookie is gone.
    if (!next || !next.dataset.code) { location.reload(); return; }
    var now = same(next), focus = document.activeElement;
    if (now === phone.shown) {
      phone.main.dataset.revision = next.dataset.revision;
      if (next.dataset.secondsLeft) phone.main.dataset.secondsLeft = next.dataset.secondsLeft;
      restore(false);
      saySettled(next);
      return;
    }
    phone.shown = now;
    var moved = next.dataset.activity !== phone.main.dataset.activity, turned = moved || next.dataset.status !== phone.main.dataset.status;
    var key = focus && phone.main.contains(focus) ? { id: focus.id, name: focus.name, value: focus.value } : null, range = null;
    try { range = key && [focus.selectionStart, focus.selectionEnd]; } catch (e) {}
    phone.main.querySelectorAll("details[open]").forEach(function (open) {
      var other = open.id && next.querySelector("#" + CSS.escape(open.id));
      if (other) other.open = true;
    });
    var ticked = Array.from(phone.main.querySelectorAll("form[data-form=arrange] :checked, form[data-form=arrange] [name=name]"));
    phone.main.replaceWith(next);
    phone.main = next;
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
      if (!target && key.name) target = phone.main.querySelector("[name='" + key.name + "'][value='" + key.value + "']");
      // Where the focus was is gone: the page begins anew, for the keyboard too.
      if (!target) target = phone.main;
      target.focus({ preventScroll: true });
      if (range && typeof range[0] === "number" && target.setSelectionRange) try { target.setSelectionRange(range[0], range[1]); } catch (e) {}
    }
    if (turned) say(phone.main.querySelector("h1").textContent + " " + (phone.main.querySelector(".state p, p.state") || { textContent: "" }).textContent);
    if (moved) window.scrollTo(0, 0);
    phone.replaced = Date.now();
  }

  document.addEventListener("compositionstart", function () { composing = true; });
  document.addEventListener("compositionend", function () { composing = false; if (again) { again = false; refresh(); } });

  phone.restore = restore; phone.refresh = refresh;
};
