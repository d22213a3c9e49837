"""What is refused about persons is told with a way out, and to whoever reads French in French."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from shutil import copytree

import pytest
from tests.vault.conftest import NOON
from tests.vault.persons.conftest import Company, company

from etanche.clock import FixedClock
from etanche.errors import EtancheError
from etanche.keyring import Root
from etanche.terms import new_id
from etanche.vault import DestructionBegun
from etanche.vault.starts import require_sayable
from etanche.words.errors import told_in

Refused = Callable[[Company], object]


@pytest.fixture(scope="module")
def busy(root: Root, founded: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """A company in which everything below is refused."""
    folder = copytree(str(founded), tmp_path_factory.mktemp("refusing") / "instance")
    made = Company(folder=folder, root=root, clock=FixedClock(NOON), plan=company())
    yield made
    made.close()


def _over(firm: Company) -> None:
    with firm.shop as session:
        pass
    session.count("order")


def _too_late(_firm: Company) -> None:
    raise DestructionBegun


def _changed(firm: Company) -> None:
    """Correct what somebody else corrected since it was read."""
    (ref,) = firm.put_for("order", firm.person())
    (seen,) = firm.shop.get(ref)
    for town in ("lorient", "brest"):
        firm.shop.update(ref, {"town": town}, before=seen)


def _unwanted(firm: Company) -> None:
    """Move a record to somebody whose contract is over: no purpose would hold it for them."""
    (ref,) = firm.put_for("account", firm.customer())
    other = firm.customer()
    firm.vault.tell(other, "contract-end", actor="ann", effective=NOON - timedelta(days=9))
    firm.as_("support", "serving").move(ref, other)


REFUSED: dict[str, tuple[Refused, str, str]] = {
    "an objection that nobody made": (
        lambda firm: firm.vault.weigh(firm.person(), "weighing", heard=True, reason="claim", by="dpo"),
        "aucune opposition n’attend cette décision",
        "quelqu’un a peut-être décidé avant vous",
    ),
    "an event that there is not": (
        lambda firm: firm.vault.tell(firm.customer(), "wedding", actor="ann"),
        "la situation ne connaît pas cet événement ou cette finalité",
        "événements",
    ),
    "pages of nothing": (
        lambda firm: list(firm.shop.stream("order", batch=0)),
        "`0` enregistrements",
        "demandez-en au moins 1",
    ),
    "a session that is over": (_over, "cette session est finie", "agissez de nouveau"),
    "joining with nobody": (
        lambda firm: firm.vault.join(firm.customer(), new_id(), actor="dpo"),
        "il n’y a pas de telle personne",
        "l’une des deux n’est pas connue, ou a été effacée",
    ),
    "a value that no record can have": (
        lambda firm: firm.vault.assign("local", actor="bea", values=["atlantis"], by="dpo"),
        "ce n’est pas une valeur du champ de ce rôle",
        "écrivez-la comme elle est dans les enregistrements",
    ),
    "a record moved where nothing holds it": (
        _unwanted,
        "aucune finalité ne retiendrait cet enregistrement pour elle",
        "dites d’abord",
    ),
    "a correction of what was corrected meanwhile": (
        _changed,
        "l’enregistrement a été changé entre-temps",
        "relisez-le, puis corrigez-le",
    ),
    "words that no file may say": (
        lambda firm: require_sayable(firm.plan, "erased", None),
        "un fichier ne peut pas dire cela d’une personne",
        "événements",
    ),
    "a hold that comes too late": (
        _too_late,
        "c’est en train d’être détruit : cela avait été décidé avant",
        "recommencez pour ce qui reste ; si un balayage a été arrêté, `etanche sweep` le finit d’abord",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_refusal_is_told_whole_in_french(busy: Company, what: str) -> None:
    """What was refused and what to do instead are both said, and both in the reader's language."""
    act, why, hint = REFUSED[what]
    with pytest.raises(EtancheError) as found:
        act(busy)

    told = [
        told_in(text, "fr").replace("\u202f", " ").replace("\xa0", " ") for text in (str(found.value), found.value.hint)
    ]
    assert why in told[0]
    assert hint in told[1]
