"""A group of processes that may take so much memory and no more, as systemd's MemoryMax makes it: a control group with
the controller of memory, of version 2 or 1. It needs the right to make a group."""

import os
import pathlib
import re

# The same by both versions: limit, the most that was held, processes.
FILES = {2: ("memory.max", "memory.peak", "cgroup.procs"),
         1: ("memory.limit_in_bytes", "memory.max_usage_in_bytes", "cgroup.procs")}


def unavailable():
    """Why no such group can be made here; None when one can."""
    place, version = _parent()
    if place is None:
        return "no control group with a controller of memory is mounted here"
    try:
        group = place / f"kiosk-try-{os.getpid()}"
        group.mkdir()
        missing = not (group / FILES[version][0]).exists()
        group.rmdir()
    except OSError as error:
        return f"no group of processes can be made in {place}: {error.strerror}"
    return f"{place} hands no memory on to the groups in it" if missing else None


def _parent():
    """The folder in which to make the group and its version; None twice where there is none."""
    for place, version in [_parent_of_version_2(), _parent_of_version_1()]:
        if place:
            return place, version
    return None, None


def _parent_of_version_2():
    """The nearest group around this process that hands memory on."""
    mount = re.search(r"^\S+ (\S+) cgroup2 ", open("/proc/mounts").read(), re.MULTILINE)
    if not mount:
        return None, 2
    root = pathlib.Path(mount[1])
    own = next((line[3:].strip() for line in open("/proc/self/cgroup") if line.startswith("0::")), "/")
    place = root / own.lstrip("/")
    while True:
        try:
            if "memory" in (place / "cgroup.subtree_control").read_text().split():
                return place, 2
        except OSError:
            pass
        if place == root:
            return None, 2
        place = place.parent


def _parent_of_version_1():
    """The group of this process itself: in version 1 each hands memory on."""
    mount = re.search(r"^\S+ (\S+) cgroup \S*\bmemory\b", open("/proc/mounts").read(), re.MULTILINE)
    own = next((line.rstrip("\n").split(":", 2)[2] for line in open("/proc/self/cgroup")
                if "memory" in line.split(":")[1].split(",")), None)
    return (pathlib.Path(mount[1]) / own.lstrip("/"), 1) if mount and own else (None, 1)


class MemoryGroup:
    """A group with at most so many MiB, none of them swapped out."""

    def __init__(self, mib):
        parent, self.version = _parent()
        self.place = parent / f"kiosk-{os.getpid()}"
        self.place.mkdir()
        limit, self._peak, self._processes = FILES[self.version]
        (self.place / limit).write_text(str(mib << 20))
        swap, value = ("memory.swap.max", 0) if self.version == 2 else ("memory.swappiness", 0)
        if (self.place / swap).exists():
            (self.place / swap).write_text(str(value))

    @property
    def wrap(self):
        """What a command begins with to be in the group."""
        return ["sh", "-c", f'echo $$ > "{self.place}/{self._processes}" && exec "$@"', "sh"]

    def peak(self):
        """The most MiB that it has held, what can be given back (files read) included."""
        return int((self.place / self._peak).read_text()) / (1 << 20) if (self.place / self._peak).exists() else 0

    def events(self):
        """How often it reached its limit (`max`), and how often something was ended for it (`oom_kill`)."""
        words = (self.place / ("memory.events" if self.version == 2 else "memory.oom_control")).read_text().splitlines()
        events = {name: int(number) for name, number in (line.split() for line in words)}
        if self.version == 1:
            events["max"] = int((self.place / "memory.failcnt").read_text())
        return events

    def remove(self):
        self.place.rmdir()
