"""A file that takes long: the browser says so, and gets it by itself; the command line says which file it is at."""

import os
import pty
import re
import subprocess

import pytest
from conftest import LAPTOP, PHONE, ROOT, Kiosk
from test_accessibility import check

PROGRAM = ROOT / ".build/release/workshop-kiosk"
# In the place of WeasyPrint: as slow as it is with a large workshop, and it counts its runs.
SLOW = """#!/bin/sh
[ "$1" = --help ] && exit 0
echo run >> "{runs}"
sleep 6
for last; do :; done
printf '%%PDF-1.7 slow' > "$last"
"""


@pytest.fixture
def slow(tmp_path, monkeypatch):
    """A kiosk whose PDF files take six seconds."""
    program = tmp_path / "weasyprint"
    program.write_text(SLOW.format(runs=tmp_path / "runs"))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    running = Kiosk()
    running.runs = tmp_path / "runs"
    yield running
    running.stop()


@pytest.mark.parametrize("script", [True, False])
def test_a_slow_file_says_so_and_comes_by_itself(slow, browser, script):
    workshop = slow.workshop()
    context = browser.new_context(
        viewport={"width": PHONE[0], "height": PHONE[1]}, java_script_enabled=script, accept_downloads=True)
    name, value = slow.cookie.split("=", 1)
    context.add_cookies([{"name": name, "value": value, "url": slow.base}])
    page = context.new_page()
    page.goto(workshop.console_address)
    page.locator("a[href$='report.pdf']").click()
    page.wait_for_selector("h1:has-text('Görs nu: Rapport (PDF)')", timeout=10_000)
    assert re.search(r"Det har tagit \d+ sekunder? hittills", page.inner_text("main"))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if script:
        check(page, "a file in the making")
    # A second click, on another page, begins nothing more.
    other = context.new_page()
    other.goto(workshop.console_address + "/report.pdf")
    other.wait_for_selector("h1:has-text('Görs nu')", timeout=10_000)
    other.close()
    with page.expect_download(timeout=30_000) as download:
        page.wait_for_selector("h1:has-text('Klar: Rapport (PDF)')", timeout=30_000)
    assert download.value.suggested_filename == f"{workshop.code}-report.pdf"
    assert open(download.value.path(), "rb").read() == b"%PDF-1.7 slow"
    assert slow.runs.read_text() == "run\n"
    # What stays is a page that says that it is done, and leads back.
    assert page.inner_text("h1") == "Klar: Rapport (PDF)"
    page.locator("main a").last.click()
    page.wait_for_selector("#files")
    context.close()


def test_a_quick_file_leaves_the_console_where_it_is(kiosk, page_of):
    workshop = kiosk.workshop()
    page = page_of(LAPTOP, facilitator=True)
    page.goto(workshop.console_address)
    for ending in ("export.csv", "export.xlsx", "export.json"):
        with page.expect_download() as download:
            page.locator(f"#files a[href$='{ending}']").click()
        assert download.value.suggested_filename == f"{workshop.code}.{ending.split('.')[1]}"
        assert page.url == workshop.console_address


def exported(kiosk, workshop, folder, format, terminal):
    """What `export` says on standard error, which is a terminal or not."""
    command = [PROGRAM, "export", workshop.code, "--format", format, "--output", folder, "--data",
               f"{kiosk.directory}/data", "--assets", kiosk.assets]
    if not terminal:
        return subprocess.run(command, check=True, timeout=180, capture_output=True, text=True).stderr
    ours, theirs = pty.openpty()
    running = subprocess.Popen(command, stderr=theirs)
    os.close(theirs)
    said = b""
    try:
        while piece := os.read(ours, 4096):
            said += piece
    except OSError:
        pass  # The other end is closed: the program has ended.
    os.close(ours)
    assert running.wait(180) == 0
    return said.decode().replace("\r\n", "\n")


def test_the_command_line_says_which_file_it_is_at_on_a_terminal_only(slow, tmp_path):
    workshop = slow.workshop()
    names = [".csv", "-fields.csv", ".xlsx", ".json", "-report.html", "-report.pdf"]
    said = exported(slow, workshop, tmp_path / "all", "all", terminal=True)
    assert said == "".join(f"{place + 1}/6 {workshop.code}{name} …\n" for place, name in enumerate(names))
    assert exported(slow, workshop, tmp_path / "a.pdf", "pdf", terminal=True) == f"1/1 {workshop.code}-report.pdf …\n"
    assert exported(slow, workshop, tmp_path / "b.pdf", "pdf", terminal=False) == ""
    assert exported(slow, workshop, tmp_path / "other", "all", terminal=False) == ""
