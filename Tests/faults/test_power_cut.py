"""The power is cut at every moment of a workshop, and of a box's first start. KIOSK_IMAGES sets how many disks are looked
into (scripts/soak: 30,000, every moment among them)."""

import os

import power_cut

IMAGES = int(os.environ.get("KIOSK_IMAGES", 600))


def told(kinds, problems):
    print(f"{kinds}: {len(problems)} with something wrong")
    return "\n".join(map(str, problems[:20]))


def test_every_disk_that_a_power_cut_may_leave_has_what_was_acknowledged():
    # Long enough that the log is brought into the file while people vote.
    recording = power_cut.record(seed=1, seconds=8 if IMAGES < 5000 else 24)
    assert any(kind == power_cut.SYNCED for kind, _, _, _ in recording.events)
    assert len(recording.ideas) == 80 and all(len(votes) > 20 for votes in recording.ballots.values())
    moments = len(recording.events) + 1
    assert IMAGES < 20_000 or IMAGES >= 2 * moments, f"{moments} moments want {2 * moments} disks"
    kinds, problems = power_cut.examine(recording, IMAGES, seed=2, opened_by_program=IMAGES // 20)
    assert not problems, told(kinds, problems)
    told(kinds, problems)
    if IMAGES >= 2 * moments:
        print(f"each of {moments} moments among them")


def test_a_box_whose_first_start_was_cut_starts_the_next_time():
    recording = power_cut.record(seed=3, seconds=0.3)
    # What comes before the first idea.
    recording.events = recording.events[:recording.ideas[0][0]]
    kinds, problems = power_cut.examine(recording, IMAGES // 3, seed=4, opened_by_program=IMAGES // 3)
    assert not problems, told(kinds, problems)
    # And the file's very first page, in parts.
    first = next(index for index, event in enumerate(recording.events) if event[0] == power_cut.WRITTEN and len(event[3]) == 4096)
    kinds, problems = power_cut.examine(
        recording, IMAGES // 5, seed=4, opened_by_program=IMAGES // 5, cuts=[first + 1])
    assert not problems, told(kinds, problems)


def test_a_disk_that_lies_is_found_out():
    # The same look, at a disk that says that it has what it has not: were nothing found, the look would be worth nothing.
    recording = power_cut.record(seed=5, seconds=1, lie=True)
    _, problems = power_cut.examine(recording, 100, seed=6, opened_by_program=1)
    assert len(problems) > 10


def test_an_answer_that_is_acknowledged_too_early_is_found_out():
    recording = power_cut.record(seed=7, seconds=1)
    # As if each had been told three events before it was on the disk.
    recording.ideas = [(max(0, at - 3), text) for at, text in recording.ideas]
    syncs = [index for index, event in enumerate(recording.events) if event[0] == power_cut.SYNCED]
    assert syncs
    _, problems = power_cut.examine(recording, 400, seed=8, opened_by_program=1)
    assert any("ideas are gone" in what for _, _, what in problems)
