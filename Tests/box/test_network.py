"""The box's network, in network namespaces: the real name server, firewall and kiosk on one side, phones on the other."""

import concurrent.futures
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from namespaces import AccessPoint, Machine, cable, run  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("KIOSK_PROGRAM", ROOT / ".build/release/workshop-kiosk"))
BOX, NOBODY, NAME = "10.42.0.1", "198.51.100.1", "workshop.home.arpa"
WELCOME, FRONT = f"http://{NAME}/welcome", f"http://{NAME}/"

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can make network namespaces")

APPLE = "<HTML><HEAD><TITLE>Success</TITLE></HEAD><BODY>Success</BODY></HTML>\n"
FIREFOX = '<meta http-equiv="refresh" content="0;url=https://support.mozilla.org/kb/captive-portal"/>'
# What each system does when it has joined a network: names it looks up with what it must find (None: no such name),
# ports it tries to open a secure connection to, and pages with what it takes for success. The sources are in the README.
SYSTEMS = {
    "ios": {
        "names": {"captive.apple.com": NOBODY, "mask.icloud.com": None, "mask-h2.icloud.com": None},
        "secure": ["gateway.icloud.com"],
        "pages": [("captive.apple.com", "/hotspot-detect.html", 200, APPLE)],
        "agent": "CaptiveNetworkSupport-485.0.0 wispr",
    },
    "macos": {
        "names": {"captive.apple.com": NOBODY, "_dns.resolver.arpa": None},
        "secure": [],
        "pages": [("captive.apple.com", "/hotspot-detect.html", 200, APPLE)],
        "agent": "CaptiveNetworkSupport-485.0.0 wispr",
    },
    "android": {
        "names": {"www.google.com": NOBODY, "connectivitycheck.gstatic.com": NOBODY},
        "secure": ["www.google.com"],
        "pages": [
            ("connectivitycheck.gstatic.com", "/generate_204", 204, ""),
            ("www.google.com", "/gen_204", 204, ""),
            ("play.googleapis.com", "/generate_204", 204, ""),
        ],
        "agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/60.0.3112.32 Safari/537.36",
    },
    "windows": {
        "names": {"www.msftconnecttest.com": NOBODY, "dns.msftncsi.com": "131.107.255.255"},
        "secure": [],
        "pages": [
            ("www.msftconnecttest.com", "/connecttest.txt", 200, "Microsoft Connect Test"),
            ("www.msftncsi.com", "/ncsi.txt", 200, "Microsoft NCSI"),
        ],
        "agent": "Microsoft NCSI",
    },
    "firefox": {
        "names": {"detectportal.firefox.com": NOBODY, "use-application-dns.net": None},
        "secure": ["mozilla.cloudflare-dns.com"],
        "pages": [
            ("detectportal.firefox.com", "/canonical.html", 200, FIREFOX),
            ("detectportal.firefox.com", "/success.txt?ipv4", 200, "success\n"),
        ],
        "agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    },
    "chromeos": {
        "names": {"connectivitycheck.gstatic.com": NOBODY, "www.google.com": NOBODY},
        "secure": ["www.google.com"],
        "pages": [
            ("connectivitycheck.gstatic.com", "/generate_204", 204, ""),
            ("www.google.com", "/gen_204", 204, ""),
            ("www.gstatic.com", "/generate_204", 204, ""),
        ],
        "agent": "Mozilla/5.0 (X11; CrOS x86_64) Chrome/126",
    },
    "linux": {
        "names": {"nmcheck.gnome.org": NOBODY},
        "secure": [],
        "pages": [
            ("nmcheck.gnome.org", "/check_network_status.txt", 200, "NetworkManager is online\n"),
            ("network-test.debian.org", "/nm", 200, "NetworkManager is online\n"),
            ("connectivity-check.ubuntu.com", "/", 204, ""),
        ],
        "agent": "NetworkManager/1.42.4",
    },
}

# What NetworkManager 1.42 starts for a connection whose method is "shared", as seen on its command line.
DNSMASQ = [
    "dnsmasq", "--conf-file=/dev/null", "--no-hosts", "--keep-in-foreground", "--bind-interfaces", "--except-interface=lo",
    "--clear-on-reload", "--strict-order", f"--listen-address={BOX}", "--dhcp-range=10.42.0.10,10.42.0.254,60m",
]
# And the rules that it adds: with them alone phones reach each other by the box, and the uplink.
SHARED_RULES = """
table ip nm-shared-wlan0 {
    chain nat_postrouting {
        type nat hook postrouting priority srcnat; policy accept;
        ip saddr 10.42.0.0/24 ip daddr != 10.42.0.0/24 masquerade
    }
    chain filter_forward {
        type filter hook forward priority filter; policy accept;
        ip daddr 10.42.0.0/24 oifname "wlan0" ct state { established, related } accept
        ip saddr 10.42.0.0/24 iifname "wlan0" accept
        iifname "wlan0" oifname "wlan0" accept
        iifname "wlan0" reject
        oifname "wlan0" reject
    }
}
"""
# A server that says who it is to whoever connects, and echoes datagrams, on the ports that follow.
GREETER = """
import select, socket, sys
name, *ports = sys.argv[1:]
sockets = []
for port in ports:
    tcp = socket.create_server(("0.0.0.0", int(port)))
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind(("0.0.0.0", int(port)))
    sockets += [tcp, udp]
print("ready", flush=True)
while True:
    for ready in select.select(sockets, [], [])[0]:
        if ready.type == socket.SOCK_DGRAM:
            content, peer = ready.recvfrom(2048)
            ready.sendto(name.encode(), peer)
        else:
            peer, _ = ready.accept()
            peer.settimeout(1)
            try:
                peer.recv(4096)
                peer.send(f"HTTP/1.0 200 OK\\r\\nContent-Length: {len(name)}\\r\\n\\r\\n{name}".encode())
            except OSError:
                pass
            peer.close()
"""
LEASE = """#!/bin/sh
case "$1" in
bound|renew)
    ip addr flush dev "$interface"
    ip addr add "$ip/$mask" dev "$interface"
    ip route replace default via "$router"
    echo "$ip $mask $router $dns $lease"
    ;;
esac
"""


def greet(machine, *ports):
    process = machine.start(sys.executable, "-c", GREETER, machine.name, *ports, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "ready\n"


class Hall:
    """A box with an uplink, and phones on its air."""

    def __init__(self):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="kiosk-network-"))
        self.machines = []
        self.air = AccessPoint()
        self.box, self.uplink = Machine("box"), Machine("uplink")
        self.phones, self.ports, self.leases = {}, {}, {}

    def build(self):
        (self.directory / "lease").write_text(LEASE)
        (self.directory / "lease").chmod(0o755)
        # The uplink: a network with a host that answers on every port that phones might want.
        cable(self.box, "eth0", self.uplink, "lan0")
        run("ip", "-n", self.box.name, "addr", "add", "192.0.2.1/24", "dev", "eth0")
        run("ip", "-n", self.uplink.name, "addr", "add", "192.0.2.2/24", "dev", "lan0")
        run("ip", "-n", self.uplink.name, "route", "add", "10.42.0.0/24", "via", "192.0.2.1")
        greet(self.uplink, 22, 53, 80, 443, 8080)
        # The box, as NetworkManager makes it; then the firewall, which is there before in truth.
        self.air.join(self.box, "wlan0", isolated=False)
        self.box.run("nft", "-f", ROOT / "systemd/workshop-kiosk.nft")
        self.box.run("nft", "-f", "-", input=SHARED_RULES)
        run("ip", "-n", self.box.name, "addr", "add", f"{BOX}/24", "dev", "wlan0")
        self.box.run("sysctl", "-q", "-w", "net.ipv4.ip_forward=1")
        greet(self.box, 22, 8080, 9)
        drop_ins = self.directory / "dnsmasq-shared.d"
        drop_ins.mkdir()
        shutil.copy(ROOT / "systemd/workshop-kiosk-dnsmasq.conf", drop_ins / "workshop-kiosk.conf")
        self.box.start(*DNSMASQ, f"--dhcp-leasefile={self.directory}/leases", f"--pid-file={self.directory}/pid",
                       f"--conf-dir={drop_ins}", stderr=open(self.directory / "dnsmasq.log", "w"))
        self.serve()
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            for name in SYSTEMS:
                phone = self.phones[name] = Machine(name)
                self.ports[name] = self.air.join(phone, "wifi0")
            for name, lease in zip(SYSTEMS, pool.map(self.lease, self.phones.values())):
                self.leases[name] = lease

    def serve(self):
        """The kiosk, as the service manager starts it."""
        runtime = self.directory / "run"
        runtime.mkdir(exist_ok=True)
        self.kiosk = self.box.start(
            "env", f"RUNTIME_DIRECTORY={runtime}", PROGRAM, "serve", "--data", self.directory / "data", "--port", 80,
            "--assets", ROOT / "kiosk-assets", stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        text = ""
        while "recovery code" not in text:
            line = self.kiosk.stdout.readline()
            assert line, f"the kiosk ended: {text}"
            text += line
        self.said = text
        self.pin = re.search(r"PIN (\d+)", text)[1]

    def lease(self, phone):
        """Takes a lease: address, bits or mask, router, name server, seconds."""
        words = phone.run("udhcpc", "-i", "wifi0", "-n", "-q", "-f", "-t", 10, "-T", 1, "-s", self.directory / "lease")
        return words.split("\n")[-2].split() if "\n" in words else words.split()

    def remove(self):
        for machine in [*self.phones.values(), self.box, self.uplink, self.air.machine]:
            machine.remove()
        shutil.rmtree(self.directory, ignore_errors=True)

    # What phones do.

    def post(self, machine, path, fields=(), cookie=None, address=BOX, host=NAME):
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        if cookie:
            headers["Cookie"] = cookie
        return machine.http(address, host, path, "POST", urllib.parse.urlencode(list(fields)), headers)

    def facilitate(self):
        """A workshop whose ideas are open, made from the box itself: its code and the activity."""
        def post(path, fields):
            return self.post(self.box, path, fields, self.cookie, "127.0.0.1", "127.0.0.1")
        self.cookie = None
        self.cookie = post("/facilitator/sign-in", [("pin", self.pin)])[1]["Set-Cookie"].split(";")[0]
        code = post("/facilitator/workshops", [("method", "t01"), ("title", "Behov"), ("language", "sv")])[1]["Location"].rsplit("/", 1)[1]
        page = self.box.http("127.0.0.1", "127.0.0.1", f"/facilitator/{code}", headers={"Cookie": self.cookie})[2]
        ideas = re.search(r'data-agenda="(\w+)" data-name="[\w-]+" data-agenda-kind="ideas"', page)[1]
        post(f"/facilitator/{code}/move", [("to", ideas)])
        post(f"/facilitator/{code}/act", [("activity", ideas), ("act", "open")])
        return code, ideas

    def join(self, name, code):
        """Joins a workshop; returns the participant's cookie."""
        status, headers, _ = self.post(self.phones[name], f"/w/{code}/join", [("key", f"{len(name):032x}")])
        assert status in (200, 303)
        return headers["Set-Cookie"].split(";")[0]


@pytest.fixture(scope="module")
def hall():
    hall = Hall()
    try:
        hall.build()
        yield hall
    finally:
        hall.remove()


def probe(hall, name, page):
    """One page of a system's probe, as it asks: by the name that it looks up."""
    host, path, _, _ = page
    phone = hall.phones[name]
    addresses = phone.look_up(host)[1]
    assert addresses == [NOBODY], f"{host}: {addresses}"
    return phone.http(addresses[0], host, path, headers={"User-Agent": SYSTEMS[name]["agent"]})


def test_every_phone_has_a_lease_of_its_own(hall):
    addresses = {lease[0] for lease in hall.leases.values()}
    assert len(addresses) == len(SYSTEMS)
    for name, (address, _, router, server, seconds) in hall.leases.items():
        assert address.startswith("10.42.0.") and router == BOX and server == BOX and int(seconds) <= 3600, name


def test_names_lead_to_the_box_and_canaries_to_nowhere(hall):
    for name, system in SYSTEMS.items():
        phone = hall.phones[name]
        for host, address in system["names"].items():
            # A time to live of nothing: no phone is to remember the name on another network.
            expected = ("NXDOMAIN", [], []) if address is None else ("NOERROR", [address], [0])
            assert phone.look_up(host) == expected, f"{name} {host}"
    phone = hall.phones["android"]
    assert phone.look_up(NAME) == ("NOERROR", [BOX], [0])
    # No address of IPv6 and no hint at HTTPS, but no error either: that would make phones ask again.
    for kind in ("AAAA", "HTTPS", "SVCB"):
        assert phone.look_up("captive.apple.com", kind) == ("NOERROR", [], []), kind
    # A server of the Internet that a phone has in its settings is the box's own, too; also over TCP.
    for server in (BOX, "8.8.8.8", "192.0.2.2"):
        for tcp in (False, True):
            assert phone.look_up("captive.apple.com", "A", server, tcp) == ("NOERROR", [NOBODY], [0]), f"{server} {tcp}"


@pytest.mark.parametrize("name", SYSTEMS)
def test_sign_in_opens_and_then_the_phone_stays(hall, name):
    system, phone = SYSTEMS[name], hall.phones[name]
    for host in system["secure"]:
        result, seconds = phone.connect(NOBODY, 443)
        assert result == "refused" and seconds < 0.5, f"{host}: {result} after {seconds} s"
    for page in system["pages"]:
        status, headers, body = probe(hall, name, page)
        assert (status, headers["Location"]) == (302, WELCOME), f"{page}: {status} {body}"
        assert "no-store" in headers["Cache-Control"]
        status, headers, body = hall.phones[name].http(NOBODY, page[0], page[1], "HEAD")
        assert (status, headers["Location"], body) == (302, WELCOME, "")
    status, headers, page = phone.http(BOX, NAME, "/welcome", headers={"Accept-Language": "en"})
    assert status == 200 and "Stay on the network" in page and "<script" not in page and "Set-Cookie" not in headers
    assert NAME in page and BOX in page
    assert hall.post(phone, "/welcome")[0] == 303
    for page in system["pages"]:
        status, headers, body = probe(hall, name, page)
        assert (status, body) == page[2:], f"{page}: {status} {body!r}"
    # A page that a phone had open elsewhere leads to the box, not to a page of the box under another's name.
    status, headers, _ = phone.http(NOBODY, "www.example.org", "/facilitator")
    assert (status, headers["Location"]) == (302, FRONT)


def test_joining_and_voting_keeps_a_phone_that_pressed_nothing(hall):
    code, ideas = hall.facilitate()
    phone = hall.phones["late"] = Machine("late")
    hall.air.join(phone, "wifi0")
    hall.leases["late"] = hall.lease(phone)
    page = ("connectivitycheck.gstatic.com", "/generate_204")
    assert phone.http(NOBODY, *page)[0] == 302
    assert phone.http(BOX, NAME, f"/w/{code}")[0] == 200
    assert phone.http(NOBODY, *page)[0] == 302, "looking is not joining"
    cookie = hall.join("late", code)
    assert phone.http(NOBODY, *page)[0] == 204
    for address, host in ((BOX, NAME), (BOX, BOX)):
        status, _, body = hall.post(
            phone, f"/w/{code}/idea", [("activity", ideas), ("key", host), ("text", f"Fler cyklar {host}")], cookie,
            address, host)
        assert status == 200 and '"received":true' in body, body
    assert "Fler cyklar" in phone.http(BOX, NAME, f"/w/{code}", headers={"Cookie": cookie})[2]


def test_a_phone_that_was_in_is_in_again_soon_after_a_restart(hall):
    phone = hall.phones["ios"]
    code, _ = hall.facilitate()
    cookie = hall.join("ios", code)
    hall.kiosk.kill()
    hall.kiosk.wait(10)
    hall.serve()
    page = SYSTEMS["ios"]["pages"][0]
    assert probe(hall, "ios", page)[0] == 302
    assert phone.http(BOX, NAME, f"/w/{code}", headers={"Cookie": cookie})[0] == 200
    assert probe(hall, "ios", page)[0] == 200


def test_what_phones_may_not(hall):
    phone, other = hall.phones["android"], hall.phones["windows"]
    greet(other, 80, 8000)
    theirs = hall.leases["windows"][0]
    # What is tried is there: from where one may, it answers.
    assert hall.box.connect(theirs, 8000)[0] == "open"
    assert hall.uplink.connect("192.0.2.1", 22)[0] == "open", "SSH from the wired side"
    assert hall.box.connect("192.0.2.2", 8080)[0] == "open", "the box has its uplink"
    # Each other: neither through the air, nor by the box.
    assert phone.connect(theirs, 8000)[0] == "silent"
    run("ip", "-n", phone.name, "route", "add", f"{theirs}/32", "via", BOX)
    assert phone.connect(theirs, 8000)[0] != "open"
    assert phone.connect(theirs, 80)[0] != "open"
    run("ip", "-n", phone.name, "route", "del", f"{theirs}/32")
    assert phone.datagram(theirs, 8000) is None
    # The uplink: what is sent to it ends at the box.
    for port in (22, 443, 8080):
        assert phone.connect("192.0.2.2", port)[0] != "open", port
    assert phone.http("192.0.2.2", "192.0.2.2", "/")[1]["Location"] == FRONT
    assert phone.datagram("192.0.2.2", 8080) != hall.uplink.name.encode()
    assert hall.uplink.connect(hall.leases["android"][0], 22)[0] != "open", "nor the other way round"
    # The box: its page alone.
    assert phone.connect(BOX, 80)[0] == "open"
    for port in (22, 8080, 9):
        assert phone.connect(BOX, port, 0.7)[0] == "silent", port
    assert phone.datagram(BOX, 8080, seconds=0.7) is None
    assert phone.connect("192.0.2.1", 22, 0.7)[0] != "open", "nor by its address on the other side"
    # At once: nobody waits for what is not there.
    for port in (443, 853):
        for address in (BOX, NOBODY, "192.0.2.2", "93.184.215.14"):
            result, seconds = phone.connect(address, port)
            assert result == "refused" and seconds < 0.5, f"{address}:{port} {result} after {seconds} s"
    assert phone.datagram(BOX, 443) == "refused"
    # Not by IPv6 either, which the box has none of there.
    here = run("ip", "-n", hall.box.name, "-6", "addr", "show", "dev", "wlan0", "scope", "link")
    link = re.search(r"inet6 (\S+)/", here)
    if link:
        assert phone.connect(f"{link[1]}%wifi0", 22, 0.7)[0] == "silent"


def test_it_is_the_rules_that_keep_phones_in(hall):
    """The test of the tests: without the box's own rules, what must not be is."""
    phone = hall.phones["linux"]
    assert phone.connect("192.0.2.2", 8080)[0] != "open"
    hall.box.run("nft", "delete", "table", "inet", "workshop_kiosk")
    try:
        assert phone.connect("192.0.2.2", 8080)[0] == "open"
        assert phone.connect(BOX, 22)[0] == "open"
    finally:
        hall.box.run("nft", "-f", ROOT / "systemd/workshop-kiosk.nft")
    assert phone.connect("192.0.2.2", 8080)[0] != "open"
    other = hall.phones["chromeos"]
    greet(other, 8000)
    theirs = hall.leases["chromeos"][0]
    for name in ("linux", "chromeos"):
        hall.air.isolate(hall.ports[name], False)
    assert phone.connect(theirs, 8000)[0] == "open"
    for name in ("linux", "chromeos"):
        hall.air.isolate(hall.ports[name], True)
    assert phone.connect(theirs, 8000)[0] == "silent"
