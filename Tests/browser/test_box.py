"""The box from the console: its first start, its clock, its self-test, switching it off and making it new."""

import os
import pathlib
import tempfile
import time

import pytest
from conftest import LAPTOP, PHONE, PROJECTOR, Kiosk
from playwright.sync_api import expect
from test_accessibility import check


@pytest.fixture
def kiosk():
    """A new box of its own, with a folder in which its services would find what it asks."""
    runtime = tempfile.TemporaryDirectory(prefix="kiosk-runtime-")
    kiosk = Kiosk(RUNTIME_DIRECTORY=runtime.name)
    kiosk.requests = pathlib.Path(runtime.name) / "requests"
    yield kiosk
    kiosk.stop()
    runtime.cleanup()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_new_box_leads_from_the_screen_to_its_settings_and_tells_its_pin_no_more(kiosk, page_of, script):
    screen = page_of(PROJECTOR, script=script, locale="sv-SE", bypass_csp=True)
    screen.goto(f"{kiosk.base}/display")
    expect(screen.locator("main")).to_contain_text(kiosk.pin)
    if script:
        check(screen, "the screen of a new box")
    console = page_of(PHONE, script=script, locale="sv-SE")
    console.goto(f"{kiosk.base}/facilitator")
    console.fill("#pin", kiosk.pin)
    console.click("form[action='/facilitator/sign-in'] button")
    expect(console.locator("h1")).to_have_text("Ställ in boxen")
    expect(screen.locator("main")).not_to_contain_text(kiosk.pin)
    console.select_option("#language", "en")
    console.fill("#organisation", "Testkommunen")
    console.fill("#pin", "123456")
    console.click("text=Spara inställningarna")
    expect(console.locator(".notice.error")).to_contain_text("lätt att gissa")
    expect(console.locator("#organisation")).to_have_value("Testkommunen")
    console.fill("#pin", "")
    console.select_option("#deletion-months", "3")
    console.click("text=Spara inställningarna")
    expect(console.locator(".notice")).to_contain_text("sparade")
    console.goto(f"{kiosk.base}/facilitator/new?method=t01")
    expect(console.locator("#organisation")).to_have_value("Testkommunen")
    expect(console.locator("#language")).to_have_value("en")
    assert console.input_value("#deletion").startswith("20")


def test_the_clock_is_taken_from_the_browser_in_one_press_and_far_ahead_only_when_it_is_meant(kiosk, page_of):
    page = page_of(PHONE, facilitator=True, locale="sv-SE")
    page.goto(f"{kiosk.base}/facilitator")
    expect(page.locator("#clock-offer")).to_be_hidden()
    # A browser that is ten minutes ahead of the box.
    page.add_init_script("{ const now = Date.now; Date.now = () => now() + 600000; }")
    page.goto(f"{kiosk.base}/facilitator")
    page.click("#clock-offer button")
    expect(page.locator(".notice")).to_contain_text("inte ställd än")
    wish = int((kiosk.requests / "clock").read_text())
    assert abs(wish - time.time() - 600) < 60
    (kiosk.requests / "clock").unlink()
    page.add_init_script("{ const now = Date.now; Date.now = () => now() + 300000000000; }")
    page.goto(f"{kiosk.base}/facilitator")
    page.click("#clock-offer button")
    expect(page.locator("h1")).to_have_text("Stämmer det?")
    assert not (kiosk.requests / "clock").exists()
    page.click("text=Ja, ställ klockan på det")
    expect(page.locator(".notice")).to_contain_text("inte ställd än")
    assert (kiosk.requests / "clock").read_text().endswith(" confirmed")


def test_without_a_script_the_time_is_typed(kiosk, page_of):
    page = page_of(PHONE, script=False, facilitator=True, locale="sv-SE")
    page.goto(f"{kiosk.base}/facilitator/clock")
    expect(page.locator("form[data-clock] button")).to_be_hidden()
    page.fill("#day", "2027-13-01")
    page.fill("#time", "10:00")
    page.click("text=Ställ klockan")
    expect(page.locator(".notice.error")).to_be_visible()
    expect(page.locator("#day")).to_have_value("2027-13-01")
    page.fill("#day", "2099-01-01")
    page.click("text=Ställ klockan")
    page.click("text=Ja, ställ klockan på det")
    expect(page.locator(".notice")).to_contain_text("inte ställd än")
    assert (kiosk.requests / "clock").read_text().endswith(" confirmed")


def test_the_box_is_switched_off_when_it_is_meant(kiosk, page_of):
    page = page_of(PHONE, script=False, facilitator=True, locale="sv-SE")
    page.goto(f"{kiosk.base}/facilitator/power")
    page.click("text=Stäng av boxen …")
    page.click("text=Avbryt")
    assert not (kiosk.requests / "power").exists()
    page.click("text=Stäng av boxen …")
    page.click("text=Ja, stäng av den")
    expect(page.locator(".notice")).to_contain_text("dra ur kontakten")
    assert (kiosk.requests / "power").read_text() == "off"


def test_a_box_made_new_tells_its_new_pin_once_and_on_the_screen(kiosk, page_of):
    page, screen = page_of(PHONE, facilitator=True, locale="sv-SE"), page_of(PROJECTOR)
    screen.goto(f"{kiosk.base}/display")
    page.goto(f"{kiosk.base}/facilitator/erase")
    page.click("#reset-box")
    page.fill("#typed", kiosk.pin)
    page.click("#erase-confirm")
    expect(page.locator("h1")).to_have_text("Boxen är ny")
    pin = page.locator("dd.code").first.inner_text()
    assert pin != kiosk.pin
    expect(screen.locator("main")).to_contain_text(pin)
    # By the new Wi-Fi the facilitator comes back.
    name, passphrase = page.locator(".moved dd").all_inner_texts()
    assert name.startswith("Workshop-") and len(passphrase) == 19
    expect(screen.locator("main")).to_contain_text(passphrase)


@pytest.mark.parametrize("language", ["sv", "en", "fi"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [(320, 640), PHONE], ids=["320", "phone"])
def test_who_changes_the_wifi_is_told_how_to_come_back_before_it_is_gone(kiosk, page_of, size, theme, language):
    page = page_of(size, theme=theme, facilitator=True, bypass_csp=True, locale=language)
    page.goto(f"{kiosk.base}/facilitator/setup")
    # The longest that both can be.
    page.fill("#wifi-name", "Å" * 16)
    page.fill("#wifi-passphrase", "W" * 63)
    page.click("form[action='/facilitator/setup'] button.primary")
    expect(page.locator("h1")).to_have_text({"sv": "Boxen byter wifi", "en": "The box changes its Wi-Fi",
                                             "fi": "Laite vaihtaa Wi-Fi-verkkoa"}[language])
    assert page.locator(".moved dd").all_inner_texts() == ["Å" * 16, "W" * 63]
    check(page, f"wifi changed {size} {theme} {language}")
    if os.environ.get("KIOSK_PICTURES"):
        page.screenshot(path=f"{os.environ['KIOSK_PICTURES']}/moved-{size[0]}-{theme}-{language}.png", full_page=True)
    # The style lies in the page: the network is about to be gone.
    assert page.locator("link[rel=stylesheet], script").count() == 0
    box = page.locator(".moved .qr").bounding_box()
    assert 150 < box["width"] < 220 and abs(box["width"] - box["height"]) < 2


PAGES = ["setup", "clock", "check", "power", "erase", ""]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [(320, 640), PHONE, LAPTOP], ids=["320", "phone", "laptop"])
def test_every_page_of_the_box_is_accessible(kiosk, page_of, size, theme):
    page = page_of(size, theme=theme, facilitator=True, bypass_csp=True, locale="sv-SE")
    for name in PAGES:
        page.goto(f"{kiosk.base}/facilitator/{name}")
        check(page, f"{name} {size} {theme}")
    page.goto(f"{kiosk.base}/facilitator/power")
    page.click("text=Starta om boxen …")
    check(page, f"power asked {size} {theme}")
