"""Each page as a screen reader has it: role, name, state and value, in reading order, from Chromium's accessibility tree.

The transcripts lie in `transcripts`, to be read by people. After a change that is meant, renew them and read what changed:
RENEW_TRANSCRIPTS=1 python -m pytest Tests/browser/test_transcripts.py
"""

import os
import pathlib
import re

import pytest
from conftest import PHONE, join
from playwright.sync_api import expect
from test_kinds import ASKING, answer, filled  # noqa: F401

FOLDER = pathlib.Path(__file__).parent / "transcripts"
SILENT = {"InlineTextBox", "generic", "none", "RootWebArea", "LineBreak", "paragraph", "LabelText", "Legend", "strong",
          "Section", "listitem", "rowgroup", "row", "emphasis", "DescriptionListDetail", "ListMarker", "DisclosureTriangleGrouped"}
STATES = ("checked", "expanded", "disabled", "required", "invalid", "level", "pressed", "selected", "focusable")
# Ideas come in an order that says nothing; here each is the same.
IDEAS = re.compile(r"Fler bussar|Cykelvägar som är trygga också på vintern|Samåkning|Ett svar|Bättre cykelvägar|Arbeta hemma"
                   r"|More buses|Better bike lanes|Car sharing|Work from home")


def transcript(page):
    """The page in the words of a screen reader, one stop a line."""
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    nodes, lines = {node["nodeId"]: node for node in tree}, []

    def tell(node, parent_role, parent_name, depth):
        role = node.get("role", {}).get("value", "")
        name = re.sub(r"\s+", " ", node.get("name", {}).get("value", "")).strip()
        inner = depth
        if not node.get("ignored") and role == "StaticText":
            # A button says its name, not its sign.
            if parent_role != "button" and name and name not in parent_name:
                lines.append("  " * depth + name)
        elif not node.get("ignored") and role not in SILENT:
            states = []
            for entry in node.get("properties", []):
                value = entry["value"].get("value")
                if entry["name"] in STATES and entry["name"] != "focusable" and value is not False and value not in ("false", None):
                    states.append(entry["name"] if value is True or value == "true" else f"{entry['name']} {value}")
                elif entry["name"] in ("expanded", "checked") and (value is False or value == "false"):
                    states.append("not " + entry["name"])
                elif entry["name"] == "live":
                    states.append(f"told: {value}")
            value = node.get("value", {}).get("value", "")
            about = re.sub(r"\s+", " ", node.get("description", {}).get("value", "")).strip()
            line = role + (f" “{name}”" if name else "") + (f" = {value}" if value not in ("", None) else "")
            lines.append("  " * depth + line + (f" ({', '.join(states)})" if states else "") + (f" – {about}" if about else ""))
            parent_role, parent_name, inner = role, name, depth + 1
        for child in node.get("childIds", []):
            if child in nodes:
                tell(nodes[child], parent_role, parent_name, inner)

    tell(tree[0], "", "", 0)
    return f"title: {page.title()}\nlanguage: {page.get_attribute('html', 'lang')}\n" + "\n".join(lines) + "\n"


def compare(name, text):
    path = FOLDER / f"{name}.txt"
    if os.environ.get("RENEW_TRANSCRIPTS"):
        FOLDER.mkdir(exist_ok=True)
        path.write_text(text)
    assert path.exists(), f"{name} has no transcript yet: set RENEW_TRANSCRIPTS=1"
    assert text == path.read_text(), f"{name} reads otherwise: if that is meant, set RENEW_TRANSCRIPTS=1 and read the change"


def quiet(page, workshop=None):
    """The transcript without what is chance: codes, and which idea comes first."""
    # That the page follows is said as soon as it does.
    if page.locator("main[data-activity]").count():
        page.wait_for_selector("body.linked")
    text = IDEAS.sub("ETT FÖRSLAG", transcript(page))
    text = re.sub(r"\b[0-9]+:[0-9]{2}\b", "TIME", text)
    return text.replace(workshop.code, "CODE") if workshop else text


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_page_reads_as_it_did(kiosk, filled, page_of, language):  # noqa: F811
    locale = {"sv": "sv-SE", "en": "en-GB"}[language]
    page = page_of(PHONE, locale=locale)
    told = []

    def tell(where, workshop=None):
        told.append(f"== {where}\n{quiet(page, workshop)}")

    for where, path in (("front", "/"), ("refusal", "/nothing"), ("statement", "/accessibility"), ("material", "/material")):
        page.goto(kiosk.base + path)
        tell(where)
    plain = kiosk.workshop(language)
    page.goto(plain.phone_address)
    page.click("#reenter summary")
    page.click("#with-card summary")
    tell("join", plain)
    join(page, plain)
    tell("upcoming", plain)
    plain.act("open")
    page.wait_for_selector("#text")
    kiosk.post(f"/facilitator/{plain.code}/timer", [("activity", plain.ideas), ("minutes", "20")], kiosk.cookie)
    page.fill("#text", "Ett svar")
    page.click("form[data-form=idea] button.primary")
    expect(page.locator("section .received")).to_have_count(1)
    expect(page.locator("#timer")).to_be_visible()
    page.click("section .row summary")
    page.click("#device summary")
    page.evaluate("document.activeElement.blur()")
    told.append("== ideas, one sent, with a clock\n" + re.sub(
        r"[0-9A-Z]{3} [0-9A-Z]{3} [0-9A-Z]{2,3}|[0-9A-Z]{4} [0-9A-Z]{4}", "REENTRY", quiet(page, plain)))
    page.locator("section .row a").click()
    page.wait_for_selector("form[data-form=edit]")
    tell("editing", plain)
    compare(f"{language}-pages", "\n".join(told))


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("name", ASKING)
def test_a_kind_reads_as_it_did(kiosk, page_of, filled, name, language):  # noqa: F811
    workshop = kiosk.workshop(language, method="every-kind")
    if name in ("dots", "pairwise"):
        workshop.act("open", workshop.ideas)
        workshop.write("Fler bussar", "Samåkning")
    if name == "per":
        points = workshop.named("points")
        workshop.go(points)
        workshop.act("open", points)
        workshop.answer(points, [("points-bus", 60), ("points-bike", 40)])
    activity = workshop.named(name)
    workshop.go(activity)
    workshop.act("open", activity)
    page = page_of(PHONE, locale={"sv": "sv-SE", "en": "en-GB"}[language])
    join(page, workshop)
    told = [f"== open\n{quiet(page, workshop)}"]
    expect(answer(page).first).to_be_visible()
    page.reload()
    page.wait_for_selector("html.js")
    told.append(f"== received\n{quiet(page, workshop)}")
    workshop.act("close", activity)
    workshop.act("reveal", activity)
    page.reload()
    page.wait_for_selector("html.js")
    told.append(f"== revealed\n{quiet(page, workshop)}")
    text = "\n".join(told)
    # Which of two equal proposals is the first to be compared is chance.
    compare(f"{language}-{name}", re.sub(r"[0-9]+ ?%", "SHARE", text) if name == "pairwise" else text)
