from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner

from bridge.app.cli.run_command import (
    RunOptions,
    check_choice,
    choice_from,
    keep_first_party,
    run,
    settings_from,
)
from bridge.app.settings import parse_settings
from bridge.model.errors import SettingsError
from bridge.plugin.loader import PluginState, record_of


def options(  # one keyword for each that a test sets
    config: Path | None = None,
    host: str | None = None,
    port: int | None = None,
    plugins: str | None = None,
    legacy: str | None = None,
    **flags: bool,
) -> RunOptions:
    return RunOptions(
        config,
        None,
        host,
        port,
        flags.get("lan", False),
        plugins,
        flags.get("no_plugins", False),
        flags.get("safe_mode", False),
        legacy,
    )


def test_options_go_before_the_file(tmp_path: Path) -> None:
    path = tmp_path / "game.toml"
    path.write_text('[bridge]\nhost = "192.0.2.1"\nport = 9000\ngrace_s = 2\n')
    settings = settings_from(options(path, port=9001))
    assert (settings.bridge.host, settings.bridge.port) == ("192.0.2.1", 9001)
    assert settings.bridge.grace_s == 2


def test_lan_means_all_interfaces_and_excludes_host() -> None:
    assert settings_from(options(lan=True)).is_exposed
    with pytest.raises(SettingsError, match="--lan and --host"):
        settings_from(options(host="192.0.2.1", lan=True))


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        (None, {"taghub": {"token": "t"}, "s3cam": False}),
        ("all", {"taghub": {"token": "t"}, "s3cam": False, "all": True}),
        ("s3cam, taghub", {"taghub": {"token": "t"}, "s3cam": True}),
    ],
)
def test_legacy_switches_systems_on_and_keeps_their_tables(
    tmp_path: Path, named: str | None, expected: dict[str, object]
) -> None:
    path = tmp_path / "game.toml"
    path.write_text('[legacy]\ns3cam = false\n[legacy.taghub]\ntoken = "t"\n')
    assert settings_from(options(path, legacy=named)).legacy == expected


def test_safe_mode_reads_no_file(tmp_path: Path) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text("[")
    assert settings_from(options(broken, safe_mode=True)).bridge.port == 8080


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (options(), {"pose", "video"}),
        (options(plugins="video"), {"video"}),
        (options(no_plugins=True), set()),
    ],
)
def test_plugins_are_chosen_by_option_then_by_file(given: RunOptions, expected: set[str]) -> None:
    settings = parse_settings('[plugins]\nonly = ["pose", "video", "x"]\ndisabled = ["x"]', "t")
    choice = choice_from(given, settings)
    assert {name for name in ("pose", "video", "x", "y") if choice.allows(name)} == expected


def test_a_plugin_that_is_not_installed_is_named() -> None:
    records = [record_of("pose", ModuleType("pose"))]
    with pytest.raises(SettingsError, match="poes not installed; installed: pose"):
        check_choice(options(plugins="poes"), records)
    check_choice(options(plugins="pose"), records)


def test_safe_mode_sets_strangers_aside() -> None:
    ours, theirs = (record_of(name, ModuleType(name)) for name in ("ours", "theirs"))
    ours.distribution, theirs.distribution = "gamebridge-ours", "acme-theirs"
    keep_first_party([ours, theirs])
    assert (ours.state, theirs.state) == (PluginState.LOADED, PluginState.DISABLED)


@pytest.mark.parametrize("port", ["-1", "65536", "http"])
def test_an_impossible_port_is_refused(port: str) -> None:
    result = CliRunner().invoke(run, ["--port", port])
    assert result.exit_code == 2
    assert port in result.output
