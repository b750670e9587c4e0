"""Adds up what the test runners say, prints one closing line, and fails unless everything ran and passed."""

import re
import sys
import xml.etree.ElementTree as ElementTree

swift_log, swift_status, *reports = sys.argv[1:]
passed = failed = skipped = 0

lines = open(swift_log, encoding="utf-8", errors="replace").read().splitlines()
runs = [re.search(r"Test run with (\d+) tests? in", line) for line in lines]
swift_total = sum(int(run[1]) for run in runs if run)
swift_failed = sum(bool(re.search(r"✘ Test (?!run with|case )\S.* failed after", line)) for line in lines)
swift_passed = swift_total - swift_failed
passed += swift_passed
failed += swift_failed
if int(swift_status) != 0 and swift_failed == 0:
    failed += 1  # It crashed or ran out of time.

empty = False
for report, status in zip(reports[::2], reports[1::2]):
    try:
        suite = ElementTree.parse(report).getroot().find("testsuite")
        tests, bad = int(suite.get("tests")), int(suite.get("failures")) + int(suite.get("errors"))
        left_out = int(suite.get("skipped"))
    except (FileNotFoundError, ElementTree.ParseError, AttributeError):
        tests, bad, left_out = 0, 1, 0
    if int(status) != 0 and bad == 0:
        bad = 1
    passed += max(0, tests - bad - left_out)
    failed += bad
    skipped += left_out
    empty = empty or tests == 0

print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
sys.exit(0 if failed == 0 and swift_passed > 0 and not empty else 1)
