"""The figures of a workshop as each of its files has them: what another source says has to be the same.

A source is a function from a file, or a database, to the figures below; a further one is added to the dict that `agree`
takes.

The figures: {"joined": 25,
              "answered": {activity title: participants},
              "groups": {group name: ideas},
              "counts": {(activity title, statement or target, item): number}}
A count is of dots, or of people who chose an option or a point of a scale. What nobody chose is not in it.
"""

import collections
import csv
import html.parser
import io
import json
import re

import openpyxl

COUNTED = ("dots", "choice", "scale")


def agree(figures):
    """Fails unless every source says the same; `figures` holds the figures by the name of their source."""
    (first, expected), *others = figures.items()
    assert expected["counts"], f"{first} counts nothing"
    for name, got in others:
        for what, figure in expected.items():
            # A source that does not know a figure leaves it out, and says so by that.
            if what in got:
                assert got[what] == figure, f"{name} and {first} differ in '{what}'"


def plain(text):
    return re.sub(r"\s+", " ", text).strip()


def of_csv(content, separator, points):
    """The rows as Python's own reader reads them."""
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=separator))
    people, groups, counts = collections.defaultdict(set), collections.Counter(), collections.Counter()
    for row in rows:
        title = row["activity_title"]
        if row["row"] in ("idea", "answer"):
            people[title].add(row["answer"])
        if row["row"] == "idea" and row["status"] == "visible":
            groups[row["group"]] += 1
        if row["row"] == "answer" and row["kind"] in COUNTED:
            if row["kind"] == "scale":
                counts[title, row["item_text"], point(points, row["value"])] += 1
            else:
                counts[title, row["target_text"], row["item_text"]] += int(row["value"]) if row["kind"] == "dots" else 1
    # Who joined and said nothing is in no row.
    return {"answered": {title: len(marks) for title, marks in people.items()}, "groups": dict(groups), "counts": dict(counts)}


def of_bundle(content, language):
    bundle = json.loads(content)
    answered, groups, counts = {}, collections.Counter(), collections.Counter()
    for activity in bundle["activities"]:
        definition = activity["definition"]
        title = definition["title"][language]
        if activity["answered"]:
            answered[title] = activity["answered"]
        names = {group["id"]: group["name"] for group in activity["groups"]}
        groups.update(names.get(idea.get("group"), "") for idea in activity["ideas"] if idea["status"] == "visible")
        texts = {item["id"]: item["text"].get(language) or next(iter(item["text"].values())) for item in activity["items"]}
        targets = {item["id"]: item["text"][language] for item in activity["targets"]}
        for ballot in activity["ballots"] if definition["type"] in COUNTED else []:
            for field, value in ballot["fields"].items():
                target, _, field = field.rpartition("/")
                name, _, item = field.partition("-")
                place = targets.get(target, "")
                if name == "dots":
                    counts[title, place, texts[item]] += int(value)
                elif name == "choice":
                    counts[title, place, texts[item or value]] += 1
                else:
                    counts[title, texts.get(item, ""), point(of_points(definition, language), value)] += 1
    return {"joined": bundle["workshop"]["joined"], "answered": answered, "groups": dict(groups), "counts": dict(counts)}


def of_database(server, database):
    """The answers as the database's view has them, which is made like the CSV; the rest from its tables."""
    def table(query):
        return server.sql(f"COPY ({query}) TO STDOUT (FORMAT csv, HEADER)", database)

    joined = int(server.sql("SELECT joined FROM workshop_kiosk.workshop", database))
    asked = csv.DictReader(io.StringIO(table("SELECT title, answered FROM workshop_kiosk.activity WHERE answered > 0")))
    points = [row["text"] for row in csv.DictReader(io.StringIO(table(
        "SELECT text FROM workshop_kiosk.wording WHERE name LIKE 'point %' AND language = 'sv' ORDER BY name")))]
    answers = of_csv(table("TABLE workshop_kiosk.answer").encode(), ",", points)
    return {**answers, "joined": joined, "answered": {row["title"]: int(row["answered"]) for row in asked}}


def of_points(definition, language):
    return [text[language] for text in definition["points"]]


def point(points, value):
    """The words of a scale's point; what is none of them is the answer that is off the scale."""
    return points[int(value) - 1] if value.isdigit() else UNKNOWN


UNKNOWN = "?"
WORDS_FOR_UNKNOWN = {"Vet inte", "Don't know", "Don’t know", "En tiedä"}


def of_workbook(content, groups_title):
    """The tables of each question's sheet, as they stand in the cells."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    joined, answered, groups, counts = None, {}, {}, collections.Counter()
    about = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    place = next(number for number, row in enumerate(about) if len([cell for cell in row if cell]) > 6)
    for row in about[place + 1:]:
        if not isinstance(row[4], int):
            break
        joined = row[5]
        if row[4]:
            answered[row[1]] = row[4]
    for sheet in book.worksheets[1:-1]:
        lines = [list(row) for row in sheet.iter_rows(values_only=True)]
        title = lines[0][0]
        groups.update(sheet_groups(lines, groups_title))
        if not sheet.auto_filter.ref:
            continue
        first, last = (int(re.sub(r"\D", "", cell)) for cell in sheet.auto_filter.ref.split(":"))
        heads = [head for head in lines[first - 1] if head]
        # The amount is the first column of whole numbers that is not the place and not the base.
        amounts = [index for index, head in enumerate(heads)
                   if all(isinstance(line[index], int) for line in lines[first:last]) and not head.startswith(("Plats", "n "))]
        texts = [index for index in range(len(heads)) if index < (amounts or [0])[0] and not heads[index].startswith("Plats")]
        for line in lines[first:last] if amounts else []:
            where = line[texts[0]] if len(texts) > 1 else ""
            what = UNKNOWN if line[texts[-1]] in WORDS_FOR_UNKNOWN and len(texts) > 1 else line[texts[-1]]
            if line[amounts[0]]:
                counts[title, where or "", what] += line[amounts[0]]
    return {"joined": joined, "answered": answered, "groups": groups, "counts": dict(counts)}


def sheet_groups(lines, title):
    place = next((number for number, line in enumerate(lines) if line[0] == title), None)
    found = {}
    for line in lines[place + 2:] if place is not None else []:
        if not line[0]:
            break
        found[line[0]] = line[1]
    return found


class Report(html.parser.HTMLParser):
    """A report's words in order, each with the element and class that it stands in."""

    VOID = {"meta", "link", "br", "rect", "path", "circle", "input", "img"}

    def __init__(self, text):
        super().__init__()
        self.stack, self.words = [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        if tag not in self.VOID:
            self.stack.append((tag, dict(attributes).get("class") or ""))
            self.words.append([tuple(self.stack), ""])

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            while self.stack and self.stack.pop()[0] != tag:
                pass

    def handle_data(self, text):
        if text.strip():
            # What follows a child belongs to the parent again.
            self.words.append([tuple(self.stack), plain(text)])


def of_report(content):
    """What a reader of the HTML report sees."""
    joined, answered, groups, counts = None, {}, collections.Counter(), collections.Counter()
    title = heading = item = group = ""
    for stack, text in Report(content.decode()).words:
        tags = [tag for tag, _ in stack]
        tag, kind = stack[-1]
        if "article" not in tags and tag == "h2" and text:
            title, heading, group = text, "", ""
        elif "article" in tags and tag == "h3" and text:
            title, heading = (title, text) if kind == "target" else (text, "")
        elif tag == "h3" and text:
            group = text
        elif tag == "p" and kind == "soft" and re.match(r"\d+ \D+ \d+", text):
            got, of = map(int, re.findall(r"\d+", text)[:2])
            answered[title], joined = got, of
        elif kind == "item-text" and text:
            item = text
        elif kind == "number" and text and int(text):
            counts[title, heading, UNKNOWN if item in WORDS_FOR_UNKNOWN and heading else item] += int(text)
        elif tag == "li" and ("ul", "texts") in stack and text and "article" not in tags:
            groups[group] += 1
    return {"joined": joined, "answered": answered, "groups": dict(groups), "counts": dict(counts)}
