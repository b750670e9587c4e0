"""A workshop as the people in the room see it."""

import json
import pathlib

import pytest
from conftest import LAPTOP, PHONE, PROJECTOR, join
from playwright.sync_api import expect

ASSETS = pathlib.Path(__file__).resolve().parents[2] / "kiosk-assets"


def words(language):
    words = {}
    for path in (ASSETS / "languages" / language).glob("*.json"):
        words.update(json.loads(path.read_text()))
    return words


def plus(page, number=0):
    return page.locator('button[value$=":+1"]').nth(number)


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_join_idea_dots_reveal_on_three_screens(kiosk, page_of, language, script):
    text = words(language)
    workshop = kiosk.workshop(language)
    phone = page_of(PHONE, script=script)
    display = page_of(PROJECTOR)
    console = page_of(LAPTOP, facilitator=True)
    display.goto(workshop.display_address)
    console.goto(workshop.console_address)
    expect(display.locator(".huge")).to_contain_text(workshop.code[:3])
    console.get_by_role("button", name=text["act_open"], exact=True).click()

    def reload():
        if not script:
            phone.locator(".reload a").click()

    join(phone, workshop)
    phone.fill("#text", "Ett behov\növer två rader & <b>")
    phone.click("form[data-form=idea] button")
    expect(phone.locator("section .received")).to_contain_text(text["received"])
    expect(display.locator(".big")).to_contain_text("1")
    assert "Ett behov" not in display.content()
    console.click("#other-acts > summary")
    console.get_by_role("button", name=text["act_reveal"], exact=True).click()
    expect(display.locator(".wall")).to_contain_text("Ett behov")
    console.get_by_role("button", name=text["act_close"], exact=True).click()
    expect(console.get_by_role("button", name=text["act_reopen"], exact=True)).to_be_visible()
    console.locator(f"#go-{workshop.dots}").click()
    console.get_by_role("button", name=text["act_open"], exact=True).click()
    # Nobody has answered: the big button closes only after a question.
    expect(console.locator("summary#next-act .ask")).to_have_text(text["act_close"])
    reload()
    plus(phone).click()
    expect(phone.locator("#ballot-state")).to_contain_text("1")
    plus(phone).click()
    expect(phone.locator("#ballot-state")).to_contain_text("2")
    expect(display.locator(".big")).to_contain_text("1")
    assert display.locator("table.results").count() == 0
    console.get_by_role("button", name=text["act_reveal"], exact=True).click()
    expect(display.locator("table.results .number").first).to_have_text("2")
    reload()
    expect(phone.locator("table.results .number").first).to_have_text("2")


def test_ties_are_shown_as_ties(kiosk, page_of):
    workshop = kiosk.workshop()
    workshop.act("open")
    first, second, third = workshop.write("A", "B", "C")
    workshop.open_dots()
    workshop.vote({first: 1, second: 1})
    workshop.act("reveal", workshop.dots)
    display = page_of(PROJECTOR)
    display.goto(workshop.display_address)
    expect(display.locator("tr .place")).to_have_text(["delad 1", "delad 1", "3"])


def test_the_keyboard_alone_is_enough_for_a_participant(kiosk, page_of):
    workshop = kiosk.workshop()
    workshop.act("open")
    page = page_of(PHONE)
    page.goto(workshop.phone_address)

    def tab_to(selector):
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("s => document.activeElement && document.activeElement.matches(s)", selector):
                return
        raise AssertionError(f"Tab never reached {selector}")

    tab_to('form[action$="/join"] button')
    page.keyboard.press("Enter")
    page.wait_for_selector("#text")
    tab_to("#text")
    page.keyboard.type("Skrivet med tangenter")
    tab_to("form[data-form=idea] button")
    page.keyboard.press("Enter")
    expect(page.locator("section .received")).to_be_visible()
    workshop.open_dots()
    page.wait_for_selector("form[data-form=ballot]")
    tab_to('button[value$=":+1"]')
    for _ in range(4):
        page.keyboard.press("Enter")
    expect(page.locator("#ballot-state")).to_contain_text("3")
    # The button that can do no more keeps the focus, and says that it is disabled.
    expect(plus(page)).to_be_focused()
    expect(plus(page)).to_have_attribute("aria-disabled", "true")


def test_grouping_by_keyboard_with_undo(kiosk, page_of):
    workshop = kiosk.workshop()
    workshop.act("open")
    workshop.write("Första", "Andra")
    page = page_of(LAPTOP, facilitator=True)
    page.goto(workshop.console_address)
    page.locator(".ticks input").nth(0).focus()
    page.keyboard.press("Space")
    page.locator(".ticks input").nth(1).focus()
    page.keyboard.press("Space")
    page.locator("#name").focus()
    page.keyboard.type("Min grupp")
    page.locator("#do-group").focus()
    page.keyboard.press("Enter")
    expect(page.locator("legend", has_text="Min grupp (2)")).to_be_visible()
    page.locator("#undo").focus()
    page.keyboard.press("Enter")
    expect(page.locator("legend", has_text="Min grupp")).to_have_count(0)
    expect(page.locator(".ticks li")).to_have_count(2)


def test_grouping_without_a_script(kiosk, page_of):
    workshop = kiosk.workshop()
    workshop.act("open")
    workshop.write("Första", "Andra")
    page = page_of(PHONE, script=False, facilitator=True)
    page.goto(workshop.console_address)
    page.locator(".ticks input").nth(0).check()
    page.fill("#name", "Grupp A")
    page.click("#do-group")
    expect(page.locator("legend", has_text="Grupp A (1)")).to_be_visible()
    page.click("#undo")
    expect(page.locator("legend", has_text="Grupp A")).to_have_count(0)


def test_ticks_and_typed_names_survive_others_votes(kiosk, page_of):
    workshop = kiosk.workshop()
    workshop.act("open")
    workshop.write("Första")
    page = page_of(LAPTOP, facilitator=True)
    page.goto(workshop.console_address)
    page.locator(".ticks input").first.check()
    page.locator("#name").type("Halvskriv")
    workshop.write("Andra")
    expect(page.locator("[data-live=answers]")).to_contain_text("2")
    expect(page.locator("#name")).to_have_value("Halvskriv")
    page.locator("h1").click()
    expect(page.locator(".ticks li")).to_have_count(2)
    expect(page.locator(".ticks input:checked")).to_have_count(1)
    expect(page.locator("#name")).to_have_value("Halvskriv")


def test_text_waits_for_the_network_and_is_sent_once(kiosk, page_of):
    workshop = kiosk.workshop()
    workshop.act("open")
    page = page_of(PHONE)
    join(page, workshop)
    page.context.set_offline(True)
    page.fill("#text", "Skrivet utan nät")
    page.click("form[data-form=idea] button")
    expect(page.locator("#outbox")).to_contain_text("Skrivet utan nät")
    expect(page.locator("#outbox")).to_contain_text("Väntar på nätet")
    expect(page.locator("section .received")).to_have_count(0)
    page.context.set_offline(False)
    expect(page.locator("section .received")).to_have_count(1)
    expect(page.locator("#outbox")).to_be_hidden()
    assert workshop.get(f"/facilitator/{workshop.code}").count('id="idea-') == 1


def test_dots_wait_for_the_network(kiosk, page_of):
    workshop = kiosk.workshop()
    workshop.act("open")
    workshop.write("A", "B")
    workshop.open_dots()
    page = page_of(PHONE)
    join(page, workshop)
    page.context.set_offline(True)
    plus(page).click()
    plus(page, 1).click()
    expect(page.locator("#ballot-state")).to_contain_text("Väntar på nätet")
    page.context.set_offline(False)
    expect(page.locator("#ballot-state")).to_contain_text("Mottaget: 2")
    page.reload()
    expect(page.locator("#ballot-state")).to_contain_text("2 prickar")


def test_a_reply_that_was_lost_does_not_double_an_idea(kiosk, page_of):
    workshop = kiosk.workshop()
    workshop.act("open")
    page = page_of(PHONE)
    join(page, workshop)
    lost = []

    def lose_the_first_reply(route):
        if not lost:
            lost.append(route.fetch())
            route.abort()
        else:
            route.continue_()

    page.route("**/idea", lose_the_first_reply)
    page.fill("#text", "Bara en gång")
    page.click("form[data-form=idea] button")
    expect(page.locator("section .received")).to_have_count(1)
    assert len(lost) == 1
    assert workshop.get(f"/facilitator/{workshop.code}").count('id="idea-') == 1


def test_received_is_never_said_before_the_reply(kiosk, page_of):
    workshop = kiosk.workshop()
    workshop.act("open")
    workshop.write("A")
    workshop.open_dots()
    page = page_of(PHONE)
    join(page, workshop)
    held = []
    page.route("**/ballot", lambda route: held.append(route))
    plus(page).click()
    expect(page.locator("#ballot-state")).to_contain_text("Sparar")
    page.wait_for_timeout(600)
    assert "Mottaget" not in page.inner_text("#ballot-state")
    held[0].continue_()
    expect(page.locator("#ballot-state")).to_contain_text("Mottaget: 1")


def test_typed_text_survives_a_reload_and_a_closed_question(kiosk, page_of):
    workshop = kiosk.workshop()
    workshop.act("open")
    page = page_of(PHONE)
    join(page, workshop)
    page.locator("#text").type("Halvfärdig tanke")
    page.reload()
    expect(page.locator("#text")).to_have_value("Halvfärdig tanke")
    workshop.act("close")
    expect(page.locator("#unsent")).to_be_visible()
    expect(page.locator("#unsent-text")).to_have_text("Halvfärdig tanke")
    workshop.act("reopen")
    expect(page.locator("#text")).to_have_value("Halvfärdig tanke")


def test_typing_goes_on_through_the_facilitators_acts(kiosk, page_of):
    workshop = kiosk.workshop()
    workshop.act("open")
    page = page_of(PHONE)
    join(page, workshop)
    page.locator("#text").type("Före ")
    before = page.get_attribute("main", "data-revision")
    workshop.act("reveal")
    expect(page.locator("main")).not_to_have_attribute("data-revision", before)
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.type("efter")
    expect(page.locator("#text")).to_have_value("Före efter")


def test_edit_and_take_back(kiosk, page_of):
    for script in (True, False):
        workshop = kiosk.workshop()
        workshop.act("open")
        page = page_of(PHONE, script=script)
        join(page, workshop)
        page.fill("#text", "Fel")
        page.click("form[data-form=idea] button")
        page.locator("section .row a").click()
        expect(page.locator("#text")).to_have_value("Fel")
        page.fill("#text", "Rätt")
        page.click("form[data-form=edit] button")
        expect(page.locator("section .ideas .typed")).to_have_text("Rätt")
        page.locator("section .row summary").click()
        page.click("form[data-form=retract] button")
        expect(page.locator("section .ideas .typed")).to_have_count(0)


def test_the_reentry_code_moves_the_participant(kiosk, page_of):
    workshop = kiosk.workshop()
    workshop.act("open")
    first, second = page_of(PHONE), page_of(PHONE, script=False)
    join(first, workshop)
    first.fill("#text", "Min idé")
    first.click("form[data-form=idea] button")
    expect(first.locator("section .received")).to_be_visible()
    first.click("#device summary")
    code = first.inner_text("#device .code")
    second.goto(workshop.phone_address)
    second.click("#reenter summary")
    second.fill("#reentry", code.lower())
    second.click("#reenter button")
    expect(second.locator("section .ideas .typed")).to_have_text("Min idé")


def test_the_display_says_when_it_has_lost_the_box_and_heals(kiosk, page_of):
    workshop = kiosk.workshop()
    workshop.act("open")
    display = page_of(PROJECTOR)
    display.goto(workshop.display_address)
    expect(display.locator("#lost")).to_be_hidden()
    display.context.set_offline(True)
    # A stream that is open already is not cut by Chromium's offline mode; a reload of the stream is.
    display.evaluate("window.dispatchEvent(new Event('offline'))")
    display.context.set_offline(False)
    workshop.write("Ny")
    expect(display.locator(".big")).to_contain_text("1")


def test_a_timer_informs_and_closes_nothing(kiosk, page_of):
    workshop = kiosk.workshop()
    workshop.act("open")
    page = page_of(PHONE)
    join(page, workshop)
    page.locator("#text").type("Skriver")
    console = page_of(LAPTOP, facilitator=True)
    console.goto(workshop.console_address)
    console.click("#other-acts > summary")
    console.fill("#minutes", "1")
    console.keyboard.press("Enter")
    expect(page.locator("#timer")).to_contain_text("kvar")
    expect(console.locator("#timer")).to_contain_text("kvar")
    expect(page.locator("#text")).to_have_value("Skriver")
    console.click("#timer-stop")
    expect(page.locator("#timer")).to_have_count(0)
    expect(page.locator("main")).to_have_attribute("data-status", "open")


def test_the_language_can_be_chosen_per_phone(kiosk, page_of):
    workshop = kiosk.workshop("sv")
    page = page_of(PHONE, locale="de-DE")
    page.goto(workshop.phone_address)
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    page.click("footer a[lang=en]")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.click('form[action$="/join"] button')
    expect(page.locator("html")).to_have_attribute("lang", "en")
