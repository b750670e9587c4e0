"""The record for the follow-up, the lenses and the background questions, as people see them."""

import pytest
from conftest import LAPTOP, PHONE
from playwright.sync_api import expect
from test_accessibility import check
from test_workshop import words


@pytest.mark.parametrize("language,size,theme", [("sv", LAPTOP, "light"), ("en", PHONE, "dark")])
def test_a_facilitator_records_and_assesses(kiosk, page_of, language, size, theme):
    workshop = kiosk.workshop(language)
    workshop.act("open")
    workshop.write("Fler bussar", "Cykelvägar")
    page = page_of(size, theme=theme, facilitator=True, bypass_csp=True)
    page.goto(f"{workshop.console_address}/record")
    check(page, "record")
    page.fill("#hours", "två")
    page.locator("main form button.primary").click()
    expect(page.locator(".notice.error").first).to_be_visible()
    expect(page.locator("#hours")).to_have_value("två")
    page.fill("#hours", "2")
    page.locator("main form button.primary").click()
    expect(page.locator(".notice")).to_have_text(words(language)["record_saved"])
    page.goto(f"{workshop.console_address}/lenses")
    check(page, "lenses")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("link", name=words(language)["lens_assess"]).first.click()
    check(page, "lens")
    page.locator("#objective-air").select_option("supports")
    page.locator("main form button.primary").click()
    expect(page.locator("#air-error")).to_be_visible()
    page.fill("#why-air", "Färre bilar")
    page.locator("main form button.primary").click()
    expect(page.locator(".tag", has_text=words(language)["lens_assessed"]).first).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_background_questions_are_voluntary_and_asked_once(kiosk, page_of, script):
    workshop = kiosk.workshop("sv")
    page = page_of(PHONE, script=script, bypass_csp=True)
    page.goto(workshop.phone_address)
    if script:
        check(page, "join with background questions")
    expect(page.locator("#background-role")).to_be_visible()
    page.locator("#background-role").select_option("o2")
    page.locator("form[action$='/join'] button").click()
    page.wait_for_selector("main[data-activity]")
    expect(page.locator("select[name^=background]")).to_have_count(0)


def test_a_need_is_taken_over_and_its_trail_is_shown(kiosk, page_of):
    first = kiosk.workshop("sv")
    first.act("open")
    need = first.write("Ensamhet bland äldre")[0]
    first.act("close")
    first.act("reveal")
    second = kiosk.workshop("en")
    page = page_of(LAPTOP, facilitator=True, bypass_csp=True)
    page.goto(f"{second.console_address}/agenda")
    page.get_by_role("link", name=words("en")["carry_title"]).click()
    check(page, "carry")
    page.locator(f"input[value^='{first.code}/'][value$='/ideas']").check()
    page.locator("main form button.primary").click()
    expect(page.locator("#step-carried")).to_be_visible()
    page.goto(f"{first.console_address}/trail?item={need}")
    check(page, "trail")
    expect(page.locator("ol.ideas > li")).to_have_count(2)
    # On the phone the items of the step can be read.
    second.go(second.agenda[0][0])
    fresh = page_of(PHONE)
    fresh.goto(second.phone_address)
    fresh.click('form[action$="/join"] button')
    fresh.wait_for_selector("main[data-activity]")
