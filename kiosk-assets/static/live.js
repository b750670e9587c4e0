// Keeps the display and the console live: takes whole contents from the server and changes only what differs, so that
// focus, typed text, open parts and running transitions stay. Both screens work without it, by reloading.
(function () {
  "use strict";
  // Makes `here` equal to `next`. What people have typed or ticked is a property, not an attribute, and stays. Nodes are
  // matched by id, else by their place; `open` of a `details` belongs to the reader.
  // known: what had an id before anything was changed. It may have left its old place when its new one is come to.
  function morph(here, next, known) {
    if (here.isEqualNode(next)) return;
    Array.from(here.attributes).forEach(function (attribute) {
      if (!next.hasAttribute(attribute.name) && !(here.tagName === "DETAILS" && attribute.name === "open")) here.removeAttribute(attribute.name);
    });
    Array.from(next.attributes).forEach(function (attribute) {
      if (here.getAttribute(attribute.name) !== attribute.value) here.setAttribute(attribute.name, attribute.value);
    });
    if (here.hasAttribute("data-keep")) return;
    var place = here.firstChild;
    Array.from(next.childNodes).forEach(function (wanted) {
      var match = null;
      // Something with a name that has moved to another place in the page is moved, with what was typed into it.
      if (wanted.id) match = known[wanted.id] || null;
      else if (place && !place.id && place.nodeName === wanted.nodeName) match = place;
      if (match && (match.nodeName !== wanted.nodeName || match.contains(here))) match = null;
      if (!match) {
        here.insertBefore(wanted, place);
        adopt(wanted, known);
        place = wanted.nextSibling;
        return;
      }
      if (match !== place) here.insertBefore(match, place);
      if (match.nodeType === 1) morph(match, wanted, known); else if (match.data !== wanted.data) match.data = wanted.data;
      // Asked only now: what stood behind may have been moved into it.
      place = match.nextSibling;
    });
    while (place) { var after = place.nextSibling; here.removeChild(place); place = after; }
  }
  // Something new that holds what is known holds it as it was: a group that another facilitator has just made, an idea that
  // is ticked here.
  function adopt(added, known) {
    if (added.nodeType !== 1) return;
    Array.from(added.querySelectorAll("[id]")).forEach(function (fresh) {
      var old = known[fresh.id];
      if (!old || old === fresh || !added.contains(fresh) || old.nodeName !== fresh.nodeName || old.contains(fresh)) return;
      fresh.parentNode.replaceChild(old, fresh);
      morph(old, fresh, known);
    });
  }

  // options: page (its path), changed(turn) after each new content, where `turn` says that the room moved on; if wanted,
  // before(next) to prepare the new content, and holds(), which says that nothing may move on the page at this moment.
  window.kioskLive = function (options) {
    var main = document.getElementById("main"), lost = document.getElementById("lost");
    var ticking = null, stream = null, lastSign = performance.now(), retry = null, held = null, releasing = null;

    function words() { return document.getElementById("words").dataset; }
    function show(html) {
      clearTimeout(releasing);
      held = null;
      if (options.holds && options.holds()) {
        held = html;
        releasing = setTimeout(function () { show(held); }, 100);
        return;
      }
      var holder = document.createElement("template");
      holder.innerHTML = html;
      var next = holder.content.querySelector("main");
      if (!next) return;
      var turn = main.dataset.activity !== next.dataset.activity || main.dataset.status !== next.dataset.status;
      var known = {}, focus = document.activeElement;
      main.querySelectorAll("[id]").forEach(function (node) { known[node.id] = node; });
      if (options.before) options.before(next);
      morph(main, next, known);
      // What is moved loses the focus on its way.
      if (focus && focus !== document.activeElement && document.contains(focus)) focus.focus({ preventScroll: true });
      startTimer();
      document.dispatchEvent(new CustomEvent("kioskshown"));
      options.changed(turn);
    }
    function startTimer() {
      clearInterval(ticking);
      var clocks = Array.from(main.querySelectorAll("[data-seconds-left]"));
      if (main.dataset.secondsLeft) clocks.push(main);
      if (!clocks.length) return;
      var start = performance.now();
      function tick() {
        clocks.forEach(function (clock) {
          var line = clock === main ? document.getElementById("timer") : clock;
          var left = Math.max(0, Math.ceil(clock.dataset.secondsLeft - (performance.now() - start) / 1000));
          var time = Math.floor(left / 60) + ":" + ("0" + left % 60).slice(-2);
          if (line) line.textContent = left ? words().timerLeft.replace("{time}", time) : words().timerOver;
        });
      }
      tick();
      ticking = setInterval(tick, 1000);
    }
    function refresh() {
      return fetch(options.page, { credentials: "same-origin", headers: { "X-Kiosk-Fragment": "1" } }).then(function (reply) {
        if (!reply.ok) { location.reload(); return; }
        return reply.text().then(show);
      });
    }

    // The server beats every five seconds: a stream that is silent for longer is dead, whatever the network says.
    function sign() { lastSign = performance.now(); lost.hidden = true; }
    function listen() {
      clearTimeout(retry);
      if (stream) stream.close();
      lastSign = performance.now();
      stream = new EventSource(options.page + "/events?language=" + document.documentElement.lang);
      stream.addEventListener("frame", function (event) { sign(); show(event.data); });
      stream.addEventListener("beat", sign);
      stream.onerror = again;
    }
    function again() {
      lost.hidden = false;
      if (stream) stream.close();
      stream = null;
      clearTimeout(retry);
      retry = setTimeout(ask, 1000);
    }
    // A server that answers tells why the stream has ended: whoever is signed out, or looks at what is erased, is told so.
    function ask() {
      fetch(options.page, { credentials: "same-origin", headers: { "X-Kiosk-Fragment": "1" } }).then(function (reply) {
        if (reply.status === 403 || reply.status === 404) location.reload(); else listen();
      }).catch(again);
    }
    setInterval(function () { if (stream && performance.now() - lastSign > 12000) again(); }, 1000);
    document.addEventListener("visibilitychange", function () {
      if (!document.hidden && (!stream || performance.now() - lastSign > 6000)) listen();
    });
    window.addEventListener("online", listen);
    window.addEventListener("offline", function () { lost.hidden = false; });

    startTimer();
    listen();
    return { show: show, refresh: refresh, lost: lost };
  };
})();
