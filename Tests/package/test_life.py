"""The life of the package on a machine, from its installation to its purge; each test goes on where the one before ended."""

import pathlib
import re
import subprocess
import sys
import time

import pytest

VISITOR = pathlib.Path(__file__).with_name("visitor.py")
DATA = "/var/lib/private/workshop-kiosk"


class Visitor:
    """Somebody in the machine's network."""

    def __init__(self, machine):
        self.process = subprocess.Popen(
            ["nsenter", "-t", machine.leader, "-n", sys.executable, VISITOR], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True)

    def ask(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().split()

    def close(self):
        """Ends it; what it says last."""
        self.process.stdin.close()
        last = self.process.stdout.read()
        self.process.wait(120)
        return dict(part.split("=") for part in last.split() if "=" in part)


@pytest.fixture
def visitor(machine):
    one = Visitor(machine)
    yield one
    if one.process.poll() is None:
        one.close()


@pytest.fixture(scope="module")
def kept():
    """What has been made in the workshop, for the tests that come after."""
    return {}


def sign_in(visitor, kept):
    told = visitor.ask(f"post /facilitator/sign-in pin={kept['pin']}")
    assert told[0] == "303", told
    return told[4]


def active(machine):
    return machine.state("ActiveState") == "active"


def rules_of(machine):
    """The firewall's table; each time that it is loaded it has another handle."""
    rules = machine("nft", "-a", "list", "ruleset").splitlines()
    return next((line for line in rules if "inet workshop_kiosk {" in line), "")


def test_installing_makes_the_machine_a_box(machine, visitor, kept):
    machine("dpkg", "-i", "/first.deb")
    assert active(machine)
    assert machine("systemctl", "is-enabled", "workshop-kiosk.socket", "workshop-kiosk.service").split() == ["enabled"] * 2
    assert visitor.ask("get /health")[0] == "200"
    assert machine.state("StatusText") == "Serving on port 80."
    assert "kiosk-display" in machine("getent", "passwd", "kiosk-display")
    assert machine("stat", "-c", "%U %a", "/run/workshop-kiosk-system").split() == ["root", "755"]
    assert machine("stat", "-c", "%a", DATA).strip() == "700"
    kept["pin"] = re.search(r"PIN (\d{6})", machine.journal())[1]


def test_the_daemon_runs_in_its_sandbox(machine):
    process = machine.state("MainPID")
    status = dict(line.split(":", 1) for line in machine("cat", f"/proc/{process}/status").splitlines())
    assert int(status["Seccomp"]) == 2 and int(status["NoNewPrivs"]) == 1
    assert all(int(status[name], 16) == 0 for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"))
    assert status["Uid"].split()[0] != "0"
    # What timers are known by after a power cut.
    assert len(machine("nsenter", "-t", process, "-m", "cat", "/proc/sys/kernel/random/boot_id")) == 37
    told = machine("systemd-analyze", "security", "--no-pager", "workshop-kiosk.service")
    assert 1.0 <= float(re.search(r"exposure level for \S+: ([\d.]+)", told)[1]) <= 1.2


def test_a_workshop_can_be_run_and_its_files_made(machine, visitor, kept):
    cookie = sign_in(visitor, kept)
    made = visitor.ask(f"post /facilitator/workshops method=t01&title=Behov&language=sv&privacy=anonymous {cookie}")
    assert made[0] == "303"
    kept["code"] = made[3].rsplit("/", 1)[1]
    joined = visitor.ask(f"post /w/{kept['code']}/join x=1")
    assert joined[0] == "303"
    for name, start in (("export.xlsx", b"PK"), ("report.pdf", b"%PDF")):
        status, _, first, *_ = visitor.ask(f"get /facilitator/{kept['code']}/{name} {cookie}")
        assert status == "200" and bytes.fromhex(first).startswith(start), name


@pytest.mark.parametrize("way, seconds", [("KILL", 30), ("STOP", 90)])
def test_a_dead_or_stuck_daemon_is_replaced_and_nobody_is_refused(machine, visitor, way, seconds):
    assert visitor.ask("until-closed") == ["asking"]
    before = machine.state("MainPID")
    machine("sh", "-c", f"kill -{way} {before}")
    last = time.monotonic() + seconds
    while machine.state("MainPID") in (before, "0") or not active(machine):
        assert time.monotonic() < last
        time.sleep(0.2)
    time.sleep(1)
    told = visitor.close()
    assert int(told["200"]) > 0 and "ConnectionRefusedError" not in told


@pytest.mark.parametrize("name", ["clear", "clock"])
def test_a_burst_of_requests_is_held_back_and_a_later_one_still_works(machine, name):
    place = f"/run/workshop-kiosk/requests/{name}"
    machine("mkdir", "-p", "-m", "700", "/run/workshop-kiosk/requests")
    machine("sh", "-c", f"end=$(($(date +%s) + 12)); while [ $(date +%s) -lt $end ]; do echo x >>{place}; done")
    runs = machine("journalctl", "--no-pager", "-o", "cat", "-u", f"workshop-kiosk-{name}.service").count("Starting ")
    assert 2 <= runs <= 10, runs
    assert machine("systemctl", "is-active", f"workshop-kiosk-{name}.path").strip() == "active"
    machine("sh", "-c", f"echo x >{place}")
    last = time.monotonic() + 20
    while machine("sh", "-c", f"[ ! -e {place} ] || echo there"):
        assert time.monotonic() < last
        time.sleep(0.2)


def test_an_update_keeps_the_workshops_and_refuses_nobody(machine, visitor, kept):
    machine.second()
    assert visitor.ask("until-closed") == ["asking"]
    before, rules = machine.state("MainPID"), rules_of(machine)
    machine("dpkg", "-i", "/second.deb")
    assert rules_of(machine) not in ("", rules), "rules that an update brings are in force at once"
    assert active(machine) and machine.state("MainPID") != before
    told = visitor.close()
    assert int(told["200"]) > 0 and "ConnectionRefusedError" not in told
    other = Visitor(machine)
    assert other.ask(f"get /facilitator/{kept['code']} {sign_in(other, kept)}")[0] == "200"
    other.close()


def test_the_journal_has_the_pin_of_the_first_start_alone(machine, kept):
    assert machine.journal().count(kept["pin"]) == 1
    assert "127.0.0.1:" not in machine.journal()


def test_removing_keeps_the_workshops(machine, visitor, kept):
    machine("dpkg", "-r", "workshop-kiosk")
    assert not active(machine)
    assert visitor.ask("get /health") == ["ConnectionRefusedError"]
    assert "workshops.sqlite" in machine("ls", DATA)
    # The machine is one like any other: nothing of the box works on.
    assert rules_of(machine) == ""
    left = machine("find", "/etc", "/usr/lib", "/lib", "-name", "*workshop-kiosk*", "-not", "-path", "*/systemd/system/*").split()
    # The one configuration file, under a name that nothing reads.
    assert left == ["/etc/avahi/services/workshop-kiosk.service.removed"]
    machine("dpkg", "-i", "/second.deb")
    assert active(machine)
    assert machine("find", "/etc/avahi/services", "-name", "*workshop-kiosk*").split() == ["/etc/avahi/services/workshop-kiosk.service"]
    assert visitor.ask(f"get /facilitator/{kept['code']} {sign_in(visitor, kept)}")[0] == "200"


def test_installing_again_changes_nothing(machine, visitor, kept):
    machine("dpkg", "-i", "/second.deb")
    assert active(machine)
    assert visitor.ask(f"get /facilitator/{kept['code']} {sign_in(visitor, kept)}")[0] == "200"


def test_purging_leaves_nothing(machine):
    machine("dpkg", "-P", "workshop-kiosk")
    left = machine("find", "/", "-xdev", "-name", "*workshop-kiosk*")
    assert left == ""
    assert machine("find", "/run", "-name", "workshop-kiosk*") == ""
    assert "workshop-kiosk" not in machine("systemctl", "list-unit-files", "--no-pager")
