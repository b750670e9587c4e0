"""Runs inside the emulated box after each start: is the phone, the facilitator and the technician, and tells the host."""

import json
import os
import re
import signal
import time
import traceback

import screen
from phone import Phone, forbidden, network, portal, private
from telling import Facilitator, answers, check, exposure, first_pin, main_process, run, starting, stored, tell, waited
from wear import wear

KEPT = "/var/lib/box-test.json"


def exposures():
    value = exposure()
    check("the live unit's exposure is 1.2 at most", value <= 1.2, value)
    for unit in sorted(name for name in os.listdir("/lib/systemd/system") if name.startswith("workshop-kiosk")):
        if unit.endswith(".service") and "@" not in unit:
            tell("noticed", name=f"exposure of {unit}", value=exposure(unit))


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
    private(phone if reached else None, [text])
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
    check("a facilitator who was signed in is so still",
          "data-agenda" in Facilitator(kept["cookie"]).request(f"/facilitator/{kept['code']}")[1])
    phone = Phone()
    phone.take_radio()
    if network(phone):
        status, _, _ = phone.get("http://workshop.home.arpa/")
        check("the phone is in the room again", status == 200, status)
    private(None, [kept["text"]])
    examined = run("/usr/bin/workshop-kiosk", "check", "--data", "/var/lib/workshop-kiosk")
    tell("noticed", name="workshop-kiosk check", value=(examined.returncode, examined.stdout[:1500]))


try:
    stage = re.search(r"box\.stage=(\w+)", open("/proc/cmdline").read())[1]
    {"first": first, "second": second, "display": screen.stage}[stage]()
except Exception:
    check("the test itself", False, traceback.format_exc())
tell("end")
run("systemctl", "poweroff")
