"""
Where the head of the journal is stamped: the section `[anchors]` of `instance.toml`.

    [anchors]
    url = "https://stamps.example/tsr"
    authority = "stamps-root.pem"        # in the folder of the instance, or a full path
    hours = 24

Without it nothing is sent; heads can be stamped and handed out by hand all the same.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final, Self

from etanche.errors import Refused, Unreadable
from etanche.instance.settings import FILE
from etanche.journal import Anchor, AnchorKind, Journal, newest
from etanche.outbound import Http, ask_authority

_HOURS: Final = 24
_MOST_HOURS: Final = 24 * 31
_LONGEST: Final = 1 << 20


class AnchorSettingsUnreadable(Unreadable):
    """What the settings say of anchors cannot be meant."""


class NoAuthority(Refused):
    """No authority is configured that a time-stamp could be asked of."""


@dataclass(frozen=True, kw_only=True)
class AnchorSettings:
    """Who is asked, whose root vouches, and how often."""

    url: str
    authority: Path
    every: timedelta

    @classmethod
    def read(cls, folder: Path) -> Self | None:
        """
        Return what the settings of a folder say, or nothing if they do not speak of anchors.

        Raises:
            AnchorSettingsUnreadable: they say something that cannot be meant.
        """
        try:
            said = tomllib.loads((folder / FILE).read_text(encoding="utf-8")).get("anchors")
            if said is None:
                return None
            hours = said.get("hours", _HOURS)
            if set(said) - {"url", "authority", "hours"} or type(hours) is not int or not 0 < hours <= _MOST_HOURS:
                raise _unreadable()
            url, authority = said["url"], said["authority"]
            return cls(url=str(url), authority=folder / str(authority), every=timedelta(hours=hours))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            raise _unreadable() from None


def _unreadable() -> AnchorSettingsUnreadable:
    return AnchorSettingsUnreadable(
        "the section `[anchors]` of `instance.toml` cannot be read",
        hint="it has `url`, `authority` (a file of certificates) and, if you like, `hours`",
    )


class Anchoring:
    """Has the head of one instance's journal stamped."""

    def __init__(self, folder: Path, *, journal: Journal, http: Http) -> None:
        """Keep what is needed; settings are read when they are needed."""
        self._folder = folder
        self._journal = journal
        self._http = http

    def stamp(self, *, by: str) -> Anchor:
        """
        Have the head stamped by the authority that the settings name.

        Raises:
            NoAuthority: they name none.
            AnchorSettingsUnreadable: they cannot be read.
            HostNotDeclared: its host is not among those of the charter; nothing was sent.
            AuthorityOutOfReach: it does not answer.
            StampUnreadable, StampRefused: its answer is none, or is not of its root.
        """
        settings = AnchorSettings.read(self._folder)
        if settings is None:
            raise NoAuthority(
                "no time-stamping authority is configured",
                hint="write `[anchors]` into `instance.toml`, or ask by hand with --request FILE",
            )
        root = authority_of(settings.authority)
        answer = ask_authority(self._http, settings.url, self._journal.ask_stamp(by=by))
        return self._journal.take_stamp(answer, root)

    def keep_time(self) -> Anchor | None:
        """Have the head stamped if an authority is configured and the last time-stamp is old; as a running instance does."""
        settings = AnchorSettings.read(self._folder)
        if settings is None:
            return None
        stamped = [anchor for anchor in self._journal.anchors.held() if anchor.kind is AnchorKind.STAMPED]
        last = newest(stamped)
        now = self._journal.now()
        if last is not None and timedelta() <= now - last.receipt.at < settings.every:
            return None
        return self.stamp(by="timetable")


def authority_of(file: Path) -> bytes:
    """
    Return the root certificates of an authority, as they are in a file.

    Raises:
        AnchorSettingsUnreadable: it cannot be read.
    """
    try:
        with file.open("rb") as opened:
            return opened.read(_LONGEST)
    except OSError:
        raise AnchorSettingsUnreadable(
            f"the authority's certificates cannot be read from `{file}`", hint="save there what the authority publishes"
        ) from None
