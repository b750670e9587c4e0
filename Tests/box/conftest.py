"""What the tests of the box share: the daemon started as the service manager starts it."""

import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("KIOSK_PROGRAM", ROOT / ".build/release/workshop-kiosk"))
# The environment variables of the protocol belong to one process: they are set in the process that becomes the daemon.
LAUNCHER = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1", WATCHDOG_PID=str(os.getpid()))
os.execv(sys.argv[2], sys.argv[2:])
"""


class Service:
    """A service manager with one service: it keeps the socket, hears what the daemon says, and starts it again."""

    def __init__(self, watchdog=2.0, listener=None):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="kiosk-box-"))
        self.data = self.directory / "data"
        self.listener = listener or socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port = self.listener.getsockname()[1] if self.listener.family == socket.AF_INET else 0
        self.heard = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.heard.bind(str(self.directory / "notify"))
        self.watchdog = watchdog
        self.process = None
        self.log = self.directory / "log"

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", LAUNCHER, str(self.listener.fileno()), PROGRAM, "serve", "--data", self.data,
                 "--assets", ROOT / "kiosk-assets", "--port", "1"],
                stdout=log, stderr=log, pass_fds=[self.listener.fileno()],
                env={**os.environ, "NOTIFY_SOCKET": str(self.directory / "notify"),
                     "WATCHDOG_USEC": str(int(self.watchdog * 1_000_000))})

    def hear(self, word, seconds=60):
        """Waits for a word of the daemon; returns the whole of what it says with it."""
        last = time.monotonic() + seconds
        while time.monotonic() < last:
            self.heard.settimeout(max(0.01, last - time.monotonic()))
            try:
                message = self.heard.recv(4096).decode()
            except TimeoutError:
                break
            if message.startswith(word):
                return message
        return None

    def forget(self):
        """Drops what has been said until now."""
        self.heard.setblocking(False)
        try:
            while self.heard.recv(4096):
                pass
        except BlockingIOError:
            pass

    def kill(self):
        self.process.kill()
        self.process.wait(20)

    def written(self):
        """The bytes that the daemon has had written to disk."""
        lines = pathlib.Path(f"/proc/{self.process.pid}/io").read_text().splitlines()
        return int(dict(line.split(": ") for line in lines)["write_bytes"])

    def end(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.kill()
        self.listener.close()
        self.heard.close()
        shutil.rmtree(self.directory, ignore_errors=True)


@pytest.fixture
def service():
    running = Service()
    yield running
    running.end()


@pytest.fixture(scope="session")
def package(tmp_path_factory):
    """The Debian package of the program, of which lintian has nothing to say; KIOSK_PACKAGE names one that is built already."""
    if "KIOSK_PACKAGE" in os.environ:
        return os.environ["KIOSK_PACKAGE"]
    folder = tmp_path_factory.mktemp("package")
    done = subprocess.run(
        [ROOT / "scripts/package", "--quick", "--program", PROGRAM, folder], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True)
    # lintian's errors end it, too.
    assert done.returncode == 0, done.stderr
    assert not re.search("^[EW]: ", done.stderr, re.MULTILINE), done.stderr
    return done.stdout.strip()
