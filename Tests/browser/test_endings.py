"""What ends is said so: a signed-out console, and screens of a workshop that is erased."""

from conftest import LAPTOP, PHONE
from playwright.sync_api import expect


def test_a_console_whose_facilitator_signed_out_elsewhere_asks_to_sign_in(kiosk, page_of):
    workshop = kiosk.workshop()
    workshop.act("open")
    console = page_of(LAPTOP)
    console.goto(f"{kiosk.base}/facilitator")
    console.fill("#pin", kiosk.pin)
    console.click("form[action='/facilitator/sign-in'] button")
    console.goto(workshop.console_address)
    expect(console.locator("main")).to_have_attribute("data-status", "open")
    other = console.context.new_page()
    other.goto(f"{kiosk.base}/facilitator")
    other.click("form[action='/facilitator/sign-out'] button")
    workshop.write("Skrivet efteråt")
    expect(console.locator("#pin")).to_be_visible()
    assert "Skrivet efteråt" not in console.content()


def test_when_a_rehearsal_ends_every_screen_of_it_says_so(kiosk, page_of):
    workshop = kiosk.workshop()
    headers, _ = kiosk.post(f"/facilitator/{workshop.code}/rehearse", (), kiosk.cookie)
    code = headers["Location"].rsplit("/", 1)[1]
    console, phone = page_of(LAPTOP, facilitator=True, locale="sv-SE"), page_of(PHONE, locale="sv-SE")
    console.goto(f"{kiosk.base}/facilitator/{code}")
    phone.goto(f"{kiosk.base}/w/{code}")
    phone.click('form[action$="/join"] button')
    phone.wait_for_selector("main[data-activity]")
    kiosk.post(f"/facilitator/{code}/rehearsal-end", (), kiosk.cookie)
    for page in (console, phone):
        # A page whose stream was not open yet asks after three seconds.
        expect(page.locator("main")).to_contain_text("övning som är slut", timeout=15_000)
        expect(page.locator("#lost")).to_be_hidden()
