// The projector's page: as large as it fits, a result that builds up, and never a workshop that is gone.
(function () {
  "use strict";
  var main = document.getElementById("main");
  if (!main || !window.fetch) return;
  var lost = document.getElementById("lost"), newer = document.getElementById("newer");

  // The pointer is gone from the picture while nobody moves it.
  var resting = null;
  function rest() {
    clearTimeout(resting);
    document.documentElement.classList.remove("pointer-rests");
    resting = setTimeout(function () { document.documentElement.classList.add("pointer-rests"); }, 3000);
  }
  document.addEventListener("mousemove", rest);
  rest();

  // Nothing to show yet, or any more: goes on as soon as there is.
  if (main.dataset.missing !== undefined) {
    setInterval(function () {
      fetch(location.href, { headers: { "X-Kiosk-Fragment": "1" } }).then(function (reply) {
        lost.hidden = true;
        if (reply.ok) return location.reload();
        // The PIN of a new box is taken away as soon as somebody has signed in, and a stick may have come to its end.
        return reply.text().then(function (text) {
          var holder = document.createElement("template");
          holder.innerHTML = text;
          var next = holder.content.querySelector("main");
          if (next && (next.dataset.new !== main.dataset.new || next.dataset.stick !== main.dataset.stick)) location.reload();
        });
      }).catch(function () { lost.hidden = false; });
    }, 2000);
    return;
  }
  if (!main.dataset.display || !window.kioskLive || !window.EventSource) return;

  // In style sheets of their own, so that the page stays equal to what the server sends.
  var sheets = window.CSSStyleSheet && document.adoptedStyleSheets ? [new CSSStyleSheet(), new CSSStyleSheet()] : null;
  if (sheets) document.adoptedStyleSheets = sheets;

  // As large as the screen has room for: nobody can scroll a projector, and the back row reads it too.
  function fit() {
    var box = main.querySelector(".blocks, .wall, .ways, .information") || main.querySelector(".stage"), scene = main.querySelector(".scene");
    if (!sheets || !box) return;
    var spotlight = main.querySelector(".spotlight"), above = "";
    function fits(zoom) {
      sheets[0].replaceSync(above + (box.matches(".stage") ? ".display .stage > *" : ".display .blocks, .display .wall, .display .ways > li > *, .display .information") + " { zoom: " + zoom + "; }");
      return [box].concat(Array.from(box.querySelectorAll(":scope > li"))).every(function (part) {
        return part.scrollHeight <= part.clientHeight + 1 && part.scrollWidth <= part.clientWidth + 1;
      }) && Array.from(box.querySelectorAll("dd")).every(function (part) {
        // An address is not broken; what sticks out of its line would run to its card's very edge.
        return part.scrollWidth <= part.clientWidth + 1;
      }) && scene.scrollHeight <= scene.clientHeight + 1;
    }
    if (getComputedStyle(document.body).overflow !== "hidden") { sheets[0].replaceSync(""); return; }
    // What is pointed at is read whole: it becomes smaller rather than leaving no room for what it is part of.
    if (spotlight) {
      var stage = spotlight.parentNode, least = spotlight.nextElementSibling ? 0.5 : 1;
      for (var size = 20; size > 8; size--) {
        above = ".spotlight { --fit: " + size / 20 + "; } ";
        fits(0.4);
        if (spotlight.offsetHeight <= least * (stage.clientHeight - spotlight.offsetTop + stage.offsetTop)) break;
      }
    }
    var low = 8, high = box.matches(".stage") ? 21 : 34;
    while (high - low > 1) {
      var middle = Math.floor((low + high) / 2);
      if (fits(middle / 20)) low = middle; else high = middle;
    }
    fits(low / 20);
  }
  window.addEventListener("resize", fit);

  // Whether this screen has shown the activity without its result: only then the result is news.
  var calm = window.matchMedia("(prefers-reduced-motion: reduce)"), ending = null;
  function showing() { return main.querySelector(".blocks, .wall:has(li, .count)") ? main.dataset.activity : ""; }
  var shown = showing(), activity = main.dataset.activity;
  function reveal() {
    if (!sheets || calm.matches) return;
    // The last place first, the first place last, all within three seconds; then the first place is marked.
    var most = Math.max.apply(null, [1].concat(Array.from(main.querySelectorAll(".results tbody")).map(function (body) { return body.rows.length; })));
    var pace = Math.min(0.45, 1.6 / most), rules = [];
    for (var place = 1; place <= most; place++) {
      var late = ((place - 1) * pace).toFixed(2) + "s";
      rules.push(".revealing .results tr.item-row:nth-last-child(" + place + "), .revealing .results tr.item-row:nth-last-child(" + place + ") .bar rect { animation-delay: " + late + "; }");
    }
    rules.push(".revealing .winner { animation-delay: " + (most * pace + 0.5).toFixed(2) + "s; }");
    sheets[1].replaceSync(rules.join("\n"));
    document.body.classList.add("revealing");
    clearTimeout(ending);
    ending = setTimeout(function () { document.body.classList.remove("revealing"); sheets[1].replaceSync(""); }, (most * pace + 1.1) * 1000);
  }

  function changed() {
    fit();
    var now = showing();
    if (now && !shown && main.dataset.activity === activity) reveal();
    shown = now;
    activity = main.dataset.activity;
  }

  fit();
  window.kioskLive({ page: "/display/" + main.dataset.display, changed: changed });

  // The workshop may be erased, and a display that was opened without a code goes on to a newer one. Asked, not told:
  // the command line changes workshops without the server's knowing.
  setInterval(function () {
    fetch("/display?shown=" + main.dataset.display, { headers: { "Accept": "application/json" } }).then(function (reply) {
      return reply.json();
    }).then(function (answer) {
      var follows = newer.dataset.follows !== undefined;
      if (follows && answer.show !== main.dataset.display) { location.replace("/display"); return; }
      if (!answer.exists) { location.reload(); return; }
      newer.hidden = !follows || !answer.newer;
      newer.querySelector("strong").textContent = answer.newer || "";
    }).catch(function () { /* The stream notices a lost box, and says so. */ });
  }, 4000);
})();
