"""The console is tidy and guarded: its agenda breaks between facts, its preview is a phone's, a rehearsal ends on purpose."""

import pytest
from conftest import LAPTOP, PHONE
from playwright.sync_api import expect
from test_accessibility import check


@pytest.mark.parametrize("language", ["sv", "en", "fi"])
@pytest.mark.parametrize("size", [LAPTOP, PHONE, (320, 640)], ids=["laptop", "phone", "narrow"])
def test_an_agenda_entry_breaks_between_its_facts_and_keeps_its_button_inside(kiosk, page_of, language, size):
    workshop = kiosk.workshop(language)
    workshop.act("open")
    workshop.write("Fler bussar", "Samåkning")
    workshop.act("close")
    workshop.act("reveal")
    workshop.open_dots()
    page = page_of(size, facilitator=True)
    page.goto(workshop.console_address)
    # A span of minutes stands on one line.
    broken = page.locator(".agenda .about .whole").evaluate_all(
        """spans => spans.filter(span => {
            const range = document.createRange();
            range.selectNodeContents(span);
            return new Set([...range.getClientRects()].filter(line => line.width).map(line => Math.round(line.top / 6))).size > 1;
        }).map(span => span.textContent)""")
    assert len(workshop.agenda) == page.locator(".agenda .about .whole").count() and not broken, broken
    # State and turnout have the entry's whole width, below what stands beside the button.
    told = page.locator(f"#step-{workshop.ideas} .opened")
    expect(told).to_contain_text("2")
    about = page.locator(f"#step-{workshop.ideas} .about").bounding_box()
    box = told.bounding_box()
    assert box["y"] >= about["y"] + about["height"] and box["width"] >= about["width"] - 1
    if language == "sv" and size != (320, 640):
        # The button stands beside the minutes wherever the words have room for both.
        beside = page.locator(f"#step-{workshop.agenda[0][0]} .about").evaluate(
            "about => about.querySelector('form').getBoundingClientRect().left > about.querySelector('p .whole').getBoundingClientRect().right")
        assert beside
    outside = page.locator(".agenda button").evaluate_all(
        "buttons => buttons.filter(button => button.getBoundingClientRect().right > button.closest('.card').getBoundingClientRect().right - 4).length")
    assert not outside


def test_the_preview_of_a_phone_offers_no_reload(kiosk, page_of):
    workshop = kiosk.workshop()
    workshop.act("open")
    page = page_of(LAPTOP, facilitator=True)
    page.goto(f"{workshop.console_address}/preview")
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".reload")).to_have_count(0)
    # A phone without a script needs it.
    phone = page_of(PHONE, script=False)
    phone.goto(workshop.phone_address)
    phone.click('form[action$="/join"] button')
    expect(phone.locator(".reload")).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_rehearsal_ends_only_when_it_is_confirmed(kiosk, page_of, script, theme):
    workshop = kiosk.workshop()
    headers, _ = kiosk.post(f"/facilitator/{workshop.code}/rehearse", [], kiosk.cookie)
    rehearsal = kiosk.base + headers["Location"].split("#")[0]
    page = page_of(PHONE, script=script, theme=theme, facilitator=True, bypass_csp=True)
    page.goto(rehearsal)
    summary = page.locator("#rehearsal-end summary")
    expect(page.locator("#rehearsal-confirm")).to_be_hidden()
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#rehearsal-confirm")).to_be_visible()
    expect(summary).to_have_text("Avbryt", use_inner_text=True)
    if script:
        check(page, "console of a rehearsal that is about to end")
    # Nothing has happened yet, and it can be called off.
    page.keyboard.press("Enter")
    expect(page.locator("#rehearsal-confirm")).to_be_hidden()
    expect(summary).to_have_text("Avsluta övningen och radera svaren", use_inner_text=True)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#rehearsal-confirm")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/facilitator/{workshop.code}")
    expect(page.locator("#rehearsal")).to_have_count(0)
