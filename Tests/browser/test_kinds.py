"""Every kind of activity once, as a participant, the room and the facilitator see it."""

import json

import pytest
from conftest import LAPTOP, PHONE, PROJECTOR, ROOT, join
from playwright.sync_api import expect
from test_accessibility import check
from test_workshop import words

AGENDA = json.loads((ROOT / "Tests/kinds/every-kind.json").read_text())["agenda"]
ASKING = [step["id"] for step in AGENDA if step["type"] != "page"]


@pytest.fixture(scope="module")
def filled(kiosk):
    """Workshops with every kind, with some ideas and points for the kinds that build on them, by language."""
    made = {}

    def make(language):
        if language not in made:
            workshop = kiosk.workshop(language, method="every-kind")
            workshop.act("open", workshop.ideas)
            workshop.write("Fler bussar", "Cykelvägar som är trygga också på vintern", "Samåkning")
            points = workshop.named("points")
            workshop.go(points)
            workshop.act("open", points)
            for _ in range(3):
                workshop.answer(points, [("points-bus", 60), ("points-bike", 40)])
            made[language] = workshop
        return made[language]

    return make


def answer(page):
    """Answers whatever the page asks; returns what shows that it was received."""
    idea = page.locator("form[data-form=idea]")
    if idea.count():
        for field in idea.locator("textarea").all():
            field.fill("Ett svar")
        if idea.locator("input[type=radio]").count():
            idea.locator("input[type=radio]").first.check()
        idea.locator("button").click()
        return page.locator("section .received")
    form = page.locator("form[data-form=ballot]")
    names = dict.fromkeys(box.get_attribute("name") for box in form.locator("input[type=radio]").all())
    for name in names:
        form.locator(f"input[name='{name}']").first.check()
    for box in form.locator("input[type=checkbox]").all()[:2]:
        box.check()
    for field in form.locator("select").all():
        field.select_option(index=1)
    for number, field in enumerate(form.locator("input[inputmode]").all()):
        field.fill("100" if number == 0 else "0")
    for field in form.locator("textarea, input:not([type]):not([inputmode])").all():
        field.fill("Ett svar")
    if form.locator("button[value$=':+1']").count():
        form.locator("button[value$=':+1']").first.click()
    elif form.locator("#ballot-send").count():
        form.locator("#ballot-send").click()
    else:
        form.locator(".buttons button").first.click()
    return page.locator("#ballot-state.received:has-text('✓')")


def assert_fits(display):
    """Nothing on the projector is cut off: nobody can scroll it."""
    hidden = display.evaluate(
        """() => [...document.querySelectorAll(".stage, .stage .blocks, .stage .wall, .joining")].filter(
            box => box.scrollHeight > box.clientHeight + 2 || box.scrollWidth > box.clientWidth + 2).map(
            box => `${box.className}: ${box.scrollWidth}×${box.scrollHeight} in ${box.clientWidth}×${box.clientHeight}`)""")
    assert not hidden, hidden


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("name", ASKING)
def test_a_kind_from_question_to_result(filled, page_of, name, script):
    # Each kind in one of the languages with the script and in the other without: both are read by axe.
    language = "sv" if (ASKING.index(name) + script) % 2 else "en"
    theme = "dark" if ASKING.index(name) % 2 else "light"
    workshop = filled(language)
    activity = workshop.named(name)
    workshop.go(activity)
    workshop.act("open", activity)
    phone = page_of(PHONE, script=script, theme=theme, bypass_csp=True)
    join(phone, workshop)
    if script:
        check(phone, f"{name} open")
    received = answer(phone)
    expect(received.first).to_be_visible()
    if name not in ("questions", "board", "example", "ideas"):
        phone.reload()
        expect(phone.locator("#ballot-state")).to_contain_text("✓")
    workshop.act("close", activity)
    workshop.act("reveal", activity)
    display = page_of(PROJECTOR, theme=theme, bypass_csp=True)
    display.goto(workshop.display_address)
    expect(display.locator(".blocks, .wall").first).to_be_visible()
    check(display, f"{name} display")
    assert_fits(display)
    phone.goto(workshop.phone_address)
    expect(phone.locator(".state").first).to_contain_text(words(language)["state_closed"])
    if script:
        check(phone, f"{name} result")
        # High enough that the bar which stays at the bottom covers nothing: axe would take the rest for the target.
        console = page_of((LAPTOP[0], 3000), theme=theme, facilitator=True, bypass_csp=True)
        console.goto(workshop.console_address)
        check(console, f"{name} console")


def test_a_wrong_answer_is_told_at_its_field_and_stays(filled, page_of):
    workshop = filled("sv")
    activity = workshop.named("points")
    for script in (True, False):
        workshop.go(activity)
        workshop.act("open", activity)
        page = page_of(PHONE, script=script)
        join(page, workshop)
        fields = page.locator("input[inputmode]")
        fields.nth(0).fill("50")
        fields.nth(1).fill("20")
        page.click("#ballot-send")
        expect(page.locator(".notice.error")).to_contain_text("70")
        expect(fields.nth(0)).to_have_value("50")
        expect(fields.nth(1)).to_have_value("20")
        expect(fields.nth(0)).to_have_attribute("aria-invalid", "true")
        expect(page.locator("#ballot-state")).not_to_contain_text("✓")


def with_open_text(filled, page_of):
    """A phone in a workshop whose open text can be answered."""
    workshop = filled("sv")
    activity = workshop.named("text")
    workshop.go(activity)
    workshop.act("open", activity)
    page = page_of(PHONE)
    join(page, workshop)
    return workshop, page


def test_a_page_from_before_an_answer_does_not_hide_that_it_was_received(filled, page_of):
    workshop, page = with_open_text(filled, page_of)
    held = []

    def hold(route):
        if held or "x-kiosk-fragment" not in route.request.headers:
            route.continue_()
        else:
            held.append((route, route.fetch()))

    page.route(workshop.phone_address, hold)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_timeout(300)
    assert held, "the page asks for its content when the network is back"
    page.locator("form[data-form=ballot] textarea").fill("Skickat under tiden")
    page.click("#ballot-send")
    expect(page.locator("#ballot-state.received")).to_contain_text("✓")
    route, answer = held[0]
    with page.expect_response(lambda reply: "x-kiosk-fragment" in reply.request.headers and reply.request != route.request):
        route.fulfill(response=answer)
    page.wait_for_timeout(200)
    expect(page.locator("#ballot-state.received")).to_contain_text("✓")
    expect(page.locator("form[data-form=ballot] textarea")).to_have_value("Skickat under tiden")


def test_a_choice_made_without_the_network_is_sent_once_when_it_is_back(filled, page_of):
    _, page = with_open_text(filled, page_of)
    page.context.set_offline(True)
    page.locator("form[data-form=ballot] textarea").fill("Skrivet utan nät")
    page.click("#ballot-send")
    expect(page.locator("#ballot-state")).not_to_contain_text("✓")
    page.context.set_offline(False)
    expect(page.locator("#ballot-state.received")).to_contain_text("✓", timeout=20_000)
    page.reload()
    expect(page.locator("form[data-form=ballot] textarea")).to_have_value("Skrivet utan nät")


def test_what_is_typed_survives_a_reload(filled, page_of):
    workshop = filled("sv")
    activity = workshop.named("consent")
    workshop.go(activity)
    workshop.act("open", activity)
    page = page_of(PHONE)
    join(page, workshop)
    page.locator("input[value=concern]").check()
    page.locator("form[data-form=ballot] textarea").fill("Halvfärdigt")
    page.reload()
    expect(page.locator("input[value=concern]")).to_be_checked()
    expect(page.locator("form[data-form=ballot] textarea")).to_have_value("Halvfärdigt")


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_full_wall_and_a_long_result_fit_on_the_projector(kiosk, page_of, language):
    workshop = kiosk.workshop(language)
    workshop.act("open")
    texts = [step["text"] for step in json.loads((ROOT / "kiosk-assets/demo/needs-inventory.json").read_text())["ideas"]]
    ideas = workshop.write(*texts)
    display = page_of(PROJECTOR)
    workshop.act("close")
    workshop.act("reveal")
    display.goto(workshop.display_address)
    expect(display.locator(".wall li")).to_have_count(len(texts))
    assert_fits(display)
    workshop.open_dots()
    for number in range(12):
        workshop.vote({ideas[number]: 2, ideas[number % 5]: 1} if number > 4 else {ideas[number]: 3})
    workshop.act("close", workshop.dots)
    workshop.act("reveal", workshop.dots)
    expect(display.locator(".blocks .help")).to_be_visible()
    assert_fits(display)
