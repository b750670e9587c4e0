"""A disk that fails on demand, and what is found on it, as the tests of failing and of read-only disks use them."""

import mmap
import pathlib
import sqlite3
import struct
import subprocess
import tempfile

WRITING, SYNCING, READING = 1, 2, 3


class Disk:
    """A folder whose disk fails on demand."""

    # How often disks have failed, all together.
    failures = 0

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
        Disk.failures += hits
        self.memory[:] = bytes(20)
        return hits

    def remove(self):
        self.memory.close()
        self.file.close()
        subprocess.run(["rm", "-rf", self.folder], check=True)


def texts(kiosk):
    database = sqlite3.connect(f"file:{kiosk.data}/workshops.sqlite?mode=ro", uri=True)
    try:
        return sorted(text for text, in database.execute("SELECT text FROM idea"))
    finally:
        database.close()


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
