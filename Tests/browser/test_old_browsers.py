"""Browsers that lack what the script uses get the forms, whole; the script is one that they can at least read."""

import re

import pytest
from calmjs.parse import es5
from conftest import PHONE, ROOT, join
from playwright.sync_api import expect
from test_kinds import ASKING, answer, filled  # noqa: F401

STATIC = ROOT / "kiosk-assets/static"
LACKING = {
    "fetch": "delete window.fetch;",
    "EventSource": "delete window.EventSource;",
    "Promise": "delete window.Promise;",
    "storage": "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('', 'SecurityError'); }});"
               "Object.defineProperty(window, 'sessionStorage', {get() { throw new DOMException('', 'SecurityError'); }});",
    "everything": "delete window.fetch; delete window.EventSource; delete window.Promise; delete window.URLSearchParams;"
                  "delete window.localStorage; delete window.CSS; delete Array.from; delete String.prototype.repeat;"
                  "delete Element.prototype.closest; delete NodeList.prototype.forEach; delete Element.prototype.replaceWith;"
                  "delete window.AbortController; delete window.Intl; delete window.FormData;",
}


@pytest.mark.parametrize("name", sorted(path.name for path in STATIC.glob("*.js")))
def test_a_script_is_one_that_a_browser_of_2011_can_read(name):
    es5((STATIC / name).read_text())


@pytest.mark.parametrize("text", ["let a = 1", "var f = () => 1", "var t = `a`", "f(a,)", "class A {}", "var {a} = b", "a ** b"])
def test_the_reader_of_scripts_knows_what_is_newer(text):
    with pytest.raises(Exception):
        es5(text)


@pytest.mark.parametrize("name", sorted(path.name for path in STATIC.glob("*.js")))
def test_no_script_plays_shakes_or_flashes(name):
    text = (STATIC / name).read_text()
    assert not re.search(r"vibrate|new Audio|AudioContext|\.play\(|speechSynthesis|autoplay|Notification", text)


def test_no_template_plays_anything():
    for path in (ROOT / "kiosk-assets/templates").glob("*.mustache"):
        assert not re.search(r"<(audio|video|marquee|blink|embed|object)\b|autoplay", path.read_text()), path.name


ONE_BY_ONE = [key for key in LACKING if key != "everything"]
# Each kind without everything, and without one other thing in turn.
PAIRS = [(name, "everything") for name in ASKING] + [
    (name, ONE_BY_ONE[number % len(ONE_BY_ONE)]) for number, name in enumerate(ASKING)]


@pytest.mark.parametrize("name, lacking", PAIRS, ids=["-".join(pair) for pair in PAIRS])
def test_every_kind_is_answered_in_an_old_browser(filled, page_of, name, lacking):  # noqa: F811
    workshop = filled("sv")
    activity = workshop.named(name)
    workshop.go(activity)
    workshop.act("open", activity)
    page = page_of(PHONE)
    page.add_init_script(LACKING[lacking])
    join(page, workshop)
    upgraded = page.locator("html.js").count() == 1
    assert upgraded == (lacking == "storage"), "the page is upgraded wholly or not at all"
    if not upgraded:
        expect(page.locator(".reload a")).to_be_visible()
        page.locator(".reload a").click()
    received = answer(page)
    expect(received.first).to_be_visible()
    expect(received.first).to_contain_text(re.compile("✓"))
    page.goto(workshop.phone_address)
    if name not in ("questions", "board", "example", "ideas"):
        expect(page.locator("#ballot-state")).to_contain_text("✓")
    else:
        expect(page.locator("section .received").first).to_be_visible()
