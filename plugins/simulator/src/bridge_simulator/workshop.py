"""Builds the devices that are simulated inside the bridge.

What it imports is heavy: it is loaded when the first of them is started.
"""

import os

import cv2
import trio

from bridge_simulator.device_clock import TrueClock
from bridge_simulator.faults import Fault
from bridge_simulator.scenarios import CAMERA_SCENES, PAD
from bridge_simulator.settings import CameraOptions, DeviceOptions, PadOptions
from bridge_simulator.simulation import VirtualDevice, build_device
from bridge_simulator.uplink import OpenUplink

# As of a usual quartz, so that clocks are something to be compared.
_FAULTS = (Fault("drift", drift_ppm=15.0),)


class Workshop:
    """What all simulations of one bridge share: a clock, and threads that draw."""

    def __init__(self) -> None:
        # OpenCV's own threads would only fight for the same cores.
        cv2.setNumThreads(1)
        self._clock = TrueClock()
        # The bridge needs a core for itself.
        self._renderers = trio.CapacityLimiter(max(1, (os.cpu_count() or 1) - 1))

    def build(self, scenario: str, device: str, seed: int, opener: OpenUplink) -> VirtualDevice:
        """Return a device that is to be run."""
        options = options_for(scenario, device, seed)
        return build_device(options, opener, self._clock, self._renderers)


def options_for(scenario: str, device: str, seed: int) -> DeviceOptions:
    """Return what a device of a scenario is told at its start."""
    if scenario == PAD:
        return PadOptions(device, seed=seed, faults=_FAULTS)
    return CameraOptions(device, scene=CAMERA_SCENES[scenario], seed=seed, faults=_FAULTS)
