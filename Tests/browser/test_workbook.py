"""The workbook opens in what organisers have, says what the CSV says, and holds no formula and nothing sealed."""

import collections
import csv
import io
import json
import re
import shutil
import subprocess
import urllib.request
import zipfile

import jsonschema
import openpyxl
import pytest
from conftest import ROOT
from phones import Phone

AGENDA = json.loads((ROOT / "Tests/kinds/every-kind.json").read_text())["agenda"]
ASKING = [step["id"] for step in AGENDA if step["type"] != "page"]
# As Excel in the language expects it.
SEPARATORS = {"sv": ";", "fi": ";", "en": ","}
# Answered, but not shown to anybody.
SEALED = "text"
HOSTILE = ["=HYPERLINK(\"http://evil\";\"klick\")", "+46 70 123 45 67", "@SUM(A1:A9)", "https://example.org/länk", "_x0041_ & <b>"]


class Files:
    """What a workshop with every kind leaves."""

    def __init__(self, workshop):
        self.workshop = workshop
        self.xlsx = self.download("export.xlsx")
        self.csv = self.download("export.csv")
        self.rows = list(csv.DictReader(io.StringIO(self.csv.decode("utf-8-sig")), delimiter=SEPARATORS[workshop.language]))
        self.book = openpyxl.load_workbook(io.BytesIO(self.xlsx))

    def download(self, name):
        request = urllib.request.Request(
            f"{self.workshop.console_address}/{name}", headers={"Cookie": self.workshop.kiosk.cookie})
        with urllib.request.urlopen(request, timeout=30) as reply:
            return reply.read()

    def of(self, name):
        """The CSV's rows of a step, and its sheet."""
        activity = self.workshop.named(name)
        place = [step["id"] for step in AGENDA].index(name) + 1
        sheet = next(sheet for sheet in self.book if sheet.title.split(" ")[0] == str(place))
        return [row for row in self.rows if row["activity"] == activity], sheet


def table(sheet):
    """The sheet's first table: its rows by the words of their headings."""
    header = int(sheet.auto_filter.ref.split(":")[0].lstrip("A"))
    last = int("".join(filter(str.isdigit, sheet.auto_filter.ref.split(":")[1])))
    heads = [cell.value for cell in sheet[header] if cell.value is not None]
    return [dict(zip(heads, [cell.value for cell in sheet[row]])) for row in range(header + 1, last + 1)]


def answer(phone, name, activity):
    """Answers as a participant does; buttons, too, are pressed."""
    page = phone.page()
    if name == "questions":
        # The first asks, the others want to know it too.
        if phone.number == 0:
            phone.kiosk.post(
                f"/w/{phone.workshop.code}/idea", [("activity", activity), ("key", "1"), ("text", "När börjar ni?")], phone.cookie)
        page = phone.page()
    pressed = re.search(r'name="((?:pair|vote)-[^"]+)"', page) if name in ("pairwise", "questions") else None
    if name == "multiple":
        # It asks for at least two.
        fields = {f"choice-{option}": "1" for option in phone.chance.sample(["bus", "bike", "ride"], 2)}
    elif name.startswith("estimate"):
        # Some have decimals, as the language writes them.
        fields = {"estimate": f"{phone.number * 7},5" if phone.number == 3 else str(phone.number * 7)}
    elif pressed:
        fields = {pressed[1]: "a" if name == "pairwise" else "1"}
    else:
        phone.prepare(activity)
        phone.send()
        return
    phone.prepared = ("ballot", {"activity": activity, **fields})
    phone.send()


@pytest.fixture(scope="module", params=["sv", "en", "fi"])
def files(request, kiosk):
    workshop = kiosk.workshop(request.param, method="every-kind")
    phones = [Phone(workshop, number) for number in range(6)]
    for name in ASKING:
        activity = workshop.named(name)
        workshop.go(activity)
        workshop.act("open", activity)
        if name == "ideas":
            workshop.group(workshop.write(*HOSTILE)[:2], "=Grupp:1/2")
        for phone in phones:
            answer(phone, name, activity)
        workshop.act("close", activity)
        workshop.act("seal" if name == SEALED else "reveal", activity)
    return Files(workshop)


def test_every_sheet_has_a_legal_name_of_its_own_and_headings_that_stay(files):
    names = files.book.sheetnames
    assert len({name.lower() for name in names}) == len(names) == len(ASKING) - 1 + 2
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)
    for sheet in files.book.worksheets[1:]:
        assert sheet.freeze_panes, sheet.title
        # A promise to oneself is counted, and has no table.
        assert sheet.auto_filter.ref or sheet.max_row < 8, sheet.title
        assert sheet.column_dimensions["A"].width >= 9, sheet.title
    assert files.book.active == files.book.worksheets[0]


def test_the_answers_are_those_of_the_csv(files):
    sheet = files.book.worksheets[-1]
    heads, *rows = [["" if value is None else str(value) for value in row] for row in sheet.iter_rows(values_only=True)]

    def plain(text):
        """A text as it was typed: the CSV puts an apostrophe before what would run, the workbook marks its escapes."""
        return text.replace("_x005F_", "_").removeprefix("'")

    def number(row, head):
        """What the CSV's reader takes for a number, as the workbook has it."""
        return row[head].replace(",", ".") if head == "value" and row["kind"] == "estimate" else plain(row[head])

    assert heads == list(files.rows[0])
    assert [[plain(value) for value in row] for row in rows] == [
        [number(row, head) for head in heads] for row in files.rows]
    decimals = {row["value"] for row in files.rows if row["kind"] == "estimate" and not row["value"].isdigit()}
    assert decimals == {"21.5" if files.workshop.language == "en" else "21,5"}


def test_the_figures_are_those_of_the_csv(files):
    for name in ["single", "multiple", "quiz", "estimate", "consent"]:
        rows, sheet = files.of(name)
        heads = table(sheet)
        people = len({row["answer"] for row in rows})
        count = next(key for key in heads[0] if all(isinstance(row[key], int) for row in heads))
        base = next(key for key in heads[0] if key.startswith("n"))
        assert all(row[base] == people == 6 for row in heads), name
        share = next(key for key in heads[0] if key in ("Andel", "Share", "Osuus"))
        assert all(row[share] == pytest.approx(row[count] / people) for row in heads), name
        if name in ("single", "multiple"):
            chosen = collections.Counter(row["item_text"] for row in rows)
            item = next(key for key in heads[0] if isinstance(heads[0][key], str))
            assert {row[item]: row[count] for row in heads if row[count]} == chosen, name
        elif name == "estimate":
            assert sum(row[count] for row in heads) == people
    rows, sheet = files.of("dots")
    dots = next(key for key in table(sheet)[0] if key in ("Prickar", "Dots", "Täpliä", "Pisteet", "Pisteitä", "Tarrat"))
    assert sum(row[dots] for row in table(sheet)) == sum(int(row["value"]) for row in rows if row["row"] == "answer") > 0
    rows, sheet = files.of("ideas")
    texts = {cell.value for line in sheet.iter_rows() for cell in line}
    assert {row["item_text"].removeprefix("'") for row in rows if row["row"] == "idea"} <= {
        text.replace("_x005F_", "_") for text in texts if isinstance(text, str)}


def test_nothing_in_it_runs_and_nothing_sealed_is_in_it(files):
    with zipfile.ZipFile(io.BytesIO(files.xlsx)) as archive:
        assert archive.testzip() is None
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    for name, text in parts.items():
        if name.startswith("xl/worksheets/"):
            assert "<f>" not in text and "<f " not in text and "vbaProject" not in text, name
        if name.endswith(".rels"):
            assert "TargetMode=\"External\"" not in text, name
    assert not [row for row in files.rows if row["activity"] == files.workshop.named(SEALED)]
    assert files.workshop.named(SEALED) not in "".join(parts.values())
    # How many have answered it is no secret.
    titles = next(step for step in AGENDA if step["id"] == SEALED)["title"].values()
    listed = [[cell.value for cell in row] for row in files.book.worksheets[0].iter_rows()]
    assert any(row[0] is None and row[1] in titles and row[4] == 6 for row in listed)
    assert files.download("export.xlsx") == files.xlsx


def test_nothing_in_it_needs_repair(files):
    names = files.book.sheetnames
    for sheet in files.book:
        cells = [{(row, column) for row, column in area.cells} for area in sheet.merged_cells.ranges]
        assert len(set().union(*cells)) == sum(map(len, cells)), f"'{sheet.title}' has merged cells that overlap"
        if sheet.auto_filter.ref:
            filtered = openpyxl.worksheet.cell_range.CellRange(sheet.auto_filter.ref)
            assert not {cell for cell in filtered.cells} & set().union(*cells), sheet.title
            heads = [sheet.cell(filtered.min_row, column).value for column in range(1, filtered.max_col + 1)]
            assert all(heads) and len(set(heads)) == len(heads), f"'{sheet.title}' has a column without a heading of its own"
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.hyperlink):
            assert re.fullmatch(r"'(.+)'!A1", cell.hyperlink.location)[1] in names


def test_the_bundle_of_every_kind_keeps_to_its_schema(files):
    schema = json.loads((ROOT / "kiosk-assets/exports/bundle.schema.json").read_text())
    bundle = json.loads(files.download("export.json"))
    jsonschema.Draft202012Validator(schema).validate(bundle)
    kinds = {activity["definition"]["type"] for activity in bundle["activities"]}
    # Items that are carried over from an earlier workshop are the only kind that no method has.
    assert kinds == set(schema["$defs"]["definition"]["properties"]["type"]["enum"]) - {"carried"}
    sealed = [activity for activity in bundle["activities"] if activity["definition"]["id"] == SEALED]
    assert sealed[0]["answered"] == 6 and sealed[0]["ballots"] == []


def test_there_are_native_charts_of_the_tables(files):
    charts = {sheet.title.split(" ")[0]: sheet._charts for sheet in files.book.worksheets}
    steps = [step["id"] for step in AGENDA]
    for name in ["single", "multiple", "scale", "ideas", "dots", "points", "ranking", "matrix", "pairwise", "estimate",
                 "consent", "statements", "words", "questions", "quiz"]:
        drawn = charts[str(steps.index(name) + 1)]
        assert drawn, f"'{name}' has no chart"
        sheet = files.of(name)[1]
        for chart in drawn:
            assert chart.series and all(f"'{sheet.title}'!" in (series.val or series.yVal).numRef.f for series in chart.series)


def test_the_csv_is_one_table_with_whole_rows(files):
    text = files.csv.decode("utf-8-sig")
    separator = SEPARATORS[files.workshop.language]
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    assert len(rows) == len(files.rows) + 1 and {len(row) for row in rows} == {16}
    # Whoever opens it by another language's rules has a table that is wrong, but still no formula.
    for cell in (cell for row in rows for cell in row):
        assert not cell.lstrip().startswith(("=", "+", "-", "@")), cell
    assert csv.Sniffer().sniff(text.splitlines()[0]).delimiter == separator


# The number by which LibreOffice knows a language.
LOCALES = {"sv": 1053, "fi": 1035, "en": 1033}


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_reads_the_csv_as_it_is_meant_and_runs_nothing(files, tmp_path):
    language = files.workshop.language
    (tmp_path / "table.csv").write_bytes(files.csv)
    # UTF-8, from line 1, numbers as the language writes them, and every formula run that is one.
    rules = f"CSV:{ord(SEPARATORS[language])},34,76,1,,{LOCALES[language]},false,true,false,false,0,true"
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", f"--infilter={rules}",
         "--convert-to", "xlsx", "--outdir", tmp_path, tmp_path / "table.csv"],
        check=True, timeout=120, capture_output=True)
    sheet = openpyxl.load_workbook(tmp_path / "table.xlsx").active
    read = [list(row) for row in sheet.iter_rows()]
    assert len(read) == len(files.rows) + 1 and {len(row) for row in read} == {16}
    assert not [cell.coordinate for row in read for cell in row if cell.data_type in ("f", "e")]
    heads = [cell.value for cell in read[0]]
    assert heads == list(files.rows[0])
    for ours, theirs in zip(files.rows, read[1:]):
        for head in ("activity_title", "item_text", "group", "target_text"):
            got = theirs[heads.index(head)].value
            assert ("" if got is None else str(got)) == ours[head]
        value = theirs[heads.index("value")].value
        if ours["kind"] == "estimate":
            assert value == float(ours["value"].replace(",", "."))
    assert any("å" in row["item_text"] or "ä" in row["item_text"] for row in files.rows)


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_reads_every_sheet_as_it_is(files, tmp_path):
    (tmp_path / "book.xlsx").write_bytes(files.xlsx)
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to",
         "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1", "--outdir", tmp_path,
         tmp_path / "book.xlsx"], check=True, timeout=120, capture_output=True)
    made = {path.name: path for path in tmp_path.glob("book-*.csv")}
    assert len(made) == len(files.book.sheetnames)
    last = made[f"book-{files.book.sheetnames[-1]}.csv"].read_text()
    rows = list(csv.DictReader(io.StringIO(last)))
    assert len(rows) == len(files.rows)
    for ours, theirs in zip(files.rows, rows):
        value = ours["value"].replace(",", ".") if ours["kind"] == "estimate" else ours["value"].removeprefix("'")
        assert theirs["answer"] == ours["answer"] and theirs["value"] == value
    assert "Err:" not in last and "#NAME" not in last
