"""The console's list of ideas: searched, ticked in ranges, grouped by keyboard, undone; and grouped on phones."""

import pytest
from conftest import LAPTOP, PHONE, join
from playwright.sync_api import expect
from test_accessibility import check


def room(kiosk, *texts, **options):
    """A workshop with ideas; returns it and their identifiers."""
    workshop = kiosk.workshop(**options)
    workshop.act("open")
    return workshop, workshop.write(*texts)


def order(page):
    """The identifiers of the ideas, as the list has them."""
    return page.locator("#arrange .ticks input").evaluate_all("all => all.map(box => box.value)")


def let_in(kiosk, workshop):
    workshop.act("reveal")
    kiosk.post(f"/facilitator/{workshop.code}/together", [("activity", workshop.ideas), ("let", "in")], kiosk.cookie)


def test_search_hides_at_once_and_ticks_stay_counted(kiosk, page_of):
    workshop, ideas = room(kiosk, "Bättre cykelvägar", "Fler cykelställ", "Kortare köer", "Café på torget")
    workshop.group([ideas[2]], "Vård och omsorg")
    page = page_of(LAPTOP, facilitator=True)
    page.goto(workshop.console_address)
    page.check(f"#idea-{ideas[3]}")
    page.check(f"#idea-{ideas[0]}")
    expect(page.locator("#arrange-count")).to_have_text("2 valda")
    page.fill("#filter-words", "CYKEL")
    expect(page.locator("#arrange .ticks li:visible")).to_have_count(2)
    expect(page.locator("#filter-state")).to_have_text("2 av 4 idéer visas")
    expect(page.locator("#arrange-count")).to_have_text("2 valda, 1 av dem visas inte")
    # A new idea arrives: what is hidden stays hidden, what was typed and ticked stays.
    workshop.write("Ännu en cykelväg")
    expect(page.locator("#filter-state")).to_have_text("3 av 5 idéer visas")
    expect(page.locator("#filter-words")).to_have_value("CYKEL")
    expect(page.locator("#arrange .ticks li:visible")).to_have_count(3)
    expect(page.locator(f"#idea-{ideas[3]}")).to_be_checked()
    page.fill("#filter-words", "vard")
    expect(page.locator("#arrange .ticks li:visible")).to_have_text(["Kortare köer"])
    page.fill("#filter-words", "")
    page.check("#filter-ungrouped")
    expect(page.locator("#arrange .ticks li:visible")).to_have_count(4)
    page.click("#tick-all")
    expect(page.locator("#arrange-count")).to_have_text("4 valda")
    page.click("#tick-none")
    expect(page.locator("#arrange-count")).to_have_text("0 valda")


def test_a_range_is_ticked_by_click_and_by_space(kiosk, page_of):
    workshop, _ = room(kiosk, *[f"Behov {n}" for n in range(8)])
    page = page_of(LAPTOP, facilitator=True)
    page.goto(workshop.console_address)
    boxes = page.locator("#arrange .ticks input")
    boxes.nth(1).click()
    boxes.nth(4).click(modifiers=["Shift"])
    expect(page.locator("#arrange .ticks input:checked")).to_have_count(4)
    boxes.nth(5).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+Space")
    expect(page.locator("#arrange .ticks input:checked")).to_have_count(6)
    boxes.nth(4).click(modifiers=["Shift"])
    expect(boxes.nth(4)).not_to_be_checked()
    expect(page.locator("#arrange-count")).to_have_text("3 valda")


def test_grouping_by_keyboard_alone_goes_on_with_the_next_idea(kiosk, page_of):
    workshop, _ = room(kiosk, *[f"Behov {n}" for n in range(5)])
    page = page_of(LAPTOP, facilitator=True)
    page.goto(workshop.console_address)
    ideas = order(page)
    page.focus("#arrange .ticks input")
    page.keyboard.press("End")
    expect(page.locator(f"#idea-{ideas[4]}")).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.keyboard.press("m")
    expect(page.locator("#group")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("Omsorg")
    page.keyboard.press("Enter")
    expect(page.locator("#arrange legend").first).to_have_text("Omsorg (2)")
    expect(page.locator(f"#idea-{ideas[2]}")).to_be_focused()
    expect(page.locator("#arrange-count")).to_have_text("0 valda")
    # In the field of a name m is a letter.
    page.focus("#name")
    page.keyboard.type("mm")
    expect(page.locator("#name")).to_have_value("mm")
    page.focus(f"#idea-{ideas[3]}")
    page.keyboard.press("Enter")
    expect(page.locator("#group")).to_be_focused()
    expect(page.locator("#arrange legend")).to_have_count(2)


def test_a_step_in_the_log_is_undone_and_done_again(kiosk, page_of):
    workshop, ideas = room(kiosk, "A", "B")
    workshop.group([ideas[0]], "Ett")
    workshop.group([ideas[1]], "Två")
    page = page_of(LAPTOP, facilitator=True)
    page.goto(workshop.console_address)
    page.click("#log summary")
    expect(page.locator("#log li")).to_have_count(2)
    page.locator("#log li").last.get_by_role("button", name="Ångra").click()
    expect(page.locator("#log li")).to_have_count(3)
    expect(page.locator("#log li.undone")).to_have_count(1)
    expect(page.locator(f"#section-none #idea-{ideas[0]}")).to_have_count(1)
    page.locator("#log li.undone").get_by_role("button", name="Gör om").click()
    expect(page.locator("#log li.undone")).to_have_count(0)
    expect(page.locator(f"#section-none #idea-{ideas[0]}")).to_have_count(0)


def test_a_rename_never_overwrites_another_facilitators_unseen(kiosk, page_of):
    workshop, ideas = room(kiosk, "A")
    workshop.group(ideas, "Ett")
    one, other = page_of(LAPTOP, facilitator=True), page_of(LAPTOP, facilitator=True)
    for page in (one, other):
        page.goto(workshop.console_address)
    field = "input[id^=rename-]"
    one.fill(field, "Mitt namn")
    other.fill(field, "Vårt namn")
    other.get_by_role("button", name="Byt namn").click()
    expect(one.locator("#arrange legend")).to_have_text("Vårt namn (1)")
    one.get_by_role("button", name="Byt namn").click()
    expect(one.locator("#notice .error")).to_contain_text("”Vårt namn” under tiden")
    expect(one.locator(field)).to_have_value("Mitt namn")
    expect(one.locator("#arrange legend")).to_have_text("Vårt namn (1)")
    one.get_by_role("button", name="Byt namn").click()
    expect(other.locator("#arrange legend")).to_have_text("Mitt namn (1)")


def test_suggestions_are_only_suggestions(kiosk, page_of):
    workshop, ideas = room(kiosk, "Fler cykelvägar till skolan", "Flera cykelvägar till skolan!", "Kortare köer")
    page = page_of(LAPTOP, facilitator=True)
    page.goto(workshop.console_address)
    expect(page.locator("#arrange legend")).to_have_text("Allas idéer (3)")
    page.click("#alike summary")
    page.locator("#alike li input[name=name]").fill("Cykel")
    page.locator("#alike").get_by_role("button", name="Lägg i samma grupp").click()
    expect(page.locator("#arrange legend").first).to_have_text("Cykel (2)")
    expect(page.locator("#alike")).to_have_count(0)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_everything_in_the_section_works(kiosk, page_of, script):
    """The same clicks with and without a script."""
    workshop, ideas = room(kiosk, "Cykelväg", "Cykelställ", "Kö", "Buss")
    page = page_of(LAPTOP, facilitator=True, script=script)
    page.goto(workshop.console_address)
    page.fill("#filter-words", "cykel")
    page.click("#filter-do")
    expect(page.locator("#arrange .ticks li:visible")).to_have_count(2)
    page.click("#tick-all")
    expect(page.locator("#arrange .ticks input:checked")).to_have_count(2)
    page.fill("#name", "Cykel")
    page.click("#do-group")
    expect(page.locator("#arrange legend").first).to_have_text("Cykel (2)")
    page.goto(workshop.console_address)
    page.check(f"#idea-{ideas[2]}")
    page.fill("#name", "Vård")
    page.click("#do-group")
    expect(page.locator("#groups-list > li, .arranging .ideas > li[id^=group-]")).to_have_count(2)
    page.get_by_role("button", name="Flytta upp: Vård").click()
    expect(page.locator("#arrange legend").first).to_have_text("Vård (1)")
    page.click("#merge summary")
    for box in page.locator("#merge input[type=checkbox]").all():
        box.check()
    page.fill("#merge-name", "Allt")
    page.click("#do-merge")
    expect(page.locator("#arrange legend").first).to_have_text("Allt (3)")
    page.click("#undo")
    expect(page.locator("#arrange legend").first).to_have_text("Vård (1)")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_participants_group_on_their_phones(kiosk, page_of, script):
    workshop, ideas = room(kiosk, "Cykelväg", "Cykelställ", "Kö")
    page = page_of(PHONE, script=script)
    join(page, workshop)
    expect(page.locator("form[data-form=arrange]")).to_have_count(0)
    let_in(kiosk, workshop)
    if not script:
        page.reload()
    page.check(f"#together-{ideas[0]}")
    page.check(f"#together-{ideas[1]}")
    page.fill("#together-name", "Cykel")
    if script:
        # Somebody else moves an idea meanwhile: ticks and typed name stay.
        workshop.group([ideas[2]], "Vård")
        expect(page.locator("form[data-form=arrange] legend").first).to_have_text("Vård")
        expect(page.locator(f"#together-{ideas[0]}")).to_be_checked()
        expect(page.locator("#together-name")).to_have_value("Cykel")
    page.click("form[data-form=arrange] button")
    expect(page.locator("form[data-form=arrange] legend", has_text="Cykel")).to_have_count(1)
    expect(page.locator("form[data-form=arrange] :checked[type=checkbox]")).to_have_count(0)
    console = page_of(LAPTOP, facilitator=True)
    console.goto(workshop.console_address)
    console.click("#log summary")
    expect(console.locator("#log li").first).to_contain_text("En deltagare")
    console.locator("#log li").first.get_by_role("button", name="Ångra").click()
    expect(console.locator("#log li").first).to_contain_text("Ledaren")
    if script:
        expect(page.locator("form[data-form=arrange] legend", has_text="Cykel")).to_have_count(0)
    kiosk.post(f"/facilitator/{workshop.code}/together", [("activity", workshop.ideas), ("let", "out")], kiosk.cookie)
    if script:
        expect(page.locator("form[data-form=arrange]")).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [(320, 900), LAPTOP], ids=["320", "laptop"])
def test_the_section_is_accessible(kiosk, page_of, theme, size):
    workshop, ideas = room(
        kiosk, "Fler cykelvägar till skolan", "Flera cykelvägar till skolan!", "Enlångtextutanmellanslag" * 8, "Kort")
    workshop.group([ideas[2]], "En grupp")
    workshop.group([ideas[3]], "En grupp till")
    workshop.act("close")
    let_in(kiosk, workshop)
    page = page_of(size, theme=theme, facilitator=True, bypass_csp=True)
    page.goto(workshop.console_address)
    page.check(f"#idea-{ideas[0]}")
    for part in ("#alike", "#merge", "#log", "#arrange-keys", "#arrange-more"):
        page.click(f"{part} summary")
    page.locator("#log li").last.scroll_into_view_if_needed()
    check(page, "arrange, all open")
    page.fill("#filter-words", "cykel")
    check(page, "arrange, searched")
    # What has the focus is not under the bar (WCAG 2.4.11).
    page.click("#arrange-more summary")
    page.fill("#filter-words", "")
    for box in page.locator("#arrange .ticks input").all():
        box.focus()
        assert box.evaluate(
            "box => { var r = box.getBoundingClientRect(); return document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2) === box; }")
    phone = page_of((320, 740), theme=theme, bypass_csp=True)
    join(phone, workshop)
    phone.wait_for_selector("form[data-form=arrange]")
    check(phone, "together")
