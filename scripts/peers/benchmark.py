"""Votes per second, memory and the first visit's bytes of the kiosk and its peers, in turn in one run."""

import contextlib
import gzip
import os
import pathlib
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import measuring  # noqa: E402
from measuring import BUILD, ROOT, SHIM, WORK, Kiosk, heading, load, median, row  # noqa: E402

SHORT = "--short" in sys.argv
ROUNDS, SECONDS = (2, 2) if SHORT else (5, 3)
CONNECTIONS = 64
PEERS = ROOT / ".build/peers"


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def family(pid):
    """A process and those that it has started."""
    found = [pid]
    for one in found:
        try:
            found += [int(child) for child in open(f"/proc/{one}/task/{one}/children").read().split()]
        except OSError:
            pass
    return found


class Peer:
    """A peer with a folder of its own, on a disk whose fsyncs are counted and take `delay` ms longer."""

    def __init__(self, delay):
        self.directory = pathlib.Path(WORK) / f"peer-{time.monotonic_ns()}"
        self.directory.mkdir()
        self.port, self.counter = free_port(), self.directory / "fsyncs"
        self.environment = {
            **os.environ, "LD_PRELOAD": str(SHIM), "KIOSK_FSYNC_MS": str(delay), "KIOSK_FSYNC_COUNT": str(self.counter),
            "PEER_DATABASE": str(self.directory / "votes.sqlite"), "PYTHONPATH": str(HERE), "PYTHONDONTWRITEBYTECODE": "1"}

    def start(self, command, folder=HERE):
        self.process = measuring.start(
            command, cwd=folder, env=self.environment, stderr=subprocess.DEVNULL, start_new_session=True)
        for _ in range(2400):
            try:
                urllib.request.urlopen(self.address("/"), timeout=5).read()
                return self
            except urllib.error.HTTPError:
                return self
            except OSError:
                time.sleep(0.05)
        self.stop()
        raise RuntimeError(f"{command[0]} does not answer")

    def address(self, path):
        return f"http://127.0.0.1:{self.port}{path}"

    def fsyncs(self):
        return int.from_bytes(self.counter.read_bytes(), "little") if self.counter.exists() else 0

    def vote(self):
        return load("constant", "--port", self.port, "--connections", CONNECTIONS, "--seconds", SECONDS)

    def once(self):
        before = self.fsyncs()
        figures = self.vote()
        figures["fsyncs"] = (self.fsyncs() - before) / max(1, figures["accepted"])
        return figures

    def memory(self):
        """The MiB of all its processes, what they share counted once."""
        lines = (line for pid in family(self.process.pid) for line in open(f"/proc/{pid}/smaps_rollup"))
        return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024

    def visit(self):
        """The bytes of the first visit as they come over the air, and the requests."""
        return fetch(self.address("/"))

    def stop(self):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def fetch(address):
    """A page with its files: the bytes of their bodies as a browser gets them, and how many they are."""
    def one(url):
        with urllib.request.urlopen(urllib.request.Request(url, headers={"Accept-Encoding": "gzip"}), timeout=20) as answer:
            body = answer.read()
            return len(body), (gzip.decompress(body) if answer.headers.get("Content-Encoding") == "gzip" else body).decode(errors="replace"), answer.url

    size, text, url = one(address)
    files = set(re.findall(r'<(?:link[^>]*\shref|script[^>]*\ssrc|img[^>]*\ssrc)="(/[^"]+)"', text))
    sizes = [one(urllib.parse.urljoin(url, file))[0] for file in files]
    return size + sum(sizes), 1 + len(files)


class FastAPI(Peer):
    words = "FastAPI with aiosqlite, uvicorn"

    def __init__(self, delay):
        super().__init__(delay)
        self.start([PEERS / "pages/bin/uvicorn", "fastapi_page:app", "--port", str(self.port), "--log-level", "warning"])


class Flask(Peer):
    words = "Flask with sqlite3, gunicorn"

    def __init__(self, delay):
        super().__init__(delay)
        # Threads keep connections; as many processes as there are processors.
        self.start([PEERS / "pages/bin/gunicorn", "flask_page:app", "--bind", f"127.0.0.1:{self.port}", "--worker-class", "gthread",
                    "--workers", str(os.cpu_count()), "--threads", str(CONNECTIONS), "--keep-alive", "60"])


class OTree(Peer):
    words = "oTree, its own server and SQLite"

    def __init__(self, delay):
        super().__init__(delay)
        project = self.directory / "project"
        shutil.copytree(HERE / "otree_project", project, ignore=shutil.ignore_patterns("__pycache__"))
        for folder in ("_static", "_templates"):
            (project / folder).mkdir()
        quick = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
        program = PEERS / "otree/bin/otree"
        subprocess.run([program, "resetdb"], cwd=project, env=quick, input="y\n", text=True, check=True, stdout=subprocess.DEVNULL)
        for _ in range(ROUNDS + 1):
            subprocess.run([program, "create_session", "vote", str(CONNECTIONS)], cwd=project, env=quick, check=True, stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL)
        with sqlite3.connect(project / "db.sqlite3") as database:
            codes = [code for code, in database.execute("SELECT code FROM otree_participant ORDER BY id")]
        self.sessions = [codes[first:first + CONNECTIONS] for first in range(0, len(codes), CONNECTIONS)]
        # It starts itself by name.
        self.environment["PATH"] = f"{program.parent}:{os.environ['PATH']}"
        self.start([program, "prodserver", str(self.port)], project)
        self.first = self.sessions.pop()
        try:
            self.begin(self.first[:1])
        except OSError:
            self.stop()
            raise

    def begin(self, codes):
        for code in codes:
            # On a slow disk it is still at work on what was asked in the last round.
            urllib.request.urlopen(self.address(f"/InitializeParticipant/{code}"), timeout=300).read()

    def vote(self):
        codes = self.sessions.pop()
        self.begin(codes)
        paths = self.directory / "paths"
        paths.write_text("".join(f"/p/{code}/vote/Vote/\n" for code in codes))
        return load("rounds", "--port", self.port, "--paths", paths, "--seconds", SECONDS)

    def visit(self):
        return fetch(self.address(f"/p/{self.first[0]}/vote/Vote/1"))


class Ours(Kiosk):
    words = "the kiosk"

    def once(self):
        figures = self.votes(CONNECTIONS, SECONDS)
        figures["fsyncs"] = 1 / figures["batch"]
        return figures

    def memory(self):
        return sum(int(line.split()[1]) for line in open(f"/proc/{self.process.pid}/smaps_rollup") if line.startswith("Pss:")) / 1024

    def visit(self):
        figures = self.load("first-visit")
        return figures["compressed_bytes"], figures["requests"]


def main():
    measuring.compile_all()
    print(f"Measured on: {measuring.machine()}. Medians of {ROUNDS} rounds of {SECONDS} s, {CONNECTIONS} connections, in turn. "
          f"{measuring.company()}\n")
    kinds, delay, found = (Ours, FastAPI, Flask, OTree), 15, {}
    for pause in (0, delay):
        servers = []
        try:
            servers += (kind(pause) for kind in kinds)
            for _ in range(ROUNDS):
                for server in servers:
                    found.setdefault((type(server), pause), []).append(server.once())
            if pause == 0:
                for server in servers:
                    found[type(server)] = (server.memory(), *server.visit())
        finally:
            # With the processes that they have started.
            for server in servers:
                server.stop()
    heading("", "votes/s", "p99 ms", "fsyncs per vote", f"votes/s with {delay} ms more for each fsync", "p99 ms", "the kiosk ÷ it", "so slow",
            "memory MiB", "first visit, bytes", "requests", "refused")
    ours, slowly = (median(found[Ours, pause], "rate") for pause in (0, delay))
    for kind in kinds:
        quick, slow = found[kind, 0], found[kind, delay]
        rate, slow_rate = median(quick, "rate"), median(slow, "rate")
        memory, size, requests = found[kind]
        row(kind.words, rate, median(quick, "p99_ms"), median(quick, "fsyncs"), slow_rate, median(slow, "p99_ms"),
            ours / max(rate, 0.01), slowly / max(slow_rate, 0.01), memory, size, f"{requests:.0f}",
            f"{sum(one['rejected'] for one in quick + slow):.0f}")


try:
    main()
finally:
    measuring.end()
