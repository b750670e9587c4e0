"""What goes over the air: the first visit is one request of at most 14 KB, an answer page at most 6 KB."""

import gzip
import re
import urllib.request

import pytest
from conftest import PHONE, join
from playwright.sync_api import expect
from test_kinds import ASKING, answer, filled  # noqa: F401

FIRST_VISIT, ANSWER_PAGE = 14 * 1024, 6 * 1024


def wire(url, cookie=None):
    """The bytes of a reply's body as they are sent to a browser that takes gzip, and its headers."""
    headers = {"Accept-Encoding": "gzip", **({"Cookie": cookie} if cookie else {})}
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10) as reply:
        body = reply.read()
        assert reply.headers["Content-Encoding"] == "gzip"
        return body, reply.headers


def requests_of(page, act):
    """The paths that the page asks for while `act` runs and until the network is quiet, without its event stream."""
    asked = []
    page.on("request", lambda request: asked.append(request.url) if not request.url.startswith("data:") else None)
    act()
    page.wait_for_load_state("load")
    page.wait_for_timeout(300)
    return [url for url in asked if not url.endswith("/events")]


@pytest.mark.parametrize("language", ["sv", "en", "fi"])
def test_the_first_visit_is_one_small_request(kiosk, page_of, language):
    workshop = kiosk.workshop(language)
    for address in (kiosk.base + "/", workshop.phone_address):
        body, _ = wire(address)
        assert len(body) <= FIRST_VISIT
        page = page_of(PHONE)
        assert requests_of(page, lambda: page.goto(address)) == [address]
        assert page.locator("style").count() == 1, "the style stands in the page"
        assert page.locator("img, script[src], link[rel=stylesheet]").count() == 0


@pytest.mark.parametrize("name", ASKING)
def test_an_answer_page_is_small(kiosk, filled, page_of, name):  # noqa: F811
    workshop = filled("sv")
    activity = workshop.named(name)
    workshop.go(activity)
    workshop.act("open", activity)
    headers, _ = kiosk.post(f"/w/{workshop.code}/join")
    body, reply = wire(workshop.phone_address, headers["Set-Cookie"].split(";")[0])
    assert b"data-kind" in gzip.decompress(body)
    assert len(body) <= ANSWER_PAGE
    assert reply["Cache-Control"] == "no-cache, private"


def test_style_and_script_are_asked_for_once_and_then_kept(kiosk, page_of):
    workshop = kiosk.workshop()
    workshop.act("open")
    page = page_of(PHONE)
    page.goto(workshop.phone_address)
    first = requests_of(page, lambda: page.click('form[action$="/join"] button'))
    files = [url for url in first if "/static/" in url]
    assert len(files) == 2
    assert sum(len(wire(url)[0]) for url in files) <= FIRST_VISIT
    for url in files:
        assert wire(url)[1]["Cache-Control"] == "public, max-age=31536000, immutable"
        old = re.sub("v=.*", "v=0", url)
        assert wire(old)[1]["Cache-Control"] == "no-cache", "an old name is answered, but not kept"
    for act in (page.reload, lambda: page.goto(workshop.phone_address)):
        act()
        expect(page.locator("html")).to_have_class("js")
        sizes = page.evaluate(
            "performance.getEntriesByType('resource').filter(e => e.name.includes('/static/')).map(e => e.transferSize)")
        assert sizes == [0, 0], "they come from the phone"


@pytest.mark.parametrize("name", ["text", "dots", "ideas"])
def test_an_answer_page_whose_style_and_script_are_lost_is_a_form(filled, page_of, name):  # noqa: F811
    workshop = filled("sv")
    activity = workshop.named(name)
    workshop.go(activity)
    workshop.act("open", activity)
    page = page_of(PHONE)
    page.route("**/static/**", lambda route: route.abort())
    join(page, workshop)
    received = answer(page)
    if name == "ideas":
        expect(received.first).to_contain_text("Mottagen")
    else:
        expect(page.locator("#ballot-state")).to_contain_text("✓")
    assert page.locator("html.js").count() == 0
