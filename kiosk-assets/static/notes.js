// The facilitators' own notes are saved over the ones that were seen when the typing began, whatever the page has been told
// since: else the second of two consoles would overwrite the first one unseen. What is not saved survives a reload.
(function () {
  "use strict";
  var main = document.getElementById("main");
  if (!main || !main.dataset.console || !document.getElementById("own-notes")) return;
  // The tab's own storage: what others must not read ends with the tab.
  var key = "kiosk:" + main.dataset.console + ":notes", began = null, sent = null;

  function field() { return document.getElementById("own-notes"); }
  function isNotes(form) { return form && form === field().form; }
  function drop() {
    began = null;
    try { sessionStorage.removeItem(key); } catch (e) {}
  }
  function keep() {
    try { sessionStorage.setItem(key, JSON.stringify({ text: field().value, seen: began })); } catch (e) {}
  }
  function typed() {
    if (began === null) began = field().form.elements.seen.value;
    // As the box has it: there is nothing to save.
    if (field().value === field().defaultValue) drop(); else keep();
  }
  function restore() {
    var draft = null;
    try { draft = JSON.parse(sessionStorage.getItem(key)); } catch (e) {}
    if (!draft || typeof draft.text !== "string" || typeof draft.seen !== "string") return;
    if (draft.text === field().defaultValue) { drop(); return; }
    field().value = draft.text;
    began = draft.seen;
  }

  document.addEventListener("input", function (event) { if (event.target === field()) typed(); });
  document.addEventListener("formdata", function (event) {
    if (!isNotes(event.target)) return;
    sent = field().value;
    if (began !== null) event.formData.set("seen", began);
  });
  // A form is reset when what it asked is stored. What was typed while it was on its way is not.
  document.addEventListener("reset", function (event) {
    if (!isNotes(event.target)) return;
    var now = field().value;
    drop();
    if (sent === null || now === sent) return;
    began = sent;
    setTimeout(function () { field().value = now; keep(); }, 0);
  });
  // The words of the refusal have said what stands there now: the next time it is meant.
  document.addEventListener("kioskrefused", function (event) {
    if (!isNotes(event.target)) return;
    began = null;
    typed();
  });
  restore();
})();
