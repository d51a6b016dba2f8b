"""Faults strike when the script says, as often as it says, and the same every time."""

from pathlib import Path

import pytest

from bridge.api import SettingsError
from bridge_simulator.faults import Fault, FaultPlan, load_faults

S = 1_000_000
JPEG = bytes([0xFF, 0xD8]) + bytes(range(256)) * 40 + bytes([0xFF, 0xD9])


def plan(*faults: Fault, device: str = "cam-1", seed: int = 1) -> FaultPlan:
    return FaultPlan(faults, device, seed)


def test_loss_takes_about_its_share() -> None:
    lossy = plan(Fault("loss", rate=0.2))
    lost = sum(lossy.fate(seq, 0).is_lost for seq in range(2_000))
    assert 330 < lost < 470


def test_fault_holds_only_while_it_lasts() -> None:
    late = plan(Fault("loss", at_s=10, for_s=5, rate=1.0))
    assert [late.fate(1, s * S).is_lost for s in (9, 10, 14, 15)] == [False, True, True, False]


def test_fault_of_another_device_does_nothing() -> None:
    assert not plan(Fault("loss", rate=1.0, device="cam-2")).fate(1, 0).is_lost


def test_delay_swings_by_its_jitter() -> None:
    slow = plan(Fault("delay", delay_ms=50, jitter_ms=20))
    delays = [slow.fate(seq, 0).delay_us for seq in range(500)]
    assert 30_000 <= min(delays) < 33_000
    assert 67_000 < max(delays) <= 70_000


def test_same_seed_has_the_same_luck_and_another_seed_has_not() -> None:
    faults = (Fault("loss", rate=0.5), Fault("corrupt", rate=0.5))
    fates = [[plan(*faults, seed=seed).fate(n, 0) for n in range(50)] for seed in (1, 1, 2)]
    assert fates[0] == fates[1]
    assert fates[0] != fates[2]


def test_one_more_fault_does_not_change_the_luck_of_the_first() -> None:
    loss = Fault("loss", rate=0.5)
    alone, together = plan(loss), plan(loss, Fault("delay", delay_ms=5))
    assert [alone.fate(n, 0).is_lost for n in range(99)] == [
        together.fate(n, 0).is_lost for n in range(99)
    ]


def test_cut_file_has_no_end() -> None:
    cut = plan().damaged(JPEG, 5, "cut")
    assert JPEG.startswith(cut)
    assert len(cut) < len(JPEG) - 1


def test_flipped_bits_leave_head_length_and_end_alone() -> None:
    broken = plan().damaged(JPEG, 5, "bits")
    assert len(broken) == len(JPEG)
    assert broken[:620] == JPEG[:620]
    assert broken[-2:] == JPEG[-2:]
    flipped = sum((a ^ b).bit_count() for a, b in zip(broken, JPEG, strict=True))
    assert 0 < flipped <= 12


@pytest.mark.parametrize("damage", ["bits", "cut"])
def test_corruption_is_of_the_kind_that_was_asked_for(damage: str) -> None:
    fault = Fault("corrupt", rate=1.0, damage="cut" if damage == "cut" else "bits")
    assert {plan(fault).fate(n, 0).damage for n in range(9)} == {damage}


def test_stall_says_when_it_ends() -> None:
    stalled = plan(Fault("stall", at_s=2, for_s=3))
    assert [stalled.stall_ends_us(s * S) for s in (1, 2, 4, 5)] == [None, 5 * S, 5 * S, None]


def test_reboots_come_one_after_the_other() -> None:
    twice = plan(Fault("reboot", at_s=7), Fault("reboot", at_s=3))
    assert [twice.next_reboot_us(s * S) for s in (0, 3, 7)] == [3 * S, 7 * S, None]


def test_drift_gains_only_while_it_lasts() -> None:
    fast = plan(Fault("drift", at_s=10, for_s=10, drift_ppm=50))
    assert fast.gained_us(0, 15 * S) == pytest.approx(250)
    assert fast.gained_us(0, 99 * S) == pytest.approx(500)
    assert fast.gained_us(30 * S, 99 * S) == 0


def test_script_is_read(tmp_path: Path) -> None:
    script = tmp_path / "faults.toml"
    script.write_text('[[fault]]\nkind = "stall"\nat_s = 2.5\nfor_s = 1\ndevice = "cam-2"\n')
    assert load_faults(script) == (Fault("stall", at_s=2.5, for_s=1, device="cam-2"),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[fault]]\nkind = "fire"\n', "fire"),
        ('[[fault]]\nkind = "loss"\nrate = 5.0\n', "rate 5.0"),
        ('[[fault]]\nkind = "loss"\nwhen = 5\n', "when"),
        ("[[fault]\n", "faults.toml"),
    ],
)
def test_wrong_script_is_refused_by_name(tmp_path: Path, text: str, said: str) -> None:
    script = tmp_path / "faults.toml"
    script.write_text(text)
    with pytest.raises(SettingsError, match=said):
        load_faults(script)


def test_missing_script_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"none\.toml: No such file"):
        load_faults(tmp_path / "none.toml")
