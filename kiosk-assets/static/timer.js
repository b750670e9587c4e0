// The clock that counts down while a timer runs.
window.kioskTimer = function (phone) {
  "use strict";
  var ticking = null;
  function startTimer() {
    clearInterval(ticking);
    var line = document.getElementById("timer");
    if (!line || !phone.main.dataset.secondsLeft) return;
    var end = performance.now() + phone.main.dataset.secondsLeft * 1000, running = phone.main.dataset.secondsLeft > 0;
    function tick() {
      var left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
      var time = Math.floor(left / 60) + ":" + ("0" + left % 60).slice(-2);
      line.textContent = left ? window.kioskForms.fill(phone.words().timerLeft, { time: time }) : phone.words().timerOver;
      if (!left && running) { running = false; phone.say(phone.words().timerOver); }
    }
    tick();
    ticking = setInterval(tick, 1000);
  }

  phone.startTimer = startTimer;
};
