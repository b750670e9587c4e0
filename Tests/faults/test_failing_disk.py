"""The disk fails in the middle of a workshop: full, read-only, with errors. Nothing is told to be received that is not, and
what can heal does so without a restart."""

import errno
import http.client
import mmap
import os
import pathlib
import socket
import sqlite3
import struct
import subprocess
import tempfile
import time

import pytest
from room import PROGRAM, ROOT, Client, Kiosk, Workshop

WRITING, SYNCING, READING = 1, 2, 3


class Disk:
    """A folder whose disk fails on demand."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="kiosk-disk-"))
        self.data = self.folder / "data"
        self.data.mkdir(mode=0o700)
        library = self.folder / "fail-disk.so"
        subprocess.run(["cc", "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", library,
                        pathlib.Path(__file__).with_name("fail-disk.c"), "-ldl"], check=True)
        control = self.folder / "control"
        control.write_bytes(bytes(20))
        self.file = open(control, "r+b")
        self.memory = mmap.mmap(self.file.fileno(), 20)
        self.environment = {"LD_PRELOAD": library, "KIOSK_FAIL_DIR": self.data, "KIOSK_FAIL_CONTROL": control}

    def fail(self, what, error, after=0, times=-1):
        self.memory[:] = struct.pack("=5i", what, error, after, times, 0)

    def heal(self):
        """Lets it work again; how often it has failed."""
        hits = struct.unpack("=5i", self.memory[:])[4]
        self.memory[:] = bytes(20)
        return hits

    def remove(self):
        self.memory.close()
        self.file.close()
        subprocess.run(["rm", "-rf", self.folder], check=True)


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


def texts(kiosk):
    database = sqlite3.connect(f"file:{kiosk.data}/workshops.sqlite?mode=ro", uri=True)
    try:
        return sorted(text for text, in database.execute("SELECT text FROM idea"))
    finally:
        database.close()


@pytest.mark.parametrize("error", [errno.EIO, errno.ENOSPC, errno.EROFS, errno.EDQUOT])
def test_what_cannot_be_written_is_refused_with_words_and_goes_through_when_the_disk_works_again(room, error):
    disk, kiosk, workshop = room
    received = []
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
                assert status == 503 and not idea, (status, idea)
                answer = phone.post(f"/w/{workshop.code}/idea", ("activity", workshop.ideas), ("key", "1"), ("text", text))
                assert answer[0] == 200, answer[2]
            received.append(text)
    assert kiosk.process.poll() is None
    assert texts(kiosk) == sorted(received)


def voting(kiosk, workshop):
    """A phone that has voted, so that its next ballots take the short way, and what it can vote for."""
    phone = workshop.phone(kiosk.port)
    items = [phone.write(str(number), f"Idé {number}")[1] for number in range(3)]
    workshop.act(workshop.ideas, "reveal")
    workshop.open(workshop.dots)
    assert phone.place({items[0]: 1})
    return phone, items


def ballots(kiosk):
    database = sqlite3.connect(f"file:{kiosk.data}/workshops.sqlite?mode=ro", uri=True)
    try:
        return [value for value, in database.execute("SELECT value FROM ballot")]
    finally:
        database.close()


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
    statuses = {phone.get(f"/w/{workshop.code}")[0] for _ in range(5)}
    disk.heal()
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


def test_with_a_full_disk_the_watchdog_is_content_and_the_pages_stay(room):
    disk, kiosk, workshop = room
    disk.fail(WRITING, errno.ENOSPC)
    try:
        assert workshop.facilitator.get("/health")[0] == 200
        assert workshop.facilitator.get(f"/display/{workshop.code}")[0] == 200
    finally:
        disk.heal()
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

        workshop = Workshop(kiosk)
        phones = [workshop.phone(kiosk.port) for _ in range(4)]
        # Each step as (what, whether it went through); tried on the full disk, and again when there is room.
        received = []

        def write(text):
            def step():
                ok = bool(phones[len(text) % 4].write(text, text)[1])
                if ok:
                    received.append(text)
                return ok
            return step

        def act(name):
            return lambda: workshop.act(workshop.ideas, name) in (200, 303)

        steps = [act("open"), *(write(f"Idé{'x' * number}") for number in range(12)), act("close"), act("reopen"),
                 write("Idé efter pausen"), act("close"), act("reveal"), act("finish"),
                 lambda: workshop.go(workshop.dots) in (200, 303),
                 lambda: workshop.act(workshop.dots, "open") in (200, 303)]
        refused = 0
        for number, step in enumerate(steps):
            fill()
            first = step()
            refused += not first
            assert workshop.facilitator.get(f"/display/{workshop.code}")[0] == 200, number
            ballast.unlink()
            assert step() or first, f"step {number} does not go through with room on the disk"
        assert refused, "the disk was never full"
        assert kiosk.process.poll() is None
        assert set(texts(kiosk)) == set(received) and len(texts(kiosk)) == len(set(received))
    finally:
        if kiosk:
            kiosk.remove()
        subprocess.run(["umount", "-l", place], check=True)
        place.rmdir()


class Watched:
    """The program under a service manager, which hears whether it lives."""

    def __init__(self, folder, data, **environment):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(folder / "notify"))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--data", data, "--host", "127.0.0.1", "--port", str(self.port), "--assets", ROOT / "kiosk-assets"],
            env={**os.environ, **{name: str(value) for name, value in environment.items()},
                 "NOTIFY_SOCKET": str(folder / "notify"), "WATCHDOG_USEC": "3000000"})

    def hears(self, word, seconds=60):
        """Waits until it has said `word`; everything that it has said until then."""
        heard, end = [], time.monotonic() + seconds
        while time.monotonic() < end:
            self.socket.settimeout(max(0.1, end - time.monotonic()))
            try:
                heard += self.socket.recv(4096).decode().split("\n")
            except TimeoutError:
                break
            if word in heard:
                break
        return heard

    def end(self):
        self.process.terminate()
        try:
            return self.process.wait(30)
        finally:
            self.process.kill()
            self.socket.close()


def test_a_card_that_turns_read_only_ends_nothing_and_is_told_in_red():
    disk = Disk()
    first = Kiosk(disk.data).start()
    try:
        workshop = Workshop(first)
        workshop.open(workshop.ideas)
        assert workshop.phone(first.port).write("1", "Före")[1]
        # The log beside the database stays where it is, and what is written goes there first. It can be opened: the start is
        # not what is tested here.
        first.kill()
        disk.fail(WRITING, errno.EROFS)
        disk.environment["KIOSK_FAIL_DIR"] = disk.data / "workshops.sqlite-wal"
        kiosk = Watched(disk.folder, disk.data, **disk.environment)
        try:
            heard = kiosk.hears("WATCHDOG=1")
            assert "READY=1" in heard and "STATUS=The disk cannot be written." in heard, heard
            # It goes on living, long after three of its periods.
            for _ in range(3):
                assert "WATCHDOG=1" in kiosk.hears("WATCHDOG=1", 10)
            page = Client(kiosk.port)
            page.cookie = workshop.facilitator.cookie
            for path in ("/facilitator/check", f"/facilitator/{workshop.code}"):
                status, _, text = page.request("GET", path, headers={"Accept": "text/html"})
                assert status == 200 and "minneskortet går inte längre att skriva på" in text, (path, status)
            disk.heal()
            # And hears by itself when it can be written again.
            assert "STATUS=Serving on port %d." % kiosk.port in kiosk.hears("STATUS=Serving on port %d." % kiosk.port, 20)
            assert "minneskortet" not in page.request("GET", "/facilitator/check", headers={"Accept": "text/html"})[2]
        finally:
            assert kiosk.end() == 0
    finally:
        first.remove()
        disk.remove()


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting needs root")
def test_a_start_on_a_read_only_card_says_so_on_every_page():
    place = pathlib.Path(tempfile.mkdtemp(prefix="kiosk-locked-"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m,mode=0700,ro", "kiosk-locked", place], check=True)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="kiosk-manager-"))
    try:
        kiosk = Watched(folder, place)
        try:
            heard = kiosk.hears("READY=1")
            assert "STATUS=The disk cannot be written." in heard, heard
            for language, words in (("sv", "går inte längre att skriva på"), ("en", "cannot be written"), ("fi", "ei enää voi kirjoittaa")):
                status, _, text = Client(kiosk.port).request("GET", "/", headers={"Accept": "text/html", "Accept-Language": language})
                assert status == 503 and words in text, (status, text)
            status, _, text = Client(kiosk.port).request("POST", "/w/AAAAAA/idea", [("text", "x")])
            assert status == 503 and '"reason":"readOnly"' in text
        finally:
            assert kiosk.end() == 73
    finally:
        subprocess.run(["umount", "-l", place], check=True)
        subprocess.run(["rm", "-rf", place, folder], check=True)
