"""The projector's page: its start screen, a result that builds up, what the console sets it to, and how it heals."""

import os
import re
import signal
import subprocess
import time

import pytest
from conftest import LAPTOP, PHONE, PROGRAM, PROJECTOR, Kiosk
from playwright.sync_api import expect
from test_accessibility import check
from test_kinds import assert_fits

SIZES = {"16:9": PROJECTOR, "720p": (1280, 720), "4:3": (1024, 768)}


def screen(workshop, action, *fields):
    workshop.kiosk.post(f"/facilitator/{workshop.code}/screen", [("do", action), *fields], workshop.kiosk.cookie)


def revealed(kiosk):
    """A workshop whose dots are closed and sealed: two share the first place, one has no dot."""
    workshop = kiosk.workshop()
    workshop.act("open")
    ideas = workshop.write("Fler bussar", "Cykelvägar som är trygga också på vintern", "Samåkning")
    workshop.act("close")
    workshop.open_dots()
    workshop.vote({ideas[0]: 2, ideas[1]: 1})
    workshop.vote({ideas[1]: 1})
    workshop.act("close", workshop.dots)
    return workshop, ideas


class Commanded(Kiosk):
    """A kiosk of its own, beside which the command line is used."""

    def command(self, *arguments):
        subprocess.run(
            [PROGRAM, *arguments, "--data", f"{self.directory}/data"], check=True, stdout=subprocess.DEVNULL, timeout=20)


@pytest.fixture
def own_kiosk():
    running = Commanded()
    yield running
    running.stop()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_each_state_of_the_display_fits_and_is_accessible(kiosk, page_of, theme, size):
    workshop = kiosk.workshop("sv" if theme == "light" else "en")
    page = page_of(size, theme=theme, bypass_csp=True, reduced_motion="reduce")

    def look(where, selector):
        page.goto(workshop.display_address)
        expect(page.locator(selector).first).to_be_visible()
        check(page, where)
        assert_fits(page)
        cut = page.evaluate(
            """() => [...document.querySelectorAll(".ways > li, .scene, .pause")].filter(
                box => box.scrollHeight > box.clientHeight + 2 || box.scrollWidth > box.clientWidth + 2).length""")
        assert not cut, f"{where} is cut off"

    kiosk.sign_in()
    workshop.go(workshop.agenda[0][0])
    look("start screen without Wi-Fi", ".ways.alone .say")
    expect(page.locator(".ways > li")).to_have_count(2)
    kiosk.post("/facilitator/wifi", [("wifi-name", "Kommunhuset gäst våning 3"), ("wifi-passphrase", "x" * 63)], kiosk.cookie)
    look("start screen with Wi-Fi", ".welcome .spelled")
    kiosk.post("/facilitator/wifi", [], kiosk.cookie)
    workshop.go(workshop.ideas)
    workshop.act("open")
    ideas = workshop.write(*[f"Ett behov som är ganska långt och har nummer {n} i raden" for n in range(25)])
    workshop.group(ideas[:9], "Omsorg")
    workshop.act("reveal")
    screen(workshop, "point", ("row", f"idea-{ideas[3]}"))
    look("wall with something pointed at", ".spotlight")
    screen(workshop, "freeze")
    look("frozen", ".frozen")
    screen(workshop, "freeze-off")
    workshop.open_dots()
    for idea in ideas[:12]:
        workshop.vote({idea: 3})
    workshop.vote({ideas[1]: 3})
    workshop.act("reveal", workshop.dots)
    look("bars with a first place", "tr.first .winner")
    screen(workshop, "point", ("row", f"part-0-0-{ideas[1]}"))
    look("bars with something pointed at", "tr.pointed")
    screen(workshop, "blank")
    look("pause", ".pause")


def test_a_revealed_result_builds_up_from_the_last_place_and_ends_whole(kiosk, page_of):
    workshop, _ = revealed(kiosk)
    display = page_of(PROJECTOR)
    display.goto(workshop.display_address)
    expect(display.locator(".sealed")).to_be_visible()
    # Told by the animations themselves: which element begins when.
    display.evaluate(
        """() => { window.began = []; document.addEventListener("animationstart", event => {
            const row = event.target.closest("tr");
            window.began.push([event.animationName, row ? [...row.parentNode.children].indexOf(row) : -1, performance.now()]);
        }); }""")
    workshop.act("reveal", workshop.dots)
    expect(display.locator("body.revealing")).to_have_count(1)
    start = time.monotonic()
    expect(display.locator("body.revealing")).to_have_count(0)
    assert time.monotonic() - start < 3.5
    began = display.evaluate("window.began")
    rows = [row for name, row, _ in began if name == "grow"]
    assert rows == [2, 1, 0], began
    last_bar = max(at for name, _, at in began if name == "grow")
    marks = [at for name, _, at in began if name == "settle"]
    assert len(marks) == 2 and min(marks) > last_bar
    assert ended(display)


def ended(display):
    """Whether every row, bar and mark is there in full."""
    return display.evaluate(
        """() => [...document.querySelectorAll(".results tr, .winner")].every(part => getComputedStyle(part).opacity === "1")
            && [...document.querySelectorAll(".results .bar rect")].every(bar =>
                Math.abs(bar.getBoundingClientRect().width - bar.parentNode.getBoundingClientRect().width
                    * parseFloat(bar.getAttribute("width")) / 100) < 2)""")


def test_a_reloaded_or_late_display_and_one_without_motion_show_the_result_at_once(kiosk, page_of):
    workshop, _ = revealed(kiosk)
    calm = page_of(PROJECTOR, reduced_motion="reduce")
    calm.goto(workshop.display_address)
    expect(calm.locator(".sealed")).to_be_visible()
    workshop.act("reveal", workshop.dots)
    expect(calm.locator("tr.first")).to_have_count(2)
    assert "revealing" not in calm.evaluate("document.body.className")
    assert ended(calm)
    late = page_of(PROJECTOR)
    late.goto(workshop.display_address)
    expect(late.locator("tr.first")).to_have_count(2)
    assert "revealing" not in late.evaluate("document.body.className")
    assert ended(late)
    # The first place is told in words, weight and a frame, not in colour alone.
    expect(late.locator(".winner").first).to_have_text("Delad första plats")
    weights = late.evaluate(
        "[...document.querySelectorAll('.results tbody th')].map(head => +getComputedStyle(head).fontWeight)")
    assert weights[0] > weights[2]


def test_a_later_vote_moves_the_bars_without_building_up_again(kiosk, page_of):
    workshop, ideas = revealed(kiosk)
    workshop.act("reveal", workshop.dots)
    workshop.act("reopen", workshop.dots)
    display = page_of(PROJECTOR)
    display.goto(workshop.display_address)
    display.evaluate(
        "window.began = []; document.addEventListener('animationstart', event => window.began.push(event.animationName))")
    workshop.vote({ideas[2]: 3})
    expect(display.locator(".results tbody .item-text").first).to_have_text("Samåkning")
    assert display.evaluate("window.began") == []


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_the_bars_of_one_result_have_one_scale_and_charts_beside_each_other_one_base(kiosk, page_of, size):
    workshop, page = kiosk.workshop(method="every-kind"), page_of(size, reduced_motion="reduce")
    single, scale = workshop.named("single"), workshop.named("scale")
    workshop.go(single)
    workshop.act("open", single)
    # Numbers of different widths stand beside the bars: 12 (92 %) and 0 (0 %).
    for choice in ["bus"] * 12 + ["bike"]:
        workshop.answer(single, [("choice", choice)])
    workshop.act("reveal", single)
    page.goto(workshop.display_address)
    widths = page.evaluate("[...document.querySelectorAll('.measure .bar')].map(bar => bar.getBoundingClientRect().width)")
    assert len(widths) == 4 and max(widths) - min(widths) < 1, widths
    workshop.go(scale)
    workshop.act("open", scale)
    for row in ((5, 4, 2), (1, 4, 1)):
        workshop.answer(scale, [(f"answer-k{n}", value) for n, value in enumerate(row, 1)])
    workshop.act("reveal", scale)
    page.goto(workshop.display_address)
    bases = page.evaluate("[...document.querySelectorAll('.results')].map(table => table.getBoundingClientRect().bottom)")
    assert len(bases) == 3 and max(bases) - min(bases) < 1, bases


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_no_word_of_how_to_join_is_cut_beside_a_result_in_the_language_with_the_longest_words(kiosk, page_of, size):
    workshop, page = kiosk.workshop("fi", method="every-kind"), page_of(size, reduced_motion="reduce")
    single = workshop.named("single")
    workshop.go(single)
    workshop.act("open", single)
    for choice in ["bus"] * 12:
        workshop.answer(single, [("choice", choice)])
    workshop.act("reveal", single)
    page.goto(workshop.display_address)
    expect(page.locator(".joining .joined")).to_have_text("12 osallistujasta 12 on vastannut")
    cut = page.evaluate(
        """() => [...document.querySelectorAll(".joining p")].flatMap(part => {
            const text = part.firstChild, range = document.createRange();
            const edge = document.querySelector(".joining").getBoundingClientRect().right;
            return [...text.data.matchAll(/[^ \\n]+/g)].filter(word => {
                range.setStart(text, word.index);
                range.setEnd(text, word.index + word[0].length);
                const lines = [...range.getClientRects()];
                return new Set(lines.map(line => Math.round(line.top))).size > 1 || lines.some(line => line.right > edge);
            }).map(word => word[0]);
        })""")
    assert not cut, cut


def test_the_start_screen_counts_who_joins_and_ends_when_the_workshop_begins(kiosk, page_of):
    workshop = kiosk.workshop()
    workshop.go(workshop.agenda[0][0])
    display = page_of(PROJECTOR)
    display.goto(workshop.display_address)
    expect(display.locator(".welcome .count")).to_have_text("0")
    kiosk.post(f"/w/{workshop.code}/join")
    expect(display.locator(".welcome .count")).to_have_text("1")
    workshop.go(workshop.ideas)
    expect(display.locator(".welcome")).to_have_count(0)
    expect(display.locator(".joining")).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_the_console_pauses_freezes_and_points_by_keyboard(kiosk, page_of, script):
    workshop = kiosk.workshop()
    workshop.act("open")
    workshop.write("Fler bussar", "Samåkning")
    workshop.act("reveal")
    display = page_of(PROJECTOR)
    display.goto(workshop.display_address)
    console = page_of(PHONE if script else LAPTOP, script=script, facilitator=True, bypass_csp=True)
    console.goto(workshop.console_address)

    def press(selector):
        console.locator(selector).focus()
        console.keyboard.press("Enter")

    press("#screen-blank")
    expect(console.locator("#screen-blank")).to_have_attribute("aria-checked", "true")
    expect(display.locator(".pause h1")).to_have_text("Behov i kommunen")
    press("#screen-blank")
    expect(display.locator(".pause")).to_have_count(0)
    press("#screen-rows summary")
    press("#screen-rows button:has-text('Samåkning')")
    expect(display.locator(".spotlight")).to_contain_text("Samåkning")
    expect(display.locator("li.pointed")).to_have_text("Samåkning")
    press("#screen-freeze")
    expect(console.locator("#screen-freeze")).to_have_attribute("aria-checked", "true")
    expect(display.locator(".frozen")).to_be_visible()
    press("#screen-point")
    expect(console.locator("#screen-point")).to_have_count(0)
    expect(display.locator(".spotlight")).to_contain_text("Samåkning")
    press("#screen-freeze")
    expect(display.locator(".spotlight")).to_have_count(0)
    if script:
        check(console, "console with the display's controls")


def test_the_pointer_is_gone_while_nobody_moves_it(kiosk, page_of):
    workshop = kiosk.workshop()
    page = page_of(PROJECTOR)
    page.goto(f"{kiosk.base}/display/{workshop.code}")
    heading = page.locator("h1")
    expect(heading).to_have_css("cursor", "none")
    page.mouse.move(300, 300)
    expect(heading).not_to_have_css("cursor", "none", timeout=1_000)
    expect(heading).to_have_css("cursor", "none")


def test_the_chosen_colours_win_over_the_computers(kiosk, page_of):
    workshop = kiosk.workshop()
    display = page_of(PROJECTOR, theme="light")
    display.goto(workshop.display_address)

    def brightness():
        return sum(map(int, re.findall(r"\d+", display.evaluate("getComputedStyle(document.body).backgroundColor"))[:3]))

    assert brightness() > 600
    screen(workshop, "theme", ("theme", "dark"))
    expect(display.locator("main[data-theme=dark]")).to_be_visible()
    assert brightness() < 150
    display.emulate_media(color_scheme="dark")
    screen(workshop, "theme", ("theme", "light"))
    expect(display.locator("main[data-theme=light]")).to_be_visible()
    assert brightness() > 600


def test_a_killed_server_is_told_and_the_display_heals_also_when_frozen(own_kiosk, browser):
    workshop = own_kiosk.workshop()
    workshop.act("open")
    workshop.write("Fler bussar")
    workshop.act("reveal")
    screen(workshop, "freeze")
    workshop.act("close")
    workshop.open_dots()
    display = browser.new_page()
    display.goto(workshop.display_address)
    expect(display.locator(".frozen")).to_be_visible()
    expect(display.locator(".wall")).to_contain_text("Fler bussar")
    own_kiosk.kill()
    expect(display.locator("#lost")).to_be_visible(timeout=6_000)
    expect(display.locator(".wall")).to_contain_text("Fler bussar")
    own_kiosk.restart()
    expect(display.locator("#lost")).to_be_hidden(timeout=5_000)
    expect(display.locator(".wall")).to_contain_text("Fler bussar")
    display.reload()
    expect(display.locator(".frozen")).to_be_visible()
    screen(workshop, "freeze-off")
    expect(display.locator(".sealed")).to_be_visible()
    display.close()


def test_a_silent_network_is_told_and_the_display_heals(own_kiosk, browser):
    workshop = own_kiosk.workshop()
    display = browser.new_page()
    display.goto(workshop.display_address)
    expect(display.locator(".huge")).to_be_visible()
    os.kill(own_kiosk.process.pid, signal.SIGSTOP)
    try:
        expect(display.locator("#lost")).to_be_visible(timeout=15_000)
    finally:
        os.kill(own_kiosk.process.pid, signal.SIGCONT)
    expect(display.locator("#lost")).to_be_hidden(timeout=5_000)
    workshop.act("open")
    expect(display.locator(".sealed")).to_be_visible()
    display.close()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_display_without_a_code_waits_follows_offers_and_leaves_what_is_erased(own_kiosk, browser, script):
    context = browser.new_context(java_script_enabled=script)
    context.set_default_timeout(10_000)
    display = context.new_page()

    def expect_text(selector, text):
        expect(display.locator(selector)).to_contain_text(text, timeout=10_000)

    display.goto(own_kiosk.base + "/display")
    # The box is new: the way in stands here until somebody has taken it.
    expect_text(".fresh .code", own_kiosk.pin)
    own_kiosk.sign_in()
    expect_text("h1", "No workshop to show")
    assert own_kiosk.pin not in display.content()
    first = own_kiosk.workshop()
    first.go(first.agenda[0][0])
    expect_text(".welcome .huge", first.code[:3])
    second = own_kiosk.workshop()
    expect_text(".huge", second.code[:3])
    second.act("open")
    own_kiosk.command("workshop", "create", "--title", "Nästa vecka", "--language", "sv", "--method", "t01")
    expect(display.locator("#newer")).to_be_visible(timeout=10_000)
    expect_text("#newer", "Nästa vecka")
    expect_text(".huge", second.code[:3])
    own_kiosk.command("erase", "workshop", second.code, "--yes")
    expect_text("h1", "Nästa vecka")
    context.close()


def test_a_display_of_an_erased_workshop_says_so_and_offers_the_newest(own_kiosk, browser):
    shown = own_kiosk.workshop()
    display = browser.new_page()
    display.goto(shown.display_address)
    expect(display.locator(".huge")).to_contain_text(shown.code[:3])
    newest = own_kiosk.workshop("en")
    own_kiosk.command("erase", "workshop", shown.code, "--yes")
    expect(display.locator("main[data-missing]")).to_be_visible(timeout=10_000)
    display.locator("main a").click()
    expect(display.locator(".huge")).to_contain_text(newest.code[:3])
    display.close()


def test_a_narrow_display_needs_no_scrolling_sideways(kiosk, page_of):
    workshop, page = kiosk.workshop(method="every-kind"), page_of((320, 640))
    steps = {"matrix": [("x-bus", 8), ("y-bus", 9)], "words": [("word-1", "kommunsammanslagningsfråga")], "scale": [("answer-k1", 5)]}
    for name, ballot in steps.items():
        activity = workshop.named(name)
        workshop.go(activity)

        def look(state):
            page.goto(workshop.display_address)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name}, {state}"

        look("upcoming")
        workshop.act("open", activity)
        workshop.answer(activity, ballot)
        look("sealed")
        workshop.act("reveal", activity)
        look("revealed")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_wifi_form_and_a_narrow_display_are_accessible(kiosk, page_of, theme):
    page = page_of((320, 640), theme=theme, facilitator=True, bypass_csp=True)
    page.goto(kiosk.base + "/facilitator")
    page.click("#wifi summary")
    page.fill("#wifi-name", "Kommunhuset gäst")
    page.fill("#wifi-passphrase", "kort")
    page.click("#wifi button")
    expect(page.locator(".notice.error")).to_be_visible()
    expect(page.locator("#wifi-name")).to_have_value("Kommunhuset gäst")
    check(page, "start page with a refused Wi-Fi")
    if not page.locator("#wifi-passphrase").is_visible():
        page.click("#wifi summary")
    page.fill("#wifi-passphrase", "hemligt ord")
    page.click("#wifi button")
    workshop = kiosk.workshop()
    workshop.go(workshop.agenda[0][0])
    page.goto(workshop.display_address)
    expect(page.locator(".welcome")).to_contain_text("hemligt ord")
    check(page, "narrow start screen")
    screen(workshop, "blank")
    page.goto(workshop.display_address)
    check(page, "narrow pause")
    page.goto(kiosk.base + "/display/AAAAAA")
    check(page, "narrow display without a workshop")
    kiosk.post("/facilitator/wifi", [], kiosk.cookie)
