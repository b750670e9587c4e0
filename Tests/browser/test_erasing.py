"""Erasing from the console: by keyboard, at every width; and the warning about a deletion date."""

import datetime

import pytest
from conftest import LAPTOP, PHONE, join
from playwright.sync_api import expect
from test_accessibility import check


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [(320, 640), LAPTOP], ids=["320", "laptop"])
def test_erasing_and_deletion_dates(kiosk, page_of, theme, size):
    workshop = kiosk.workshop()
    workshop.go(workshop.ideas)
    workshop.act("open", workshop.ideas)
    workshop.write("Ska bort härifrån", "Ska vara kvar")
    page = page_of(size, theme=theme, facilitator=True, bypass_csp=True)
    page.goto(workshop.console_address)
    page.get_by_role("link", name="Radera svar, och när de tas bort").click()
    check(page, "erase")
    page.fill("#deletion", str(datetime.date.today() + datetime.timedelta(days=5)))
    page.click("text=Spara datumet")
    expect(page.locator("[id^=due-]")).to_contain_text("tas bort om 5 dagar")
    check(page, "erase with a warning")
    page.goto(workshop.console_address)
    expect(page.locator("#due")).to_contain_text("tas bort om 5 dagar")
    page.goto(kiosk.base + "/facilitator")
    check(page, "start page with a warning")
    page.locator(f"#due-{workshop.code}").get_by_role("link", name="Radera nu eller ändra datumet").click()
    page.click("details summary")
    page.get_by_role("button", name="Radera …: Ska bort härifrån").click()
    expect(page.locator("h1")).to_have_text("Radera texten?")
    check(page, "question about a text")
    page.click("#erase-confirm")
    expect(page.locator(".notice[role=status]")).to_contain_text("Raderat.")
    expect(page.locator("main")).not_to_contain_text("Ska bort härifrån")
    page.click("#erase-workshop")
    expect(page.locator("main")).to_contain_text("2 deltagare")
    # By keyboard alone: the field, the button.
    page.focus("#typed")
    page.keyboard.type("AAAAAA")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".notice[role=alert]")).to_contain_text("Inget är raderat")
    check(page, "question about a workshop")
    page.fill("#typed", workshop.code)
    page.click("#erase-confirm")
    expect(page.locator("table")).to_contain_text("en workshop")
    check(page, "log of erasures")
    assert workshop.code not in page.content()
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_a_phone_whose_idea_is_erased_says_so_by_itself(kiosk, page_of):
    workshop = kiosk.workshop()
    workshop.go(workshop.ideas)
    workshop.act("open", workshop.ideas)
    page = page_of(PHONE)
    join(page, workshop)
    page.fill("textarea", "Min egen idé")
    page.get_by_role("button", name="Skicka").click()
    expect(page.locator("main")).to_contain_text("Min egen idé")
    html = workshop.get(f"/facilitator/{workshop.code}/erase")
    which = html.split('name="which" value="')[1].split('"')[0]
    kiosk.post(f"/facilitator/{workshop.code}/erase", [("what", "idea"), ("which", which), ("confirmed", "1")], kiosk.cookie)
    expect(page.locator("main")).not_to_contain_text("Min egen idé")


def test_erasing_without_a_script(kiosk, page_of):
    workshop = kiosk.workshop()
    workshop.go(workshop.ideas)
    workshop.act("open", workshop.ideas)
    workshop.write("Ska bort härifrån")
    page = page_of(PHONE, script=False, facilitator=True)
    page.goto(f"{workshop.console_address}/erase")
    page.fill("#which", "Ingen")
    page.click("section[aria-labelledby=person-title] button")
    expect(page.locator(".notice[role=alert]")).to_contain_text("Ingen deltagare")
    page.click("details summary")
    page.get_by_role("button", name="Radera …: Ska bort härifrån").click()
    page.click("#erase-confirm")
    expect(page.locator(".notice[role=status]")).to_contain_text("Raderat.")
    expect(page.locator("main")).not_to_contain_text("Ska bort härifrån")
