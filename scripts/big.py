"""Steps that are large: hundreds of ideas, and a ranking with thousands of ballots, beside the same ones small."""

import random
import re
import sys
import time

import measuring
from measuring import ROOT, heading, row
from years import milliseconds, milliseconds_of_file

sys.path.insert(0, str(ROOT / "Tests/faults"))
from room import Client  # noqa: E402

WORDS = ("kollektivtrafik överblick ansvar väntetider samordning information tillgänglighet vardag nyanlända upphandling tjänster personal "
         "äldre återkoppling trygghet budget skolan barn ungdomar föräldrar patienter läkare hemtjänst biblioteket bussar cykelvägar").split()


class Room:
    """A workshop with one step, its facilitator and participants."""

    def __init__(self, kiosk, step, participants):
        self.kiosk, self.facilitator = kiosk, Client(int(kiosk.port))
        self.facilitator.post("/facilitator/sign-in", ("pin", kiosk.pin))
        method = ('{"id": "big", "version": 1, "intervention": "big", "title": {"sv": "Stort"}, "purpose": {"sv": "Stort"}, "target": [], '
                  f'"minutes": 10, "agenda": [{{"id": "a1", "title": {{"sv": "Stort"}}, "prompt": {{"sv": "Stort"}}, "minutes": 10, {step}}}]}}')
        status, answer, text = self.facilitator.post("/facilitator/methods", ("content", method))
        assert status == 303, text[-2000:]
        known = answer.getheader("Location").split("#method-")[1]
        _, answer, _ = self.facilitator.post("/facilitator/workshops", ("method", known), ("title", "Stort"), ("language", "sv"))
        self.code = answer.getheader("Location").rsplit("/", 1)[1].split("?")[0]
        page = self.facilitator.request("GET", f"/facilitator/{self.code}", headers=[("Accept", "text/html")])[2]
        self.step = re.search(r'data-agenda="(\w+)"', page)[1]
        self.act("open")
        self.participants = []
        joining = Client(int(kiosk.port))
        for _ in range(participants):
            joining.cookie = None
            joining.post(f"/w/{self.code}/join")
            self.participants.append(joining.cookie)
        self.phone = joining

    def act(self, act):
        """Does what a facilitator taps; the milliseconds that it took."""
        began = time.monotonic()
        status, _, text = self.facilitator.post(f"/facilitator/{self.code}/act", ("activity", self.step), ("act", act))
        assert status == 200, text
        return (time.monotonic() - began) * 1000

    def post(self, number, what, *fields):
        self.phone.cookie = self.participants[number]
        status, _, text = self.phone.post(f"/w/{self.code}/{what}", ("activity", self.step), *fields)
        assert status == 200, text

    def pages(self, found, words):
        """The three pages' times and bytes."""
        for name, client, path in (("phone", self.phone, f"/w/{self.code}"), ("display", Client(int(self.kiosk.port)), f"/display/{self.code}"),
                                   ("console", self.facilitator, f"/facilitator/{self.code}")):
            found[f"{name}'s page {words}, ms"], found[f"{name}'s page {words}, bytes unpacked"] = milliseconds(client, path)


def ideas(count):
    kiosk, chance, found = measuring.Kiosk(), random.Random(5), {}
    room = Room(kiosk, '"type": "ideas", "characterLimit": 280, "perPerson": 5', max(1, count // 3))
    began = time.monotonic()
    for number in range(count):
        text = " ".join(chance.choice(WORDS) for _ in range(chance.randint(4, 20)))
        room.post(number % len(room.participants), "idea", ("key", str(number)), ("text", text))
    found["one idea, ms"] = (time.monotonic() - began) * 1000 / count
    room.pages(found, "while they are written")
    found["reveal, ms"] = room.act("reveal")
    room.pages(found, "with all of them")
    found["memory at most, MiB"] = measuring.memory(kiosk.process.pid, "VmHWM") / 1024
    kiosk.process.kill()
    return found


def ranking(ballots):
    kiosk, chance, found = measuring.Kiosk(), random.Random(6), {}
    options = ", ".join(f'{{"id": "o{number}", "text": {{"sv": "Alternativ {number}"}}}}' for number in range(12))
    room = Room(kiosk, f'"type": "ranking", "items": [{options}]', ballots)
    page = room.phone.request("GET", f"/w/{room.code}", headers=[("Accept", "text/html")])[2]
    fields = sorted(set(re.findall(r'name="(place-[^"]+)"', page)))
    assert len(fields) == 12, fields
    began = time.monotonic()
    for number in range(ballots):
        order = chance.sample(fields, 12)
        room.post(number, "ballot", *((field, place + 1) for place, field in enumerate(order)))
    found["one ballot, ms"] = (time.monotonic() - began) * 1000 / ballots
    found["close, ms"] = room.act("close")
    found["reveal, ms"] = room.act("reveal")
    room.pages(found, "with the result")
    for name in ("export.csv", "export.xlsx", "export.json", "report.html"):
        found[f"{name}, ms"] = milliseconds_of_file(room.facilitator, f"/facilitator/{room.code}/{name}")
    found["memory at most, MiB"] = measuring.memory(kiosk.process.pid, "VmHWM") / 1024
    kiosk.process.kill()
    return found


def big(short):
    """Large steps beside small ones."""
    for words, body, small, large in (("ideas in one step", ideas, 30, 300), ("ballots of a ranking of 12", ranking, 20, 400 if short else 2000)):
        few, many = body(small), body(large)
        print()
        heading(f"{words}", f"{small}", f"{large:,}", "ratio")
        for name in few:
            row(name, few[name], many[name], many[name] / max(few[name], 1e-9))
