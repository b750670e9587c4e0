"""What a box holds after ten years: how it starts, answers and remembers, beside the same box after one workshop."""

import os
import pathlib
import re
import shutil
import statistics
import sys
import time
import urllib.request

import measuring
from measuring import BUILD, ROOT, WORK, heading, row
from serving import unit_environment

sys.path.insert(0, str(ROOT / "Tests/faults"))
from room import Client  # noqa: E402

KEPT = ROOT / ".build/benchmark-years"


def box(workshops):
    """The data of a box after so many workshops, made once and kept."""
    kept = KEPT / f"{workshops}-1"
    if not (kept / "pin").exists():
        shutil.rmtree(kept, ignore_errors=True)
        kiosk = measuring.Kiosk(data=str(kept))
        print(f"Playing {workshops} workshops …", file=sys.stderr)
        kiosk.load("years", "--workshops", workshops)
        kiosk.process.terminate()
        kiosk.process.wait(60)
        (kept / "pin").write_text(kiosk.pin)
    data = WORK / f"years-{workshops}-{time.monotonic_ns()}"
    shutil.copytree(kept, data)
    return data, (kept / "pin").read_text()


def forget(*places):
    """Has the system forget what it has read of these files."""
    for place in places:
        for file in [place] if place.is_file() else place.rglob("*"):
            if file.is_file():
                descriptor = os.open(file, os.O_RDONLY)
                os.fsync(descriptor)
                os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
                os.close(descriptor)


class Box:
    """The kiosk on `data`, from its start to its first answer."""

    def __init__(self, data, isCold=False, port=18431):
        if isCold:
            forget(data, BUILD / "workshop-kiosk", ROOT / "kiosk-assets")
        began = time.monotonic()
        self.port = port
        self.process = measuring.start(
            [BUILD / "workshop-kiosk", "serve", "--data", data, "--host", "127.0.0.1", "--port", str(port), "--assets", ROOT / "kiosk-assets"],
            env={**unit_environment(), **os.environ})
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
                    answer.read()
                break
            except OSError:
                time.sleep(0.002)
        self.started = (time.monotonic() - began) * 1000

    def stop(self):
        self.process.terminate()
        self.process.wait(60)


def milliseconds(client, path, times=9, headers=()):
    """The middle of the milliseconds that a page takes, and its bytes."""
    taken = []
    for _ in range(times):
        began = time.monotonic()
        status, _, text = client.request("GET", path, headers=[("Accept", "text/html"), *headers])
        taken.append((time.monotonic() - began) * 1000)
        assert status == 200, (path, status)
    return statistics.median(taken), len(text.encode())


def look(workshops, times):
    """Everything that is measured of a box after so many workshops, by its words."""
    data, pin = box(workshops)
    found = {"database, MiB": sum(file.stat().st_size for file in pathlib.Path(data).glob("workshops.sqlite*")) / (1 << 20)}
    cold, warm = [], []
    for _ in range(times):
        for isCold, taken in ((True, cold), (False, warm)):
            kiosk = Box(data, isCold)
            taken.append(kiosk.started)
            kiosk.stop()
    found["start to the first answer, nothing in memory, ms"] = statistics.median(cold)
    found["start again, ms"] = statistics.median(warm)
    kiosk = Box(data)
    found["memory after the start, MiB"] = measuring.memory(kiosk.process.pid) / 1024
    client = Client(kiosk.port)
    client.post("/facilitator/sign-in", ("pin", pin))
    found["front page, ms"], _ = milliseconds(client, "/")
    found["list of workshops, ms"], found["its bytes"] = milliseconds(client, "/facilitator")
    codes = re.findall(r'href="/facilitator/([A-Z0-9]{6})"', client.request("GET", "/facilitator", headers=[("Accept", "text/html")])[2])
    code = codes[-1]
    found["console of the first workshop, ms"], _ = milliseconds(client, f"/facilitator/{code}")
    found["its display, ms"], _ = milliseconds(client, f"/display/{code}")
    found["what a display asks each four seconds, ms"], _ = milliseconds(client, f"/display?shown={code}", headers=[("Accept", "application/json")])
    found["its bundle, ms"], _ = milliseconds(client, f"/facilitator/{code}/export.json")
    found["its workbook, ms"] = milliseconds_of_file(client, f"/facilitator/{code}/export.xlsx")
    status, answer, _ = client.post("/facilitator/workshops", ("method", "t01"), ("title", "Ny"), ("language", "sv"))
    new = answer.getheader("Location").rsplit("/", 1)[1].split("?")[0]
    phone = Client(kiosk.port)
    began = time.monotonic()
    for _ in range(20):
        phone.cookie = None
        phone.post(f"/w/{new}/join")
    found["joining a new workshop, ms"] = (time.monotonic() - began) * 1000 / 20
    found["a phone's page in it, ms"], _ = milliseconds(phone, f"/w/{new}")
    found["memory after that, MiB"] = measuring.memory(kiosk.process.pid) / 1024
    found["memory at most, MiB"] = measuring.memory(kiosk.process.pid, "VmHWM") / 1024
    kiosk.stop()
    return found


def milliseconds_of_file(client, path):
    taken = []
    for _ in range(5):
        began = time.monotonic()
        client.connection.request("GET", path, headers={"Cookie": client.cookie, "Accept": "*/*"})
        assert len(client.connection.getresponse().read()) > 1000
        taken.append((time.monotonic() - began) * 1000)
    return statistics.median(taken)


def years(short):
    """A box after one workshop, and after ten years of them."""
    many = 40 if short else 200
    one, ten = look(1, 3), look(many, 3)
    print(f"\nA box after one workshop, and after {many} of every method in turn, 25 phones each:\n")
    heading("", "1 workshop", f"{many} workshops", "ratio")
    for words in one:
        row(words, one[words], ten[words], ten[words] / max(one[words], 1e-9))
