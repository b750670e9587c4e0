"""A rehearsal, as the phones in it show it."""

from conftest import PHONE, join
from playwright.sync_api import expect


def test_the_banner_stays_on_the_phone_when_it_has_answered(kiosk, page_of):
    workshop = kiosk.workshop(method="every-kind")
    headers, _ = kiosk.post(f"/facilitator/{workshop.code}/rehearse", cookie=kiosk.cookie)
    rehearsal = type(workshop)(kiosk, headers["Location"].rsplit("/", 1)[1])
    single = rehearsal.agenda[1][0]
    rehearsal.go(single)
    rehearsal.act("open", single)
    page = page_of(PHONE)
    join(page, rehearsal)
    expect(page.locator(".rehearsal")).to_be_visible()
    page.locator("form[data-form=ballot] input[type=radio]").first.check()
    page.click("#ballot-send")
    expect(page.locator("#ballot-state")).to_contain_text("✓")
    expect(page.locator(".rehearsal")).to_be_visible()
    # What is refused is said beside the banner, and taken away without it.
    rehearsal.act("close", single)
    rehearsal.go(rehearsal.ideas)
    rehearsal.act("open", rehearsal.ideas)
    page.fill("#text", "En idé")
    page.evaluate("document.querySelector('form[data-form=idea] #text').value = 'x'.repeat(2000)")
    page.click("form[data-form=idea] .primary")
    expect(page.locator(".notice.error")).to_have_count(1)
    page.fill("#text", "En idé")
    page.click("form[data-form=idea] .primary")
    expect(page.locator(".notice.error")).to_have_count(0)
    expect(page.locator(".rehearsal")).to_be_visible()
