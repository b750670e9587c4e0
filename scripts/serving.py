"""Starts the kiosk on the loopback, and reads where it listens from what it says."""

import os
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[1]


def unit_environment():
    """What the kiosk's unit puts into its environment."""
    lines = (ROOT / "systemd/workshop-kiosk.service").read_text().splitlines()
    settings = (line.removeprefix("Environment=").split() for line in lines if line.startswith("Environment="))
    return dict(setting.split("=", 1) for line in settings for setting in line)


def serve(program, data, port=0, assets=ROOT / "kiosk-assets", options=(), wrap=(), environment=None):
    """The kiosk once it listens, in its unit's environment: its process, its port and, until the box is set up, its PIN
    (port 0 is a free one)."""
    process = subprocess.Popen(
        [*wrap, program, "serve", "--data", data, "--host", "127.0.0.1", "--port", str(port), "--assets", assets, *options],
        stdout=subprocess.PIPE, text=True, env={**unit_environment(), **(environment or os.environ)})
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
