"""Runs the measurements of scripts/benchmark in turn and prints medians and their ratios."""

import argparse
import http.client
import socket
import statistics
import sys
import tempfile
import threading
import time

import big
import hall
import instructions
import measuring
import starting
import years
from measuring import BUILD, ROOT, SHIM, WORK, Kiosk, Limit, heading, load, median, row

sys.path.insert(0, str(ROOT / "Tests/faults"))
from room import Client  # noqa: E402

SECTIONS = ("votes", "instructions", "yardsticks", "slow", "streams", "hall", "big", "years", "start")
parser = argparse.ArgumentParser(prog="scripts/benchmark", description="Prints what was measured as tables in Markdown.")
parser.add_argument("--short", action="store_true", help="fewer and shorter rounds")
parser.add_argument("--only", metavar="SECTIONS", default=",".join(SECTIONS), help=f"some of: {','.join(SECTIONS)}")
parser.add_argument("--package", metavar="FILE", help="the package whose size is told, too")
options = parser.parse_args()
wanted = options.only.split(",")
if not set(wanted) <= set(SECTIONS):
    parser.error(f"the sections are: {','.join(SECTIONS)}")
SHORT = options.short
ROUNDS, SECONDS = (2, 1.5) if SHORT else (5, 3)


def in_turn(rounds, *bodies):
    """What each of the bodies gives, one after the other, round by round."""
    results = [[] for _ in bodies]
    for _ in range(rounds):
        for body, rows in zip(bodies, results):
            rows.append(body())
    return results


def votes(kiosk):
    """Votes beside those of the program in C, which hands each to its writer as it comes, or those together that came so."""
    limit, together = Limit(), Limit(options=["together"])
    heading("connections", "votes/s", "p50 ms", "p99 ms", "p99.9 ms", "votes per commit", "in C: votes/s", "p99 ms", "votes ÷ C",
            "in C, together: votes/s", "votes ÷ that", "µs of processor per vote", "in C", "µs ÷ C", "in C, together", "µs ÷ that")
    for connections in (16, 64, 256, 500):
        ours, *theirs = in_turn(ROUNDS, *(lambda server=server: server.votes(connections, SECONDS) for server in (kiosk, limit, together)))
        rate, cost = median(ours, "rate"), median(ours, "cpu_us")
        rates, costs = ([median(rows, name) for rows in theirs] for name in ("rate", "cpu_us"))
        row(str(connections), rate, *(median(ours, name) for name in ("p50_ms", "p99_ms", "p999_ms", "batch")),
            rates[0], median(theirs[0], "p99_ms"), rate / rates[0], rates[1], rate / rates[1],
            cost, costs[0], cost / costs[0], costs[1], cost / costs[1])


def bare(rows, participants, delay=0):
    directory = tempfile.mkdtemp(dir=WORK)
    return load(
        "bare-sqlite", "--directory", directory, "--rows", rows, "--participants", participants,
        "--seconds", SECONDS, LD_PRELOAD=str(SHIM), KIOSK_FSYNC_MS=str(delay))


def yardsticks(kiosk):
    """The parts that the kiosk stands on, each by itself."""
    constant = measuring.start([BUILD / "kiosk-load", "constant-server"])
    port = constant.stdout.readline().strip()

    def answers(connections):
        return load("constant", "--port", port, "--connections", connections, "--seconds", SECONDS)

    print()
    heading("connections", "votes/s", "the HTTP room's constant answers/s", "votes ÷ that", "bare SQLite rows/s, same batch",
            "votes ÷ that", "one transaction per vote/s", "votes ÷ that")
    for connections in (16, 64, 256):
        batch = max(1, round(kiosk.votes(connections, 1)["batch"]))
        results = in_turn(
            ROUNDS, lambda: kiosk.votes(connections, SECONDS), lambda: answers(connections),
            lambda: bare(batch, connections), lambda: bare(1, connections))
        rate, *others = (median(rows, "rate") for rows in results)
        row(str(connections), rate, *(cell for other in others for cell in (other, rate / other)))

    print()
    heading("connections of the HTTP room, constant answer", "requests/s", "p50 ms")
    counts = (127, 128, 255, 256, 511, 512)
    for connections, rows in zip(counts, in_turn(ROUNDS, *(lambda c=c: answers(c) for c in counts))):
        row(str(connections), median(rows, "rate"), median(rows, "p50_ms"))


class Reader:
    """Somebody who opens a page again and again meanwhile."""

    def __init__(self, server, path, cookie):
        self.port, self.taken, self.ended = int(server.port), [], threading.Event()
        self.path, self.headers = path, {"Cookie": cookie}
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        while not self.ended.wait(0.02):
            began = time.monotonic()
            connection.request("GET", self.path, headers=self.headers)
            connection.getresponse().read()
            self.taken.append((began, (time.monotonic() - began) * 1000))

    def end(self, began, ended):
        """The milliseconds of each page that was asked for in that time."""
        self.ended.set()
        self.thread.join()
        return [took for at, took in self.taken if began <= at <= ended]


def of_hundred(rows, name, count):
    """What `count` of a hundred did not exceed, of all rounds together: one round alone has hardly more than a hundred."""
    return statistics.quantiles([value for figures in rows for value in figures[name]], n=100)[count - 1]


def slow_disk():
    """A disk that takes 15 ms more for each fsync, as a card does."""
    delay = 15
    kiosk, limit, together = Kiosk(delay), Limit(delay), Limit(delay, ["together"])
    phone = Client(kiosk.port)
    page = f"/w/{kiosk.workshop()}"
    status, _, words = phone.post(f"{page}/join")
    if status not in (200, 303):
        raise RuntimeError(f"no phone can join: {status} {words}")

    def read(server, connections):
        # The phone of another workshop, whose page has nothing to do with the votes. The program in C has no pages: it
        # answers its reader at once, with an error.
        reader = Reader(server, page, phone.cookie)
        figures = server.votes(connections, SECONDS)
        figures["pages_ms"] = reader.end(figures["began_s"], figures["ended_s"])
        return figures

    print(f"\nWith {delay} ms more for each fsync, an SD card's pace:\n")
    heading("connections", "votes/s", "p50, in fsyncs", "p99, in fsyncs", "votes per commit", "a phone's page meanwhile, p50 ms", "p99 ms", "longest ms",
            "in C: an empty answer meanwhile, p99 ms", "in C: votes/s", "votes ÷ C", "in C, together: votes/s", "votes ÷ that", "one transaction per vote/s", "votes ÷ that")
    for connections in (16, 64, 256, 500):
        kiosks, *others = in_turn(
            ROUNDS, *(lambda server=server: read(server, connections) for server in (kiosk, limit, together)),
            lambda: bare(1, connections, delay))
        rate, limit_rate, together_rate, one = (median(rows, "rate") for rows in (kiosks, *others))
        row(str(connections), rate, median(kiosks, "p50_ms") / delay, median(kiosks, "p99_ms") / delay, median(kiosks, "batch"),
            of_hundred(kiosks, "pages_ms", 50), of_hundred(kiosks, "pages_ms", 99),
            max(took for figures in kiosks for took in figures["pages_ms"]), of_hundred(others[0], "pages_ms", 99), limit_rate, rate / limit_rate, together_rate, rate / together_rate, one, rate / one)


def by_one_each(measure):
    """What is measured two or three times, each of a kiosk of its own: one learns only bit by bit that the streams of the
    last time are gone."""
    rows = []
    for _ in range(2 if SHORT else 3):
        kiosk = Kiosk()
        rows.append(measure(kiosk))
        kiosk.stop()
    return rows


def streams():
    """Screens that listen: when they have what is new, and what they cost while nothing is."""
    print()
    heading("streams", "from the vote to the frame, p50 ms", "p99 ms", "from the first stream to the last, p50 ms", "longest ms",
            "of a processor at ten tallies/s", "memory MiB", "KiB per silent stream", "of a processor while all are silent")
    for count in (200, 1000):
        rows = by_one_each(lambda kiosk: kiosk.load("streams", "--streams", count, "--votes", 20))
        quiet = Kiosk()
        held, share = silent(quiet, count)
        quiet.stop()
        row(str(count), median(rows, "p50_ms"), median(rows, "p99_ms"), median(rows, "spread_p50_ms"),
            max(line["spread_max_ms"] for line in rows), f"{median(rows, 'processors'):.0%}", median(rows, "rss_kib") / 1024, held, f"{share:.2%}")


def reveals():
    """The phones of a hall that hear of a reveal."""
    print()
    heading("phones", "from the reveal to the last phone, p50 ms", "longest ms", "from the first phone to the last, p50 ms", "longest ms")
    for count in (200, 1000):
        rows = by_one_each(lambda kiosk: kiosk.load("reveals", "--streams", count, "--reveals", 20))
        row(str(count), median(rows, "last_p50_ms"), max(line["last_max_ms"] for line in rows), median(rows, "spread_p50_ms"),
            max(line["spread_max_ms"] for line in rows))


def silent(kiosk, count):
    """The KiB that each of so many silent streams holds, and the share of a processor that they take together."""
    code = kiosk.workshop()
    before, sockets = measuring.memory(kiosk.process.pid), []
    for stream in range(count):
        # What one address may take is limited.
        connection = socket.create_connection(("127.0.0.1", int(kiosk.port)), source_address=(f"127.0.0.{stream // 100 + 1}", 0))
        connection.sendall(f"GET /display/{code}/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        sockets.append(connection)
    # Longer than a heartbeat, after which what the crowd took while it came is given back.
    time.sleep(7)
    held = (measuring.memory(kiosk.process.pid) - before) / count
    began, seconds = measuring.processor(kiosk.process.pid), 5 if SHORT else 20
    time.sleep(seconds)
    share = (measuring.processor(kiosk.process.pid) - began) / seconds
    for connection in sockets:
        connection.close()
    return held, share


def main():
    measuring.compile_all()
    print(f"Measured on: {measuring.machine()}. Medians of {ROUNDS} rounds of {SECONDS} s, each column in turn. "
          f"{measuring.company()}\n")
    if "votes" in wanted:
        votes(Kiosk())
    if "instructions" in wanted:
        instructions.instructions()
    if "yardsticks" in wanted:
        yardsticks(Kiosk())
    if "slow" in wanted:
        slow_disk()
    if "streams" in wanted:
        streams()
        reveals()
    if "hall" in wanted:
        hall.hall(SHORT)
    if "big" in wanted:
        big.big(SHORT)
    if "years" in wanted:
        years.years(SHORT)
    if "start" in wanted:
        starting.start(SHORT, options.package)


try:
    main()
finally:
    measuring.end()
