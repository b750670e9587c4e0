"""A rehearsal, as the phones in it show it."""

from conftest import PHONE, join
from playwright.sync_api import expect


def test_the_banner_of_a_rehearsal_stays_on_the_phone(kiosk, page_of):
    workshop = kiosk.workshop()
    headers, _ = kiosk.post(f"/facilitator/{workshop.code}/rehearse", cookie=kiosk.cookie)
    rehearsal = type(workshop)(kiosk, headers["Location"].rsplit("/", 1)[1])
    rehearsal.act("open")
    page = page_of(PHONE)
    join(page, rehearsal)
    expect(page.locator(".rehearsal")).to_be_visible()
    page.fill("#text", "En idé")
    page.click("form[data-form=idea] .primary")
    expect(page.locator("[aria-labelledby=own-title] .typed")).to_have_text("En idé")
    expect(page.locator(".rehearsal")).to_be_visible()
