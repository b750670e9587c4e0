"""Builds a Debian box from nothing, starts it in an emulator, cuts its power and starts it again. See scripts/test-box."""

import argparse
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import threading
import time

from box_screen import Screen

ROOT = pathlib.Path(__file__).resolve().parent.parent
GUEST = ROOT / "Tests/box/guest"
FOLDER = ROOT / ".build/box"
SUITE = os.environ.get("BOX_SUITE", "bookworm")
# What a Raspberry Pi OS or Debian on a card has, and what the phone in the test needs.
SYSTEM = ("systemd-sysv,libpam-systemd,udev,dbus,network-manager,dnsmasq-base,wpasupplicant,iw,nftables,avahi-daemon,libnss-mdns,"
          "linux-image-amd64,initramfs-tools,iproute2,udhcpc,curl,kmod,procps,python3,kbd")
# The longest that one run of the box may take, in seconds.
PATIENCE = 2400


def run(*words, **options):
    subprocess.run([str(word) for word in words], check=True, **options)


def install(root, *packages):
    run("chroot", root, "apt-get", "install", "-y", "--no-install-recommends", *packages,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"}, stdout=subprocess.DEVNULL)


def base_system(display):
    """The plain system, made once and kept."""
    base = FOLDER / f"base-{SUITE}{'-display' if display else ''}"
    if (base / "made").exists():
        return base
    shutil.rmtree(base, ignore_errors=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    run("debootstrap", "--variant=minbase", f"--include={SYSTEM}", SUITE, base, stdout=subprocess.DEVNULL)
    if display:
        # Not by debootstrap, which leaves out one of several packages that will do.
        shutil.copy("/etc/resolv.conf", base / "etc/resolv.conf")
        run("chroot", base, "apt-get", "update", "-qq", stdout=subprocess.DEVNULL)
        install(base, "cage", "chromium", "seatd", "xwayland", "fonts-dejavu-core", "libgl1-mesa-dri")
        run("chroot", base, "apt-get", "clean")
    (base / "made").touch()
    return base


def image(base, package):
    """The system with the package, as a disk."""
    root = FOLDER / "root"
    shutil.rmtree(root, ignore_errors=True)
    run("cp", "-a", base, root)
    # Nothing starts while it is installed outside its own system (invoke-rc.d(8)).
    policy = root / "usr/sbin/policy-rc.d"
    policy.write_text("#!/bin/sh\nexit 101\n")
    policy.chmod(0o755)
    shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
    shutil.copy(package, root / "box.deb")
    install(root, "/box.deb")
    policy.unlink()
    (root / "box.deb").unlink()
    (root / "etc/hostname").write_text("workshop\n")
    (root / "etc/hosts").write_text("127.0.0.1 localhost\n127.0.1.1 workshop\n")
    (root / "etc/fstab").write_text("/dev/vda / ext4 defaults,noatime 0 1\n")
    # Two radios that hear each other; the second is the phone's.
    (root / "etc/modules-load.d/radios.conf").write_text("mac80211_hwsim\n")
    (root / "etc/modprobe.d/radios.conf").write_text("options mac80211_hwsim radios=2\n")
    (root / "etc/NetworkManager/conf.d/phone.conf").write_text("[keyfile]\nunmanaged-devices=interface-name:wlan1\n")
    place = root / "usr/local/lib/box-test"
    place.mkdir(parents=True)
    for path in [*GUEST.glob("*.py"), GUEST / "lease.sh"]:
        shutil.copy(path, place / path.name)
    shutil.copy(GUEST / "box-test.service", root / "etc/systemd/system/box-test.service")
    # An emulated screen has no graphics processor, and a pointer that is laid over the picture would not be seen in it.
    screen = root / "etc/systemd/system/workshop-kiosk-display.service.d/emulated.conf"
    screen.parent.mkdir()
    screen.write_text("[Service]\nEnvironment=WLR_RENDERER=pixman WLR_NO_HARDWARE_CURSORS=1\n")
    wants = root / "etc/systemd/system/multi-user.target.wants"
    wants.mkdir(exist_ok=True)
    (wants / "box-test.service").symlink_to("/etc/systemd/system/box-test.service")
    disk = FOLDER / "disk.img"
    disk.unlink(missing_ok=True)
    run("truncate", "-s", "4G", disk)
    run("mkfs.ext4", "-q", "-F", "-d", root, disk)
    for name in ("vmlinuz", "initrd.img"):
        shutil.copy(sorted((root / "boot").glob(f"{name}-*"))[-1], FOLDER / name)
    shutil.rmtree(root)
    return disk


def sticks():
    """An empty USB stick of each file system."""
    for name, make in {"ext4": ["mkfs.ext4", "-q", "-F"], "vfat": ["mkfs.vfat", "-F", "32"], "exfat": ["mkfs.exfat"],
                       "ntfs": ["mkfs.ntfs", "-q", "-F", "-f"]}.items():
        path = FOLDER / f"{name}.stick"
        path.unlink(missing_ok=True)
        run("truncate", "-s", "64M", path)
        run(*make, path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class Box:
    """One power-on of the box."""

    def __init__(self, disk, stage, hardware, display):
        self.findings, self.cut, self.ended, self.control = [], False, False, None
        self.screen = Screen(self, FOLDER)
        engine = ["-accel", "kvm", "-cpu", "host"] if hardware else ["-accel", "tcg,thread=multi", "-cpu", "max"]
        words = ["qemu-system-x86_64", *engine, "-m", "2048" if display else "1024", "-smp", "2", "-nic", "none", "-no-reboot",
                 "-display", "none", "-vga", "virtio" if display else "none", "-serial", "stdio", "-monitor", "none",
                 "-qmp", f"unix:{FOLDER}/qmp,server=on,wait=off", "-device", "qemu-xhci,id=usb",
                 "-object", "throttle-group,id=slow,x-bps-total=30000",
                 "-kernel", str(FOLDER / "vmlinuz"), "-initrd", str(FOLDER / "initrd.img"),
                 "-append", f"root=/dev/vda rw console=ttyS0 systemd.mask=serial-getty@ttyS0.service box.stage={stage}",
                 "-drive", f"file={disk},if=virtio,format=raw"]
        self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def command(self, name, **arguments):
        """One command of the emulator's control socket (QMP)."""
        if not self.control:
            connection = socket.socket(socket.AF_UNIX)
            connection.connect(str(FOLDER / "qmp"))
            self.control = connection.makefile("rw")
            self.control.readline()
            self.command("qmp_capabilities")
        self.control.write(json.dumps({"execute": name, "arguments": arguments}) + "\n")
        self.control.flush()
        while True:
            answer = json.loads(self.control.readline())
            if "error" in answer:
                raise RuntimeError(f"{name}: {answer['error']}")
            if "return" in answer:
                return

    def attach(self, name, slow):
        """Puts the stick in; a slow one gives time to pull it while it is written."""
        drive = {"driver": "raw", "file": {"driver": "file", "filename": str(FOLDER / f"{name}.stick")}}
        if slow:
            drive = {"driver": "throttle", "throttle-group": "slow", "file": drive}
        self.command("blockdev-add", **drive, **{"node-name": name})
        self.command("device_add", driver="usb-storage", id=f"stick-{name}", drive=name, bus="usb.0", serial=name, removable=True)

    def detach(self, name):
        """Pulls the stick out, whatever it is doing."""
        self.command("device_del", id=f"stick-{name}")
        for _ in range(50):
            try:
                self.command("blockdev-del", **{"node-name": name})
                return
            except RuntimeError:
                time.sleep(0.1)

    def answer(self, word):
        """Says something to what runs inside, which reads the lines of its console."""
        self.process.stdin.write(f"{word}\n".encode())
        self.process.stdin.flush()

    def watch(self, log):
        """Reads the box's console to its end; cuts the power when the box says that the moment has come."""
        timer = threading.Timer(PATIENCE, self.process.kill)
        timer.start()
        began = time.monotonic()
        for raw in self.process.stdout:
            line = raw.decode(errors="replace").rstrip()
            log.write(f"{time.monotonic() - began:8.1f} {line}\n")
            log.flush()
            if "BOX-TEST " not in line:
                continue
            try:
                told = json.loads(line.split("BOX-TEST ", 1)[1])
            except ValueError:
                continue
            if told["kind"] == "cut":
                # No signal that the emulator could handle: what it has not written is gone.
                self.process.kill()
                self.cut = True
            elif told["kind"] == "end":
                self.ended = True
            elif told["kind"] == "attach":
                self.attach(told["stick"], told["slow"])
            elif told["kind"] == "detach":
                self.detach(told["stick"])
            elif told["kind"] == "look":
                self.answer("seen" if self.screen.shows(told["text"]) else "not seen")
            elif told["kind"] == "move":
                self.answer("changed" if self.screen.changes_with_mouse() else "the same")
            else:
                self.findings.append(told)
                print_finding(told)
        timer.cancel()
        self.process.wait()


def print_finding(told):
    if told["kind"] == "check":
        print(("  ok      " if told["passed"] else "  FAILED  ") + told["name"] + ("" if told["passed"] else f": {told['detail']}"), flush=True)
    else:
        print(f"          {told['name']}: {told['value']}", flush=True)


def version(package):
    return subprocess.run(["dpkg-deb", "-f", package, "Version"], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def summary(findings):
    """What was measured, as a table for the README: in the first run and, where that is measured again, in the second."""
    values = {}
    for finding in findings:
        if finding["kind"] == "measured" and isinstance(finding["value"], (int, float)):
            values.setdefault(finding["name"], []).append(f"{finding['value']:,}")
    return ["| measured | first start | after the power cut |", "|---|---|---|",
            *(f"| {name} | {found[0]} | {found[1] if len(found) > 1 else ''} |" for name, found in values.items())]


def prove(options, package, findings, table):
    """Leaves what was found where it is kept: the proof that goes with the tree."""
    lines = [f"{time.strftime('%Y-%m-%d')}: workshop-kiosk {package} on {SUITE}, an emulated box", ""]
    for finding in findings:
        if finding["kind"] == "check":
            lines.append(("ok      " if finding["passed"] else "FAILED  ") + finding["name"])
    name = "test-box-display.log" if options.display else "test-box.log"
    (ROOT / "Tests/box" / name).write_text("\n".join([*lines, "", *table]) + "\n")


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--package", type=pathlib.Path)
    options.add_argument("--hardware", action="store_true")
    options.add_argument("--display", action="store_true")
    options = options.parse_args()
    package = options.package
    if not package:
        built = subprocess.run([ROOT / "scripts/package"], check=True, stdout=subprocess.PIPE, text=True).stdout
        package = pathlib.Path(built.strip().splitlines()[-1])
    disk = image(base_system(options.display), package)
    sticks()
    findings, expected = [], {"display": "ended"} if options.display else {"first": "cut", "second": "ended"}
    with open(FOLDER / "log", "w") as log:
        log.write(f"{time.strftime('%Y-%m-%d %H:%M:%S %z')}\nworkshop-kiosk {version(package)} on {SUITE}\n")
        for stage, end in expected.items():
            print(f"== {'Power on again, after the power was cut' if stage == 'second' else 'Power on'}", flush=True)
            log.write(f"== {stage}\n")
            box = Box(disk, stage, options.hardware, options.display)
            box.watch(log)
            findings += box.findings
            if not getattr(box, end):
                findings.append({"kind": "check", "name": f"the run '{stage}' came to its end", "passed": False, "detail": ""})
                print_finding(findings[-1])
                break
        table = summary(findings)
        log.write("\n".join(["", *table]) + "\n")
    print("\n".join(["", *table, ""]))
    prove(options, version(package), findings, table)
    checks = [finding for finding in findings if finding["kind"] == "check"]
    failed = sum(not finding["passed"] for finding in checks)
    print(f"{len(checks) - failed} passed, {failed} failed")
    return 1 if failed or not checks else 0


if __name__ == "__main__":
    sys.exit(main())
