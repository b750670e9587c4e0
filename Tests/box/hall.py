"""A box in a namespace, with the real name server, firewall and kiosk, an uplink, and phones on its air."""

import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse

from namespaces import AccessPoint, Machine, cable, run
from systems import SYSTEMS

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Last, as a module of that folder has this one's name, too.
sys.path.append(str(ROOT / "scripts"))
from serving import listening  # noqa: E402

PROGRAM = pathlib.Path(os.environ.get("KIOSK_PROGRAM", ROOT / ".build/release/workshop-kiosk"))
BOX, NAME = "10.42.0.1", "workshop.home.arpa"

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
        ip saddr 10.42.0.0/21 ip daddr != 10.42.0.0/21 masquerade
    }
    chain filter_forward {
        type filter hook forward priority filter; policy accept;
        ip daddr 10.42.0.0/21 oifname "wlan0" ct state { established, related } accept
        ip saddr 10.42.0.0/21 iifname "wlan0" accept
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
        self.box, self.uplink, self.inner = Machine("box"), Machine("uplink"), Machine("inner")
        self.phones, self.ports, self.leases = {}, {}, {}

    def build(self):
        (self.directory / "lease").write_text(LEASE)
        (self.directory / "lease").chmod(0o755)
        # The uplink: a network with a host that answers on every port that phones might want.
        cable(self.box, "eth0", self.uplink, "lan0")
        run("ip", "-n", self.box.name, "addr", "add", "192.0.2.1/24", "dev", "eth0")
        run("ip", "-n", self.uplink.name, "addr", "add", "192.0.2.2/24", "dev", "lan0")
        run("ip", "-n", self.uplink.name, "route", "add", "10.42.0.0/21", "via", "192.0.2.1")
        greet(self.uplink, 22, 53, 80, 443, 8080)
        # A network behind the box that has nothing to do with the kiosk, such as that of containers.
        cable(self.box, "lan1", self.inner, "lan0")
        run("ip", "-n", self.box.name, "addr", "add", "192.0.2.129/30", "dev", "lan1")
        run("ip", "-n", self.inner.name, "addr", "add", "192.0.2.130/30", "dev", "lan0")
        run("ip", "-n", self.inner.name, "route", "add", "default", "via", "192.0.2.129")
        run("ip", "-n", self.uplink.name, "route", "add", "192.0.2.130/32", "via", "192.0.2.1")
        greet(self.inner, 8080)
        # The box, as NetworkManager makes it; then the firewall, which is there before in truth.
        self.air.join(self.box, "wlan0", isolated=False)
        self.box.run("nft", "-f", ROOT / "systemd/workshop-kiosk.nft")
        self.box.run("nft", "-f", "-", input=SHARED_RULES)
        run("ip", "-n", self.box.name, "addr", "add", f"{BOX}/21", "dev", "wlan0")
        self.box.run("sysctl", "-q", "-w", "net.ipv4.ip_forward=1")
        greet(self.box, 22, 8080, 9)
        drop_ins = self.directory / "dnsmasq-shared.d"
        drop_ins.mkdir()
        shutil.copy(ROOT / "systemd/workshop-kiosk-dnsmasq.conf", drop_ins / "workshop-kiosk.conf")
        self.give_names(drop_ins)
        self.serve()
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            for name in SYSTEMS:
                phone = self.phones[name] = Machine(name)
                self.ports[name] = self.air.join(phone, "wifi0")
            for name, lease in zip(SYSTEMS, pool.map(self.lease, self.phones.values())):
                self.leases[name] = lease

    def give_names(self, drop_ins):
        """The name server, which also gives addresses."""
        # The folder that NetworkManager has in /run, in a /run of its own, whose files are seen through the process.
        self.names = self.box.start(
            "sh", "-c", 'mount -t tmpfs tmpfs /run && mkdir /run/NetworkManager && exec "$@"', "sh", *DNSMASQ,
            f"--dhcp-leasefile={self.directory}/leases", f"--pid-file={self.directory}/pid", f"--conf-dir={drop_ins}",
            "--log-facility=-", stderr=open(self.directory / "dnsmasq.log", "a"))

    def start_anew(self):
        """As after a start of the box: nobody has an address, and nobody has asked for one."""
        self.names.terminate()
        self.names.wait(10)
        self.box.run("nft", "-f", ROOT / "systemd/workshop-kiosk.nft")
        self.give_names(self.directory / "dnsmasq-shared.d")
        while not self.box.look_up(NAME):
            time.sleep(0.1)

    def leased(self):
        """The addresses that are given out."""
        leases = pathlib.Path("/proc", str(self.names.pid), "root", "run/NetworkManager/workshop-kiosk.leases").read_text()
        return [line.split()[2] for line in leases.splitlines()]

    def serve(self):
        """The kiosk, as the service manager starts it."""
        runtime = self.directory / "run"
        runtime.mkdir(exist_ok=True)
        self.kiosk = self.box.start(
            "env", f"RUNTIME_DIRECTORY={runtime}", PROGRAM, "serve", "--data", self.directory / "data", "--port", 80,
            "--assets", ROOT / "kiosk-assets", stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        _, self.pin = listening(self.kiosk)

    def lease(self, phone):
        """Takes a lease: address, bits or mask, router, name server, seconds."""
        words = phone.run("udhcpc", "-i", "wifi0", "-x", "hostname:a-name", "-n", "-q", "-f", "-t", 10, "-T", 1, "-s", self.directory / "lease")
        return words.split("\n")[-2].split() if "\n" in words else words.split()

    def remove(self):
        for machine in [*self.phones.values(), self.box, self.uplink, self.inner, self.air.machine]:
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
