"""Files of other boxes, without a script: bundles evaluated together, and taken in with what they brought."""

import pytest
from conftest import LAPTOP
from playwright.sync_api import expect
from test_accessibility import check


def exported(workshop, path):
    """Saves the workshop's bundle as a file."""
    path.write_text(workshop.get(f"/facilitator/{workshop.code}/export.json"))
    return path


@pytest.fixture
def held(kiosk, tmp_path):
    """Two workshops that were held, as files; they are on this box no more."""
    files = []
    for number in range(2):
        workshop = kiosk.workshop()
        workshop.act("open", workshop.ideas)
        workshop.write(f"Idé {number} <b>å</b>")
        workshop.act("close", workshop.ideas)
        workshop.act("reveal", workshop.ideas)
        files.append((workshop.code, exported(workshop, tmp_path / f"träff {number}.json")))
        kiosk.post(
            f"/facilitator/{workshop.code}/erase",
            [("what", "workshop"), ("which", workshop.code), ("confirmed", "1"), ("typed", workshop.code)], kiosk.cookie)
    return files


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [(320, 640), LAPTOP], ids=["320", "laptop"])
def test_files_of_other_boxes_without_a_script(kiosk, page_of, held, tmp_path, theme, size):
    own = kiosk.workshop()
    own.act("open", own.ideas)
    own.act("close", own.ideas)
    page = page_of(size, script=False, theme=theme, facilitator=True, locale="sv-SE")
    # The checks need a script; they look at the same pages in the same state.
    looked = page_of(size, theme=theme, facilitator=True, bypass_csp=True, locale="sv-SE")

    def look(where):
        looked.set_content(page.content().replace("<head>", f'<head><base href="{kiosk.base}/">'))
        check(looked, where)

    looked.goto(kiosk.base + "/facilitator")
    page.goto(kiosk.base + "/facilitator")
    page.get_by_role("link", name="Utvärdera flera workshoppar tillsammans").click()
    look("programme")
    broken = tmp_path / "trasig.json"
    broken.write_text("{")
    page.check(f"#workshop-{own.code}")
    page.set_input_files("#files", [held[0][1], broken])
    page.get_by_role("button", name="Visa rapporten").click()
    expect(page.locator(".notice[role=alert]")).to_contain_text("”trasig.json” går inte att läsa")
    expect(page.locator(".notice[role=alert]")).to_contain_text("Välj dem på nytt.")
    expect(page.locator(f"#workshop-{own.code}")).to_be_checked()
    look("programme refused")
    page.set_input_files("#files", [path for _, path in held])
    page.get_by_role("button", name="Visa rapporten").click()
    expect(page.locator("main")).to_contain_text("Rapporten bygger på 3 workshoppar.")
    # The report has its style, though the policy lets no other in.
    assert page.locator("table").first.evaluate("table => getComputedStyle(table).borderCollapse") == "collapse"
    look("report")
    page.go_back()
    page.select_option("#language", "en")
    page.set_input_files("#files", [path for _, path in held])
    with page.expect_download() as download:
        page.get_by_role("button", name="Spara rapporten (HTML)").click()
    text = open(download.value.path(), encoding="utf-8").read()
    assert "Which interventions are expected to give the best effect?" in text
    # By keyboard alone: the start page, the files, the button, and what came of it.
    page.goto(kiosk.base + "/facilitator")
    page.get_by_role("link", name="Ta in filer från en annan box").press("Enter")
    look("import")
    page.set_input_files("#files", [path for _, path in held] + [broken])
    page.get_by_role("button", name="Ta in").press("Enter")
    outcomes = page.locator("section[aria-labelledby=outcome-title] li")
    expect(outcomes).to_have_count(3)
    expect(outcomes.nth(0)).to_contain_text("finns nu här, med sitt resultat.")
    expect(outcomes.nth(2)).to_contain_text("Inte intagen. ”trasig.json” går inte att läsa")
    look("import outcome")
    code = held[0][0]
    outcomes.nth(0).get_by_role("link", name="Visa workshoppen").press("Enter")
    expect(page).to_have_url(f"{kiosk.base}/facilitator/{code}")
    expect(page.locator("main")).to_contain_text("Här finns bara resultatet.")
    look("imported")
    page.get_by_role("link", name="Läs rapporten").click()
    expect(page.locator("main")).to_contain_text("Idé 0 <b>å</b>")
    page.go_back()
    with page.expect_download() as download:
        page.get_by_role("link", name="Hela workshoppen (JSON)").click()
    assert open(download.value.path(), encoding="utf-8").read() == held[0][1].read_text(encoding="utf-8")
    # Nobody gets in.
    page.goto(f"{kiosk.base}/w/{code}")
    expect(page.locator("main")).to_contain_text("Workshoppen hölls på en annan box och är avslutad.")
    page.goto(f"{kiosk.base}/facilitator")
    expect(page.locator("li", has_text=code)).to_contain_text("från en annan box")
    for code, _ in held:
        kiosk.post(
            f"/facilitator/{code}/erase",
            [("what", "workshop"), ("which", code), ("confirmed", "1"), ("typed", code)], kiosk.cookie)
