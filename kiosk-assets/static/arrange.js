// Makes the console's list of ideas quick: it is searched while people type, ticked in ranges and by keyboard, and what
// is ticked is counted. Without it the search is a page of its own and everything else works the same.
(function () {
  "use strict";
  var main = document.getElementById("main");
  if (!main || !main.dataset.console || !window.WeakMap) return;
  var anchor = null, next = null, armed = null, byKeyboard = false, names = new WeakMap(), ticked = {};

  function byId(id) { return document.getElementById(id); }
  function isIdea(node) { return node && node.name === "idea" && node.type === "checkbox" && node.form && node.form.id === "arrange"; }
  function ideas() { return byId("arrange") ? Array.from(byId("arrange").elements).filter(isIdea) : []; }
  function isShown(box) { return !box.closest("li").hidden; }
  function fill(text, values) { return text.replace(/\{(\w+)\}/g, function (all, name) { return name in values ? values[name] : all; }); }
  function say(id, text) { var line = byId(id); if (line && line.textContent !== text) line.textContent = text; }
  var plain = { "æ": "ae", "ø": "o", "œ": "oe", "ß": "ss", "đ": "d", "ð": "d", "ł": "l", "ŋ": "n", "þ": "th", "ŧ": "t" };
  // In lower case and without accents, as the server has it, too.
  function fold(text) {
    text = text.toLowerCase();
    if (text.normalize) text = text.normalize("NFD").replace(/[\u0300-\u036f]/g, "");
    return text.replace(/[æøœßđðłŋþŧ]/g, function (letter) { return plain[letter]; });
  }

  function filter() {
    var field = byId("filter-words"), words = byId("arrange-words");
    if (!field || !words) return;
    var wanted = fold(field.value).split(/\s+/).filter(Boolean), only = byId("filter-ungrouped").checked, all = ideas(), shown = 0;
    all.forEach(function (box) {
      var item = box.closest("li"), section = box.closest("fieldset"), name = section.dataset.section || "";
      var text = wanted.length ? fold(item.textContent + " " + name) : "";
      item.hidden = (only && name !== "") || !wanted.every(function (word) { return text.indexOf(word) >= 0; });
      if (!item.hidden) shown++;
    });
    main.querySelectorAll("#arrange fieldset").forEach(function (section) {
      section.hidden = !section.querySelector("li:not([hidden])");
    });
    say("filter-state", fill(words.dataset.matches, { count: shown, total: all.length }));
    count();
  }
  // Where each ticked idea lay, and what this page had seen, when it was ticked.
  function remember(anew) {
    ideas().forEach(function (box) {
      if (!box.checked) delete ticked[box.value];
      else if (anew || !ticked[box.value]) ticked[box.value] = { section: box.closest("fieldset").id, seen: box.form.elements.seen.value };
    });
  }
  // What this page had seen when the first of the ticked ideas that somebody has moved since was ticked; null when all lie
  // where they lay.
  function seenBefore() {
    return ideas().filter(function (box) {
      return box.checked && ticked[box.value] && ticked[box.value].section !== box.closest("fieldset").id;
    }).reduce(function (least, box) {
      var seen = ticked[box.value].seen;
      return least === null || +seen < +least ? seen : least;
    }, null);
  }
  function count() {
    remember();
    var words = byId("arrange-words"), chosen = ideas().filter(function (box) { return box.checked; });
    if (!words) return;
    var hidden = chosen.filter(function (box) { return !isShown(box); }).length;
    say("arrange-count", fill(hidden ? words.dataset.hidden : words.dataset.count, { count: chosen.length, hidden: hidden }));
  }

  // Everything between the latest ticked idea and this one becomes as this one is.
  function range(box) {
    var shown = ideas().filter(isShown), from = shown.indexOf(anchor), to = shown.indexOf(box);
    if (from < 0 || to < 0) return;
    shown.slice(Math.min(from, to), Math.max(from, to) + 1).forEach(function (other) { other.checked = box.checked; });
    if (window.getSelection) getSelection().removeAllRanges();
  }
  document.addEventListener("click", function (event) {
    byKeyboard = event.detail === 0;
    if (!isIdea(event.target)) return;
    if (event.shiftKey) range(event.target);
    anchor = event.target;
    count();
  });
  document.addEventListener("change", function (event) {
    if (isIdea(event.target)) count();
    if (event.target.id === "filter-ungrouped") filter();
  });
  document.addEventListener("input", function (event) {
    if (event.target.id === "filter-words") filter();
    // A group's name is changed from the one that was seen when typing began.
    var form = event.target.form;
    if (form && form.elements.was && event.target.name === "name" && !names.has(form)) names.set(form, form.elements.was.value);
  });
  document.addEventListener("formdata", function (event) {
    // Ideas that were ticked in one group are not taken unseen out of another.
    if (event.target.id === "arrange" && seenBefore() !== null) event.formData.set("seen", seenBefore());
    if (!names.has(event.target)) return;
    event.formData.set("was", names.get(event.target));
    // If it is refused, the words of the refusal say what it is called now.
    names.delete(event.target);
  });

  document.addEventListener("keydown", function (event) {
    if (!isIdea(event.target) || event.ctrlKey || event.altKey || event.metaKey) return;
    var box = event.target, shown = ideas().filter(isShown), place = shown.indexOf(box), to = null;
    if (event.key === "ArrowDown") to = shown[place + 1];
    else if (event.key === "ArrowUp") to = shown[place - 1];
    else if (event.key === "Home") to = shown[0];
    else if (event.key === "End") to = shown[shown.length - 1];
    else if (event.key === "Enter" || event.key === "m" || event.key === "M") to = byId("group");
    else if (event.key === " " && event.shiftKey) {
      box.checked = !box.checked;
      range(box);
      anchor = box;
      count();
    } else return;
    event.preventDefault();
    if (to) to.focus();
  });
  document.addEventListener("keyup", function (event) {
    if (isIdea(event.target) && event.key === " " && event.shiftKey) event.preventDefault();
  });

  document.addEventListener("submit", function (event) {
    var form = event.target, button = event.submitter;
    if (form.id === "filter") {
      event.preventDefault();
      if (button && button.name === "tick") {
        ideas().forEach(function (box) {
          if (button.value === "none") box.checked = false; else if (isShown(box)) box.checked = true;
        });
      }
      filter();
    } else if (form.id === "arrange") {
      // The next idea that is not moved, or the one before.
      var shown = ideas().filter(isShown), last = -1;
      shown.forEach(function (box, place) { if (box.checked) last = place; });
      var after = shown.slice(last + 1).concat(shown.slice(0, Math.max(last, 0)).reverse());
      next = byKeyboard ? after.filter(function (box) { return !box.checked; })[0] : null;
    }
  });
  // A form is reset when what it asked is stored.
  document.addEventListener("reset", function (event) {
    names.delete(event.target);
    if (event.target.id !== "arrange") return;
    armed = next;
    next = anchor = null;
    setTimeout(count, 0);
  });
  // The words of the refusal have said that they were moved: the next time it is meant.
  document.addEventListener("kioskrefused", function (event) {
    if (event.target.id === "arrange" && event.detail === "movedMeanwhile") remember(true);
  });
  // What was moved from here is known to whoever did it.
  document.addEventListener("kioskdone", function () { remember(true); });
  document.addEventListener("kioskshown", function () {
    filter();
    var focus = document.activeElement;
    if (armed && document.contains(armed) && (focus === document.body || focus.closest(".toolbar"))) armed.focus();
    armed = null;
  });
  filter();
})();
