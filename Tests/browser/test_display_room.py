"""The projector's page has room for what is long and for what is much: nothing is torn, cut off or only counted."""

import re

import pytest
from conftest import Workshop
from playwright.sync_api import expect
from test_display import SIZES, screen

# As long as an idea may be, with an end that is told apart.
LONG = ("En digital anslagstavla för byns evenemang, med kalender och anmälan, där föreningar själva lägger upp sina "
        "träffar, där biblioteket hjälper den som inte har egen dator, och där kommunen svarar på frågor inom en vecka, "
        "så att ingen behöver ringa runt för att få veta något. Slut.").ljust(280, "!")
TITLE = ("Hur vi tillsammans kan göra kommunens service enklare, närmare och mer tillgänglig för alla som bor här på "
         "landet i dag")[:120]

# The parts of the picture that are not whole: outside it, or cut off by a box around them.
CUT = """parts => parts.filter(part => {
  const own = part.getBoundingClientRect();
  if (!own.height || part.scrollHeight > part.clientHeight + 2 && getComputedStyle(part).overflow !== "visible") return true;
  for (let box = part.parentElement; box; box = box.parentElement) {
    const around = box.getBoundingClientRect();
    const clips = box === document.documentElement || getComputedStyle(box).overflowY !== "visible";
    if (clips && (own.bottom > around.bottom + 1 || own.right > around.right + 1 || own.top < around.top - 1)) return true;
  }
  return own.bottom > innerHeight || own.right > innerWidth;
}).map(part => part.outerHTML.slice(0, 120))"""


def many(kiosk, groups=0, count=300):
    """A workshop whose many ideas are revealed; returns it with their identifiers."""
    workshop = kiosk.workshop()
    workshop.act("open")
    ideas = []
    for first in range(0, count, 3):
        headers, _ = kiosk.post(f"/w/{workshop.code}/join")
        cookie = headers["Set-Cookie"].split(";")[0]
        for number in range(first, min(first + 3, count)):
            _, reply = kiosk.post(
                f"/w/{workshop.code}/idea",
                [("activity", workshop.ideas), ("key", str(number)), ("text", f"Fler bussar på linje {number} om kvällen")], cookie)
            ideas.append(re.search(r'"idea":"(\w+)"', reply)[1])
    workshop.act("close")
    for group in range(groups):
        workshop.group(ideas[group * 40:group * 40 + 40], f"Grupp {group + 1}")
    workshop.act("reveal")
    return workshop, ideas


@pytest.mark.parametrize("groups", [0, 6])
def test_of_many_ideas_a_part_is_shown_that_says_it_is_one(kiosk, page_of, groups):
    workshop, _ = many(kiosk, groups)
    page = page_of(SIZES["16:9"], reduced_motion="reduce")
    for size in SIZES.values():
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.goto(workshop.display_address)
        expect(page.locator(".part")).to_have_text("Här visas 24 av 300 idéer. Alla finns i telefonerna.")
        expect(page.locator(".wall li")).to_have_count(24)
        assert not page.locator(".wall li, .wall h2, .part").evaluate_all(CUT)
        assert page.locator(".wall li").first.evaluate("idea => parseFloat(getComputedStyle(idea).fontSize) * (idea.currentCSSZoom || 1)") >= 9
        if groups:
            # Each group says how many it holds, and shows as many as the others.
            expect(page.locator(".wall h2 .amount").first).to_have_text("40 idéer")
            shown = page.locator(".wall .group").evaluate_all("groups => groups.map(group => group.querySelectorAll('li').length)")
            assert len(shown) == 7 and max(shown) - min(shown) <= 1, shown
            # One column each: none is torn.
            torn = page.locator(".wall .group").evaluate_all("groups => groups.filter(group => group.getClientRects().length > 1).length")
            assert not torn
    # What is promised: each phone has them all.
    phone = page_of((360, 740))
    phone.goto(workshop.phone_address)
    phone.click('form[action$="/join"] button')
    expect(phone.locator(".ideas .typed")).to_have_count(300)


def test_groups_that_are_only_counted_are_not_torn(kiosk, page_of):
    workshop, ideas = many(kiosk, count=120)
    for group in range(40):
        workshop.group(ideas[group * 3:group * 3 + 3], f"En grupp med ett namn som tar plats {group}")
    page = page_of(SIZES["16:9"], reduced_motion="reduce")
    for size in SIZES.values():
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.goto(workshop.display_address)
        expect(page.locator(".wall .count")).to_have_count(40)
        torn = page.locator(".wall .count").evaluate_all("counts => counts.filter(count => count.getClientRects().length > 1).length")
        assert not torn
        assert not page.locator(".wall .count").evaluate_all(CUT)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_what_is_pointed_at_and_who_wins_are_read_whole(kiosk, page_of, size, script):
    workshop = kiosk.workshop()
    workshop.act("open")
    ideas = workshop.write(LONG, *[f"{LONG[:180]} {number}" for number in range(9)])
    workshop.act("close")
    workshop.act("reveal")
    page = page_of(size, script=script, reduced_motion="reduce")
    screen(workshop, "point", ("row", f"idea-{ideas[0]}"))
    page.goto(workshop.display_address)
    expect(page.locator(".spotlight strong")).to_have_text(LONG)
    assert not page.locator(".spotlight, .spotlight .what, .spotlight strong").evaluate_all(CUT)
    screen(workshop, "point-off")
    workshop.open_dots()
    workshop.vote({ideas[0]: 3})
    for idea in ideas[1:8]:
        workshop.vote({idea: 1})
    workshop.act("reveal", workshop.dots)
    page.goto(workshop.display_address)
    expect(page.locator("tr.first .item-text")).to_have_text(LONG)
    assert not page.locator("tr.first .item-text").evaluate_all(CUT)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("size", [*SIZES.values(), (1280, 800)], ids=[*SIZES, "laptop"])
@pytest.mark.parametrize("title", [TITLE, "Behov i kommunen"], ids=["long", "short"])
@pytest.mark.parametrize("network", [[], [("wifi-name", "Kommunhuset gäst"), ("wifi-passphrase", "sommar-och-sol")]], ids=["alone", "wifi"])
def test_how_to_join_is_whole_on_the_start_screen_whatever_the_title(kiosk, page_of, size, title, network, script):
    kiosk.sign_in()
    kiosk.post("/facilitator/wifi", network, kiosk.cookie)
    headers, _ = kiosk.post("/facilitator/workshops", [("method", "t01"), ("title", title), ("language", "sv")], kiosk.cookie)
    workshop = Workshop(kiosk, headers["Location"].rsplit("/", 1)[1])
    workshop.go(workshop.agenda[0][0])
    page = page_of(size, script=script, reduced_motion="reduce")
    page.goto(workshop.display_address)
    expect(page.locator(".welcome h1")).to_have_text(title)
    assert not page.locator(".welcome h1, .ways h2, .ways .qr, .ways dd, .ways .joined").evaluate_all(CUT)
    # Nothing runs to its card's very edge.
    close = page.locator(".ways > li").evaluate_all(
        """cards => cards.flatMap(card => {
            const edge = card.getBoundingClientRect(), range = document.createRange();
            const inner = parseFloat(getComputedStyle(card).paddingRight) - 1;
            return [...card.querySelectorAll("dd, .joined, .say")].filter(part => {
                range.selectNodeContents(part);
                const own = range.getBoundingClientRect();
                return own.right > edge.right - inner || own.bottom > edge.bottom - 4;
            }).map(part => part.outerHTML);
        })""")
    assert not close, close
    kiosk.post("/facilitator/wifi", [], kiosk.cookie)
