from threading import get_ident

from bridge.transport.loop_app import LoopApp


async def test_a_plain_route_runs_on_the_loop() -> None:
    app = LoopApp("test")
    seen: list[int] = []

    def note() -> None:
        seen.append(get_ident())

    def show() -> str:
        note()
        return "shown"

    app.before_request(note)
    app.add_url_rule("/", view_func=show)
    response = await app.test_client().get("/")
    assert await response.get_data() == b"shown"
    assert seen == [get_ident()] * 2
