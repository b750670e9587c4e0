"""Photographs every page in its states, at its sizes, in both themes and all languages, into a folder and contact sheets.

The languages are photographed side by side, each with a kiosk of its own. `--compare` tells what differs from the sheets
that are committed, and fails if anything does.
"""

import argparse
import concurrent.futures
import pathlib
import sys
import tempfile
import time

import contact_sheet
import pages_to_picture
from picture_stage import ROOT

SHEETS = ROOT / ".github/screenshots/sheets"

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", help="where the full pictures go (a temporary folder when left out)")
    parser.add_argument("--compare", action="store_true", help="tell what differs from the committed sheets, and change nothing")
    parser.add_argument("--only", action="append", choices=["sv", "en", "fi"], help="one language, without changing any sheet")
    options = parser.parse_args()
    began = time.monotonic()
    pictures = pathlib.Path(options.folder or tempfile.mkdtemp(prefix="kiosk-pictures-"))
    sheets = pathlib.Path(tempfile.mkdtemp(prefix="kiosk-sheets-")) if options.compare or options.only else SHEETS
    sheets.mkdir(parents=True, exist_ok=True)
    languages = options.only or ["sv", "en", "fi"]
    with concurrent.futures.ProcessPoolExecutor(3) as pool:
        made = sum(pool.map(pages_to_picture.photograph, languages, [pictures] * 3, [sheets] * 3))
    print(f"{made} pictures in {time.monotonic() - began:.0f} s: {pictures}, sheets: {sheets}")
    if options.compare:
        found = list(contact_sheet.differences(SHEETS, sheets, languages))
        print("\n".join(found) or "No thumbnail differs.")
        sys.exit(1 if found else 0)
