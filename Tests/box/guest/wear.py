"""What the box writes to its card while nobody does anything, and for one text."""

import glob
import os
import re
import time

from telling import Facilitator, check, main_process, run, tell

# What the box does by itself, and how often in an hour.
REGULAR = {"check": 12, "clock-remember": 1}
# What the whole system may write to the card in an hour in which nobody does anything, in bytes.
IDLE_LIMIT = 3_000_000


def written():
    """The bytes that the daemon has had written to the disk."""
    return int(re.search(r"write_bytes: (\d+)", open(f"/proc/{main_process()}/io").read())[1])


def disk():
    """The bytes written to the disk by everybody (Documentation/admin-guide/iostats.rst: sectors of 512 bytes)."""
    return int(open("/sys/block/vda/stat").read().split()[6]) * 512


def writers():
    """The bytes that each process has had written to the disk."""
    found = {}
    for path in glob.glob("/proc/[0-9]*/io"):
        try:
            name = open(path.replace("/io", "/comm")).read().strip()
            found[f"{name} {path.split('/')[2]}"] = int(re.search(r"write_bytes: (\d+)", open(path).read())[1])
        except OSError:
            pass
    return found


def changed(since):
    """The files on the disk that have changed since a time."""
    return [path for path in run("find", "/", "-xdev", "-newermt", f"@{since:.0f}", "-printf", "%p %s\\n").stdout.splitlines()]


def wear(code, ideas):
    volatile = os.path.exists("/run/log/journal") and not glob.glob("/var/log/journal/*")
    check("the journal is in memory", volatile and re.search(r"^Storage=volatile", run(
        "systemd-analyze", "cat-config", "systemd/journald.conf").stdout, re.M), os.listdir("/var/log"))
    # What happens every five minutes and every hour is measured by itself, and not by chance within the rest.
    run("systemctl", "stop", *(f"workshop-kiosk-{name}.timer" for name in REGULAR))
    os.sync()
    before, all_before, began, marked = written(), disk(), time.monotonic(), time.time()
    by_process = writers()
    time.sleep(300)
    os.sync()
    share = 3600 / (time.monotonic() - began)
    tell("measured", name="bytes written in an idle hour by the daemon", value=int((written() - before) * share))
    total = (disk() - all_before) * share
    tell("measured", name="bytes written in an idle hour to the whole disk, at no certain time", value=int(total))
    tell("noticed", name="who wrote meanwhile", value=sorted(
        ((count - by_process.get(who, 0), who) for who, count in writers().items() if count > by_process.get(who, 0)), reverse=True)[:12])
    tell("noticed", name="which files have changed meanwhile", value=changed(marked)[:30])
    for name, times in REGULAR.items():
        before = disk()
        run("systemctl", "start", f"workshop-kiosk-{name}.service")
        os.sync()
        cost = disk() - before
        tell("measured", name=f"bytes written to the disk by {name}, of which an hour has {times}", value=cost)
        total += cost * times
    run("systemctl", "start", *(f"workshop-kiosk-{name}.timer" for name in REGULAR))
    texts, in_commits = 30, 0
    for number in range(texts):
        headers, _ = Facilitator().request(f"/w/{code}/join", [("key", f"wear{number}")])
        voter = Facilitator(headers["Set-Cookie"].split(";")[0])
        before = written()
        voter.request(f"/w/{code}/idea", [("activity", ideas), ("key", f"wear{number}"), ("text", f"Text {number} " + "x" * 60)])
        in_commits += written() - before
    tell("measured", name="bytes written for one text, alone in its commit", value=in_commits // texts)
    # The daemon's own check writes one commit an hour.
    total += in_commits // texts
    tell("measured", name="bytes written in an idle hour to the whole disk, all in all", value=int(total))
    check("an idle hour writes no more to the disk than it may", total <= IDLE_LIMIT, total)
