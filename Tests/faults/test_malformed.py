"""Requests that no browser sends, over real sockets. KIOSK_REQUESTS sets how many (scripts/soak: 50,000)."""

import collections
import concurrent.futures
import functools
import os
import random
import re
import socket
import sqlite3

from room import Kiosk, Workshop

REQUESTS = int(os.environ.get("KIOSK_REQUESTS", 5000))
# The tables that tell who is signed in or has a phone in the room: joining is open to everybody.
OPEN_TO_ALL = {"participant", "device", "session"}
ODD = [b"\0", b"\r", b"\n", b"\r\n", b"\r\n\r\n", b"%00", b"%", b"%zz", b"..", b"//", b"\xff\xfe", b"\xc0\xaf", b" ", b"\t", b":", b";",
       b"=", b"&", b"?", b"#", b"{{", b"<script>", b"'", b"\"", b"-1", b"99999999999999999999", b"\xe2\x80\xae", b"A" * 300,
       b"A" * 5000, b"Content-Length: 5\r\n", b"Transfer-Encoding: chunked\r\n", b"Transfer-Encoding: gzip\r\n", b"Expect: 100-continue\r\n",
       b"Host: evil.example\r\n", b"Upgrade: h2c\r\nConnection: Upgrade\r\n", b"Range: bytes=0-0,1-99999\r\n", b" : \r\n", b"\r\n folded\r\n"]
METHODS = [b"GET", b"POST", b"HEAD", b"PUT", b"DELETE", b"OPTIONS", b"TRACE", b"CONNECT", b"PATCH", b"get", b"G" * 200, b""]
VERSIONS = [b"HTTP/1.1", b"HTTP/1.0", b"HTTP/0.9", b"HTTP/2.0", b"HTTP/9.9", b"HTTP/1.10", b"HTTP/1", b"JUNK", b""]


def post(client, path, body, type=b"application/x-www-form-urlencoded", more=b""):
    return (b"POST " + path + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: " + client.cookie.encode() + b"\r\nContent-Type: " + type
            + b"\r\n" + more + b"Content-Length: " + str(len(body)).encode() + b"\r\n\r\n" + body)


def erasures(workshop, client, pin):
    """Whole requests that would erase, were they a facilitator's."""
    code, sure = workshop.code.encode(), b"&confirmed=1&typed=" + pin.encode()
    return [post(client, b"/facilitator/erase", b"what=new" + sure), post(client, b"/facilitator/erase", b"what=box" + sure),
            post(client, b"/facilitator/" + code + b"/erase", b"what=workshop&confirmed=1&typed=" + code)]


def originals(workshop, client):
    """Whole requests of every kind, as `client` sends them; from a phone they change nothing as they are."""
    code = workshop.code.encode()
    form = b"activity=" + workshop.dots.encode() + b"&dots-0123456789abcdef=1"
    idea = b"activity=" + workshop.ideas.encode() + b"&key=1&text=Sent+for+sent"
    part = (b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.json\"\r\nContent-Type: application/json\r\n\r\n"
            b"{\"format\":\"workshop-kiosk\"}\r\n--b--\r\n")

    def get(path):
        return (b"GET " + path + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: " + client.cookie.encode()
                + b"\r\nAccept-Encoding: gzip\r\n\r\n")

    send = functools.partial(post, client)
    return [
        get(b"/"), get(b"/w/" + code), get(b"/w/" + code + b"?edit=0123456789abcdef&language=en"), get(b"/display/" + code),
        get(b"/facilitator"), get(b"/facilitator/" + code), get(b"/static/kiosk.css?v=1"), get(b"/health"), get(b"/material/x"),
        get(b"/facilitator/" + code + b"/export.csv"), get(b"/c/ACDEFGHJKMNP"), get(b"/welcome"), get(b"/accessibility"),
        send(b"/w/" + code + b"/ballot", form), send(b"/w/" + code + b"/ballot", form, more=b"Accept: application/json\r\n"),
        send(b"/w/" + code + b"/idea", idea), send(b"/w/" + code + b"/edit", idea + b"&idea=0123456789abcdef"),
        send(b"/w/" + code + b"/arrange", b"activity=x&idea=1&group=new&name=x"), send(b"/w/" + code + b"/reenter", b"code=ACDEFGHJ"),
        send(b"/facilitator/sign-in", b"pin=000000"), send(b"/facilitator/workshops", b"method=t01&title=x&language=sv"),
        send(b"/facilitator/" + code + b"/act", b"activity=" + workshop.dots.encode() + b"&act=reveal"),
        send(b"/facilitator/" + code + b"/ideas", b"activity=" + workshop.ideas.encode() + b"&do=group&group=new&name=x"),
        send(b"/facilitator/" + code + b"/notes", b"notes=x&seen="), send(b"/facilitator/" + code + b"/screen", b"do=blank"),
        get(b"/facilitator/" + code + b"/export.json"), get(b"/facilitator/" + code + b"/report.html"), send(b"/facilitator/import", part, b"multipart/form-data; boundary=b"),
        send(b"/facilitator/power", b"what=off"), send(b"/join", b"code=" + code),
    ]


def mutated(request, others, chance):
    """The request with one to four things wrong in it."""
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(request) + 1)
        end = min(len(request), place + chance.choice((1, 1, 2, 8, 40, 200)))
        match chance.randrange(11):
            case 0: request = request[:place] + bytes([chance.randrange(256)]) + request[place + 1:]
            case 1: request = request[:place] + request[end:]
            case 2: request = request[:place] + request[place:end] * chance.choice((2, 3, 50)) + request[end:]
            case 3 | 4: request = request[:place] + chance.choice(ODD) + request[place:]
            case 5:
                first, space, rest = request.partition(b" ")
                request = chance.choice(METHODS) + space + rest
            case 6: request = request.replace(b"HTTP/1.1", chance.choice(VERSIONS), 1)
            case 7: request = re.sub(rb"Content-Length: \d+", b"Content-Length: " + chance.choice(
                (b"0", b"-1", b"1", b"99999999", b"18446744073709551616", b"0x10", b"+5", b"5 5", b"")), request, count=1)
            case 8: request = request[:place] + chance.choice(others)[place:]
            case 9: request = request[:place]
            case 10:
                head, gap, body = request.partition(b"\r\n\r\n")
                request = re.sub(rb"Content-Length: \d+", b"Transfer-Encoding: chunked", head) + gap + chance.choice(
                    (b"%x\r\n" % len(body), b"FFFFFFFFFFFFFFFF\r\n", b"-1\r\n", b"\r\n", b"5;x=y\r\n")) + body + b"\r\n0\r\n\r\n"
    return request


def answer(port, request):
    """The status that comes back; `closed` when the connection just ends, `waits` when the kiosk waits for the rest."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        try:
            connection.sendall(request)
        except OSError:
            pass
        connection.settimeout(0.5)
        received = b""
        while len(received) < 12:
            try:
                part = connection.recv(4096)
            except ConnectionError:
                break
            except TimeoutError:
                return "waits"
            if not part:
                break
            received += part
        # 100 Continue is no answer yet (RFC 9110, 15.2.1): whoever sends it still waits for the body.
        if received[9:12] == b"100":
            received = received.partition(b"\r\n\r\n")[2]
            if not received:
                return "waits"
        return received[9:12].decode("latin-1") if received.startswith(b"HTTP/1.") else "closed"


def content(kiosk):
    """Everything in the database that strangers must not change."""
    database = sqlite3.connect(f"file:{kiosk.data}/workshops.sqlite?mode=ro", uri=True)
    tables = [name for name, in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")]
    found = {name: sorted(map(repr, database.execute(f"SELECT * FROM {name}"))) for name in tables if name not in OPEN_TO_ALL}
    database.close()
    return found


def bombard(kiosk, requests, count, chance):
    """Sends so many mutations of `requests`; how often which status came back. None may end the kiosk."""
    statuses = collections.Counter()
    sent = [mutated(chance.choice(requests), requests, chance) for _ in range(count)]
    with concurrent.futures.ThreadPoolExecutor(32) as threads:
        for request, status in zip(sent, threads.map(lambda request: answer(kiosk.port, request), sent)):
            statuses[status] += 1
            # 505 is libmicrohttpd's own answer to a version that it does not speak (RFC 9110, 15.6.6).
            assert status in ("closed", "waits", "503", "505") or status[0] in "234", (status, request)
    assert kiosk.process.poll() is None, "the kiosk ended"
    return statuses


def answered(kiosk, requests):
    """Sends requests that are whole: each has an answer, or one that hangs would pass for one that waits for the rest."""
    for request in requests:
        status = answer(kiosk.port, request)
        assert status[0] in "234" and status != "400", (status, request)


def test_no_request_crashes_the_kiosk_or_changes_anything():
    kiosk = Kiosk().start()
    try:
        workshop = Workshop(kiosk)
        workshop.open(workshop.ideas)
        phone = workshop.phone(kiosk.port)
        assert phone.write("1", "Detta står kvar")[1]
        workshop.act(workshop.ideas, "close")
        before, chance = content(kiosk), random.Random(11)
        answered(kiosk, originals(workshop, phone) + erasures(workshop, phone, kiosk.pin))
        statuses = bombard(kiosk, originals(workshop, phone) + erasures(workshop, phone, kiosk.pin), REQUESTS, chance)
        print(f"{REQUESTS} malformed requests: {dict(sorted(statuses.items()))}")
        # Enough of them came far enough to be judged by the kiosk itself.
        assert sum(statuses[status] for status in ("200", "303", "403", "404", "405", "409")) > REQUESTS / 5
        assert content(kiosk) == before
        # Its connection has been idle for longer than the kiosk keeps one.
        phone.close()
        status, _, text = phone.get("/health")
        assert status == 200 and "true" in text
    finally:
        kiosk.remove()


def test_no_request_of_a_facilitator_crashes_the_kiosk_or_breaks_its_database():
    kiosk = Kiosk().start()
    try:
        workshop = Workshop(kiosk)
        workshop.open(workshop.ideas)
        assert workshop.phone(kiosk.port).write("1", "Detta blev mottaget")[1]
        statuses = bombard(kiosk, originals(workshop, workshop.facilitator), max(1, REQUESTS // 5), random.Random(12))
        print(f"{REQUESTS // 5} of a facilitator: {dict(sorted(statuses.items()))}")
        # Enough of them came far enough: a stranger's are shown the way to sign in or 403 instead.
        assert statuses["200"] + statuses["303"] > REQUESTS / 100, statuses
        status, _, text = workshop.facilitator.request("GET", f"/facilitator/{workshop.code}", headers={"Accept": "text/html"})
        assert status == 200 and "Detta blev mottaget" in text
        database = sqlite3.connect(f"file:{kiosk.data}/workshops.sqlite?mode=ro", uri=True)
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert not database.execute("PRAGMA foreign_key_check").fetchall()
        database.close()
    finally:
        kiosk.remove()
