"""The table `[plugin.auth]`."""

from typing import Annotated, Literal

import msgspec


class AuthSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an operator may decide about admission.

    `loopback_role` is the highest role that a program on this machine gets without a key;
    devices need one everywhere. `allow_plain_keys` lets keys travel as they are over links
    that anybody on the network can read. `failures_per_minute` is how many wrong keys one
    address may try before it has to wait. `viewer_key_on_lan` makes a reading key at each
    start while the bridge is reachable from the network. `pairing` lets peers without a key
    ask for one; `pairings` and `pairings_per_address` are how many requests may wait at one
    time, `pairings_per_minute` is how often one address may ask.
    """

    loopback_role: Literal["none", "viewer", "game", "operator", "admin"] = "operator"
    allow_plain_keys: bool = False
    failures_per_minute: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 10
    viewer_key_on_lan: bool = True
    pairing: bool = True
    pairings: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 32
    pairings_per_address: Annotated[int, msgspec.Meta(ge=1, le=100)] = 4
    pairings_per_minute: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 20
