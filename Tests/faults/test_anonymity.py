"""An anonymous activity that was closed for good tells nobody who wrote what; before that the same attack succeeds."""

import math
import shutil

import auditor
from room import Kiosk, Workshop

PEOPLE = 60


def test_nobody_is_linked_to_an_answer_better_than_by_chance():
    kiosk = Kiosk().start()
    try:
        workshop = Workshop(kiosk)
        workshop.open(workshop.ideas)
        phones = [workshop.phone(kiosk.port) for _ in range(PEOPLE)]
        tokens = [phone.cookie.split("=", 1)[1] for phone in phones]
        truth = [f"Det som deltagare {number} skrev" for number in range(PEOPLE)]
        for phone, text in zip(phones, truth):
            assert phone.write("1", text)[1]
        # While it is open the key is there, and the log has the order: the attack is one that works.
        open_folder = kiosk.folder / "open"
        shutil.copytree(kiosk.data, open_folder)
        evidence = auditor.Evidence(open_folder, "", tokens)
        assert sum(a == b for a, b in zip(evidence.by_key(), truth)) == PEOPLE
        assert sum(a == b for a, b in zip(evidence.by_log(), truth)) > PEOPLE / 2
        assert workshop.act(workshop.ideas, "finish") in (200, 303)
        closed_folder = kiosk.folder / "closed"
        shutil.copytree(kiosk.data, closed_folder)
        kiosk.process.terminate()
        printed = kiosk.process.stdout.read()
        evidence = auditor.Evidence(closed_folder, printed, tokens)
        assert len(evidence.answers) == PEOPLE and set(evidence.answers.values()) == set(truth)
        assert evidence.by_key() == []
        (right, way), ways = evidence.best(truth)
        # By chance one is right on average, whatever their number (the fixed points of a permutation, nearly Poisson with
        # mean 1): so many in one of the ways is rarer than one in a million.
        limit = next(k for k in range(PEOPLE) if ways / math.factorial(k) < 1e-6)
        print(f"{right} of {PEOPLE} by {way}, the best of {ways} ways; chance allows {limit}")
        assert right < limit, (right, way, ways)
    finally:
        kiosk.remove()
