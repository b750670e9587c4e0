"""A hall of phones on a kiosk that may take 128 MiB. KIOSK_HALL sets how many, KIOSK_HALL_SECONDS within how long they come,
KIOSK_HALL_PACE how many times faster than people they are (scripts/soak: 500 within 60 s, as slow as people)."""

import json
import os
import subprocess

import pytest

import memory_group
from room import PROGRAM, Client, Kiosk

PHONES = int(os.environ.get("KIOSK_HALL", 150))
SECONDS = float(os.environ.get("KIOSK_HALL_SECONDS", 5))
PACE = float(os.environ.get("KIOSK_HALL_PACE", 5))
LIMIT = 128
LOAD = PROGRAM.with_name("kiosk-load")


@pytest.mark.skipif(not LOAD.exists(), reason="kiosk-load is not built")
def test_a_hall_within_128_mebibytes():
    reason = memory_group.unavailable()
    if reason:
        pytest.skip(reason)
    group = memory_group.MemoryGroup(LIMIT)
    kiosk = Kiosk(wrap=group.wrap).start()
    try:
        found = json.loads(subprocess.run(
            [LOAD, "hall", "--port", str(kiosk.port), "--pin", kiosk.pin, "--pid", str(kiosk.process.pid), "--phones", str(PHONES),
             "--seconds", str(SECONDS), "--pace", str(PACE)], stdout=subprocess.PIPE, text=True, check=True).stdout)
        events = group.events()
        print(f"{PHONES} phones: at most {found['rss_peak_kib'] / 1024:.0f} MiB in RAM, {found['anon_peak_kib'] / 1024:.0f} of its own, "
              f"{group.peak():.0f} in the group; limit reached {events.get('max', 0)} times")
        assert kiosk.process.poll() is None, "the kiosk has ended"
        assert events.get("oom_kill", 0) == 0, events
        # Whatever was acknowledged is there.
        assert found["ideas"] == 3 * PHONES and found["dots_shown"] == found["dots"] == 3 * PHONES, found
        assert Client(kiosk.port).get("/health")[0] == 200
    finally:
        kiosk.remove()
        group.remove()
