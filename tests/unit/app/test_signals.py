import os
import signal
import sys

import pytest
import trio

from bridge.app.signals import ending_signals, run_until_signal


def test_ctrl_c_is_always_among_the_ending_signals() -> None:
    assert signal.SIGINT in ending_signals()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot send itself a signal")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_ends_the_work_without_an_error(number: int) -> None:
    async def work() -> None:
        os.kill(os.getpid(), number)
        await trio.sleep_forever()

    with trio.fail_after(5):
        await run_until_signal(work)


async def test_work_that_ends_by_itself_needs_no_signal() -> None:
    async def work() -> None:
        await trio.lowlevel.checkpoint()

    with trio.fail_after(5):
        await run_until_signal(work)
