// The projector's page: as large as it fits.
(function () {
  "use strict";
  var main = document.getElementById("main");
  if (!main || !main.dataset.display || !window.kioskLive || !window.EventSource || !window.fetch) return;

  // As large as the screen has room for: nobody can scroll a projector, and the back row reads it too. In a style sheet
  // of its own, so that the page stays equal to what the server sends.
  var sheet = window.CSSStyleSheet && document.adoptedStyleSheets ? new CSSStyleSheet() : null;
  if (sheet) document.adoptedStyleSheets = [sheet];
  function fit() {
    var box = main.querySelector(".blocks, .wall");
    if (!sheet || !box) return;
    function fits(zoom) {
      sheet.replaceSync(".display .blocks, .display .wall { zoom: " + zoom + "; }");
      return box.scrollHeight <= box.clientHeight + 1 && box.scrollWidth <= box.clientWidth + 1;
    }
    if (getComputedStyle(document.body).overflow !== "hidden") { sheet.replaceSync(""); return; }
    var low = 8, high = 32;
    while (high - low > 1) {
      var middle = Math.floor((low + high) / 2);
      if (fits(middle / 20)) low = middle; else high = middle;
    }
    fits(low / 20);
  }
  window.addEventListener("resize", fit);

  fit();
  window.kioskLive({ page: "/display/" + main.dataset.display, changed: fit });
})();
