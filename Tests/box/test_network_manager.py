"""The box's network as NetworkManager makes it from the settings: `workshop-kiosk network` with a NetworkManager of its
own, in namespaces of its own, on a cable that stands for the one to an access point."""

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from namespaces import missing, run  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("KIOSK_PROGRAM", str(ROOT / ".build/release/workshop-kiosk"))
BUS = """<busconfig><type>system</type><listen>unix:path=/run/dbus/system_bus_socket</listen><auth>EXTERNAL</auth>
<policy context="default"><allow user="*"/><allow own="*"/><allow send_type="*"/><allow receive_type="*"/>
<allow send_destination="*"/></policy></busconfig>"""
# No more rights than the service has, and the files of a user that it is not.
UNIT = (ROOT / "systemd/workshop-kiosk-network.service").read_text()
RIGHTS = [name.lower().removeprefix("cap_") for name in re.search("CapabilityBoundingSet=(.*)", UNIT)[1].split()]
AS_THE_SERVICE = ["setpriv", "--no-new-privs", "--inh-caps=-all", "--bounding-set=-all," + ",".join("+" + r for r in RIGHTS)]
DAEMON = 61184
STATE = pathlib.Path("/var/lib/workshop-kiosk-system")
FILE = pathlib.Path("/run/NetworkManager/system-connections/workshop-kiosk.nmconnection")

pytestmark = [
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can make network namespaces"),
    # Not installed by the tests: on a machine that has its network from elsewhere it might take that over.
    pytest.mark.skipif(bool(missing("NetworkManager", "nmcli", "dbus-daemon")), reason="NetworkManager is not installed"),
]


class Inside:
    """What goes on in the namespaces: the steps, and what came of each."""

    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.seen = {}

    def network(self, step, *words):
        """Runs `workshop-kiosk network`; notes how it ended and what it said."""
        done = subprocess.run([*AS_THE_SERVICE, PROGRAM, "network", *words, "--data", self.directory / "data"], capture_output=True,
                              text=True, timeout=60)
        self.seen[step] = {"status": done.returncode, "said": done.stdout, "complained": done.stderr}

    def prepare(self):
        run("mount", "--make-rprivate", "/")
        # Without a writable /sys NetworkManager does not wait for udev.
        run("mount", "-t", "sysfs", "-o", "ro", "sysfs", "/sys")
        for folder in ("/run", "/var/lib"):
            run("mount", "-t", "tmpfs", "tmpfs", folder)
        os.mkdir("/var/lib/NetworkManager")
        # As the service manager makes it (StateDirectory=).
        os.mkdir(STATE, 0o700)
        settings = self.directory / "NetworkManager"
        for folder in ("conf.d", "dnsmasq-shared.d", "system-connections"):
            (settings / folder).mkdir(parents=True)
        (settings / "NetworkManager.conf").write_text("[main]\nplugins=keyfile\n")
        shutil.copy(ROOT / "systemd/workshop-kiosk-dnsmasq.conf", settings / "dnsmasq-shared.d/workshop-kiosk.conf")
        shutil.copy(ROOT / "systemd/workshop-kiosk-networkmanager.conf", settings / "conf.d/workshop-kiosk.conf")
        run("mount", "--bind", settings, "/etc/NetworkManager")
        os.mkdir("/run/dbus")
        pathlib.Path("/run/bus.conf").write_text(BUS)
        run("dbus-daemon", "--config-file=/run/bus.conf", "--fork")
        run("ip", "link", "set", "lo", "up")
        # A phone in a namespace of its own at the other end of the cable.
        os.mkdir("/run/netns")
        run("ip", "netns", "add", "phone")
        run("ip", "link", "add", "eth0", "type", "veth", "peer", "name", "wifi0", "netns", "phone")
        run("ip", "-n", "phone", "link", "set", "wifi0", "up")

    def go(self):
        self.prepare()
        request = pathlib.Path("/run/workshop-kiosk/requests/network")
        request.parent.mkdir(parents=True)
        request.touch()
        self.network("stopped", "up")
        self.seen["request left"] = request.exists()
        run("chown", "-R", f"{DAEMON}:{DAEMON}", self.directory / "data")
        run("chmod", "700", self.directory / "data")
        manager = subprocess.Popen(["NetworkManager", "--no-daemon"], stderr=open(self.directory / "log", "w"))
        self.wait(lambda: "running" in run("nmcli", "-t", "-f", "RUNNING", "general", check=False))
        self.network("no radio", "up")
        self.network("set", "set", "--mode", "accesspoint", "--country", "fi", "--wifi-name", "Rum 3",
                     "--wifi-passphrase", "hemligt ord")
        self.seen["kept when set"] = (STATE / "phones.nft").read_text()
        self.network("wrong", "set", "--channel", "14")
        self.network("no firewall", "up")
        run("nft", "-f", ROOT / "systemd/workshop-kiosk.nft")
        self.network("up", "up", "--wait", "5")
        self.seen["mode"] = oct(FILE.stat().st_mode & 0o777)
        # As when the rules are loaded anew while the network is up.
        run("nft", "-f", ROOT / "systemd/workshop-kiosk.nft")
        self.seen["phones"] = run("nft", "list", "set", "inet", "workshop_kiosk", "phones")
        self.seen["dnsmasq"] = self.command_line("dnsmasq")
        script = self.directory / "lease"
        script.write_text('#!/bin/sh\n[ "$1" = bound ] && ip addr add "$ip/$mask" dev "$interface" && echo "$router $dns"\n')
        script.chmod(0o755)
        self.seen["lease"] = run("ip", "netns", "exec", "phone", "udhcpc", "-i", "wifi0", "-n", "-q", "-f", "-t", "5", "-T", "1",
                                 "-s", script)
        self.network("status", "status", "--json")
        self.seen["report"] = pathlib.Path("/run/workshop-kiosk-system/network").read_text()
        first = self.active()
        self.network("again", "up")
        self.seen["left alone"] = self.active() == first
        self.seen["owners"] = [path.stat().st_uid for path in (self.directory / "data").iterdir()]
        self.network("interface", "set", "--interface", "eth9")
        self.network("no interface", "up")
        self.network("first", "set", "--interface", "first")
        self.network("down", "down")
        self.seen["file after down"] = FILE.exists()
        self.network("status down", "status")
        self.boot()
        self.network("wired", "set", "--mode", "wired")
        self.network("up wired", "up")
        self.seen["phones wired"] = run("nft", "list", "set", "inet", "workshop_kiosk", "phones")
        self.network("status wired", "status", "--json")
        manager.send_signal(signal.SIGTERM)
        manager.wait(10)

    def boot(self):
        """The moments after a start in which the firewall is in force and the network not up yet: the socket has an
        address, as from another connection, and a phone has given itself one."""
        run("nft", "flush", "ruleset")
        run("nft", "-f", ROOT / "systemd/workshop-kiosk.nft")
        self.seen["phones after a start"] = run("nft", "list", "set", "inet", "workshop_kiosk", "phones")
        run("ip", "addr", "add", "192.0.2.1/24", "dev", "eth0")
        run("ip", "-n", "phone", "addr", "add", "192.0.2.9/24", "dev", "wifi0")
        server = subprocess.Popen([sys.executable, "-m", "http.server", "22", "--bind", "::"], stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL)
        link = re.search(r"inet6 (\S+)/", run("ip", "-6", "addr", "show", "dev", "eth0", "scope", "link"))[1]
        places = {"by IPv4": "192.0.2.1", "by IPv6": f"{link}%wifi0"}
        reached = lambda place: run(  # noqa: E731
            "ip", "netns", "exec", "phone", sys.executable, "-c",
            "import socket, sys\nsocket.create_connection((sys.argv[1], 22), 0.7)\nprint('open')", place, check=False).strip()
        self.wait(lambda: run(sys.executable, "-c", "import socket; socket.create_connection(('192.0.2.1', 22)); print(1)",
                              check=False))
        for name, place in places.items():
            self.seen[name] = reached(place)
        # The test of the test: it is the interface in the set that keeps the phone out.
        run("nft", "flush", "set", "inet", "workshop_kiosk", "phones")
        for name, place in places.items():
            self.wait(lambda place=place: reached(place) == "open")
        server.kill()
        server.wait(10)
        run("ip", "addr", "del", "192.0.2.1/24", "dev", "eth0")

    @staticmethod
    def active():
        """When the connection became active, in effect: its path is new each time."""
        return run("nmcli", "-g", "GENERAL.CON-PATH,GENERAL.CONNECTION", "device", "show", "eth0") + run(
            "ip", "-4", "addr", "show", "eth0") + Inside.command_line("dnsmasq", number=True)

    @staticmethod
    def command_line(program, number=False):
        for process in pathlib.Path("/proc").glob("[0-9]*"):
            words = (process / "cmdline").read_text().split("\0")
            if words[0].endswith(program):
                return process.name if number else " ".join(words)
        return ""

    @staticmethod
    def wait(condition):
        last = time.monotonic() + 20
        while not condition():
            assert time.monotonic() < last
            time.sleep(0.05)


@pytest.fixture(scope="module")
def seen():
    directory = tempfile.mkdtemp(prefix="kiosk-manager-")
    try:
        # Processes of their own as well: all of them end with the first.
        said = run("unshare", "-n", "-m", "-p", "--fork", "--kill-child", "--mount-proc", sys.executable, __file__, directory)
        yield json.loads(said.splitlines()[-1])
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def test_says_what_is_missing(seen):
    for step, word in (("stopped", "NetworkManager does not run"), ("no radio", "There is no Wi-Fi radio"),
                       ("no firewall", "The firewall is not in force"), ("no interface", "no interface 'eth9'")):
        assert seen[step]["status"] == 69 and word in seen[step]["complained"], seen[step]
        assert seen[step]["complained"].count("\n") == 1
    assert not seen["request left"], "what cannot be done would be tried for ever"
    assert seen["wrong"]["status"] == 65 and "--channel" in seen["wrong"]["complained"]


def test_makes_the_network_that_the_settings_say(seen):
    assert seen["up"]["status"] == 0, seen["up"]
    assert seen["mode"] == "0o600"
    assert set(seen["owners"]) == {DAEMON}, "the daemon could not open its own files any more"
    assert '"eth0"' in seen["phones"]
    assert "--listen-address=10.42.0.1" in seen["dnsmasq"] and "--conf-dir=/etc/NetworkManager/dnsmasq-shared.d" in seen["dnsmasq"]
    # The range that the drop-in goes on after.
    assert "--dhcp-range=10.42.0.10,10.42.0.254," in seen["dnsmasq"], seen["dnsmasq"]
    assert seen["lease"].split() == ["10.42.0.1", "10.42.0.1"], "router and name server"
    assert json.loads(seen["report"]).items() >= json.loads(seen["status"]["said"]).items() - {("leases", 1)}


def test_the_firewall_of_the_next_start_knows_where_phones_are(seen):
    assert seen["set"]["status"] == 0 and '"eth0"' in seen["kept when set"], "before the network has been brought up"
    assert '"eth0"' in seen["phones after a start"]
    assert (seen["by IPv4"], seen["by IPv6"]) == ("", "")


def test_tells_how_it_is_and_nothing_of_anybody(seen):
    told = json.loads(seen["status"]["said"])
    assert told == {"mode": "accesspoint", "isUp": True, "interface": "eth0", "wifi": "Rum 3", "name": "workshop.home.arpa",
                    "address": "10.42.0.1", "country": "FI", "leases": 1}
    assert "hemligt" not in json.dumps(seen["report"])


def test_leaves_alone_what_is_up_and_takes_down_what_it_made(seen):
    assert seen["again"]["status"] == 0 and seen["left alone"]
    assert seen["down"]["status"] == 0 and not seen["file after down"]
    assert seen["status down"]["status"] == 69 and "up: no" in seen["status down"]["said"]
    assert "wifi" not in json.loads(seen["status wired"]["said"]), "the display would tell a Wi-Fi that is gone"
    assert seen["up wired"]["status"] == 0 and "eth0" not in seen["phones wired"]


if __name__ == "__main__":
    inside = Inside(sys.argv[1])
    inside.go()
    print(json.dumps(inside.seen))
