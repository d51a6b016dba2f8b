import threading

from bridge.transport.loop_app import LoopApp


async def test_a_plain_route_runs_on_the_loop() -> None:
    app = LoopApp("test")
    seen: list[threading.Thread] = []

    def note() -> None:
        seen.append(threading.current_thread())

    def show() -> str:
        note()
        return "shown"

    app.before_request(note)
    app.add_url_rule("/", view_func=show)
    response = await app.test_client().get("/")
    assert await response.get_data() == b"shown"
    assert seen == [threading.current_thread()] * 2
