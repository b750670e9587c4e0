"""What every stage inside the emulated box needs: telling the host, waiting, and being the facilitator."""

import json
import os
import re
import sqlite3
import subprocess
import time
import urllib.parse
import urllib.request

SERVICE = "workshop-kiosk.service"
SERIAL = os.fdopen(os.open("/dev/console", os.O_WRONLY | os.O_NOCTTY), "w")
# How long anything may take under software emulation before it counts as failed, in seconds.
PATIENCE = 120


def tell(kind, **facts):
    SERIAL.write("\r\nBOX-TEST " + json.dumps({"kind": kind, **facts}) + "\r\n")
    SERIAL.flush()


def check(name, passed, detail=""):
    tell("check", name=name, passed=bool(passed), detail=str(detail)[:600])
    return passed


def run(*words, timeout=PATIENCE, **options):
    return subprocess.run(words, capture_output=True, text=True, timeout=timeout, **options)


def waited(what, seconds=PATIENCE, pause=0.25):
    """The first true value of `what`, or the last one when the time is over."""
    end = time.monotonic() + seconds
    while True:
        value = what()
        if value or time.monotonic() > end:
            return value
        time.sleep(pause)


def uptime():
    return float(open("/proc/uptime").read().split()[0])


def active(unit=SERVICE):
    return run("systemctl", "is-active", unit).stdout.strip() == "active"


def main_process(unit=SERVICE):
    return int(run("systemctl", "show", "-P", "MainPID", unit).stdout or 0)


class Facilitator:
    """The facilitator, on the box itself."""

    base = "http://127.0.0.1"

    def __init__(self, cookie=None):
        self.cookie = cookie

    def request(self, path, fields=None):
        class Keep(urllib.request.HTTPRedirectHandler):
            def http_error_303(self, request, reply, code, message, headers):
                return urllib.response.addinfourl(reply, headers, request.full_url, code)
        body = None if fields is None else urllib.parse.urlencode(fields).encode()
        headers = {"Cookie": self.cookie} if self.cookie else {}
        with urllib.request.build_opener(Keep).open(urllib.request.Request(self.base + path, body, headers), timeout=60) as reply:
            return reply.headers, reply.read().decode()

    def sign_in(self, pin):
        headers, _ = self.request("/facilitator/sign-in", [("pin", pin)])
        self.cookie = headers["Set-Cookie"].split(";")[0]

    def new_workshop(self, title):
        headers, _ = self.request(
            "/facilitator/workshops", [("method", "t01"), ("title", title), ("language", "sv"), ("privacy", "anonymous")])
        return headers["Location"].rsplit("/", 1)[1].split("?")[0]

    def workshop(self):
        code = self.new_workshop("Strömavbrott")
        _, page = self.request(f"/facilitator/{code}")
        ideas = next(i for i, _, kind in re.findall(r'data-agenda="(\w+)" data-name="([\w-]+)" data-agenda-kind="(\w+)"', page)
                     if kind == "ideas")
        self.request(f"/facilitator/{code}/move", [("to", ideas)])
        self.request(f"/facilitator/{code}/act", [("activity", ideas), ("act", "open")])
        return code, ideas


def answers():
    """Whether the port answers, and how long that takes when asked again and again."""
    try:
        with urllib.request.urlopen("http://127.0.0.1/health", timeout=5) as reply:
            return reply.status == 200
    except OSError:
        return False


def starting(unit=SERVICE):
    check(f"{unit} runs after the start", waited(lambda: active(unit)), run("systemctl", "status", "--no-pager", unit).stdout)
    tell("measured", name="seconds from the kernel's start to a running daemon", value=round(uptime(), 1))
    check("the port answers", waited(answers))
    failed = run("systemctl", "--failed", "--no-legend", "--plain").stdout
    said = "".join(run("journalctl", "-b", "-u", line.split()[0], "-n", "6", "-o", "cat", "--no-pager").stdout
                   for line in failed.splitlines())
    check("no unit has failed", not failed.strip(), failed + said)
    check("the daemon has no right and system calls are filtered", sandboxed())


def sandboxed():
    status = open(f"/proc/{main_process()}/status").read()
    return all(re.search(pattern, status, re.M) for pattern in
               (r"^CapEff:\s+0+$", r"^CapBnd:\s+0+$", r"^NoNewPrivs:\s+1$", r"^Seccomp:\s+2$"))


def exposure(unit=SERVICE):
    found = re.search(r"Overall exposure level.*?:\s*([\d.]+)", run("systemd-analyze", "security", "--no-pager", unit).stdout)
    return float(found[1]) if found else 10.0


def first_pin():
    found = re.search(r"PIN (\d{6,})", run("journalctl", "-u", SERVICE, "-o", "cat", "--no-pager").stdout)
    return found and found[1]


def stored(query):
    """What lies in the box's database: an open question is sealed, and no page or file tells what was answered."""
    with sqlite3.connect("file:/var/lib/workshop-kiosk/workshops.sqlite?mode=ro", uri=True) as database:
        return database.execute(query).fetchall()


def wireless():
    rows = dict(stored("SELECT name, value FROM setting WHERE name LIKE 'wifi%'"))
    return rows.get("wifi_name", ""), rows.get("wifi_passphrase", "")
