"""A group of processes that may take so much memory and no more, as systemd's MemoryMax makes it. It needs cgroup v2 with
the controller of memory, and the right to make a group."""

import os
import pathlib
import re


def unavailable():
    """Why no such group can be made here; None when one can."""
    place = _parent()
    if isinstance(place, str):
        return place
    try:
        group = place / f"kiosk-try-{os.getpid()}"
        group.mkdir()
        missing = not (group / "memory.max").exists()
        group.rmdir()
    except OSError as error:
        return f"no group of processes can be made in {place}: {error.strerror}"
    return f"{place} hands no memory on to the groups in it" if missing else None


def _parent():
    """The folder in which to make the group, or why there is none: the nearest around this process that hands memory on."""
    mount = re.search(r"^\S+ (\S+) cgroup2 ", open("/proc/mounts").read(), re.MULTILINE)
    if not mount:
        return "there is no cgroup v2"
    root = pathlib.Path(mount[1])
    own = next((line[3:].strip() for line in open("/proc/self/cgroup") if line.startswith("0::")), "/")
    place = root / own.lstrip("/")
    while True:
        try:
            if "memory" in (place / "cgroup.subtree_control").read_text().split():
                return place
        except OSError:
            pass
        if place == root:
            return "cgroup v2 has no controller of memory here"
        place = place.parent


class MemoryGroup:
    """A group with at most so many MiB, none of them swapped out."""

    def __init__(self, mib):
        self.place = _parent() / f"kiosk-{os.getpid()}"
        self.place.mkdir()
        (self.place / "memory.max").write_text(str(mib << 20))
        if (self.place / "memory.swap.max").exists():
            (self.place / "memory.swap.max").write_text("0")

    @property
    def wrap(self):
        """What a command begins with to be in the group."""
        return ["sh", "-c", f'echo $$ > "{self.place}/cgroup.procs" && exec "$@"', "sh"]

    def peak(self):
        """The most MiB that it has held, what can be given back (files read) included."""
        return int((self.place / "memory.peak").read_text()) / (1 << 20) if (self.place / "memory.peak").exists() else 0

    def events(self):
        """How often it reached its limit (`max`), and how often something was ended for it (`oom_kill`)."""
        return dict((name, int(number)) for name, number in
                    (line.split() for line in (self.place / "memory.events").read_text().splitlines()))

    def remove(self):
        self.place.rmdir()
