"""
Whose a file is: the key it is signed with, the one it should be, and what receipts in other hands make of the journal it names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from etanche.journal import Confronted, Receipt, Story, confront
from etanche.keyring import fingerprint_of
from etanche.proof.evidence.faults import Rejected
from etanche.proof.evidence.report import Said, moment


def require_published(public: bytes, published: str | None) -> str:
    """
    Return the fingerprint of the key that a file is signed with; `published` is the one that it has to be, if anybody knows.

    Raises:
        Rejected: it is somebody else's.
    """
    signed_by = fingerprint_of(public)
    if published is not None and published != signed_by:
        raise Rejected("other-key", signed=signed_by, published=published)
    return signed_by


def signer_of(own: Receipt, published: str | None) -> str:
    """
    Return the fingerprint of the key that a file's own receipt is signed with.

    Raises:
        Rejected: the signature does not hold, or as `require_published`.
    """
    if not own.holds():
        raise Rejected("receipt")
    return require_published(own.public, published)


def by_whom(signed_by: str, published: str | None) -> tuple[bool, Said]:
    """Return who signed, and whether anybody asked for that hand: without a published key a file is anybody's."""
    known = published is not None
    return known, Said(f"{'established' if known else 'amiss'}.signer", {"fingerprint": signed_by})


def confronted(own: Receipt, receipts: Sequence[Receipt], story: Story) -> Iterator[tuple[bool | None, Said]]:
    """
    Yield what the story of a file's journal makes of other receipts, and whether that is well.

    Of a later one than its own, and of a place that the file does not tell, it says nothing, and nothing speaks against anybody.
    """
    for receipt in receipts:
        became = confront(receipt, story)
        word = "later" if became is Confronted.BEYOND and receipt.at > own.at else str(became)
        blanks: dict[str, str | int] = {"at": moment(receipt.at.isoformat()), "position": receipt.head.position}
        unknown = word == "later" or became is Confronted.UNKNOWN
        yield None if unknown else became is Confronted.SAME, Said(f"receipt.{word}", blanks)


def of_one_place(own: Receipt) -> Story:
    """Return the story of a journal of which a file knows one place: that of its own receipt."""
    return Story(
        organisation=own.organisation,
        public=own.public,
        end=own.head.position,
        cuts=(),
        link_at={own.head.position: own.head.link}.get,
        zone="UTC",
        now=own.at,
        rule_at=lambda _moment: None,
    )
