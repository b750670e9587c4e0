// A finger that taps twice, or that is on its way when another facilitator acts, must not do what a button has only just
// come to say: such a button rests for a moment after what it would do has changed.
window.kioskRest = function (main) {
  "use strict";
  var time = 600, parts = { next: ["next-act", "next-confirm"], back: ["take-back"], undo: ["undo"] };
  var last = {}, ends = {}, waking = null;

  function byId(id) { return document.getElementById(id); }
  // What a part's button would do. The words alone do not say it: “next step” is called so at every step.
  function does(part) {
    var button = byId(parts[part][0]);
    if (!button) return "";
    var fields = button.form ? Array.from(button.form.elements).map(function (field) { return field.value; }) : [];
    return [main.dataset.activity, main.dataset.status, button.tagName, button.textContent].concat(fields).join("\n");
  }
  function left(part) { return (ends[part] || 0) - performance.now(); }
  function draw() {
    var soonest = 0;
    clearTimeout(waking);
    Object.keys(parts).forEach(function (part) {
      var rests = left(part) > 0;
      if (rests) soonest = Math.min(soonest || time, left(part));
      parts[part].forEach(function (id) {
        var button = byId(id);
        if (!button) return;
        if (rests) button.setAttribute("aria-disabled", "true"); else button.removeAttribute("aria-disabled");
      });
    });
    if (soonest) waking = setTimeout(draw, soonest + 1);
  }
  function rest(part) { ends[part] = performance.now() + time; }
  Object.keys(parts).forEach(function (part) { last[part] = does(part); });

  // The question whether it is meant unfolds under the finger: neither of its buttons takes the second tap.
  document.addEventListener("click", function (event) {
    if (!event.target.closest || !event.target.closest("#next summary")) return;
    if (left("next") > 0) { event.preventDefault(); return; }
    rest("next");
    draw();
  }, true);

  function partOf(form) {
    if (form.closest("#next")) return "next";
    return ["back", "undo"].filter(function (part) { return form.contains(byId(parts[part][0])); })[0] || null;
  }
  return {
    partOf: partOf,
    holds: function (form) { var part = partOf(form); return part !== null && left(part) > 0; },
    // To be called when the page shows something new; `expected` is a part whose change surprises nobody.
    settle: function (expected) {
      Object.keys(parts).forEach(function (part) {
        var now = does(part);
        if (now !== last[part] && part !== expected) rest(part);
        last[part] = now;
      });
      draw();
    }
  };
};
