"""The stage in which only the display on the box's own screen is looked at: by the host, which sees the emulated screen."""

import glob
import os
import pwd
import re
import signal
import time

from telling import SERVICE, Facilitator, active, answers, check, exposure, first_pin, main_process, run, starting, tell, waited, wireless

DISPLAY = "workshop-kiosk-display.service"
SOCKET = "workshop-kiosk.socket"
# Where the host answers.
HOST = open("/dev/ttyS0")
# How long the browser may take to start under software emulation, in seconds.
PATIENCE = 900


def seen(text):
    """Whether the host finds a QR code with `text` in the picture; it looks until it does, or has lost its patience."""
    tell("look", text=text)
    return HOST.readline().strip() == "seen"


def moved():
    """Whether the picture changes when the host moves the mouse."""
    tell("move")
    return HOST.readline().strip() == "changed"


def said():
    lines = run("journalctl", "-u", DISPLAY, "-n", "200", "-o", "cat", "--no-pager").stdout.splitlines()
    return "\n".join([line for line in lines if "dbus" not in line][-8:])


def renderers():
    """The browser's processes that draw pages."""
    found = []
    for path in glob.glob("/proc/[0-9]*/cmdline"):
        try:
            if b"--type=renderer" in open(path, "rb").read():
                found.append(os.path.dirname(path))
        except OSError:
            pass
    return found


def locked_up():
    """The browser runs as a user of its own without any right, within the unit's limits, and what draws pages is in a sandbox
    inside that.
    """
    process = main_process(DISPLAY)
    status = open(f"/proc/{process}/status").read()
    own = os.readlink(f"/proc/{process}/ns/user")
    owner = pwd.getpwnam("kiosk-display").pw_uid
    return (os.stat(f"/proc/{process}").st_uid == owner
            and open(f"/proc/{process}/cgroup").read().strip().endswith(f"/{DISPLAY}")
            and all(re.search(pattern, status, re.M) for pattern in (r"^CapBnd:\s+0+$", r"^NoNewPrivs:\s+1$", r"^Seccomp:\s+2$"))
            and bool(renderers())
            and all(os.readlink(f"{renderer}/ns/user") != own for renderer in renderers()))


def cable(word):
    """Pulls the cable ("off") or puts it in ("detect"). The emulated screen has none: the kernel is told what it would have seen.

    It does not tell anybody of that by itself, so that a rule makes the device manager's test event into the real one.
    """
    os.makedirs("/run/udev/rules.d", exist_ok=True)
    open("/run/udev/rules.d/99-cable.rules", "w").write('SUBSYSTEM=="drm", ACTION=="change", ENV{HOTPLUG}="1"\n')
    run("udevadm", "control", "--reload")
    for path in glob.glob("/sys/class/drm/card*-*/status"):
        open(path, "w").write(word)
    run("udevadm", "trigger", "--settle", "--action=change", "--subsystem-match=drm")


def stage():
    starting()
    if not check(f"{DISPLAY} runs", waited(lambda: active(DISPLAY)), said()):
        return
    name, _ = waited(lambda: (lambda found: found[0] and found)(wireless())) or ("", "")
    check("the screen tells the Wi-Fi of a new box", seen(f"WIFI:T:WPA;S:{name};"), said())
    check("and its address", seen("http://"), said())
    check("a mouse leaves no arrow in the picture", not moved())
    check("the console does not go blank", open("/sys/module/kernel/parameters/consoleblank").read().strip() == "0")
    check("the browser has no right, and locks up its pages", locked_up(), renderers())
    tell("noticed", name=f"exposure of {DISPLAY}", value=exposure(DISPLAY))
    facilitator = Facilitator()
    facilitator.sign_in(first_pin())
    code = facilitator.new_workshop("Skärmen")
    check("it goes on to the first workshop", seen(f"/{code}"), said())
    os.kill(main_process(), signal.SIGKILL)
    check("the daemon heals", waited(answers))
    code = facilitator.new_workshop("Efter felet")
    check("the page comes back after the daemon has ended", seen(f"/{code}"), said())
    run("systemctl", "stop", SOCKET, SERVICE)
    time.sleep(60)
    run("systemctl", "start", SOCKET, SERVICE)
    check("the daemon is back", waited(answers))
    code = facilitator.new_workshop("Efter pausen")
    check("the page comes back after the port was closed for a minute", seen(f"/{code}"), said())
    check("the browser was not started again for that", run("systemctl", "show", "-P", "NRestarts", DISPLAY).stdout.strip() == "0", said())
    cable("off")
    time.sleep(30)
    code = facilitator.new_workshop("Efter kabeln")
    cable("detect")
    check("the picture comes back with the cable", seen(f"/{code}"), said())
    os.kill(main_process(DISPLAY), signal.SIGKILL)
    code = facilitator.new_workshop("Efter krocken")
    check("the browser comes back when it has crashed", seen(f"/{code}"), said())
