"""Puts together what the firmware of one bridge's devices is made of."""

from functools import partial

import trio

from bridge.api import HealthReport, HttpRoutes, PluginContext, Role
from bridge_firmware.announcing import Announcer, lan_addresses
from bridge_firmware.card import build_card
from bridge_firmware.download import build_download
from bridge_firmware.fleet import Fleet
from bridge_firmware.routes import FirmwareDesk, build_routes
from bridge_firmware.settings import FirmwareSettings
from bridge_firmware.shelf import ImageShelf
from bridge_firmware.uploads import Uploads

_UNDER_WAY = ("downloading", "restarting", "on_trial")


class Parts:
    """The shelf, the fleet and their routes; and who announces the bridge, where others can
    reach it. SettingsError when settings are wrong or the folder cannot be used."""

    def __init__(self, context: PluginContext) -> None:
        self.shelf = ImageShelf(context.state_dir)
        self.shelf.open()
        self.fleet = Fleet(context.hub, context.devices)
        settings = context.settings(FirmwareSettings)
        is_announced = settings.announce and context.is_exposed and context.port != 0
        self.announcer = (
            Announcer(context.port, context.logger, partial(lan_addresses, context.host))
            if is_announced
            else None
        )
        self._uploads = Uploads(self.shelf, context.clock.now_us)

    def add_routes(self, routes: HttpRoutes) -> None:
        """Add what is served: to operators, to devices, and the card's files to anybody."""
        one_at_a_time = trio.CapacityLimiter(1)
        desk = FirmwareDesk(self.shelf, self._uploads, self.fleet, one_at_a_time)
        routes.add(build_routes(desk), role=Role.OPERATOR)
        routes.add(build_download(self.shelf, one_at_a_time), role=Role.DEVICE)
        routes.add(build_card(), public=True)

    def report_health(self, report: HealthReport) -> None:
        """Say what there is, and which updates did not go through."""
        devices = list(self.fleet.devices())
        busy = sum(1 for _, told in devices if told.firmware.stage in _UNDER_WAY)
        report.ok(
            f"firmware: {len(self.shelf.images())} images, {len(devices)} devices, "
            f"{busy} updates under way"
        )
        if self.announcer is not None:
            where = ", ".join(self.announcer.addresses) or "nowhere yet"
            report.ok(f"announced by mDNS: {where}")
        for state, told in devices:
            firmware = told.firmware
            if firmware.stage in ("failed", "rolled_back"):
                report.warning(
                    f"{state.id} was not updated to {firmware.next_version}: {firmware.text}",
                    f"gamebridge firmware update {state.id}",
                )
