"""Tries to say who answered what, with everything in hand that lies in a box's folder: the database, its log, what is free
in both, and what the program has printed. It has the phones, too (their cookies), and knows in which order people answered.
"""

import hashlib
import hmac
import pathlib
import sqlite3
import struct

PAGE_HEADER, FRAME_HEADER = 32, 24


class Evidence:
    """What somebody has who took the box and the phones. `answers` selects pseudonyms and what they answered."""

    def __init__(self, folder, printed, tokens, answers="SELECT pseudonym, text FROM idea"):
        self.files = {path.name: path.read_bytes() for path in sorted(pathlib.Path(folder).rglob("*")) if path.is_file()}
        self.files["what the program printed"] = printed.encode()
        database = sqlite3.connect(f"file:{folder}/workshops.sqlite?mode=ro", uri=True)
        self.answers = dict(database.execute(answers).fetchall())
        # The participants behind the phones, in the order in which they answered.
        self.participants = []
        for token in tokens:
            found = database.execute(
                "SELECT participant FROM device WHERE token_hash = ?", (hashlib.sha256(token.encode()).digest(),)).fetchone()
            self.participants.append(found[0])
        database.close()

    def pseudonym(self, key, participant):
        """As the store makes it (RFC 2104, the first 16 bytes)."""
        return hmac.digest(key, f"participant {participant}".encode(), "sha256")[:16]

    def keys(self):
        """Every 32 bytes of the files that turn the first participant into somebody who answered."""
        message = f"participant {self.participants[0]}".encode()
        tried = set()
        for content in self.files.values():
            for place in range(len(content) - 31):
                key = content[place:place + 32]
                # No random key has so few different bytes; the many empty places of the files have.
                if len(set(key)) < 12 or key in tried:
                    continue
                tried.add(key)
                if hmac.digest(key, message, "sha256")[:16] in self.answers:
                    yield key

    def by_key(self):
        """Who wrote what, with a key that lies somewhere: the text of each participant, in order."""
        for key in self.keys():
            return [self.answers.get(self.pseudonym(key, participant)) for participant in self.participants]
        return []

    def by_place(self):
        """Who wrote what, if the places of the answers in the files are in the order in which they came: one guess for
        the first place of each answer in each file, forwards and backwards, and one for the last."""
        for content in self.files.values():
            for find in (content.find, content.rfind):
                places = {pseudonym: find(pseudonym) for pseudonym in self.answers}
                order = sorted((place, pseudonym) for pseudonym, place in places.items() if place >= 0)
                if len(order) == len(self.answers):
                    texts = [self.answers[pseudonym] for _, pseudonym in order]
                    yield texts
                    yield texts[::-1]

    def by_log(self):
        """Who wrote what, by the states that the database's log goes through: frame by frame, what is new."""
        log = self.files.get("workshops.sqlite-wal", b"")
        if len(log) <= PAGE_HEADER:
            return []
        size = struct.unpack(">I", log[8:12])[0]
        seen, order = set(), []
        for place in range(PAGE_HEADER, len(log) - FRAME_HEADER - size + 1, FRAME_HEADER + size):
            page = log[place + FRAME_HEADER:place + FRAME_HEADER + size]
            new = [pseudonym for pseudonym in self.answers if pseudonym not in seen and pseudonym in page]
            seen.update(new)
            order += sorted(new, key=page.find)
        return [self.answers[pseudonym] for pseudonym in order]

    def by_table(self):
        """Who wrote what, if the tables' own order says it."""
        return list(self.answers.values())

    def best(self, truth):
        """The most answers that one way of guessing gives to the right participant, and the name of the way."""
        guesses = {"a key": self.by_key(), "the log": self.by_log(), "the table": self.by_table()}
        for number, texts in enumerate(self.by_place()):
            guesses[f"places {number}"] = texts
        return max((sum(a == b for a, b in zip(texts, truth)), way) for way, texts in guesses.items()), len(guesses)
