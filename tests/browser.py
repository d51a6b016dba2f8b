"""A real browser without a window, driven from tests.

Knows: how to start it, open pages in fresh profiles and note what no page should do.
Does not know: what a page shows.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeVar

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
WAIT_UNTIL = """
async () => {
  const end = performance.now() + %d;
  while (!(%s)) {
    if (performance.now() > end) throw new Error(`waited in vain for %s`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
"""


@dataclass(slots=True)
class BrowserPage:
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
        # Playwright's own waiting needs eval, which a page's policy may refuse.
        self.evaluate(WAIT_UNTIL % (LIMIT_S * 1000, script, script))

    def text_of(self, selector: str) -> str:
        """Return the text that a reader sees in an element."""
        return self.run(lambda page: page.locator(selector).inner_text())

    def click(self, selector: str) -> None:
        """Click on an element once it is there."""
        self.run(lambda page: page.click(selector))

    def press(self, key: str) -> None:
        """Press a key."""
        self.run(lambda page: page.keyboard.press(key))


class HeadlessChromium:
    """One headless browser in a thread of its own.

    Playwright brings an event loop that must not meet the one of a trio test.
    """

    def __init__(self, executable: str, flags: Sequence[str] = ()) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="chromium")
        self._executable = executable
        self._flags = [*FLAGS, *flags]
        self._browser = self._thread.submit(self._launch).result(LIMIT_S)

    def _launch(self) -> "Browser":
        from playwright.sync_api import sync_playwright

        self._playwright = sync_playwright().start()
        return self._playwright.chromium.launch(executable_path=self._executable, args=self._flags)

    @contextmanager
    def open_plain(
        self,
        url: str,
        *,
        init_script: str = "",
        size: tuple[int, int] = (1280, 900),
        scheme: Literal["light", "dark"] = "light",
        permissions: Sequence[str] = (),
    ) -> Iterator[BrowserPage]:
        """Show an address in a fresh profile until the block ends.

        `init_script` runs before the scripts of the page.
        """

        def build() -> "Page":
            width, height = size
            context = self._browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme=scheme,
                permissions=list(permissions),
            )
            page = context.new_page()
            if init_script:
                page.add_init_script(init_script)
            return page

        shown = BrowserPage(self._thread.submit(build).result(LIMIT_S), self._thread)
        try:
            shown.run(lambda page: _watch(page, shown.problems))
            shown.run(lambda page: page.goto(url))
            yield shown
        finally:
            shown.run(lambda page: page.context.close())

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


def chromium_or_skip() -> str:
    """Return the path of the machine's own browser, or skip the test with the remedy."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    if executable is None:
        pytest.skip("no Chromium: sudo apt-get install chromium")
    pytest.importorskip("playwright")
    return executable
