"""What the measurements share: the kiosk and the program in C on a disk whose fsyncs are counted, and the load on them."""

import json
import os
import pathlib
import platform
import re
import shutil
import statistics
import subprocess
import tempfile

from serving import ROOT, serve, unit_environment

BUILD = ROOT / ".build/release"
WORK = pathlib.Path(tempfile.mkdtemp(prefix="kiosk-benchmark-", dir=os.environ.get("KIOSK_BENCHMARK_DIR", ROOT / ".build")))
SHIM, LIMIT = WORK / "slow-fsync.so", WORK / "limit"
started = []


def compile_all():
    """The slow disk, and the program that is the measure."""
    subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-o", SHIM, ROOT / "scripts/slow-disk/slow-fsync.c", "-ldl"], check=True)
    subprocess.run(["cc", "-O2", "-Wall", "-Wextra", "-Werror", "-o", LIMIT, ROOT / "scripts/benchmark-limit/limit.c",
                    "-lmicrohttpd", "-lsqlite3", "-lpthread"], check=True)


def start(command, **options):
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **options)
    started.append(process)
    return process


def end():
    for process in started:
        process.kill()
        process.wait()
    shutil.rmtree(WORK, ignore_errors=True)


def load(what, *options, **environment):
    """One run of kiosk-load, and what it says."""
    line = subprocess.run(
        [BUILD / "kiosk-load", what, *map(str, options)], stdout=subprocess.PIPE, text=True, check=True,
        env={**os.environ, **environment}).stdout
    return json.loads(line)


def processor(pid):
    """The seconds of processor time that a process has taken."""
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(pid, name="VmRSS"):
    """The KiB of memory that a process has."""
    return int(re.search(rf"^{name}:\s+(\d+)", open(f"/proc/{pid}/status").read(), re.MULTILINE)[1])


class Server:
    """A server with a folder of its own on a disk whose fsyncs are counted, and take `delay` ms longer."""

    def __init__(self, delay):
        self.directory = tempfile.mkdtemp(dir=WORK)
        self.counter = pathlib.Path(self.directory) / "fsyncs"
        # The unit's environment for both: what makes the kiosk's memory cheaper would be half of a comparison.
        self.environment = {**unit_environment(), **os.environ, "LD_PRELOAD": str(SHIM), "KIOSK_FSYNC_MS": str(delay), "KIOSK_FSYNC_COUNT": str(self.counter)}

    def measured(self, what, connections, seconds, *options):
        """Votes for so long: what the load says, with the processor time of each vote and the votes in a commit."""
        figures = load(
            what, "--port", self.port, "--pid", self.process.pid, "--fsync-counter", self.counter,
            "--connections", connections, "--seconds", seconds, *options)
        if figures["rejected"]:
            raise RuntimeError(f"{figures['rejected']:.0f} votes were refused: {figures}")
        accepted = max(1, figures["accepted"])
        figures["cpu_us"] = figures["processor_s"] / accepted * 1e6
        figures["batch"] = accepted / max(1, figures["fsyncs"])
        return figures


class Kiosk(Server):
    """The kiosk as it is shipped."""

    def __init__(self, delay=0, data=None, options=(), wrap=(), program=BUILD / "workshop-kiosk"):
        super().__init__(delay)
        self.data = data or self.directory + "/data"
        self.process, self.port, self.pin = serve(
            program, self.data, options=options, wrap=wrap, environment=self.environment)
        started.append(self.process)

    def load(self, what, *options):
        return load(what, "--port", self.port, "--pin", self.pin, "--pid", self.process.pid, *options)

    def votes(self, connections, seconds):
        return self.measured("votes", connections, seconds, "--pin", self.pin)

    def stop(self):
        """Ends it, so that it takes nothing from what is measured next."""
        self.process.kill()
        self.process.wait()

    def workshop(self):
        """The code of a new workshop."""
        return subprocess.run(
            [BUILD / "workshop-kiosk", "workshop", "create", "--title", "Load", "--data", self.data, "--assets", ROOT / "kiosk-assets"],
            stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


class Limit(Server):
    """The same work by libmicrohttpd and SQLite alone, in C."""

    def __init__(self, delay=0, options=(), wrap=()):
        super().__init__(delay)
        self.process = start([*wrap, LIMIT, self.directory, *options], env=self.environment)
        self.port = self.process.stdout.readline().strip()

    def votes(self, connections, seconds):
        return self.measured("constant", connections, seconds)


def median(rows, name):
    return statistics.median(row[name] for row in rows)


def number(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}" if value < 10 else f"{value:.1f}"


def row(*cells):
    """A row of a table in Markdown."""
    print("| " + " | ".join(cell if isinstance(cell, str) else number(cell) for cell in cells) + " |", flush=True)


def heading(*cells):
    row(*cells)
    print("|" + "---|" * len(cells))


def company():
    """Whether others use the machine, too: figures of a busy one tell by their ratios only."""
    load = os.getloadavg()[0]
    return f"Others used the machine meanwhile (load {load:.1f} at the start)." if load > 0.5 * (os.cpu_count() or 1) else "Nothing else ran."


def machine():
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.machine())
    kind = subprocess.run(["stat", "-f", "-c", "%T", WORK], stdout=subprocess.PIPE, text=True).stdout.strip()
    return f"{model}, {os.cpu_count()} cores, Linux {platform.release()}, {kind}"
