"""Walks through every page of one language and photographs it: participant, display and facilitator."""

import json
import pathlib
import re
import urllib.error

from playwright.sync_api import sync_playwright

import contact_sheet
import rare_pages
from picture_stage import GROUPS, QUIET, ROOT, STEADY, Kiosk, Workshop, answers, fill_ideas
from test_kinds import answer

PHONE, LAPTOP, WIDE, NARROW = (360, 740), (1280, 800), (1920, 1080), (1024, 768)
STEPS = json.loads((ROOT / "Tests/kinds/every-kind.json").read_text())["agenda"]


class Camera:
    """Takes pictures of pages in both themes and keeps their thumbnails, by group and theme."""

    def __init__(self, browser, kiosk, language, folder):
        self.browser, self.kiosk, self.language, self.folder = browser, kiosk, language, folder
        self.thumbnails, self.secrets, self.made = {}, [[kiosk.pin, "123456"]], 0

    def know(self, workshop):
        code = workshop.code
        self.secrets += [[code, "ACE346"], [f"{code[:3]} {code[3:]}", "ABC 346"], [f"{code[:3]}\u00a0{code[3:]}", "ABC\u00a0346"]]

    def page(self, size, facilitator=False):
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce", bypass_csp=True,
            locale={"sv": "sv-SE", "en": "en-GB", "fi": "fi-FI"}[self.language])
        context.set_default_timeout(8_000)
        context.add_init_script(QUIET)
        if facilitator:
            name, value = self.kiosk.cookie.split("=", 1)
            context.add_cookies([{"name": name, "value": value, "url": self.kiosk.base}])
        return context.new_page()

    def take(self, page, group, name):
        drawn = group == "kinds" and name in ("ideas open", "ideas received", "ideas closed")
        page.evaluate(STEADY, [self.secrets, drawn])
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            png = page.screenshot(full_page=not group.startswith("display"), animations="disabled")
            path = self.folder / self.language / theme / group / f"{name}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(png)
            self.made += 1
            self.thumbnails.setdefault((group, theme), []).append((name, contact_sheet.thumbnail(png, group)))
        page.emulate_media(color_scheme="light")

    def go(self, page, path, group, name, opened=()):
        page.goto(path if path.startswith("http") else self.kiosk.base + path)
        for summary in opened:
            page.locator(summary).first.click()
        self.take(page, group, name)

    def show(self, page, workshop, name, prepare=None):
        for group, size in (("display-wide", WIDE), ("display-narrow", NARROW)):
            page.set_viewport_size({"width": size[0], "height": size[1]})
            page.goto(workshop.display_address)
            if prepare:
                prepare(page)
            self.take(page, group, name)


def screen(workshop, action, *fields):
    workshop.kiosk.post(f"/facilitator/{workshop.code}/screen", [("do", action), *fields], workshop.kiosk.cookie)


def write_as(workshop, activity, *ideas):
    for fields in ideas:
        headers, _ = workshop.kiosk.post(f"/w/{workshop.code}/join")
        cookie = headers["Set-Cookie"].split(";")[0]
        workshop.kiosk.post(f"/w/{workshop.code}/idea", [("activity", activity), ("key", "1"), *fields], cookie)


def compare(page, workshop, activity, ideas):
    """Answers all the pairs that a participant is asked for: which pairs a page asks for is random."""
    pairs = [(one, other) for one in ideas[:4] for other in ideas[:4] if one < other]
    for one, other in pairs:
        reply = page.context.request.post(
            f"{workshop.phone_address}/ballot", form={"activity": activity, f"pair-{one}.{other}": "a"},
            headers={"Accept": "application/json"})
        assert reply.ok, reply.text()


def kinds(camera, language):
    """Each kind of activity: open, received, closed and revealed on a phone; sealed and revealed on the display."""
    kiosk = camera.kiosk
    workshop = kiosk.workshop(language, method="every-kind")
    camera.know(workshop)
    workshop.act("open", workshop.ideas)
    ideas = fill_ideas(workshop, language)
    ballots = answers(ideas, language)
    phone, display = camera.page(PHONE), camera.page(WIDE)
    phone.goto(workshop.phone_address)
    phone.click('form[action$="/join"] button')
    for step in STEPS:
        name = step["id"]
        activity = workshop.named(name)
        workshop.go(activity)
        if step["type"] == "page":
            camera.go(phone, workshop.phone_address, "kinds", f"{name}")
            camera.show(display, workshop, "information")
            continue
        workshop.act("open", activity)
        for ballot in ballots.get(name, ()):
            workshop.answer(activity, ballot)
        camera.go(phone, workshop.phone_address, "kinds", f"{name} open")
        if name == "pairwise":
            compare(phone, workshop, activity, ideas)
        phone.goto(workshop.phone_address)
        if name != "pairwise":
            answer(phone).first.wait_for()
        camera.take(phone, "kinds", f"{name} received")
        workshop.act("close", activity)
        camera.go(phone, workshop.phone_address, "kinds", f"{name} closed")
        workshop.act("reveal", activity)
        camera.go(phone, workshop.phone_address, "kinds", f"{name} revealed")
        camera.show(display, workshop, name)
        if activity == workshop.ideas:
            # The phone's own idea would stand in a random place among the others, in all that builds on them.
            own = re.findall(r'data-idea="(\w+)"|name="idea" value="(\w+)"', workshop.get(f"/facilitator/{workshop.code}"))
            for idea in {one or other for one, other in own} - set(ideas):
                workshop.hide(idea)


def room(camera, language):
    """One workshop from its start screen to its result, on all three screens."""
    kiosk = camera.kiosk
    phone, display = camera.page(PHONE), camera.page(WIDE)
    desk, pocket = camera.page(LAPTOP, True), camera.page(PHONE, True)

    def console(name):
        camera.go(desk, workshop.console_address, "facilitator", f"console {name}")
        camera.go(pocket, workshop.console_address, "console", f"console {name}")

    camera.go(phone, "/", "participant", "front")
    camera.go(phone, "/nothing", "participant", "refusal")
    camera.go(phone, "/accessibility", "participant", "statement")
    camera.go(phone, "/material", "participant", "material")
    workshop = kiosk.workshop(language)
    camera.know(workshop)
    workshop.go(workshop.agenda[0][0])
    camera.go(phone, workshop.phone_address, "participant", "join")
    camera.go(phone, workshop.phone_address, "participant", "re-entry", ["#reenter summary"])
    camera.show(display, workshop, "start without wifi")
    kiosk.post("/facilitator/wifi", [("wifi-name", "Workshop"), ("wifi-passphrase", "sommar-och-sol")], kiosk.cookie)
    camera.show(display, workshop, "start with wifi")
    console("before start")
    phone.goto(workshop.phone_address)
    phone.click('form[action$="/join"] button')
    phone.wait_for_selector("main[data-activity]")
    workshop.go(workshop.ideas)
    camera.go(phone, workshop.phone_address, "participant", "upcoming")
    camera.go(phone, workshop.phone_address, "participant", "device code", ["#device summary"])
    camera.show(display, workshop, "upcoming")
    workshop.act("open")
    ideas = fill_ideas(workshop, language)
    camera.go(phone, workshop.phone_address, "participant", "ideas open")
    camera.show(display, workshop, "sealed")
    console("open")
    workshop.act("close")
    workshop.act("reveal")
    camera.show(display, workshop, "wall")
    console("revealed")
    for part, name in zip((ideas[:3], ideas[3:5]), GROUPS[language]):
        workshop.group(part, name)
    camera.go(phone, workshop.phone_address, "participant", "ideas in groups")
    camera.show(display, workshop, "groups")
    console("grouping")
    screen(workshop, "point", ("row", f"idea-{ideas[1]}"))
    camera.show(display, workshop, "pointed")
    screen(workshop, "point-off")
    screen(workshop, "freeze")
    camera.show(display, workshop, "frozen")
    screen(workshop, "freeze-off")
    screen(workshop, "blank")
    camera.show(display, workshop, "pause")
    screen(workshop, "blank-off")
    return workshop, desk


def desk_pages(camera, workshop, desk):
    """The facilitator's other pages."""
    stranger, base = camera.page(LAPTOP), f"/facilitator/{workshop.code}"
    take = lambda path, name, *opened: camera.go(desk, path, "facilitator", name, opened)  # noqa: E731
    camera.go(stranger, "/facilitator", "facilitator", "sign-in", ["#recover summary"])
    take("/facilitator", "start")
    take("/facilitator", "start open", "details.goal summary", "#wifi summary", "#material summary", "#box summary")
    take("/facilitator/new?method=t01", "new workshop")
    take(f"{base}/agenda", "agenda")
    step = next(name for _, name, kind in workshop.agenda if kind == "ideas")
    take(f"{base}/step?name={step}", "step form")
    take("/facilitator/methods", "methods")
    take("/facilitator/methods/t01/guide", "guide")
    take(f"{base}/record", "record")
    take(f"{base}/lenses", "lenses")
    take(f"{base}/carry", "carry")
    take(f"{base}/paper", "paper")
    take(f"{base}/paper?activity={workshop.dots}&print=1", "paper ballot")
    take(f"{base}/preview", "preview")
    desk.goto(camera.kiosk.base + "/facilitator")
    desk.locator("#cards summary").click()
    desk.fill("#card-count", "6")
    desk.locator("#cards button").click()
    desk.wait_for_selector(".card-code")
    camera.take(desk, "facilitator", "cards")


def rehearsal(camera, language):
    """A workshop being rehearsed, before any simulated answer."""
    workshop = camera.kiosk.workshop(language)
    camera.know(workshop)
    headers, _ = workshop.kiosk.post(f"/facilitator/{workshop.code}/rehearse", [], camera.kiosk.cookie)
    code = headers["Location"].split("#")[0].rsplit("/", 1)[1]
    copy = Workshop.__new__(Workshop)
    copy.kiosk, copy.code = camera.kiosk, code
    camera.know(copy)
    desk, display = camera.page(LAPTOP, True), camera.page(WIDE)
    camera.go(desk, copy.console_address, "facilitator", "console rehearsal")
    camera.show(display, copy, "rehearsal")


def photograph(language, folder, sheets):
    """Takes all pictures of one language; returns how many."""
    kiosk = Kiosk()
    try:
        kiosk.sign_in()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            camera = Camera(browser, kiosk, language, pathlib.Path(folder))
            workshop, desk = room(camera, language)
            desk_pages(camera, workshop, desk)
            rare_pages.leading_on_a_phone(camera, workshop)
            rare_pages.trouble(camera, language)
            rare_pages.crowd(camera, language)
            kinds(camera, language)
            rehearsal(camera, language)
            browser.close()
    except urllib.error.HTTPError as error:
        # Another process cannot be sent the error itself.
        raise RuntimeError(f"{error.url}: {error.code} {error.read().decode()[:300]}") from None
    finally:
        kiosk.stop()
    for (group, theme), thumbnails in camera.thumbnails.items():
        contact_sheet.write_sheet(pathlib.Path(sheets), f"{group}-{theme}-{language}", group, thumbnails)
    return camera.made
