"""Every file of a workshop says the same: the demo's figures, and those of 25 people before and after."""

import copy
import csv
import io
import json
import re
import shutil
import subprocess
import sys
import tempfile

import figures
import jsonschema
import pytest
from conftest import ROOT

sys.path.insert(0, str(ROOT / "scripts"))
from postgresql_server import Server  # noqa: E402

PROGRAM = ROOT / ".build/release/workshop-kiosk"
SCRIPT = json.loads((ROOT / "kiosk-assets/demo/needs-inventory.json").read_text())
BEFORE_AND_AFTER = json.loads((ROOT / "Tests/EvaluationTests/Fixtures/demo.json").read_text())
SCHEMA = jsonschema.Draft202012Validator(json.loads((ROOT / "kiosk-assets/exports/bundle.schema.json").read_text()))
POINTS = [point["sv"] for point in json.loads((ROOT / "kiosk-assets/methods/t10.json").read_text())["agenda"][0]["points"]]


class Files:
    """The files of one workshop, as the command line writes them."""

    def __init__(self, folder, data, code, database):
        self.data, self.code, self.database = data, code, database
        subprocess.run(
            [PROGRAM, "export", code, "--format", "all", "--output", folder, "--data", data, "--assets",
             ROOT / "kiosk-assets"], check=True, timeout=180, capture_output=True)
        self.folder = folder

    def __getitem__(self, ending):
        return (self.folder / f"{self.code}{ending}").read_bytes()

    def figures(self, points=()):
        return {
            "JSON": figures.of_bundle(self[".json"], "sv"),
            "CSV": figures.of_csv(self[".csv"], ";", points),
            "XLSX": figures.of_workbook(self[".xlsx"], "Grupperna"),
            "HTML": figures.of_report(self["-report.html"]),
            "SQL": figures.of_database(*self.database(self.folder / f"{self.code}.json")),
        }


@pytest.fixture(scope="module")
def database():
    """Publishes a bundle into a database of its own: database(file) is the server and the database's name."""
    # A socket's path is short.
    folder = tempfile.mkdtemp(prefix="kiosk-formats-", dir="/tmp")
    server = None
    made = []

    def publish(bundle):
        name = f"formats_{len(made)}"
        made.append(name)
        server.sql(f"CREATE DATABASE {name}", "postgres")
        subprocess.run(
            [PROGRAM, "publish", bundle, "--to", f"postgresql://kiosk@/{name}?host={server.folder}", "--assets",
             ROOT / "kiosk-assets"], check=True, timeout=60, capture_output=True)
        return server, name

    try:
        server = Server(folder)
        yield publish
    finally:
        if server:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def demo(tmp_path_factory, database):
    """The demo, played to its end as `scripts/run` plays it."""
    place = tmp_path_factory.mktemp("demo")
    running = subprocess.Popen(
        [PROGRAM, "demo", "--pace", "1000", "--data", place / "data", "--host", "127.0.0.1", "--port", "0", "--assets",
         ROOT / "kiosk-assets"], stdout=subprocess.PIPE, text=True)
    try:
        code = None
        for line in running.stdout:
            code = code or re.search(r"/w/(\w{6})\s", line)
            if "has been played" in line:
                break
        assert code, "the demo ended before it had been played"
        yield Files(place / "files", place / "data", code[1], database)
    finally:
        running.terminate()
        running.wait(20)
        running.stdout.close()


def test_the_demo_has_the_same_figures_in_every_file(demo):
    found = demo.figures()
    figures.agree(found)
    # And they are those of the script that was played.
    names = {group["id"]: group["name"] for group in SCRIPT["groups"]}
    texts = {idea["id"]: idea["text"] for idea in SCRIPT["ideas"]}
    dots = [idea for participant in SCRIPT["participants"] for idea in participant["dots"]]
    for name, got in found.items():
        assert got.get("joined", 25) == 25 and set(got["answered"].values()) == {25} and len(got["answered"]) == 2, name
        assert got["groups"] == {
            name: sum(idea["group"] == id for idea in SCRIPT["ideas"]) for id, name in names.items()}, name
        counts = {item: count for (_, _, item), count in got["counts"].items()}
        assert counts == {texts[id]: dots.count(id) for id in set(dots)}, name
        placed = sorted(set(counts.values()), reverse=True)
        for expected in SCRIPT["expected"]:
            first = {text for text, count in counts.items() if count == expected["dots"]}
            assert first == {texts[id] for id in expected["ideas"]}, name
            assert 1 + sum(count > expected["dots"] for count in counts.values()) == expected["place"], name
            assert expected["dots"] in placed, name


@pytest.fixture(scope="module")
def change(kiosk, tmp_path_factory, database):
    """The method with the six statements, answered before and after by the people of the fixture, by card."""
    workshop = kiosk.workshop(method="t10", privacy="linked")
    page = kiosk.post("/facilitator/cards", [("count", "25")], kiosk.cookie)[1]
    cards = re.findall(r'<p class="card-code">([^<]+)</p>', page)
    assert len(cards) == 25
    cookies = []
    for card in cards:
        headers, _ = kiosk.post(f"/w/{workshop.code}/join", [("card", card)])
        cookies.append(headers["Set-Cookie"].split(";")[0])
    for name, phase in [("kidx-pre", "pre"), ("kidx-post", "post")]:
        activity = workshop.named(name)
        workshop.go(activity)
        workshop.act("open", activity)
        for cookie, person in zip(cookies, BEFORE_AND_AFTER["participants"]):
            answers = [(f"answer-k{number + 1}", str(point)) for number, point in enumerate(person[phase])]
            kiosk.post(f"/w/{workshop.code}/ballot", [("activity", activity)] + answers, cookie)
        workshop.act("close", activity)
        workshop.act("reveal", activity)
    kiosk.post(
        f"/facilitator/{workshop.code}/record",
        [("intervention", "behovsinventering"), ("hours", "1.5"), ("cost", "1000")], kiosk.cookie)
    return Files(tmp_path_factory.mktemp("change") / "files", f"{kiosk.directory}/data", workshop.code, database)


def test_before_and_after_have_the_same_counts_in_every_file(change):
    found = change.figures(POINTS)
    figures.agree(found)
    for phase, title in [("pre", 0), ("post", 1)]:
        for name, got in found.items():
            titles = list(dict.fromkeys(key[0] for key in found["JSON"]["counts"]))
            statements = list(dict.fromkeys(key[1] for key in found["JSON"]["counts"]))
            assert len(titles) == 2 and len(statements) == 6, name
            answers = [point for person in BEFORE_AND_AFTER["participants"] for point in person[phase]]
            for number, point in enumerate(POINTS):
                counted = sum(
                    count for (where, _, item), count in got["counts"].items() if where == titles[title] and item == point)
                assert counted == answers.count(number + 1), (name, phase, point)


def test_the_index_and_its_change_are_those_of_the_reference(change, tmp_path):
    expected = BEFORE_AND_AFTER["expected"]
    # Each person's index, from the rows of the CSV.
    rows = list(csv.DictReader(io.StringIO(change[".csv"].decode("utf-8-sig"), newline=""), delimiter=";"))
    people = {}
    for row in rows:
        if row["row"] == "answer" and row["value"].isdigit():
            people.setdefault(row["activity"], {}).setdefault(row["answer"], []).append(int(row["value"]))
    order = [activity["id"] for activity in json.loads(change[".json"])["activities"] if activity["id"] in people]
    before, after = (
        {mark: sum(points) / len(points) for mark, points in people[activity].items()} for activity in order)
    assert len(before) == len(after) == expected["n_pairs"]
    assert sum(before.values()) / 25 == pytest.approx(expected["pre_mean"])
    assert sum(after.values()) / 25 == pytest.approx(expected["post_mean"])
    # Linked by card, the marks are the same in both steps.
    assert set(before) == set(after)
    changes = [after[mark] - before[mark] for mark in before]
    assert [sum(c > 1e-9 for c in changes), sum(c < -1e-9 for c in changes)] == [expected["improved"], expected["worse"]]
    # The report and the workbook say it with two decimals.
    words = figures.plain(re.sub(r"<[^>]+>", " ", change["-report.html"].decode()))
    sheets = figures.openpyxl.load_workbook(io.BytesIO(change[".xlsx"])).worksheets
    cells = " ".join(str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.value)
    for mean in (expected["pre_mean"], expected["post_mean"]):
        written = f"{mean:.2f}".replace(".", ",")
        assert written in words, "the report lacks the index"
        assert written in cells, "the workbook lacks the index"
    # And the report of programmes, which reads the bundle, says the change.
    (tmp_path / "bundle.json").write_bytes(change[".json"])
    subprocess.run(
        [PROGRAM, "report", tmp_path / "bundle.json", "--output", tmp_path / "programme.html", "--assets",
         ROOT / "kiosk-assets"], check=True, timeout=60)
    programme = figures.plain(re.sub(r"<[^>]+>", " ", (tmp_path / "programme.html").read_text()))
    assert f"{expected['mean_change']:.2f}".replace(".", ",") in programme
    # So does the database.
    server, name = change.database(change.folder / f"{change.code}.json")
    pairs, mean, better, worse = server.sql(
        "SELECT pairs, change, better, worse FROM workshop_kiosk.workshop_change", name).split("|")
    assert [int(pairs), int(better), int(worse)] == [expected["n_pairs"], expected["improved"], expected["worse"]]
    assert float(mean) == pytest.approx(expected["mean_change"], abs=1e-6)


def test_figures_that_differ_are_noticed(demo):
    found = demo.figures()
    key = next(iter(found["HTML"]["counts"]))
    found["HTML"]["counts"][key] += 1
    with pytest.raises(AssertionError, match="HTML and JSON differ in 'counts'"):
        figures.agree(found)


def test_the_bundles_keep_to_their_schema(demo, change):
    jsonschema.Draft202012Validator.check_schema(SCHEMA.schema)
    SCHEMA.validate(json.loads(demo[".json"]))
    SCHEMA.validate(json.loads(change[".json"]))


@pytest.mark.parametrize("method", sorted(path.stem for path in (ROOT / "kiosk-assets/methods").glob("*.json")))
def test_every_method_makes_a_bundle_of_the_schema(kiosk, method):
    workshop = kiosk.workshop(method=method)
    SCHEMA.validate(json.loads(workshop.get(f"/facilitator/{workshop.code}/export.json")))


def first(bundle, kind):
    return next(activity for activity in bundle["activities"] if activity["definition"]["type"] == kind)


def seal(bundle):
    first(bundle, "dots")["isSealed"] = True


# What is changed, and where the schema finds it.
CHANGES = {
    "a field that is not there": (lambda b: b["workshop"].pop("joined"), "workshop"),
    "a field of no version": (lambda b: b["workshop"].update(address="10.0.0.1"), "workshop"),
    "another format": (lambda b: b.update(format="workshop"), "format"),
    "a later version": (lambda b: b.update(version=3), "version"),
    "a version that it does not need": (lambda b: b.update(version=2), "version"),
    "who could answer, in a version that did not say it": (lambda b: b["workshop"].update(admission="door"), "version"),
    "who could answer, where all could": (lambda b: b.update(version=2) or b["workshop"].update(admission="open"), "admission"),
    "a number as a text": (lambda b: b["workshop"].update(joined="25"), "joined"),
    "a negative number": (lambda b: first(b, "dots").update(answered=-1), "answered"),
    "a code that nobody could type": (lambda b: b["workshop"].update(code="AB-12"), "code"),
    "a day that is none": (lambda b: b["workshop"].update(deletionDate="i morgon"), "deletionDate"),
    "names in an anonymous workshop": (lambda b: b["workshop"].update(names={"0" * 32: "Anna"}), "privacy"),
    "a kind that does not exist": (lambda b: first(b, "dots")["definition"].update(type="stars"), "type"),
    "a scale without points": (lambda b: first(b, "dots")["definition"].update(type="scale"), "definition"),
    "dots on nothing": (lambda b: first(b, "dots")["definition"].pop("items"), "definition"),
    "sealed answers": (seal, "dots"),
    "a time at an answer": (lambda b: first(b, "dots")["ballots"][0].update(time="12:00"), 0),
    "an unknown answer": (lambda b: first(b, "dots")["ballots"][0]["fields"].update(address="x"), "fields"),
    "a number as an answer": (lambda b: first(b, "dots")["ballots"][0]["fields"].update({"dots-x": 1}), "dots-x"),
    "an idea of nobody": (lambda b: first(b, "ideas")["ideas"][0].pop("answer"), 0),
    "an idea that is somewhere else": (lambda b: first(b, "ideas")["ideas"][0].update(status="lost"), "status"),
    "a group without a name": (lambda b: first(b, "ideas")["groups"][0].pop("name"), 0),
    "a hash that is none": (lambda b: b.update(sha256="0"), "sha256"),
}


@pytest.mark.parametrize("change_of", CHANGES)
def test_a_changed_bundle_is_refused_by_the_schema(demo, change_of):
    bundle = json.loads(demo[".json"])
    changed = copy.deepcopy(bundle)
    spoil, place = CHANGES[change_of]
    spoil(changed)
    assert changed != bundle
    errors = list(SCHEMA.iter_errors(changed))
    assert errors
    assert any(place in error.absolute_path or place == "dots" for error in errors), [error.json_path for error in errors]
