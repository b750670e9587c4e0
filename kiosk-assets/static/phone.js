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
  // What the parts share: each puts in what the later ones use.
  var phone = { main: main, page: page, kept: kept };
  ["Screen", "Exchange", "Outbox", "Timer", "Renewal"].forEach(function (part) { window["kiosk" + part](phone); });

  document.addEventListener("input", function (event) {
    var place = event.target.form;
    if (!place || !phone.main.contains(place) || ["idea", "edit", "ballot"].indexOf(place.dataset.form) < 0) return;
    phone.keepDraft(place);
    event.target.removeAttribute("aria-invalid");
    if (place.dataset.form === "ballot") phone.ballotState(phone.words().unsent, false); else phone.count();
  });
  // Browsers before 2022 do not tell which button sent a form. The second tap of a double tap is none, unless it places
  // another dot; nor is a tap on what has only just come under the finger.
  var pressed = null, stepTimer = null;
  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("button"), place = button && button.form;
    if (!place || !phone.main.contains(place)) {
      var link = event.target.closest && event.target.closest("form[data-form=edit] a");
      if (link) kept.dropDraft(phone.draftName(link.closest("form")));
      return;
    }
    if (button.name === "step" && place.dataset.form === "ballot") {
      event.preventDefault();
      if (!forms.step(button)) return;
      phone.hold(forms.fieldsOf(place));
      clearTimeout(stepTimer);
      stepTimer = setTimeout(phone.flush, 250);
    } else if (event.detail > 1 || (event.detail && place.dataset.accumulates && Date.now() - phone.replaced < 350)) {
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
      if (forms.length(text) > parseInt(field.dataset.limit, 10)) { phone.notice(document.getElementById("counter").textContent); field.focus(); return; }
      var key = kept.newKey();
      kept.write("idea:" + key, { activity: phone.main.dataset.activity, key: key, text: forms.textOf(place), fields: forms.fieldsOf(place) });
      kept.dropDraft(phone.draftName(place));
      forms.fillIn(place, {});
      phone.notice(""); phone.count(); phone.drawOutbox(); phone.flush(); field.focus();
    } else if (kind === "ballot") {
      var fields = forms.fieldsOf(place);
      if (button && button.form === place && button.name && button.name !== "step") {
        fields = {};
        fields[button.name] = button.value;
      }
      phone.hold(fields);
      phone.flush();
    } else if (kind === "arrange") {
      // What cannot be done from what this page shows is said beside what is true now.
      phone.post("arrange", Array.from(new FormData(place)), function (reply) {
        if (phone.received(reply)) { place.reset(); phone.notice(""); phone.refresh(); }
        else if (phone.passing(reply)) phone.notice(reply ? reply.error : phone.words().offline);
        else phone.refresh(function () { phone.notice(reply.error); });
      });
    } else if (!place.dataset.sending) {
      sendForm(place, kind);
    }
  });

  // A change to an own idea stays in its form, and is tried again, until the reply says that it is on disk.
  function sendForm(place, kind) {
    place.dataset.sending = "1";
    phone.post(kind, Array.from(new FormData(place)), function (reply) {
      delete place.dataset.sending;
      if (phone.received(reply)) {
        if (kind === "edit") { kept.dropDraft(phone.draftName(place)); history.replaceState(null, "", page); phone.say(phone.words().received); }
        phone.refresh();
      } else {
        phone.notice(reply ? reply.error : phone.words().waiting);
        if (phone.passing(reply)) setTimeout(function () { if (document.contains(place) && !place.dataset.sending) sendForm(place, kind); }, 3000);
      }
    });
  }

  // Another tab of this phone has sent, received or typed something.
  kept.watch(function (name, before, after) {
    if (name === "lease") { if (!after) phone.retryIn(50); return; }
    var place = phone.form("idea");
    if (name.indexOf("idea:") === 0) {
      var entry = after && JSON.parse(after), draft = place && kept.draft(phone.draftName(place));
      // A copy of what the other tab has now sent is not another text.
      if (entry && !before && draft && draft.text === entry.text) {
        kept.dropDraft(phone.draftName(place));
        forms.fillIn(place, {});
        phone.count();
      }
      phone.drawOutbox();
      if (!after) phone.refresh();
    } else if (name.indexOf("ballot:" + phone.main.dataset.activity) === 0) {
      if (!after) { phone.refresh(); return; }
      phone.restore(false);
      phone.ballotState(phone.words().saving, false);
    }
  });

  phone.restore(true);
  var called = 0;
  window.kioskFollow(page, function (revision, calls, isNew) {
    // One who waits at the door may have been turned away, which is no new revision.
    var isCalled = (isNew || calls !== called) && phone.main.dataset.status === "waiting";
    called = calls;
    phone.flush();
    if (phone.missed || isCalled || revision !== phone.main.dataset.revision) setTimeout(phone.refresh, Math.random() * 400);
  }, function () { phone.wait = 1000; phone.flush(); phone.refresh(); });
  phone.flush();
  // While this page was on its way something was received that it does not show: the tab before a reload had sent it.
  if (kept.doneSince(performance.timing.navigationStart)) phone.refresh();
})();
