"""Runs inside the emulated box after each start: is the phone, the facilitator and the technician, and tells the host."""

import json
import os
import re
import signal
import time
import traceback

import screen
from telling import SERVICE, Facilitator, answers, check, exposure, first_pin, main_process, run, starting, stored, tell, uptime, waited, wireless

KEPT = "/var/lib/box-test.json"


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


def exposures():
    value = exposure()
    check("the live unit's exposure is 1.2 at most", value <= 1.2, value)
    for unit in sorted(name for name in os.listdir("/lib/systemd/system") if name.startswith("workshop-kiosk")):
        if unit.endswith(".service") and "@" not in unit:
            tell("measured", name=f"exposure of {unit}", value=exposure(unit))


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
    check("it finds the box by its name", phone.resolve("workshop.home.arpa") == "10.42.0.1", phone.resolve("workshop.home.arpa"))
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
    phone.get("https://www.example.org/", "-k")
    check("port 443 is refused quickly", time.monotonic() - began < 5, time.monotonic() - began)
    for what, address in (("SSH", "10.42.0.1 22"), ("an uplink", "192.0.2.1 80")):
        words = address.split(" ")
        if what == "an uplink":
            # Whatever answers there, it is the box itself.
            status, location, _ = phone.get("http://192.0.2.1/")
            check("a page of the world is the box's", status in (0, 302, 303, 307, 421), (status, location))
        else:
            answer = phone.inside("timeout", "5", "bash", "-c", f"exec 3<>/dev/tcp/{words[0]}/{words[1]}")
            check(f"{what} is out of reach", answer.returncode != 0)


def recovery(name, number):
    """Ends or stops the daemon and waits until it answers again."""
    before = main_process()
    began = time.monotonic()
    os.kill(before, number)
    if number == signal.SIGKILL:
        healed = waited(lambda: main_process() not in (0, before) and answers(), pause=0.1)
    else:
        healed = waited(lambda: main_process() not in (0, before) and answers(), pause=0.5)
    check(f"the box heals after {name}", healed)
    tell("measured", name=f"seconds until it answers after {name}", value=round(time.monotonic() - began, 1))


def written():
    """The bytes that the daemon has had written to the disk."""
    return int(re.search(r"write_bytes: (\d+)", open(f"/proc/{main_process()}/io").read())[1])


def disk():
    """The bytes written to the disk by everybody (Documentation/admin-guide/iostats.rst: sectors of 512 bytes)."""
    return int(open("/sys/block/vda/stat").read().split()[6]) * 512


def wear(code, ideas):
    run("sync")
    before, all_before, began = written(), disk(), time.monotonic()
    time.sleep(150)
    share = 3600 / (time.monotonic() - began)
    tell("measured", name="bytes written in an idle hour by the daemon", value=int((written() - before) * share))
    tell("measured", name="bytes written in an idle hour to the whole disk", value=int((disk() - all_before) * share))
    texts, total = 30, 0
    for number in range(texts):
        headers, _ = Facilitator().request(f"/w/{code}/join", [("key", f"wear{number}")])
        voter = Facilitator(headers["Set-Cookie"].split(";")[0])
        before = written()
        voter.request(f"/w/{code}/idea", [("activity", ideas), ("key", f"wear{number}"), ("text", f"Text {number} " + "x" * 60)])
        total += written() - before
    tell("measured", name="bytes written for one text, alone in its commit", value=total // texts)


REPORT = "/run/workshop-kiosk-system/stick"


def report():
    """What the stick's service has told last."""
    try:
        return json.load(open(REPORT))
    except (OSError, ValueError):
        return {}


def device(name):
    """The stick's place in the system, when it has one."""
    found = [entry for entry in os.listdir("/dev/disk/by-id") if name in entry and entry.startswith("usb-")] \
        if os.path.isdir("/dev/disk/by-id") else []
    return f"/dev/disk/by-id/{found[0]}" if found else None


def looked_at(name, body):
    """What `body` says of the stick's folder, mounted for reading."""
    os.makedirs("/run/stick", exist_ok=True)
    mounted = run("mount", "-o", "ro", "-t", {"ntfs": "ntfs3"}.get(name, name), device(name), "/run/stick")
    if mounted.returncode:
        return mounted.stderr
    try:
        return body("/run/stick")
    finally:
        run("umount", "/run/stick")


def whole(folder):
    """Whether every export on the stick is what its list of hashes says; nothing may lie there half written."""
    exports = [entry for entry in os.listdir(folder) if os.path.exists(f"{folder}/{entry}/SHA256SUMS") and ".part" not in entry]
    return bool(exports) and all(
        run("sha256sum", "-c", "--quiet", "SHA256SUMS", cwd=f"{folder}/{entry}").returncode == 0 for entry in exports)


def done_with(facilitator, name):
    tell("detach", stick=name)
    facilitator.request("/facilitator/stick/clear", [])
    waited(lambda: not os.path.exists(REPORT), 30)
    waited(lambda: not device(name), 30)


def sticks(facilitator, code):
    for name in ("ext4", "vfat", "exfat", "ntfs"):
        facilitator.request("/facilitator/stick", [("what", code)])
        tell("attach", stick=name, slow=False)
        state = waited(lambda: report().get("state") in ("done", "failed") and report())
        if name == "ntfs" and run("modinfo", "ntfs3").returncode:
            check("where the kernel has no NTFS, it is told",
                  state and (state["state"], state["reason"], state["format"]) == ("failed", "driver", "NTFS"), state)
            done_with(facilitator, name)
            continue
        if check(f"a stick with {name} gets the results, and says when it may be pulled",
                 state and state["state"] == "done", state or run(
                     "journalctl", "-u", "workshop-kiosk-stick@*", "-n", "15", "-o", "cat", "--no-pager").stdout):
            check(f"what is on it ({name}) is whole", looked_at(name, whole) is True, looked_at(name, os.listdir))
        done_with(facilitator, name)
    tell("attach", stick="vfat", slow=False)
    waited(lambda: device("vfat"))
    time.sleep(10)
    check("a stick that nobody asked for gets nothing",
          not report() and len(looked_at("vfat", os.listdir)) == 1, (report(), looked_at("vfat", os.listdir)))
    done_with(facilitator, "vfat")
    facilitator.request("/facilitator/stick", [("what", code)])
    tell("attach", stick="vfat", slow=True)
    began = waited(lambda: report().get("state"))
    time.sleep(3)
    working = report().get("state") == "working"
    tell("detach", stick="vfat")
    state = waited(lambda: report().get("state") == "failed" and report())
    check("a stick that is pulled too early is told", state, (began, working, report()))
    facilitator.request("/facilitator/stick/clear", [])
    waited(lambda: not os.path.exists(REPORT), 30)
    tell("attach", stick="vfat", slow=False)
    waited(lambda: device("vfat"))
    check("and what was on it before is whole", looked_at("vfat", whole) is True, looked_at("vfat", os.listdir))
    done_with(facilitator, "vfat")


def first():
    starting()
    pin = first_pin()
    check("the first start tells a PIN in the journal", pin, "")
    exposures()
    phone = Phone()
    phone.take_radio()
    reached = network(phone)
    facilitator = Facilitator()
    facilitator.sign_in(pin)
    code, ideas = facilitator.workshop()
    if reached:
        portal(phone, joined=False)
        status, _, body = phone.get(f"http://workshop.home.arpa/w/{code}")
        check("the phone sees the workshop's page", status == 200 and "<main" in body, status)
        status, location, _ = phone.post(f"http://workshop.home.arpa/w/{code}/join", key="phone1")
        check("the phone joins", status == 303, (status, location))
        portal(phone, joined=True)
        forbidden(phone)
    sticks(facilitator, code)
    wear(code, ideas)
    recovery("kill -9", signal.SIGKILL)
    recovery("SIGSTOP (the watchdog)", signal.SIGSTOP)
    text = "Rösten före strömavbrottet"
    if reached:
        status, _, body = phone.post(f"http://workshop.home.arpa/w/{code}/idea", activity=ideas, key="cut", text=text)
    else:
        headers, _ = facilitator.request(f"/w/{code}/join", [("key", "local")])
        _, body = Facilitator(headers["Set-Cookie"].split(";")[0]).request(
            f"/w/{code}/idea", [("activity", ideas), ("key", "cut"), ("text", text)])
        status = 303
    # What the test itself remembers has to be on disk as well.
    with open(KEPT, "w") as file:
        json.dump({"code": code, "text": text, "cookie": facilitator.cookie}, file)
        file.flush()
        os.fsync(file.fileno())
    os.sync()
    status, _, body = (phone.post(f"http://workshop.home.arpa/w/{code}/idea", activity=ideas, key="cut2", text=text + " 2")
                       if reached else (200, "", '"received":true'))
    check("the vote is acknowledged", status in (200, 303) and "received" in body, (status, body))
    # The power goes in this instant: the host waits for this line.
    tell("cut")
    time.sleep(600)


def second():
    kept = json.load(open(KEPT))
    starting()
    texts = [row[0] for row in stored("SELECT text FROM idea")]
    check("the vote from before the power cut is there", texts.count(kept["text"]) == 1, texts)
    check("and the one that was acknowledged in the last instant", texts.count(kept["text"] + " 2") == 1, texts)
    journal = run("journalctl", "-b", "-u", SERVICE, "-o", "cat", "--no-pager").stdout
    check("a facilitator who was signed in is so still",
          "data-agenda" in Facilitator(kept["cookie"]).request(f"/facilitator/{kept['code']}")[1])
    phone = Phone()
    phone.take_radio()
    if network(phone):
        status, _, _ = phone.get("http://workshop.home.arpa/")
        check("the phone is in the room again", status == 200, status)
    addresses = re.findall(r"10\.42\.0\.\d+|(?:[0-9a-f]{2}:){5}[0-9a-f]{2}", journal)
    check("the daemon's log names no device and no answer",
          not [a for a in addresses if a != "10.42.0.1"] and kept["text"] not in journal, addresses)
    examined = run("/usr/bin/workshop-kiosk", "check", "--data", "/var/lib/workshop-kiosk")
    tell("measured", name="workshop-kiosk check", value=(examined.returncode, examined.stdout[:1500]))


try:
    stage = re.search(r"box\.stage=(\w+)", open("/proc/cmdline").read())[1]
    {"first": first, "second": second, "display": screen.stage}[stage]()
except Exception:
    check("the test itself", False, traceback.format_exc())
tell("end")
run("systemctl", "poweroff")
