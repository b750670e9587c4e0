"""The Debian package: what it holds, what it needs, and what lintian says of it."""

import os
import re
import subprocess

import pytest
from conftest import PROGRAM, ROOT


@pytest.fixture(scope="module")
def content(package, tmp_path_factory):
    """The package, unpacked, with what it tells dpkg in DEBIAN."""
    folder = tmp_path_factory.mktemp("content") / "root"
    subprocess.run(["dpkg-deb", "-R", package, folder], check=True)
    return folder


def test_it_holds_what_a_box_needs_and_nothing_else(content):
    files = {str(path.relative_to(content)) for path in content.rglob("*") if path.is_file()}
    shipped = {f"usr/share/workshop-kiosk/{path.relative_to(ROOT / 'kiosk-assets')}"
               for path in (ROOT / "kiosk-assets").rglob("*") if path.is_file()}
    assert shipped <= files
    documents = {f"usr/share/doc/workshop-kiosk/{name}" for name in (
        "copyright", "changelog.gz", "README.md.gz", "NOTICE.swift-crypto", "NOTICE.swift-log")}
    words = {"usr/share/man/man1/workshop-kiosk.1.gz", "usr/share/bash-completion/completions/workshop-kiosk",
             "usr/share/zsh/vendor-completions/_workshop-kiosk", "usr/share/fish/vendor_completions.d/workshop-kiosk.fish"}
    assert documents | words | {"usr/bin/workshop-kiosk"} <= files
    units = {path for path in files if path.startswith(("lib/", "usr/lib/", "etc/"))}
    sources = list((ROOT / "systemd").iterdir())
    others = {path for path in files if path.startswith("usr/share/workshop-kiosk/")} - shipped
    assert len(units | others) == len(sources)
    assert {path for path in files if not path.startswith("DEBIAN/")} == shipped | documents | words | units | others | {
        "usr/bin/workshop-kiosk"}


def test_its_dependencies_are_those_of_the_program(package):
    depends = subprocess.run(["dpkg-deb", "-f", package, "Depends"], stdout=subprocess.PIPE, text=True).stdout
    for library in ("libc6", "libmicrohttpd12", "libqrencode4", "libsqlite3-0", "libxlsxwriter4", "zlib1g"):
        assert re.search(rf"\b{library}(t64)? \(>= ", depends), depends


def test_the_program_is_stripped_and_does_not_say_where_it_was_built(content):
    program = content / "usr/bin/workshop-kiosk"
    sections = subprocess.run(["readelf", "-SW", program], stdout=subprocess.PIPE, text=True, check=True).stdout
    assert ".symtab" not in sections and ".debug_info" not in sections
    assert os.fsencode(ROOT) not in program.read_bytes()


def test_the_manual_and_the_completions_know_every_command(content):
    manual = subprocess.run(
        ["zcat", content / "usr/share/man/man1/workshop-kiosk.1.gz"], stdout=subprocess.PIPE, text=True, check=True).stdout
    completions = content / "usr/share/bash-completion/completions/workshop-kiosk"
    subprocess.run(["bash", "-n", completions], check=True)
    told = subprocess.run([PROGRAM, "--help"], stdout=subprocess.PIPE, text=True, check=True).stdout
    commands = re.findall(r"^  ([a-z-]+)", told.split("SUBCOMMANDS:")[1], re.MULTILINE)
    assert len(commands) > 5
    for command in commands:
        assert f".SS {command}".replace("-", "\\-") in manual, command
        assert command in completions.read_text(), command


def test_an_update_leaves_the_socket_alone(content):
    scripts = {name: (content / "DEBIAN" / name).read_text() for name in ("postinst", "prerm", "postrm")}
    for text in scripts.values():
        assert not re.search(r"restart.*workshop-kiosk\.socket", text)
    assert "deb-systemd-invoke $_dh_action 'workshop-kiosk.service'" in scripts["postinst"]
    assert 'if [ -z "${DPKG_ROOT:-}" ] && [ "$1" = remove ]' in scripts["prerm"]


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="versions count the commits of a history")
def test_a_later_build_of_changed_files_is_an_update_of_an_earlier_one(tmp_path):
    tree = tmp_path / "tree"
    subprocess.run(["git", "clone", "-q", ROOT, tree], check=True)
    # As it is here, which may be what has been changed.
    subprocess.run(["cp", "-R", ROOT / "scripts", tree], check=True)
    with open(tree / "README.md", "a") as file:
        file.write("Changed.\n")
    versions = []
    for _ in range(2):
        done = subprocess.run(
            [tree / "scripts/package", "--quick", "--no-lint", "--program", PROGRAM, tmp_path / "built"], stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True)
        assert done.returncode == 0, done.stderr
        versions.append(re.search("_(.*)_", done.stdout.split("/")[-1])[1])
    assert ".changed" in versions[0]
    assert subprocess.run(["dpkg", "--compare-versions", versions[1], "gt", versions[0]]).returncode == 0, versions
