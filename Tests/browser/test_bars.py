"""The bars that stay in view (the button that sends, the dots that are left) cover nothing that has the focus (2.4.11)."""

import pytest
from conftest import PHONE, join
from playwright.sync_api import expect
from test_double_taps import console
from test_kinds import answer, filled  # noqa: F401

# A phone, a laptop's window of 1280 × 1024 at 400 %, and a phone on which it is only just tall enough for the bars.
SIZES = [PHONE, (320, 256), (320, 660)]
# How much of what has the focus lies under a bar that it is not part of, and outside the window, in pixels.
COVERED = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const own = element.closest(".choice") || element, box = own.getBoundingClientRect();
  // Of a high field the browser brings the line into view that is written on.
  if (own.tagName === "TEXTAREA") box.height = Math.min(box.height, 60);
  let covered = 0;
  for (const bar of document.querySelectorAll(".send, .budget, .lost")) {
    const style = getComputedStyle(bar), other = bar.getBoundingClientRect();
    if (bar.contains(element) || !["sticky", "fixed"].includes(style.position) || style.display === "none") continue;
    covered = Math.max(covered, Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top));
  }
  const outside = Math.max(0, Math.min(-box.top, box.height), Math.min(box.bottom - innerHeight, box.height));
  return { html: element.outerHTML.slice(0, 140), covered, outside: box.height < innerHeight / 2 ? outside : 0, key:
    element.id + element.name + element.value + element.getAttribute("href") + element.getAttribute("aria-label") };
}"""


def walk(page, key, where):
    """Goes through the page by one key; what has the focus is never under a bar."""
    seen = []
    for _ in range(120):
        page.keyboard.press(key)
        stop = page.evaluate(COVERED)
        if not stop and not seen:
            continue  # It began at the page's end.
        if not stop or (seen and stop["key"] == seen[0]):
            break
        seen.append(stop["key"])
        assert stop["covered"] <= 1, f"{where}, {key}: {stop['covered']} px are covered of {stop['html']}"
        assert stop["outside"] <= 1, f"{where}, {key}: {stop['outside']} px are outside of {stop['html']}"
    assert len(seen) >= 3, where


def everywhere(page, where):
    for size in SIZES:
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        walk(page, "Tab", f"{where} {size}")
        page.evaluate("document.activeElement.blur(); scrollTo(0, document.body.scrollHeight)")
        walk(page, "Shift+Tab", f"{where} {size}")


@pytest.mark.parametrize("name", ["scale", "dots", "points", "ranking", "statements", "matrix", "consent"])
def test_what_has_the_focus_is_never_under_a_bar(filled, page_of, name):  # noqa: F811
    workshop = filled("sv")
    activity = workshop.named(name)
    workshop.go(activity)
    workshop.act("open", activity)
    # The language with the longest words.
    page = page_of(PHONE, locale="fi-FI")
    join(page, workshop)
    everywhere(page, f"{name} open")
    expect(answer(page).first).to_be_visible()
    everywhere(page, f"{name} received")
    # The tallest bars: the network is gone, and a ballot waits for it.
    page.context.set_offline(True)
    expect(page.locator("#lost")).to_be_visible()
    page.evaluate("document.querySelector('form[data-form=ballot]').requestSubmit()")
    expect(page.locator("#ballot-state:not(.received)")).to_be_visible()
    everywhere(page, f"{name} offline")
    page.context.set_offline(False)


def test_a_bar_with_nothing_to_say_covers_nothing(filled, page_of):  # noqa: F811
    workshop = filled("sv")
    workshop.go(workshop.dots)
    workshop.act("open", workshop.dots)
    page = page_of(PHONE)
    join(page, workshop)
    bar = page.locator(".send")
    expect(bar).to_have_css("position", "static")
    page.locator("button.round[value$=':+1']").first.click()
    expect(page.locator("#ballot-state")).to_contain_text("✓")
    expect(bar).to_have_css("position", "sticky")


@pytest.mark.parametrize("language", ["sv", "en", "fi"])
@pytest.mark.parametrize("privacy", ["anonymous", "linked", "named"])
def test_the_button_for_joining_is_in_view_and_what_is_promised_on_the_page(kiosk, page_of, language, privacy):
    kiosk.sign_in()
    headers, _ = kiosk.post(
        "/facilitator/workshops",
        [("method", "t01"), ("title", "Behov i kommunen"), ("language", language), ("privacy", privacy),
         ("background-asked", "1"), ("background", "role"), ("background", "organisation"), ("background", "gender")],
        kiosk.cookie)
    page = page_of(PHONE)
    page.goto(f"{kiosk.base}/w/{headers['Location'].rsplit('/', 1)[1]}?language={language}")
    expect(page.locator("html")).to_have_attribute("lang", language)
    button = page.locator('form[action$="/join"] button')
    expect(button).to_be_in_viewport(ratio=1)
    # The promise comes before the button, what is kept and how is led to from there.
    first = page.locator("#about + p")
    expect(first).to_be_in_viewport()
    page.locator("a[href='#storage']").click()
    expect(page.locator("#storage-title")).to_be_in_viewport(ratio=1)
    assert len(page.locator("#storage").inner_text()) > 300


@pytest.mark.parametrize("language", ["sv", "en", "fi"])
def test_the_hint_that_says_how_to_skip_is_read_whole(kiosk, page_of, language):
    workshop = kiosk.workshop(language)
    # Nobody has written anything: the dots' question has nothing to ask about, and leads back.
    workshop.act("open")
    workshop.act("close")
    page = console(page_of, workshop)
    for _ in range(2):
        hint = page.locator("#next-help")
        expect(hint).to_be_visible()
        assert hint.evaluate("node => node.scrollHeight <= node.clientHeight + 1")
        bar = page.locator("#next").bounding_box()
        assert bar["height"] < PHONE[1] / 3, bar
        workshop.go(workshop.dots)
        page.reload()
