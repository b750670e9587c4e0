"""What the pictures are taken of: a kiosk with the same texts and answers each time, and pages without what is random."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "Tests/browser"))
from conftest import Kiosk, Workshop  # noqa: E402

IDEAS = {
    "sv": ["Fler bussar på kvällen", "Cykelvägar som är trygga också på vintern", "Samåkning till jobbet",
           "Hjälp med blanketter på biblioteket", "Ett ställe att låna verktyg på", "Mindre matsvinn i skolan"],
    "en": ["More buses in the evening", "Bike lanes that are safe in winter too", "Car sharing to work",
           "Help with forms at the library", "A place to borrow tools from", "Less food waste at school"],
    "fi": ["Lisää busseja iltaisin", "Pyörätiet, jotka ovat turvallisia myös talvella", "Kimppakyytejä töihin",
           "Apua lomakkeisiin kirjastossa", "Paikka, josta voi lainata työkaluja", "Vähemmän ruokahävikkiä kouluun"],
}
GROUPS = {"sv": ("Resor", "Vardag"), "en": ("Travel", "Everyday life"), "fi": ("Matkat", "Arki")}

# No events: a page stays as the server sent it. No previews: they are pages of their own.
QUIET = """window.EventSource = function () { this.addEventListener = this.close = function () {}; };"""

# Replaces what differs at each run: codes, PINs, addresses, QR codes, clocks, and the order of what is kept without one.
STEADY = r"""([secrets, drawn]) => {
  const swap = text => {
    for (const [from, to] of secrets) text = text.split(from).join(to);
    return text.replace(/127\.0\.0\.1:\d+/g, "192.168.4.1").replace(/\b20\d\d-\d\d-\d\d\b/g, "2026-01-31").replace(/\b\d\d[:.]\d\d\b/g, "12:00");
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const after = swap(walker.currentNode.data);
    if (after !== walker.currentNode.data) walker.currentNode.data = after;
  }
  for (const field of document.querySelectorAll("input")) {
    if (field.type === "date") { if (field.value) field.value = "2026-01-31"; }
    else if (field.type !== "hidden" && swap(field.value) !== field.value) field.value = swap(field.value);
  }
  const fixed = "ABC 346 DEF 789 GHJ 235 KMN 467 PQR";
  for (const code of document.querySelectorAll("p.code, dd.code, .card-code, .spoken, .huge")) {
    if (!code.children.length) code.textContent = fixed.slice(0, code.textContent.trim().length);
  }
  for (const code of document.querySelectorAll(".qr svg, .card svg.qr")) { code.style.visibility = "hidden"; code.parentNode.style.background = "#777"; }
  for (const clock of document.querySelectorAll("#timer, #pace")) clock.textContent = clock.id === "pace" ? "0 min" : "4:00";
  for (const frame of document.querySelectorAll("iframe")) frame.removeAttribute("src");
  for (const list of document.querySelectorAll("ul.texts, .group ul, ul.ideas")) {
    const parts = Array.from(list.children);
    parts.sort((a, b) => a.textContent < b.textContent ? -1 : 1).forEach(part => list.append(part));
  }
  if (document.querySelector("main[data-kind=pairwise] form[data-form=ballot]")) {
    document.querySelectorAll("form[data-form=ballot] .buttons").forEach(box => {
      box.querySelectorAll("button[value=a], button[value=b]").forEach((button, place) => button.textContent = "AB"[place]);
    });
  }
  // Which ideas of others a participant sees before they are revealed is drawn by lot: all of them are alike here.
  if (drawn) {
    document.querySelectorAll("ul.ideas li > p.typed:only-child").forEach(text => text.textContent = "Abc def ghi jkl");
  }
  // The display makes its text as large as fits, in the order that it has now.
  dispatchEvent(new Event("resize"));
  document.activeElement.blur();
  scrollTo(0, 0);
}"""


def fill_ideas(workshop, language):
    """Writes the ideas so that they stand in one order: ideas are shown by their identifiers, which are random."""
    written = []
    for number in range(len(IDEAS[language])):
        headers, _ = workshop.kiosk.post(f"/w/{workshop.code}/join")
        cookie = headers["Set-Cookie"].split(";")[0]
        _, reply = workshop.kiosk.post(
            f"/w/{workshop.code}/idea", [("activity", workshop.ideas), ("key", "1"), ("text", f"Idea {number}")], cookie)
        written.append((re.search(r'"idea":"(\w+)"', reply)[1], cookie))
    written.sort()
    for (idea, cookie), text in zip(written, IDEAS[language]):
        workshop.kiosk.post(f"/w/{workshop.code}/edit", [("activity", workshop.ideas), ("idea", idea), ("text", text)], cookie)
    return [idea for idea, _ in written]


def answers(ideas, language):
    """The ballots of some participants for each step that asks for one, by the method's name of the step."""
    one, two, three = ideas[:3]
    first, second = IDEAS[language][3], IDEAS[language][5]
    places = [{"bus": 1, "bike": 2, "ride": 3, "home": 4}, {"bus": 1, "bike": 2, "ride": 4, "home": 3}, {"bike": 1, "bus": 2, "ride": 3, "home": 4}]
    spots = [{"bus": (8, 9), "bike": (5, 7), "ride": (3, 2), "home": (9, 4)}, {"bus": (7, 8), "bike": (4, 9), "ride": (2, 3), "home": (9, 5)}]
    return {
        "single": [[("choice", "bus")], [("choice", "bus")], [("choice", "bike")]],
        "multiple": [[("choice-bus", 1), ("choice-bike", 1)], [("choice-bus", 1), ("choice-ride", 1)], [("choice-bike", 1), ("choice-bus", 1)]],
        "scale": [[(f"answer-k{n}", value) for n, value in enumerate(row, 1)] for row in ((5, 4, 2), (4, 4, 1), (5, 3, "x"))],
        "dots": [[(f"dots-use-{one}", 2), (f"dots-new-{two}", 1)], [(f"dots-use-{one}", 1), (f"dots-use-{two}", 1), (f"dots-new-{three}", 2)]],
        "points": [[("points-bus", 60), ("points-bike", 40)]] * 3,
        "ranking": [[(f"place-{item}", place) for item, place in ballot.items()] for ballot in places],
        "matrix": [[field for item, (x, y) in ballot.items() for field in ((f"x-{item}", x), (f"y-{item}", y))] for ballot in spots],
        "pairwise": [[(f"pair-{one}.{two}", "a")], [(f"pair-{two}.{three}", "a")]],
        "estimate": [[("estimate", n)] for n in (120, 200, 340, 90, 260)],
        "estimate2": [[("estimate", n)] for n in (180, 200, 240, 150, 210)],
        "consent": [[("position", "consent")], [("position", "consent")], [("position", "concern"), ("reason", first)]],
        "statements": [[("vote-bus", "agree"), ("vote-bike", "agree"), ("vote-ride", "disagree"), ("vote-home", "pass")]] * 3,
        "words": [[("word-1", "energi"), ("word-2", "tid")], [("word-1", "energi"), ("word-2", "buss")]],
        "text": [[("text", first)], [("text", second)]],
        "quiz": [[("choice", "b"), ("confidence", 3)], [("choice", "a"), ("confidence", 1)], [("choice", "b"), ("confidence", 2)]],
        "per": [[("bus/text", first), ("bike/text", second)]],
        "commitment": [[("text", first)], [("text", second)]],
    }
