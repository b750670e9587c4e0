"""The machine's clock jumps in the middle of a workshop: a year back and ahead, to 1970, and to and fro."""

import mmap
import pathlib
import random
import re
import struct
import subprocess
import tempfile
import time

from room import Kiosk, Workshop

YEAR = 365 * 86400


def test_nobody_is_put_out_and_nothing_is_lost_when_the_clock_jumps():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="kiosk-clock-"))
    library, control = folder / "shift-clock.so", folder / "shift"
    subprocess.run(["cc", "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", library,
                    pathlib.Path(__file__).with_name("shift-clock.c"), "-ldl"], check=True)
    control.write_bytes(bytes(8))
    kiosk = Kiosk(LD_PRELOAD=library, KIOSK_CLOCK_SHIFT=control)
    with open(control, "r+b") as file, mmap.mmap(file.fileno(), 8) as memory:
        try:
            kiosk.start()
            workshop = Workshop(kiosk)
            workshop.open(workshop.ideas)
            phone = workshop.phone(kiosk.port)
            written, chance = [], random.Random(3)
            shifts = [-YEAR, YEAR, -int(time.time()), 0, 20 * YEAR] + [chance.randrange(-YEAR, YEAR) for _ in range(20)]
            for number, shift in enumerate(shifts):
                memory[:] = struct.pack("=q", shift)
                # The facilitator, an old phone and a new one go on.
                page = workshop.facilitator.request("GET", f"/facilitator/{workshop.code}", headers=[("Accept", "text/html")])
                assert page[0] == 200 and "data-agenda" in page[2], (shift, page[0])
                writer = phone if number < 5 else workshop.phone(kiosk.port)
                status, idea = writer.write(str(number), f"Idé {number}")
                assert idea, (shift, status)
                written.append(f"Idé {number}")
                assert workshop.facilitator.get(f"/display/{workshop.code}")[0] == 200
                assert workshop.act(workshop.ideas, "close") in (200, 303) and workshop.act(workshop.ideas, "reopen") in (200, 303)
                # A timer counts down whatever the clock says.
                status, _, text = workshop.facilitator.post(
                    f"/facilitator/{workshop.code}/timer", ("activity", workshop.ideas), ("minutes", "5"))
                assert status in (200, 303), (shift, status, text)
                page = phone.request("GET", f"/w/{workshop.code}", headers=[("Accept", "text/html")])[2]
                left = re.search(r'data-seconds-left="(\d+)"', page)
                assert left and 280 <= int(left[1]) <= 300, (shift, left)
            # A year back at the start of the program, too; nothing of the workshop is taken for overdue.
            for shift in (-YEAR, -int(time.time()) + 5, 0):
                memory[:] = struct.pack("=q", shift)
                assert kiosk.stop() == 0
                kiosk.start()
                workshop.facilitator.close()
                status, _, text = workshop.facilitator.request(
                    "GET", f"/facilitator/{workshop.code}", headers=[("Accept", "text/html")])
                assert status == 200 and all(idea in text for idea in written), (shift, status)
        finally:
            kiosk.remove()
            subprocess.run(["rm", "-rf", folder], check=True)
