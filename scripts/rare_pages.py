"""Pages that the walk through a workshop does not come by: a facilitator's on a phone, the narrowest phone, and what goes wrong."""

import re

from picture_stage import GROUPS, IDEAS, fill_ideas

from conftest import LAPTOP, PHONE

NARROWEST, MANY = (320, 640), 300


def joined(camera, workshop, size):
    """A participant's page of a workshop."""
    page = camera.page(size)
    page.goto(workshop.phone_address)
    page.click('form[action$="/join"] button')
    page.wait_for_selector("main[data-activity]")
    return page


def say_lost(page):
    """Shows what a page says when the box is gone: pictures are taken without the events that would tell."""
    page.evaluate("document.getElementById('lost').hidden = false")


def leading_on_a_phone(camera, workshop):
    """The facilitator's pages as they are on the phone in a pocket."""
    stranger, pocket, base = camera.page(PHONE), camera.page(PHONE, True), f"/facilitator/{workshop.code}"
    camera.go(stranger, "/facilitator", "console", "sign-in", ["#recover summary"])
    camera.go(pocket, "/facilitator", "console", "start")
    camera.go(pocket, f"{base}/agenda", "console", "agenda")
    step = next(name for _, name, kind in workshop.agenda if kind == "ideas")
    camera.go(pocket, f"{base}/step?name={step}", "console", "step form")


def trouble(camera, language):
    """A question that nobody has answered, a refused answer, a lost box, the narrowest phone, and grouping together."""
    kiosk, workshop = camera.kiosk, camera.kiosk.workshop(language)
    camera.know(workshop)
    desk, pocket = camera.page(LAPTOP, True), camera.page(PHONE, True)
    narrow = camera.page(NARROWEST)
    camera.go(narrow, "/", "narrow", "front")
    camera.go(narrow, workshop.phone_address, "narrow", "join")
    narrow = joined(camera, workshop, NARROWEST)
    camera.take(narrow, "narrow", "upcoming")
    workshop.act("open")
    for page, group in ((desk, "facilitator"), (pocket, "console")):
        camera.go(page, workshop.console_address, group, "console closing unanswered", ["summary#next-act"])
    phone, refused, display = joined(camera, workshop, PHONE), joined(camera, workshop, PHONE), camera.page(LAPTOP)
    # Sent past the script, as a phone without one sends it.
    refused.fill("#text", "Abc def " * 40)
    refused.evaluate("document.querySelector('form[data-form=idea]').submit()")
    refused.wait_for_selector(".notice.error")
    camera.take(refused, "participant", "answer refused")
    say_lost(phone)
    camera.take(phone, "participant", "connection lost")
    camera.show(display, workshop, "connection lost", say_lost)
    ideas = fill_ideas(workshop, language)
    camera.go(narrow, workshop.phone_address, "narrow", "ideas open")
    workshop.act("close")
    workshop.act("reveal")
    for part, name in zip((ideas[:3], ideas[3:5]), GROUPS[language]):
        workshop.group(part, name)
    camera.go(narrow, workshop.phone_address, "narrow", "ideas in groups")
    kiosk.post(f"/facilitator/{workshop.code}/together", [("activity", workshop.ideas), ("let", "in")], kiosk.cookie)
    # As tall as the page: the bar that stays in view would else lie across the middle of its picture.
    phone.set_viewport_size({"width": PHONE[0], "height": 1300})
    camera.go(phone, workshop.phone_address, "participant", "grouping together")
    camera.go(narrow, workshop.phone_address, "narrow", "grouping together")
    kiosk.post(f"/facilitator/{workshop.code}/together", [("activity", workshop.ideas), ("let", "out")], kiosk.cookie)
    workshop.open_dots()
    camera.go(narrow, workshop.phone_address, "narrow", "dots open")
    workshop.vote({ideas[0]: 2, ideas[1]: 1})
    workshop.act("close", workshop.dots)
    workshop.act("reveal", workshop.dots)
    camera.go(narrow, workshop.phone_address, "narrow", "dots revealed")


def crowd(camera, language):
    """As many ideas as a large workshop writes, on the display and the console."""
    workshop = camera.kiosk.workshop(language)
    camera.know(workshop)
    workshop.act("open")
    written = []
    for _ in range(MANY // 5):
        headers, _ = workshop.kiosk.post(f"/w/{workshop.code}/join")
        cookie = headers["Set-Cookie"].split(";")[0]
        for number in range(5):
            _, reply = workshop.kiosk.post(
                f"/w/{workshop.code}/idea", [("activity", workshop.ideas), ("key", str(number)), ("text", f"Idea {number}")], cookie)
            written.append((re.search(r'"idea":"(\w+)"', reply)[1], cookie))
    # Ideas stand by their identifiers, which are random: numbered in that order, the same ones stand first at each run.
    written.sort()
    for number, (idea, cookie) in enumerate(written):
        text = f"{IDEAS[language][number % len(IDEAS[language])]} {number + 1:03}"
        workshop.kiosk.post(f"/w/{workshop.code}/edit", [("activity", workshop.ideas), ("idea", idea), ("text", text)], cookie)
    workshop.act("close")
    workshop.act("reveal")
    desk, pocket, display = camera.page(LAPTOP, True), camera.page(PHONE, True), camera.page(LAPTOP)
    camera.show(display, workshop, "many ideas")
    ideas = [idea for idea, _ in written]
    for part, name in zip((ideas[:140], ideas[140:230]), GROUPS[language]):
        workshop.group(part, name)
    camera.show(display, workshop, "many ideas in groups")
    camera.go(desk, workshop.console_address, "facilitator", "console many ideas")
    camera.go(pocket, workshop.console_address, "console", "console many ideas")
