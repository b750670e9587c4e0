"""Who may answer: the facilitator's door, from the phone that waits to its first answer, with and without a script."""

import re

import pytest
from conftest import LAPTOP, PHONE
from playwright.sync_api import expect
from test_display import own_kiosk  # noqa: F401

NUMBER = "#door .number"


def room(kiosk, admission, language="sv"):
    """A workshop with this setting."""
    kiosk.sign_in()
    headers, _ = kiosk.post(
        "/facilitator/workshops",
        [("method", "t01"), ("title", "Behov i kommunen"), ("language", language), ("admission", admission)], kiosk.cookie)
    return kiosk.opened(headers, language)


def join(page, workshop):
    page.goto(workshop.phone_address)
    page.click('form[action$="/join"] button')
    page.wait_for_selector(NUMBER)
    return page.inner_text(NUMBER)


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_phone_waits_and_goes_on_when_it_is_let_in(kiosk, page_of, script):
    workshop = room(kiosk, "door")
    console = page_of(LAPTOP, script=script, facilitator=True)
    console.goto(workshop.console_address)
    expect(console.locator("#door")).to_contain_text("0 väntar.")
    phones = [page_of(PHONE, script=script) for _ in range(3)]
    numbers = [join(phone, workshop) for phone in phones]
    assert len(set(numbers)) == 3 and all(re.fullmatch(r"[1-9]\d\d", number) for number in numbers)
    workshop.act("open")
    for phone in phones:
        # It may look at the question, and has nothing to answer it with.
        if not script:
            phone.reload()
        expect(phone.locator("main")).to_have_attribute("data-status", "waiting")
        expect(phone.locator("form[data-form]")).to_have_count(0)
    if not script:
        console.reload()
    expect(console.locator("#door")).to_contain_text("3 väntar.")
    expect(console.locator(".facts")).to_contain_text("0 deltagare")
    console.click(f"#admit-{numbers[0]}")
    expect(console.locator("#door")).to_contain_text("2 väntar.")
    expect(console.locator(".facts")).to_contain_text("1 deltagare")
    if not script:
        phones[0].reload()
    phones[0].fill("#text", "Insläppt")
    phones[0].click("form[data-form=idea] button.primary")
    expect(phones[0].locator("section .received")).to_have_count(1)
    # The third is turned away and is nobody; the second comes in.
    console.click(f"#turn-away-{numbers[2]}")
    expect(console.locator("#door")).to_contain_text("1 väntar.")
    console.click(f"#admit-{numbers[1]}")
    expect(console.locator("#door")).to_contain_text("0 väntar.")
    phones[1].reload()
    expect(phones[1].locator("#text")).to_be_visible()
    # It learns of it by itself, though nothing else has changed.
    if not script:
        phones[2].reload()
    expect(phones[2].locator('form[action$="/join"]')).to_be_visible()
    expect(phones[2].locator("main")).to_contain_text("Du är inte med i workshoppen.")
    # One who came in twice is sent back out, and what was being typed stays on the phone.
    phones[1].fill("#text", "Halvvägs")
    console.click("#door-admitted summary")
    console.fill("#send-back", numbers[1])
    console.click("#door-admitted button")
    expect(console.locator("#door")).to_contain_text("1 väntar.")
    if script:
        expect(phones[1].locator(NUMBER)).to_have_text(numbers[1])
        console.click(f"#admit-{numbers[1]}")
        expect(phones[1].locator("#text")).to_have_value("Halvvägs")
    else:
        # The form is still there, and its answer says why nothing was received, with the text in it.
        phones[1].click("form[data-form=idea] button.primary")
        expect(phones[1].locator("main")).to_contain_text("Ledaren har inte släppt in dig än")
        expect(phones[1].locator("main")).to_contain_text("Halvvägs")


def test_one_who_is_turned_away_while_the_box_starts_again_learns_of_it(own_kiosk, browser):  # noqa: F811
    workshop = room(own_kiosk, "door")
    phones = [browser.new_page(viewport={"width": PHONE[0], "height": PHONE[1]}) for _ in range(2)]
    numbers = [join(phone, workshop) for phone in phones]

    def turn_away(number):
        own_kiosk.post(
            f"/facilitator/{workshop.code}/door", [("do", "turn-away"), ("number", number)], own_kiosk.cookie)

    # The other one is called once, and has nothing to learn.
    with phones[1].expect_response(lambda reply: reply.url == workshop.phone_address):
        turn_away(numbers[0])
    expect(phones[0].locator('form[action$="/join"]')).to_be_visible()
    expect(phones[1].locator(NUMBER)).to_have_text(numbers[1])
    phones[1].route("**/events", lambda route: route.abort())
    own_kiosk.kill()
    own_kiosk.restart()
    # Before its phone is back: the box, which counts anew, has called once again.
    turn_away(numbers[1])
    phones[1].unroute("**/events")
    expect(phones[1].locator('form[action$="/join"]')).to_be_visible(timeout=20_000)
    for phone in phones:
        phone.close()


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_text_typed_into_a_ballot_is_kept_when_its_writer_is_sent_back(kiosk, page_of, script):
    kiosk.sign_in()
    headers, _ = kiosk.post(
        "/facilitator/workshops",
        [("method", "t10"), ("title", "T10"), ("language", "sv"), ("admission", "door")], kiosk.cookie)
    workshop = kiosk.opened(headers)
    commitment = workshop.first("commitment")
    workshop.go(commitment)
    workshop.act("open", commitment)
    console = page_of(LAPTOP, script=script, facilitator=True)
    phone = page_of(PHONE, script=script)
    number = join(phone, workshop)
    console.goto(workshop.console_address)
    console.click(f"#admit-{number}")
    expect(console.locator("#door")).to_contain_text("0 väntar.")
    if not script:
        phone.reload()
    phone.fill("form[data-form=ballot] textarea", "Halvvägs")
    console.click("#door-admitted summary")
    console.fill("#send-back", number)
    console.click("#door-admitted button")
    expect(console.locator("#door")).to_contain_text("1 väntar.")
    # Who has been in may have answered: no turning away.
    expect(console.locator(f"#turn-away-{number}")).to_have_count(0)
    expect(console.locator("#door")).to_contain_text("Har varit inne")
    if not script:
        phone.click("form[data-form=ballot] button.primary")
        expect(phone.locator("main")).to_contain_text("Ledaren har inte släppt in dig än")
    expect(phone.locator(NUMBER)).to_have_text(number)
    expect(phone.locator("#unsent-text")).to_have_text("Halvvägs")
    if script:
        console.click(f"#admit-{number}")
        expect(phone.locator("form[data-form=ballot] textarea")).to_have_value("Halvvägs")


def test_all_are_let_in_at_once_by_keyboard(kiosk, page_of):
    workshop = room(kiosk, "door")
    phones = [page_of(PHONE) for _ in range(2)]
    for phone in phones:
        join(phone, workshop)
    console = page_of(LAPTOP, facilitator=True)
    console.goto(workshop.console_address)
    console.focus("#admit-all")
    console.keyboard.press("Enter")
    expect(console.locator("#door")).to_contain_text("0 väntar.")
    for phone in phones:
        expect(phone.locator(NUMBER)).to_have_count(0)
        expect(phone.locator("main")).to_have_attribute("data-status", "upcoming")


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_the_setting_is_chosen_shown_and_changed_until_somebody_joins(kiosk, page_of, script):
    page = page_of(LAPTOP, script=script, facilitator=True, locale="sv-SE")
    page.goto(f"{kiosk.base}/facilitator/new?method=t01")
    page.click("#more summary")
    page.check("#admission-card")
    page.click("main button.primary")
    expect(page.locator("#admission")).to_contain_text("ett kort räknas en gång")
    page.click("#admission-change summary")
    page.check("#admission-change #admission-door")
    page.click("#admission-change button")
    expect(page.locator("#admission")).to_have_attribute("data-admission", "door")
    code = page.url.rsplit("/", 1)[1]
    phone = page_of(PHONE)
    phone.goto(f"{kiosk.base}/w/{code}")
    phone.click('form[action$="/join"] button')
    phone.wait_for_selector(NUMBER)
    page.reload()
    expect(page.locator("#admission-change")).to_have_count(0)


def test_a_join_without_a_card_says_where_to_get_one(kiosk, page_of):
    workshop = room(kiosk, "card")
    page = page_of(PHONE, script=False)
    page.goto(workshop.phone_address)
    expect(page.locator("main")).to_contain_text("Be ledaren om ett.")
    page.fill("#card", " ")
    page.click('form[action$="/join"] button')
    expect(page.locator(".notice.error")).to_contain_text("Be ledaren om ett kort, och skanna det")
