"""USB sticks: the facilitator's page in each of its states, and what the display says of them."""

import json
import pathlib
import re
import shutil
import tempfile
import time

import pytest
from conftest import LAPTOP, PHONE, PROJECTOR, ROOT, Kiosk
from playwright.sync_api import expect
from test_accessibility import check
from test_keyboard import tab_to

LANGUAGES = {language: json.loads((ROOT / f"kiosk-assets/languages/{language}/box-stick.json").read_text()) for language in ("sv", "en", "fi")}
REASONS = [key.removeprefix("stick_reason_") for key in LANGUAGES["sv"] if key.startswith("stick_reason_")]
PACK = {"format": "workshop-kiosk-pack", "version": 1, "title": "Exempel från i fjol", "options": [
    {"id": "a", "text": {"sv": "Lånecyklar"}, "origin": {"workshop": "ACE346", "title": "I fjol", "item": "i1"}}]}


@pytest.fixture
def kiosk():
    """A box whose services are this test."""
    with tempfile.TemporaryDirectory(prefix="kiosk-stick-") as folder:
        runtime = pathlib.Path(folder) / "run"
        runtime.mkdir()
        kiosk = Kiosk(RUNTIME_DIRECTORY=str(runtime))
        kiosk.requests, kiosk.reports = runtime / "requests", pathlib.Path(f"{runtime}-system")
        kiosk.reports.mkdir()
        yield kiosk
        kiosk.stop()


def tell(kiosk, state, task="results", **facts):
    """What the stick's service would tell, whole or not at all."""
    moment = {"toldAt": int(time.clock_gettime(time.CLOCK_BOOTTIME)), "hasStick": True,
              "boot": pathlib.Path("/proc/sys/kernel/random/boot_id").read_text().strip()}
    (kiosk.reports / "new").write_text(json.dumps({"state": state, "task": task, "files": [], **moment, **facts}))
    (kiosk.reports / "new").rename(kiosk.reports / "stick")


def bring(kiosk):
    """A stick brings a method, a pack and something else."""
    folder = kiosk.reports / "incoming"
    folder.mkdir()
    method = json.loads((ROOT / "kiosk-assets/methods/t01.json").read_text()) | {"id": "stick", "title": {"sv": "Metoden på minnet"}}
    files = [("metoder/behov.json", method), ("exempel.json", PACK), ("annat.json", {})]
    for number, (_, content) in enumerate(files):
        (folder / str(number)).write_text(json.dumps(content))
    tell(kiosk, "done", "files", files=[{"name": name, "size": 2000} for name, _ in files])


def states(kiosk, workshop):
    """Takes the page through all its states; says which it is in."""
    yield "nothing"
    kiosk.post("/facilitator/stick", [("what", workshop.code)], kiosk.cookie)
    yield "armed"
    (kiosk.requests / "stick").unlink()
    tell(kiosk, "working")
    yield "working"
    tell(kiosk, "done", folder=f"{workshop.code}-1", part=2, parts=2)
    yield "done"
    bring(kiosk)
    yield "brought"
    tell(kiosk, "done", "update", version="0.2.0+git300.abcdef0", signer="Kommunens nyckel <it@kommun.example>")
    yield "update"
    tell(kiosk, "failed", reason="mount", format="exFAT")
    yield "failed"
    (kiosk.reports / "stick").unlink()
    shutil.rmtree(kiosk.reports / "incoming")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [(320, 640), PHONE, LAPTOP], ids=["320", "phone", "laptop"])
def test_the_page_about_sticks_is_accessible_in_each_state(kiosk, page_of, size, theme):
    workshop = kiosk.workshop()
    page = page_of(size, theme=theme, facilitator=True, bypass_csp=True, locale="sv-SE")
    for state in states(kiosk, workshop):
        page.goto(f"{kiosk.base}/facilitator/stick")
        check(page, f"stick {state} {size} {theme}")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_stick_by_the_keyboard_alone(kiosk, page_of, script):
    workshop = kiosk.workshop()
    page = page_of(PHONE, script=script, facilitator=True, locale="sv-SE")
    page.goto(f"{kiosk.base}/facilitator/stick")
    tab_to(page, "#what")
    page.keyboard.type("Spara resultat")
    assert page.input_value("#what") == workshop.code
    tab_to(page, "button.primary")
    page.keyboard.press("Enter")
    expect(page.locator("#stick-now")).to_have_text("Sätt in minnet i boxen nu")
    assert (kiosk.requests / "stick").read_text().startswith(f"results {workshop.code} ")
    # From here on the page goes on by itself, also without a script.
    (kiosk.requests / "stick").unlink()
    tell(kiosk, "working")
    expect(page.locator("#stick-now")).to_have_text("Låt minnet sitta kvar", timeout=8000)
    tell(kiosk, "done", folder=f"{workshop.code}-1")
    expect(page.locator("#stick-now")).to_have_text("Du kan dra ut minnet nu", timeout=8000)
    expect(page.locator("main")).to_contain_text(f"i mappen {workshop.code}-1")
    tab_to(page, "form[action$='/clear'] button")
    page.keyboard.press("Enter")
    expect(page.locator("#what")).to_be_visible()
    assert (kiosk.requests / "clear").exists()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_methods_and_examples_are_taken_in_from_a_stick(kiosk, page_of, script):
    workshop = kiosk.workshop()
    bring(kiosk)
    page = page_of(PHONE, script=script, facilitator=True, locale="sv-SE")
    page.goto(f"{kiosk.base}/facilitator/stick")
    expect(page.get_by_label("annat.json")).to_be_disabled()
    page.get_by_label("metoder/behov.json").check()
    page.get_by_label("exempel.json").check()
    page.click("text=Läs in de valda filerna")
    expect(page.locator(".notice.error")).to_contain_text("Välj vilken workshop exemplen ska till")
    expect(page.get_by_label("metoder/behov.json")).to_be_checked()
    page.select_option("#into", workshop.code)
    page.click("text=Läs in de valda filerna")
    expect(page.locator("main")).to_contain_text("”Metoden på minnet” finns nu bland metoderna")
    expect(page.locator("main")).to_contain_text("är ett nytt steg i ”Behov i kommunen”")
    assert "Från ”Exempel från i fjol”" in workshop.get(f"/facilitator/{workshop.code}/agenda")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_is_told_in_every_language(kiosk, page_of, language):
    kiosk.sign_in()
    words = LANGUAGES[language]
    page = page_of(PHONE, script=False, facilitator=True, locale=language)
    for reason in REASONS:
        tell(kiosk, "failed", reason=reason, format="NTFS", needed=5_000_001, free=1)
        page.goto(f"{kiosk.base}/facilitator/stick?language={language}")
        expect(page.locator("#stick-now")).to_have_text(words["stick_pull"])
        expected = words[f"stick_reason_{reason}"].replace("{format}", "NTFS").replace("{needed}", "6").replace("{free}", "1")
        expect(page.locator("section[role=alert]")).to_contain_text(expected)
        assert not re.search(r"\{\w+\}", page.locator("main").inner_text())


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_the_display_says_when_a_stick_may_be_pulled(kiosk, page_of, script):
    screens = {"new": page_of(PROJECTOR, script=script, locale="sv-SE", bypass_csp=True)}
    screens["new"].goto(f"{kiosk.base}/display")
    tell(kiosk, "working", "backup")
    expect(screens["new"].locator("#stick")).to_have_text("Låt USB-minnet sitta kvar i boxen.", timeout=8000)
    expect(screens["new"].locator("main")).to_contain_text(kiosk.pin)
    workshop = kiosk.workshop()
    # Each speaks its workshop's language, whatever the browser's.
    screens["sv"] = page_of(PROJECTOR, script=script, locale="fi-FI", bypass_csp=True)
    screens["sv"].goto(workshop.display_address)
    expect(screens["sv"].locator("#stick")).to_be_visible()
    tell(kiosk, "done", "backup", folder="backup-1")
    for name, screen in screens.items():
        expect(screen.locator("#stick")).to_have_text("Klart. USB-minnet kan dras ut.", timeout=12_000)
        assert "backup-1" not in screen.content()
        if script:
            check(screen, f"a display with a stick: {name}")
    workshop.act("open")
    tell(kiosk, "failed", "backup", reason="full", needed=1, free=0)
    for screen in screens.values():
        expect(screen.locator("#stick")).to_contain_text("Det gick inte. USB-minnet kan dras ut", timeout=12_000)
    (kiosk.reports / "stick").unlink()
    for screen in screens.values():
        expect(screen.locator("#stick")).to_have_count(0, timeout=12_000)
