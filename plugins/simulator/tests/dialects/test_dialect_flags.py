"""Options of dialects become orders, and wrong ones are refused by name."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from bridge.api import BridgeError
from bridge_simulator.commands import simulate
from bridge_simulator.dialects.catalogue import (
    DIALECTS,
    EVERYBODYS_FAULTS,
    FAULT_TEXTS,
    help_text,
)
from bridge_simulator.dialects.dialect_flags import DialectFlags, orders_from
from bridge_simulator.fault_text import parse_fault
from bridge_simulator.faults import COMMON_KINDS, Fault


def test_each_dialect_has_its_usual_port_path_and_picture() -> None:
    (order,) = orders_from(DialectFlags(dialect="gostream"))
    assert order.target.path == "/ws/camera"
    assert (order.bridge, order.port, order.size, order.fps) == ("127.0.0.1", 8080, "QVGA", 4)


def test_the_bridges_address_gives_the_host_and_not_the_port() -> None:
    url = "ws://10.0.0.5:8080"
    (order,) = orders_from(DialectFlags(dialect="s3cam", url=url))
    assert (order.bridge, order.port) == ("10.0.0.5", 6972)
    (order,) = orders_from(DialectFlags(dialect="s3cam", url=url, port=7000))
    assert order.port == 7000
    (order,) = orders_from(DialectFlags(dialect="s3cam", url=f"{url}/any/path"))
    assert (order.port, order.path) == (6972, "/any/path")


def test_several_cameras_of_one_machine_have_ports_of_their_own() -> None:
    orders = orders_from(DialectFlags(dialect="capture81", devices=3))
    assert [(order.port, order.http_port) for order in orders] == [
        (9081, 9080),
        (9091, 9090),
        (9101, 9100),
    ]
    assert [order.name for order in orders] == ["capture81-1", "capture81-2", "capture81-3"]


def test_several_devices_go_to_the_same_bridge() -> None:
    orders = orders_from(DialectFlags(dialect="taghub", devices=2, variant="http"))
    assert [(order.port, order.path) for order in orders] == [(5000, "/apriltag")] * 2
    assert orders[0].seed != orders[1].seed


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (DialectFlags(dialect="s3cam", variant="old"), "s3cam has board"),
        (DialectFlags(dialect="s3cam", fault=("silent",)), "fault silent: s3cam has"),
        (DialectFlags(dialect="s3cam", fault=("fire",)), "fire"),
        (DialectFlags(dialect="s3cam", fault=("Stall@@",)), "as in stall:30@10"),
        (DialectFlags(dialect="s3cam", url="wss://a"), "no TLS"),
        (DialectFlags(dialect="s3cam", url="ws://:99999"), "expected ws://HOST"),
    ],
)
def test_wrong_options_are_refused_by_name(flags: DialectFlags, said: str) -> None:
    with pytest.raises(BridgeError, match=said):
        orders_from(flags)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("stall:30@10", Fault("stall", at_s=10, for_s=30)),
        ("wifi:5s@10s", Fault("wifi", at_s=10, for_s=5)),
        ("reboot@20", Fault("reboot", at_s=20)),
        ("loss:5%@1+2.5", Fault("loss", at_s=1, for_s=2.5, rate=0.05)),
        ("delay:80ms", Fault("delay", delay_ms=80)),
        ("no-img-end", Fault("no-img-end")),
        ("drift:-40ppm", Fault("drift", drift_ppm=-40)),
    ],
)
def test_faults_are_read_as_people_write_them(text: str, fault: Fault) -> None:
    assert parse_fault(text) == fault


@pytest.mark.parametrize("text", ["", "loss:many", "loss:5", "stall@-1", "stall:1@1.2.3"])
def test_wrong_faults_are_named(text: str) -> None:
    with pytest.raises(BridgeError, match="fault '"):
        parse_fault(text)


def test_every_fault_is_explained_and_belongs_to_somebody() -> None:
    used = {kind for dialect in DIALECTS for kind in dialect.faults}
    assert used | {"wifi"} == set(FAULT_TEXTS)
    assert set(EVERYBODYS_FAULTS) == {*COMMON_KINDS, "wifi"}
    assert all(Fault(kind) for kind in used)  # type: ignore[arg-type]
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    for kind in FAULT_TEXTS:
        assert f"`{kind}`" in readme, f"README.md lacks the fault {kind}"
    for dialect in DIALECTS:
        assert f"| `{dialect.name}` |" in readme, f"README.md lacks the dialect {dialect.name}"


def test_help_names_dialects_variants_and_faults() -> None:
    said = help_text()
    for dialect in DIALECTS:
        assert all(variant.name in said for variant in dialect.variants)
    assert "text-part" in CliRunner().invoke(simulate, ["--help"]).output


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--token", "x"], "--token needs --dialect"),
        (["--dialect", "s3cam", "--always"], "--always does nothing with --dialect"),
        (["--dialect", "s3cam", "--key", "x"], "--key does nothing with --dialect"),
    ],
)
def test_options_that_would_do_nothing_are_refused(options: list[str], said: str) -> None:
    done = CliRunner().invoke(simulate, options)
    assert done.exit_code == 2
    assert said in done.output


def test_native_cameras_refuse_foreign_faults() -> None:
    done = CliRunner().invoke(simulate, ["--fault", "no-img-end"])
    assert isinstance(done.exception, BridgeError)
