// What waits on the phone to be sent, goes out and comes back: texts, ballots, and the drafts that were typed since.
window.kioskOutbox = function (phone) {
  "use strict";
  var kept = phone.kept, forms = window.kioskForms, words = phone.words, form = phone.form, say = phone.say, notice = phone.notice;
  var ballotState = phone.ballotState, count = phone.count, post = phone.post, received = phone.received, passing = phone.passing;

  function pairs(entry) {
    return Object.keys(entry.fields).map(function (name) { return [name, entry.fields[name]]; });
  }

  // Entries: a text or a ballot is among them, with its key, from before it is sent until the reply says that it is on
  // disk. Of ballots the latest of an activity counts; where each sending adds to the ballot, all of them go, in order.
  var retryTimer = null, sending = false, latest = null;
  function ideas() { return kept.entries("idea:"); }
  function ballots(activity) {
    return kept.entries("ballot:").filter(function (entry) { return !activity || entry.activity === activity; });
  }
  function retryIn(time) {
    clearTimeout(retryTimer);
    retryTimer = setTimeout(flush, time);
  }
  function retryLater() {
    retryIn(phone.wait);
    phone.wait = Math.min(phone.wait * 2, 15000);
  }
  function flush() {
    if (sending) return;
    var next = ballots()[0], idea = ideas().filter(function (entry) { return !entry.held; })[0];
    // What failed last lets the other kind go first: a long wait of one is not a wait of both.
    if (idea && (!next || latest === "ballot")) next = idea;
    if (!next) return;
    var other = kept.take();
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
        phone.refresh(flush);
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
    if (place && entry.activity === phone.main.dataset.activity && reply.reason !== "notOpen" && reply.reason !== "notJoined") {
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
    if (reply.reason === "notOpen") phone.refresh(function () { notice(reply.error); });
  }
  // What was held back because the question was closed goes out when it is open again.
  function release() {
    if (phone.main.dataset.status !== "open") return;
    var again = ideas().filter(function (entry) { return entry.held && entry.activity === phone.main.dataset.activity; });
    again.forEach(function (entry) { kept.change(entry, function (now) { delete now.held; }); });
    if (again.length) retryIn(0);
  }

  // Puts a ballot among those to send. It is no draft any more: a draft is what has been typed since.
  function hold(fields) {
    var place = form("ballot"), activity = phone.main.dataset.activity;
    var name = "ballot:" + activity + (place.dataset.accumulates ? ":" + kept.newKey() : "");
    kept.write(name, { activity: activity, fields: fields, text: forms.textOf(place), key: kept.newKey() });
    kept.dropDraft(draftName(place));
    ballotState(words().saving, false);
    notice("");
  }
  function sendBallot(entry) {
    post("ballot", [["activity", entry.activity]].concat(pairs(entry)), function (reply) {
      sent();
      var place = entry.activity === phone.main.dataset.activity ? form("ballot") : null;
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
          if (place.dataset.accumulates || place.querySelector(".note")) phone.refresh();
        }
        flush();
      } else if (place && place.querySelector(".dots")) {
        // What is stored counts again; the choice that was refused is said so, and what can be kept is.
        kept.dropDraft(name);
        phone.shown = "";
        phone.refresh(function () { notice(reply.error); });
      } else {
        if (!draft) kept.keepDraft(name, { fields: entry.fields, text: entry.text });
        refused(reply);
        if (reply.reason === "notOpen") phone.refresh(function () { notice(reply.error); });
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
    return (kind === "edit" ? "edit:" + place.elements.idea.value : kind + ":" + phone.main.dataset.activity);
  }
  function keepDraft(place) {
    kept.keepDraft(draftName(place), { activity: phone.main.dataset.activity, fields: forms.fieldsOf(place), text: forms.textOf(place) });
  }

  phone.ballots = ballots; phone.flush = flush; phone.retryIn = retryIn; phone.drawOutbox = drawOutbox; phone.release = release;
  phone.hold = hold; phone.draftName = draftName; phone.keepDraft = keepDraft;
};
