"""Which category the data of a door go to, as the charter says."""

from __future__ import annotations

from etanche.charter import ChannelKind, Plan
from etanche.errors import NotFound


def destination(plan: Plan, kind: ChannelKind, category: str | None = None) -> tuple[str, str]:
    """
    Return the channel and the category that data from a door of one kind go to; the first in name order.

    Raises:
        NotFound: the charter lets no category, or not this one, take data from such a door.
    """
    if category is not None and category not in plan.categories:
        raise NotFound(
            "the charter has no category of this name",
            hint=f"it has {', '.join(f'`{name}`' for name in sorted(plan.categories))}",
        )
    for name in sorted(plan.categories) if category is None else [category]:
        for channel in sorted(plan.categories[name].channels):
            if plan.channels.get(channel) is kind:
                return channel, name
    raise NotFound(
        f"the charter has no door of kind `{kind}` for " + (f"`{category}`" if category else "any category"),
        hint=f"add a channel of kind `{kind}` and name it under `from`",
    )
