"""The units, as far as they can be judged without a service manager."""

import re
import shutil
import struct
import subprocess

import pytest
from conftest import PROGRAM, ROOT

UNITS = sorted(path for path in (ROOT / "systemd").iterdir() if path.suffix in {".service", ".socket", ".path", ".timer", ".target"})


def test_systemd_has_nothing_to_say_against_the_units(tmp_path):
    for unit in UNITS:
        # The program where it lies here, for what is told about commands that do not exist.
        text = re.sub("/usr/bin/workshop-kiosk|/var/lib/workshop-kiosk-system/updater", str(PROGRAM), unit.read_text())
        (tmp_path / unit.name).write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *[tmp_path / unit.name for unit in UNITS]], stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, env={"SYSTEMD_UNIT_PATH": f"{tmp_path}:", "PATH": "/usr/bin:/bin"})
    # Programs of other packages need not be installed where this is tested.
    said = [line for line in done.stdout.splitlines() if not re.search(r"Command (?!\S*workshop-kiosk)\S+ is not executable", line)]
    assert said == []


# How much each may at the most, as systemd counts it from 0 to 10. The daemon is whom strangers talk with; the others run as
# root for the one thing that each does.
EXPOSURE = {
    "workshop-kiosk": 1.0, "workshop-kiosk-check": 0.9, "workshop-kiosk-clear": 0.9, "workshop-kiosk-power": 0.9,
    "workshop-kiosk-clock-remember": 0.7, "workshop-kiosk-clock-floor": 1.3, "workshop-kiosk-clock": 1.4,
    "workshop-kiosk-firewall": 1.6, "workshop-kiosk-network": 1.8, "workshop-kiosk-stick@": 1.9, "workshop-kiosk-display": 2.2,
    # What installs packages: what it may is decided by the signature.
    "workshop-kiosk-update": 7.6, "workshop-kiosk-mend": 7.6, "workshop-kiosk-finish": 7.6, "workshop-kiosk-recover": 7.6,
}


@pytest.mark.parametrize("name", sorted({path.stem for path in UNITS if path.suffix == ".service"}))
def test_each_service_is_let_do_little(name):
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", ROOT / f"systemd/{name}.service"],
        stdout=subprocess.PIPE, text=True)
    exposure = float(re.search(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)[1])
    assert exposure <= EXPOSURE[name], done.stdout


def test_a_burst_of_requests_is_held_back_and_ends_nothing():
    waiting = [path for path in UNITS if path.suffix == ".path"]
    assert len(waiting) >= 4
    for path in waiting:
        text = path.with_suffix(".service").read_text()
        assert "\nStartLimitIntervalSec=0\n" in text, f"{path.stem} would be given up for ever"
        assert re.search(r"^ExecStopPost=/bin/sleep [1-9]", text, re.MULTILINE), f"{path.stem} would be started in a loop"


def test_nothing_starts_the_daemon_while_an_update_has_it_stopped():
    """Who wants it would have it started by each of its own starts, also those after a failure."""
    for path in UNITS:
        wanted = re.findall("^(?:Wants|Requires|BindsTo|Upholds|Requisite|PartOf)=(.*)$", path.read_text(), re.MULTILINE)
        starts = {"workshop-kiosk.service", "workshop-kiosk.socket"} & set(" ".join(wanted).split())
        assert not starts or path.name == "workshop-kiosk.service", path.name


def test_what_installs_packages_may_exchange_the_rules_of_the_firewall():
    for name in ("update", "mend", "finish", "recover"):
        text = (ROOT / f"systemd/workshop-kiosk-{name}.service").read_text()
        assert "AF_NETLINK" in re.search("^RestrictAddressFamilies=(.*)$", text, re.MULTILINE)[1].split(), name


def test_an_update_that_is_killed_is_not_left_there():
    for name in ("update", "finish"):
        assert "\nOnFailure=workshop-kiosk-recover.service\n" in (ROOT / f"systemd/workshop-kiosk-{name}.service").read_text()


def test_a_box_whose_plug_is_pulled_has_learnt_the_time():
    timer = (ROOT / "systemd/workshop-kiosk-clock-remember.timer").read_text()
    assert "OnUnitActiveSec=1h" in timer and "WantedBy=timers.target" in timer
    service = (ROOT / "systemd/workshop-kiosk-clock-remember.service").read_text()
    assert "ExecStart=/usr/bin/workshop-kiosk clock remember\n" in service and "StateDirectory=workshop-kiosk-clock\n" in service


@pytest.mark.skipif(not shutil.which("systemd-tmpfiles"), reason="systemd is not installed")
def test_the_pointer_that_cannot_be_seen_is_one_clear_point(tmp_path):
    for path in (ROOT / "systemd").glob("*.tmpfiles"):
        subprocess.run(["systemd-tmpfiles", f"--root={tmp_path}", "--create", path], check=True)
    picture = (tmp_path / "run/kiosk-display-pointer/default/cursors/left_ptr").read_bytes()
    # The head, one entry of contents, and the image's head (libXcursor, file.c): one point wide and high, and clear.
    assert picture[:4] == b"Xcur" and len(picture) == 16 + 12 + 36 + 4
    assert struct.unpack("<2I", picture[44:52]) == (1, 1) and picture[-4:] == bytes(4)


def test_every_file_has_a_place_in_the_package():
    endings = [line.split()[0] for line in (ROOT / "scripts/debian/places").read_text().splitlines()
               if line and not line.startswith("#")]
    for path in (ROOT / "systemd").iterdir():
        assert any(path.name.endswith(ending) for ending in endings), path.name


@pytest.mark.skipif(not shutil.which("systemd-sysusers"), reason="systemd is not installed")
def test_users_and_folders_can_be_made(tmp_path):
    for path in (ROOT / "systemd").glob("*.sysusers"):
        (tmp_path / "etc").mkdir(exist_ok=True)
        subprocess.run(["systemd-sysusers", f"--root={tmp_path}", path], check=True)
        assert "kiosk-display" in (tmp_path / "etc/passwd").read_text()


def test_a_stick_of_any_kind_starts_its_service():
    """What udev tells of a stick, and whether a line of the rules starts the service for it."""
    text = (ROOT / "systemd" / "70-workshop-kiosk-stick.rules").read_text()
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    skips = [line for line in lines if 'GOTO="workshop_kiosk_stick_end"' in line]
    assert [skip.split(",")[0] for skip in skips] == ['ACTION!="add"', 'SUBSYSTEM!="block"', 'ENV{ID_BUS}!="usb"']
    starts = [line for line in lines if 'ENV{SYSTEMD_WANTS}+="workshop-kiosk-stick@%k.service"' in line]
    assert len(starts) == 3 and all('TAG+="systemd"' in line for line in starts)

    def is_started(**facts):
        def holds(term):
            key, operator, values = re.fullmatch(r'(?:ENV|ATTR)\{(\w+)\}(==|!=)"(.*)"', term).groups()
            return (facts.get(key, "") in values.split("|")) == (operator == "==")

        return any(all(holds(term) for term in line.split(", ") if "==" in term or "!=" in term) for line in starts)

    assert is_started(DEVTYPE="partition", ID_FS_USAGE="filesystem", ID_PART_TABLE_TYPE="dos", size="1")
    assert is_started(DEVTYPE="disk", ID_FS_USAGE="filesystem", size="1")
    assert is_started(DEVTYPE="disk", size="1")
    assert is_started(DEVTYPE="disk", ID_FS_USAGE="crypto", size="1")
    assert is_started(DEVTYPE="partition", ID_FS_USAGE="crypto", ID_PART_TABLE_TYPE="gpt", size="1")
    assert is_started(DEVTYPE="partition", ID_PART_TABLE_TYPE="gpt", size="1")
    assert not is_started(DEVTYPE="disk", ID_PART_TABLE_TYPE="gpt", size="1")
    assert not is_started(DEVTYPE="disk", size="0")
