"""USB sticks as image files on loop devices: what the box's service does with each."""

import contextlib
import hashlib
import http.server
import json
import os
import pathlib
import shutil
import signal
import stat
import subprocess
import threading
import time

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("KIOSK_PROGRAM", ROOT / ".build/release/workshop-kiosk"))
MAKERS = {
    "FAT32": ["mkfs.vfat", "-F", "32"], "exFAT": ["mkfs.exfat"], "NTFS": ["mkfs.ntfs", "-Q", "-F"], "ext4": ["mkfs.ext4", "-q"],
}
DRIVERS = {"FAT32": "vfat", "exFAT": "exfat", "NTFS": "ntfs3", "ext4": "ext4"}


def run(*words, **more):
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, **more)


def has_loop_devices():
    if os.geteuid() != 0:
        return False
    found = run("losetup", "-f")
    return found.returncode == 0


pytestmark = pytest.mark.skipif(not has_loop_devices(), reason="needs root and loop devices")


def is_mountable(kind):
    if shutil.which("modprobe"):
        run("modprobe", DRIVERS[kind])
    return DRIVERS[kind] in pathlib.Path("/proc/filesystems").read_text().split()


class Box:
    """Folders of a box, and the service run by hand on a device."""

    def __init__(self, folder):
        self.folder = folder
        for name in ("runtime/requests", "reports", "system", "data"):
            (folder / name).mkdir(parents=True)
        self.protect(False)

    def protect(self, is_protected):
        """Whether an overlay seems to lie over the system."""
        kind = "overlay overlayroot" if is_protected else "ext4 /dev/mmcblk0p2"
        (self.folder / "mounts").write_text(f"25 1 0:24 / / rw shared:1 - {kind} rw\n")

    @property
    def places(self):
        return ["--runtime", self.folder / "runtime", "--reports", self.folder / "reports", "--system", self.folder / "system",
                "--keyring", self.folder / "keyring.gpg", "--root", self.folder / "root",
                "--mounts", self.folder / "mounts",
                "--data", self.folder / "data", "--assets", ROOT / "kiosk-assets"]

    def arm(self, task, age=0):
        now = int(time.clock_gettime(time.CLOCK_BOOTTIME))
        (self.folder / "runtime/requests/stick").write_text(f"{task} {now - age}")

    def stick(self, device, **more):
        return run(PROGRAM, "stick", device, *self.places, timeout=120, **more)

    @property
    def report(self):
        path = self.folder / "reports/stick"
        return json.loads(path.read_text()) if path.exists() else None

    def do(self, task, device):
        self.arm(task)
        said = self.stick(device)
        assert said.returncode == 0, said.stderr
        return self.report


@pytest.fixture
def box(tmp_path):
    box = Box(tmp_path)
    made = run(PROGRAM, "workshop", "create", "--method", "t01", "--title", "Provet", "--language", "sv",
               "--data", box.folder / "data", "--assets", ROOT / "kiosk-assets")
    assert made.returncode == 0, made.stderr
    listed = run(PROGRAM, "workshop", "list", "--data", box.folder / "data", "--assets", ROOT / "kiosk-assets")
    box.code = listed.stdout.split()[0]
    return box


def image(folder, kind, megabytes=64, name="stick"):
    path = folder / f"{name}.img"
    with open(path, "wb") as file:
        file.truncate(megabytes << 20)
    if kind:
        made = run(*MAKERS[kind], path)
        assert made.returncode == 0, made.stderr
    return path


@contextlib.contextmanager
def loop(path, *options):
    made = run("losetup", "-f", "--show", *options, path)
    assert made.returncode == 0, made.stderr
    device = made.stdout.strip()
    try:
        yield device
    finally:
        run("losetup", "-d", device)


@contextlib.contextmanager
def mounted(device, folder, *options):
    folder.mkdir(exist_ok=True)
    done = run("mount", *options, device, folder)
    assert done.returncode == 0, done.stderr
    try:
        yield folder
    finally:
        run("umount", folder)


def check_sums(folder):
    return run("sha256sum", "--check", "--strict", "SHA256SUMS", cwd=folder)


@pytest.mark.parametrize("kind", MAKERS)
def test_results(box, kind):
    with loop(image(box.folder, kind)) as device:
        report = box.do(f"results {box.code}", device)
        if not is_mountable(kind):
            assert (report["state"], report["reason"], report["format"]) == ("failed", "driver", kind)
            return
        assert report["state"] == "done", report
        assert report["folder"] == f"{box.code}-1"
        assert box.do("results all", device)["folder"] == "workshops-1"
        assert box.do(f"results {box.code}", device)["folder"] == f"{box.code}-2"
        assert box.do("backup", device)["folder"] == "backup-1"
        with mounted(device, box.folder / "seen", "-o", "ro") as seen:
            for folder in (f"{box.code}-1", f"{box.code}-2", f"workshops-1/{box.code}", "backup-1"):
                assert check_sums(seen / folder).returncode == 0, folder
            names = {path.name for path in (seen / f"{box.code}-1").iterdir()}
            assert {f"{box.code}.json", f"{box.code}.csv", f"{box.code}.xlsx", f"{box.code}-report.html"} <= names
            assert not list(seen.rglob("*.part"))
            restored = run(PROGRAM, "restore", seen / "backup-1/workshop-kiosk.backup", "--data", box.folder / "other")
            assert restored.returncode == 0 and "workshops: 1" in restored.stdout, restored.stderr


def test_a_stick_that_nobody_asked_for(box):
    path = image(box.folder, "ext4")
    before = hashlib.sha256(path.read_bytes()).digest()
    with loop(path) as device:
        assert "left alone" in box.stick(device).stdout
        box.arm("results all", age=601)
        assert "left alone" in box.stick(device).stdout
        for text in ("results all", "results ../../etc 1", "backup -1", "backup 99999999999", "files 1\n", ""):
            (box.folder / "runtime/requests/stick").write_text(text)
            assert "left alone" in box.stick(device).stdout, text
    assert box.report is None
    assert hashlib.sha256(path.read_bytes()).digest() == before


def test_it_is_for_one_stick(box):
    with loop(image(box.folder, "ext4")) as device:
        assert box.do("backup", device)["state"] == "done"
        assert "left alone" in box.stick(device).stdout


def test_locked(box):
    with loop(image(box.folder, "ext4"), "-r") as device:
        assert box.do("results all", device)["reason"] == "readonly"


def test_full(box):
    path = image(box.folder, "ext4", megabytes=8)
    with loop(path) as device:
        with mounted(device, box.folder / "seen") as seen:
            run("dd", "if=/dev/zero", f"of={seen}/filler", "bs=4096")
            os.truncate(seen / "filler", (seen / "filler").stat().st_size - 8192)
        report = box.do("results all", device)
        assert report["reason"] == "full" and report["needed"] > report["free"] >= 0, report
        with mounted(device, box.folder / "seen", "-o", "ro") as seen:
            assert {path.name for path in seen.iterdir()} == {"filler", "lost+found"}


def parts(device):
    """The devices of the parts of a loop device, made where no udev makes them."""
    name = device.removeprefix("/dev/")
    if not list(pathlib.Path(f"/sys/class/block/{name}").glob(f"{name}p*")):
        # A kernel that reads no partition table is told of the parts.
        run("partx", "--add", device)
    for part in pathlib.Path(f"/sys/class/block/{name}").glob(f"{name}p*"):
        if not os.path.exists(f"/dev/{part.name}"):
            major, minor = map(int, (part / "dev").read_text().split(":"))
            os.mknod(f"/dev/{part.name}", 0o600 | stat.S_IFBLK, os.makedev(major, minor))
        yield f"/dev/{part.name}"


def test_two_parts(box):
    path = image(box.folder, None, megabytes=96)
    run("sfdisk", "-q", path, input="size=40M\nsize=40M\n")
    with loop(path, "-P") as device:
        devices = sorted(parts(device))
        if len(devices) != 2:
            pytest.skip("the kernel here makes no devices for the parts of a loop device")
        try:
            # The first is one that this machine may not be able to mount: then the next is taken.
            run(*MAKERS["FAT32"], devices[0])
            run(*MAKERS["ext4"], devices[1])
            report = box.do("results all", devices[1])
            assert report["state"] == "done", report
            assert (report["part"], report["parts"]) == (1 if is_mountable("FAT32") else 2, 2)
            run(*MAKERS["ext4"], "-F", devices[0])
            assert box.do("results all", devices[1])["part"] == 1
        finally:
            for made in devices:
                if os.path.exists(made):
                    os.unlink(made)


def test_pulled_while_written(box):
    """From some moment on the device answers writes with errors, as a stick that is being pulled: the image lies where
    there is no more room for it."""
    small = box.folder / "small"
    with mounted("tmpfs", small, "-t", "tmpfs", "-o", "size=24m"):
        path = image(small, "ext4")
        with loop(path) as device:
            assert box.do("results all", device)["state"] == "done"
            run("sync")
            filler = small / "filler"
            run("dd", "if=/dev/zero", f"of={filler}", "bs=64k")
            os.truncate(filler, filler.stat().st_size - (1 << 17))
            report = box.do("backup", device)
            assert (report["state"], report["reason"]) == ("failed", "gone"), report
            filler.unlink()
        with loop(path) as device:
            run("e2fsck", "-y", device)
            with mounted(device, box.folder / "seen") as seen:
                assert check_sums(seen / "workshops-1" / box.code).returncode == 0
                assert not (seen / "backup-1").exists()
            assert box.do("backup", device)["state"] == "done"


def test_ended_while_written(box):
    """A folder that was cut short never has the name of a whole one, and is in nobody's way."""
    with loop(image(box.folder, "ext4")) as device:
        assert box.do("results all", device)["state"] == "done"
        with mounted(device, box.folder / "seen") as seen:
            (seen / "workshops-2.part/torn").mkdir(parents=True)
            (seen / "workshops-2.part/torn/file").write_text("torn")
        assert box.do("results all", device)["folder"] == "workshops-2"
        with mounted(device, box.folder / "seen", "-o", "ro") as seen:
            assert not (seen / "workshops-2.part").exists()
            for number in (1, 2):
                assert check_sums(seen / f"workshops-{number}" / box.code).returncode == 0


def test_files(box):
    with loop(image(box.folder, "ext4")) as device:
        assert box.do("files", device)["reason"] == "nothing"
        with mounted(device, box.folder / "seen") as seen:
            (seen / "shadow.json").symlink_to("/etc/shadow")
            (seen / "folder").symlink_to("/etc")
            os.mkfifo(seen / "pipe.json")
            with open(seen / "huge.json", "wb") as file:
                file.truncate(17 << 20)
            (seen / "..evil\n<script>.json").write_text("{}")
            (seen / "<b>\x1b[2J.json").write_text("{}")
            (seen / "a/b/c").mkdir(parents=True)
            (seen / "a/b/deep.json").write_text('{"deep": 1}')
            (seen / "a/b/c/deeper.json").write_text("{}")
            (seen / "other.txt").write_text("no")
        report = box.do("files", device)
        assert [file["name"] for file in report["files"]] == ["<b>[2J.json", "a/b/deep.json"]
        incoming = box.folder / "reports/incoming"
        assert sorted(path.name for path in incoming.iterdir()) == ["0", "1"]
        assert (incoming / "1").read_text() == '{"deep": 1}'
        assert run(PROGRAM, "stick", "--clear", *box.places).returncode == 0
        assert not incoming.exists() and box.report is None


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    """Two keys; the first is the organisation's."""
    home = tmp_path_factory.mktemp("gpg")
    home.chmod(0o700)
    for name in ("Organisation", "Stranger"):
        made = run("gpg", "--homedir", home, "--batch", "--passphrase", "", "--quick-generate-key", name, "ed25519", "sign", "never")
        assert made.returncode == 0, made.stderr
    yield home
    run("gpgconf", "--homedir", home, "--kill", "all")


def package(folder, version, name="workshop-kiosk", words="exit 0"):
    tree = folder / f"tree-{name}-{version}"
    (tree / "DEBIAN").mkdir(parents=True)
    (tree / "usr/bin").mkdir(parents=True)
    (tree / "DEBIAN/control").write_text(
        f"Package: {name}\nVersion: {version}\nArchitecture: all\nMaintainer: Test <test@example.org>\nDescription: test\n")
    (tree / "usr/bin/workshop-kiosk").write_text(f"#!/bin/sh\necho {version} $1 >>{folder}/ran\n{words}\n")
    (tree / "usr/bin/workshop-kiosk").chmod(0o755)
    (tree / "lib/systemd/system").mkdir(parents=True)
    (tree / "lib/systemd/system/workshop-kiosk.service").touch()
    path = folder / f"workshop-kiosk_{version}_all.deb"
    built = run("dpkg-deb", "--root-owner-group", "--build", tree, path)
    assert built.returncode == 0, built.stderr
    return path


def sign(keys, path, who="Organisation"):
    done = run("gpg", "--homedir", keys, "--batch", "--yes", "--local-user", who, "--output", f"{path}.sig", "--detach-sign", path)
    assert done.returncode == 0, done.stderr


def system(box):
    root = box.folder / "root"
    for name in ("info", "updates"):
        (root / "var/lib/dpkg" / name).mkdir(parents=True)
    (root / "var/lib/dpkg/status").touch()
    # As Debian has it: a folder to the package, a link on the machine.
    (root / "usr/lib").mkdir(parents=True)
    (root / "lib").symlink_to("usr/lib")
    assert run("dpkg", f"--root={root}", "--install", package(box.folder, "1.0")).returncode == 0
    return root


def bring(box, device, *paths):
    with mounted(device, box.folder / "seen") as seen:
        for path in seen.glob("workshop-kiosk_*"):
            path.unlink()
        for path in paths:
            shutil.copy(path, seen)
    return box.do("update", device)


def installed(box):
    return run("dpkg-query", f"--root={box.folder}/root", "--show", "--showformat=${Version}", "workshop-kiosk").stdout


def test_update(box, keys):
    system(box)
    new, old, other = package(box.folder, "2.0"), package(box.folder, "0.9"), package(box.folder, "3.0", name="other")
    for path in (new, old, other):
        sign(keys, path)
    with loop(image(box.folder, "ext4")) as device:
        assert bring(box, device, new, f"{new}.sig")["reason"] == "nokey"
        exported = run("gpg", "--homedir", keys, "--batch", "--output", box.folder / "keyring.gpg", "--export", "Organisation")
        assert exported.returncode == 0, exported.stderr
        assert bring(box, device)["reason"] == "nothing"
        assert bring(box, device, new)["reason"] == "unsigned"
        assert bring(box, device, old, f"{old}.sig")["reason"] == "older"
        assert bring(box, device, other, f"{other}.sig")["reason"] == "package"
        assert bring(box, device, new, old)["reason"] == "several"
        shutil.copy(f"{new}.sig", f"{new}.right")
        sign(keys, new, "Stranger")
        assert bring(box, device, new, f"{new}.sig")["reason"] == "signature"
        shutil.copy(f"{old}.sig", f"{new}.sig")
        assert bring(box, device, new, f"{new}.sig")["reason"] == "signature"
        assert not (box.folder / "system/update.deb").exists()
        shutil.copy(f"{new}.right", f"{new}.sig")
        box.protect(True)
        assert bring(box, device, new, f"{new}.sig")["reason"] == "protected"
        box.protect(False)
        report = bring(box, device, new, f"{new}.sig")
    assert (report["state"], report["version"], report["signer"]) == ("done", "2.0", "Organisation"), report
    assert installed(box) == "1.0"

    # A version that does not answer: the one before it is put back.
    said = run(PROGRAM, "update", "install", *box.places, "--port", "1", "--patience", "0", "--proof", "0", timeout=120)
    assert installed(box) == "1.0", said
    assert box.report["state"] == "failed", box.report

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        said = run(PROGRAM, "update", "install", *box.places, "--port", port, "--patience", "1", "--proof", "0", timeout=120)
        assert said.returncode == 0, said.stderr
        assert installed(box) == "2.0"
        assert box.report["isInstalled"] is True
        said = run(PROGRAM, "update", "back", *box.places, "--port", port, timeout=120)
        assert said.returncode == 65 and installed(box) == "2.0"
        said = run(PROGRAM, "update", "back", "--yes", *box.places, "--port", port, "--proof", "0", timeout=120)
        assert said.returncode == 0, said.stderr
        assert installed(box) == "1.0"
        # The data as it was before the update, brought back by the version that knows it. The newer are kept.
        assert "1.0 restore" in (box.folder / "ran").read_text()
        assert (box.folder / "system/after-update-1.sqlite").read_bytes() == (box.folder / "data/workshops.sqlite").read_bytes()
        (box.folder / "runtime/requests/copies").write_text("mark")
        assert run(PROGRAM, "stick", "--clear", *box.places).returncode == 0
        assert not (box.folder / "runtime/requests/copies").exists()
        assert (box.folder / "reports/copies").read_text() == "mark"
        assert {path.name for path in (box.folder / "system").iterdir()} == {"previous.deb"}
        server.shutdown()


@pytest.mark.parametrize("head, reason", [
    (b"", "blank"), (b"LUKS\xba\xbe\0\2", "encrypted"), (b"\xeb\x58\x90-FVE-FS-", "encrypted"), (b"something", "format"),
])
def test_a_stick_without_a_file_system_is_told_of(box, head, reason):
    path = image(box.folder, None)
    with open(path, "r+b") as file:
        file.write(head)
    with loop(path) as device:
        report = box.do("backup", device)
        assert (report["state"], report["reason"]) == ("failed", reason)


def test_a_service_that_dies_does_not_leave_its_word(box):
    """Killed in the middle: what the unit runs at the end says that the stick may be pulled; another's work it leaves alone."""
    ended = ["stick", "--ended", *box.places]
    with loop(image(box.folder, "ext4")) as device:
        box.arm("backup")
        program = subprocess.Popen([str(word) for word in
                                    ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync", "-e",
                                     "inject=fsync:delay_enter=60000000", PROGRAM, "stick", device, *box.places]],
                                   start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            deadline = time.monotonic() + 30
            while (box.report or {}).get("state") != "working" and time.monotonic() < deadline:
                time.sleep(0.05)
            assert box.report["state"] == "working"
            assert run(PROGRAM, *ended).returncode == 0
            assert box.report["state"] == "working"
        finally:
            os.killpg(program.pid, signal.SIGKILL)
            program.wait()
        for line in pathlib.Path("/proc/mounts").read_text().splitlines():
            if line.startswith(f"{device} "):
                run("umount", line.split()[1])
    assert run(PROGRAM, *ended).returncode == 0
    assert (box.report["state"], box.report["reason"]) == ("failed", "interrupted")
    assert box.report["toldAt"] and box.report["hasStick"]


def test_results_come_off_a_card_that_can_only_be_read(box):
    data = box.folder / "data"
    assert run("mount", "--bind", data, data).returncode == 0
    try:
        assert run("mount", "-o", "remount,bind,ro", data).returncode == 0
        with loop(image(box.folder, "ext4")) as device:
            for task, folder in ((f"results {box.code}", f"{box.code}-1"), ("backup", "backup-1")):
                report = box.do(task, device)
                assert (report["state"], report.get("folder")) == ("done", folder), report
    finally:
        run("umount", data)
    # With PIN and answers: nothing of the copy stays.
    assert not list((box.folder / "reports").glob("**/*.sqlite*")) and not (box.folder / "reports/.data").exists()
