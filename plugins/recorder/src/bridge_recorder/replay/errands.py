"""What `gamebridge replay` does: plays, shows where it stands, and obeys keys."""

import signal
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import click
import msgspec
import trio

from bridge.api import BridgeError
from bridge_recorder.meter import replay_meter, text_from_duration
from bridge_recorder.remote import Remote, open_remote
from bridge_recorder.replay.keys import STOP, open_keyboard, wish_of
from bridge_recorder.replay.values import ReplayRequest, ReplayStatus

LOOK_EVERY_S = 0.25
_RUNNING = ("playing", "paused")


@dataclass(frozen=True, slots=True)
class PlayWish:
    """What a person wants played, and in which form they want to hear of it."""

    request: ReplayRequest
    is_json: bool


def replay(url: str, key: str | None, wish: PlayWish) -> None:
    """Play until the end, a key or Ctrl-C, and say what came of it."""
    trio.run(_replay, url, key, wish)


async def _replay(url: str, key: str | None, wish: PlayWish) -> None:
    async with open_remote(url, key) as remote:
        with (
            trio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals,
            open_keyboard() as keyboard,
            replay_meter(is_shown=not wish.is_json) as meter,
        ):
            async with trio.open_nursery() as nursery:
                enough = trio.Event()
                nursery.start_soon(_set_at_signal, signals, enough)
                ended = await play_until(remote, wish.request, enough, keyboard, meter.show)
                nursery.cancel_scope.cancel()
    _tell(ended, wish)


async def _set_at_signal(signals: AsyncIterator[int], enough: trio.Event) -> None:
    async for _ in signals:
        enough.set()


async def play_until(
    remote: Remote,
    request: ReplayRequest,
    enough: trio.Event,
    keyboard: AsyncIterator[str] | None,
    show: Callable[[ReplayStatus], None],
) -> ReplayStatus:
    """Play until the end or until `enough` is set; return how the replay was then.

    BridgeError when the bridge refuses or is gone.
    """
    status = await remote.start_replay(request)
    told: set[str] = set()
    async with trio.open_nursery() as nursery:
        if keyboard is not None:
            nursery.start_soon(_obey_keys, remote, status.id, keyboard, enough)
        while status.state in _RUNNING and not enough.is_set():
            show(status)
            with trio.move_on_after(LOOK_EVERY_S):
                await enough.wait()
            status = await remote.replay_status(status.id)
            _tell_stand_ins(status, told)
        nursery.cancel_scope.cancel()
    if status.state in _RUNNING:
        status = await remote.stop_replay(status.id)
    show(status)
    return status


async def _obey_keys(
    remote: Remote, replay_id: str, keyboard: AsyncIterator[str], enough: trio.Event
) -> None:
    async for key in keyboard:
        if key == STOP:
            enough.set()
            return
        # Keys may come faster than the bridge is looked at; each counts from what is true now.
        status = await remote.replay_status(replay_id)
        wish = wish_of(key, status)
        if wish is not None and status.state in _RUNNING:
            await remote.control_replay(replay_id, wish)


def _tell_stand_ins(status: ReplayStatus, told: set[str]) -> None:
    for device in status.devices:
        if device.id not in (device.recorded, *told):
            told.add(device.id)
            click.echo(f"{device.recorded} is here itself: it is played as {device.id}.", err=True)


def _tell(ended: ReplayStatus, wish: PlayWish) -> None:
    if wish.is_json:
        click.echo(msgspec.json.encode(ended))
    else:
        played = text_from_duration(round(ended.position_s * 1e6))
        click.echo(f"Played {ended.name or ended.recording} to {played}, {ended.samples} samples.")
        for reason, count in sorted(ended.left_out.items()):
            click.echo(f"Left out: {count} ({_WORDS.get(reason, reason)}).")
        if ended.note:
            click.echo(f"{ended.note[0].upper()}{ended.note[1:]}.")
    if ended.state == "failed":
        raise BridgeError(f"replay {ended.id}: {ended.note}")


_WORDS = {
    "late": "too late, because the bridge or the disk was too slow",
    "undeclared": "no plugin that is installed declares the topic",
    "schema_changed": "the topic carries something else today",
    "written_by_others": "somebody else writes the topic now",
    "own_topic": "the bridge's own topics are not played",
    "no_key_frame": "video before its first key frame",
    "damaged": "damaged",
}
