"""Starts the kiosk as it is shipped and opens pages of it in Debian's Chromium."""

import os
import pathlib
import re
import shutil
import sys
import tempfile
import time
import urllib.parse
import urllib.request

import pytest
from playwright.sync_api import sync_playwright

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "scripts"))
from serving import serve  # noqa: E402

PROGRAM = os.environ.get("KIOSK_PROGRAM", ROOT / ".build/release/workshop-kiosk")
PHONE, LAPTOP, PROJECTOR = (360, 740), (1280, 800), (1920, 1080)


class Kiosk:
    """A running kiosk with a directory of its own."""

    def __init__(self, **environment):
        self.environment = environment
        self.directory = tempfile.mkdtemp(prefix="kiosk-browser-")
        # The shipped methods, and one that has every kind.
        assets = pathlib.Path(self.directory) / "assets"
        shutil.copytree(ROOT / "kiosk-assets", assets)
        shutil.copy(ROOT / "Tests/kinds/every-kind.json", assets / "methods")
        self.assets, self.cookie = assets, None
        self.port = 0
        self.pin = self.start()
        self.base = f"http://127.0.0.1:{self.port}"

    def start(self):
        """Starts the server, on the same port as before; returns its PIN once it listens."""
        self.process, self.port, pin = serve(
            PROGRAM, f"{self.directory}/data", self.port, self.assets, environment={**os.environ, **self.environment})
        return pin

    def kill(self):
        """Ends the server as a power cut does: it has no time for anything."""
        self.process.kill()
        self.process.wait(10)
        self.process.stdout.close()

    def restart(self):
        """Starts the server again with the same data on the same port; returns the moment at which it listened."""
        self.start()
        return time.monotonic()

    def post(self, path, fields=(), cookie=None):
        """Posts a form as a script does; returns the reply's headers and text."""
        request = urllib.request.Request(
            self.base + path, urllib.parse.urlencode(list(fields)).encode(),
            {"Accept": "application/json", **({"Cookie": cookie} if cookie else {})})
        opener = urllib.request.build_opener(KeepRedirect)
        with opener.open(request, timeout=10) as reply:
            return reply.headers, reply.read().decode()

    def sign_in(self):
        if not self.cookie:
            headers, _ = self.post("/facilitator/sign-in", [("pin", self.pin)])
            self.cookie = headers["Set-Cookie"].split(";")[0]

    def workshop(self, language="sv", method="t01", privacy="anonymous"):
        """Creates a workshop and returns it."""
        self.sign_in()
        headers, _ = self.post(
            "/facilitator/workshops", [("method", method), ("title", "Behov i kommunen"), ("language", language),
                                       ("privacy", privacy)], self.cookie)
        return self.opened(headers, language)

    def opened(self, headers, language="sv"):
        """The workshop that the reply to a form with these headers leads to."""
        return Workshop(self, headers["Location"].rsplit("/", 1)[1], language)

    def stop(self):
        self.process.terminate()
        self.process.wait(10)
        shutil.rmtree(self.directory, ignore_errors=True)


class KeepRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect is an answer here, not something to follow."""

    def http_error_303(self, request, reply, code, message, headers):
        return urllib.response.addinfourl(reply, headers, request.full_url, code)


class Workshop:
    """One workshop, acted on over HTTP."""

    def __init__(self, kiosk, code, language="sv"):
        self.kiosk, self.code, self.language = kiosk, code, language
        page = self.get(f"/facilitator/{code}")
        self.agenda = re.findall(r'data-agenda="(\w+)" data-name="([\w-]+)" data-agenda-kind="(\w+)"', page)
        self.ideas = self.first("ideas")
        self.dots = self.first("dots")
        self.go(self.ideas)

    def first(self, kind):
        """The first activity of a kind; None when there is none."""
        return next((id for id, _, other in self.agenda if other == kind), None)

    def named(self, name):
        """The activity that the method calls so."""
        return next(id for id, other, _ in self.agenda if other == name)

    def go(self, activity):
        if activity:
            self.kiosk.post(f"/facilitator/{self.code}/move", [("to", activity)], self.kiosk.cookie)

    def get(self, path):
        request = urllib.request.Request(self.kiosk.base + path, headers={"Cookie": self.kiosk.cookie})
        with urllib.request.urlopen(request, timeout=10) as reply:
            return reply.read().decode()

    def act(self, act, activity=None):
        self.kiosk.post(
            f"/facilitator/{self.code}/act", [("activity", activity or self.ideas), ("act", act)], self.kiosk.cookie)

    def move(self, step="next"):
        self.kiosk.post(f"/facilitator/{self.code}/move", [("step", step)], self.kiosk.cookie)

    def group(self, ideas, name):
        self.kiosk.post(
            f"/facilitator/{self.code}/ideas",
            [("activity", self.ideas), ("do", "group"), ("group", "new"), ("name", name)] + [("idea", i) for i in ideas],
            self.kiosk.cookie)

    def hide(self, idea):
        self.kiosk.post(
            f"/facilitator/{self.code}/ideas", [("activity", self.ideas), ("do", "hide"), ("idea", idea)], self.kiosk.cookie)

    def write(self, *texts):
        """Writes ideas as one participant each; returns their identifiers."""
        ideas = []
        for text in texts:
            headers, _ = self.kiosk.post(f"/w/{self.code}/join")
            cookie = headers["Set-Cookie"].split(";")[0]
            _, reply = self.kiosk.post(
                f"/w/{self.code}/idea", [("activity", self.ideas), ("key", str(len(ideas))), ("text", text)], cookie)
            ideas.append(re.search(r'"idea":"(\w+)"', reply)[1])
        return ideas

    def vote(self, dots):
        """Places dots as a new participant."""
        headers, _ = self.kiosk.post(f"/w/{self.code}/join")
        cookie = headers["Set-Cookie"].split(";")[0]
        self.kiosk.post(
            f"/w/{self.code}/ballot", [("activity", self.dots)] + [(f"dots-{i}", n) for i, n in dots.items()], cookie)

    def answer(self, activity, fields):
        """Casts a ballot as a new participant."""
        headers, _ = self.kiosk.post(f"/w/{self.code}/join")
        cookie = headers["Set-Cookie"].split(";")[0]
        self.kiosk.post(f"/w/{self.code}/ballot", [("activity", activity)] + fields, cookie)

    def open_dots(self):
        self.go(self.dots)
        self.act("open", self.dots)

    @property
    def phone_address(self):
        return f"{self.kiosk.base}/w/{self.code}"

    @property
    def display_address(self):
        return f"{self.kiosk.base}/display/{self.code}"

    @property
    def console_address(self):
        return f"{self.kiosk.base}/facilitator/{self.code}"


@pytest.fixture(scope="session")
def kiosk():
    running = Kiosk()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def page_of(browser, kiosk):
    """Makes pages: page_of(PHONE, script=False, theme="dark"). Fails if one asks another host for anything."""
    contexts, foreign, broken = [], [], []

    def make(size, script=True, theme="light", facilitator=False, **options):
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, java_script_enabled=script, color_scheme=theme, **options)
        context.set_default_timeout(10_000)
        if facilitator:
            kiosk.sign_in()
            name, value = kiosk.cookie.split("=", 1)
            context.add_cookies([{"name": name, "value": value, "url": kiosk.base}])
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: foreign.append(request.url)
                if not request.url.startswith((kiosk.base, "data:")) else None)
        page.on("pageerror", lambda error: broken.append(str(error)))
        # A style or script that the page's own policy does not let in fails silently.
        page.on("console", lambda message: broken.append(message.text) if "Content Security Policy" in message.text else None)
        return page

    yield make
    for context in contexts:
        context.close()
    assert not foreign, f"pages asked other hosts: {foreign}"
    assert not broken, f"scripts failed: {broken}"


def join(page, workshop):
    """Joins as a participant through the page."""
    page.goto(workshop.phone_address)
    page.click('form[action$="/join"] button')
    page.wait_for_selector("main[data-activity]")
    # The script, where there is one, has run.
    page.wait_for_load_state("load")
