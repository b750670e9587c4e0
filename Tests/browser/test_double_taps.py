"""What a second tap, or another facilitator's act, must not make of the console's big button and of the ones that undo."""

import pytest
from conftest import LAPTOP, PHONE
from playwright.sync_api import expect
from test_arrange import room

DELAYS = [60, 200, 450]
# What is drawn on a background, as contrast (WCAG 2.2, 1.4.3).
CONTRAST = """node => {
  const parts = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(c => (c /= 255) <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [.2126, .7152, .0722][i], 0);
  const style = getComputedStyle(node);
  const [a, b] = [light(parts(style.color)), light(parts(style.backgroundColor))];
  return (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
}"""


def revealed(kiosk):
    """A workshop whose first steps after the welcome have all been shown: the button says “next step” at each of them."""
    workshop = kiosk.workshop(method="every-kind")
    for id, _, _ in workshop.agenda[1:4]:
        workshop.go(id)
        for act in ("open", "close", "reveal"):
            workshop.act(act, id)
    workshop.go(workshop.agenda[0][0])
    return workshop


def console(page_of, workshop, size=PHONE, **options):
    page = page_of(size, facilitator=True, **options)
    page.goto(workshop.console_address)
    page.wait_for_load_state("load")
    return page


def middle(page, selector):
    box = page.locator(selector).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def double_tap(page, selector, delay):
    """Taps twice on the place where the element is now."""
    page.locator(selector).scroll_into_view_if_needed()
    x, y = middle(page, selector)
    page.mouse.click(x, y)
    page.wait_for_timeout(delay)
    page.mouse.click(x, y)
    page.wait_for_timeout(300)


def step(page, workshop):
    """The place in the agenda of the step that the console shows."""
    return [id for id, _, _ in workshop.agenda].index(page.locator("main").get_attribute("data-activity"))


@pytest.mark.parametrize("delay", DELAYS)
def test_a_double_tap_goes_one_step(kiosk, page_of, delay):
    workshop = revealed(kiosk)
    page = console(page_of, workshop)
    double_tap(page, "#next-act", delay)
    assert step(page, workshop) == 1
    # After a moment it is meant.
    page.click("#next-act:not([aria-disabled])")
    expect(page.locator("main")).to_have_attribute("data-activity", workshop.agenda[2][0])


def test_two_facilitators_who_press_one_after_the_other_go_one_step(kiosk, page_of):
    workshop = revealed(kiosk)
    one, other = console(page_of, workshop), console(page_of, workshop)
    other.wait_for_timeout(300)
    x, y = middle(other, "#next-act")
    one.click("#next-act")
    other.wait_for_timeout(350)
    other.mouse.click(x, y)
    other.wait_for_timeout(300)
    assert step(other, workshop) == 1
    expect(other.locator("#notice .error")).to_have_count(0)


@pytest.mark.parametrize("delay", DELAYS)
def test_a_double_tap_opens_a_question_and_asks_nothing(kiosk, page_of, delay):
    workshop = kiosk.workshop(method="every-kind")
    workshop.go(workshop.agenda[1][0])
    page = console(page_of, workshop)
    double_tap(page, "#next-act", delay)
    expect(page.locator("main")).to_have_attribute("data-status", "open")
    expect(page.locator("#confirm-close")).not_to_have_attribute("open", "")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
@pytest.mark.parametrize("delay", DELAYS)
def test_a_double_tap_does_not_close_what_nobody_has_answered(kiosk, page_of, delay, size, script):
    workshop = kiosk.workshop(method="every-kind")
    workshop.go(workshop.agenda[1][0])
    workshop.act("open", workshop.agenda[1][0])
    page = console(page_of, workshop, size, script=script)
    double_tap(page, "#next-act", delay)
    expect(page.locator("main")).to_have_attribute("data-status", "open")
    if script:
        # It has been asked, and is answered as it is meant.
        expect(page.locator("#confirm-close")).to_have_attribute("open", "")
        page.click("#next-confirm:not([aria-disabled])")
        expect(page.locator("main")).to_have_attribute("data-status", "closed")
    else:
        expect(page.locator("#next-confirm")).to_be_hidden()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_what_takes_it_back_lies_where_the_thumb_was(kiosk, page_of, script):
    workshop = kiosk.workshop(method="every-kind")
    workshop.go(workshop.agenda[1][0])
    workshop.act("open", workshop.agenda[1][0])
    page = console(page_of, workshop, script=script)
    before = page.locator("#next-act").bounding_box()
    page.click("#next-act")
    after, yes = page.locator("#next-act").bounding_box(), page.locator("#next-confirm").bounding_box()
    assert after == before
    assert yes["y"] + yes["height"] <= after["y"]
    expect(page.locator("#next-confirm")).to_be_in_viewport(ratio=1)


def test_the_question_whether_it_is_meant_is_answered_by_keyboard(kiosk, page_of):
    workshop = kiosk.workshop(method="every-kind")
    workshop.go(workshop.agenda[1][0])
    workshop.act("open", workshop.agenda[1][0])
    page = console(page_of, workshop)
    page.focus("#next-act")
    for _ in range(2):
        page.keyboard.press("Enter")
    expect(page.locator("#confirm-close")).to_have_attribute("open", "")
    page.keyboard.press("Tab")
    expect(page.locator("#next-confirm")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_have_attribute("data-status", "open")
    expect(page.locator("#next-confirm")).not_to_have_attribute("aria-disabled", "true")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_have_attribute("data-status", "closed")


@pytest.mark.parametrize("delay", DELAYS)
def test_a_double_tap_takes_back_one_act(kiosk, page_of, delay):
    workshop = revealed(kiosk)
    for _ in range(3):
        workshop.move()
    page = console(page_of, workshop)
    double_tap(page, "#take-back", delay)
    assert step(page, workshop) == 2
    expect(page.locator("#notice .error")).to_have_count(0)


@pytest.mark.parametrize("delay", DELAYS)
def test_a_double_click_undoes_one_step_of_grouping(kiosk, page_of, delay):
    workshop, ideas = room(kiosk, "A", "B")
    workshop.group([ideas[0]], "Ett")
    workshop.group([ideas[1]], "Två")
    page = console(page_of, workshop, LAPTOP)
    double_tap(page, "#undo", delay)
    expect(page.locator("#arrange legend").first).to_have_text("Ett (1)")
    expect(page.locator("#section-none li")).to_have_count(1)
    expect(page.locator("#notice .error")).to_have_count(0)


def test_undo_undoes_the_step_that_it_names(kiosk, page_of):
    workshop, ideas = room(kiosk, "A", "B")
    workshop.group([ideas[0]], "Ett")
    page = console(page_of, workshop, LAPTOP, script=False)
    expect(page.locator("#undo")).to_contain_text("Ett")
    # Meanwhile somebody else has made another step, which this page does not know of.
    workshop.group([ideas[1]], "Två")
    page.click("#undo")
    expect(page.locator("#section-none li")).to_have_text(["A"])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_button_that_rests_can_be_read(kiosk, page_of, theme):
    workshop = revealed(kiosk)
    page = console(page_of, workshop, theme=theme)
    page.click("#next-act")
    resting = page.locator("#next-act[aria-disabled=true]")
    resting.wait_for()
    assert resting.evaluate(CONTRAST) >= 4.5
