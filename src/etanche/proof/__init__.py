"""
Proof: each promise is checked against the living house, and each check is drilled in a sandbox.

    run = prove(bench)                       # verdicts, kept and journalled
    with Yard(open_house, at=now) as make_sandbox:
        for result in drill(make_sandbox): ...

A check observes, attempts and inspects; it writes only canaries, under a credential of one run, and cleans them away.
A drill breaks a promise behind the system's back, in a throw-away house, and its check must notice.
A promise that no check of this version looks at is *unproven*, and says so (`unchecked`): nothing is green by default.
What this room does *not* do: keep a promise, or say that somebody complies with the law.
"""

from etanche.proof import rehearsal
from etanche.proof.alerts import About, Alert, Stage, remind, stage_of, told, waiting
from etanche.proof.attestations import Attestations, Attested, Evidence, NoSuchAttestation
from etanche.proof.awake import ASLEEP, awake
from etanche.proof.bench import Bench, Knock, Outgoing
from etanche.proof.carrying import Carrier, Clause, clauses
from etanche.proof.door import TURNED_AWAY, Answered, Asked, AtAddress, Door, DoorShut, Front, OwnPage
from etanche.proof.drilled import Drilled, keep_drills, last_drills
from etanche.proof.drilling import drill
from etanche.proof.ledger import Latest, Since, history, latest, since
from etanche.proof.lodge import Lodge
from etanche.proof.proving import ProofStopped, Run, prove
from etanche.proof.registry import later, unchecked
from etanche.proof.rehearsal import Rehearsal, Revived
from etanche.proof.sandbox import Sandbox, Yard
from etanche.proof.sleeping import newest, notice_sleep
from etanche.proof.stamps import STAMP, Stamp, read_stamp, stamp_text
from etanche.proof.telling import as_json, because, drill_as_json, sabotage_words
from etanche.proof.transport import ALONE, PROXIED, SERVED
from etanche.proof.verdict import LATER, NEVER, DrillResult, Measure, State, Verdict

__all__ = [
    "ALONE",
    "ASLEEP",
    "LATER",
    "NEVER",
    "PROXIED",
    "SERVED",
    "STAMP",
    "TURNED_AWAY",
    "About",
    "Alert",
    "Answered",
    "Asked",
    "AtAddress",
    "Attestations",
    "Attested",
    "Bench",
    "Carrier",
    "Clause",
    "Door",
    "DoorShut",
    "DrillResult",
    "Drilled",
    "Evidence",
    "Front",
    "Knock",
    "Latest",
    "Lodge",
    "Measure",
    "NoSuchAttestation",
    "Outgoing",
    "OwnPage",
    "ProofStopped",
    "Rehearsal",
    "Revived",
    "Run",
    "Sandbox",
    "Since",
    "Stage",
    "Stamp",
    "State",
    "Verdict",
    "Yard",
    "as_json",
    "awake",
    "because",
    "clauses",
    "drill",
    "drill_as_json",
    "history",
    "keep_drills",
    "last_drills",
    "later",
    "latest",
    "newest",
    "notice_sleep",
    "prove",
    "read_stamp",
    "rehearsal",
    "remind",
    "sabotage_words",
    "since",
    "stage_of",
    "stamp_text",
    "told",
    "unchecked",
    "waiting",
]
