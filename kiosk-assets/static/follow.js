// Follows the workshop: the facilitator's acts arrive as revisions, and a box that is out of reach is said so. A phone
// that was asleep asks when it wakes.
// page: its path; heard(revision, calls, isNew) at each sign, where `calls` counts how often those who wait were called, and
// isNew tells that it is the first after the stream was lost: a box that was started again counts anew; wake() when the
// phone is back from sleep or from no network.
window.kioskFollow = function (page, heard, wake) {
  "use strict";
  var root = document.documentElement, lost = document.getElementById("lost");
  var stream = null, lastSign = performance.now(), doubt = null, opened = 0, isNew = false;

  function say(isLost) {
    clearTimeout(doubt);
    doubt = null;
    lost.hidden = !isLost;
    root.classList.toggle("alone", isLost);
    document.body.classList.toggle("linked", !isLost);
  }
  function sign() { lastSign = performance.now(); say(false); }
  // A restarted box answers within seconds: only a longer silence is worth a word.
  function wonder() { if (lost.hidden && doubt === null) doubt = setTimeout(function () { say(true); }, 3000); }
  function listen() {
    if (stream && stream.readyState !== 2) return;
    lastSign = performance.now();
    var own = stream = new EventSource(page + "/events");
    stream.onopen = function () { isNew = opened++ > 0; };
    stream.addEventListener("state", function (event) {
      var said = JSON.parse(event.data), first = isNew;
      isNew = false;
      sign();
      heard(String(said.revision), said.calls || 0, first);
    });
    stream.addEventListener("beat", sign);
    stream.onerror = function () {
      if (stream !== own) return;
      wonder();
      if (stream.readyState === 2) setTimeout(ask, 3000);
    };
  }
  // A server that answers tells why the stream was refused: what is erased is not waited for.
  function ask() {
    fetch(page, { credentials: "same-origin", headers: { "X-Kiosk-Fragment": "1" } }).then(function (reply) {
      if (reply.status === 404) location.reload(); else listen();
    }).catch(listen);
  }
  // No stream is held by a page that lies in the history: some browsers do not keep such a page.
  function stop() { if (stream) stream.close(); stream = null; }
  function again() { wake(); if (!lost.hidden || performance.now() - lastSign > 20000) stop(); listen(); }

  // Phones hear a beat each fifteen seconds: a stream that is silent for two of them is dead, whatever the network says.
  setInterval(function () {
    if (!stream || document.hidden || performance.now() - lastSign < 32000) return;
    wonder();
    stop();
    listen();
  }, 4000);
  window.addEventListener("online", again);
  window.addEventListener("offline", function () { say(true); });
  window.addEventListener("pagehide", stop);
  window.addEventListener("pageshow", function (event) { if (event.persisted) again(); });
  document.addEventListener("visibilitychange", function () { if (!document.hidden) again(); });
  document.addEventListener("resume", again);
  listen();
};
