"""What the console says when it does not do what was asked: where the reader is, and without moving the page."""

import pytest
from conftest import PHONE
from playwright.sync_api import expect
from test_arrange import room
from test_double_taps import console, middle
from test_two_consoles import SAVE


def test_a_refusal_is_told_where_the_reader_is(kiosk, page_of):
    workshop, ideas = room(kiosk, *[f"Behov {n}" for n in range(40)])
    page = console(page_of, workshop)
    page.locator("#arrange .ticks input").nth(30).check()
    page.wait_for_timeout(200)
    before = page.evaluate("scrollY")
    assert before > 1000
    # As a finger does: the browser's driver would scroll first.
    page.mouse.click(*middle(page, "#do-group"))
    said = page.locator("#notice .error")
    expect(said).to_contain_text("ett namn på gruppen")
    expect(said).to_be_in_viewport(ratio=1)
    expect(page.locator("#name")).to_be_focused()
    assert abs(page.evaluate("scrollY") - before) < 100
    # Read, it is put away: by its button, by the key or by what is done next.
    page.get_by_role("button", name="Stäng meddelandet").click()
    expect(said).to_have_count(0)
    assert abs(page.evaluate("scrollY") - before) < 100
    page.click("#do-group")
    expect(said).to_have_count(1)
    page.keyboard.press("Escape")
    expect(said).to_have_count(0)
    page.click("#do-group")
    page.fill("#name", "Ett")
    page.click("#do-group")
    expect(page.locator("#arrange legend").first).to_have_text("Ett (1)")
    expect(said).to_have_count(0)


@pytest.mark.parametrize("size", [PHONE, (320, 256)])
def test_a_long_refusal_covers_less_than_half(kiosk, page_of, size):
    workshop = kiosk.workshop()
    page = console(page_of, workshop, size)
    page.fill("#own-notes", "Mitt")
    kiosk.post(f"/facilitator/{workshop.code}/notes", [("seen", ""), ("notes", "Långa rader. " * 200)], kiosk.cookie)
    page.click(SAVE)
    said = page.locator("#notice .error")
    expect(said).to_be_visible()
    assert said.bounding_box()["height"] < size[1] / 2
    expect(said.get_by_role("button")).to_be_in_viewport(ratio=1)
