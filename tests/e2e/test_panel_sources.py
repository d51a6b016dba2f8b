"""The card of sources, in a real browser: with a bridge that is made up, for what is rare."""

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page, Route

    from tests.e2e.conftest import Chromium, PanelPage

pytestmark = [pytest.mark.sockets, pytest.mark.browser, pytest.mark.slow]

CARD = ".sources-card"
TEXT = f"(document.querySelector('{CARD}')?.innerText ?? '')"
FAULT = "Garage: nothing answers at 192.168.1.61:80; is it switched on?"
Values = dict[str, object]


def source(name: str, **more: object) -> Values:
    """Return a camera that is asked, and that answers unless `more` says otherwise."""
    record = {"name": name, "id": name.lower(), "kind": "multicam", "host": "192.168.1.61"}
    status = {"is_active": False, "is_online": True, "fps": 0.0, "viewers": 0, "fault": ""}
    return {"record": {**record, "port": 80, "is_started": True, "hz": 0}, **status, **more}


def found(name: str, **more: object) -> Values:
    """Return a camera that was found."""
    place = {"key": name, "address": "192.168.1.77", "port": 80, "kind": "multicam"}
    doubts = {"standing": "offered", "note": "", "is_added": False}
    return {"name": name, "how": "udp", "model": "", **place, **doubts, **more}


class MadeUpSources:
    """The routes of /v1/sources, without cameras."""

    def __init__(self, *sources: Values) -> None:
        self.sources = list(sources)
        self.found: list[Values] = []
        self.to_be_found: list[Values] = []
        self.asked: list[str] = []

    def bring_to(self, page: "Page") -> None:
        page.route(re.compile(r"/v1/sources"), self._answer)
        page.reload()

    def _answer(self, route: "Route") -> None:
        request = route.request
        path = unquote(urlsplit(request.url).path).removeprefix("/v1/sources").strip("/")
        name, _, verb = path.partition("/")
        if request.method != "GET":
            self.asked.append(f"{request.method} {path}")
        if name in ("found", "scan"):
            self._answer_about_found(route, name, verb)
        elif verb == "snapshot":
            refusal = {"code": "no_answer", "text": FAULT}
            route.fulfill(status=504, json=refusal)
        else:
            self._change(request.method, name, verb)
            route.fulfill(json={"sources": self.sources})

    def _answer_about_found(self, route: "Route", name: str, verb: str) -> None:
        if name == "scan":
            self.found = self.to_be_found
        for camera in self.found:
            if verb == f"{camera['key']}/add":
                camera["is_added"] = True
                self.sources.append(source(str(camera["name"])))
                route.fulfill(status=201, json=self.sources[-1])
                return
        route.fulfill(json={"found": self.found, "is_searching": False, "faults": []})

    def _change(self, method: str, name: str, verb: str) -> None:
        for camera in list(self.sources):
            record = camera["record"]
            assert isinstance(record, dict)
            if record["name"] == name and method == "DELETE":
                self.sources.remove(camera)
            elif record["name"] == name and verb:
                record["is_started"] = verb == "start"


def sees(panel: "PanelPage", button: str) -> bool:
    """Tell whether a reader sees a button of this name."""
    return panel.run(lambda page: page.get_by_role("button", name=button, exact=True).is_visible())


def wait_until_hidden(panel: "PanelPage", button: str) -> None:
    """Wait until no reader sees a button of this name; the card's style comes after it."""
    found = panel.run(lambda page: page.get_by_role("button", name=button, exact=True))
    panel.run(lambda _page: found.wait_for(state="hidden"))


def press(panel: "PanelPage", button: str) -> None:
    """Press a button once it is there."""
    panel.run(lambda page: page.get_by_role("button", name=button, exact=True).click())


@pytest.fixture
def opened(chromium: "Chromium", demo: str) -> "Iterator[PanelPage]":
    """A panel whose requests a test may answer itself."""
    with chromium.open_page(demo) as page:
        yield page


def test_sources_are_listed_with_state_rate_fault_and_remedy(opened: "PanelPage") -> None:
    door = source("Door", is_active=True, fps=12.4, viewers=2)
    garage = source("Garage", is_online=False, fault=FAULT)
    opened.run(MadeUpSources(door, garage).bring_to)
    opened.wait_until(f"{TEXT}.includes('12 fps')")
    text = opened.text_of(CARD)
    for part in ("Door", "multicam at 192.168.1.61:80", "2 readers", "no answer", FAULT):
        assert part in text


def test_a_search_lists_what_it_found_and_one_click_adds_it(opened: "PanelPage") -> None:
    made_up = MadeUpSources()
    made_up.to_be_found = [
        found("porch"),
        found("printer", standing="unknown", note="an unknown web server"),
        found("liar", standing="suspicious", note="it answered for another"),
    ]
    opened.run(made_up.bring_to)
    opened.wait_until(f"{TEXT}.includes('The bridge asks no camera yet')")
    press(opened, "Look for cameras")
    opened.wait_until(f"{TEXT}.includes('1 camera found.')")
    buttons = f"document.querySelectorAll('{CARD} [aria-label^=Add]').length"
    assert opened.evaluate(buttons) == 3
    assert sees(opened, "Add porch")
    opened.run(lambda page: page.get_by_text("Others that answered").click())
    assert sees(opened, "Add printer")
    # Nobody is offered to add what is suspicious; it is shown with the reason.
    assert not sees(opened, "Add liar")
    assert "it answered for another" in opened.text_of(CARD)
    press(opened, "Add porch")
    opened.wait_until(f"{TEXT}.includes('porch was added: multicam at 192.168.1.61:80.')")
    opened.wait_until("document.querySelector('[aria-label=\"Stop porch\"]')")
    assert made_up.asked == ["POST scan", "POST found/porch/add"]


def test_a_source_is_stopped_started_and_removed_after_a_question(opened: "PanelPage") -> None:
    made_up = MadeUpSources(source("Back door (2)"))
    opened.run(made_up.bring_to)
    press(opened, "Stop Back door (2)")
    opened.wait_until(f"{TEXT}.includes('stopped')")
    press(opened, "Start Back door (2)")
    opened.wait_until(f"{TEXT}.includes('ready')")
    press(opened, "Remove Back door (2)")
    opened.click("#confirm-dialog [value=no]")
    press(opened, "Remove Back door (2)")
    opened.click("#confirm-yes")
    opened.wait_until(f"{TEXT}.includes('Back door (2) was removed.')")
    # The row is gone with its buttons; whoever uses keys goes on from what was said.
    opened.wait_until("document.activeElement.className === 'source-outcome'")
    assert made_up.asked == [
        "POST Back door (2)/stop",
        "POST Back door (2)/start",
        "DELETE Back door (2)",
    ]


def test_a_camera_that_gives_no_picture_says_why_where_it_was_asked(opened: "PanelPage") -> None:
    opened.run(MadeUpSources(source("Garage")).bring_to)
    press(opened, "Preview Garage")
    opened.wait_until(f"document.querySelector('{CARD} figcaption').innerText.includes('Garage:')")
    opened.wait_for_pictures(2)


def test_names_are_text_and_fields_have_labels(opened: "PanelPage") -> None:
    hostile = "<img src=x onerror=alert(1)>"
    opened.run(MadeUpSources(source(hostile)).bring_to)
    opened.wait_until(f"{TEXT}.includes('onerror')")
    assert opened.evaluate(f"document.querySelectorAll('{CARD} img').length") == 0
    labels = f"[...document.querySelectorAll('{CARD} label')].map((l) => l.textContent)"
    assert opened.evaluate(labels) == ["Address of a camera", "Name", "User", "Password"]
    assert opened.evaluate("policyViolations") == []


def test_whoever_only_looks_is_offered_no_change(chromium: "Chromium", demo: str) -> None:
    # A link that is not encrypted shows the bridge no key, and may only look.
    viewer = "Object.defineProperty(window, 'WebSocket', {value: class extends WebSocket {"
    viewer += "send(data) { super.send(typeof data === 'string'"
    viewer += ' ? data.replace(\'"role":"operator"\', \'"role":"viewer"\') : data); } }});'
    with chromium.open_page(demo, init_script=viewer) as panel:
        panel.run(MadeUpSources(source("Door")).bring_to)
        panel.wait_until(f"{TEXT}.includes('Door')")
        assert panel.report().link.role == "viewer"
        panel.wait_until(f"document.querySelector('{CARD}').classList.contains('looks-only')")
        assert sees(panel, "Preview Door")
        for button in ("Stop Door", "Remove Door"):
            wait_until_hidden(panel, button)
