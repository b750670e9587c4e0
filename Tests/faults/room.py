"""A kiosk under a fault, its facilitator and its phones, as the fault tests and their long forms use them."""

import http.client
import os
import pathlib
import re
import select
import shutil
import sys
import tempfile
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "scripts"))
from serving import serve  # noqa: E402

PROGRAM = pathlib.Path(os.environ.get("KIOSK_PROGRAM", ROOT / ".build/release/workshop-kiosk"))


class Kiosk:
    """The program as it is shipped, with a data folder of its own."""

    def __init__(self, data=None, wrap=(), **environment):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="kiosk-fault-"))
        self.data = pathlib.Path(data) if data else self.folder / "data"
        self.wrap, self.environment, self.port, self.pin = list(wrap), environment, 0, None
        self.process = None

    def start(self, seconds=60):
        """Starts it, on the same port as before; returns once it says that it listens."""
        environment = {**os.environ, **{name: str(value) for name, value in self.environment.items()}}
        self.process, self.port, self.pin = serve(
            PROGRAM, self.data, self.port, wrap=self.wrap, environment=environment)
        return self

    def kill(self):
        """Ends it as a power cut does."""
        self.process.kill()
        self.process.wait(30)
        self.process.stdout.close()

    def stop(self):
        self.process.terminate()
        status = self.process.wait(30)
        self.process.stdout.close()
        return status

    def remove(self):
        if self.process and self.process.poll() is None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


class Client:
    """One connection that is kept, with its cookie."""

    def __init__(self, port, timeout=30):
        self.port, self.timeout, self.cookie, self.connection = port, timeout, None, None

    def request(self, method, path, fields=None, headers=()):
        """Status, headers and text of the answer."""
        # A server ends a connection that is kept too long for nothing; browsers then open another, too.
        if self.connection and self.connection.sock:
            waiting = select.poll()
            waiting.register(self.connection.sock, select.POLLIN)
            if waiting.poll(0):
                self.close()
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        body = None if fields is None else urllib.parse.urlencode(list(fields)).encode()
        sent = {"Accept": "application/json", **dict(headers)}
        if body is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        if self.cookie:
            sent["Cookie"] = self.cookie
        try:
            self.connection.request(method, path, body, sent)
            answer = self.connection.getresponse()
            # A workbook is no text.
            text = answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        if answer.getheader("Set-Cookie"):
            self.cookie = answer.getheader("Set-Cookie").split(";")[0]
        return answer.status, answer, text

    def post(self, path, *fields):
        return self.request("POST", path, fields)

    def get(self, path):
        return self.request("GET", path)

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None


class Workshop:
    """A workshop in which ideas are written and dots placed, led by its facilitator."""

    def __init__(self, kiosk, method="t01", privacy="anonymous"):
        self.facilitator = Client(kiosk.port)
        status, _, text = self.facilitator.post("/facilitator/sign-in", ("pin", kiosk.pin))
        assert status in (200, 303), (status, text)
        _, answer, _ = self.facilitator.post(
            "/facilitator/workshops", ("method", method), ("title", "Prov"), ("language", "sv"), ("privacy", privacy))
        self.code = answer.getheader("Location").rsplit("/", 1)[1].split("?")[0]
        _, _, page = self.facilitator.request("GET", f"/facilitator/{self.code}", headers=[("Accept", "text/html")])
        kinds = {kind: id for id, _, kind in reversed(
            re.findall(r'data-agenda="(\w+)" data-name="([\w-]+)" data-agenda-kind="(\w+)"', page))}
        self.ideas, self.dots = kinds["ideas"], kinds["dots"]

    def go(self, activity):
        return self.facilitator.post(f"/facilitator/{self.code}/move", ("to", activity))[0]

    def act(self, activity, act):
        return self.facilitator.post(f"/facilitator/{self.code}/act", ("activity", activity), ("act", act))[0]

    def open(self, activity):
        self.go(activity)
        return self.act(activity, "open")

    def phone(self, port, timeout=30):
        phone = Phone(self, port, timeout)
        phone.join()
        return phone


class Phone(Client):
    """A participant's phone."""

    def __init__(self, workshop, port, timeout=30):
        super().__init__(port, timeout)
        self.workshop = workshop

    def join(self):
        status, _, text = self.post(f"/w/{self.workshop.code}/join")
        assert status in (200, 303), (status, text)

    def write(self, key, text):
        """Sends an idea; whether it was received, and its identifier."""
        status, _, answer = self.post(
            f"/w/{self.workshop.code}/idea", ("activity", self.workshop.ideas), ("key", key), ("text", text))
        found = re.search(r'"received":true,"idea":"(\w+)"', answer)
        return status, found and found[1]

    def place(self, dots):
        """Places dots; whether they were received."""
        status, _, answer = self.post(
            f"/w/{self.workshop.code}/ballot", ("activity", self.workshop.dots),
            *((f"dots-{item}", count) for item, count in dots.items()))
        return status == 200 and '"received":true' in answer
