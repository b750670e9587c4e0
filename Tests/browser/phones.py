"""Simulated phones: participants over HTTP who fill in whatever form their page has."""

import html.parser
import random
import re
import urllib.request


class Form(html.parser.HTMLParser):
    """The form in which a page asks something: its kind (idea or ballot), its fields, and what is filled in."""

    def __init__(self, page):
        super().__init__()
        self.kind, self.inside, self.budget = None, False, 0
        self.fixed, self.texts, self.radios, self.boxes, self.lists, self.numbers, self.dots = {}, [], {}, {}, {}, [], []
        self.filled, self.list, self.area = {}, None, None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        at = dict(attributes)
        name, value = at.get("name"), at.get("value") or ""
        if tag == "form":
            self.inside = at.get("data-form") in ("idea", "ballot")
            self.kind = at["data-form"] if self.inside else self.kind
        elif not self.inside:
            return
        elif "data-budget" in at:
            self.budget = int(at["data-budget"])
        elif tag == "textarea":
            self.texts.append(name)
            self.area = name
        elif tag == "select":
            self.list = name
            self.lists[name] = []
        elif tag == "option":
            if value:
                self.lists[self.list].append(value)
            if "selected" in at and value:
                self.filled[self.list] = value
        elif tag == "input":
            self.input(at, name, value)

    def input(self, at, name, value):
        kind = at.get("type", "text")
        if kind == "hidden" and "dots-" in name:
            self.dots.append(name)
            if value != "0":
                self.filled[name] = value
        elif kind == "hidden":
            self.fixed[name] = value
        elif kind == "radio":
            self.radios.setdefault(name, []).append(value)
        elif kind == "checkbox":
            self.boxes.setdefault(name.rsplit("-", 1)[0], []).append((name, value))
        elif "inputmode" in at:
            self.numbers.append((name, at.get("data-total")))
        else:
            self.texts.append(name)
        if kind in ("radio", "checkbox") and "checked" in at:
            self.filled[name] = value
        if kind == "text" and value:
            self.filled[name] = value

    def handle_endtag(self, tag):
        self.inside = self.inside and tag != "form"
        self.area = self.area if tag != "textarea" else None

    def handle_data(self, text):
        if self.area and text.strip():
            self.filled[self.area] = text.strip()

    def answer(self, chance, text):
        """An answer that the form allows, as its fields."""
        fields = {name: chance.choice(values) for name, values in self.radios.items()}
        for boxes in self.boxes.values():
            # One, because the last may exclude the others.
            fields.update([chance.choice(boxes)])
        fields.update({name: chance.choice(values) for name, values in self.lists.items()})
        # Each place once: equal places and gaps are allowed, but come back closed up.
        ranked = [name for name in self.lists if "place-" in name]
        fields.update(zip(ranked, map(str, chance.sample(range(1, len(ranked) + 1), len(ranked)))))
        for place, (name, total) in enumerate(self.numbers):
            fields[name] = (total or "1") if place == 0 else "0"
        fields.update({name: f"{text} i {name}" if name != "text" else text for name in self.texts})
        for name in chance.sample(self.dots, min(self.budget, len(self.dots))):
            fields[name] = "1"
        return fields


class Phone:
    """One participant; remembers what the server has acknowledged."""

    def __init__(self, workshop, number):
        self.kiosk, self.workshop, self.number = workshop.kiosk, workshop, number
        self.chance = random.Random(number)
        headers, _ = self.kiosk.post(f"/w/{workshop.code}/join")
        self.cookie = headers["Set-Cookie"].split(";")[0]
        self.prepared, self.acknowledged = None, False

    def page(self):
        request = urllib.request.Request(self.workshop.phone_address, headers={"Cookie": self.cookie})
        with urllib.request.urlopen(request, timeout=10) as reply:
            return reply.read().decode()

    def prepare(self, activity):
        """Fills in the form of the open activity; the same is sent however often it has to be."""
        form = Form(self.page())
        assert form.kind and form.fixed["activity"] == activity, f"phone {self.number} is not asked {activity}"
        self.text = f"Svar från telefon {self.number}"
        self.answer, self.acknowledged = form.answer(self.chance, self.text), False
        assert self.answer, "the form has nothing to fill in"
        self.prepared = form.kind, {**form.fixed, **self.answer}

    def send(self):
        kind, fields = self.prepared
        _, reply = self.kiosk.post(f"/w/{self.workshop.code}/{kind}", fields.items(), self.cookie)
        assert '"received":true' in reply, reply
        self.acknowledged = True

    def still_there(self):
        """The page shows the acknowledged answer, once and unchanged."""
        page = self.page()
        if self.prepared[0] == "idea":
            own = page.split('id="own-title"')[1].split("</section>")[0] if 'id="own-title"' in page else ""
            return own.count('class="received"') == 1 and f">{self.text}<" in own
        if 'data-status="open"' in page:
            return Form(page).filled == self.answer and "✓" in page
        return re.search(r'class="received"><span aria-hidden="true">✓', page) is not None
