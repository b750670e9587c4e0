// The forms of a participant's page: what they hold, and the dots.
window.kioskForms = (function () {
  "use strict";
  var segmenter = window.Intl && Intl.Segmenter ? new Intl.Segmenter() : null;

  function isTyped(field) { return field.tagName === "TEXTAREA" || (field.tagName === "INPUT" && field.type === "text"); }
  // The fields that are the participant's answer.
  function answers(form) {
    return Array.from(form.elements).filter(function (field) {
      return field.name && field.tagName !== "BUTTON" && ["activity", "key", "idea"].indexOf(field.name) < 0;
    });
  }
  function fieldsOf(form) {
    var fields = {};
    answers(form).forEach(function (field) {
      if ((field.type === "radio" || field.type === "checkbox") && !field.checked) return;
      if (field.type === "hidden" && field.value === "0") return;
      fields[field.name] = field.value;
    });
    return fields;
  }
  // What is typed in a form, to read when the form itself is gone.
  function textOf(form) {
    return answers(form).filter(isTyped).map(function (field) { return field.value.trim(); }).filter(Boolean).join("\n");
  }
  function fillIn(form, fields) {
    answers(form).forEach(function (field) {
      if (field.type === "radio" || field.type === "checkbox") field.checked = fields[field.name] === field.value;
      else field.value = fields[field.name] || (field.type === "hidden" ? "0" : "");
    });
  }
  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, function (all, name) { return name in values ? values[name] : all; });
  }
  // The characters as people count them.
  function length(text) {
    text = text.trim();
    return segmenter ? Array.from(segmenter.segment(text)).length : Array.from(text).length;
  }

  function dots(group) { return Array.from(group.querySelectorAll("input[type=hidden]")); }
  function drawDots(form) {
    form.querySelectorAll(".dots").forEach(function (group) {
      var fields = dots(group), budget = +group.dataset.budget;
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
      group.querySelector(".dots-left").textContent = fill(form.dataset.left, { left: left, budget: budget });
    });
  }
  // Takes or places the dot that `button` is for; says whether that was possible.
  function step(button) {
    if (button.getAttribute("aria-disabled") === "true") return false;
    var group = button.closest(".dots"), field = button.closest(".item").querySelector("input[type=hidden]");
    var n = (+field.value || 0) + (button.value.slice(-2) === "+1" ? 1 : -1);
    var left = dots(group).reduce(function (left, other) { return left - (other === field ? n : +other.value || 0); }, +group.dataset.budget);
    if (n < 0 || n > +group.dataset.cap || left < 0) return false;
    field.value = n;
    drawDots(button.form);
    return true;
  }
  return { fieldsOf: fieldsOf, textOf: textOf, fillIn: fillIn, fill: fill, length: length, drawDots: drawDots, step: step };
})();
