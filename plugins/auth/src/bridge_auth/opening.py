"""Puts the parts together for one bridge."""

from contextlib import ExitStack

from bridge.api import PluginContext
from bridge_auth.bookkeeper import Bookkeeper
from bridge_auth.gate import Gate
from bridge_auth.invitation import invite
from bridge_auth.keyring import Keyring
from bridge_auth.settings import AuthSettings
from bridge_auth.store import open_store
from bridge_auth.wall import wall_s


def open_gate(context: PluginContext) -> tuple[Gate, Bookkeeper]:
    """Return the judge of a bridge and the service that keeps its books.

    SettingsError when the settings are wrong or the key store cannot be read: a bridge
    that cannot check keys must not start as if it could.
    """
    settings = context.settings(AuthSettings)
    with ExitStack() as stack:
        keyring = Keyring(stack.enter_context(open_store(context.state_dir, wall_s)), wall_s)
        opened = stack.pop_all()
    if context.is_exposed and settings.viewer_key_on_lan:
        invite(keyring, context.base_url, wall_s())
    gate = Gate(
        settings,
        keyring,
        context.clock,
        context.logger,
        wall_s=wall_s,
        is_exposed=context.is_exposed,
    )
    return gate, Bookkeeper(keyring, context.state_dir, wall_s, opened)
