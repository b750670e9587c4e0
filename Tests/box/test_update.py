"""Exchanges of the installed version that fail, are killed or are cut short, on a system in a folder with toy packages."""

import http.server
import os
import shutil
import signal
import threading

import pytest
from test_stick import PROGRAM, Box, installed, keys, package, run, sign, system

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
# Before the real one: what happens to the program while it installs, or to dpkg.
DPKG = """#!/bin/sh
case " $* " in
    *" --install "*)
        if [ -e {folder}/locked ]; then echo "dpkg: error: dpkg frontend lock was locked" >&2; exit 2; fi
        if [ -e {folder}/cut-before ]; then rm {folder}/cut-before; kill -9 $PPID; exit 1; fi
        /usr/bin/dpkg "$@" || exit
        if [ -e {folder}/cut-after ]; then rm {folder}/cut-after; kill -9 $PPID; fi
        exit 0 ;;
esac
exec /usr/bin/dpkg "$@"
"""


class Updated(Box):
    """A box whose daemon answers when a version runs that is any good."""

    def __init__(self, folder, keys):
        super().__init__(folder)
        self.keys, self.good, self.answers = keys, {"1.0", "2.0"}, None
        made = run(PROGRAM, "workshop", "create", "--method", "t01", "--title", "Provet", "--language", "sv",
                   "--data", folder / "data", "--assets", self.places[-1])
        assert made.returncode == 0, made.stderr
        system(self)
        exported = run("gpg", "--homedir", keys, "--batch", "--output", folder / "keyring.gpg", "--export", "Organisation")
        assert exported.returncode == 0, exported.stderr
        (folder / "bin").mkdir()
        (folder / "bin/dpkg").write_text(DPKG.format(folder=folder))
        (folder / "bin/dpkg").chmod(0o755)
        box = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                is_good = installed(box) in box.good
                if box.answers is not None:
                    box.answers -= 1
                    is_good = box.answers >= 0
                self.send_response(200 if is_good else 503)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def bring(self, path):
        sign(self.keys, path)
        for ending in ("", ".sig"):
            shutil.copy(f"{path}{ending}", self.folder / f"system/update.deb{ending}")

    def update(self, *words, program=PROGRAM, proof=0):
        return run(program, "update", *words, *self.places, "--port", self.server.server_address[1], "--patience", "1",
                   "--proof", proof, timeout=120, env={"PATH": f"{self.folder}/bin:/usr/sbin:/usr/bin:/sbin:/bin"})

    def boot(self):
        """What the services do at the start after a power cut; their conditions are the two files."""
        updater = self.folder / "system/updater"
        assert os.access(updater, os.X_OK) and (self.folder / "system/updating").exists()
        for word in ("mend", "finish"):
            said = self.update(word, program=updater)
        return said

    @property
    def names(self):
        return {path.name for path in (self.folder / "system").iterdir() if path.suffix != ".sqlite-wal"}

    def kept(self):
        """The version that can be gone back to, and the copy that belongs to it."""
        shown = run("dpkg-deb", "--show", "--showformat=${Version}", self.folder / "system/previous.deb")
        return shown.stdout, (self.folder / "system/before-update.backup").read_bytes()

    def lock(self):
        (self.folder / "locked").touch()

    def unlock(self):
        (self.folder / "locked").unlink()


@pytest.fixture
def box(tmp_path, keys):
    box = Updated(tmp_path, keys)
    yield box
    box.server.shutdown()
    box.server.server_close()


@pytest.fixture
def updated(box):
    """A box with version 2.0, which can go back to 1.0."""
    box.bring(package(box.folder, "2.0"))
    said = box.update("install")
    assert said.returncode == 0 and installed(box) == "2.0", said.stderr
    assert box.names == {"previous.deb", "before-update.backup"} and box.kept()[0] == "1.0"
    return box


def test_an_update_that_is_taken_back_leaves_the_version_before_it(updated):
    before = updated.kept()
    run(PROGRAM, "workshop", "create", "--method", "t01", "--title", "Efter", "--language", "sv", *updated.places[-4:])
    updated.bring(package(updated.folder, "3.0"))
    said = updated.update("install")
    assert said.returncode == 74 and updated.report["reason"] == "reverted", said
    assert installed(updated) == "2.0" and updated.kept() == before
    assert updated.names == {"previous.deb", "before-update.backup", "update.deb", "update.deb.sig"}


def test_an_update_that_cannot_be_kept_leaves_the_version_before_it(updated):
    before = updated.kept()
    updated.bring(package(updated.folder, "3.0"))
    (updated.folder / "data/workshops.sqlite").write_bytes(b"broken" * 1000)
    said = updated.update("install", "--while-open")
    assert said.returncode == 74 and updated.report["reason"] == "data", said
    assert installed(updated) == "2.0" and updated.kept() == before
    assert updated.names == {"previous.deb", "before-update.backup", "update.deb", "update.deb.sig"}


def test_a_version_that_answers_once_is_taken_back(box):
    box.bring(package(box.folder, "2.0"))
    box.answers = 1
    said = box.update("install", proof=3)
    assert said.returncode == 74 and installed(box) == "1.0", said


@pytest.mark.parametrize("moment", ["cut-before", "cut-after"])
def test_the_power_goes_while_going_back(updated, moment):
    (updated.folder / moment).touch()
    said = updated.update("back", "--yes")
    assert said.returncode == -signal.SIGKILL, said
    updated.boot()
    assert updated.report["reason"] == "reverted"
    assert installed(updated) == "1.0" and "1.0 restore" in (updated.folder / "ran").read_text()
    assert updated.names == {"previous.deb", "before-update.backup", "after-update-1.sqlite"}


def test_going_back_that_cannot_begin_changes_nothing(updated):
    before = updated.kept()
    updated.lock()
    said = updated.update("back", "--yes")
    assert said.returncode == 74 and "but the box answers" in said.stderr, said
    assert installed(updated) == "2.0" and updated.kept() == before
    assert updated.names == {"previous.deb", "before-update.backup"}
    updated.unlock()
    said = updated.update("back", "--yes")
    assert said.returncode == 0 and installed(updated) == "1.0", said


def test_a_failed_going_back_can_be_tried_again(box):
    box.bring(package(box.folder, "2.0"))
    box.good = {"1.0"}
    # The second call of dpkg finds it locked.
    text = (box.folder / "bin/dpkg").read_text()
    (box.folder / "bin/dpkg").write_text(text.replace("        exit 0 ;;", f"        touch {box.folder}/locked; exit 0 ;;"))
    said = box.update("install")
    assert said.returncode == 74 and box.report["reason"] == "broken", said
    assert installed(box) == "2.0" and {"updating", "updater", "replaced.deb"} <= box.names
    (box.folder / "bin/dpkg").write_text(text)
    box.unlock()
    box.boot()
    assert box.report["reason"] == "reverted" and installed(box) == "1.0"
    assert box.names == {"update.deb", "update.deb.sig"}


def test_what_somebody_installed_by_hand_is_not_taken_back(box):
    box.bring(package(box.folder, "2.0"))
    box.good = {"4.0"}
    assert box.update("install").returncode == 74 and box.report["reason"] == "broken"
    assert run("dpkg", f"--root={box.folder}/root", "--install", package(box.folder, "4.0")).returncode == 0
    assert box.update("mend", program=box.folder / "system/updater").returncode == 0
    assert installed(box) == "4.0" and box.names == {"update.deb", "update.deb.sig", "after-update-1.sqlite"}


@pytest.mark.parametrize("moment", ["cut-before", "cut-after"])
def test_an_update_that_is_killed_is_brought_to_its_end(box, moment):
    box.bring(package(box.folder, "2.0"))
    (box.folder / moment).touch()
    assert box.update("install").returncode == -signal.SIGKILL
    said = box.update("recover", program=box.folder / "system/updater")
    assert said.returncode == 0 and box.report["isInstalled"] is True, said
    assert installed(box) == "2.0" and box.kept()[0] == "1.0"
    assert box.names == {"previous.deb", "before-update.backup"}


def test_a_mark_that_an_earlier_version_left_has_no_effect_later(updated):
    (updated.folder / "system/updating").write_text("restoring")
    updated.bring(package(updated.folder, "3.0"))
    # While the installed version is packed.
    (updated.folder / "bin/sh").write_text("#!/bin/sh\ncase $2 in *dpkg-deb*) kill -9 $PPID ;; esac\nexec /bin/sh \"$@\"\n")
    (updated.folder / "bin/sh").chmod(0o755)
    assert updated.update("install").returncode == -signal.SIGKILL
    assert {"updater", "updating"} & updated.names == {"updater"}


def test_what_an_interrupted_update_left_is_cleared_away(updated):
    folder = updated.folder / "system"
    (folder / "replaced.deb.AbCdEf/usr/share/deep/deeper").mkdir(parents=True)
    (folder / "previous.deb.AbCdEf").mkdir()
    for name in ("replaced.deb.part", "updater.part", *[f"after-update-{number}.sqlite" for number in (1, 2, 9, 10)]):
        (folder / name).touch()
    updated.good |= {"3.0"}
    updated.bring(package(updated.folder, "3.0"))
    said = updated.update("install")
    assert said.returncode == 0, said
    assert updated.names == {"previous.deb", "before-update.backup", "after-update-9.sqlite", "after-update-10.sqlite"}


def configured(folder, version, words=None, link=None):
    """A package with a file of settings, or with a link in its place."""
    tree = folder / f"tree-workshop-kiosk-{version}"
    path = package(folder, version)
    (tree / "etc").mkdir()
    (tree / "usr/share").mkdir()
    if words:
        (tree / "etc/kiosk.conf").write_text(words)
        (tree / "DEBIAN/conffiles").write_text("/etc/kiosk.conf\n")
    if link:
        (tree / "usr/share/kiosk.conf").write_text(link)
        (tree / "etc/kiosk.conf").symlink_to("../usr/share/kiosk.conf")
    built = run("dpkg-deb", "--root-owner-group", "--build", tree, path)
    assert built.returncode == 0, built.stderr
    return path


@pytest.fixture
def settings(box):
    """A box whose version has a file of settings."""
    box.good |= {"1.1"}
    box.bring(configured(box.folder, "1.1", "of 1.1"))
    assert box.update("install").returncode == 0
    return box.folder / "root/etc/kiosk.conf"


def test_a_file_of_settings_that_was_deleted_is_in_no_updates_way(box, settings):
    settings.unlink()
    box.bring(configured(box.folder, "2.0", "of 2.0"))
    said = box.update("install")
    assert said.returncode == 0 and installed(box) == "2.0", said
    assert box.update("back", "--yes").returncode == 0 and installed(box) == "1.1"


@pytest.mark.parametrize("own", ["of 1.1", "the organisation's"])
@pytest.mark.parametrize("later", [{"words": "of 2.0"}, {"link": "of 2.0"}, {}])
def test_settings_are_as_they_were_when_gone_back(box, settings, own, later):
    settings.write_text(own)
    box.bring(configured(box.folder, "2.0", **later))
    assert box.update("install").returncode == 0
    assert box.update("back", "--yes").returncode == 0 and installed(box) == "1.1"
    assert settings.read_text() == own and not settings.is_symlink()


def test_a_link_in_the_place_of_settings_comes_back(box):
    box.good |= {"1.1"}
    box.bring(configured(box.folder, "1.1", link="of 1.1"))
    assert box.update("install").returncode == 0
    box.bring(configured(box.folder, "2.0", words="of 2.0"))
    assert box.update("install").returncode == 0
    assert box.update("back", "--yes").returncode == 0 and installed(box) == "1.1"
    link = box.folder / "root/etc/kiosk.conf"
    assert link.is_symlink() and link.read_text() == "of 1.1"
