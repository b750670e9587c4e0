"""Plays the demo and photographs its three screens for the README."""

import pathlib
import re
import subprocess

import cv2
from playwright.sync_api import sync_playwright

ROOT = pathlib.Path(__file__).resolve().parents[1]
PICTURES = ROOT / ".github/screenshots"
PICTURES.mkdir(parents=True, exist_ok=True)

demo = subprocess.Popen(
    [ROOT / ".build/release/workshop-kiosk", "demo", "--host", "127.0.0.1", "--port", "0", "--pace", "20",
     "--assets", ROOT / "kiosk-assets"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
try:
    text = ""
    while "has been played" not in text:
        line = demo.stdout.readline()
        assert line, "the demo ended early"
        text += line
    address = dict(re.findall(r"(\w+): (http\S+)", text))
    pin = re.search(r"PIN (\d+)", text)[1]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])

        def page(width, height):
            return browser.new_context(viewport={"width": width, "height": height}, locale="sv-SE").new_page()

        def picture(page, name, width):
            path = PICTURES / f"{name}.png"
            page.screenshot(path=path)
            image = cv2.imread(str(path))
            height = image.shape[0] * width // image.shape[1]
            cv2.imwrite(str(path), cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA),
                        [cv2.IMWRITE_PNG_COMPRESSION, 9])

        display = page(1920, 1080)
        display.goto(address["display"])
        display.wait_for_selector("table.results")
        display.wait_for_timeout(800)
        picture(display, "display", 960)
        phone = page(360, 740)
        phone.goto(address["participant"])
        phone.click('form[action$="/join"] button')
        phone.locator('button[value$=":+1"]').nth(1).click()
        phone.wait_for_selector('#ballot-state:has-text("Mottaget")')
        picture(phone, "phone", 360)
        console = page(1280, 800)
        console.goto(address["facilitator"])
        console.fill("#pin", pin)
        console.click("button.primary")
        console.goto(address["facilitator"])
        console.locator('li[data-agenda-kind="ideas"] button').first.click()
        console.wait_for_selector("#arrange")
        picture(console, "console", 960)
        browser.close()
finally:
    demo.terminate()
    demo.wait()
