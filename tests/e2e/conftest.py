"""A demo in its own process, and a real browser that looks at it.

Knows: how to start both and how to wait for them. Does not know: what a page shows.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Literal, Protocol

import msgspec
import pytest

from tests.browser import BrowserPage, HeadlessChromium, chromium_or_skip
from tests.programs import running_program

# Tells what a page's security policy refused; listens before the page's own scripts run.
WATCH_POLICY = """
window.policyViolations = [];
document.addEventListener('securitypolicyviolation', (event) =>
  policyViolations.push(`${event.violatedDirective} ${event.blockedURI}`));
"""


class Shown(msgspec.Struct, rename="camel"):
    """The picture on screen."""

    seq: int
    captured_us: int
    shown_us: int
    width_px: int
    height_px: int
    is_exact: bool
    frame_seq: int | None = None
    detected_frame_seq: int | None = None


class Screen(msgspec.Struct):
    """What the page says of its screen."""

    shown: Shown | None
    outlined: int


class PlayerCounts(msgspec.Struct):
    """What the page says of its player."""

    received: int
    decoded: int
    faults: int
    codec: str


class CameraReport(msgspec.Struct, rename="camel"):
    """What the page says of the camera that it shows."""

    device_id: str
    kind: str
    player: PlayerCounts


class LinkReport(msgspec.Struct):
    """What the page says of its link."""

    state: str
    role: str
    links: int
    faults: dict[str, int]


class PanelReport(msgspec.Struct, rename="camel"):
    """`gamebridgePanel.report()` (plugins/panel/README.md, Diagnosis)."""

    link: LinkReport
    is_secure_context: bool
    camera: CameraReport | None
    screen: Screen


@dataclass(slots=True)
class PanelPage(BrowserPage):
    """The panel in the browser, or a page of another system."""

    def report(self) -> PanelReport:
        """Return what the page says about itself."""
        return msgspec.convert(self.evaluate("gamebridgePanel.report()"), PanelReport)

    def wait_for_pictures(self, count: int = 10) -> None:
        """Wait until so many more pictures were shown."""
        shown = self.evaluate("gamebridgePanel.report().screen.shown?.seq ?? 0")
        self.wait_until(f"(gamebridgePanel.report().screen.shown?.seq ?? 0) >= {shown} + {count}")

    def violations(self) -> object:
        """Return what the page's security policy refused."""
        return self.evaluate("policyViolations")


class Chromium(HeadlessChromium):
    """A browser whose pages are panels."""

    @contextmanager
    def open_page(
        self,
        url: str,
        *,
        init_script: str = "",
        size: tuple[int, int] = (1280, 900),
        scheme: Literal["light", "dark"] = "light",
    ) -> Iterator[PanelPage]:
        """Show an address in a fresh profile until the block ends."""
        script = WATCH_POLICY + init_script
        with self.open_plain(url, init_script=script, size=size, scheme=scheme) as shown:
            yield PanelPage(shown.page, shown.thread, shown.problems)


class RunProgram(Protocol):
    """How to run `gamebridge …`; the block gets the address that the program prints."""

    def __call__(self, *arguments: str) -> AbstractContextManager[str]:
        """Run it until the block ends."""
        ...  # pragma: no cover


@pytest.fixture(scope="session")
def run_program() -> RunProgram:
    """How to run `gamebridge …` for the length of a block."""
    return running_program


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """The machine's own browser."""
    browser = Chromium(chromium_or_skip())
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a bridge with one simulated camera."""
    state = tmp_path_factory.mktemp("demo") / "state"
    with running_program("demo", "--no-open", "--port", "0", "--state", str(state)) as address:
        yield address


@pytest.fixture
def panel(chromium: Chromium, demo: str) -> Iterator[PanelPage]:
    """The panel of the demo, with a moving picture."""
    with chromium.open_page(demo) as page:
        page.wait_for_pictures(3)
        yield page
