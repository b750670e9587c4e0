"""The written checklist of WCAG 2.2 AA, and the checks of it that a machine can make, on each page of a participant."""

import ast
import pathlib
import re

import pytest
from conftest import PHONE, ROOT, join
from playwright.sync_api import expect
from test_accessibility import check
from test_kinds import ASKING, answer, filled  # noqa: F401
from wcag import CRITERIA, EYE, NOT

HERE = pathlib.Path(__file__).parent
BATTERY = (HERE / "battery.js").read_text()
# A phone, the narrowest phone, and a laptop's window of 1280 × 1024 at 400 %.
SIZES = [PHONE, (320, 640), (320, 256)]
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }"""
FOCUS = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const { left, top, width, height } = element.getBoundingClientRect(), style = getComputedStyle(element);
  const spots = [[.5, .5], [.1, .5], [.9, .5], [.5, .1], [.5, .9]].map(([x, y]) => document.elementFromPoint(left + width * x, top + height * y));
  const around = element.closest(".budget, .send");
  return { html: element.outerHTML.slice(0, 120), top: top + scrollY, left, bottom: top + height + scrollY, sticky: !!around,
    key: element.id + element.name + element.value + element.getAttribute("href") + element.getAttribute("aria-label") + element.textContent.slice(0, 40),
    outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth), clear: spots.some(spot => spot && (element.contains(spot) || spot.contains(element))) };
}"""


def test_the_checklist_names_each_criterion_once():
    # W3C Recommendation of 12 December 2024, levels A and AA; 4.1.1 is no longer one.
    expected = """1.1.1 1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 1.3.1 1.3.2 1.3.3 1.3.4 1.3.5 1.4.1 1.4.2 1.4.3 1.4.4 1.4.5 1.4.10 1.4.11
    1.4.12 1.4.13 2.1.1 2.1.2 2.1.4 2.2.1 2.2.2 2.3.1 2.4.1 2.4.2 2.4.3 2.4.4 2.4.5 2.4.6 2.4.7 2.4.11 2.5.1 2.5.2 2.5.3
    2.5.4 2.5.7 2.5.8 3.1.1 3.1.2 3.2.1 3.2.2 3.2.3 3.2.4 3.2.6 3.3.1 3.3.2 3.3.3 3.3.4 3.3.7 3.3.8 4.1.2 4.1.3""".split()
    assert [name.split()[0] for name in CRITERIA] == expected and len(expected) == 55


def test_every_test_that_the_checklist_names_exists():
    tests = {
        node.name for path in HERE.glob("test_*.py") for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}
    for criterion, how in CRITERIA.items():
        if isinstance(how, str):
            assert how.startswith((NOT, EYE)) and len(how) > 20, criterion
        else:
            assert how and set(how) <= tests, f"{criterion}: {set(how) - tests}"


def look(page, where, mode=""):
    wrong = page.evaluate(BATTERY, mode)
    assert not wrong, f"{where}: " + "\n".join(dict.fromkeys(wrong))


def walk(page, where):
    """Tabs through the page: each stop is seen, is not covered, and comes after the one before it."""
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    stops = []
    for _ in range(150):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if not stop or (stops and stop["key"] == stops[0]["key"]):
            break
        stops.append(stop)
    else:
        raise AssertionError(f"{where}: Tab does not come to an end")
    assert len(stops) >= 3, where
    for stop in stops:
        assert stop["outline"] >= 2, f"{where}: the focus is not seen on {stop['html']}"
        assert stop["clear"], f"{where}: the focus is covered on {stop['html']}"
    flow = [stop for stop in stops[1:] if not stop["sticky"]]
    for before, after in zip(flow, flow[1:]):
        after_before = after["top"] >= before["bottom"] - 1 or (after["top"] > before["top"] - 30 and after["left"] >= before["left"] - 1)
        assert after_before, f"{where}: {after['html']} comes after {before['html']}"


def look_everywhere(page, where):
    """One state of a page at every size, in both themes, in forced colours and with wide spacing."""
    for size in SIZES:
        page.set_viewport_size({"width": size[0], "height": size[1]})
        for theme in ("light", "dark") if size == PHONE else ("light",):
            page.emulate_media(color_scheme=theme)
            look(page, f"{where} {size} {theme}")
            check(page, f"{where} {size} {theme}")
        walk(page, f"{where} {size}")
    page.set_viewport_size({"width": 320, "height": 640})
    page.evaluate("text => { const style = document.createElement('style'); style.id = 'spacing'; style.textContent = text; document.head.append(style); }", SPACING)
    look(page, f"{where} with wide spacing")
    page.evaluate("document.getElementById('spacing').remove()")
    page.emulate_media(color_scheme="light", forced_colors="active")
    look(page, f"{where} in forced colours", "forced")
    walk(page, f"{where} in forced colours")
    page.emulate_media(forced_colors="none")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})


@pytest.mark.parametrize("path", ["/", "/nothing", "/accessibility", "/material", "join", "join-again"])
def test_a_page_before_joining_at_every_size_and_theme(kiosk, page_of, path):
    page = page_of(PHONE, bypass_csp=True)
    if path.startswith("join"):
        page.goto(kiosk.workshop().phone_address)
        if path == "join-again":
            page.click("#reenter summary")
            page.click("#with-card summary")
    else:
        page.goto(kiosk.base + path)
    look_everywhere(page, path)


@pytest.mark.parametrize("name", ASKING)
def test_a_kind_at_every_size_and_theme(filled, page_of, name):  # noqa: F811
    workshop = filled("sv" if ASKING.index(name) % 2 else "en")
    activity = workshop.named(name)
    workshop.go(activity)
    workshop.act("open", activity)
    page = page_of(PHONE, bypass_csp=True)
    join(page, workshop)
    look_everywhere(page, f"{name} open")
    expect(answer(page).first).to_be_visible()
    look_everywhere(page, f"{name} received")
    workshop.act("close", activity)
    expect(page.locator("main")).to_have_attribute("data-status", "closed")
    look_everywhere(page, f"{name} closed")
    workshop.act("reveal", activity)
    page.reload()
    look_everywhere(page, f"{name} revealed")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_borders_focus_and_marks_have_contrast_of_3(kiosk, page_of, theme):
    page = page_of(PHONE, theme=theme, bypass_csp=True)
    page.goto(kiosk.base)
    colours = page.evaluate("""() => Object.fromEntries(["page", "card", "line", "accent", "accent-ink", "good", "bad", "bad-page", "warm", "ink", "soft"].map(
        name => [name, getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim()]))""")

    def light(colour):
        parts = [int(colour[n:n + 2], 16) / 255 for n in (1, 3, 5)]
        red, green, blue = [p / 12.92 if p <= .04045 else ((p + .055) / 1.055) ** 2.4 for p in parts]
        return .2126 * red + .7152 * green + .0722 * blue

    def contrast(one, other):
        high, low = sorted((light(colours[one]), light(colours[other])), reverse=True)
        return (high + .05) / (low + .05)

    for one in ("line", "accent", "good", "bad"):
        for other in ("page", "card"):
            assert contrast(one, other) >= 3, f"{one} on {other}: {contrast(one, other):.2f}"
    assert contrast("bad", "bad-page") >= 4.5
    for one, other in (("ink", "page"), ("ink", "card"), ("ink", "warm"), ("ink", "bad-page"), ("soft", "page"), ("soft", "card"), ("accent-ink", "accent")):
        assert contrast(one, other) >= 4.5, f"{one} on {other}: {contrast(one, other):.2f}"


def opened(kiosk, page_of, language="sv", **options):
    workshop = kiosk.workshop(language)
    workshop.act("open")
    page = page_of(PHONE, **options)
    join(page, workshop)
    return workshop, page


def test_a_page_turned_on_its_side_shows_the_same(kiosk, page_of):
    _, page = opened(kiosk, page_of)
    before = page.locator("main").inner_text()
    page.set_viewport_size({"width": 740, "height": 360})
    assert page.locator("main").inner_text() == before


def test_a_field_for_a_name_says_so(kiosk):
    assert 'name="name" value="{{name}}" autocomplete="name"' in (ROOT / "kiosk-assets/templates/join.mustache").read_text()


def test_states_are_told_without_colour(filled, page_of):  # noqa: F811
    workshop = filled("sv")
    activity = workshop.named("single")
    workshop.go(activity)
    workshop.act("open", activity)
    page = page_of(PHONE)
    join(page, workshop)
    answer(page)
    expect(page.locator("#ballot-state")).to_contain_text("✓ Svaret är mottaget")
    workshop.act("close", activity)
    workshop.act("reveal", activity)
    expect(page.locator(".own")).to_have_text("ditt svar")
    # Closed, it no longer says that the answer can be changed.
    expect(page.locator(".received")).to_have_text("✓ Ditt svar är mottaget.")


# The parts of the participant's script.
PHONE_SCRIPTS = ["kept.js", "forms.js", "follow.js", "screen.js", "exchange.js", "outbox.js", "timer.js", "renewal.js", "phone.js"]


def scripts():
    return {path.name: path.read_text() for path in (ROOT / "kiosk-assets/static").glob("*.js")}


def test_no_script_listens_to_keys():
    for name in PHONE_SCRIPTS:
        assert not re.search(r"key(down|up|press)|accesskey", scripts()[name])


def test_no_script_listens_to_gestures():
    for name in PHONE_SCRIPTS:
        assert not re.search(r"touch(start|move|end)|pointer(down|move|up)|mouse(down|move|up)|drag|device(motion|orientation)", scripts()[name])


def test_the_first_stop_leads_past_what_is_repeated(kiosk, page_of):
    _, page = opened(kiosk, page_of)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_parts_in_another_language_say_so(kiosk, page_of):
    page = page_of(PHONE)
    page.goto(kiosk.workshop("sv").phone_address + "?language=en")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("h1")).to_have_attribute("lang", "sv")
    for code in ("sv", "fi"):
        expect(page.locator(f"footer a[hreflang={code}]")).to_have_attribute("lang", code)


def test_choosing_and_typing_sends_nothing(filled, page_of):  # noqa: F811
    workshop = filled("sv")
    for name in ("single", "ranking", "text"):
        activity = workshop.named(name)
        workshop.go(activity)
        workshop.act("open", activity)
        page = page_of(PHONE)
        join(page, workshop)
        sent = []
        page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
        for field in page.locator("form[data-form=ballot] input[type=radio]").all()[:1]:
            field.check()
        for field in page.locator("form[data-form=ballot] select").all()[:1]:
            field.select_option(index=1)
        for field in page.locator("form[data-form=ballot] textarea").all():
            field.fill("Halvt")
        page.wait_for_timeout(400)
        assert not sent
        expect(page.locator("#ballot-state")).to_contain_text("inte skickad")


def test_the_way_to_help_is_in_the_same_place(kiosk, page_of):
    workshop, page = opened(kiosk, page_of)
    for address in (workshop.phone_address, kiosk.base, kiosk.base + "/nothing"):
        page.goto(address)
        expect(page.locator("footer > a").first).to_have_attribute("href", "/accessibility")


def test_codes_can_be_pasted(kiosk, page_of):
    workshop = kiosk.workshop()
    page = page_of(PHONE)
    page.goto(kiosk.base)
    page.focus("#code")
    page.keyboard.insert_text(f" {workshop.code[:3].lower()} {workshop.code[3:].lower()} ")
    page.click("main button")
    page.wait_for_selector('form[action$="/join"]')


def test_receipts_are_told_politely_and_errors_at_once(filled, page_of):  # noqa: F811
    workshop = filled("sv")
    activity = workshop.named("points")
    workshop.go(activity)
    workshop.act("open", activity)
    page = page_of(PHONE)
    join(page, workshop)
    expect(page.locator("#ballot-state")).to_have_attribute("role", "status")
    expect(page.locator("#announcer")).to_have_attribute("role", "status")
    page.locator("input[inputmode]").first.fill("50")
    page.click("#ballot-send")
    expect(page.locator("main [role=alert]")).to_contain_text("50")
    page.locator("input[inputmode]").first.fill("100")
    page.click("#ballot-send")
    expect(page.locator("#ballot-state")).to_contain_text("✓")
    expect(page.locator("main [role=alert]")).to_have_count(0)
    workshop.go(workshop.ideas)
    workshop.act("open", workshop.ideas)
    page.wait_for_selector("#text")
    expect(page.locator("#announcer")).to_contain_text("Skriv idéer")
    page.fill("#text", "Ett behov till")
    page.click("form[data-form=idea] button.primary")
    expect(page.locator("#announcer")).to_contain_text("Mottagen")
