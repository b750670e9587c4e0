"""The reports, as they are read in a browser from the box."""

import pytest
from conftest import LAPTOP, PHONE
from test_accessibility import check
from test_workshop import words


@pytest.mark.parametrize("language,size,theme", [("sv", LAPTOP, "light"), ("en", PHONE, "dark")])
def test_a_report_with_a_split_is_styled_and_accessible(kiosk, page_of, language, size, theme):
    kiosk.sign_in()
    headers, _ = kiosk.post(
        "/facilitator/workshops",
        [("method", "t10"), ("title", "Utvärdering"), ("language", language), ("background-asked", "1"),
         ("background", "gender")], kiosk.cookie)
    workshop = kiosk.opened(headers)
    activity = workshop.named("a1")
    workshop.go(activity)
    workshop.act("open", activity)
    for number in range(12):
        headers, _ = kiosk.post(f"/w/{workshop.code}/join", [("background-gender", ("o1", "o2")[number % 2])])
        answers = [(f"answer-u{statement}", str(1 + (number + statement) % 5)) for statement in (1, 2, 3)]
        kiosk.post(f"/w/{workshop.code}/ballot", [("activity", activity)] + answers, headers["Set-Cookie"].split(";")[0])
    for act in ("close", "reveal", "finish"):
        workshop.act(act, activity)
    address = f"{workshop.console_address}/report.html"
    page = page_of(size, theme=theme, facilitator=True)
    page.goto(address)
    # The page's policy lets its own style in: page_of fails where it does not.
    assert page.evaluate("getComputedStyle(document.querySelector('.verdict')).borderLeftStyle") == "solid"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    table = page.locator("table.split")
    assert table.locator("caption").inner_text() == words(language)["split_caption"].replace(
        "{question}", {"sv": "Kön", "en": "Gender"}[language])
    assert [text.split("n = ")[1] for text in table.locator("thead th").all_inner_texts()[1:]] == ["6)", "6)"]
    assert table.locator("tbody tr").count() == 3
    checked = page_of(size, theme=theme, facilitator=True, bypass_csp=True)
    checked.goto(address)
    check(checked, "report")
