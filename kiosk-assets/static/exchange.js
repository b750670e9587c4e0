// One exchange with the box: a form goes out, and the reply says whether it is on disk.
window.kioskExchange = function (phone) {
  "use strict";
  // How many replies have said so.
  phone.receipts = 0;
  // The milliseconds until what did not arrive is sent again.
  phone.wait = 1000;

  // Sends a form; calls back with the reply's JSON, or null when it did not arrive.
  function post(action, fields, done) {
    var control = window.AbortController ? new AbortController() : null, open = true;
    var timer = setTimeout(function () { end(null); if (control) control.abort(); }, 15000);
    function end(json) {
      if (!open) return;
      open = false;
      clearTimeout(timer);
      done(json);
    }
    fetch(phone.page + "/" + action, {
      method: "POST", credentials: "same-origin", signal: control ? control.signal : undefined,
      headers: { "Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(fields).toString()
    }).then(function (reply) {
      return reply.json().then(function (json) { json.status = reply.status; return json; });
    }).then(end, function () { end(null); });
  }
  function received(reply) {
    var is = reply && reply.status === 200 && reply.received === true;
    if (is) { phone.receipts++; phone.wait = 1000; }
    return is;
  }
  // Not arrived, too busy, disk full: the same thing may go through later.
  function passing(reply) { return !reply || reply.status >= 500 || reply.status === 429; }

  phone.post = post; phone.received = received; phone.passing = passing;
};
