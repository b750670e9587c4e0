"""Makes bundles and publishes them, for scripts/measure-publish."""

import contextlib
import hashlib
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

from postgresql_server import Server

ROOT = pathlib.Path(__file__).resolve().parents[1]
PROGRAM = ROOT / ".build/release/workshop-kiosk"
PEOPLE = 40
SIZES = sorted(int(size) for size in sys.argv[1:]) or [2500, 5000, 10000]
TYPES = ["utbildning", "nätverk", "vägledning", "metodstöd"]
VIEWS = ["workshop_change", "intervention_effect", "intervention_follow_up"]
CHARACTERS = "34679ACDEFGHJKMNPRTWXY"


def pretty(value, indent=""):
    """JSON as the program writes it, on which the hash of a bundle is taken."""
    inner = indent + "  "
    if isinstance(value, dict):
        parts = [f"{inner}{json.dumps(key, ensure_ascii=False)} : {pretty(value[key], inner)}" for key in sorted(value)]
    elif isinstance(value, list):
        parts = [inner + pretty(each, inner) for each in value]
    else:
        return json.dumps(value, ensure_ascii=False)
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    return f"{opening}\n" + ",\n".join(parts) + f"\n{indent}{closing}"


def bundle(number, definitions):
    """A training's workshop whose scales 40 people have answered, with a planted effect of its type."""
    draw = random.Random(number)
    kind = number % len(TYPES)
    effect = 0.2 + 0.2 * kind + draw.gauss(0, 0.2)
    cards = [f"{draw.getrandbits(128):032x}" for _ in range(PEOPLE)]
    before = {card: [draw.randint(1, 4) for _ in range(6)] for card in cards}
    activities = []
    for definition in definitions:
        statements = definition.get("statements", [])
        asked = definition["type"] == "scale" and isinstance(statements, list) and bool(statements)
        phase = definition.get("phase")
        ballots = []
        for card in sorted(cards) if asked else []:
            fields = {}
            for place, statement in enumerate(statements):
                point = before[card][place % 6]
                if phase != "pre":
                    point = min(5, max(1, round(point + effect + draw.uniform(-0.9, 0.9))))
                fields[f"answer-{statement['id']}"] = "x" if draw.random() < 0.03 else str(point)
            ballots.append({"answer": card, "fields": fields, "source": "phone"})
        activities.append({
            "id": f"{draw.getrandbits(64):016x}", "definition": definition, "status": "closed", "isSealed": False,
            "answered": len(ballots), "answers": len(ballots), "targets": [], "groups": [], "ideas": [], "ballots": ballots,
            "items": [{"id": each["id"], "text": each["text"]} for each in statements] if asked else []})
    made = {
        "format": "workshop-kiosk-bundle", "version": 1, "activities": activities, "sha256": "",
        "workshop": {
            "code": "".join(draw.choices(CHARACTERS, k=6)), "title": f"Träff {number}", "language": "sv", "method": "t10",
            "organisation": "", "deletionDate": "", "privacy": "linked", "joined": PEOPLE, "revision": 20,
            "record": {"intervention": TYPES[kind], "date": f"2026-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}",
                       "hours": "2", "cost": str(draw.randint(5, 40) * 1000)}}}
    text = pretty(made)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return text.replace('"sha256" : ""', f'"sha256" : "{digest}"') + "\n"


def publish(bundles, database, server):
    """The seconds that it takes, and the KiB of memory at the most."""
    begin = time.monotonic()
    process = subprocess.Popen(
        [PROGRAM, "publish", *bundles, "--to", f"postgresql://kiosk@/{database}?host={server.folder}", "--assets",
         ROOT / "kiosk-assets"], stdout=subprocess.PIPE, text=True)
    # The most memory so far: what a parent had when it made the process counts in other figures.
    memory = 0
    while process.poll() is None:
        with contextlib.suppress(OSError, AttributeError):
            status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
            memory = max(memory, int(re.search(r"VmHWM:\s+(\d+)", status)[1]))
        time.sleep(0.02)
    said = process.stdout.read()
    if process.returncode != 0:
        raise SystemExit(process.returncode)
    print(said.strip(), file=sys.stderr)
    return time.monotonic() - begin, memory


def main():
    definitions = json.loads((ROOT / "kiosk-assets/methods/t10.json").read_text())["agenda"]
    folder = pathlib.Path(tempfile.mkdtemp(prefix="measure-publish-", dir=ROOT / ".build"))
    # A socket's path is short.
    place = tempfile.mkdtemp(prefix="kiosk-measure-", dir="/tmp")
    server = None
    try:
        os.chdir(folder)
        names = [f"{number}.json" for number in range(SIZES[-1])]
        for number, name in enumerate(names):
            pathlib.Path(name).write_text(bundle(number, definitions))
        server = Server(place)
        print(f"| bundles | s | ms each | MiB | again, s | {' | '.join(f'`{view}`, s' for view in VIEWS)} | database, MiB |")
        print("|---" * (6 + len(VIEWS)) + "|")
        for size in SIZES:
            database = f"measured_{size}"
            server.sql(f"CREATE DATABASE {database}", "postgres")
            seconds, memory = publish(names[:size], database, server)
            again, _ = publish(names[:size], database, server)
            views = []
            for view in VIEWS:
                begin = time.monotonic()
                server.sql(f"SELECT count(t) FROM (SELECT * FROM workshop_kiosk.{view}) AS t", database)
                views.append(time.monotonic() - begin)
            held = int(server.sql(f"SELECT pg_database_size('{database}')", "postgres")) / 2**20
            print(
                f"| {size:,} | {seconds:.1f} | {seconds / size * 1000:.2f} | {memory / 1024:.1f} | {again:.1f} | "
                + " | ".join(f"{each:.2f}" for each in views) + f" | {held:,.0f} |", flush=True)
            server.sql(f"DROP DATABASE {database}", "postgres")
    finally:
        if server:
            server.stop()
        shutil.rmtree(place, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
