"""Contact sheets: many thumbnails with a caption each in one WebP file, and which of them differ between two folders."""

import json
import pathlib

import cv2
import numpy

# The cell of each group of pages: its thumbnail's width, the most of a page's height that it shows, in pixels of the
# page, and how many cells stand in a row.
CELLS = {
    "participant": (144, 1100, 9),
    "narrow": (128, 1100, 10),
    "kinds": (144, 1100, 12),
    "console": (144, 1600, 9),
    "facilitator": (256, 1600, 6),
    "display-wide": (272, 1080, 6),
    "display-narrow": (208, 768, 7),
}
CAPTION, QUALITY = 16, 38
# A pixel has changed when it differs by more than this of 255, and a thumbnail when more than this share of it has.
STEP, SHARE = 24, 0.0008


def thumbnail(png, group):
    """The upper part of a picture, as wide as the cells of its group."""
    width, most, _ = CELLS[group]
    image = cv2.imdecode(numpy.frombuffer(png, numpy.uint8), cv2.IMREAD_COLOR)[:most]
    height = max(1, image.shape[0] * width // image.shape[1])
    return cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA)


def write_sheet(folder, name, group, thumbnails):
    """Writes one sheet of (caption, thumbnail) and where each thumbnail stands in it."""
    width, _, columns = CELLS[group]
    height = max(image.shape[0] for _, image in thumbnails)
    # Whole blocks of the encoder for each cell: a change in one does not show in the next.
    across = -(-(width + 8) // 16) * 16
    down = -(-(height + CAPTION + 8) // 16) * 16
    rows = -(-len(thumbnails) // columns)
    sheet = numpy.full((rows * down, columns * across, 3), 128, numpy.uint8)
    places = {}
    for number, (caption, image) in enumerate(thumbnails):
        left, top = number % columns * across, number // columns * down
        sheet[top:top + image.shape[0], left:left + width] = image
        size = 0.36 if width < 200 else 0.42
        cv2.putText(sheet, caption, (left + 2, top + height + 12), cv2.FONT_HERSHEY_SIMPLEX, size, (255, 255, 255), 1, cv2.LINE_AA)
        places[caption] = [left, top, width, height]
    cv2.imwrite(str(folder / f"{name}.webp"), sheet, [cv2.IMWRITE_WEBP_QUALITY, QUALITY])
    (folder / f"{name}.json").write_text(json.dumps(places) + "\n")


def read_sheets(folder):
    """Each thumbnail of each sheet in a folder, by the sheet's name and its caption."""
    found = {}
    for path in sorted(pathlib.Path(folder).glob("*.webp")):
        sheet = cv2.imread(str(path))
        for caption, (left, top, width, height) in json.loads(path.with_suffix(".json").read_text()).items():
            found[path.stem, caption] = sheet[top:top + height, left:left + width]
    return found


def differences(old, new, languages):
    """What differs between two folders of sheets in some languages: one line for each thumbnail."""
    before, after = ({key: image for key, image in read_sheets(folder).items() if key[0][-2:] in languages} for folder in (old, new))
    for key in sorted(before.keys() | after.keys()):
        name = " ".join(key)
        if key not in after:
            yield f"{name}: is gone"
        elif key not in before:
            yield f"{name}: is new"
        else:
            one, other = before[key], after[key]
            if one.shape[1] != other.shape[1]:
                yield f"{name}: has another width"
                continue
            # The shortest and the tallest page of a sheet decide how tall its cells are: compare what both have.
            height = min(one.shape[0], other.shape[0])
            # Blurred, because a change elsewhere in a sheet changes how its encoder rounds here.
            one, other = (cv2.blur(image[:height], (3, 3)) for image in (one, other))
            changed = (cv2.absdiff(one, other).max(axis=2) > STEP).mean()
            if changed > SHARE:
                yield f"{name}: {changed:.1%} of it differs"
