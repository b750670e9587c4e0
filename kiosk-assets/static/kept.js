// What a phone keeps until the box says that it is on disk: each text, each ballot and each draft is an item of its own
// in localStorage, which all tabs of the phone share. Nothing is held in a variable that another tab could overwrite.
window.kioskKept = function (code) {
  "use strict";
  var prefix = "kiosk:" + code + ":", drafts = "draft:", lease = "lease", settled = "settled", leaseTime = 4000, holding = null;
  // Where storage is denied or full, an item lives as long as its page.
  var memory = {};
  var me = newKey(), tab = tabName();

  function newKey() { return Date.now().toString(36) + Math.random().toString(36).slice(2) + Math.random().toString(36).slice(2); }
  // The tab keeps its name through a reload and a discard.
  function tabName() {
    try {
      var name = sessionStorage.getItem(prefix + "tab") || me;
      sessionStorage.setItem(prefix + "tab", name);
      return name;
    } catch (e) { return me; }
  }
  function get(name) {
    if (memory.hasOwnProperty(name)) return memory[name];
    try { return localStorage.getItem(prefix + name); } catch (e) { return null; }
  }
  function set(name, text) {
    try { localStorage.setItem(prefix + name, text); delete memory[name]; } catch (e) { memory[name] = text; }
  }
  function hold() { set(lease, JSON.stringify({ me: me, until: Date.now() + leaseTime })); }
  function remove(name) {
    delete memory[name];
    try { localStorage.removeItem(prefix + name); } catch (e) {}
  }
  function names(start) {
    var found = Object.keys(memory);
    try {
      for (var i = 0; i < localStorage.length; i++) {
        var name = localStorage.key(i);
        if (name.indexOf(prefix) === 0 && !memory.hasOwnProperty(name.slice(prefix.length))) found.push(name.slice(prefix.length));
      }
    } catch (e) {}
    return found.filter(function (name) { return name.indexOf(start) === 0; });
  }
  function read(name) {
    var text = get(name), value = null;
    try { value = text && JSON.parse(text); } catch (e) {}
    if (value && typeof value === "object") { value.name = name; value.stored = text; return value; }
    return null;
  }
  // The entries whose names begin so, in the order in which they were made.
  function entries(start) {
    return names(start).map(read).filter(Boolean).sort(function (a, b) { return a.order - b.order || (a.name < b.name ? -1 : 1); });
  }
  function write(name, value) {
    delete value.name; delete value.stored;
    value.order = value.order || entries("").reduce(function (most, other) { return Math.max(most, other.order || 0); }, 0) + 1;
    set(name, JSON.stringify(value));
  }

  return {
    newKey: newKey, entries: entries, write: write, remove: remove,
    // Takes an entry away unless another tab has put something newer in its place.
    done: function (entry) {
      if (get(entry.name) === entry.stored) remove(entry.name);
      set(settled, JSON.stringify({ at: Date.now() }));
    },
    // Whether an entry has been done since `time`: a page that was asked for before does not know of it.
    doneSince: function (time) {
      var last = read(settled);
      return !!last && last.at >= time;
    },
    // Changes an entry that is still there.
    change: function (entry, change) {
      var now = read(entry.name);
      if (!now) return;
      change(now);
      write(entry.name, now);
    },
    draft: function (form) { return read(drafts + form + ":" + tab); },
    keepDraft: function (form, value) { write(drafts + form + ":" + tab, value); },
    dropDraft: function (form) { remove(drafts + form + ":" + tab); },
    // What was half typed in a tab that may be closed by now becomes this tab's.
    adopt: function (form) {
      var last = entries(drafts + form + ":").pop();
      if (!last) return null;
      remove(last.name);
      write(drafts + form + ":" + tab, last);
      return read(drafts + form + ":" + tab);
    },
    // One tab sends at a time, and says each second that it still does: a tab that was put to sleep or ended while it
    // sent keeps the others waiting for a few seconds only. A clock that was set back does not prolong that. Returns the
    // milliseconds to wait, 0 when this tab may send. Should two tabs get through at once, both send the same keys, and
    // the box keeps one.
    take: function () {
      var now = Date.now(), held = read(lease);
      if (held && held.me !== me && held.until > now && held.until <= now + leaseTime) return held.until - now;
      hold();
      held = read(lease);
      if (held && held.me !== me) return leaseTime;
      clearInterval(holding);
      holding = setInterval(function () {
        var other = read(lease);
        if (other && other.me !== me) clearInterval(holding); else hold();
      }, 1000);
      return 0;
    },
    leave: function () {
      clearInterval(holding);
      var held = read(lease);
      if (held && held.me === me) remove(lease);
    },
    // Calls back with the name of each item that another tab has changed, and what it was and is.
    watch: function (changed) {
      window.addEventListener("storage", function (event) {
        if (event.key && event.key.indexOf(prefix) === 0) changed(event.key.slice(prefix.length), event.oldValue, event.newValue);
      });
    }
  };
};
