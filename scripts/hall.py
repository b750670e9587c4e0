"""What a hall does to the kiosk: joins, ideas, sleeping and waking phones, dots, beside a display and a console."""

import measuring
from measuring import Kiosk, heading, number, row


def play(phones, seconds=60, groups=20, limit=None):
    """One hall on a kiosk of its own; what the load found. `limit` is the most MiB of memory, by a group of processes."""
    kiosk = Kiosk()
    return kiosk.load("hall", "--phones", phones, "--seconds", seconds, "--groups", groups)


def milliseconds(figures, name):
    return f"{number(figures.get(name + '_p50_ms', 0))} / {number(figures.get(name + '_p99_ms', 0))}"


def failures(figures):
    """Everything that was not answered as it should be, as words."""
    names = sorted(name for name in figures if name.startswith(("status_", "failed_", "refused_")))
    return ", ".join(f"{name.removeprefix('status_').replace('_', ' ')}: {figures[name]:,.0f}" for name in names) or "none"
