"""The README says what is there: tables that are tables, and commands and files that exist."""

import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
LINES = (ROOT / "README.md").read_text().splitlines()


def prose():
    """The lines outside fenced blocks, with their numbers."""
    is_code = False
    for number, line in enumerate(LINES, 1):
        if line.startswith("```"):
            is_code = not is_code
        elif not is_code:
            yield number, line


def cells(row):
    return re.sub(r"`[^`]*`", "", row).count("|") - 1


def test_every_table_has_a_heading_and_rows_of_its_width():
    lines, found = dict(prose()), 0
    for number, line in lines.items():
        if re.fullmatch(r"\|(-+:?\|)+", line):
            found += 1
            assert lines.get(number - 1, "").startswith("| "), number
            row = number + 1
            assert lines.get(row, "").startswith("|"), f"line {number}: nothing in the table"
            while lines.get(row, "").startswith("|"):
                assert lines[row].endswith("|") and cells(lines[row]) == cells(line) == cells(lines[number - 1]), row
                row += 1
        elif line.startswith("|"):
            # Under a heading row or another row.
            assert lines.get(number - 1, "").startswith("|") or re.fullmatch(r"\|(-+:?\|)+", lines.get(number + 1, "")), number
    assert found > 20


def test_commands_and_files_that_it_names_exist():
    text = "\n".join(line for _, line in prose())
    named = set(re.findall(r"`((?:scripts|Tests|Sources|kiosk-assets|systemd)/[\w./-]+)", text))
    assert len(named) > 30
    assert not [path for path in named if "NAME" not in path and not (ROOT / path).exists()]
    # A command is in one piece, on one line.
    for command in re.findall(r"`([^`]*)`", text):
        assert "|---" not in command and not (command.startswith("psql") and "\n" in command), command
    asked = set(",".join(re.findall(r"scripts/benchmark --(?:short --)?only ([\w,]+)", text)).split(","))
    (sections,) = re.findall(r"^SECTIONS = \((.*)\)$", (ROOT / "scripts/benchmark.py").read_text(), re.MULTILINE)
    known = set(re.findall(r'"(\w+)"', sections))
    assert asked and asked <= known, asked - known
