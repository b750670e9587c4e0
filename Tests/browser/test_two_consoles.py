"""Two facilitators at two consoles: neither overwrites or loses the other's work unseen."""

import pytest
from conftest import LAPTOP
from playwright.sync_api import expect
from test_arrange import room
from test_double_taps import console

SAVE = "#notes button"


def saved(workshop):
    """The notes as the box has them."""
    page = workshop.get(f"/facilitator/{workshop.code}")
    return page.split('id="own-notes"')[1].split(">", 1)[1].split("</textarea>")[0]


def test_notes_never_overwrite_another_facilitators_unseen(kiosk, page_of):
    workshop = kiosk.workshop()
    one, other = console(page_of, workshop, LAPTOP), console(page_of, workshop, LAPTOP)
    one.fill("#own-notes", "Mina rader")
    other.fill("#own-notes", "Era rader")
    other.click(SAVE)
    # The frame has come to the first one.
    expect(one.locator("#notes input[name=seen]")).to_have_value("Era rader")
    one.click(SAVE)
    expect(one.locator("#notice .error")).to_contain_text("Era rader")
    expect(one.locator("#own-notes")).to_have_value("Mina rader")
    assert saved(workshop) == "Era rader"
    # Having seen them, it is meant.
    one.fill("#own-notes", "Era rader, mina rader")
    one.click(SAVE)
    expect(other.locator("#own-notes")).to_have_value("Era rader, mina rader")
    expect(one.locator("#notice .error")).to_have_count(0)


def test_unsaved_notes_survive_a_reload_and_are_gone_when_saved(kiosk, page_of):
    workshop = kiosk.workshop()
    page = console(page_of, workshop, LAPTOP)
    page.fill("#own-notes", "Halvskrivet")
    page.reload()
    expect(page.locator("#own-notes")).to_have_value("Halvskrivet")
    # What somebody else saves meanwhile is still not overwritten.
    other = console(page_of, workshop, LAPTOP)
    other.fill("#own-notes", "Annat")
    other.click(SAVE)
    expect(page.locator("#notes input[name=seen]")).to_have_value("Annat")
    page.reload()
    page.click(SAVE)
    expect(page.locator("#notice .error")).to_contain_text("Annat")
    page.wait_for_timeout(200)
    page.click(SAVE)
    expect(other.locator("#own-notes")).to_have_value("Halvskrivet")
    other.fill("#own-notes", "Nyare")
    other.click(SAVE)
    expect(page.locator("#own-notes")).to_have_value("Nyare")
    page.reload()
    expect(page.locator("#own-notes")).to_have_value("Nyare")


def test_what_is_typed_while_notes_are_on_their_way_stays(kiosk, page_of):
    workshop = kiosk.workshop()
    page = console(page_of, workshop, LAPTOP)
    page.route("**/notes", lambda route: (page.wait_for_timeout(300), route.continue_()))
    page.fill("#own-notes", "Ett")
    page.click(SAVE)
    page.locator("#own-notes").press_sequentially(" två")
    expect(page.locator("#notes input[name=seen]")).to_have_value("Ett")
    expect(page.locator("#own-notes")).to_have_value("Ett två")
    page.click(SAVE)
    expect(page.locator("#notes input[name=seen]")).to_have_value("Ett två")


@pytest.mark.parametrize("group", ["Nytt", "Senare"])
def test_ticks_stay_when_another_facilitator_moves_the_idea(kiosk, page_of, group):
    workshop, ideas = room(kiosk, "A", "B", "C")
    workshop.group([ideas[2]], "Senare")
    page = console(page_of, workshop, LAPTOP)
    page.check(f"#idea-{ideas[0]}")
    page.check(f"#idea-{ideas[1]}")
    page.focus(f"#idea-{ideas[0]}")
    workshop.group([ideas[0]], group)
    expect(page.locator(f"#section-none #idea-{ideas[0]}")).to_have_count(0)
    expect(page.locator(f"#idea-{ideas[0]}")).to_be_checked()
    expect(page.locator(f"#idea-{ideas[0]}")).to_be_focused()
    expect(page.locator("#arrange-count")).to_have_text("2 valda")
    page.fill("#name", "Mitt")
    page.click("#do-group")
    expect(page.locator("#notice .error")).to_contain_text("Någon annan flyttade 1 av idéerna")
    expect(page.locator("#section-none li")).to_have_count(1)
    expect(page.locator("#arrange input:checked")).to_have_count(2)
    # Having been told, it is meant.
    page.wait_for_timeout(200)
    page.click("#do-group")
    expect(page.locator("#arrange legend", has_text="Mitt (2)")).to_have_count(1)
    expect(page.locator("#arrange input:checked")).to_have_count(0)


def test_a_tick_goes_along_when_the_group_it_leaves_comes_first(kiosk, page_of):
    workshop, ideas = room(kiosk, "A", "B")
    workshop.group([ideas[0]], "Först")
    page = console(page_of, workshop, LAPTOP)
    page.check(f"#idea-{ideas[0]}")
    workshop.kiosk.post(
        f"/facilitator/{workshop.code}/ideas", [("activity", workshop.ideas), ("do", "ungroup"), ("idea", ideas[0])],
        kiosk.cookie)
    expect(page.locator(f"#section-none #idea-{ideas[0]}")).to_be_checked()


def test_own_acts_surprise_nobody(kiosk, page_of):
    workshop, ideas = room(kiosk, "A", "B")
    page = console(page_of, workshop, LAPTOP)
    page.check(f"#idea-{ideas[0]}")
    page.fill("#name", "Ett")
    page.click("#do-group")
    expect(page.locator("#arrange legend").first).to_have_text("Ett (1)")
    expect(page.locator("#arrange-count")).to_have_text("0 valda")
    page.check(f"#idea-{ideas[0]}")
    page.click("#undo:not([aria-disabled])")
    expect(page.locator("#section-none li")).to_have_count(2)
    expect(page.locator(f"#idea-{ideas[0]}")).to_be_checked()
    page.wait_for_timeout(200)
    page.fill("#name", "Två")
    page.click("#do-group")
    expect(page.locator("#arrange legend").first).to_have_text("Två (1)")
