"""The facilitator changes agendas and looks after methods."""

import re

import pytest
from conftest import LAPTOP, PHONE
from playwright.sync_api import expect
from test_accessibility import check
from test_workshop import words


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_step_is_added_with_the_keyboard(kiosk, page_of, script):
    workshop = kiosk.workshop("sv")
    page = page_of(LAPTOP, script=script, facilitator=True, bypass_csp=True)
    page.goto(f"{workshop.console_address}/agenda")
    if script:
        check(page, "agenda")
    page.locator("#kind-choice").focus()
    page.keyboard.press("Space")
    page.locator("#after").select_option(index=0)
    page.locator("section form button").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/step?*")
    if script:
        check(page, "step")
    page.fill("#s-prompt_sv", "Vad vill du dricka?")
    # Not ready: what is missing is told at its field, and what is typed stays.
    page.locator("form[data-form=step] button.primary").click()
    expect(page.locator("#s-options_from-error")).to_be_visible()
    expect(page.locator("#s-prompt_sv")).to_have_value("Vad vill du dricka?")
    page.fill("#s-options_sv", "Kaffe\nTe\nVatten")
    page.locator("form[data-form=step] button.primary").click()
    page.wait_for_url("**/agenda#*")
    expect(page.locator(".steps > li").first).to_contain_text("Vad vill du dricka?")
    # Away again.
    page.locator(".steps > li").first.locator("summary").click()
    page.get_by_role("button", name=words("sv")["step_remove_confirm"]).first.click()
    expect(page.locator(".steps > li").first).not_to_contain_text("Vad vill du dricka?")


def test_a_step_is_moved_and_asked_again_on_a_phone(kiosk, page_of):
    workshop = kiosk.workshop("en")
    page = page_of(PHONE, facilitator=True, theme="dark", bypass_csp=True)
    page.goto(f"{workshop.console_address}/agenda")
    check(page, "agenda on a phone")
    titles = page.locator(".steps > li strong").all_text_contents()
    page.locator(".steps > li").nth(1).get_by_role("button", name=words("en")["step_earlier"]).click()
    expect(page.locator(".steps > li strong").first).to_have_text("1. " + titles[1][3:])
    page.locator("#step-a5").get_by_role("button", name=words("en")["step_again"]).click()
    expect(page.locator("#step-a5-2")).to_be_visible()
    # What others build on does not go, and the page says why.
    page.locator("#step-a1 summary").click()
    page.locator("#step-a1").get_by_role("button", name=words("en")["step_remove_confirm"]).click()
    expect(page.locator(".notice.error")).to_contain_text("builds on")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_method_is_copied_edited_and_printed(kiosk, page_of, language):
    page = page_of(LAPTOP, facilitator=True, bypass_csp=True)
    kiosk.sign_in()
    page.goto(f"{kiosk.base}/facilitator/methods?language={language}")
    check(page, "methods")
    page.locator("#method-t03").get_by_role("button").click()
    own = page.locator("section[aria-labelledby=own-title] li").first
    expect(own).to_be_visible()
    own.locator("summary").first.click()
    own.locator("input[name=title]").fill("Vår egen")
    own.locator("form[action$='/words'] button").click()
    expect(page.locator("section[aria-labelledby=own-title] li").first).to_contain_text("Vår egen")
    page.locator("#method-t03 a[href$='/guide']").click()
    check(page, "guide")
    expect(page.locator(".guide-steps > li").first).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".no-print")).to_be_hidden()
    # The file of it is chosen and taken in.
    page.emulate_media(media="screen")
    page.goto(f"{kiosk.base}/facilitator/methods")
    with page.expect_download() as download:
        page.locator("section[aria-labelledby=own-title] a[download]").click()
    path = download.value.path()
    page.locator("section[aria-labelledby=import-title] a.button").click()
    page.set_input_files("#files", path)
    check(page, "import")
    page.locator("form[action$='/import'] button.primary").click()
    expect(page.locator("section[aria-labelledby=outcome-title] li")).to_contain_text("Vår egen")
    check(page, "import outcome")
    # Away again, so that the next language begins with none.
    page.emulate_media(media="screen")
    page.goto(f"{kiosk.base}/facilitator/methods")
    own = page.locator("section[aria-labelledby=own-title] li").first
    own.locator("summary").nth(1).click()
    own.locator("form[action$='/remove'] button").click()
    expect(page.locator("section[aria-labelledby=own-title]")).to_have_count(0)
