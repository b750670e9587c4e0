"""How soon the kiosk answers, what it weighs, and what a phone loads first."""

import pathlib
import shutil
import statistics
import subprocess

import measuring
from measuring import BUILD, ROOT, WORK, Kiosk, heading, row
from years import Box


def start(short, package):
    """Starts of a new box and of one that knows it; sizes; the first visit."""
    times, cold, first, again = 2 if short else 7, [], [], []
    for number in range(times):
        data = WORK / f"start-{number}"
        for isCold, taken in ((True, cold), (False, first), (False, again)):
            if taken is not again:
                shutil.rmtree(data, ignore_errors=True)
            box = Box(data, isCold)
            taken.append(box.started)
            box.stop()
    print()
    heading("a new box", "")
    row("first start to the first answer, nothing in memory, ms", statistics.median(cold))
    row("first start, program in memory, ms", statistics.median(first))
    row("start again, ms", statistics.median(again))
    row("program, MiB", (BUILD / "workshop-kiosk").stat().st_size / (1 << 20))
    stripped = WORK / "stripped"
    if subprocess.run(["strip", "-o", stripped, BUILD / "workshop-kiosk"], check=False).returncode == 0:
        row("as it is packaged, without symbols, MiB", stripped.stat().st_size / (1 << 20))
    row("assets, KiB", sum(file.stat().st_size for file in (ROOT / "kiosk-assets").rglob("*") if file.is_file()) / 1024)
    if package:
        row("package, MiB", pathlib.Path(package).stat().st_size / (1 << 20))
    visit = Kiosk().load("first-visit")
    print(f"\nA participant's first visit: {visit['requests']:.0f} request, {visit['compressed_bytes']:,.0f} bytes "
          f"({visit['bytes']:,.0f} unpacked).")
