"""
`etanche verify` of a bundle: who signed it, what that establishes, what speaks against it, and what it cannot show.

No instance, no network: from the file, the published key, receipts somebody kept, and an authority's root.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from etanche.journal import WORSE, Confronted, Receipt, Story, confront, is_gap
from etanche.keyring import StampRefused, StampUnreadable, authorities, stamped_at
from etanche.proof.evidence.faults import Rejected
from etanche.proof.evidence.opening import LATER, Opened, Stamp, opened
from etanche.proof.evidence.report import Report, Said, moment
from etanche.proof.evidence.whose import by_whom, confronted, require_published
from etanche.store import moment_of

CANNOT = ("real-system", "changed-code", "clock", "whole", "law")
"""What no bundle can show, said each time."""

_GONE: Final = WORSE | {Confronted.LOST}
"""What became of a head that stands in the journal no more, though no term let its line go."""


def verify_bundle(
    data: bytes, *, fingerprint: str | None, receipts: Sequence[Receipt] = (), authority: bytes | None = None
) -> Report:
    """
    Return what a bundle comes to.

    Args:
        data: the file.
        fingerprint: of the key that the organisation publishes; without it nobody knows who signed.
        receipts: heads that somebody held since then or before.
        authority: root certificates (PEM) of the authority that stamped heads.

    Raises:
        AuthorityUnreadable: `authority` holds no certificate.
    """
    try:
        found = opened(data)
        signed_by = require_published(found.public, fingerprint)
    except Rejected as why:
        return Report(kind="bundle", rejected=Said(f"rejected.{why.why}", dict(why.blanks)))
    stamped = list(_stamps(found, authority))
    # A bundle can be made to tell of any receipt: one that does not has not answered what it was asked.
    others = ((bool(well), said) for well, said in confronted(found.receipt, receipts, _story(found)))
    spoken = [*_signer(found, fingerprint, signed_by), *stamped, *others, *_journal(found)]
    return Report.of("bundle", spoken, says=_says(found), cannot=CANNOT)


def _signer(found: Opened, fingerprint: str | None, signed_by: str) -> Iterator[tuple[bool, Said]]:
    yield by_whom(signed_by, fingerprint)
    yield True, Said("established.unchanged", {"at": moment(found.manifest.made)})
    yield True, Said("established.charter", {"digest": found.manifest.charter.applied})
    if found.manifest.nonce:
        yield True, Said("established.nonce", {"nonce": found.manifest.nonce})


def _story(found: Opened) -> Story:
    links = {one.row.position: one.row.link for one in found.checkpoints}
    links |= {one.before.position: one.before.link for one in found.checkpoints}
    head = found.receipt.head
    links[head.position] = head.link
    return Story(
        organisation=found.organisation,
        public=found.public,
        end=head.position,
        cuts=found.cuts,
        link_at=links.get,
        zone=found.journal.zone,
        now=moment_of(found.manifest.made),
        rule_at=lambda _moment: found.journal_keep,
    )


def _stamps(found: Opened, authority: bytes | None) -> Iterator[tuple[bool, Said]]:
    """Tell the newest stamped head; every stamp must fit the journal that the bundle tells of."""
    story = _story(found)
    for stamp in found.stamps:
        became = confront(stamp.receipt, story)
        if became in _GONE:
            blanks: dict[str, str | int] = {
                "at": moment(stamp.receipt.at.isoformat()),
                "position": stamp.receipt.head.position,
            }
            yield False, Said(f"receipt.{became}", blanks)
    agreeing = [stamp for stamp in found.stamps if confront(stamp.receipt, story) not in _GONE | {Confronted.CUT}]
    if not agreeing:
        yield True, Said("stamp.none")
    elif authority is None:
        yield True, Said("stamp.unlooked", {"n": len(agreeing)})
    else:
        yield _newest_stamp(agreeing[-1], authority)


def _newest_stamp(newest: Stamp, authority: bytes) -> tuple[bool, Said]:
    position = newest.receipt.head.position
    try:
        at = stamped_at(newest.response, newest.receipt.message(), authorities(authority))
    except (StampRefused, StampUnreadable):
        return False, Said("stamp.refused", {"position": position})
    return True, Said("stamp.seen", {"position": position, "at": moment(at.isoformat())})


def _journal(found: Opened) -> Iterator[tuple[bool, Said]]:
    if found.journal.fault is not None or not found.journal.intact:
        position = 0 if found.journal.fault is None else found.journal.fault.position
        yield False, Said("amiss.journal", {"position": position})


def _says(found: Opened) -> Iterator[Said]:
    """Repeat what the bundle says: true if who signed it says the truth."""
    states = Counter(LATER if one.finding == LATER else one.state for one in found.verdicts.verdicts)
    yield Said("says.run", {"at": moment(found.verdicts.at), "n": len(found.verdicts.verdicts)})
    for state in ("broken", "unproven", "attested", "kept", LATER):
        if states[state]:
            yield Said(f"says.{state}", {"n": states[state]})
    if found.drills.drills:
        asleep = sum(not one.noticed for one in found.drills.drills)
        oldest = min(one.at for one in found.drills.drills)
        yield Said("says.drills", {"n": len(found.drills.drills), "asleep": asleep, "at": moment(oldest)})
    else:
        yield Said("says.no-drills")
    yield from _evidence(found)
    yield Said("says.journal", {"n": found.journal.entries, "position": found.receipt.head.position})
    lost = sum(cut.last - cut.first + 1 for cut in found.cuts if is_gap(cut))
    if lost:
        yield Said("says.lost", {"n": lost})
    records = sum(found.counts.persons.values()) + sum(sum(days.values()) for days in found.counts.days.values())
    yield Said("says.counts", {"n": records})


def _evidence(found: Opened) -> Iterator[Said]:
    """Tell on which files, outside of the bundle, the attested promises rest; what was changed since it was entered is told apart."""
    standing = [one for one in found.attestations if one.stands]
    if standing:
        yield Said("says.evidence", {"n": len(standing), "until": min(one.until for one in standing)})
    if len(standing) < len(found.attestations):
        yield Said("says.evidence-changed", {"n": len(found.attestations) - len(standing)})
