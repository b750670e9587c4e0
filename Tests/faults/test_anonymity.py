"""An anonymous activity that was closed for good tells nobody who answered what: neither who wrote which idea nor who placed
which dots, whoever may answer. Before that, and with the protection switched off, the same attack succeeds."""

import hashlib
import math
import pathlib
import re
import shutil
import sqlite3
import subprocess

import auditor
import pytest
from room import Kiosk, Workshop

PEOPLE = 60
IDEAS = "SELECT pseudonym, text FROM idea"
BALLOTS = "SELECT pseudonym, value FROM ballot"


class Hall:
    """An anonymous workshop in which everybody answers something else, and what is left of it on the disk."""

    def __init__(self, admission="open", **environment):
        self.kiosk = Kiosk(**environment).start()
        self.workshop = Workshop(self.kiosk)
        if admission != "open":
            self.post("admission", ("admission", admission))
        self.phones = [self.workshop.phone(self.kiosk.port) for _ in range(PEOPLE)]
        if admission == "door":
            _, _, page = self.workshop.facilitator.request(
                "GET", f"/facilitator/{self.workshop.code}", headers=[("Accept", "text/html")])
            numbers = sorted(re.search(r'name="numbers" value="([^"]*)"', page)[1].split())
            assert len(numbers) == PEOPLE
            self.post("door", ("do", "admit"), *(("number", number) for number in numbers))
        self.tokens = [phone.cookie.split("=", 1)[1] for phone in self.phones]

    def post(self, action, *fields):
        status, _, text = self.workshop.facilitator.post(f"/facilitator/{self.workshop.code}/{action}", *fields)
        assert status in (200, 303), (status, text)

    def write(self):
        """Everybody writes an idea; what each wrote, in their order."""
        self.workshop.open(self.workshop.ideas)
        texts = [f"Det som deltagare {number} skrev" for number in range(PEOPLE)]
        self.items = []
        for phone, text in zip(self.phones, texts):
            _, item = phone.write("1", text)
            assert item
            self.items.append(item)
        return texts

    def vote(self):
        """Everybody places their dots on something else; what is stored of each, in their order."""
        self.workshop.act(self.workshop.ideas, "reveal")
        self.workshop.open(self.workshop.dots)
        # Not on one's own idea, and in no order of theirs.
        items = sorted(self.items)
        for phone, item in zip(self.phones, items):
            assert phone.place({item: 1})
        return [f"dots-{item}=1" for item in items]

    def finish(self, activity):
        assert self.workshop.act(activity, "finish") in (200, 303)

    def evidence(self, answers, printed=""):
        folder = self.kiosk.folder / "taken"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.kiosk.data, folder)
        return auditor.Evidence(folder, printed, self.tokens, answers)

    def printed(self):
        """Ends the kiosk; what it has printed since its start."""
        self.kiosk.process.terminate()
        return self.kiosk.process.stdout.read()


def by_chance(ways):
    """So many right ones in the best of some ways are rarer than one in a million: by chance one is right on average,
    whatever their number (the fixed points of a permutation, nearly Poisson with mean 1)."""
    return next(k for k in range(PEOPLE) if ways / math.factorial(k) < 1e-6)


def check_closed(evidence, truth):
    assert len(evidence.answers) == PEOPLE and set(evidence.answers.values()) == set(truth)
    assert evidence.by_key() == []
    (right, way), ways = evidence.best(truth)
    print(f"{right} of {PEOPLE} by {way}, the best of {ways} ways; chance allows {by_chance(ways)}")
    assert right < by_chance(ways), (right, way, ways)


@pytest.mark.parametrize("admission", ["open", "door"])
def test_nobody_is_linked_to_an_answer_better_than_by_chance(admission):
    hall = Hall(admission)
    try:
        texts = hall.write()
        # While it is open the key is there, and the log has the order: the attack is one that works.
        evidence = hall.evidence(IDEAS)
        assert sum(a == b for a, b in zip(evidence.by_key(), texts)) == PEOPLE
        assert sum(a == b for a, b in zip(evidence.by_log(), texts)) > PEOPLE / 2
        hall.finish(hall.workshop.ideas)
        check_closed(hall.evidence(IDEAS), texts)
        ballots = hall.vote()
        evidence = hall.evidence(BALLOTS)
        assert sum(a == b for a, b in zip(evidence.by_key(), ballots)) == PEOPLE
        hall.finish(hall.workshop.dots)
        evidence = hall.evidence(BALLOTS)
        printed = hall.printed()
        check_closed(evidence, ballots)
        evidence.files["what the program printed"] = printed.encode()
        check_closed(evidence, ballots)
        check_closed(hall.evidence(IDEAS, printed), texts)
    finally:
        hall.kiosk.remove()


def test_without_the_protection_everybody_is(tmp_path):
    library = tmp_path / "keep-traces.so"
    subprocess.run(["cc", "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", library,
                    pathlib.Path(__file__).with_name("keep-traces.c"), "-ldl"], check=True)
    hall = Hall(LD_PRELOAD=library)
    try:
        texts = hall.write()
        hall.finish(hall.workshop.ideas)
        evidence = hall.evidence(IDEAS)
        assert sum(a == b for a, b in zip(evidence.by_key(), texts)) == PEOPLE
        assert sum(a == b for a, b in zip(evidence.by_log(), texts)) > PEOPLE / 2
        ballots = hall.vote()
        hall.finish(hall.workshop.dots)
        assert sum(a == b for a, b in zip(hall.evidence(BALLOTS).by_key(), ballots)) == PEOPLE
    finally:
        hall.kiosk.remove()


def test_tables_that_keep_the_order_of_arrival_are_found_out(tmp_path):
    # As the store would be with row numbers in place of random keys, and with neither key nor log.
    tokens = [f"{number:032}" for number in range(PEOPLE)]
    texts = [f"Det som deltagare {number} skrev" for number in range(PEOPLE)]
    database = sqlite3.connect(tmp_path / "workshops.sqlite")
    database.execute("CREATE TABLE device (token_hash BLOB, participant TEXT)")
    database.execute("CREATE TABLE idea (pseudonym BLOB, text TEXT)")
    for number, (token, text) in enumerate(zip(tokens, texts)):
        database.execute("INSERT INTO device VALUES (?, ?)", (hashlib.sha256(token.encode()).digest(), f"{number:016x}"))
        pseudonym = hashlib.sha256(f"secret {number}".encode()).digest()[:16]
        database.execute("INSERT INTO idea VALUES (?, ?)", (pseudonym, text))
    database.commit()
    database.close()
    evidence = auditor.Evidence(tmp_path, "", tokens, IDEAS)
    assert evidence.by_key() == [] and evidence.by_log() == []
    assert evidence.by_table() == texts
    # Alone, each way says it all.
    assert texts in list(evidence.by_place())
