"""The disk fails in the middle of a workshop: full, with errors. Nothing is told to be received that is not, and what can
heal does so without a restart."""

import errno
import http.client
import os
import pathlib
import subprocess
import tempfile

import pytest
from failing_disk import READING, SYNCING, WRITING, Disk, ballots, texts, voting
from room import Client, Kiosk, Workshop


@pytest.fixture
def room():
    disk = Disk()
    kiosk = Kiosk(disk.data, **disk.environment).start()
    try:
        workshop = Workshop(kiosk)
        workshop.open(workshop.ideas)
        yield disk, kiosk, workshop
    finally:
        disk.heal()
        kiosk.remove()
        disk.remove()


@pytest.mark.parametrize("error", [errno.EIO, errno.ENOSPC, errno.EROFS, errno.EDQUOT])
def test_what_cannot_be_written_is_refused_with_words_and_goes_through_when_the_disk_works_again(room, error):
    disk, kiosk, workshop = room
    received, refused = [], 0
    # Each of the writes that one idea needs fails once, and for good.
    for after in range(4):
        for times in (1, -1):
            phone = workshop.phone(kiosk.port)
            text = f"Idé {after} {times}"
            disk.fail(WRITING, error, after, times)
            status, idea = phone.write("1", text)
            hits = disk.heal()
            if hits == 0:
                assert idea, "refused although the disk worked"
            else:
                refused += 1
                assert status == 503 and not idea, (status, idea)
                answer = phone.post(f"/w/{workshop.code}/idea", ("activity", workshop.ideas), ("key", "1"), ("text", text))
                assert answer[0] == 200, answer[2]
            received.append(text)
    assert refused, "no write of an idea ever failed"
    assert kiosk.process.poll() is None
    assert texts(kiosk) == sorted(received)


@pytest.mark.parametrize("error", [errno.EIO, errno.ENOSPC, errno.EROFS])
def test_a_ballot_that_cannot_be_written_is_refused_with_words_and_goes_through_when_the_disk_works_again(room, error):
    disk, kiosk, workshop = room
    phone, items = voting(kiosk, workshop)
    refused = 0
    for number, (after, times) in enumerate((after, times) for after in range(3) for times in (1, -1)):
        before, item = ballots(kiosk), items[number % 3]
        fields = (("activity", workshop.dots), (f"dots-{item}", 1 + number % 2))
        disk.fail(WRITING, error, after, times)
        status, _, text = phone.post(f"/w/{workshop.code}/ballot", *fields)
        hits = disk.heal()
        if hits:
            refused += 1
            assert status == 503 and '"reason":"' in text and '"received":true' not in text, (status, text)
            assert ballots(kiosk) == before
            status, _, text = phone.post(f"/w/{workshop.code}/ballot", *fields)
        assert status == 200 and '"received":true' in text, (status, text)
        assert ballots(kiosk) == [f"dots-{item}={1 + number % 2}"]
    assert refused, "no write of a ballot ever failed"
    assert kiosk.process.poll() is None


def test_a_ballot_whose_fsync_fails_is_not_received_and_the_kiosk_starts_again_from_the_disk(room):
    disk, kiosk, workshop = room
    phone, items = voting(kiosk, workshop)
    disk.fail(SYNCING, errno.EIO, 0, times=1)
    try:
        received = phone.place({items[1]: 2})
    except (OSError, http.client.HTTPException):
        received = False
    assert disk.heal() == 1 and not received
    assert kiosk.process.wait(30) == 74
    kiosk.start()
    assert phone.place({items[2]: 1})
    assert ballots(kiosk) == [f"dots-{items[2]}=1"]


def test_words_say_that_the_disk_is_full(room):
    disk, kiosk, workshop = room
    phone = workshop.phone(kiosk.port)
    cookie = phone.cookie
    disk.fail(WRITING, errno.ENOSPC)
    for language, words in (("sv", "full"), ("en", "full"), ("fi", "täynnä")):
        status, _, text = phone.post(f"/w/{workshop.code}/idea?language={language}", ("activity", workshop.ideas), ("key", "1"),
                                     ("text", "Får inte plats"))
        assert status == 503 and '"reason":"diskFull"' in text and words in text, text
        phone.cookie = cookie
    disk.heal()
    assert phone.write("1", "Får plats")[1]


def test_pages_are_refused_while_nothing_can_be_read_and_come_again(room):
    disk, kiosk, workshop = room
    phone = workshop.phone(kiosk.port)
    assert phone.write("1", "Före")[1]
    disk.fail(READING, errno.EIO)
    # One page may still be in memory; the others are not.
    pages = [f"/w/{workshop.code}", f"/display/{workshop.code}", f"/facilitator/{workshop.code}", f"/facilitator/{workshop.code}/export.json"]
    statuses = {workshop.facilitator.get(page)[0] for page in pages for _ in range(3)}
    assert disk.heal(), "nothing was read"
    assert statuses <= {200, 503}, statuses
    assert phone.get(f"/w/{workshop.code}")[0] == 200
    assert phone.write("2", "Efter")[1]
    assert texts(kiosk) == ["Efter", "Före"]


@pytest.mark.parametrize("after", [0, 1, 2])
def test_a_failed_fsync_is_never_taken_back_the_kiosk_starts_again_from_the_disk(room, after):
    disk, kiosk, workshop = room
    phone = workshop.phone(kiosk.port)
    assert phone.write("1", "Före felet")[1]
    cookie = phone.cookie
    # Only once: the next fsync would succeed, as it does on a real disk, whatever was lost.
    disk.fail(SYNCING, errno.EIO, after, times=1)
    received, lost = ["Före felet"], []
    for number in range(4):
        try:
            _, idea = phone.write(f"k{number}", f"Idé {number}")
        except (OSError, http.client.HTTPException):
            idea = None
        (received if idea else lost).append(f"Idé {number}")
    assert disk.heal() == 1
    assert lost, "an idea was acknowledged although the disk had not kept it"
    assert kiosk.process.wait(30) == 74
    kiosk.start()
    found = texts(kiosk)
    assert set(received) <= set(found) and len(found) == len(set(found)), (received, found)
    phone = workshop.phone(kiosk.port)
    phone.cookie = cookie
    assert phone.write("sist", "Efter felet")[1]
    # What was not received is sent again by the phone, and is there once.
    if lost[0] not in found:
        assert phone.write(f"k{lost[0][-1]}", lost[0])[1]
    assert texts(kiosk).count(lost[0]) == 1


@pytest.mark.parametrize("after", [1, 2, 3])
def test_a_failed_fsync_while_the_log_is_brought_into_the_file_is_no_better(room, after):
    disk, kiosk, workshop = room
    phone = workshop.phone(kiosk.port)
    assert phone.write("1", "Före felet")[1]
    workshop.act(workshop.ideas, "close")
    workshop.act(workshop.ideas, "reveal")
    # What is finished is cut out of the log: the commit's own fsync is the first, and those of the cutting follow.
    disk.fail(SYNCING, errno.EIO, after, times=1)
    try:
        assert workshop.act(workshop.ideas, "finish") in (200, 303, 503)
    except (OSError, http.client.HTTPException):
        pass
    assert kiosk.process.wait(30) == 74
    assert disk.heal() == 1
    kiosk.start()
    assert texts(kiosk) == ["Före felet"]
    workshop.open(workshop.dots)
    assert workshop.act(workshop.dots, "close") in (200, 303)


def test_a_failed_fsync_at_the_very_end_is_told_and_nothing_is_lost(room):
    disk, kiosk, workshop = room
    assert workshop.phone(kiosk.port).write("1", "Före felet")[1]
    # The first of the end is that of the log, which is brought into the file then.
    disk.fail(SYNCING, errno.EIO, 0, times=1)
    assert kiosk.stop() == 74
    assert disk.heal() == 1
    assert (disk.data / "workshops.sqlite-wal").stat().st_size, "the log was moved or removed after that"
    kiosk.start()
    assert texts(kiosk) == ["Före felet"]
    assert kiosk.stop() == 0


def test_a_failed_fsync_while_it_starts_leaves_the_log_as_it_is(room):
    disk, kiosk, workshop = room
    phone = workshop.phone(kiosk.port)
    _, idea = phone.write("1", "Skrivet och taget tillbaka")
    assert phone.write("2", "Före felet")[1]
    phone.post(f"/w/{workshop.code}/retract", ("activity", workshop.ideas), ("idea", idea))
    kiosk.kill()
    log = disk.data / "workshops.sqlite-wal"
    before = log.read_bytes()
    assert before
    # What is to be cleaned is cleaned at the next start.
    disk.fail(SYNCING, errno.EIO)
    with pytest.raises(RuntimeError, match="status 74"):
        kiosk.start()
    assert disk.heal() == 1, "it went on after the first"
    assert log.read_bytes()[:len(before)] == before, "the log was moved or removed after that"
    kiosk.start()
    assert texts(kiosk) == ["", "Före felet"]


def test_with_a_full_disk_the_watchdog_is_content_and_the_pages_stay(room):
    disk, kiosk, workshop = room
    disk.fail(WRITING, errno.ENOSPC)
    try:
        assert workshop.facilitator.get("/health")[0] == 200
        assert workshop.facilitator.get(f"/display/{workshop.code}")[0] == 200
        assert Client(kiosk.port).post(f"/w/{workshop.code}/join")[0] == 503
        assert workshop.facilitator.get("/health")[0] == 200
    finally:
        assert disk.heal(), "nothing was written"
    phone = workshop.phone(kiosk.port)
    assert phone.write("1", "Efter")[1]


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting needs root")
def test_a_small_disk_fills_up_at_every_point_of_a_workshop_and_heals():
    place = pathlib.Path(tempfile.mkdtemp(prefix="kiosk-small-"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m,mode=0700", "kiosk-small", place], check=True)
    kiosk = None
    try:
        kiosk = Kiosk(place / "data").start()
        ballast = place / "ballast"

        def fill():
            with open(ballast, "wb", buffering=0) as file:
                try:
                    while file.write(bytes(4096)):
                        pass
                except OSError as error:
                    assert error.errno == errno.ENOSPC

        # Steps of a workshop, each of which tells whether it went through: tried on the full disk, and again when there is
        # room if it did not.
        def begin():
            workshops.append(Workshop(kiosk))

        workshops, phones, items, received, placed = [], [], {}, [], []

        def tried(body):
            """Whether `body` goes through; that what it asks for was refused is said by an assertion."""
            def step():
                try:
                    return body() is not False
                except AssertionError:
                    return False
            return step

        def join():
            phones.append(workshops[0].phone(kiosk.port))

        def write(text):
            def step():
                idea = phones[len(text) % 4].write(text, text)[1]
                if idea:
                    received.append(text)
                    items[text] = idea
                return bool(idea)
            return step

        def vote(number):
            def step():
                dots = {list(items.values())[number]: 1}
                if phones[number].place(dots):
                    placed.append(f"dots-{list(items.values())[number]}=1")
                    return True
                return False
            return step

        def act(name, dots=False):
            def step():
                room = workshops[0]
                return room.act(room.dots if dots else room.ideas, name) in (200, 303)
            return step

        def fetch(path):
            return lambda: workshops[0].facilitator.get(f"/facilitator/{workshops[0].code}{path}")[0] == 200

        exports = [fetch(path) for path in ("/export.xlsx", "/export.csv", "/export.json", "/report.html")]
        steps = [tried(begin), *[tried(join)] * 4, act("open"), *(write(f"Idé{'x' * number}") for number in range(12)),
                 act("close"), act("reopen"), write("Idé efter pausen"), act("close"), act("reveal"), act("finish"),
                 lambda: workshops[0].go(workshops[0].dots) in (200, 303), act("open", True),
                 *(vote(number) for number in range(4)), act("close", True), act("reveal", True), *exports, act("finish", True)]
        refused = []
        for number, step in enumerate(steps):
            fill()
            first = step()
            if not first:
                refused.append(number)
            # Nothing that was received is missing, also while the disk is full.
            assert set(texts(kiosk)) == set(received), number
            assert sorted(ballots(kiosk)) == sorted(placed), number
            if workshops:
                assert workshops[0].facilitator.get(f"/display/{workshops[0].code}")[0] == 200, number
            ballast.unlink()
            assert first or step(), f"step {number} does not go through with room on the disk"
        # A kiosk that has room in its log still takes something: not everything is refused, but much.
        assert len(refused) > 10, f"of {len(steps)} steps only {refused} were refused"
        assert not [number for number in refused if steps[number] in exports], "a file was not made"
        assert kiosk.process.poll() is None
        assert sorted(texts(kiosk)) == sorted(received) and len(received) == 13 and len(placed) == 4
    finally:
        if kiosk:
            kiosk.remove()
        subprocess.run(["umount", "-l", place], check=True)
        place.rmdir()
