"""
Times that guidance finds too long or too short, each for one sort of purpose; the figures are facts with dates.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from etanche.charter.keep import After, Between, FirstOf, Keep, While, print_keep, spans
from etanche.charter.kinds import PERSONAL, Basis, ChannelKind, FieldKind, Stance, Theme
from etanche.charter.lengths import reach
from etanche.charter.model import Charter, Purpose
from etanche.charter.rules.dated import AnyRule, Dated
from etanche.charter.rules.known import Figure, cut, figure, in_words
from etanche.charter.rules.retention import ARCHIVES, sure_to_end
from etanche.charter.rules.rule import Rule, Wrong

_IDLE = frozenset({"last-login", "last-activity"})
"""Events that move forward as long as somebody uses an account."""

_NOT_IN_LOGS = PERSONAL - {FieldKind.IP, FieldKind.USER_AGENT, FieldKind.LOGIN, FieldKind.PSEUDONYM, FieldKind.URL}
"""Kinds of field that a log can do without: what was done, from where and by which account is told by the others."""


_BESIDE = ARCHIVES | {Theme.RIGHTS, Theme.SECURITY}
"""Themes that keep data when those who worked with them have done."""


def _too_long(name: str, purpose: Purpose, most: Figure, says: str = "") -> Iterator[Wrong]:
    time = in_words(reach(purpose.keep))
    blanks = {"purpose": name, "time": time, "most": in_words(most.most), "bound": str(most.most)}
    yield Wrong(path=("purposes", name, "keep"), says=says, blanks=blanks)


def _prospects(charter: Charter, day: date) -> Iterator[Wrong]:
    most = figure("prospect", day)
    for name, purpose in charter.purposes.items():
        if purpose.theme is Theme.MARKETING and purpose.as_ is not Stance.PROCESSOR:
            if most.outlived(purpose.keep):
                yield from _too_long(name, purpose, most)
            elif reach(purpose.keep) is None and While(state="consent") in spans(purpose.keep):
                yield from _too_long(name, purpose, most, "endless")


def _idle_accounts(charter: Charter, day: date) -> Iterator[Wrong]:
    """Yield the first purpose that lasts as long as an account, when nothing ends an account that nobody uses."""
    most = figure("idle-account", day)
    ours = {
        name: purpose
        for name, purpose in charter.purposes.items()
        if purpose.as_ is not Stance.PROCESSOR and purpose.basis is not Basis.LEGAL_OBLIGATION
    }
    waiting = {name: purpose for name, purpose in ours.items() if any(map(_as_an_account, spans(purpose.keep)))}
    bounded = {name: idle for name, purpose in waiting.items() if (idle := _idle(purpose.keep)) is not None}
    if waiting and not bounded:
        first = next((name for name, purpose in waiting.items() if not sure_to_end(purpose.keep)), None)
        if first is not None:
            yield from _too_long(first, waiting[first], most, "endless")
    for name, idle in bounded.items():
        if most.exceeded(reach(idle)):
            yield from _too_long(name, waiting[name], most)


def _as_an_account(span: Keep) -> bool:
    """Return whether a rule lasts as long as an account, or some time longer."""
    return span == While(state="account") or (isinstance(span, After | Between) and span.event == "account-closed")


def _idle(keep: Keep) -> Keep | None:
    """Return the part of a rule that ends an account which nobody uses any more."""
    if isinstance(keep, FirstOf):
        for rule in keep.rules:
            if isinstance(rule, After | Between) and rule.event in _IDLE:
                return rule
    return None


def _applicants(charter: Charter, day: date) -> Iterator[Wrong]:
    long, after = figure("applicant", day), figure("refused-applicant", day)
    for name, purpose in charter.purposes.items():
        if purpose.theme is not Theme.RECRUITMENT:
            continue
        if long.outlived(purpose.keep):
            yield from _too_long(name, purpose, long)
        elif purpose.basis is not Basis.CONSENT and _beyond_recruitment(purpose.keep) and after.outlived(purpose.keep):
            yield from _too_long(name, purpose, after, "pool")


def _beyond_recruitment(keep: Keep) -> bool:
    """Return whether a rule goes on when the post has been filled."""
    return not (isinstance(keep, FirstOf) and While(state="recruitment") in keep.rules)


def _logs(charter: Charter, day: date) -> Iterator[Wrong]:
    bounds = figure("log", day)
    kept = {("vault", "journal", "keep"): charter.vault.journal.keep}
    for name, purpose in charter.purposes.items():
        if _uses_logs(charter, purpose):
            kept["purposes", name, "keep"] = purpose.keep
    for path, keep in kept.items():
        blanks = {"rule": cut(print_keep(keep)), "least": in_words(bounds.least), "most": in_words(bounds.most)}
        of_safety = path[0] == "vault" or charter.purposes[str(path[1])].theme is Theme.SECURITY
        if of_safety and bounds.underrun(keep):
            yield Wrong(path=path, says="short", blanks=blanks)
        elif bounds.outlived(keep):
            yield Wrong(path=path, says="long", blanks=blanks)


def _uses_logs(charter: Charter, purpose: Purpose) -> bool:
    """Return whether a purpose reads logs, for safety or otherwise; figures of visits and duties have times of their own."""
    timed = purpose.theme is Theme.AUDIENCE or purpose.basis is Basis.LEGAL_OBLIGATION
    return (purpose.theme is Theme.SECURITY or not timed) and any(_is_log(charter, used) for used in purpose.uses)


def _is_log(charter: Charter, category: str) -> bool:
    return any(charter.channels[channel].kind is ChannelKind.LOGS for channel in charter.categories[category].from_)


def _telling_logs(charter: Charter, day: date) -> Iterator[Wrong]:
    """Yield the fields by which a log would keep what its main processing has given up long ago."""
    short = figure("short-lived", day)
    for category in charter.categories:
        times = _times(charter, category)
        if not _is_log(charter, category) or not any(map(short.outlived, times)):
            continue
        for field, known in charter.categories[category].fields.items():
            if known.kind in _NOT_IN_LOGS:
                elsewhere = [other for other in _alike(charter, category, known.kind) if other != category]
                lived = [keep for other in elsewhere for keep in _times(charter, other, main=True)]
                if lived and not any(reach(keep) is None or short.outlived(keep) for keep in lived):
                    blanks = {"log": category, "field": field, "category": elsewhere[0], "most": in_words(short.most)}
                    yield Wrong(path=("categories", category, "fields", field), blanks=blanks, on_key=True)


def _times(charter: Charter, category: str, *, main: bool = False) -> list[Keep]:
    """Return the times of the purposes that use a category, or only of those that work with it."""
    return [
        purpose.keep
        for purpose in charter.purposes.values()
        if category in purpose.uses and not (main and purpose.theme in _BESIDE)
    ]


def _alike(charter: Charter, category: str, kind: FieldKind) -> list[str]:
    """Return the categories of the same people that hold the same kind of field."""
    people = {*charter.categories[category].of}
    return [
        name
        for name, other in charter.categories.items()
        if people & {*other.of} and any(field.kind is kind for field in other.fields.values())
    ]


def _payments(charter: Charter, day: date) -> Iterator[Wrong]:
    most = figure("disputed-payment", day)
    for name, purpose in charter.purposes.items():
        events = {span.event for span in spans(purpose.keep) if isinstance(span, After | Between)}
        if purpose.basis is Basis.CONSENT:
            continue
        if "card-expiry" in events:
            yield from _too_long(name, purpose, most, "expiry")
        elif "payment-debited" in events and most.outlived(purpose.keep):
            yield from _too_long(name, purpose, most)


def _accounts(charter: Charter) -> Iterator[Wrong]:
    for name, purpose in charter.purposes.items():
        events = {span.event for span in spans(purpose.keep) if isinstance(span, After | Between)}
        if purpose.theme is Theme.ACCOUNTING and "fiscal-year-end" not in events:
            blanks = {"purpose": name, "rule": cut(print_keep(purpose.keep))}
            yield Wrong(path=("purposes", name, "keep"), says="start", blanks=blanks)


def _proofs_of_identity(charter: Charter, day: date) -> Iterator[Wrong]:
    most = figure("identity-proof", day)
    proof = charter.rights.identity.proof if charter.rights is not None else None
    for name, purpose in charter.purposes.items():
        if proof in purpose.uses and (reach(purpose.keep) is None or most.outlived(purpose.keep)):
            yield Wrong(
                path=("purposes", name, "keep"),
                blanks={"purpose": name, "rule": cut(print_keep(purpose.keep)), "most": in_words(most.most)},
            )


ALONE: tuple[AnyRule, ...] = (
    Dated(id="RET-14", search=_prospects),
    Dated(id="RET-15", search=_idle_accounts),
    Dated(id="RET-16", search=_applicants),
    Dated(id="RET-20", search=_payments),
    Rule(id="RET-21", search=_accounts),
    Dated(id="RET-22", search=_proofs_of_identity),
)
TOGETHER: tuple[AnyRule, ...] = (
    Dated(id="RET-17", search=_logs),
    Dated(id="RET-18", search=_telling_logs),
)
