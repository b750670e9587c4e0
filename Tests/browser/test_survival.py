"""A phone is locked, thrown out of memory, carried out of reach, tapped twice: nothing is lost, nothing happens twice."""

import re

import pytest
from conftest import PHONE, join
from playwright.sync_api import expect
from test_display import own_kiosk  # noqa: F401
from test_kinds import filled, with_open_text  # noqa: F401
from test_two_tabs import second_tab, send, stored
from test_workshop import plus

FIELD = "form[data-form=ballot] textarea"


def opened(kiosk, page_of, **options):
    workshop = kiosk.workshop()
    workshop.act("open")
    page = page_of(PHONE, **options)
    join(page, workshop)
    return workshop, page


def opened_kind(filled, page_of, name, **options):  # noqa: F811
    workshop = filled("sv")
    activity = workshop.named(name)
    workshop.go(activity)
    workshop.act("open", activity)
    page = page_of(PHONE, **options)
    join(page, workshop)
    return workshop, activity, page


def joined(workshop):
    """How many take part."""
    return int(re.search(r'data-live="joined">(\d+)', workshop.get(f"/facilitator/{workshop.code}"))[1])


def state(page, state):
    page.context.new_cdp_session(page).send("Page.setWebLifecycleState", {"state": state})


def test_a_phone_that_was_locked_shows_what_has_happened_and_keeps_what_was_typed(kiosk, page_of):
    workshop, page = opened(kiosk, page_of)
    page.locator("#text").type("Skrivet före låset")
    state(page, "frozen")
    workshop.act("close")
    state(page, "active")
    expect(page.locator("main")).to_have_attribute("data-status", "closed")
    expect(page.locator("#unsent-text")).to_have_text("Skrivet före låset")


def test_a_phone_that_was_locked_while_it_sent_sends_once(kiosk, page_of):
    workshop, page = opened(kiosk, page_of)
    held = []
    page.route("**/idea", lambda route: held.append(route))
    with page.expect_request("**/idea"):
        send(page, "Låst mitt i")
    state(page, "frozen")
    held[0].continue_()
    state(page, "active")
    page.unroute("**/idea")
    expect(page.locator("section .received")).to_have_count(1, timeout=30_000)
    assert stored(workshop) == 1


@pytest.mark.parametrize("reopened", [True, False], ids=["closed", "reloaded"])
def test_a_discarded_tab_brings_back_an_unsent_text_a_ballot_and_half_typed_texts(filled, page_of, reopened):  # noqa: F811
    def discard():
        if not reopened:
            page.context.set_offline(False)
            page.reload()
            return page
        page.close()
        page.context.set_offline(False)
        return second_tab(page, workshop)

    workshop, activity, page = opened_kind(filled, page_of, "text")
    page.context.set_offline(True)
    page.fill(FIELD, "Inte sänt svar")
    page.click("#ballot-send")
    expect(page.locator("#ballot-state")).to_contain_text("Väntar på nätet")
    page = discard()
    expect(page.locator("#ballot-state.received")).to_contain_text("✓", timeout=20_000)
    expect(page.locator(FIELD)).to_have_value("Inte sänt svar")
    page.fill(FIELD, "Inte sänt svar och mer")
    page = discard()
    expect(page.locator(FIELD)).to_have_value("Inte sänt svar och mer")

    workshop, activity, page = opened_kind(filled, page_of, "example")
    parts = page.locator("form[data-form=idea] textarea")
    for number in range(3):
        parts.nth(number).fill(f"Del {number}")
    page = discard()
    parts = page.locator("form[data-form=idea] textarea")
    for number in range(3):
        expect(parts.nth(number)).to_have_value(f"Del {number}")
    page.locator("form[data-form=idea] input[type=radio]").first.check()
    page.context.set_offline(True)
    page.locator("form[data-form=idea] textarea").last.fill("Sista delen")
    page.click("form[data-form=idea] button.primary")
    expect(page.locator("#outbox")).to_contain_text("Del 1")
    page = discard()
    expect(page.locator("section .received")).to_have_count(1, timeout=20_000)
    expect(page.locator("section .ideas").first).to_contain_text("Sista delen")


def test_an_answer_that_is_received_while_the_page_is_loaded_again_is_shown(filled, page_of):  # noqa: F811
    workshop, activity, page = opened_kind(filled, page_of, "text")
    sent = []
    page.route("**/ballot", lambda route: sent.append(route))
    page.fill(FIELD, "Just när sidan laddas om")
    with page.expect_request("**/ballot"):
        page.click("#ballot-send")

    def overtaken(route):
        if route.request.resource_type != "document":
            route.continue_()
            return
        # The box has written the page; then the answer of the page before arrives, is received and told so.
        reply = route.fetch()
        sent.pop().continue_()
        page.wait_for_timeout(1000)
        route.fulfill(response=reply)

    page.route(f"**/w/{workshop.code}", overtaken)
    page.reload()
    expect(page.locator("#ballot-state.received")).to_contain_text("✓")
    expect(page.locator(FIELD)).to_have_value("Just när sidan laddas om")


def test_a_half_made_change_survives_a_reload_and_a_closed_question(kiosk, page_of):
    workshop, page = opened(kiosk, page_of)
    send(page, "Första lydelsen")
    page.locator("section .row a").click()
    page.locator("form[data-form=edit] #text").fill("Halv ändring")
    page.reload()
    expect(page.locator("form[data-form=edit] #text")).to_have_value("Halv ändring")
    workshop.act("close")
    expect(page.locator("#unsent-text")).to_have_text("Halv ändring")
    workshop.act("reopen")
    expect(page.locator("form[data-form=edit] #text")).to_have_value("Halv ändring")
    # Who cancels does not want it.
    page.click("form[data-form=edit] a")
    page.locator("section .row a").click()
    expect(page.locator("form[data-form=edit] #text")).to_have_value("Första lydelsen")


@pytest.mark.parametrize("moment", ["request lost", "reply lost", "page gone"])
@pytest.mark.parametrize("kind", ["idea", "ballot"])
def test_the_network_may_go_at_any_moment_of_sending(filled, page_of, kind, moment):  # noqa: F811
    name = "ideas" if kind == "idea" else "text"
    workshop, activity, page = opened_kind(filled, page_of, name)
    before = page.locator("section .received").count()
    lost = []

    def lose_the_first(route):
        if lost:
            route.continue_()
            return
        lost.append(route.fetch() if moment != "request lost" else None)
        route.abort()

    page.context.route(f"**/{kind}", lose_the_first)
    text = f"Sänt när {moment}"
    if kind == "idea":
        send(page, text)
    else:
        page.fill(FIELD, text)
        page.click("#ballot-send")
    if moment == "page gone":
        expect(page.locator("#outbox li, #ballot-state:not(.received)").first).to_be_visible()
        page.close()
        page = second_tab(page, workshop)
    if kind == "idea":
        expect(page.locator("section .received")).to_have_count(before + 1, timeout=30_000)
        page.reload()
        expect(page.locator("section .received")).to_have_count(before + 1)
    else:
        expect(page.locator("#ballot-state.received")).to_contain_text("✓", timeout=30_000)
        expect(page.locator(FIELD)).to_have_value(text)
    assert lost


@pytest.fixture(scope="module")
def cached(browser):
    """A browser that keeps pages in its memory when one leaves them, as phones do."""
    chromium = browser.browser_type.launch(
        executable_path="/usr/bin/chromium", args=["--no-sandbox"], ignore_default_args=["--disable-back-forward-cache"])
    yield chromium
    chromium.close()


def back(page, script=True):
    """Goes back as the button does, without waiting for a load: a page that was kept is not loaded."""
    if script:
        page.evaluate("setTimeout(() => history.back())")
    else:
        page.go_back()


@pytest.mark.parametrize(
    "script, memory", [(True, True), (True, False), (False, False)], ids=["kept", "not-kept", "no-script"])
def test_back_and_forward_after_joining_and_after_answering(kiosk, browser, cached, script, memory):
    workshop = kiosk.workshop()
    workshop.act("open")
    context = (cached if memory else browser).new_context(viewport={"width": 360, "height": 740}, java_script_enabled=script)
    page = context.new_page()
    page.goto(kiosk.base)
    page.fill("#code", workshop.code)
    page.click("main button")
    page.click('form[action$="/join"] button')
    page.wait_for_selector("#text")
    back(page, script)
    page.wait_for_timeout(500)
    button = page.locator('form[action$="/join"] button')
    if button.count():
        button.click()
    else:
        page.goto(workshop.phone_address)
    page.wait_for_selector("main[data-activity]")
    assert joined(workshop) == 1, "who goes back and joins again is the same participant"
    send(page, "Före tillbaka")
    expect(page.locator("section .received")).to_have_count(1)
    page.goto(kiosk.base + "/material")
    workshop.act("close")
    back(page, script)
    page.wait_for_selector("main[data-activity]")
    assert page.locator("footer").count() == 1, "a whole page comes back, not the part that the script asks for"
    if not script and page.locator("main[data-status=open]").count():
        page.click(".reload a")
    expect(page.locator("main")).to_have_attribute("data-status", "closed")
    expect(page.locator(".received").first).to_be_visible()
    assert stored(workshop) == 1
    context.close()


def test_the_browser_keeps_an_answer_page_in_its_memory(kiosk, cached):
    workshop = kiosk.workshop()
    workshop.act("open")
    context = cached.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    join(page, workshop)
    page.evaluate("addEventListener('pageshow', event => { document.title = event.persisted ? 'kept' : 'made anew'; })")
    page.goto(kiosk.base + "/material")
    back(page)
    page.wait_for_function("document.title === 'kept'")
    workshop.act("close")
    expect(page.locator("main")).to_have_attribute("data-status", "closed")
    context.close()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_double_tap_does_nothing_twice(kiosk, page_of, script):
    workshop = kiosk.workshop()
    workshop.act("open")
    workshop.write("A", "B")
    before = joined(workshop)
    page = page_of(PHONE, script=script)
    page.goto(workshop.phone_address)
    page.dblclick('form[action$="/join"] button', no_wait_after=True)
    page.wait_for_selector("#text")
    assert joined(workshop) == before + 1
    page.fill("#text", "Dubbelt")
    page.dblclick("form[data-form=idea] button.primary", no_wait_after=True)
    expect(page.locator("section[aria-labelledby=own-title] .received")).to_have_count(1)
    assert stored(workshop) == 3
    page.click("section .row summary")
    page.dblclick("form[data-form=retract] button", no_wait_after=True)
    expect(page.locator("section[aria-labelledby=own-title]")).to_have_count(0)
    expect(page.locator(".notice.error")).to_have_count(0)
    workshop.open_dots()
    page.goto(workshop.phone_address)
    # Two taps on plus are two dots at most, and never more than the page says.
    plus(page).dblclick(no_wait_after=True)
    expect(page.locator("#ballot-state")).to_contain_text("✓")
    if script:
        expect(page.locator("#ballot-state")).to_contain_text("2")
        expect(page.locator(".number").first).to_have_text("2")
    else:
        assert page.locator(".number").first.inner_text() in ("1", "2")


def test_a_double_tap_on_one_pair_does_not_answer_the_next(filled, page_of):  # noqa: F811
    workshop, activity, page = opened_kind(filled, page_of, "pairwise")
    sent = []
    page.on("request", lambda request: sent.append(request.post_data) if request.url.endswith("/ballot") else None)
    first = page.locator(".buttons button").first
    pair = first.get_attribute("name")
    first.dblclick()
    expect(page.locator(f".buttons button[name='{pair}']:not(.chosen)")).to_have_count(0)
    page.wait_for_timeout(500)
    assert len(sent) == 1
    # The next pair is answered by a tap of its own.
    page.locator(".buttons button:not(.chosen)").first.click()
    page.wait_for_timeout(500)
    assert len(sent) == 2


def test_a_browser_that_does_not_tell_the_pressed_button_sends_it_all_the_same(filled, page_of):  # noqa: F811
    workshop = filled("sv")
    activity = workshop.named("pairwise")
    workshop.go(activity)
    workshop.act("open", activity)
    page = page_of(PHONE)
    page.add_init_script("delete SubmitEvent.prototype.submitter")
    join(page, workshop)
    with page.expect_request("**/ballot") as sent:
        page.locator(".buttons button").first.click()
    assert "pair-" in sent.value.post_data


def test_a_reload_in_the_middle_of_sending_sends_once(kiosk, page_of):
    workshop, page = opened(kiosk, page_of)
    held = []
    page.route("**/idea", lambda route: held.append(route) if not held else route.continue_())
    with page.expect_request("**/idea"):
        send(page, "Mitt i omladdningen")
    page.reload()
    expect(page.locator("section .received")).to_have_count(1, timeout=30_000)
    assert stored(workshop) == 1


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_an_answer_that_comes_after_the_close_is_shown_as_unsent(filled, page_of, script):  # noqa: F811
    workshop, activity, page = opened_kind(filled, page_of, "text", script=script)
    page.fill(FIELD, "Sent svar")
    if script:
        page.context.set_offline(True)
        page.click("#ballot-send")
        expect(page.locator("#ballot-state")).to_contain_text("Väntar på nätet")
    workshop.act("close", activity)
    if script:
        page.context.set_offline(False)
    else:
        page.click("#ballot-send")
    expect(page.locator("#unsent")).to_be_visible(timeout=20_000)
    expect(page.locator("#unsent-text")).to_have_text("Sent svar")
    if script:
        workshop.act("reopen", activity)
        expect(page.locator(FIELD)).to_have_value("Sent svar")


def test_typing_in_an_answer_goes_on_until_the_close_and_comes_back(filled, page_of):  # noqa: F811
    workshop, page = with_open_text(filled, page_of)
    activity = workshop.named("text")
    page.locator(FIELD).type("Halvt svar")
    workshop.act("reveal", activity)
    page.wait_for_timeout(600)
    expect(page.locator(FIELD)).to_be_focused()
    page.keyboard.type(" fortsätter")
    workshop.act("seal", activity)
    workshop.act("close", activity)
    expect(page.locator("#unsent-text")).to_have_text("Halvt svar fortsätter")
    workshop.act("reopen", activity)
    expect(page.locator(FIELD)).to_have_value("Halvt svar fortsätter")


def test_a_timer_that_ends_says_so_and_takes_nothing(kiosk, page_of):
    workshop = kiosk.workshop()
    workshop.act("open")
    page = page_of(PHONE)
    page.clock.install()
    kiosk.post(f"/facilitator/{workshop.code}/timer", [("activity", workshop.ideas), ("minutes", "1")], kiosk.cookie)
    join(page, workshop)
    page.locator("#text").type("Skriver över tiden")
    expect(page.locator("#timer")).to_contain_text("kvar")
    page.clock.fast_forward(61_000)
    expect(page.locator("#timer")).to_contain_text("Tiden är ute")
    expect(page.locator("#announcer")).to_contain_text("Tiden är ute")
    expect(page.locator("#text")).to_have_value("Skriver över tiden")
    page.click("form[data-form=idea] button.primary")
    expect(page.locator("section .received")).to_have_count(1)


def test_nothing_is_replaced_when_nothing_has_changed(kiosk, page_of):
    workshop, page = opened(kiosk, page_of)
    page.evaluate("document.querySelector('h1').marked = true")
    before = page.get_attribute("main", "data-revision")
    # A new participant changes nothing on this page.
    with page.expect_response(lambda reply: "x-kiosk-fragment" in reply.request.headers):
        page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_timeout(200)
    assert page.evaluate("document.querySelector('h1').marked === true")
    workshop.act("close")
    expect(page.locator("main")).not_to_have_attribute("data-revision", before)
    assert not page.evaluate("document.querySelector('h1').marked === true")


def test_an_idle_phone_says_that_the_box_is_gone_and_when_it_is_back(own_kiosk, browser):  # noqa: F811
    workshop = own_kiosk.workshop()
    workshop.act("open")
    page = browser.new_page(viewport={"width": PHONE[0], "height": PHONE[1]})
    join(page, workshop)
    page.locator("#text").type("Halv tanke")
    lost, button = page.locator("#lost"), page.locator("form[data-form=idea] button.primary")
    expect(lost).to_be_hidden()
    own_kiosk.kill()
    expect(lost).to_be_visible(timeout=10_000)
    button.scroll_into_view_if_needed()
    assert button.bounding_box()["y"] + button.bounding_box()["height"] <= lost.bounding_box()["y"]
    own_kiosk.restart()
    expect(lost).to_be_hidden(timeout=10_000)
    expect(page.locator("#text")).to_have_value("Halv tanke")
    workshop.act("close")
    expect(page.locator("main")).to_have_attribute("data-status", "closed")
    page.close()
