from bridge.plugin.markers import ENTRY_POINT_GROUP, PROJECT, hookimpl


def test_implementations_are_marked_for_our_project_only() -> None:
    @hookimpl
    def bridge_register_topics() -> None: ...

    assert hasattr(bridge_register_topics, f"{PROJECT}_impl")
    assert ENTRY_POINT_GROUP == "gamebridge.plugins"
