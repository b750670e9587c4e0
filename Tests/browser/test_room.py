"""A whole room (three screens and 30 phones) through each method, with the power cut in the middle of each activity."""

import re
import threading
import time

import pytest
from conftest import LAPTOP, PHONE, PROJECTOR, Kiosk, join
from phones import Phone
from playwright.sync_api import expect

# Each method's heart: what it collects first of what it is about, and the vote in which that ends. The third is what
# the vote is about where neither is; its ideas are written beforehand, without incident.
HEARTS = {
    "t01": ("a1", "a5", None),  # the needs, and the dots on them
    "t02": ("a2", "a4", None),  # the ideas, and the dots on them
    "t03": ("a1", "a2", None),  # the self-assessment, and the ranking of what holds back
    "t04": ("q1", "a2", None),  # what one knows of procurement, and how ready one is
    "t05": ("a2", "a7", None),  # the function requirements, and the ranking of forms of competition
    "t06": ("a1", "a8", None),  # the examples, and the dots on them, at most one on each
    "t07": ("a1", "a8", "a7"),  # the first of the four R, and the dots on the measures
    "t08": ("a1", "a4", "proposals"),  # the environmental objectives, and the matrix of proposals
    "t09": ("a1", "a4", None),  # the obstacles, and the ranking of models
    "t10": ("kidx-pre", "kidx-post", None),  # the index before and after
    "t11": ("kidx-followup", "a1", None),  # the index after three months, and what has been done
    "t12": ("kidx-pre", "q1", None),  # the index before, and the first question of knowledge
}
# How long the server is gone. Once it is long, so that a phone which waits longer after each attempt has come far.
LONG_OUTAGE, OUTAGE = 13, 0.5
HEALED = 5
SIMULATED = 29

TURNOUT = "(document.querySelector('[data-live=turnout]') || {textContent: ''}).textContent"
LOST = "!document.getElementById('lost').hidden"


@pytest.fixture(scope="module")
def kiosk():
    """A kiosk of this file's own, because it is killed."""
    running = Kiosk()
    yield running
    running.stop()


def answer(page, turn):
    """Answers what the page asks, each turn otherwise. Returns the fields that are to be stored; None for an idea."""
    edit = page.locator("form[data-form=edit]")
    if edit.count():
        edit.locator("#text").fill("Den riktiga telefonens ändring")
        edit.locator("button.primary").click()
        return None
    idea = page.locator("form[data-form=idea]")
    if idea.count():
        for field in idea.locator("textarea").all():
            field.fill(f"Den riktiga telefonens svar {turn}")
        if idea.locator("input[type=radio]").count():
            idea.locator("input[type=radio]").nth(turn).check()
        idea.locator("button.primary").click()
        return None
    form = page.locator("form[data-form=ballot]")
    fields = "kioskForms.fieldsOf(document.querySelector('form[data-form=ballot]'))"
    plus = form.locator("button[value$=':+1']")
    if plus.count():
        plus.nth(turn).click()
        return page.evaluate(fields)
    for name in dict.fromkeys(radio.get_attribute("name") for radio in form.locator("input[type=radio]").all()):
        form.locator(f"input[name='{name}']").nth(turn).check()
    boxes = form.locator("input[type=checkbox]")
    if boxes.count():
        boxes.nth(0).set_checked(turn == 0)
        boxes.nth(1).set_checked(turn == 1)
    lists = form.locator("select").all()
    for place, field in enumerate(lists):
        # Of places each once, first in their order and then backwards.
        ranks = "place-" in field.get_attribute("name")
        field.select_option(index=1 + turn if not ranks else place + 1 if turn == 0 else len(lists) - place)
    for field in form.locator("textarea").all():
        field.fill(f"Den riktiga telefonens svar {turn}")
    held = page.evaluate(fields)
    form.locator("#ballot-send").click()
    return held


def waits(page):
    """The phone says that an answer has not arrived: in its outbox or beside its form."""
    expect(page.locator("#outbox:visible, .notice.error, #ballot-state:not(.received)").first).to_contain_text("Väntar på nätet")


def arrived(turn, fields, edited=False):
    """What is true in a phone's page when the answers up to this turn have arrived."""
    if edited:
        return "/Den riktiga telefonens ändring/.test((document.querySelector('[aria-labelledby=own-title] .typed') || {}).textContent)"
    if fields is None:
        return f"document.querySelectorAll('[aria-labelledby=own-title] .received').length === {turn + 1}"
    return "/✓/.test((document.querySelector('#ballot-state.received') || {textContent: ''}).textContent)"


def press(console, act, status):
    """Does what the big button says, which is to be `act`."""
    button = console.locator(f"#next-act[value={act}]:not([aria-disabled])")
    button.click()
    expect(console.locator("main")).to_have_attribute("data-status", status)


def cut_off(kiosk, phones):
    """Kills the server while these phones send; returns those that got no acknowledgement."""
    left = iter(phones)
    some, lock = threading.Event(), threading.Lock()

    def send():
        while True:
            with lock:
                phone = next(left, None)
            if phone is None:
                return
            try:
                phone.send()
                some.set()
            except OSError:
                pass  # The server is gone: the phone has no acknowledgement, and sends again later.

    senders = [threading.Thread(target=send) for _ in range(2)]
    for sender in senders:
        sender.start()
    assert some.wait(10)
    kiosk.kill()
    for sender in senders:
        sender.join()
    return [phone for phone in phones if not phone.acknowledged]


def heal(screens, since):
    """Waits until each screen shows what it is to show; returns how long each took. None may take longer than `HEALED`."""
    took = {}
    while len(took) < len(screens) and time.monotonic() < since + 4 * HEALED:
        for name, (page, shows) in screens.items():
            if name not in took and page.evaluate(shows):
                took[name] = time.monotonic() - since
        time.sleep(0.02)
    late = {name: took.get(name, "never") for name in screens if took.get(name, 1e9) > HEALED}
    assert not late, f"not there within {HEALED} s: {late}"
    return took


def through(workshop, step, room, phones, outage):
    """One activity from its opening to its reveal, with a lost network, a killed server and reloaded screens."""
    console, display, phone = room
    kiosk, activity = workshop.kiosk, workshop.named(step)
    workshop.go(activity)
    expect(console.locator("main")).to_have_attribute("data-activity", activity)
    press(console, "open", "open")
    expect(phone.locator("form[data-form=idea], form[data-form=ballot]")).to_be_visible()
    expect(phone.locator("main")).to_have_attribute("data-activity", activity)
    for other in phones:
        other.prepare(activity)
    for other in phones[:7]:
        other.send()

    phone.context.set_offline(True)
    fields = answer(phone, 0)
    waits(phone)
    expect(console.locator("[data-live=turnout]")).to_have_text(re.compile(r"^7 \D*30\b"))
    phone.context.set_offline(False)
    heal({"phone": (phone, arrived(0, fields))}, time.monotonic())
    expect(console.locator("[data-live=turnout]")).to_have_text(re.compile(r"^8 \D*30\b"))

    # Of an example each may write one: the second answer is a change to the first.
    edited = phone.get_attribute("main", "data-kind") == "example"
    if edited:
        phone.locator("[aria-labelledby=own-title] .row a").click()
        expect(phone.locator("form[data-form=edit]")).to_be_visible()
    unacknowledged = cut_off(kiosk, phones[7:15])
    fields = answer(phone, 1)
    waits(phone)
    for screen in (console, display):
        expect(screen.locator("#lost")).to_be_visible()
    phone.wait_for_timeout(outage * 1000)
    since = kiosk.restart()
    # One that was never sent is among them, so that a screen which shows the right number has got it from the new server.
    for other in unacknowledged + phones[15:16]:
        other.send()

    def shown(answered):
        """What is true in the display's page: each text counts, and the phone may have two; of ballots, who has answered."""
        if fields is None:
            return f"document.getElementById('main').dataset.answers === '{answered + (not edited)}'"
        return f"/^{answered} \\D*30/.test((document.querySelector('.sealed .big') || {{textContent: ''}}).textContent)"

    took = heal({
        "console": (console, f"!({LOST}) && /^17 \\D*30/.test({TURNOUT})"),
        "display": (display, f"!({LOST}) && {shown(17)}"),
        "phone": (phone, arrived(1, fields, edited))}, since)

    for screen in (console, display):
        screen.reload()
    expect(console.locator("[data-live=turnout]")).to_have_text(re.compile(r"^17 \D*30\b"))
    heal({"display": (display, shown(17))}, time.monotonic())
    for other in phones[16:]:
        other.send()
    expect(console.locator("[data-live=turnout]")).to_have_text(re.compile(r"^30 \D*30\b"))
    heal({"display": (display, shown(30))}, time.monotonic())
    nothing_lost(phone, phones, fields)
    press(console, "close", "closed")
    nothing_lost(phone, phones, None)
    press(console, "reveal", "closed")
    expect(display.locator(".blocks, .wall").first).to_be_visible()
    expect(phone.locator("main")).to_have_attribute("data-status", "closed")
    expect(phone.locator(".received").first).to_contain_text("✓")
    nothing_lost(phone, phones, None)
    return took


def nothing_lost(phone, phones, fields):
    """Each phone's page shows what was acknowledged, the real one's after a reload."""
    lost = [other.number for other in phones if not other.acknowledged or not other.still_there()]
    assert not lost, f"answers of these phones are lost, doubled or changed: {lost}"
    if fields is not None:
        phone.reload()
        assert phone.evaluate("kioskForms.fieldsOf(document.querySelector('form[data-form=ballot]'))") == fields


@pytest.mark.parametrize("method", HEARTS)
def test_a_room_of_thirty_goes_through_the_methods_heart_while_the_power_is_cut(kiosk, page_of, method):
    first, vote, about = HEARTS[method]
    workshop = kiosk.workshop(method=method)
    console, display, phone = page_of(LAPTOP, facilitator=True), page_of(PROJECTOR), page_of(PHONE)
    console.goto(workshop.console_address)
    display.goto(workshop.display_address)
    join(phone, workshop)
    phones = [Phone(workshop, number) for number in range(SIMULATED)]
    expect(console.locator("[data-live=joined]")).to_contain_text("30")
    took = through(workshop, first, (console, display, phone), phones, LONG_OUTAGE if method == "t01" else OUTAGE)
    if about:
        activity = workshop.named(about)
        workshop.go(activity)
        workshop.act("open", activity)
        for other in phones[:6]:
            other.prepare(activity)
            other.send()
        workshop.act("close", activity)
    again = through(workshop, vote, (console, display, phone), phones, OUTAGE)
    print(method, *(f"{name} {seconds:.1f} s, then {again[name]:.1f} s;" for name, seconds in took.items()))
