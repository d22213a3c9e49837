"""
`egress:<host>`: the address is in the list that is given to whoever keeps a firewall, with its ports and with what calls it.
`egress:others`: nothing else is called: not by our pages, not by what the settings name; and what is tried is refused and written down.

What this does *not* see: what programs on people's own machines call and when; on which occasion an address is called;
what code calls that does not go through `outbound` (the walls of the house hold that when it is built).
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from etanche.charter import Caller, Host, Promise
from etanche.outbound import HostNotDeclared
from etanche.proof import attempts
from etanche.proof.door import Answered, Asked, Door, DoorShut
from etanche.proof.outcome import Outcome, broken, kept, unproven
from etanche.proof.persons.made_up import marker
from etanche.proof.reach import Reach, Sight
from etanche.proof.reading import page_of
from etanche.proof.run import ProofRun

LIST: Final = "/privacy/hosts.txt"
REFUSED: Final = "egress-refused"
"""How the journal calls an attempt to call an address that nobody declared."""

_GIVEN: Final = 200
_COLUMNS: Final = 3


def sees(reach: Reach, subject: str) -> Sight:
    """See what is declared, and what else our server and our pages could call; not occasions, nor programs elsewhere, nor keys of connectors."""
    if subject == "others":
        return Sight.WHOLE
    return Sight.PART if subject in reach.charter.hosts else Sight.NONE


def check(run: ProofRun, promise: Promise) -> Outcome:
    """Read the list at the door; try to call somebody."""
    door = run.bench.door
    if door is None:
        return unproven("door.none")
    try:
        if promise.subject == "others":
            return _undeclared(run) or _pages(run, door) or _settings(run, door)
        return _listed(run, door, run.bench.charter.hosts[promise.subject])
    except DoorShut:
        return unproven("door.shut")


def _listed(run: ProofRun, door: Door, host: Host) -> Outcome:
    """The list names the address with every port, and what calls it."""
    listed = _lines(run, door)
    missing = sum(1 for port in host.ports if (host.address, str(port), str(host.called_by)) not in listed)
    return broken("egress.unlisted", ports=missing) if missing else kept("egress.listed", ports=len(host.ports))


def _undeclared(run: ProofRun) -> Outcome | None:
    """What outbound obeys is what the charter declares; an address of nobody's is refused, and the refusal written down."""
    bench = run.bench
    declared = {host.address for host in bench.charter.hosts.values()}
    if more := bench.outgoing.declared - declared:
        return broken("egress.widened", addresses=len(more))
    before = attempts.last_line(run)
    try:
        bench.outgoing.send(f"https://{marker(12)}.invalid/", run.id)
    except HostNotDeclared:
        written = any(line.act == REFUSED for line in attempts.lines_since(run, before))
        return None if written else broken("egress.refusal-unwritten")
    except Exception:  # noqa: BLE001, S110  # whatever came of it: it was not refused
        pass
    return broken("egress.sent")


def _pages(run: ProofRun, door: Door) -> Outcome | None:
    """No page of ours makes a browser call anybody but us, or somebody whom the charter lets a browser call."""
    ours = {urlsplit(door.address).hostname} if door.address else set()
    declared = {host.address for host in run.bench.charter.hosts.values() if host.called_by is Caller.BROWSER}
    read = [
        Asked(path=path)
        for path, methods in door.answers.items()
        if "GET" in methods and "OPTIONS" not in methods and "{" not in path
    ]
    strange = {
        where
        for answer in door.ask_each(read)
        for call in page_of(_text(answer)).calls
        if (where := urlsplit(call).hostname) and where not in ours | declared
    }
    return broken("egress.called-by-pages", addresses=len(strange)) if strange else None


def _settings(run: ProofRun, door: Door) -> Outcome:
    """Every address that the settings name is of the charter, or in the list."""
    bench = run.bench
    declared = {host.address for host in bench.charter.hosts.values()}
    named = bench.outgoing.named
    listed = {address for address, _, _ in _lines(run, door)} if named - declared else set()
    if unlisted := named - declared - listed:
        return broken("egress.in-settings-only", addresses=len(unlisted))
    if declared:
        return kept("egress.others", declared=len(declared), named=len(named))
    return kept("egress.nowhere", named=len(named))


def _lines(run: ProofRun, door: Door) -> frozenset[tuple[str, str, str]]:
    """Return (address, port, caller) of every line of the list that is given to whoever keeps a firewall."""

    def look() -> frozenset[tuple[str, str, str]]:
        answer = door.ask(Asked(path=LIST, query=f"lang={run.bench.charter.notice.languages[0]}"))
        cells = (line.split() for line in answer.text.splitlines()) if answer.status == _GIVEN else ()
        return frozenset((line[0], line[1], line[2]) for line in cells if len(line) >= _COLUMNS)

    return run.once("hosts listed", look)


def _text(answer: Answered) -> str:
    """Return what came back if it is a page."""
    return answer.text if answer.headers.get("content-type", "").startswith("text/html") else ""
