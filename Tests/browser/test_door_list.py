"""The rows of the door while people come and a second facilitator acts: what is tapped is what was under the finger."""

import re
import urllib.request

import pytest
from conftest import LAPTOP, PHONE
from playwright.sync_api import expect

ROWS = "#door .waiting > li"

# Taps a button in the moment in which the gone rows are taken away; gives whether the button rests.
CLOSES = """id => new Promise(done => {
  setTimeout(() => done("never"), 20000);
  new MutationObserver((_, observer) => {
    if (document.querySelector("#door .waiting .gone")) return;
    observer.disconnect();
    document.getElementById(id).click();
    done(document.getElementById(id).getAttribute("aria-disabled"));
  }).observe(document.querySelector("#door .waiting"), { childList: true });
})"""


class Door:
    """A workshop with a door, people who wait at it, and what a second facilitator does there."""

    def __init__(self, kiosk, people):
        kiosk.sign_in()
        headers, _ = kiosk.post(
            "/facilitator/workshops",
            [("method", "t01"), ("title", "Behov i kommunen"), ("language", "sv"), ("admission", "door")], kiosk.cookie)
        self.kiosk, self.workshop, self.cookies = kiosk, kiosk.opened(headers), {}
        self.numbers = [self.join() for _ in range(people)]

    def join(self):
        headers, _ = self.kiosk.post(f"/w/{self.workshop.code}/join")
        cookie = headers["Set-Cookie"].split(";")[0]
        request = urllib.request.Request(self.workshop.phone_address, headers={"Cookie": cookie})
        with urllib.request.urlopen(request, timeout=10) as reply:
            number = re.search(r'huge number">(\d+)<', reply.read().decode())[1]
        self.cookies[number] = cookie
        return number

    def act(self, act, *numbers):
        """What the second facilitator does."""
        self.kiosk.post(
            f"/facilitator/{self.workshop.code}/door", [("do", act)] + [("number", n) for n in numbers], self.kiosk.cookie)

    def stands(self, number):
        """How this person stands at the door: waiting, in or away."""
        request = urllib.request.Request(self.workshop.phone_address, headers={"Cookie": self.cookies[number]})
        with urllib.request.urlopen(request, timeout=10) as reply:
            page = reply.read().decode()
        return "away" if "/join" in page else "waiting" if 'data-status="waiting"' in page else "in"

    def console(self, page_of, size=PHONE, **options):
        page = page_of(size, facilitator=True, **options)
        page.goto(self.workshop.console_address)
        page.wait_for_load_state("load")
        expect(page.locator(ROWS)).to_have_count(min(len(self.numbers), 30))
        # The buttons of a list that has just come rest.
        page.wait_for_timeout(700)
        return page


def centre(locator):
    locator.scroll_into_view_if_needed()
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def shown(page):
    """The numbers in the list's order, those that are gone in brackets."""
    return page.locator(ROWS).evaluate_all(
        "rows => rows.map(row => row.classList.contains('gone') ? '(' + row.dataset.number + ')' : row.dataset.number)")


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_no_row_moves_while_a_second_facilitator_lets_others_in(kiosk, page_of, size):
    door = Door(kiosk, 6)
    first, second, third, *others = door.numbers
    page = door.console(page_of, size)
    assert shown(page) == door.numbers
    aim = centre(page.locator(f"#admit-{third}"))
    # The finger is on its way to the third when the two before it are let in elsewhere, and one more comes.
    door.act("admit", first)
    door.act("turn-away", second)
    late = door.join()
    expect(page.locator(f"#at-door-{late}")).to_have_count(1)
    assert shown(page) == [f"({first})", f"({second})", third, *others, late]
    assert centre(page.locator(f"#admit-{third}")) == aim
    expect(page.locator(f"#at-door-{first}")).to_contain_text("Insläppt")
    expect(page.locator(f"#at-door-{second}")).to_contain_text("Inte kvar i listan")
    page.mouse.click(*aim)
    expect(page.locator(f"#at-door-{third}")).to_contain_text("Insläppt")
    assert [door.stands(n) for n in (third, *others, late)] == ["in"] + ["waiting"] * 4
    # Let alone for a while, the list closes up; a tap that was on its way then does nothing.
    rests = page.evaluate(CLOSES, f"admit-{others[0]}")
    assert rests == "true"
    assert shown(page) == [*others, late]
    expect(page.locator(f"#admit-{others[0]}")).not_to_have_attribute("aria-disabled", "true")
    assert door.stands(others[0]) == "waiting"


def test_a_finger_that_is_down_acts_on_the_row_that_it_went_down_on(kiosk, page_of):
    door = Door(kiosk, 3)
    page = door.console(page_of)
    target = door.numbers[1]
    page.mouse.move(*centre(page.locator(f"#admit-{target}")))
    page.mouse.down()
    # Let in elsewhere while the finger is down, and one more comes: nothing moves, not even the count.
    door.act("admit", door.numbers[0])
    late = door.join()
    page.wait_for_timeout(1000)
    assert shown(page) == door.numbers
    page.mouse.up()
    expect(page.locator(f"#at-door-{late}")).to_have_count(1)
    expect(page.locator("#door")).to_contain_text("2 väntar.")
    assert [door.stands(n) for n in (*door.numbers, late)] == ["in", "in", "waiting", "waiting"]


@pytest.mark.parametrize("button", ["admit", "turn-away"])
@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_double_tap_is_one_act_on_one_person(kiosk, page_of, button, script):
    door = Door(kiosk, 4)
    page = door.console(page_of, script=script)
    page.mouse.dblclick(*centre(page.locator(f"#{button}-{door.numbers[0]}")), delay=30)
    expect(page.locator("#door")).to_contain_text("3 väntar.")
    page.wait_for_timeout(500)
    assert [door.stands(n) for n in door.numbers] == [{"admit": "in", "turn-away": "away"}[button]] + ["waiting"] * 3
    if script:
        expect(page.locator("#notice .error")).to_have_count(0)


def test_without_a_script_a_second_tap_on_the_page_that_comes_next_lets_nobody_in(kiosk, page_of):
    door = Door(kiosk, 4)
    page = door.console(page_of, script=False)
    page.wait_for_timeout(800)
    place = centre(page.locator(f"#admit-{door.numbers[0]}"))
    with page.expect_navigation():
        page.mouse.click(*place)
    # As a double tap does that is faster than the page: now the next person stands there.
    page.mouse.click(*centre(page.locator(f"#admit-{door.numbers[1]}")))
    page.wait_for_timeout(1000)
    expect(page.locator("#door")).to_contain_text("3 väntar.")
    assert [door.stands(n) for n in door.numbers] == ["in"] + ["waiting"] * 3
    # A moment later it is a tap like any other.
    page.mouse.click(*centre(page.locator(f"#admit-{door.numbers[1]}")))
    expect(page.locator("#door")).to_contain_text("2 väntar.")


def test_many_taps_one_after_another_let_in_one_after_another(kiosk, page_of):
    door = Door(kiosk, 5)
    page = door.console(page_of)
    for number in door.numbers[:4]:
        page.mouse.click(*centre(page.locator(f"#admit-{number}")))
    expect(page.locator("#door")).to_contain_text("1 väntar.")
    assert [door.stands(n) for n in door.numbers] == ["in"] * 4 + ["waiting"]


def test_by_keyboard_the_place_stays_and_nobody_else_is_let_in(kiosk, page_of):
    door = Door(kiosk, 4)
    page = door.console(page_of)
    page.focus(f"#admit-{door.numbers[1]}")
    page.keyboard.press("Enter")
    row = page.locator(f"#at-door-{door.numbers[1]}")
    expect(row).to_contain_text("Insläppt")
    expect(row).to_be_focused()
    page.keyboard.press("Enter")
    # The row stays as long as the focus is there, and the next button is the next person's.
    page.wait_for_timeout(5000)
    expect(row).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(f"#admit-{door.numbers[2]}")).to_be_focused()
    expect(page.locator(f"{ROWS}.gone")).to_have_count(0, timeout=15_000)
    expect(page.locator(f"#admit-{door.numbers[2]}")).to_be_focused()
    assert [door.stands(n) for n in door.numbers] == ["waiting", "in", "waiting", "waiting"]


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_number_is_typed_by_keyboard_and_what_is_wrong_stays(kiosk, page_of, script):
    door = Door(kiosk, 34)
    page = door.console(page_of, script=script)
    # Those without a row are found by eye.
    page.click("#door-rest summary")
    expect(page.locator("#door-rest .numbers")).to_have_text(" ".join(sorted(door.numbers[30:])))
    page.fill("#door-number", door.numbers[33])
    page.keyboard.press("Enter")
    expect(page.locator("#door")).to_contain_text("33 väntar.")
    expect(page.locator("#door-number")).to_have_value("")
    page.fill("#door-number", "12")
    page.keyboard.press("Enter")
    expect(page.locator("#notice")).to_contain_text("Ingen finns längre vid dörren med det numret.")
    expect(page.locator("#door-number")).to_have_value("12")
    page.fill("#door-number", door.numbers[32])
    page.click("#door-typed-turn-away")
    expect(page.locator("#door")).to_contain_text("32 väntar.")
    # One comes while “let all in” is on the way: the tap lets in those whom the page showed.
    page.click("#admit-all")
    expect(page.locator("#door")).to_contain_text("0 väntar.")
    assert [door.stands(n) for n in door.numbers] == ["in"] * 32 + ["away", "in"]


def test_the_list_is_reached_and_read_on_a_narrow_phone(kiosk, page_of):
    door = Door(kiosk, 34)
    page = door.console(page_of, (320, 640))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.click("#door-rest summary")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for selector in ["#door-number", "#door-typed-admit", "#admit-all", f"#admit-{door.numbers[0]}"]:
        assert page.locator(selector).bounding_box()["height"] >= 44, selector
