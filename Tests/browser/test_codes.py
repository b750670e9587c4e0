"""The QR codes on the pages lead where they should, and exports are what they say they are."""

import json
import pathlib
import urllib.request

import cv2
import jsonschema
import numpy
from conftest import LAPTOP, PROJECTOR

SCHEMA = pathlib.Path(__file__).resolve().parents[2] / "kiosk-assets/exports/bundle.schema.json"


def test_qr_codes_open_the_workshop(kiosk, page_of):
    workshop = kiosk.workshop()
    for size, address, facilitator in [
        (PROJECTOR, workshop.display_address, False), (LAPTOP, workshop.console_address, True)
    ]:
        for theme in ("light", "dark"):
            page = page_of(size, theme=theme, facilitator=facilitator)
            page.goto(address)
            # A frame may take the place of the element meanwhile: the picture is of the page, not of the element.
            picture = page.screenshot(full_page=True, clip=page.locator(".qr").bounding_box())
            image = cv2.imdecode(numpy.frombuffer(picture, numpy.uint8), cv2.IMREAD_COLOR)
            image = cv2.copyMakeBorder(image, 40, 40, 40, 40, cv2.BORDER_CONSTANT, value=(255, 255, 255))
            assert cv2.QRCodeDetector().detectAndDecode(image)[0] == workshop.phone_address


def test_the_bundle_keeps_to_its_schema(kiosk):
    workshop = kiosk.workshop()
    schema = json.loads(SCHEMA.read_text())
    workshop.act("open")
    first, second = workshop.write("A", "=B")
    workshop.act("reveal")
    workshop.group([first], "Grupp")
    workshop.hide(second)
    workshop.open_dots()
    workshop.vote({first: 2})
    for revealed in (False, True):
        if revealed:
            workshop.act("reveal", workshop.dots)
        bundle = json.loads(workshop.get(f"/facilitator/{workshop.code}/export.json"))
        jsonschema.validate(bundle, schema)
        counts = {a["id"]: len(a["ballots"]) for a in bundle["activities"]}
        assert counts.pop(workshop.dots) == (1 if revealed else 0)
        assert not any(counts.values())
