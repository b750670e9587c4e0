"""The screen of an emulated box, as one sees it who stands before it."""

import subprocess
import time

# How long a picture may take under software emulation, in seconds, and the time between two looks.
PATIENCE, PAUSE = 900, 10


class Screen:
    """The picture that `box`, an emulated one, shows; the last one is kept in `folder`."""

    def __init__(self, box, folder):
        self.box, self.folder = box, folder

    def picture(self):
        """What is shown now: the width, the height and the points, three bytes each."""
        path = self.folder / "screen.ppm"
        self.box.command("screendump", filename=str(path))
        kind, size, most, points = path.read_bytes().split(b"\n", 3)
        assert (kind, most) == (b"P6", b"255"), "the emulator's format of pictures is another"
        width, height = map(int, size.split())
        return width, height, points

    def shows(self, text):
        """Whether a QR code with `text` comes into a picture that a page fills to its edges."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self.is_filled() and text in self.codes():
                return True
            time.sleep(PAUSE)
        return False

    def is_filled(self):
        """Whether the picture has one ground along its edges, not black: no console, and nothing of the browser's own.

        The display leaves its edges free, because old projectors cut them off.
        """
        width, height, points = self.picture()
        ground, edge = points[:3], height // 60
        rows = [points[3 * width * row:3 * width * (row + 1)] for row in (0, edge, height - 1 - edge, height - 1)]
        return ground != bytes(3) and all(row == ground * width for row in rows)

    def codes(self):
        """What the QR codes in the picture say, as a phone's camera reads them."""
        path = self.folder / "screen.png"
        self.box.command("screendump", filename=str(path), format="png")
        return subprocess.run(["zbarimg", "--quiet", "--raw", str(path)], stdout=subprocess.PIPE, text=True).stdout

    def changes_with_mouse(self):
        """Whether the picture is another one when the mouse is moved over it, and when it rests elsewhere."""
        pictures = []
        for way in (0, 90, -170, 60):
            for axis in ("x", "y"):
                self.box.command("input-send-event", events=[{"type": "rel", "data": {"axis": axis, "value": way}}])
            time.sleep(PAUSE / 2)
            pictures.append(self.picture())
        return len(set(pictures)) > 1
