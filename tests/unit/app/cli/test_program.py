import pytest
from click.testing import CliRunner

from bridge.app.cli import program as module
from bridge.app.cli.program import build_program, main
from bridge.model.errors import SettingsError

CORE = ["run", "tail", "topics", "devices", "plugins", "doctor"]


def test_help_teaches_the_core_commands_first() -> None:
    result = CliRunner().invoke(build_program(), ["--help"])
    commands = result.output.partition("Commands:")[2].split("First steps")[0]
    names = [line.split()[0] for line in commands.splitlines() if line.strip()]
    assert [name for name in names if name in CORE] == CORE
    assert "gamebridge demo" in result.output


@pytest.mark.parametrize("command", CORE)
def test_every_command_explains_itself(command: str) -> None:
    result = CliRunner().invoke(build_program(), [command, "--help"])
    assert result.exit_code == 0
    assert len(result.output.split("Options:")[0]) > 80


@pytest.mark.parametrize("is_grouped", [True, False])
def test_an_error_that_can_be_mended_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, is_grouped: bool
) -> None:
    error = SettingsError("port 8080 is taken")

    def fail(**_options: str) -> None:
        raise ExceptionGroup("in a nursery", [error]) if is_grouped else error

    monkeypatch.setattr(module, "build_program", lambda: fail)
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == 1
    assert capsys.readouterr().err == "gamebridge: port 8080 is taken\n"
