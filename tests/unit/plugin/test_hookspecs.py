import inspect

from bridge.plugin.hookspecs import Hookspecs

HOOKS = {name: f for name, f in vars(Hookspecs).items() if name.startswith("bridge_")}


def test_there_are_few_hooks_and_none_is_called_per_sample() -> None:
    assert 0 < len(HOOKS) <= 14


def test_every_hook_says_when_it_is_called_and_what_an_error_does() -> None:
    for name, hook in HOOKS.items():
        text = inspect.getdoc(hook) or ""
        assert "When: " in text, name
        assert "Errors: " in text, name
