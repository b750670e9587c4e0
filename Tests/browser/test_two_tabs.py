"""Two tabs of one phone, and a phone that keeps nothing: each text arrives once, whichever tab it was written in."""

import pytest
from conftest import PHONE, join
from playwright.sync_api import expect
from test_kinds import filled, with_open_text  # noqa: F401

DENIED = "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('', 'SecurityError'); }});"
FULL = "Storage.prototype.setItem = function () { throw new DOMException('', 'QuotaExceededError'); };"


def stored(workshop):
    """How many ideas the facilitator has."""
    return workshop.get(f"/facilitator/{workshop.code}").count('id="idea-')


def second_tab(page, workshop):
    tab = page.context.new_page()
    tab.goto(workshop.phone_address)
    return tab


def two_tabs(kiosk, page_of):
    workshop = kiosk.workshop()
    workshop.act("open")
    first = page_of(PHONE)
    join(first, workshop)
    return workshop, first, second_tab(first, workshop)


def send(page, text):
    page.fill("#text", text)
    page.click("form[data-form=idea] button.primary")


def test_texts_written_in_two_tabs_without_the_network_both_arrive_once(kiosk, page_of):
    workshop, first, second = two_tabs(kiosk, page_of)
    keys = []
    first.context.on("request", lambda request: keys.append(request.post_data) if request.url.endswith("/idea") else None)
    first.context.set_offline(True)
    send(first, "Från ena fliken")
    send(second, "Från andra fliken")
    for page in (first, second):
        expect(page.locator("#outbox li")).to_have_count(2)
    first.context.set_offline(False)
    for page in (first, second):
        expect(page.locator("section .received")).to_have_count(2, timeout=30_000)
        expect(page.locator("#outbox")).to_be_hidden()
    assert stored(workshop) == 2
    assert len(set(keys)) == 2, "each text has one key, in whichever tab it is sent"


def test_a_text_survives_what_the_other_tab_stores_and_its_own_closing(kiosk, page_of):
    workshop, first, second = two_tabs(kiosk, page_of)
    first.context.set_offline(True)
    send(first, "Skrivet först")
    send(second, "Skrivet sedan")
    expect(first.locator("#outbox li")).to_have_count(2)
    first.close()
    second.close()
    third = first.context.new_page()
    first.context.set_offline(False)
    third.goto(workshop.phone_address)
    expect(third.locator("section .received")).to_have_count(2, timeout=30_000)
    assert stored(workshop) == 2


def test_only_one_tab_sends_at_a_time(kiosk, page_of):
    workshop, first, second = two_tabs(kiosk, page_of)
    held = []
    first.context.route("**/idea", lambda route: held.append(route))
    with first.context.expect_event("request", lambda request: request.url.endswith("/idea")):
        send(first, "Ett")
    send(second, "Två")
    expect(second.locator("#outbox li")).to_have_count(2)
    second.wait_for_timeout(700)
    assert len(held) == 1, "the second tab waits for the first"
    held[0].continue_()
    expect(first.locator("section .received")).to_have_count(1)
    first.wait_for_timeout(500)
    assert len(held) == 2, "then it is its turn"
    held[1].continue_()
    for page in (first, second):
        expect(page.locator("section .received")).to_have_count(2)


def test_a_tab_that_was_put_to_sleep_while_sending_does_not_stop_the_other(kiosk, page_of):
    workshop, first, second = two_tabs(kiosk, page_of)
    # The first tab's mark that it is sending, as it stands when the tab is frozen and its time has run out.
    second.evaluate(
        """code => localStorage.setItem(`kiosk:${code}:lease`, JSON.stringify({me: "asleep", until: Date.now() + 1500}))""",
        workshop.code)
    send(second, "Jag väntar inte för evigt")
    second.wait_for_timeout(300)
    assert stored(workshop) == 0, "as long as it is the other's turn, nothing is sent"
    expect(second.locator("section .received")).to_have_count(1)
    # A clock that was set back far does not make it wait for longer.
    second.evaluate(
        """code => localStorage.setItem(`kiosk:${code}:lease`, JSON.stringify({me: "asleep", until: Date.now() + 9e6}))""",
        workshop.code)
    send(second, "Inte då heller")
    expect(second.locator("section .received")).to_have_count(2)


def test_a_tab_that_ended_while_sending_holds_the_next_one_back_for_seconds_only(kiosk, page_of):
    workshop, first, second = two_tabs(kiosk, page_of)
    # Taken out of memory in the middle of a request: nothing of the page runs that could give its turn back.
    second.evaluate(
        """code => { window.kioskKept(code).take(); }""", workshop.code)
    second.wait_for_timeout(2500)
    send(first, "Efter den andra")
    first.wait_for_timeout(500)
    assert stored(workshop) == 0, "a tab that is alive keeps its turn for as long as it sends"
    second.evaluate("Storage.prototype.removeItem = function () {}")
    second.close()
    expect(first.locator("section .received")).to_have_count(1, timeout=8_000)


def test_the_last_ballot_of_two_tabs_counts_and_both_show_it(filled, page_of):  # noqa: F811
    workshop, first = with_open_text(filled, page_of)
    second = second_tab(first, workshop)
    field = "form[data-form=ballot] textarea"
    first.context.set_offline(True)
    for page, text in ((first, "Första"), (second, "Andra")):
        page.fill(field, text)
        page.click("#ballot-send")
        expect(page.locator("#ballot-state")).not_to_contain_text("✓")
    first.context.set_offline(False)
    for page in (first, second):
        expect(page.locator("#ballot-state.received")).to_contain_text("✓", timeout=30_000)
        expect(page.locator(field)).to_have_value("Andra")
    third = second_tab(first, workshop)
    expect(third.locator(field)).to_have_value("Andra")


def test_a_tab_that_already_shows_what_the_other_sent_stops_saying_that_it_waits(filled, page_of):  # noqa: F811
    workshop, first = with_open_text(filled, page_of)
    first.fill("form[data-form=ballot] textarea", "Mottaget")
    first.click("#ballot-send")
    expect(first.locator("#ballot-state.received")).to_contain_text("✓")
    second = second_tab(first, workshop)
    expect(second.locator("#ballot-state.received")).to_contain_text("✓")
    # The other tab's answer is on disk and in the page before the mark that it waits is taken away.
    name = first.evaluate("code => `kiosk:${code}:ballot:${document.getElementById('main').dataset.activity}`", workshop.code)
    first.evaluate(
        """name => {
            localStorage.setItem(name.replace(/ballot:.*/, "lease"), JSON.stringify({me: "other", until: Date.now() + 3500}));
            localStorage.setItem(name, JSON.stringify({activity: name.replace(/.*ballot:/, ""), fields: {text: "Mottaget"}, text: "Mottaget", key: "k", order: 1}));
        }""", name)
    expect(second.locator("#ballot-state")).not_to_contain_text("✓")
    first.evaluate("name => localStorage.removeItem(name)", name)
    expect(second.locator("#ballot-state.received")).to_contain_text("✓", timeout=3_000)


def test_a_tab_that_asks_in_vain_what_the_other_has_sent_asks_again(filled, page_of):  # noqa: F811
    workshop, first = with_open_text(filled, page_of)
    second = second_tab(first, workshop)
    field = "form[data-form=ballot] textarea"
    failed = []

    def fail(route):
        # The second question comes while the first is on its way, as when the network returns just then.
        if len(failed) < 2:
            failed.append(route)
            route.abort()
        else:
            route.continue_()

    second.route(lambda address: address.endswith(f"/w/{workshop.code}"), fail)
    first.fill(field, "Det som gäller")
    first.click("#ballot-send")
    expect(first.locator("#ballot-state.received")).to_contain_text("✓")
    expect(second.locator(field)).to_have_value("Det som gäller")
    expect(second.locator("#ballot-state.received")).to_contain_text("✓")
    assert len(failed) == 2


def test_a_copy_of_a_draft_is_not_sent_twice(kiosk, page_of):
    workshop = kiosk.workshop()
    workshop.act("open")
    first = page_of(PHONE)
    join(first, workshop)
    first.locator("#text").type("Halv tanke")
    second = second_tab(first, workshop)
    expect(second.locator("#text")).to_have_value("Halv tanke")
    first.click("form[data-form=idea] button.primary")
    expect(second.locator("#text")).to_have_value("")
    expect(second.locator("section .received")).to_have_count(1)


def test_half_typed_texts_of_two_closed_tabs_both_come_back(kiosk, page_of):
    workshop, first, second = two_tabs(kiosk, page_of)
    first.locator("#text").type("Ena halvan")
    second.locator("#text").type("Andra halvan")
    expect(first.locator("#text")).to_have_value("Ena halvan")
    first.close()
    second.close()
    third = second_tab(first, workshop)
    expect(third.locator("#text")).to_have_value("Andra halvan")
    third.click("form[data-form=idea] button.primary")
    expect(third.locator("section .received")).to_have_count(1)
    third.reload()
    expect(third.locator("#text")).to_have_value("Ena halvan")


@pytest.mark.parametrize("script", [DENIED, FULL], ids=["denied", "full"])
def test_where_storage_is_denied_or_full_a_text_waits_in_the_page(kiosk, page_of, script):
    workshop = kiosk.workshop()
    workshop.act("open")
    page = page_of(PHONE)
    page.add_init_script(script)
    join(page, workshop)
    page.context.set_offline(True)
    send(page, "Finns bara i sidan")
    expect(page.locator("#outbox")).to_contain_text("Finns bara i sidan")
    page.context.set_offline(False)
    expect(page.locator("section .received")).to_have_count(1, timeout=30_000)
    assert stored(workshop) == 1
    workshop.act("close")
    expect(page.locator("main")).to_have_attribute("data-status", "closed")


@pytest.mark.parametrize("reloaded", [False, True])
def test_a_text_half_typed_when_the_other_tab_has_sent_the_last_one_stays_readable(kiosk, page_of, reloaded):
    workshop, first, second = two_tabs(kiosk, page_of)
    second.fill("#text", "Halvskrivet när det blev fullt")
    for number in range(5):
        send(first, f"Text {number}")
        expect(first.locator("section .received")).to_have_count(number + 1)
    expect(first.locator("#full")).to_be_visible()
    if reloaded:
        second.reload()
    shown = "[...document.querySelectorAll('textarea, #unsent, #outbox')].some(e => (e.value || e.textContent).includes('Halvskrivet'))"
    second.wait_for_function(shown)
    assert stored(workshop) == 5
