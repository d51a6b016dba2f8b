"""The hooks that only multicam needs. The plugin is one object, so it takes them over."""

from typing import TYPE_CHECKING

from bridge.api import Admission, Claim, ForeignDialect, LinkOpening, TopicRegistry, hookimpl
from bridge_sources.multicam.discovered import found_spec

if TYPE_CHECKING:
    from bridge_sources.multicam.system import Multicam


class MulticamHooks:
    """Multicam's own port, if it is wanted."""

    multicam: "Multicam | None" = None

    @hookimpl
    def bridge_register_topics(self, topics: TopicRegistry) -> None:
        """Declare `x/sources/found`."""
        topics.add(found_spec())

    @hookimpl
    def bridge_choose_dialect(self, opening: LinkOpening) -> ForeignDialect | None:
        """Take the links of multicam's pages."""
        return None if self.multicam is None else self.multicam.choose(opening)

    @hookimpl
    def bridge_authenticate(self, claim: Claim) -> Admission | None:
        """Decide about multicam's pages and programs."""
        return None if self.multicam is None else self.multicam.admit(claim)
