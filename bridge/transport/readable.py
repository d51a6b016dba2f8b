"""What of the topics that a peer asks for it may read.

Knows: grants and the decisions of plugins. Does not know: subscriptions, links.
"""

from collections.abc import Iterable

from bridge.model.pattern_overlap import overlap
from bridge.plugin.admission import Admission, Verb
from bridge.transport.session_context import SessionContext


def readable_patterns(
    context: SessionContext, admission: Admission, wanted: Iterable[str]
) -> list[str]:
    """Return the parts of the wanted patterns that a peer may read, each once."""
    granted = [g.pattern.text for g in admission.grants if g.verb is Verb.SUBSCRIBE]
    readable: dict[str, None] = {}
    for text in wanted:
        if may_read(context, admission, text):
            readable[text] = None
            continue
        shared = (overlap(text, pattern) for pattern in granted)
        readable |= {part: None for part in shared if part and may_read(context, admission, part)}
    return list(readable)


def may_read(context: SessionContext, admission: Admission, pattern: str) -> bool:
    """Tell whether a peer may read a topic or everything of a pattern."""
    return context.authorize(admission, Verb.SUBSCRIBE, pattern)
