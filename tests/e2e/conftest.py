"""A demo in its own process, and a real browser that looks at it.

Knows: how to start both and how to wait for them. Does not know: what a page shows.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Literal, Protocol, TypeVar

import msgspec
import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Response

T = TypeVar("T")

# A page may take long on a machine that is busy; a test that fails may take no longer.
LIMIT_S = 60
ORIGIN_OF_A_LAN = "192.168.7.7"
FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    # An address of a local network that is this machine: plain http, so no secure context.
    f"--host-resolver-rules=MAP {ORIGIN_OF_A_LAN} 127.0.0.1",
]
# Tells what a page's security policy refused; listens before the page's own scripts run.
WATCH_POLICY = """
window.policyViolations = [];
document.addEventListener('securitypolicyviolation', (event) =>
  policyViolations.push(`${event.violatedDirective} ${event.blockedURI}`));
"""


WAIT_UNTIL = """
async () => {
  const end = performance.now() + %d;
  while (!(%s)) {
    if (performance.now() > end) throw new Error(`waited in vain for %s`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
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
class PanelPage:
    """One page, driven in the browser's thread. `problems` is what no page should have."""

    page: "Page"
    thread: ThreadPoolExecutor
    problems: list[str] = field(default_factory=list)

    def run(self, work: "Callable[[Page], T]") -> T:
        """Return what `work` makes of the page."""
        return self.thread.submit(work, self.page).result(2 * LIMIT_S)

    def evaluate(self, script: str) -> object:
        """Return what an expression or function of JavaScript gives."""
        return self.run(lambda page: page.evaluate(script))

    def wait_until(self, script: str) -> None:
        """Wait until an expression of JavaScript is true."""
        # Playwright's own waiting needs eval, which the page's policy refuses.
        self.evaluate(WAIT_UNTIL % (LIMIT_S * 1000, script, script))

    def report(self) -> PanelReport:
        """Return what the page says about itself."""
        return msgspec.convert(self.evaluate("gamebridgePanel.report()"), PanelReport)

    def wait_for_pictures(self, count: int = 10) -> None:
        """Wait until so many more pictures were shown."""
        shown = self.evaluate("gamebridgePanel.report().screen.shown?.seq ?? 0")
        self.wait_until(f"(gamebridgePanel.report().screen.shown?.seq ?? 0) >= {shown} + {count}")

    def text_of(self, selector: str) -> str:
        """Return the text that a reader sees in an element."""
        return self.run(lambda page: page.locator(selector).inner_text())

    def click(self, selector: str) -> None:
        """Click on an element once it is there."""
        self.run(lambda page: page.click(selector))

    def press(self, key: str) -> None:
        """Press a key."""
        self.run(lambda page: page.keyboard.press(key))

    def violations(self) -> object:
        """Return what the page's security policy refused."""
        return self.evaluate("policyViolations")


class Chromium:
    """One headless browser in a thread of its own.

    Playwright brings an event loop that must not meet the one of a trio test.
    """

    def __init__(self, executable: str) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="chromium")
        self._executable = executable
        self._browser = self._thread.submit(self._launch).result(LIMIT_S)

    def _launch(self) -> "Browser":
        from playwright.sync_api import sync_playwright

        self._playwright = sync_playwright().start()
        return self._playwright.chromium.launch(executable_path=self._executable, args=FLAGS)

    @contextmanager
    def open_page(
        self,
        url: str,
        *,
        init_script: str = "",
        size: tuple[int, int] = (1280, 900),
        scheme: Literal["light", "dark"] = "light",
    ) -> "Iterator[PanelPage]":
        """Show an address in a fresh profile until the block ends.

        `init_script` runs before the scripts of the page.
        """

        def build() -> "Page":
            width, height = size
            context = self._browser.new_context(
                viewport={"width": width, "height": height}, color_scheme=scheme
            )
            page = context.new_page()
            page.add_init_script(WATCH_POLICY + init_script)
            return page

        panel = PanelPage(self._thread.submit(build).result(LIMIT_S), self._thread)
        try:
            panel.run(lambda page: _watch(page, panel.problems))
            panel.run(lambda page: page.goto(url))
            yield panel
        finally:
            panel.run(lambda page: page.context.close())

    def close(self) -> None:
        """End the browser and its thread."""
        self._thread.submit(self._browser.close).result(LIMIT_S)
        self._thread.submit(self._playwright.stop).result(LIMIT_S)
        self._thread.shutdown()


def _watch(page: "Page", problems: list[str]) -> None:
    def note_console(message: "ConsoleMessage") -> None:
        if message.type in ("error", "warning"):
            problems.append(f"console {message.type}: {message.text}")

    def note_response(response: "Response") -> None:
        if response.status >= 400:
            problems.append(f"{response.status} {response.url}")

    page.on("console", note_console)
    page.on("pageerror", lambda error: problems.append(f"page error: {error}"))
    page.on("response", note_response)


@contextmanager
def running_program(*arguments: str) -> Iterator[str]:
    """Run `gamebridge …` until the block ends; yield the address that it prints."""
    command = [sys.executable, "-m", "bridge", *arguments]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as log:
        program = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=log, text=True, encoding="utf-8"
        )
        try:
            yield _read_address(program, log)
        finally:
            program.terminate()
            program.communicate(timeout=LIMIT_S)


def _read_address(program: "subprocess.Popen[str]", log: IO[str]) -> str:
    assert program.stdout is not None
    for line in program.stdout:
        found = re.search(r"https?://[^\s/]+", line)
        if found:
            return found.group()
    log.seek(0)
    raise AssertionError(f"the program ended without an address:\n{log.read()}")


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
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    if executable is None:
        pytest.skip("no Chromium: sudo apt-get install chromium")
    pytest.importorskip("playwright")
    browser = Chromium(executable)
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
