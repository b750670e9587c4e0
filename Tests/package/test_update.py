"""Updates as the box makes them: asked for by the facilitator's page, begun by systemd, cut short by the power."""

import json
import os
import re
import sqlite3
import time

import pytest
from conftest import PACKAGE, run
from test_life import DATA, Visitor, active

SYSTEM = "/var/lib/workshop-kiosk-system"
REPORT = "/run/workshop-kiosk-system/stick"
# Moved aside in versions whose program is to do something else when it is to serve.
REAL = "/usr/lib/workshop-kiosk/program"
FAILS = "exit 1"
# As a version that changes the tables: the one before it cannot read them.
SPOILS = "printf spoiled-by-it | dd of=$STATE_DIRECTORY/workshops.sqlite conv=notrunc 2>/dev/null; exit 1"
# Once: longer than anybody would wait who does not look.
SLOW = "if [ ! -e $STATE_DIRECTORY/slept ]; then touch $STATE_DIRECTORY/slept; sleep 75; fi"
# Answers, and ends soon.
SHORT = "(sleep 5; kill -9 $$) &"
# For how many seconds a version has to go on here: as few as its short life does not reach.
PROOF = 8


class Box:
    """The box, and what an organisation has that updates it."""

    def __init__(self, machine, home):
        self.machine, self.home, self.number = machine, home, 0
        home.chmod(0o700)
        run("gpg", "--homedir", home, "--batch", "--passphrase", "", "--quick-generate-key", "Organisation", "ed25519", "sign", "never")
        keyring = machine.root / "etc/workshop-kiosk/update-keyring.gpg"
        keyring.parent.mkdir()
        run("gpg", "--homedir", home, "--batch", "--output", keyring, "--export", "Organisation")
        machine("dpkg", "-i", "/first.deb")
        for name in ("update", "finish", "recover"):
            unit = f"workshop-kiosk-{name}.service"
            began = re.search("^ExecStart=.*$", machine("cat", f"/lib/systemd/system/{unit}"), re.MULTILINE)[0]
            (machine.root / f"etc/systemd/system/{unit}.d").mkdir()
            (machine.root / f"etc/systemd/system/{unit}.d/proof.conf").write_text(f"[Service]\nExecStart=\n{began} --proof {PROOF}\n")
        machine("systemctl", "daemon-reload")
        self.pin = re.search(r"PIN: (\d{6})|(\d{6})", machine("workshop-kiosk", "pin", "--data", DATA))[0][-6:]
        self.cookie = self.sign_in()
        made = self.ask(f"post /facilitator/workshops method=t01&title=Behov&language=sv&privacy=anonymous {self.cookie}")
        self.code = made[3].rsplit("/", 1)[1]
        self.joined = 0

    def ask(self, line):
        visitor = Visitor(self.machine)
        told = visitor.ask(line)
        visitor.close()
        return told

    def sign_in(self):
        return self.ask(f"post /facilitator/sign-in pin={self.pin}")[4]

    def join(self):
        assert self.ask(f"post /w/{self.code}/join x=1")[0] == "303"
        self.joined += 1

    @property
    def participants(self):
        """Those whom the box has in the workshop."""
        self.machine("workshop-kiosk", "backup", "--output", "/seen.sqlite", "--data", DATA)
        seen = sqlite3.connect(self.machine.root / "seen.sqlite")
        count = seen.execute("SELECT count(*) FROM participant").fetchone()[0]
        seen.close()
        return count

    @property
    def version(self):
        return self.machine("dpkg-query", "-W", "-f", "${Version} ${db:Status-Abbrev}", "workshop-kiosk").split()

    def package(self, serve="", configure="", filler=0):
        """A later version, signed. `serve` is what its program does before it serves, `configure` what it does when it is
        configured, and `filler` megabytes of it make it slow to unpack. Returns its version."""
        self.number += 1
        content = self.machine.root / "content"
        run("dpkg-deb", "-R", PACKAGE, content)
        control = (content / "DEBIAN/control").read_text()
        version = re.search("^Version: (.*)$", control, re.MULTILINE)[1]
        later = f"{version}.later{self.number}"
        (content / "DEBIAN/control").write_text(control.replace(f"Version: {version}", f"Version: {later}"))
        if serve:
            (content / "usr/lib/workshop-kiosk").mkdir()
            (content / "usr/bin/workshop-kiosk").rename(content / REAL[1:])
            (content / "usr/bin/workshop-kiosk").write_text(
                f'#!/bin/sh\ncase $1 in serve) {serve} ;; esac\nexec {REAL} "$@"\n')
            (content / "usr/bin/workshop-kiosk").chmod(0o755)
        if configure:
            script = content / "DEBIAN/postinst"
            first, rest = script.read_text().split("\n", 1)
            script.write_text(f"{first}\n{configure}\n{rest}")
        if filler:
            (content / "usr/share/workshop-kiosk/filler").write_bytes(bytes(filler << 20))
        update = self.machine.root / SYSTEM[1:] / "update.deb"
        update.parent.mkdir(mode=0o700, exist_ok=True)
        run("dpkg-deb", "-Znone", "--root-owner-group", "-b", content, update)
        run("gpg", "--homedir", self.home, "--batch", "--yes", "--output", f"{update}.sig", "--detach-sign", update)
        run("rm", "-r", content)
        return later

    def install(self):
        """Has the daemon ask for the update, as the facilitator's page does when a stick has brought it."""
        brought = json.dumps({"state": "done", "task": "update", "version": "x", "signer": "Organisation", "files": []})
        self.machine("sh", "-c", f"echo '{brought}' >{REPORT}")
        self.cookie = self.sign_in()
        assert self.ask(f"post /facilitator/stick/install x=1 {self.cookie}")[0] == "303"

    def told(self):
        """What the box says of the update when it has been dealt with."""
        last = time.monotonic() + 600
        while True:
            assert time.monotonic() < last, self.machine("journalctl", "--no-pager", "-n", "80")
            report = json.loads(self.machine("cat", REPORT, check=False).strip() or "{}")
            if report.get("state") == "failed" or report.get("isInstalled"):
                return report
            time.sleep(0.3)

    def is_as_before(self):
        """The workshop can be gone on with, and nothing of the update is under way."""
        assert active(self.machine)
        assert self.participants == self.joined
        self.join()
        left = set(self.machine("ls", SYSTEM).split())
        known = {"previous.deb", "before-update.backup", "update.deb", "update.deb.sig"}
        assert {name for name in left if name.startswith(("previous", "replaced", "before", "updat"))} <= known, left

    def until(self, point):
        """Waits for a moment in the work of dpkg, as it is seen in the machine's files."""
        last = time.monotonic() + 300
        while not point():
            assert time.monotonic() < last, self.machine("journalctl", "--no-pager", "-n", "80")


@pytest.fixture(scope="module")
def box(machine, tmp_path_factory):
    home = tmp_path_factory.mktemp("gpg")
    yield Box(machine, home)
    run("gpgconf", "--homedir", home, "--kill", "all")


def journal(machine):
    return machine("journalctl", "--no-pager", "-o", "cat", "-u", "workshop-kiosk-update.service")


def test_an_update_that_starts_slowly_is_waited_for(machine, box):
    later = box.package(serve=SLOW)
    box.join()
    box.install()
    report = box.told()
    assert (report["state"], report.get("version")) == ("done", later), journal(machine)
    assert box.version == [later, "ii"]
    box.is_as_before()
    assert not {"update.deb", "update.deb.sig"} & set(machine("ls", SYSTEM).split())


def test_an_update_that_does_not_start_is_taken_back(machine, box):
    before = box.version
    box.package(serve=FAILS)
    box.join()
    box.install()
    report = box.told()
    assert (report["state"], report["reason"]) == ("failed", "reverted"), journal(machine)
    assert box.version == before
    box.is_as_before()
    # The data are not touched when the earlier version can read them.
    assert not [name for name in machine("ls", SYSTEM).split() if name.startswith("after-update")]


def test_what_was_received_while_an_update_began_outlives_its_going_back(machine, box):
    """Somebody joins again and again, from before the update until the box does not answer any more."""
    before = box.version
    box.package(serve=SPOILS)
    crowd = Visitor(machine)
    assert crowd.ask(f"until-closed POST /w/{box.code}/join") == ["asking"]
    box.install()
    report = box.told()
    told = crowd.close()
    assert (report["state"], report["reason"]) == ("failed", "reverted"), journal(machine)
    assert box.version == before
    assert int(told["303"]) > 0
    # One that was taken in may have lost its answer; none that had one may be missing.
    assert box.joined + int(told["303"]) <= box.participants
    box.joined = box.participants
    box.is_as_before()
    kept = (machine.root / SYSTEM[1:] / "after-update-1.sqlite").read_bytes()
    assert kept.startswith(b"spoiled-by-it")
    assert "after-update-1.sqlite" in journal(machine)


def test_two_versions_that_do_not_start_leave_a_box_that_says_so(machine, box):
    """Nothing is claimed that is not so: the daemon is kept from starting by something else."""
    box.package(serve=FAILS)
    machine("mkdir", "-p", "/run/systemd/system/workshop-kiosk.service.d")
    box.install()
    machine("sh", "-c", "printf '[Service]\\nExecStartPre=/bin/false\\n' >/run/systemd/system/workshop-kiosk.service.d/no.conf")
    machine("systemctl", "daemon-reload")
    report = box.told()
    assert (report["state"], report["reason"]) == ("failed", "broken"), journal(machine)
    machine("rm", "-r", "/run/systemd/system/workshop-kiosk.service.d")
    machine("systemctl", "daemon-reload")
    # What is needed to try again is kept until something answers: the next start does.
    assert {"updating", "updater", "replaced.deb"} <= set(machine("ls", SYSTEM).split())
    machine.cut()
    machine.start()
    report = box.told()
    assert (report["state"], report["reason"]) == ("failed", "reverted"), report
    box.is_as_before()


def test_an_update_that_answers_and_ends_soon_is_taken_back(machine, box):
    before = box.version
    box.package(serve=SHORT)
    box.join()
    box.install()
    report = box.told()
    assert (report["state"], report["reason"]) == ("failed", "reverted"), journal(machine)
    assert box.version == before
    box.is_as_before()


def test_nothing_starts_the_daemon_while_an_update_is_installed(machine, box):
    """The service of the network fails here, where there is none, and tries again each minute."""
    restarts = "systemctl show --value -p NRestarts workshop-kiosk-network.service"
    machine("systemctl", "start", "--no-block", "workshop-kiosk-network.service")
    begun = int(machine(*restarts.split()))
    later = box.package(configure="for second in $(seq 110); do systemctl is-active workshop-kiosk.socket workshop-kiosk.service >>/during || true; sleep 1; done")
    box.join()
    box.install()
    assert box.told().get("version") == later, journal(machine)
    assert int(machine(*restarts.split())) > begun
    assert set((machine.root / "during").read_text().split()) == {"inactive"}
    box.is_as_before()


def test_an_update_that_is_killed_is_brought_to_its_end(machine, box):
    configuring = machine.root / "configuring"
    configuring.unlink(missing_ok=True)
    later = box.package(configure="touch /configuring; sleep 4")
    box.join()
    if machine("sh", "-c", "command -v nft", check=False).strip():
        machine("nft", "add", "chain", "inet", "workshop_kiosk", "of_the_earlier_version")
    box.install()
    box.until(configuring.exists)
    machine("systemctl", "kill", "--signal=KILL", "workshop-kiosk-update.service")
    report = box.told()
    assert (report["state"], report.get("version")) == ("done", later), machine("journalctl", "--no-pager", "-n", "80")
    assert box.version == [later, "ii"]
    # The rules that came with it are in force.
    assert "of_the_earlier_version" not in machine("nft", "list", "table", "inet", "workshop_kiosk")
    box.is_as_before()


def program(machine):
    return machine.root / "usr/bin/workshop-kiosk"


@pytest.mark.parametrize("moment", ["unpacking", "renaming", "configuring"])
def test_the_power_goes_in_the_middle_of_an_update(machine, box, moment):
    configuring = machine.root / "configuring"
    configuring.unlink(missing_ok=True)
    old = program(machine).stat().st_ino
    later = box.package(filler=100, configure="touch /configuring; sleep 4")
    box.join()
    points = {
        "unpacking": (machine.root / "usr/share/workshop-kiosk/filler.dpkg-new").exists,
        "renaming": lambda: program(machine).exists() and program(machine).stat().st_ino != old,
        "configuring": configuring.exists,
    }
    box.install()
    box.until(points[moment])
    machine.cut()
    status = (machine.root / "var/lib/dpkg/status").read_text()
    assert (machine.root / SYSTEM[1:] / "updating").exists(), "the power went too late"
    assert "Package: workshop-kiosk\n" in status
    # The file system may be worse off than dpkg would leave it.
    if moment == "unpacking":
        program(machine).unlink()
    elif moment == "renaming":
        os.truncate(program(machine), 1000)
    machine.start()
    report = box.told()
    assert (report["state"], report.get("version")) == ("done", later), report
    assert box.version == [later, "ii"]
    assert machine("dpkg", "--verify", "workshop-kiosk") == ""
    box.is_as_before()


@pytest.mark.parametrize("serve", [FAILS, SPOILS])
def test_the_power_goes_and_the_update_is_no_good_either(machine, box, serve):
    configuring = machine.root / "configuring"
    configuring.unlink(missing_ok=True)
    before = box.version
    box.package(serve=serve, configure="touch /configuring; sleep 4")
    box.join()
    box.install()
    box.until(configuring.exists)
    machine.cut()
    machine.start()
    report = box.told()
    assert (report["state"], report["reason"]) == ("failed", "reverted"), report
    assert box.version == before
    box.is_as_before()


def test_the_power_goes_while_an_update_is_taken_back(machine, box):
    before = box.version
    gone = machine.root / REAL[1:]
    box.package(serve=FAILS)
    box.join()
    box.install()
    mark = machine.root / SYSTEM[1:] / "updating"
    box.until(lambda: mark.exists() and mark.read_text() == "reverting")
    machine.cut()
    machine.start()
    report = box.told()
    assert (report["state"], report["reason"]) == ("failed", "reverted"), report
    assert box.version == before and not gone.exists()
    box.is_as_before()


def test_an_ordinary_start_has_nothing_to_mend(machine, box):
    machine.cut()
    machine.start()
    box.is_as_before()
    for unit in ("mend", "finish"):
        assert machine("systemctl", "show", "--value", "-p", "ConditionResult", f"workshop-kiosk-{unit}.service").strip() == "no"


def test_going_back_by_hand_keeps_what_is_left_behind(machine, box):
    later = box.package()
    before, joined = box.version, box.joined
    box.install()
    assert box.told().get("version") == later
    box.join()
    box.join()
    machine("workshop-kiosk", "update", "back", "--yes", "--data", DATA, "--proof", PROOF)
    assert box.version == before and active(machine)
    assert box.participants == joined
    box.joined = joined
    box.is_as_before()
    kept = max((machine.root / SYSTEM[1:]).glob("after-update-*.sqlite"), key=lambda path: path.stat().st_mtime)
    machine("cp", f"{SYSTEM}/{kept.name}", "/seen.sqlite")
    seen = sqlite3.connect(machine.root / "seen.sqlite")
    assert seen.execute("SELECT count(*) FROM participant").fetchone()[0] == joined + 2


def test_purging_leaves_nothing_of_updates(machine, box):
    machine("sh", "-c", "rm -r /etc/systemd/system/workshop-kiosk-*.service.d && systemctl daemon-reload")
    machine("dpkg", "-P", "workshop-kiosk")
    assert machine("find", "/", "-xdev", "-name", "*workshop-kiosk*") == ""
    assert machine("find", "/run", "-name", "workshop-kiosk*") == ""
    assert "workshop-kiosk" not in machine("systemctl", "list-unit-files", "--no-pager")
