"""Runs the measurements of scripts/benchmark in turn and prints medians and their ratios."""

import json
import os
import pathlib
import platform
import re
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
BUILD = ROOT / ".build/release"
SHORT = "--short" in sys.argv
ROUNDS, SECONDS = (2, 1.5) if SHORT else (5, 3)
WORK = pathlib.Path(tempfile.mkdtemp(prefix="kiosk-benchmark-", dir=os.environ.get("KIOSK_BENCHMARK_DIR", ROOT / ".build")))
SHIM = WORK / "slow-fsync.so"
started = []


def start(command, **options):
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **options)
    started.append(process)
    return process


class Kiosk:
    """A kiosk with a data directory of its own and a disk whose fsyncs are counted, and take `delay` ms longer."""

    def __init__(self, delay):
        self.directory = tempfile.mkdtemp(dir=WORK)
        self.counter = pathlib.Path(self.directory) / "fsyncs"
        self.process = start(
            [BUILD / "workshop-kiosk", "serve", "--data", self.directory + "/data", "--host", "127.0.0.1", "--port", "0",
             "--assets", ROOT / "kiosk-assets"],
            env={**os.environ, "LD_PRELOAD": str(SHIM), "KIOSK_FSYNC_MS": str(delay), "KIOSK_FSYNC_COUNT": str(self.counter)})
        text = ""
        while "recovery code" not in text:
            text += self.process.stdout.readline()
        self.port, self.pin = re.search(r":(\d+)/facilitator \(PIN (\d+)\)", text).groups()

    def load(self, what, *options):
        return load(what, "--port", self.port, "--pin", self.pin, "--pid", str(self.process.pid), *options)

    def votes(self, connections):
        figures = self.load(
            "votes", "--connections", str(connections), "--seconds", str(SECONDS), "--fsync-counter", self.counter)
        figures["batch"] = figures["accepted"] / max(1, figures["fsyncs"])
        return figures


def load(what, *options, **environment):
    line = subprocess.run(
        [BUILD / "kiosk-load", what, *options], stdout=subprocess.PIPE, text=True, check=True,
        env={**os.environ, **environment}).stdout
    return json.loads(line)


def bare(rows, participants, delay=0):
    directory = tempfile.mkdtemp(dir=WORK)
    return load(
        "bare-sqlite", "--directory", directory, "--rows", str(rows), "--participants", str(participants),
        "--seconds", str(SECONDS), LD_PRELOAD=str(SHIM), KIOSK_FSYNC_MS=str(delay))["rate"]


def median(rows, name):
    return statistics.median(row[name] for row in rows)


def number(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}" if value < 10 else f"{value:.1f}"


def machine():
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.machine())
    kind = subprocess.run(["stat", "-f", "-c", "%T", WORK], stdout=subprocess.PIPE, text=True).stdout.strip()
    return f"{model}, {os.cpu_count()} cores, Linux {platform.release()}, {kind}"


def main():
    subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-o", SHIM, ROOT / "scripts/slow-disk/slow-fsync.c", "-ldl"], check=True)
    constant = start([BUILD / "kiosk-load", "constant-server"])
    constant_port = constant.stdout.readline().strip()
    fast, slow = Kiosk(0), Kiosk(15)

    def answers(connections):
        return load("constant", "--port", constant_port, "--connections", str(connections), "--seconds", str(SECONDS))

    print(f"Measured on: {machine()}. Medians of {ROUNDS} rounds of {SECONDS} s, each column in turn.\n")
    print("| connections | votes/s | p50 ms | p99 ms | votes per fsync | (a) constant/s | votes ÷ (a) | (b) bare SQLite rows/s, same batch | votes ÷ (b) | one transaction per vote/s | votes ÷ that |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for connections in (16, 64, 256):
        votes, others, batched, single = [], [], [], []
        for _ in range(ROUNDS):
            votes.append(fast.votes(connections))
            others.append(answers(connections))
            batched.append(bare(max(1, round(votes[-1]["batch"])), connections))
            single.append(bare(1, connections))
        rate, constant_rate = median(votes, "rate"), median(others, "rate")
        many, one = statistics.median(batched), statistics.median(single)
        print("| " + " | ".join([
            str(connections), number(rate), number(median(votes, "p50_ms")), number(median(votes, "p99_ms")),
            number(median(votes, "batch")), number(constant_rate), number(rate / constant_rate), number(many),
            number(rate / many), number(one), number(rate / one)]) + " |", flush=True)

    votes, single = [], []
    for _ in range(ROUNDS):
        votes.append(slow.votes(64))
        single.append(bare(1, 64, 15))
    rate, one = median(votes, "rate"), statistics.median(single)
    print("\nWith 15 ms more for each fsync, an SD card's pace, 64 connections: "
          f"{number(rate)} votes/s (p50 {number(median(votes, 'p50_ms'))} ms, p99 {number(median(votes, 'p99_ms'))} ms, "
          f"{number(median(votes, 'batch'))} votes per fsync) against {number(one)} in one transaction each: "
          f"{number(rate / one)} times.\n", flush=True)

    print("| connections of the HTTP room, constant answer | requests/s | p50 ms |\n|---|---|---|")
    rows = {connections: [] for connections in (127, 128, 255, 256, 511, 512)}
    for _ in range(ROUNDS):
        for connections, figures in rows.items():
            figures.append(answers(connections))
    for connections, figures in rows.items():
        print(f"| {connections} | {number(median(figures, 'rate'))} | {number(median(figures, 'p50_ms'))} |", flush=True)

    streams = [fast.load("streams", "--streams", "200", "--votes", "20") for _ in range(ROUNDS)]
    visit = fast.load("first-visit")
    print(f"\nFrom the acknowledged vote to the display's frame, 200 streams open and 20 other votes per second: p50 {number(median(streams, 'p50_ms'))} ms, "
          f"p99 {number(median(streams, 'p99_ms'))} ms, longest {number(max(row['max_ms'] for row in streams))} ms. "
          f"Server's memory then: {number(median(streams, 'rss_kib') / 1024)} MiB. "
          f"A participant's first visit: {visit['requests']:.0f} request, {visit['compressed_bytes']:,.0f} bytes "
          f"({visit['bytes']:,.0f} unpacked).")


try:
    main()
finally:
    for process in started:
        process.kill()
        process.wait()
    shutil.rmtree(WORK, ignore_errors=True)
