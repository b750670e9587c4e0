"""Cuts the power at every moment of a recorded workshop: makes the disks that it may have left, and looks into each.

A disk that keeps its word has what was synced. Of everything since then it has, file by file, any part in any order: a
write may be there, not be there, or be there in some of its sectors only; a new file whose first sync is not through may be
missing; a file that was removed may be there still.
"""

import concurrent.futures
import contextlib
import dataclasses
import mmap
import os
import pathlib
import random
import shutil
import sqlite3
import struct
import subprocess
import tempfile
import threading
import time

from room import PROGRAM, Kiosk, Workshop

HEAD = struct.Struct("<IIQI")
WRITTEN, CUT, SYNCED, MADE, REMOVED, RENAMED = range(1, 7)
SECTOR = 512
DATABASE = "workshops.sqlite"


def shim(folder):
    """Compiles the recorder."""
    path = pathlib.Path(folder) / "record-disk.so"
    subprocess.run(["cc", "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", path,
                    pathlib.Path(__file__).with_name("record-disk.c"), "-ldl"], check=True)
    return path


@dataclasses.dataclass
class Recording:
    """What was done to the disk, and what people were told, each with the number of events at that moment."""

    events: list
    ideas: list  # (events, text)
    ballots: dict  # item: [(events when sent, events when acknowledged, dots)]
    acts: list  # (events when sent, events when acknowledged, status)
    dots: str  # the activity


def record(seed, phones=16, seconds=4.0, lie=False):
    """Lets people write and vote for so long while the disk is recorded."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="kiosk-record-"))
    kiosk = None
    try:
        data = folder / "data"
        data.mkdir(mode=0o700)
        counter = folder / "count"
        environment = {"LD_PRELOAD": shim(folder), "KIOSK_RECORD_DIR": data, "KIOSK_RECORD_LOG": folder / "log",
                       "KIOSK_RECORD_COUNT": counter, "KIOSK_RECORD_PAUSE": 3000}
        if lie:
            environment["KIOSK_RECORD_LIE"] = 1
        kiosk = Kiosk(data, **environment).start()
        with open(counter, "r+b") as file, mmap.mmap(file.fileno(), 8) as count:
            recording = play(kiosk, seed, phones, seconds, lambda: struct.unpack("=Q", count[:8])[0])
        kiosk.kill()
        recording.events = read(folder / "log")
        return recording
    finally:
        if kiosk:
            kiosk.remove()
        shutil.rmtree(folder, ignore_errors=True)


def play(kiosk, seed, phones, seconds, now):
    """A short workshop: ideas from all at once, then dots that everybody moves again and again, with acts in between."""
    workshop = Workshop(kiosk)
    recording = Recording([], [], {}, [], workshop.dots)
    people = [workshop.phone(kiosk.port) for _ in range(phones)]
    workshop.open(workshop.ideas)
    own, lock = {}, threading.Lock()

    def write(number, until):
        turn = 0
        while turn < 1 or not until.is_set():
            text = f"Idé {turn} av {number} ({seed})"
            _, idea = people[number].write(f"{number}-{turn}", text)
            acknowledged = now()
            assert idea, "an idea was refused"
            with lock:
                recording.ideas.append((acknowledged, text))
                own.setdefault(number, idea)
            turn += 1
            # So many a participant may write.
            if turn == 5:
                return

    def vote(number, until):
        turn = 0
        while not until.is_set():
            sent, dots = now(), turn % 3 + 1
            assert people[number].place({own[number]: dots}), "dots were refused"
            with lock:
                recording.ballots.setdefault(own[number], []).append((sent, now(), dots))
            turn += 1

    def together(body, seconds):
        until = threading.Event()
        with concurrent.futures.ThreadPoolExecutor(phones) as threads:
            all = [threads.submit(body, number, until) for number in range(phones)]
            time.sleep(seconds)
            until.set()
        for one in all:
            one.result()

    together(write, seconds / 3)

    def act(name, status):
        sent = now()
        assert workshop.act(workshop.dots, name) in (200, 303)
        recording.acts.append((sent, now(), status))

    workshop.go(workshop.dots)
    act("open", "open")
    together(vote, seconds / 3)
    act("close", "closed")
    act("open", "open")
    together(vote, seconds / 3)
    act("close", "closed")
    return recording


def read(log):
    """The events of a record, as (kind, file, offset, bytes)."""
    events, content, place = [], log.read_bytes(), 0
    while place + HEAD.size <= len(content):
        kind, file, offset, length = HEAD.unpack_from(content, place)
        place += HEAD.size
        events.append((kind, file, offset, content[place:place + length]))
        place += length
    return events


@dataclasses.dataclass
class File:
    """One file: what of it is sure to be on the disk, and what was done since."""

    name: str
    sure: bytearray
    pending: list
    made: int
    is_sure: bool = False
    removed: int = None

    def apply(self, content, kind, offset, data):
        if kind == CUT:
            if offset < len(content):
                del content[offset:]
            else:
                content.extend(bytes(offset - len(content)))
        else:
            if len(content) < offset:
                content.extend(bytes(offset - len(content)))
            content[offset:offset + len(data)] = data

    def sync(self, before):
        """What was done before the event `before` is on the disk for good."""
        kept = []
        for change in self.pending:
            if change[0] < before:
                self.apply(self.sure, *change[1:])
            else:
                kept.append(change)
        self.pending, self.is_sure = kept, True

    def crashed(self, chance, how):
        """What the disk may hold; nil when the file is not there."""
        if self.removed is not None and not (how == "random" and chance.random() < 0.5):
            return None
        if not self.is_sure and (how == "none" or how == "random" and chance.random() < 0.3):
            return None
        content = bytearray(self.sure)
        if how == "none":
            return content
        share = chance.choice((0.1, 0.5, 0.9))
        for _, kind, offset, data in self.pending:
            if how == "all":
                self.apply(content, kind, offset, data)
            elif how == "random" and chance.random() < share:
                if kind == WRITTEN and chance.random() < 0.3:
                    self.torn(content, offset, data, chance)
                else:
                    self.apply(content, kind, offset, data)
        return content

    def torn(self, content, offset, data, chance):
        """Some sectors of a write."""
        place = 0
        while place < len(data):
            end = min(len(data), place + SECTOR - (offset + place) % SECTOR)
            if chance.random() < 0.5:
                self.apply(content, WRITTEN, offset + place, data[place:end])
            place = end


def moments(events, count, chance, cuts=None):
    """When the power is cut, and what the disk has of what was not synced: (events before the cut, how), in their order. Where
    there are enough, every moment is among them with all of it and with none of it."""
    found = []
    if cuts is None and count >= 2 * (len(events) + 1):
        found = [(cut, how) for cut in range(len(events) + 1) for how in ("all", "none")]
        how = ("random",)
    else:
        how = ("all", "none", "random", "random", "random", "random")
    found += [(chance.choice(cuts or range(len(events) + 1)), chance.choice(how)) for _ in range(count - len(found))]
    return sorted(found)


def images(events, count, chance, cuts=None):
    """So many disks that a power cut may have left, at any moment or at those of `cuts`: (events before the cut, how, files
    by name)."""
    files, done = {}, 0
    for cut, how in moments(events, count, chance, cuts):
        for index in range(done, cut):
            kind, number, offset, data = events[index]
            if kind == MADE:
                files[number] = File(data.decode(), bytearray(), [], index)
            elif kind == SYNCED and number == 0:
                # The folder: what was made in it stays, and what was removed is gone.
                files = {number: file for number, file in files.items() if file.removed is None or file.removed >= offset}
                for file in files.values():
                    file.is_sure = file.is_sure or file.made < offset
            elif kind == SYNCED:
                files[number].sync(offset)
            elif kind == REMOVED:
                files[number].removed = index
            elif kind == RENAMED:
                raise ValueError("which name a file has before its folder is synced is not known here")
            else:
                files[number].pending.append((index, kind, offset, data))
        done = cut
        contents = {file.name: file.crashed(chance, how) for file in files.values()}
        yield cut, how, {name: content for name, content in contents.items() if content is not None}


def problem(recording, cut, folder):
    """What is wrong with the disk in `folder`, which the power left after `cut` events; none when all is as it was told."""
    promised = {text for at, text in recording.ideas if at <= cut}
    path = folder / DATABASE
    if not path.exists():
        return "the file with the answers is gone" if promised else None
    try:
        with contextlib.closing(sqlite3.connect(path)) as database:
            if database.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
                return "the file is damaged"
            if not database.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'idea'").fetchone()[0]:
                return "the answers are gone" if promised else None
            texts = [row[0] for row in database.execute("SELECT text FROM idea")]
            values = [row[0] for row in database.execute("SELECT value FROM ballot WHERE activity = ?", (recording.dots,))]
            status = database.execute("SELECT status FROM activity WHERE id = ?", (recording.dots,)).fetchone()
    except sqlite3.Error as error:
        return f"it does not open: {error}"
    if len(texts) != len(set(texts)) or not promised <= set(texts):
        return f"{len(promised - set(texts))} acknowledged ideas are gone, or one is there twice"
    found = dict(value.removeprefix("dots-").split("=") for value in values)
    for item, votes in recording.ballots.items():
        # What was acknowledged last, or what was on its way.
        last = max((index for index, (_, at, _) in enumerate(votes) if at <= cut), default=None)
        allowed = {str(dots) for index, (sent, _, dots) in enumerate(votes) if sent <= cut and (last is None or index >= last)}
        if last is None:
            allowed.add(None)
        if found.get(item) not in allowed:
            return f"dots that were acknowledged are gone: {found.get(item)} instead of {sorted(map(str, allowed))}"
    last = max((index for index, (_, at, _) in enumerate(recording.acts) if at <= cut), default=None)
    if last is not None:
        allowed = {status for index, (sent, _, status) in enumerate(recording.acts) if index >= last and sent <= cut}
        if status is None or status[0] not in allowed:
            return f"an act is undone: {status} instead of {sorted(allowed)}"
    return None


def opens(folder):
    """Whether the program itself, with its own checks at the start, takes what is in `folder`."""
    answer = subprocess.run([PROGRAM, "pin", "--data", folder], capture_output=True, text=True, timeout=60)
    return answer.returncode == 0 or answer.stderr


def examine(recording, count, seed, opened_by_program, cuts=None):
    """Looks into `count` disks, and lets the program open some. Returns how many of each kind, and what was wrong."""
    chance = random.Random(seed)
    kinds, problems = {}, []
    place = pathlib.Path(tempfile.mkdtemp(prefix="kiosk-image-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None))
    try:
        for number, (cut, how, files) in enumerate(images(recording.events, count, chance, cuts)):
            shutil.rmtree(place)
            place.mkdir(mode=0o700)
            for name, content in files.items():
                path = place / name
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(content)
            kinds[how] = kinds.get(how, 0) + 1
            # First the program: SQLite's look repairs what it finds.
            if number % max(1, count // max(1, opened_by_program)) == 0:
                answer = opens(place)
                kinds["opened by the program"] = kinds.get("opened by the program", 0) + 1
                if answer is not True:
                    problems.append((cut, how, f"the program does not open it: {answer}"))
            wrong = problem(recording, cut, place)
            if wrong:
                problems.append((cut, how, wrong))
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return kinds, problems
