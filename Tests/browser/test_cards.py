"""Cards, ballots on paper and the privacy levels, as people see them."""

import re

import pytest
from conftest import LAPTOP, PHONE, Workshop
from playwright.sync_api import expect
from test_accessibility import check
from test_workshop import words


def cards(page, kiosk, count):
    """Makes cards through the page; returns their codes."""
    page.goto(f"{kiosk.base}/facilitator")
    page.locator("#cards summary").click()
    page.fill("#card-count", str(count))
    page.locator("#cards button").click()
    return page.locator(".card-code").all_text_contents()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_ballot_on_paper_is_printed_entered_checked_and_counted(kiosk, page_of, script):
    workshop = kiosk.workshop("sv", method="every-kind")
    activity = workshop.named("multiple")
    workshop.go(activity)
    workshop.act("open", activity)
    page = page_of(LAPTOP, script=script, facilitator=True, bypass_csp=True)
    code = cards(page, kiosk, 3)[0]
    if script:
        check(page, "cards")
    page.goto(f"{workshop.console_address}/paper")
    if script:
        check(page, "paper list")
    page.goto(f"{workshop.console_address}/paper?activity={activity}&print=1")
    expect(page.locator("main")).to_contain_text("☐ Fler bussar")
    if script:
        check(page, "paper ballot")
    page.goto(f"{workshop.console_address}/paper?activity={activity}")
    if script:
        check(page, "paper entry")
    page.fill("#card", code)
    page.locator("main input[type=checkbox]").nth(0).check()
    page.locator("main form button").click()
    # One is too few: the card and the choice stay.
    expect(page.locator(".notice.error")).to_be_visible()
    expect(page.locator("#card")).to_have_value(code)
    expect(page.locator("main input[type=checkbox]").nth(0)).to_be_checked()
    page.locator("main input[type=checkbox]").nth(1).check()
    page.locator("main form button").click()
    expect(page.locator("h1")).to_have_text(words("sv")["paper_check_title"])
    expect(page.locator("main")).to_contain_text("☒")
    if script:
        check(page, "paper check")
    page.get_by_role("button", name=words("sv")["paper_confirm"]).click()
    expect(page.locator(".notice")).to_have_text(words("sv")["paper_received"])
    page.goto(workshop.console_address)
    expect(page.locator("[data-live=paper]")).to_contain_text("papper 1")


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_scanned_card_joins_and_a_named_workshop_asks_for_the_name(kiosk, page_of, language):
    facilitator = page_of(LAPTOP, facilitator=True)
    code = cards(facilitator, kiosk, 1)[0]
    kiosk.sign_in()
    headers, _ = kiosk.post(
        "/facilitator/workshops",
        [("method", "t01"), ("title", "Namn"), ("language", language), ("privacy", "named")], kiosk.cookie)
    # A card opens the newest workshop that is open.
    Workshop(kiosk, headers["Location"].rsplit("/", 1)[1]).act("open")
    phone = page_of(PHONE, theme="dark", bypass_csp=True)
    phone.goto(f"{kiosk.base}/c/{re.sub(' ', '', code)}")
    check(phone, "card")
    expect(phone.locator("#about ~ p").first).to_contain_text(words(language)["notice_named"])
    expect(phone.locator("#card")).to_have_value(code)
    phone.fill("#name", "Åsa Öberg")
    phone.locator("form[action$='/join'] button").click()
    phone.wait_for_selector("main[data-activity]")
