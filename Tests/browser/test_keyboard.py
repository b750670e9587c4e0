"""A participant's whole way by the keyboard alone, with the script and without it: nothing is clicked, and no focus is set."""

import pytest
from conftest import PHONE
from playwright.sync_api import expect
from test_kinds import filled  # noqa: F401


def tab_to(page, selector, most=30):
    """Presses Tab until what the selector finds has the focus."""
    wanted = page.locator(selector).first
    for _ in range(most + 1):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by {most} presses of Tab")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_participant_goes_the_whole_way_by_keyboard(filled, page_of, script):  # noqa: F811
    workshop = filled("sv")
    scale, dots = workshop.named("scale"), workshop.named("dots")

    def turn(activity, act):
        """The facilitator does something; who has no script loads the page again."""
        workshop.go(activity)
        workshop.act(act, activity)
        if not script:
            tab_to(page, ".reload a", 60)
            page.keyboard.press("Enter")

    workshop.go(workshop.ideas)
    workshop.act("open", workshop.ideas)
    page = page_of(PHONE, script=script)
    page.goto(workshop.phone_address)
    tab_to(page, "form[action$='/join'] button")
    page.keyboard.press("Enter")

    # An idea, written and changed.
    expect(page.locator("#text")).to_be_visible()
    tab_to(page, "#text")
    page.keyboard.type("Samåkning till jobet")
    tab_to(page, "form[data-form=idea] .primary", 2)
    page.keyboard.press("Enter")
    own = page.locator("[aria-labelledby=own-title] .typed")
    expect(own).to_have_text("Samåkning till jobet")
    tab_to(page, "[aria-labelledby=own-title] .row a", 12)
    page.keyboard.press("Enter")
    expect(page.locator("form[data-form=edit]")).to_be_visible()
    tab_to(page, "form[data-form=edit] #text", 12)
    page.keyboard.press("Control+A")
    page.keyboard.type("Samåkning till jobbet")
    tab_to(page, "form[data-form=edit] .primary", 2)
    page.keyboard.press("Enter")
    expect(own).to_have_text("Samåkning till jobbet")

    # Two dots on the same thing, pressed without being sent away from the button in between.
    turn(dots, "open")
    more = page.locator("form[data-form=ballot] button[value$=':+1']").first
    expect(more).to_be_visible()
    tab_to(page, "form[data-form=ballot] button[value$=':+1']")
    page.keyboard.press("Enter")
    expect(page.locator(".number").first).to_have_text("1")
    expect(more).to_be_focused()
    expect(more).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.locator(".number").first).to_have_text("2")
    expect(page.locator("#ballot-state")).to_contain_text("2")

    # A scale of three statements, the middle answer by the arrows.
    turn(scale, "open")
    statements = page.locator("fieldset.scale")
    expect(statements.first).to_be_visible()
    for number in range(statements.count()):
        tab_to(page, f"fieldset.scale >> nth={number} >> input", 12)
        for _ in range(2):
            page.keyboard.press("ArrowDown")
        expect(statements.nth(number).locator("input").nth(2)).to_be_checked()
    tab_to(page, "#ballot-send", 4)
    page.keyboard.press("Enter")
    expect(page.locator("#ballot-state")).to_contain_text("✓")
    if not script:
        # The page is a new one, and begins with what has become of the answer.
        expect(page.locator(".receipt")).to_be_in_viewport(ratio=1)

    turn(scale, "close")
    if script:
        expect(page.locator("main")).to_have_attribute("data-status", "closed")
    expect(page.locator(".state .received")).to_contain_text("✓")
    turn(scale, "reveal")
    expect(page.locator("#results-title")).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_receipt_is_shown_once(filled, page_of, script):  # noqa: F811
    workshop = filled("sv")
    activity = workshop.named("single")
    workshop.go(activity)
    workshop.act("open", activity)
    page = page_of((320, 256), script=script)
    page.goto(workshop.phone_address)
    page.click("form[action$='/join'] button")
    page.locator("form[data-form=ballot] input[type=radio]").first.check()
    page.click("#ballot-send")
    expect(page.locator("#ballot-state")).to_contain_text("✓")
    page.reload()
    if script:
        page.wait_for_selector("html.js")
    expect(page.locator(".receipt")).to_be_visible(visible=not script)
