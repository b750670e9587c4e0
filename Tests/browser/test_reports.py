"""The reports, as they are read in a browser: a workshop's from the box, a programme's from its file."""

import re
import subprocess

import pytest
from conftest import LAPTOP, PHONE, ROOT
from test_accessibility import check
from test_workshop import words

PROGRAM = ROOT / ".build/release/workshop-kiosk"


@pytest.mark.parametrize("language,size,theme", [("sv", LAPTOP, "light"), ("en", PHONE, "dark")])
def test_a_report_with_a_split_is_styled_and_accessible(kiosk, page_of, language, size, theme):
    kiosk.sign_in()
    headers, _ = kiosk.post(
        "/facilitator/workshops",
        [("method", "t10"), ("title", "Utvärdering"), ("language", language), ("background-asked", "1"),
         ("background", "gender")], kiosk.cookie)
    workshop = kiosk.opened(headers)
    activity = workshop.named("a1")
    workshop.go(activity)
    workshop.act("open", activity)
    for number in range(12):
        headers, _ = kiosk.post(f"/w/{workshop.code}/join", [("background-gender", ("o1", "o2")[number % 2])])
        answers = [(f"answer-u{statement}", str(1 + (number + statement) % 5)) for statement in (1, 2, 3)]
        kiosk.post(f"/w/{workshop.code}/ballot", [("activity", activity)] + answers, headers["Set-Cookie"].split(";")[0])
    for act in ("close", "reveal", "finish"):
        workshop.act(act, activity)
    address = f"{workshop.console_address}/report.html"
    page = page_of(size, theme=theme, facilitator=True)
    page.goto(address)
    # The page's policy lets its own style in: page_of fails where it does not.
    assert page.evaluate("getComputedStyle(document.querySelector('.verdict')).borderLeftStyle") == "solid"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    table = page.locator("table.split")
    assert table.locator("caption").inner_text() == words(language)["split_caption"].replace(
        "{question}", {"sv": "Kön", "en": "Gender"}[language])
    assert [text.split("n = ")[1] for text in table.locator("thead th").all_inner_texts()[1:]] == ["6)", "6)"]
    assert table.locator("tbody tr").count() == 3
    checked = page_of(size, theme=theme, facilitator=True, bypass_csp=True)
    checked.goto(address)
    check(checked, "report")


@pytest.fixture(scope="module")
def programme(kiosk, tmp_path_factory):
    """The report of a programme with two types of workshops, the one with a long name; its text in a language."""
    folder = tmp_path_factory.mktemp("programme")
    bundles = programme_files(kiosk, folder, [
        ("behovsinventering", "Kort"), ("metodstöd", "En workshop vars namn är längre än de andras " * 2)])

    def report(language):
        subprocess.run(
            [PROGRAM, "report", *bundles, "--language", language, "--output", folder / "report.html", "--assets",
             kiosk.assets], check=True, timeout=60)
        return (folder / "report.html").read_text()

    return report


def programme_files(kiosk, folder, workshops):
    """The files of finished workshops, each with an intervention and a title, that a programme's report can be made of."""
    kiosk.sign_in()
    cards = re.findall(
        r'<p class="card-code">([^<]+)</p>', kiosk.post("/facilitator/cards", [("count", "10")], kiosk.cookie)[1])
    assert len(cards) == 10
    bundles = []
    for place, (kind, title) in enumerate(workshops):
        headers, _ = kiosk.post(
            "/facilitator/workshops", [("method", "t10"), ("title", title.strip()), ("language", "sv"),
                                       ("privacy", "linked")], kiosk.cookie)
        workshop = kiosk.opened(headers)
        people = [kiosk.post(f"/w/{workshop.code}/join", [("card", card)])[0]["Set-Cookie"].split(";")[0]
                  for card in cards]
        for name, more in [("kidx-pre", 0), ("kidx-post", 1)]:
            activity = workshop.named(name)
            workshop.go(activity)
            workshop.act("open", activity)
            for number, cookie in enumerate(people):
                # Some change by a point and some do not, in the one workshop more than in the other.
                point = 2 + number % 2 + more * (number % (3 + len(bundles)) > 0)
                kiosk.post(f"/w/{workshop.code}/ballot", [("activity", activity)] + [
                    (f"answer-k{statement}", str(point)) for statement in range(1, 7)], cookie)
            workshop.act("close", activity)
            workshop.act("reveal", activity)
        kiosk.post(f"/facilitator/{workshop.code}/record",
                   [("intervention", kind), ("hours", "1.5"), ("cost", "100000")], kiosk.cookie)
        bundles.append(folder / f"{place}.json")
        subprocess.run(
            [PROGRAM, "export", workshop.code, "--format", "json", "--output", bundles[-1], "--data",
             f"{kiosk.directory}/data", "--assets", kiosk.assets], check=True, timeout=60, capture_output=True)
    return bundles


# A text's size as it is drawn, its colour, and how that stands out from the page (WCAG 2.2, 1.4.3).
AXIS = """text => {
  const rgb = colour => colour.match(/[\\d.]+/g).slice(0, 3).map(Number)
  const light = colour => {
    const [r, g, b] = rgb(colour).map(c => c / 255).map(c => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
    return .2126 * r + .7152 * g + .0722 * b
  }
  const fill = getComputedStyle(text).fill
  const [less, more] = [light(fill), light(getComputedStyle(document.body).backgroundColor)].sort((a, b) => a - b)
  return {
    size: parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a, fill, contrast: (more + .05) / (less + .05)
  }
}"""


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [(320, 640), PHONE, (820, 1180), LAPTOP], ids=["320", "phone", "tablet", "laptop"])
@pytest.mark.parametrize("language", ["sv", "en", "fi"])
def test_the_forest_plots_of_a_programme_can_be_read(programme, page_of, language, size, theme):
    page = page_of(size, theme=theme)
    page.set_content(programme(language))
    assert page.locator("table.forest").count() == 2
    texts = page.locator(".forest tfoot text")
    assert texts.count() >= 6
    soft = page.evaluate("getComputedStyle(document.querySelector('td .soft, th .soft')).color")
    for text in texts.all():
        drawn = text.evaluate(AXIS)
        assert drawn["size"] >= 9 and drawn["fill"] == soft and drawn["contrast"] >= 4.5, drawn
    # Name, pairs, change and picture are all on the screen, and no change stands at one place in every plot.
    for table in page.locator("table.forest").all():
        for part in ["tbody th", "td.pairs", "td.change", "td.plot svg"]:
            box = table.locator(part).first.bounding_box()
            assert box["width"] > 5 and box["x"] >= 0 and box["x"] + box["width"] <= size[0], (part, box)
    # Stacked, they are no table to every browser but by their roles.
    for row in page.locator("table.forest tr:not([aria-hidden] tr)").all():
        assert row.get_attribute("role") == "row" and row.locator("> :not([role])").count() == 0
    zeros = page.locator(".forest .zero").evaluate_all("lines => lines.map(l => Math.round(l.getBoundingClientRect().x))")
    assert len(zeros) >= 2 and len(set(zeros)) == 1, zeros
    wide = page.locator(".wide" if size == LAPTOP else ".wide:has(.forest)")
    assert all(wide.evaluate_all("boxes => boxes.map(b => b.scrollWidth <= b.clientWidth)"))
    check(page, "programme")
