"""What a change of version does to the package's files in /etc: forward, back, with what somebody has changed, and away."""

import os
import pathlib
import shutil
import subprocess

import pytest

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can install packages")

NAMES = "/etc/NetworkManager/dnsmasq-shared.d"
EARLIER_NAMES, LINK = f"{NAMES}/workshop-kiosk.conf", f"{NAMES}/50-workshop-kiosk.conf"
MANAGER = "/etc/NetworkManager/conf.d/workshop-kiosk.conf"
AVAHI = "/etc/avahi/services/workshop-kiosk.service"
ASIDE = "/etc/NetworkManager/workshop-kiosk-dnsmasq"
SHARED = "/usr/share/workshop-kiosk"
# As the two layouts before this one had it: three configuration files; then a link and a copy.
FIRST = {EARLIER_NAMES: "# names of the first layout\n", MANAGER: "# manager of the first layout\n", AVAHI: "<!-- the first -->\n"}


class Root:
    """This machine's files with a layer above them: what is installed there is gone with it."""

    def __init__(self, folder):
        self.folder = folder
        for name in ("upper", "work", "merged"):
            (folder / name).mkdir()

    def __call__(self, *words, check=True):
        """Runs a command in it; what it said."""
        script = ('cd "$0" && mount -t overlay overlay -o lowerdir=/,upperdir=upper,workdir=work merged && '
                  'mount --bind /dev merged/dev && mount -t proc proc merged/proc && exec chroot merged "$@"')
        done = subprocess.run(
            ["unshare", "--mount", "--pid", "--fork", "sh", "-c", script, self.folder, *words], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"})
        assert done.returncode == 0 or not check, f"{words}: {done.stdout}"
        return done.stdout

    def put(self, package):
        """Hands a package in, and installs it as an update does."""
        shutil.copy(package, self.folder / "upper/given.deb")
        return self("dpkg", "--force-confold", "--force-confdef", "--force-downgrade", "-i", "/given.deb")

    def write(self, path, text):
        self("sh", "-c", 'printf %s "$1" >"$0"', path, text)

    def text(self, path):
        """What is in a file; None when there is none, and "leads nowhere" for a link that does."""
        script = 'if [ -e "$0" ]; then cat "$0"; elif [ -L "$0" ]; then printf "leads nowhere"; else exit 1; fi'
        try:
            return self("sh", "-c", script, path)
        except AssertionError:
            return None

    def names(self):
        """What the name server would read."""
        # dpkg takes the folder away with the last file in it, where no other package has it.
        words = f"! test -d {NAMES} || find {NAMES} '(' -type f -o -type l ')' -name '*workshop-kiosk*'"
        return sorted(self("sh", "-c", words).split())


@pytest.fixture
def root(tmp_path):
    root = Root(tmp_path)
    if root("true", check=False):
        pytest.skip("no layer above the root's files can be made here")
    root("sh", "-c", "dpkg -P workshop-kiosk 2>/dev/null || true")
    root("mkdir", "-p", NAMES)
    return root


def toy(folder, package, version, files, links=(), configuration=False, postinst=""):
    """A package of the same name with the files of an earlier layout."""
    content = folder / version
    for path, text in files.items():
        place = content / path.lstrip("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    for path, target in links:
        place = content / path.lstrip("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.symlink_to(target)
    control = content / "DEBIAN"
    control.mkdir(parents=True)
    architecture = subprocess.run(["dpkg-deb", "-f", package, "Architecture"], stdout=subprocess.PIPE, text=True).stdout.strip()
    (control / "control").write_text(
        f"Package: workshop-kiosk\nVersion: {version}\nArchitecture: {architecture}\nMaintainer: Nobody <nobody@example.org>\n"
        "Description: an earlier layout\n")
    if configuration:
        (control / "conffiles").write_text("".join(f"{path}\n" for path in files))
    if postinst:
        (control / "postinst").write_text(f"#!/bin/sh\nset -e\n{postinst}\n")
        (control / "postinst").chmod(0o755)
    built = folder / f"{version}.deb"
    subprocess.run(["dpkg-deb", "-Zgzip", "--root-owner-group", "-b", content, built], check=True, stdout=subprocess.DEVNULL)
    return built


@pytest.fixture
def first(package, tmp_path):
    return toy(tmp_path, package, "0.1.0+git220.0000000", FIRST, configuration=True)


@pytest.fixture
def second(package, tmp_path, announced):
    names = f"{SHARED}/workshop-kiosk-dnsmasq.conf"
    return toy(
        tmp_path, package, "0.1.0+git240.0000000", {names: "# names\n", f"{SHARED}/workshop-kiosk.avahi": announced},
        [(EARLIER_NAMES, names)], postinst=f"mkdir -p {os.path.dirname(AVAHI)}\ncp {SHARED}/workshop-kiosk.avahi {AVAHI}")


@pytest.fixture
def announced():
    root = pathlib.Path(__file__).resolve().parents[2]
    return (root / "systemd/workshop-kiosk.avahi").read_text()


def is_as_it_should_be(root, announced):
    assert root.names() == [LINK]
    assert "dhcp-authoritative" in root.text(LINK)
    assert root.text(MANAGER) is None, "it would stand above the one in /usr/lib"
    assert root.text(AVAHI) == announced
    assert root("find", "/etc/NetworkManager", "-name", "*workshop-kiosk*.dpkg-*") == ""


def test_the_first_layout_and_back_and_again(root, package, first, announced):
    root.put(first)
    root.put(package)
    is_as_it_should_be(root, announced)
    root.put(first)
    for path, text in FIRST.items():
        assert root.text(path) == text, path
    assert root.names() == [EARLIER_NAMES]
    root.put(package)
    is_as_it_should_be(root, announced)


def test_the_layout_in_between_and_back_and_again(root, package, first, second, announced):
    root.put(first)
    root.put(second)
    root.put(package)
    is_as_it_should_be(root, announced)
    root.put(second)
    assert root.names() == [EARLIER_NAMES] and root.text(EARLIER_NAMES) == "# names\n"
    root.put(package)
    is_as_it_should_be(root, announced)


def test_what_going_back_has_broken_is_mended(root, package, first, second, announced):
    root.put(second)
    root.put(first)
    assert root.text(EARLIER_NAMES) == "leads nowhere", "what was wrong"
    root.put(package)
    is_as_it_should_be(root, announced)


def test_what_somebody_has_changed_is_kept(root, package, first):
    root.put(first)
    root.write(EARLIER_NAMES, "# ours\n")
    root.put(package)
    # Not where the name server reads it: it starts with no second file that says the same.
    assert root.names() == [LINK] and root.text(f"{ASIDE}.dpkg-bak") == "# ours\n"
    root.write(AVAHI, "<!-- ours -->\n")
    root.put(package)
    assert root.text(AVAHI) == "<!-- ours -->\n", "an update"
    root("dpkg", "-r", "workshop-kiosk")
    # avahi reads names that end in .service alone.
    assert root.text(AVAHI) is None and root.text(f"{AVAHI}.removed") == "<!-- ours -->\n"
    assert root.names() == []
    root.put(package)
    assert root.text(AVAHI) == "<!-- ours -->\n" and root.text(f"{AVAHI}.removed") is None
    root("dpkg", "-r", "workshop-kiosk")
    root("dpkg", "-P", "workshop-kiosk")
    assert root("find", "/etc", "-name", "*workshop-kiosk*") == ""


def test_everything_in_etc_is_a_configuration_file(root, package):
    root.put(package)
    script = 'for name in $(dpkg -L workshop-kiosk); do [ -L "$name" ] || [ ! -f "$name" ] || echo "$name"; done'
    files = {name for name in root("sh", "-c", script).split() if name.startswith("/etc/")}
    listed = root("dpkg-query", "-W", "-f", "${Conffiles}", "workshop-kiosk").split()
    assert files == {AVAHI} == set(listed[::2])
