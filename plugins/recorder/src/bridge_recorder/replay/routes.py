"""Replays over HTTP: list, start, steer, stop."""

from quart import Blueprint, Response

from bridge_recorder.answers import answer_for, json_answer, json_body
from bridge_recorder.replay.replays import ReplayService
from bridge_recorder.replay.values import ReplayRequest, Replays, ReplayWish

PREFIX = "/v1/replays"


def build_blueprint(replays: ReplayService) -> Blueprint:
    """Return the routes of one player."""
    blueprint = Blueprint("replays", __name__, url_prefix=PREFIX)
    desk = _Desk(replays)
    blueprint.add_url_rule("", "list", desk.list_all, methods=["GET"])
    blueprint.add_url_rule("", "start", desk.start, methods=["POST"])
    blueprint.add_url_rule("/<replay_id>", "status", desk.status, methods=["GET"])
    blueprint.add_url_rule("/<replay_id>", "control", desk.control, methods=["POST"])
    blueprint.add_url_rule("/<replay_id>", "stop", desk.stop, methods=["DELETE"])
    return blueprint


class _Desk:
    """Answers requests. What goes wrong becomes a status and a sentence in `answer_for`."""

    def __init__(self, replays: ReplayService) -> None:
        self._replays = replays

    async def list_all(self) -> Response:
        return json_answer(Replays((*self._replays.active(), *self._replays.ended())))

    async def start(self) -> Response:
        async def answer() -> Response:
            return json_answer(await self._replays.start(await json_body(ReplayRequest)), 201)

        return await answer_for(answer)

    async def status(self, replay_id: str) -> Response:
        async def answer() -> Response:
            for status in self._replays.ended():
                if status.id == replay_id:
                    return json_answer(status)
            return json_answer(self._replays.find(replay_id).status())

        return await answer_for(answer)

    async def control(self, replay_id: str) -> Response:
        async def answer() -> Response:
            wish = await json_body(ReplayWish)
            return json_answer(self._replays.control(replay_id, wish))

        return await answer_for(answer)

    async def stop(self, replay_id: str) -> Response:
        async def answer() -> Response:
            return json_answer(await self._replays.stop(replay_id))

        return await answer_for(answer)
