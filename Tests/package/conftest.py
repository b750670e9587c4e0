"""A fresh Debian that runs systemd in a container of its own, with a network of its own that leads nowhere."""

import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

import pytest

PACKAGE = pathlib.Path(os.environ.get("KIOSK_PACKAGE", "missing"))


def run(*command, check=True, **options):
    done = subprocess.run(
        [str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    assert not check or done.returncode == 0, f"{command} ended with {done.returncode}:\n{done.stdout}"
    return done.stdout


def apart():
    """Puts this process into a control group of its own where no service manager has done so: two machines that run at the
    same time would take each other's services for their own."""
    if os.path.isdir("/sys/fs/cgroup/systemd") and not os.path.isdir("/run/systemd/system"):
        group = pathlib.Path(f"/sys/fs/cgroup/systemd/kiosk-{os.getpid()}")
        group.mkdir()
        (group / "cgroup.procs").write_text(str(os.getpid()))


class Machine:
    """A running Debian; commands are run in it as root."""

    def __init__(self):
        assert PACKAGE.is_file(), "KIOSK_PACKAGE names the package"
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="kiosk-debian-", dir=os.environ.get("KIOSK_TEST_DIR", "/var/tmp")))
        # Whoever works in the machine has to find the way into it.
        self.root.chmod(0o755)
        self.process = None

    def install(self):
        """Makes it, with everything that the package needs but the package."""
        if "KIOSK_DEBIAN" in os.environ:
            # One that has been made before, with what the package needs.
            run("cp", "-a", f"{os.environ['KIOSK_DEBIAN']}/.", self.root)
            shutil.copy(PACKAGE, self.root / "first.deb")
            return
        release = dict(line.split("=", 1) for line in open("/etc/os-release").read().splitlines() if "=" in line)
        run("debootstrap", "--variant=minbase", "--include=systemd,systemd-sysv,dbus", release["VERSION_CODENAME"], self.root)
        shutil.copy(PACKAGE, self.root / "first.deb")
        depends = run("dpkg-deb", "-f", PACKAGE, "Depends").strip()
        self.outside("apt-get", "update", "-qq")
        # The machine itself has no network: what the package needs comes before, and the package by itself.
        self.outside("apt-get", "satisfy", "-y", "-qq", "--no-install-recommends", depends, "nftables", "weasyprint")

    def outside(self, *command):
        """Runs a command in the files of the machine while it is switched off, with this machine's network."""
        return run("chroot", self.root, *command, env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive"})

    def start(self):
        self.process = subprocess.Popen(
            ["systemd-nspawn", "--quiet", "-D", self.root, "--register=no", "--keep-unit", "--private-network", "--boot"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=apart)
        last = time.monotonic() + 120
        while True:
            assert time.monotonic() < last and self.process.poll() is None, "the machine did not start"
            children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
            if children:
                self.leader = children[0]
                if self("systemctl", "is-system-running", check=False).strip() in ("running", "degraded"):
                    return
            time.sleep(0.2)

    def __call__(self, *command, check=True):
        """Runs a command in the machine."""
        return run("nsenter", "-t", self.leader, "-a", "env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8",
                   "DEBIAN_FRONTEND=noninteractive", *command, check=check)

    def state(self, name):
        """A property of the daemon's unit."""
        return self("systemctl", "show", "--value", "-p", name, "workshop-kiosk.service").strip()

    def journal(self):
        return self("journalctl", "--no-pager", "-o", "cat", "-u", "workshop-kiosk.service")

    def second(self):
        """The same package as a later version."""
        with tempfile.TemporaryDirectory() as folder:
            content = pathlib.Path(folder) / "content"
            run("dpkg-deb", "-R", PACKAGE, content)
            control = content / "DEBIAN/control"
            version = next(line for line in control.read_text().splitlines() if line.startswith("Version: "))
            control.write_text(control.read_text().replace(version, version + ".later"))
            run("dpkg-deb", "-Zgzip", "-z1", "--root-owner-group", "-b", content, self.root / "second.deb")

    def cut(self):
        """Takes the power away."""
        os.kill(int(self.leader), signal.SIGKILL)
        self.process.kill()
        self.process.wait()
        self.clear()

    def clear(self):
        """Removes the control groups of a machine that has ended."""
        for group in sorted(pathlib.Path("/sys/fs/cgroup/systemd").glob(f"kiosk-{self.process.pid}/**/"), reverse=True):
            group.rmdir()

    def end(self):
        if self.process and self.process.poll() is None:
            # systemd-nspawn(1): an orderly end; then one without questions.
            self.process.terminate()
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self.process:
            self.clear()
        shutil.rmtree(self.root, ignore_errors=True)


@pytest.fixture(scope="session")
def machine():
    running = Machine()
    try:
        running.install()
        running.start()
        yield running
    finally:
        running.end()
