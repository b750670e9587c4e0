"""A thousand connections that are slow on purpose, while the room votes. How much slower the room gets is printed, and never
fails; that it votes on, does. KIOSK_SLOW sets how many they are, and KIOSK_SLOW_SECONDS how long the room votes."""

import concurrent.futures
import http.client
import os
import socket
import threading
import time

from room import Client, Kiosk, Workshop

SLOW = int(os.environ.get("KIOSK_SLOW", 1000))
SECONDS = float(os.environ.get("KIOSK_SLOW_SECONDS", 3))
# Hostile ones have an address of their own: what one address may take is limited.
STRANGER = "127.0.0.2"


class Slow:
    """Connections that send headers or bodies byte by byte, or never read the events that they asked for."""

    def __init__(self, workshop, port, count):
        self.sockets, self.ended = [], threading.Event()
        self.thread = threading.Thread(target=self.trickle, daemon=True)
        code, body = workshop.code, b"activity=" + workshop.dots.encode()
        beginnings = [
            b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ",
            b"POST /w/" + code.encode() + b"/ballot HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 60000\r\n\r\n" + body,
            b"GET /display/" + code.encode() + b"/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"]
        for number in range(count):
            connection = socket.socket()
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            connection.bind((STRANGER, 0))
            connection.connect(("127.0.0.1", port))
            connection.sendall(beginnings[number % 3])
            self.sockets.append((connection, number % 3 != 2))
        self.thread.start()

    def trickle(self):
        while not self.ended.wait(0.2):
            for connection, sends in self.sockets:
                if sends:
                    try:
                        connection.send(b"x")
                    except OSError:
                        pass

    def end(self):
        self.ended.set()
        self.thread.join()
        for connection, _ in self.sockets:
            connection.close()


def votes(workshop, port, items, seconds):
    """Sixty phones vote for so long, each about five times a second; the milliseconds that each vote took."""
    phones = [workshop.phone(port) for _ in range(60)]
    end = time.monotonic() + seconds

    def one(number):
        taken = []
        while time.monotonic() < end:
            began = time.monotonic()
            assert phones[number].place({items[(number + len(taken)) % len(items)]: 1}), "a vote was refused"
            taken.append((time.monotonic() - began) * 1000)
            time.sleep(0.2)
        return taken

    with concurrent.futures.ThreadPoolExecutor(60) as threads:
        taken = [one for all in threads.map(one, range(60)) for one in all]
    for phone in phones:
        phone.close()
    return sorted(taken)


def test_the_room_votes_on_beside_a_thousand_slow_connections():
    kiosk = Kiosk().start()
    slow = None
    try:
        workshop = Workshop(kiosk)
        workshop.open(workshop.ideas)
        writer = workshop.phone(kiosk.port)
        items = [writer.write(str(number), f"Idé {number}")[1] for number in range(5)]
        workshop.open(workshop.dots)
        workshop.act(workshop.dots, "reveal")
        quiet = votes(workshop, kiosk.port, items, SECONDS)
        slow = Slow(workshop, kiosk.port, SLOW)
        loud = votes(workshop, kiosk.port, items, SECONDS)
        middle, last = len(quiet) // 2, int(len(quiet) * 0.99)
        print(f"{SLOW} slow connections: p50 {loud[len(loud) // 2]:.1f} ms, p99 {loud[int(len(loud) * 0.99)]:.1f} ms "
              f"({loud[int(len(loud) * 0.99)] / quiet[last]:.1f} times the quiet {quiet[last]:.1f} ms; p50 {quiet[middle]:.1f} ms)")
        assert len(loud) > 60 * 3
        # One address that has taken all that it may is told so at once, and another is let in.
        answers = set()
        for _ in range(50):
            extra = socket.create_connection(("127.0.0.1", kiosk.port), timeout=10, source_address=(STRANGER, 0))
            extra.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            answers.add(extra.recv(12))
            extra.close()
        assert SLOW < 1000 or b"HTTP/1.1 503" in answers, answers
        assert Client(kiosk.port).get("/health")[0] == 200
        assert kiosk.process.poll() is None
    finally:
        if slow:
            slow.end()
        kiosk.remove()


def test_a_full_house_is_told_so_and_comes_in_when_others_leave():
    kiosk = Kiosk().start()
    sockets = []
    try:
        # From many addresses: no single one is over its limit.
        statuses = set()
        for number in range(2100):
            connection = socket.socket()
            connection.bind((f"127.0.1.{number % 200 + 1}", 0))
            connection.settimeout(20)
            connection.connect(("127.0.0.1", kiosk.port))
            sockets.append(connection)
        for connection in sockets[-60:]:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            received = connection.recv(4096)
            statuses.add(received[9:12])
            assert received[9:12] != b"503" or b"Retry-After" in received
        assert b"503" in statuses, statuses
        for connection in sockets:
            connection.close()
        sockets = []
        for _ in range(50):
            try:
                if Client(kiosk.port).get("/health")[0] == 200:
                    return
            except (OSError, http.client.HTTPException):
                pass
            time.sleep(0.2)
        raise AssertionError("nobody is let in although the house is empty")
    finally:
        for connection in sockets:
            connection.close()
        kiosk.remove()
