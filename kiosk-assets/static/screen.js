// What the participant's page says beside what the box has written on it, and where its forms are.
// phone: what the parts of the script share; `phone.main` is the page's content, which is replaced.
window.kioskScreen = function (phone) {
  "use strict";
  var forms = window.kioskForms, announcer = document.getElementById("announcer");

  function words() { return document.getElementById("words").dataset; }
  function form(kind) { return phone.main.querySelector("form[data-form=" + kind + "]"); }
  // The same words again are only heard again when the content changes.
  function say(text) { announcer.textContent = announcer.textContent === text ? text + "\u00a0" : text; }
  function notice(text) {
    // The banner of a rehearsal stays: it is true as long as the page is.
    var old = phone.main.querySelector(".notice:not(.rehearsal)");
    if (old) old.remove();
    if (!text) return;
    var line = document.createElement("p");
    line.className = "notice error";
    line.setAttribute("role", "alert");
    line.textContent = text;
    phone.main.querySelector("h1").insertAdjacentElement("afterend", line);
  }
  function ballotState(text, good) {
    var state = document.getElementById("ballot-state");
    if (!state) return;
    text = (good && text ? "✓ " : "") + text;
    if (state.textContent !== text) state.textContent = text;
    state.classList.toggle("received", good);
  }
  function count() {
    var place = form("idea") || form("edit"), line = document.getElementById("counter");
    if (!place || !line) return;
    var field = place.elements.text, n = forms.length(field.value), limit = parseInt(field.dataset.limit, 10);
    line.textContent = forms.fill(n > limit ? words().over : words().counter, { count: n, limit: limit });
    line.classList.toggle("over", n > limit);
  }

  phone.words = words; phone.form = form; phone.say = say; phone.notice = notice; phone.ballotState = ballotState; phone.count = count;
};
