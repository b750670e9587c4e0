// The list of those who wait at the door, while people come and other facilitators let them in: no row moves under a
// finger, and what is tapped is what was there when the finger went down. New rows come last; whoever is gone leaves the
// row behind, without buttons, until the list has been let alone for a while. Without it the page stands still.
window.kioskDoor = function (main) {
  "use strict";
  // In milliseconds: how long the list is let alone before its gone rows are taken away; how long its buttons rest when they
  // have moved all the same; how long nothing moves after a tap, and a tap's form is not sent again.
  var calm = 4000, resting = 600, pause = 400, again = 1000;
  var isDown = false, byKeyboard = false, touched = -calm, restEnds = 0, taken = {}, sweeping = null, waking = null, top = null, focused = null;

  // Here buttons rest as long as they have to; without a script they rest whenever the page is new (console.css).
  document.documentElement.dataset.guarded = "";

  function now() { return performance.now(); }
  function list(from) { return from.querySelector("#door .waiting"); }
  function rows(from) { return Array.from(from.querySelectorAll("#door .waiting > li")); }
  function row(node) { return node && node.closest ? node.closest("#door .waiting > li") : null; }

  document.addEventListener("keydown", function () { byKeyboard = true; }, true);
  document.addEventListener("pointerdown", function (event) {
    byKeyboard = false;
    if (!event.target.closest || !event.target.closest("#door")) return;
    isDown = true;
    touched = now();
  }, true);
  ["pointerup", "pointercancel"].forEach(function (name) {
    window.addEventListener(name, function () { if (isDown) { isDown = false; touched = now(); } }, true);
  });
  // A finger that is lifted outside the page may never be heard of.
  function holds() { return (isDown && now() - touched < 10000) || now() - touched < pause; }

  function draw() {
    var left = restEnds - now();
    clearTimeout(waking);
    main.querySelectorAll("#admit-all, #door .waiting button").forEach(function (button) {
      if (left > 0) button.setAttribute("aria-disabled", "true"); else button.removeAttribute("aria-disabled");
    });
    if (left > 0) waking = setTimeout(draw, left + 1);
  }
  function rest() { restEnds = now() + resting; draw(); }

  function sweep() {
    clearTimeout(sweeping);
    var gone = rows(main).filter(function (item) { return item.classList.contains("gone"); });
    if (!gone.length) return;
    // Whoever goes by keyboard stands there still.
    var stays = byKeyboard && gone.some(function (item) { return item.contains(document.activeElement); });
    var busy = stays || holds() || now() - touched < calm;
    if (busy) { sweeping = setTimeout(sweep, calm / 4); return; }
    gone.forEach(function (item) { item.remove(); });
    rest();
  }
  function plan() { clearTimeout(sweeping); sweeping = setTimeout(sweep, calm); }

  // A row that is no more, in its place and of its size.
  function left(item, admitted) {
    var gone = item.cloneNode(true), words = document.getElementById("words").dataset, word = gone.querySelector(".word");
    if (!word) {
      word = document.createElement("span");
      word.className = "word";
      gone.appendChild(word);
    }
    word.textContent = admitted.indexOf(item.dataset.number) >= 0 ? words.doorAdmitted : words.doorGone;
    gone.className = "gone";
    gone.tabIndex = -1;
    return gone;
  }
  // Puts the rows of `next` in the order that they have on this page, with those that are gone.
  function before(next) {
    var here = list(main), there = list(next), fresh = {};
    top = here ? here.getBoundingClientRect().top : null;
    focused = byKeyboard ? row(document.activeElement) : null;
    if (!here || !there) return;
    var told = next.querySelector("#door-admitted .numbers"), admitted = told ? told.textContent.split(" ") : [];
    rows(next).forEach(function (item) { fresh[item.id] = item; });
    var kept = rows(main).map(function (item) {
      var same = fresh[item.id];
      delete fresh[item.id];
      return same || left(item, admitted);
    });
    kept.concat(rows(next).filter(function (item) { return fresh[item.id]; })).forEach(function (item) { there.appendChild(item); });
  }
  function settle() {
    var here = list(main);
    if (here && (top === null || Math.abs(here.getBoundingClientRect().top - top) > 4)) rest(); else draw();
    // What was done by keyboard took its button away.
    if (focused && focused.classList.contains("gone") && document.contains(focused)) focused.focus({ preventScroll: true });
    if (rows(main).some(function (item) { return item.classList.contains("gone"); })) plan();
  }

  // What a form asks for, told from what others do: by its row, or by what was typed into it.
  function key(form) {
    return (row(form) || form).id + Array.from(form.elements).map(function (field) { return field.value; }).join(" ");
  }
  return {
    holds: holds, before: before, settle: settle,
    // A name for what the form asks for; null where it is not to be sent: a finger cannot have been meant for it, or it is the
    // same again by a double tap.
    takes: function (form) {
      if (!form.closest("#door")) return "";
      var isTapped = row(form) || form.id === "door-all", name = key(form);
      if ((isTapped && now() < restEnds) || now() < (taken[name] || 0)) return null;
      touched = now();
      taken[name] = now() + 5000;
      return name;
    },
    done: function (name) { if (name) taken[name] = now() + again; }
  };
};
