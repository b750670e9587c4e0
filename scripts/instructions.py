"""What a vote costs in instructions, and whose they are, counted by callgrind: the same on every machine of a kind."""

import collections
import pathlib
import re
import subprocess

from measuring import BUILD, WORK, Kiosk, Limit, heading, row

# So many phones that votes come in groups, as in a hall; and for how long, at the speed of callgrind, twice: what joining
# and beginning cost is the same in both and falls away between them.
CONNECTIONS, SHORT_RUN, LONG_RUN = 64, 2, 10
LIBRARIES = (("libmicrohttpd", "libmicrohttpd"), ("SQLite", "libsqlite3"), ("C library", "libc.so"))


def by_object(path):
    """The instructions of a dump by the file that they are in (the format is Callgrind's, "Callgrind Format Specification")."""
    names, found, current, is_call = {}, collections.Counter(), "", False
    for line in path.read_text(errors="replace").splitlines():
        if named := re.match(r"c?ob=(\(\d+\))(?: (.*))?$", line):
            number, name = named.groups()
            if name:
                names[number] = pathlib.Path(name).name
            if line.startswith("ob="):
                current = names[number]
        elif line.startswith("calls="):
            # The line behind it is what the called one took, which is counted there.
            is_call = True
        elif re.match(r"[+*\d-]", line):
            if not is_call:
                found[current] += int(line.split()[1])
            is_call = False
    return found


def tell(server, command):
    subprocess.run(["callgrind_control", command, str(server.process.pid)], capture_output=True, check=True)


def counted(server, dumps, seconds):
    """Votes for so long: how many there were, and their instructions by file."""
    tell(server, "--zero")
    figures = server.votes(CONNECTIONS, seconds)
    before = set(dumps.iterdir())
    tell(server, "--dump")
    (dump,) = (path for path in dumps.iterdir() if path not in before)
    return figures, by_object(dump)


def of_a_vote(kind, **options):
    """The instructions of one vote by file, and how many votes came in a commit."""
    dumps = WORK / f"callgrind-{kind.__name__}"
    dumps.mkdir()
    server = kind(**options, wrap=["valgrind", "--quiet", "--tool=callgrind", f"--callgrind-out-file={dumps}/out"])
    counted(server, dumps, SHORT_RUN)
    (short, first), (long, second) = (counted(server, dumps, seconds) for seconds in (SHORT_RUN, LONG_RUN))
    server.process.kill()
    server.process.wait()
    votes = long["accepted"] - short["accepted"]
    return {name: (second[name] - first[name]) / votes for name in second}, long["batch"]


def instructions():
    print()
    heading(f"instructions of a vote, {CONNECTIONS} connections", "all", "in the program itself", *(name for name, _ in LIBRARIES),
            "votes per commit")
    # Valgrind does not read what this compiler tells debuggers: as it is shipped, without that.
    program = WORK / "workshop-kiosk"
    subprocess.run(["strip", "-o", program, BUILD / "workshop-kiosk"], check=True)
    for words, (found, batch) in (
            ("kiosk", of_a_vote(Kiosk, program=program)), ("in C, together", of_a_vote(Limit, options=["together"]))):
        libraries = [sum(count for name, count in found.items() if name.startswith(start)) for _, start in LIBRARIES]
        own = sum(count for name, count in found.items() if name in ("workshop-kiosk", "limit"))
        row(words, sum(found.values()), own, *libraries, batch)
