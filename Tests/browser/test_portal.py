"""The page that a phone opens by itself on the box's network: it works in the smallest of browsers."""

import os
import urllib.error
import urllib.request

import pytest
from conftest import PHONE, Kiosk
from playwright.sync_api import expect
from test_wcag import look_everywhere


@pytest.fixture(scope="module")
def kiosk(tmp_path_factory):
    """A kiosk that takes itself for a box."""
    os.environ["RUNTIME_DIRECTORY"] = str(tmp_path_factory.mktemp("run"))
    try:
        running = Kiosk()
    finally:
        del os.environ["RUNTIME_DIRECTORY"]
    yield running
    running.stop()


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def probe(kiosk):
    """What this device's system is told when it asks whether there is an Internet."""
    request = urllib.request.Request(kiosk.base + "/generate_204", headers={"Host": "connectivitycheck.gstatic.com"})
    try:
        return urllib.request.build_opener(NoRedirect).open(request, timeout=10).status
    except urllib.error.HTTPError as error:
        return error.code


def test_keeps_the_phone_on_the_network_by_keyboard_without_a_script_and_without_cookies(kiosk, page_of):
    page = page_of((320, 480), script=False, locale="fi-FI")
    assert probe(kiosk) == 302
    page.goto(kiosk.base + "/welcome")
    expect(page.locator("h1")).to_have_text("Tervetuloa työpajaan")
    assert page.context.cookies() == []
    page.keyboard.press("Tab")  # The way past what every page begins with.
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main strong").first).to_contain_text("Puhelin pysyy verkossa")
    expect(page.locator("main button")).to_have_count(0)
    assert page.context.cookies() == []
    assert probe(kiosk) == 204
    page.click("main a")
    expect(page.locator("#code")).to_be_visible()


def test_looks_right_at_every_size_and_theme(kiosk, page_of):
    page = page_of(PHONE, bypass_csp=True)
    page.goto(kiosk.base + "/welcome?language=en")
    look_everywhere(page, "welcome")
