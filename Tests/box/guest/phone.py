"""A phone on the simulated radio: what it finds, what it may not, and what nobody is told of it."""

import os
import re
import socket
import time

from telling import SERVICE, check, run, tell, uptime, waited, wireless

BOX = "10.42.0.1"
# An address of the box's network or of a radio.
DEVICE = r"10\.42\.[0-7]\.\d+|(?:[0-9a-f]{2}:){5}[0-9a-f]{2}"


class Phone:
    """A phone in a network namespace of its own, with the second simulated radio."""

    radio = "wlan1"

    def take_radio(self):
        os.makedirs("/etc/netns/phone", exist_ok=True)
        open("/etc/netns/phone/resolv.conf", "w").close()
        run("ip", "netns", "add", "phone")
        physical = open(f"/sys/class/net/{self.radio}/phy80211/name").read().strip()
        run("iw", "phy", physical, "set", "netns", "name", "phone")
        self.inside("ip", "link", "set", "lo", "up")

    def inside(self, *words, **options):
        return run("ip", "netns", "exec", "phone", *words, **options)

    def associate(self, name, passphrase):
        with open("/run/phone.conf", "w") as file:
            file.write(f'ctrl_interface=/run/phone-wpa\nnetwork={{\n ssid="{name}"\n psk="{passphrase}"\n}}\n')
        self.inside("wpa_supplicant", "-B", "-D", "nl80211", "-i", self.radio, "-c", "/run/phone.conf")
        return waited(lambda: "wpa_state=COMPLETED" in self.inside(
            "wpa_cli", "-p", "/run/phone-wpa", "-i", self.radio, "status").stdout)

    def lease(self):
        return self.inside("udhcpc", "-i", self.radio, "-n", "-q", "-t", "20", "-s", "/usr/local/lib/box-test/lease.sh")

    def resolve(self, name):
        return self.inside("getent", "ahostsv4", name).stdout.split("\n")[0].split(" ")[0]

    def get(self, address, *options):
        """Status, location and body of an answer."""
        answer = self.inside(
            "curl", "-s", "-m", "20", "-b", "/run/phone.cookies", "-c", "/run/phone.cookies", "-w",
            "\n%{http_code} %{redirect_url}", *options, address)
        body, _, last = answer.stdout.rpartition("\n")
        status, _, location = last.partition(" ")
        return int(status or 0), location, body

    def post(self, address, **fields):
        words = [word for name, value in fields.items() for word in ("--data-urlencode", f"{name}={value}")]
        return self.get(address, "-H", "Accept: application/json", *(words or ["-d", ""]))


def network(phone):
    status = waited(lambda: (lambda out: out.returncode == 0 and out)(
        run("/usr/bin/workshop-kiosk", "network", "status", "--json", "--data", "/var/lib/workshop-kiosk")))
    if not check("the box's Wi-Fi is up", status, run("nmcli", "device").stdout + run(
            "journalctl", "-u", "workshop-kiosk-network.service", "--no-pager", "-n", "20").stdout):
        return False
    tell("measured", name="seconds from the kernel's start to the Wi-Fi", value=round(uptime(), 1))
    wifi = wireless()
    check("a phone joins the Wi-Fi by its name and passphrase", phone.associate(*wifi), wifi[0])
    leased = phone.lease()
    check("it gets an address", leased.returncode == 0, leased.stderr)
    check("it finds the box by its name", phone.resolve("workshop.home.arpa") == BOX, phone.resolve("workshop.home.arpa"))
    return True


def portal(phone, joined):
    status, location, body = phone.get("http://connectivitycheck.gstatic.com/generate_204")
    if joined:
        check("Android is told that the network is complete", status == 204 and not body, (status, location))
    else:
        check("Android is told to sign in", status in (302, 303, 307) and "workshop.home.arpa" in location, (status, location))
    status, location, body = phone.get("http://captive.apple.com/hotspot-detect.html")
    if joined:
        check("iOS is told that the network is complete", status == 200 and "Success" in body, (status, body))
    else:
        check("iOS is told to sign in", status in (302, 303, 307) and "workshop.home.arpa" in location, (status, location))


def forbidden(phone):
    began = time.monotonic()
    answer = phone.inside("curl", "-s", "-m", "20", "-k", "https://www.example.org/")
    # curl(1): 7 is a connection that was refused.
    check("port 443 is refused quickly", answer.returncode == 7 and time.monotonic() - began < 5,
          (answer.returncode, time.monotonic() - began))
    # Something that answers where SSH would, so that it is the rules that keep a phone from it.
    with socket.create_server(("0.0.0.0", 22)) as listener:
        check("a server listens on the port of SSH", reaches(run, "127.0.0.1"))
        check("SSH is out of reach", not reaches(phone.inside, BOX))
        listener.settimeout(0)
        listener.accept()[0].close()
        check("not even a connection came in", not waiting(listener))
    # Whatever answers there, it is the box itself.
    status, location, _ = phone.get("http://192.0.2.1/")
    check("a page of the world is the box's", status in (302, 303, 307, 421), (status, location))


def reaches(runner, address):
    """Whether a connection to the port of SSH opens."""
    return runner("timeout", "5", "bash", "-c", f"exec 3<>/dev/tcp/{address}/22").returncode == 0


def waiting(listener):
    """Whether another connection waits to be accepted."""
    try:
        listener.accept()[0].close()
        return True
    except BlockingIOError:
        return False


def private(phone, texts):
    """The journal of this start, in which the phone has joined and written, tells nothing of it."""
    said = run("journalctl", "-b", "-u", SERVICE, "-o", "cat", "--no-pager").stdout
    devices = [found for found in re.findall(DEVICE, said) if found != BOX]
    check("the daemon's log names no device and no answer", said and not devices and not any(text in said for text in texts),
          devices or len(said))
    if phone:
        address = re.search(r"inet (10\.42\.[0-7]\.\d+)", phone.inside("ip", "-4", "address", "show", "dev", phone.radio).stdout)
        whole_journal = run("journalctl", "-b", "-o", "cat", "--no-pager").stdout
        check("no log at all names the phone's address",
              address and not re.search(re.escape(address[1]) + r"\b", whole_journal), address and address[1])
