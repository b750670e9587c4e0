"""Starts the kiosk on the loopback, and reads where it listens from what it says."""

import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[1]


def serve(program, data, port=0, assets=ROOT / "kiosk-assets", options=(), wrap=(), environment=None):
    """The kiosk once it listens: its process, its port and, until the box is set up, its PIN (port 0 is a free one)."""
    process = subprocess.Popen(
        [*wrap, program, "serve", "--data", data, "--host", "127.0.0.1", "--port", str(port), "--assets", assets, *options],
        stdout=subprocess.PIPE, text=True, env=environment)
    try:
        return process, *listening(process)
    except BaseException:
        process.kill()
        raise


def listening(process):
    """The port and PIN that a kiosk says once it listens, whose words come by a pipe; an error if it ends before."""
    said = ""
    while "\ndisplay: " not in said:
        line = process.stdout.readline()
        if not line:
            raise RuntimeError(f"the kiosk ended before it listened, with status {process.wait()}: {said}")
        said += line
    port, pin = re.search(r"^facilitator: http://[^/:]+(?::(\d+))?/facilitator(?: \(PIN (\d+)\))?$", said, re.MULTILINE).groups()
    return int(port or 80), pin
