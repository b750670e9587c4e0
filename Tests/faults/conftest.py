"""KIOSK_FAULT_ROUNDS runs the tests of disks, clocks and anonymity so many times (scripts/soak: 10): keys and moments differ."""

import os

import failing_disk

ROUNDS = int(os.environ.get("KIOSK_FAULT_ROUNDS", 1))
REPEATED = {"test_failing_disk", "test_read_only", "test_clock", "test_anonymity"}


def pytest_generate_tests(metafunc):
    if ROUNDS > 1 and metafunc.module.__name__ in REPEATED:
        metafunc.fixturenames.append("fault_round")
        metafunc.parametrize("fault_round", range(ROUNDS))


def pytest_terminal_summary(terminalreporter):
    if failing_disk.Disk.failures:
        terminalreporter.write_line(f"{failing_disk.Disk.failures} errors of a disk")
