"""Markup in every text field that there is, of participants and facilitators: nothing of it runs, on any page or in any
file, and it is shown as the text that it is.

The pages' policy would stop most of it. Here it is switched off, so that what is not escaped is found.
"""

import csv
import io
import json
import re
import urllib.parse

import openpyxl
import pytest
from conftest import LAPTOP, PHONE, PROJECTOR, Kiosk, Workshop
from playwright.sync_api import expect
from test_kinds import ASKING, answer
from test_reports import programme_files

MARKUP = "\"'><img src=x onerror=ran=1>"
# Out of whatever it may stand in.
OUT = "</title></textarea></style></script><svg onload=ran=2>"
OTHERS = ["{{{style}}}{{t.skip}}${ran=3}", "'-ran=4-'</script><script>ran=4</script>",
          "javascript:ran=5", "--><!--]]><iframe srcdoc=x>", "&lt;img src=x onerror=ran=6&gt;", "\\u003cimg\\x3c%3Cimg src=x%3E",
          # A quotation mark with an accent on it is one character to some, and ends an attribute to a browser.
          "\"\u0301 autofocus onfocus=ran=7 x=\"\u0301"]
# What would end the test's own session, the box or what has been made.
DESTROYING = re.compile(r"/(sign-out|power|rehearse|rehearsal-end|restart|undo-act|undo-edit)$")
UNDOING = {"remove", "delete", "take-out", "dissolve", "withdraw", "hide", "ungroup", "merge"}
FREE = "input:not([type]), input[type=text], input[type=search], input[type=password], textarea"


@pytest.fixture(scope="module")
def hostile():
    running = Kiosk()
    yield running
    running.stop()


class Visitor:
    """A browser without the pages' policy that fails as soon as anything of what was typed runs."""

    def __init__(self, browser, kiosk, size, facilitator=False, script=True):
        self.kiosk = kiosk
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, bypass_csp=True, locale="sv-SE",
                                      accept_downloads=True)
        context.set_default_timeout(10_000)
        if facilitator:
            kiosk.sign_in()
            name, value = kiosk.cookie.split("=", 1)
            context.add_cookies([{"name": name, "value": value, "url": kiosk.base}])
        self.context, self.page = context, context.new_page()
        self.page.on("dialog", lambda dialog: pytest.fail(f"a dialog: {dialog.message}"))
        self.foreign = []
        self.page.on("request", lambda request: self.foreign.append(request.url)
                     if not request.url.startswith((kiosk.base, "data:", "file:", "about:")) else None)

    def harmless(self, where):
        found = self.page.evaluate("""() => ({
            ran: typeof ran === "undefined" ? null : String(ran),
            made: [...document.querySelectorAll(
                "img[src=x], svg[onload], iframe[srcdoc], [onerror], [onload], [onfocus], script:not([src]), a[href^='javascript' i]")]
                .map(element => element.outerHTML.slice(0, 200))})""")
        assert found["ran"] is None and not found["made"], f"{where}: {found}"
        assert "ran=" not in (self.page.get_attribute("main", "class") or ""), where

    def go(self, path):
        reply = self.page.goto(self.kiosk.base + path)
        self.page.wait_for_load_state("load")
        self.harmless(path)
        return reply

    def forms(self):
        """The forms of the page that hold text, each with its buttons and the names of its free fields and its others."""
        return self.page.evaluate("""free => [...document.forms].map((form, place) => ({
            place, action: form.getAttribute("action") || location.pathname, method: form.method,
            fields: [...form.querySelectorAll(free)].map((field, n) => ({n, name: field.name,
                isNumber: !!field.inputMode && field.inputMode !== "text" || field.classList.contains("code") || field.classList.contains("short"),
                limit: field.maxLength > 0 ? field.maxLength : +field.dataset.limit || 0})),
            buttons: [...form.querySelectorAll("button")].map(b => [b.name, b.value])}))""", FREE)

    def send(self, path, form, values, button):
        """Opens the page, fills the fields of one form with these values by number, and sends it past the page's script.
        Does nothing where an earlier sending has taken the form away."""
        self.page.goto(self.kiosk.base + path)
        forms = self.forms()
        place = next((other["place"] for other in forms if other["action"] == form["action"]
                      and [field["name"] for field in other["fields"]] == [field["name"] for field in form["fields"]]), None)
        if place is None:
            return
        with self.page.expect_navigation():
            self.page.evaluate("""([place, free, values, button]) => {
                const form = document.forms[place], fields = [...form.querySelectorAll(free)];
                for (const [n, value] of values) fields[n].value = value;
                if (button && button[0]) {
                    const hidden = document.createElement("input");
                    [hidden.type, hidden.name, hidden.value] = ["hidden", ...button];
                    form.append(hidden);
                }
                HTMLFormElement.prototype.submit.call(form);
            }""", [place, FREE, values, button])
        self.page.wait_for_load_state("load")
        self.harmless(f"the answer to a form of {path} with {button}")


def text(number, limit=0):
    """A hostile text that fits."""
    whole, other = f"\"'>{OUT}", OTHERS[number % len(OTHERS)]
    return next((words for words in (f"{whole} {other}", whole, f"\"'></textarea>{MARKUP[3:]}", MARKUP, "<svg onload=ran=7>") if not limit or len(words) <= limit), "<b>")


def links(page):
    return [urllib.parse.urlsplit(address)._replace(scheme="", netloc="", fragment="").geturl() for address in page.eval_on_selector_all(
        "a[href]", "links => links.filter(link => link.origin === location.origin).map(link => link.href)")]


def kind_of(path):
    """One of each kind of page: identifiers differ, pages do not."""
    return re.sub(r"[0-9a-f]{16}", "ID", path)


def walk(visitor, starts, visit):
    """Goes to every page that these lead to, once for each kind; files are left to others."""
    seen, queue = set(), list(starts)
    while queue:
        path = queue.pop(0)
        if kind_of(path) in seen or "language=" in path or re.search(r"\.(csv|xlsx|json|pdf)\b|keep=1|/sign-out|\.html\?", path):
            continue
        seen.add(kind_of(path))
        visitor.go(path)
        found = links(visitor.page)
        visit(path)
        queue += found
    return seen


def fill_everything(visitor, starts):
    """Sends every form with text in it: once with markup in all of its free fields, and, where a field takes numbers or codes
    only, with markup in that one, which is refused and shown again. Returns the fields seen and those that were filled."""
    seen, filled = set(), set()

    def visit(path):
        for form in visitor.forms():
            action = kind_of(urllib.parse.urlsplit(form["action"]).path or path)
            names = {(action, kind_of(field["name"])) for field in form["fields"]}
            if not names or DESTROYING.search(action) or names <= filled:
                continue
            seen.update(names)
            buttons = [button for button in form["buttons"] if button[1] not in UNDOING] or [None]
            free = [field for field in form["fields"] if not field["isNumber"]]
            for number, button in enumerate(buttons):
                if free:
                    values = [[field["n"], text(field["n"] + number, field["limit"])] for field in free]
                    visitor.send(path, form, values, button)
                    if number == 0 and any(len(value) > len(MARKUP) for _, value in values):
                        # Shorter, where the longer text was refused for its length.
                        visitor.send(path, form, [[n, MARKUP] for n, _ in values], button)
            for field in form["fields"]:
                if field["isNumber"]:
                    visitor.send(path, form, [[field["n"], MARKUP]], buttons[0])
            filled.update(names)

    pages = walk(visitor, starts, visit)
    return pages, seen, filled


def hostile_method(kiosk):
    """Every kind of step, with markup in every text of the method."""
    method = json.loads((kiosk.assets / "methods/every-kind.json").read_text())

    def spoil(value, number=[0]):
        if isinstance(value, dict) and set(value) <= {"sv", "en", "fi"} and "sv" in value:
            number[0] += 1
            return {language: f"{MARKUP} {number[0]}" for language in value}
        if isinstance(value, dict):
            return {key: spoil(part) for key, part in value.items()}
        return [spoil(part) for part in value] if isinstance(value, list) else value

    method = spoil(method)
    method["id"] = "hostile"
    (kiosk.assets / "methods/hostile.json").write_text(json.dumps(method))


def test_no_text_runs_on_any_page_or_in_any_file(hostile, browser, tmp_path):
    kiosk = hostile
    hostile_method(kiosk)
    kiosk.kill()
    kiosk.restart()
    lead = Visitor(browser, kiosk, LAPTOP, facilitator=True)
    headers, _ = kiosk.post("/facilitator/workshops", [
        ("method", "hostile"), ("title", MARKUP), ("language", "sv"), ("privacy", "named"), ("organisation", MARKUP),
        ("admission", "door"), ("background", "role"), ("background-asked", "1")], kiosk.cookie)
    workshop = Workshop(kiosk, headers["Location"].rsplit("/", 1)[1])
    console, phone_path = f"/facilitator/{workshop.code}", f"/w/{workshop.code}"

    # A participant who joins, waits, is let in, and answers every step; the facilitator groups and shows it.
    guest, display = Visitor(browser, kiosk, PHONE), Visitor(browser, kiosk, PROJECTOR)
    _, seen, filled = fill_everything(guest, ["/", "/accessibility", phone_path, "/w/AAAAAA"])
    assert seen == filled and any(name == "name" for _, name in filled), seen - filled
    guest.go(phone_path)
    if guest.page.locator("#name").count():
        guest.page.fill("#name", MARKUP)
        guest.page.click('form[action$="/join"] button')
    number = guest.page.inner_text("#door .number")
    kiosk.post(f"{console}/door", [("number", number), ("do", "admit")], kiosk.cookie)
    display.go(f"/display/{workshop.code}")
    crowd(kiosk, workshop)
    for name in ASKING:
        activity = workshop.named(name)
        workshop.go(activity)
        workshop.act("open", activity)
        guest.go(phone_path)
        fill(guest.page)
        guest.harmless(f"{name}, answered")
        # As it comes by the live streams, while it is open and when it is shown.
        lead.go(console)
        workshop.act("close", activity)
        workshop.act("reveal", activity)
        expect(display.page.locator(f'[data-activity="{activity}"]').first).to_be_attached()
        for visitor, path in ((display, f"/display/{workshop.code}"), (guest, phone_path), (lead, console)):
            visitor.harmless(f"{name} live on {path}")
            visitor.go(path)
        if name == ASKING[0]:
            expect(guest.page.locator("h1")).to_contain_text(MARKUP)
    ideas = re.findall(r'name="idea" value="(\w{16})"', workshop.get(console))
    if ideas:
        kiosk.post(f"{console}/ideas", [("activity", workshop.ideas), ("do", "group"), ("group", "new"), ("name", MARKUP),
                                         ("idea", ideas[0])], kiosk.cookie)

    # Every form of the facilitator's, then every page once more with what is stored now.
    starts = ["/facilitator", "/facilitator/setup", "/facilitator/new?method=hostile", console, "/facilitator/methods", f"{console}/agenda",
              f"{console}/record", f"{console}/lenses", f"{console}/paper", f"{console}/erase", "/facilitator/erase", f"{console}/trail",
              f"{console}/carry"]
    pages, seen, filled = fill_everything(lead, starts)
    assert seen == filled, seen - filled
    assert len(filled) > 60, sorted(filled)
    walk(lead, starts, lambda path: None)
    walk(guest, ["/", "/accessibility", phone_path], lambda path: None)
    for visitor, path in ((display, f"/display/{workshop.code}"), (guest, phone_path), (lead, console)):
        visitor.go(path)
    lead.go(console)
    expect(lead.page.locator("h1")).to_have_text(MARKUP)
    # What is refused is shown as it was typed.
    lead.go(f"/nothing/{urllib.parse.quote(MARKUP)}")
    lead.go(f"{console}?filter={urllib.parse.quote(MARKUP)}&done={urllib.parse.quote(MARKUP)}")

    # The report, on the box and as a file that knows no policy but its own.
    lead.go(f"{console}/report.html")
    expect(lead.page.locator("body")).to_contain_text(MARKUP)
    with lead.page.expect_download() as download:
        lead.page.evaluate("path => { location.href = path }", f"{console}/report.html?keep=1")
    kept = tmp_path / "report.html"
    download.value.save_as(kept)
    lead.page.goto(kept.as_uri())
    lead.harmless("the kept report")
    expect(lead.page.locator("body")).to_contain_text(MARKUP)
    files(lead, console)
    # The same words between English and Finnish ones.
    for language in ("en", "fi"):
        for visitor, path in ((display, f"/display/{workshop.code}"), (guest, phone_path), (lead, console), (lead, f"{console}/report.html"),
                              (lead, "/facilitator"), (guest, "/accessibility")):
            visitor.go(f"{path}?language={language}")
    for visitor in (lead, guest, display):
        assert not visitor.foreign, visitor.foreign
        visitor.context.close()


def files(lead, console):
    """What programs read has the words as they were typed: as text, and as nothing else."""
    def fetched(name):
        reply = lead.context.request.get(f"{lead.kiosk.base}{console}/{name}")
        assert reply.status == 200 and reply.headers["x-content-type-options"] == "nosniff", name
        assert "attachment" in reply.headers["content-disposition"], name
        return reply.body()

    def strings(value):
        if isinstance(value, dict | list):
            return [text for part in (value.values() if isinstance(value, dict) else value) for text in strings(part)]
        return [value] if isinstance(value, str) else []

    rows = list(csv.reader(io.StringIO(fetched("export.csv").decode("utf-8-sig")), delimiter=";"))
    assert len({len(row) for row in rows}) == 1
    assert any(cell == f"{MARKUP} idé 0" for row in rows for cell in row)
    assert f"{MARKUP} idé 0" in strings(json.loads(fetched("export.json")))
    book = openpyxl.load_workbook(io.BytesIO(fetched("export.xlsx")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any(cell.value == f"{MARKUP} idé 0" for cell in cells)
    # The list of steps leads to their sheets, and nothing leads out of the workbook.
    assert not [cell.coordinate for cell in cells if isinstance(cell.value, str) and "ran=" in cell.value
                and (cell.data_type != "s" or cell.hyperlink and cell.hyperlink.target)]


def test_no_text_runs_in_the_report_of_a_programme(hostile, browser, tmp_path):
    hostile.sign_in()
    bundles = programme_files(hostile, tmp_path, [("behovsinventering", MARKUP), ("metodstöd", OTHERS[1])])
    lead = Visitor(browser, hostile, LAPTOP, facilitator=True)
    for language in ("sv", "en", "fi"):
        lead.go("/facilitator/programme")
        assert MARKUP in lead.page.inner_text("main")
        lead.page.set_input_files("#files", bundles)
        lead.page.select_option("#language", language)
        lead.page.click("button[value=page]")
        lead.harmless(f"the programme in {language}")
        expect(lead.page.locator("table.list")).to_contain_text(OTHERS[1])
        expect(lead.page.locator("table.forest").first).to_contain_text(MARKUP)
    lead.go("/facilitator/programme")
    lead.page.set_input_files("#files", bundles)
    with lead.page.expect_download() as download:
        lead.page.click("button[value=html]")
    download.value.save_as(tmp_path / "programme.html")
    lead.page.goto((tmp_path / "programme.html").as_uri())
    lead.harmless("the kept report of a programme")
    expect(lead.page.locator("table.list")).to_contain_text(OTHERS[1])
    assert not lead.foreign
    lead.context.close()


def crowd(kiosk, workshop):
    """Three more participants, with the ideas and points that other steps build on."""
    cookies = []
    for number in range(3):
        headers, _ = kiosk.post(f"/w/{workshop.code}/join", [("name", f"{MARKUP} {number}")])
        cookies.append(headers["Set-Cookie"].split(";")[0])
    numbers = re.findall(r'id="admit-(\d+)"', workshop.get(f"/facilitator/{workshop.code}"))
    kiosk.post(f"/facilitator/{workshop.code}/door", [("do", "admit")] + [("number", n) for n in numbers], kiosk.cookie)
    for activity, action, fields in (
            (workshop.ideas, "idea", lambda n: [("key", str(n)), ("text", f"{MARKUP} idé {n}")]),
            (workshop.named("points"), "ballot", lambda n: [("points-bus", 60), ("points-bike", 40)])):
        workshop.go(activity)
        workshop.act("open", activity)
        for number, cookie in enumerate(cookies):
            kiosk.post(f"/w/{workshop.code}/{action}", [("activity", activity)] + fields(number), cookie)


def fill(page):
    """Answers whatever the page asks, with markup wherever something can be typed."""
    form = page.locator("form[data-form=idea], form[data-form=ballot]").first
    for number, field in enumerate(form.locator("textarea, input:not([type]):not([inputmode])").all()):
        field.evaluate("(field, value) => field.setAttribute('data-hostile', value)",
                       text(number, int(field.get_attribute("data-limit") or 100)))
    # The answer as every kind wants it; the words are then what stands ready.
    original = "Ett svar"
    page.evaluate("""() => document.addEventListener("input", event => {
        const field = event.target;
        if (field.dataset.hostile && field.value === "Ett svar") field.value = field.dataset.hostile;
    }, true)""")
    received = answer(page)
    expect(received.first).to_be_visible()
    assert original not in page.inner_text("main")
