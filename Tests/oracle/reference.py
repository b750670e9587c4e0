"""Writes the figures that Tests/EvaluationTests compares with, worked out by scipy and not by this project.

    reference.py            writes Tests/EvaluationTests/Reference/*.json
    reference.py --check    works them out again; fails if a committed file differs, or was edited
"""

import hashlib
import json
import math
import pathlib
import sys

import programmes
import samples
import special

HERE = pathlib.Path(__file__).parent
FOLDER = HERE.parent / "EvaluationTests" / "Reference"
FILES = {"special": special.figures, "samples": samples.figures, "programmes": programmes.figures}
TOLERANCE = 1e-12


def digest(figures):
    return hashlib.sha256(json.dumps(figures, sort_keys=True).encode()).hexdigest()


def text(figures):
    """One line per entry, so that a change can be read."""
    parts = []
    for name, entries in figures.items():
        if isinstance(entries, list):
            rows = ",\n  ".join(json.dumps(entry, ensure_ascii=False) for entry in entries)
            parts.append(f" {json.dumps(name)}: [\n  {rows}\n ]")
        else:
            parts.append(f" {json.dumps(name)}: {json.dumps(entries, ensure_ascii=False)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def differences(old, new, path=""):
    """Where the two differ: other numbers by more than the tolerance, all else at all."""
    if isinstance(old, dict) and isinstance(new, dict) and old.keys() == new.keys():
        for key in old:
            yield from differences(old[key], new[key], f"{path}/{key}")
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, pair in enumerate(zip(old, new)):
            yield from differences(*pair, f"{path}/{index}")
    elif isinstance(old, float) and isinstance(new, float):
        if not math.isclose(old, new, rel_tol=TOLERANCE, abs_tol=1e-300):
            yield f"{path}: {old!r} in the file, {new!r} by scipy"
    elif old != new or type(old) is not type(new):
        yield f"{path}: {old!r} in the file, {new!r} by scipy"


def plain(value):
    """As it will be read back: numpy's numbers as Python's."""
    return json.loads(json.dumps(value, default=lambda number: number.item()))


def main():
    faults = []
    for name, figures in FILES.items():
        path = FOLDER / f"{name}.json"
        fresh = plain(figures())
        if sys.argv[1:] != ["--check"]:
            path.write_text(text({"digest": digest(fresh), **fresh}), encoding="utf-8")
            continue
        committed = json.loads(path.read_text(encoding="utf-8"))
        if committed.pop("digest", None) != digest(committed):
            faults.append(f"{name}.json was edited: run Tests/oracle/reference.py instead")
        faults += [f"{name}.json{fault}" for fault in differences(committed, fresh)]
    for fault in faults[:20]:
        print(fault, file=sys.stderr)
    if sys.argv[1:] == ["--check"] and not faults:
        print("The reference figures are scipy's.")
    sys.exit(1 if faults else 0)


main()
