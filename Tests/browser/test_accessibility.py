"""Every page in its states: axe-core finds nothing, and it fits a narrow screen."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import LAPTOP, PHONE, PROJECTOR, join

AXE = Axe()
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def check(page, where):
    found = AXE.run(page, options=RULES).response["violations"]
    told = [f"{v['id']}: {v['help']}: {[n['html'][:160] for n in v['nodes'][:3]]}" for v in found]
    assert not told, f"{where}: " + "\n".join(told)
    width, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert width <= room, f"{where}: {width} px wide in {room} px"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [(320, 640), PHONE], ids=["320", "phone"])
def test_participant_pages(kiosk, page_of, theme, size):
    workshop = kiosk.workshop()
    page = page_of(size, theme=theme, bypass_csp=True)
    page.goto(kiosk.base)
    check(page, "front")
    page.goto(kiosk.base + "/nothing")
    check(page, "refusal")
    page.goto(kiosk.base + "/accessibility")
    check(page, "statement")
    page.fill("#text", "Texten är för liten")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".notice:not(.error)")
    check(page, "statement with a report")
    page.goto(workshop.phone_address)
    page.click("#reenter summary")
    check(page, "join")
    join(page, workshop)
    check(page, "upcoming")
    workshop.act("open")
    page.wait_for_selector("form[data-form=idea]")
    page.fill("#text", "Enlångtextutanmellanslag" * 8)
    page.click("form[data-form=idea] button")
    page.wait_for_selector("section .received")
    page.click("section .row summary")
    page.click("#device summary")
    check(page, "ideas open")
    page.locator("section .row a").click()
    check(page, "editing")
    page.goto(workshop.phone_address)
    page.wait_for_selector("#text")
    page.fill("#text", "Inte skickad")
    first, second = workshop.write("A", "B")
    workshop.act("reveal")
    workshop.act("close")
    page.wait_for_selector("#unsent:not([hidden])")
    check(page, "ideas closed")
    workshop.group([first], "En grupp")
    workshop.open_dots()
    page.wait_for_selector("form[data-form=ballot]")
    page.locator('button[value$=":+1"]').first.click()
    page.wait_for_selector("#ballot-state.received")
    check(page, "dots open")
    workshop.vote({first: 1, second: 1})
    workshop.act("reveal", workshop.dots)
    page.wait_for_selector("table.results")
    check(page, "dots revealed")
    workshop.act("finish", workshop.dots)
    page.wait_for_selector("main[data-status=final]")
    check(page, "dots final")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [(320, 640), LAPTOP], ids=["320", "laptop"])
def test_facilitator_pages(kiosk, page_of, theme, size):
    stranger = page_of(size, theme=theme, bypass_csp=True)
    stranger.goto(kiosk.base + "/facilitator")
    stranger.click("#recover summary")
    check(stranger, "sign in")
    workshop = kiosk.workshop()
    page = page_of(size, theme=theme, facilitator=True, bypass_csp=True)
    page.goto(kiosk.base + "/facilitator")
    page.click("#box summary")
    page.click("#goal-procurement summary")
    check(page, "workshops")
    page.goto(workshop.console_address)
    check(page, "console upcoming")
    workshop.act("open")
    first, second = workshop.write("Enlångtextutanmellanslag" * 8, "Kort")
    workshop.group([first], "En grupp")
    workshop.hide(second)
    page.reload()
    page.click("#other-acts > summary")
    page.click("#finish summary")
    check(page, "console ideas")
    workshop.open_dots()
    workshop.vote({first: 2})
    workshop.act("reveal", workshop.dots)
    page.reload()
    check(page, "console dots")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [PROJECTOR, (1024, 768)], ids=["16:9", "4:3"])
def test_display(kiosk, page_of, theme, size):
    workshop = kiosk.workshop()
    page = page_of(size, theme=theme, bypass_csp=True)

    def look(where):
        page.goto(workshop.display_address)
        check(page, where)
        height, room = page.evaluate(
            "[Math.max(...[...document.querySelectorAll('.stage > *, .joining')].map(e => e.getBoundingClientRect().bottom)), innerHeight]")
        assert height <= room + 1, f"{where}: {height} px high in {room} px"

    look("display upcoming")
    workshop.act("open")
    ideas = workshop.write(*[f"Ett behov som är ganska långt och har nummer {n} i raden av behov" for n in range(25)])
    look("display sealed")
    workshop.act("reveal")
    look("display wall")
    workshop.group(ideas[:9], "Omsorg")
    workshop.group(ideas[9:17], "Skola")
    look("display groups")
    workshop.open_dots()
    for idea in ideas[:12]:
        workshop.vote({idea: 3})
    workshop.act("reveal", workshop.dots)
    look("display bars")
