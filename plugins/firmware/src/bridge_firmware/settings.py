"""The table `[plugin.firmware]`."""

import msgspec


class FirmwareSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`announce` tells the local network where the bridge is, once it may be reached from
    there, so that devices find it by themselves."""

    announce: bool = True
