"""The checklist for a real box says in each language the same, in the words that the pages have."""

import json
import re
import subprocess

import pytest
from conftest import ROOT

FOLDER = ROOT / "kiosk-assets/field-test"
LANGUAGES = sorted(path.stem for path in FOLDER.iterdir())


def printed(*arguments):
    return subprocess.run([ROOT / "scripts/field-test", *arguments], capture_output=True, text=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_checklist_has_the_same_steps_in_every_language_and_names_what_the_pages_say(language):
    text = printed(language).stdout
    steps = re.findall(r"^\[ \] (\d+)\.", text, re.M)
    assert steps == [str(number) for number in range(1, len(steps) + 1)]
    assert len(steps) == len(re.findall(r"^\[ \]", printed().stdout, re.M)) > 10
    words = "\n".join(
        str(word) for path in (ROOT / "kiosk-assets/languages" / language).glob("*.json")
        for word in json.loads(path.read_text(encoding="utf-8")).values())
    for named in re.findall(r'"([^"]+)"', text):
        assert named in words, f"no page says '{named}'"
    assert max(map(len, text.splitlines())) <= 125, "it is printed on A4"


def test_the_checklist_is_there_in_every_language_and_an_unknown_one_is_told():
    assert LANGUAGES == sorted(path.name for path in (ROOT / "kiosk-assets/languages").iterdir())
    told = printed("xx")
    assert told.returncode == 65 and "sv" in told.stderr
