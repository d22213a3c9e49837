"""
Faults put into a charter by hand: each gives one finding, at its line and column, under its rule, with a hint.

In what is put in, `▸` shows where the finding must point; it is taken out before the charter is read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from etanche.charter import Finding, Severity, read


@dataclass(frozen=True)
class Fault:
    """One fault: what is done, the rule it breaks, a word of the hint, and the places that are changed."""

    name: str
    rule: str
    hint: str
    edits: Mapping[str, str]


def _broken(text: str, edits: Mapping[str, str]) -> str:
    for old, new in edits.items():
        assert 1 == text.count(old), old
        text = text.replace(old, new)
    return text


def _pointed(text: str) -> tuple[str, int, int]:
    """Return a text without its pointer, and the line and column where it stood."""
    before, pointer, after = text.partition("▸")
    assert pointer
    return before + after, before.count("\n") + 1, len(before) - before.rfind("\n")


def _only(text: str) -> Finding:
    findings = read(text.encode(), file="small.yaml").findings
    assert 1 == len(findings), [str(finding) for finding in findings]
    return findings[0]


WEBMASTER = """  webmaster:
    name: Toile et Fils
    does: {fr: répare le site, en: repairs the site}
    as: processor
    country: FR
    receives: {failure: [repairs]}
    contract: {reference: C-7, date: 2025-03-01}
    erasure-by: email
"""

ERRORS: tuple[Fault, ...] = (
    Fault(
        "an unknown key",
        "unknown-key",
        "`unknown`",
        {"    unknown: drop\n    fields": "    ▸unknwon: drop\n    fields"},
    ),
    Fault(
        "an unknown key unlike any",
        "unknown-key",
        "`title`",
        {"    unknown: drop\n    fields": "    ▸colour: red\n    fields"},
    ),
    Fault("a mistyped needed key", "unknown-key", "`keep`", {"    keep: 180 days": "    ▸kepp: 180 days"}),
    Fault("a mistyped section", "unknown-key", "`purposes`", {"purposes:\n": "▸purpose:\n"}),
    Fault("a section in French", "unknown-key", "`organisation`", {"organisation:\n": "▸organisme:\n"}),
    Fault("another section in French", "unknown-key", "`purposes`", {"purposes:\n": "▸finalités:\n"}),
    Fault("a key in French", "unknown-key", "`keep`", {"    keep: 180 days": "    ▸durée: 180 days"}),
    Fault("a section unlike any", "unknown-key", "`etanche`", {"carries:\n": "▸zebra:\n"}),
    Fault(
        "a key twice", "duplicate", "line 50", {"    theme: audience\n": "    theme: audience\n    ▸theme: audience\n"}
    ),
    Fault("a category twice", "duplicate", "line 32", {"  failure:\n    title": "  ▸visit:\n    title"}),
    Fault(
        "a section twice",
        "duplicate",
        "line 22",
        {"people:\n": "people:\n  member: {title: {fr: x, en: x}}\n▸people:\n"},
    ),
    Fault("a key without value", "empty", "leave it out", {"    keep: 180 days after collected\n": "    ▸keep:\n"}),
    Fault("a key with a tilde", "empty", "leave it out", {"    theme: security": "    ▸theme: ~"}),
    Fault("no section etanche", "missing", "`etanche:`", {"etanche: 1\n": "", "organisation:\n": "▸organisation:\n"}),
    Fault("a comma in a text", "comma", "two lines", {"{fr: Adapter le site, en": "{fr: Sans nom, ▸pas de compte, en"}),
    Fault("two commas in a text", "comma", "two lines", {"{fr: Adapter le site, en": "{fr: Un, ▸deux, trois, en"}),
    Fault(
        "a comma in both texts",
        "comma",
        "two lines",
        {"le site, en: Fit the site}\n    bal": "le site, ▸oui, en: Fit, oui}\n    bal"},
    ),
    Fault(
        "a comma and a colon",
        "comma",
        "two lines",
        {"{fr: Adapter le site, en": "{fr: Garder, ▸selon la loi: 3 ans, en"},
    ),
    Fault(
        "a comma in a name",
        "empty",
        "comma",
        {"{email: contact@port.example}": "{email: contact@port.example, ▸ou au guichet}"},
    ),
    Fault(
        "a text in one language",
        "PUB-03",
        "`en: …`",
        {"    interest: {fr: Adapter le site, en: Fit the site}\n": "    interest: ▸{fr: Adapter le site}\n"},
    ),
    Fault("a third language", "PUB-03", "`fr`, `en`", {"en: Fit the site}": "en: Fit the site, ▸de: Anpassen}"}),
    Fault(
        "a text without languages",
        "PUB-03",
        "`{fr: …, en: …}`",
        {"    interest: {fr: Adapter le site, en: Fit the site}\n": "    interest: ▸Adapter le site\n"},
    ),
    Fault(
        "figures that differ",
        "PUB-03",
        "same figures",
        {"interest: {fr: Adapter le site": "interest: ▸{fr: Adapter 3 sites"},
    ),
    Fault("an empty text", "word", "one line", {"en: Fit the site}": "en: ▸''}"}),
    Fault("a number for a text", "word", "quotation marks", {"name: Toile et Fils": "name: ▸2026"}),
    Fault("an unwritten language", "PUB-04", "`fr`, `en`", {"languages: [fr, en]": "languages: ▸[fr, de]"}),
    Fault("no for false", "answer", "write `false`", {"  sale: false": "  sale: ▸no"}),
    Fault("yes in French", "answer", "write `true`", {"  sale: false": "  sale: ▸Oui"}),
    Fault("a number for an answer", "answer", "one of the two", {"  sale: false": "  sale: ▸0"}),
    Fault("quotes around false", "answer", "without quotation marks", {"  sale: false": "  sale: ▸'false'"}),
    Fault("a name with capitals", "name", "`web-analyst`", {"  analyst:\n": "  ▸Web_Analyst:\n"}),
    Fault("a name with accents", "name", "`equipe`", {"  seller:\n": "  ▸Équipe:\n"}),
    Fault("a name with letters tied together", "name", "`chef-de-choeur`", {"  seller:\n": "  ▸Chef de Chœur:\n"}),
    Fault("a fixed word for a name", "fixed-word", "longer", {"  seller:\n": "  ▸journal:\n"}),
    Fault("one name for two things", "one-name", "change one", {"  seller:\n": "  ▸visit:\n"}),
    Fault(
        "a country in words", "country", "two letters", {"  country: FR\n  contact": "  country: ▸France\n  contact"}
    ),
    Fault("a country in small letters", "country", "`FR`", {"  country: FR\n  contact": "  country: ▸fr\n  contact"}),
    Fault("a day that is none", "day", "February has 28 days in 2026", {"on: 2026-01-02": "on: ▸2026-02-30"}),
    Fault("a version of a day that is none", "day", "November has 30 days", {"  2026-11-21:": "  ▸2026-11-31:"}),
    Fault("a month that is none", "day", "`01` to `12`", {"on: 2026-01-02": "on: ▸2026-13-01"}),
    Fault("a day in another order", "day", "`2026-11-21`", {"  2026-01-05:": "  ▸05/01/2026:"}),
    Fault("a word for a list", "list", "`[visit]`", {"uses: [visit]": "uses: ▸visit"}),
    Fault("an empty list", "list", "at least one", {"uses: [visit]": "uses: ▸[]"}),
    Fault("a name twice in a list", "list", "one of them", {"[site-visits, site-logs]": "▸[site-visits, site-visits]"}),
    Fault(
        "a word outside its list",
        "word",
        "`legitimate-interest`",
        {"basis: legitimate-interest": "basis: ▸legitimate_interest"},
    ),
    Fault(
        "a word instead of keys",
        "shape",
        "`title`",
        {
            "  repairs:\n    title: {fr: Réparer le site, en: Repair the site}\n    theme: security\n    uses: [failure, visit]\n    basis: legal-obligation\n    law: [Art. 32]\n    keep: between 7 days and 1 month after collected\n": "  repairs: ▸soon\n"
        },
    ),
    Fault("a list instead of keys", "shape", "`region`", {"vault:\n  region: concarneau\n": "vault: ▸[concarneau]\n"}),
    Fault("another version of the language", "version", "`etanche: 1`", {"etanche: 1": "etanche: ▸2"}),
    Fault(
        "nobody to write to",
        "IDN-04",
        "`contact:",
        {"  contact: {email: contact@port.example}\n": "", "organisation:\n": "▸organisation:\n"},
    ),
    Fault("no e-mail address", "RGT-15", "privacy@", {"{email: contact@port.example}": "{email: ▸contact}"}),
    Fault(
        "an unknown time zone",
        "time-zone",
        "`Europe/Paris`",
        {"  contact: {": "  time-zone: ▸Europe/Pari\n  contact: {"},
    ),
    Fault("an impossible end of year", "day", "`12-31`", {"  contact: {": "  fiscal-year-end: ▸13-31\n  contact: {"}),
    Fault("children, without an age", "CHD-01", "adults", {"children: false": "children: ▸true"}),
    Fault("a machine that decides", "ADM-01", "no such", {"automated-decisions: false": "automated-decisions: ▸true"}),
    Fault("an answer left out", "CON-01", "`sale: …`", {"  sale: false\n": "", "answers:\n": "▸answers:\n"}),
    Fault("outside the Union, nobody there", "TRF-08", "`false`", {"outside-eea: false": "outside-eea: ▸true"}),
    Fault("an unknown category", "reference", "`visit`", {"uses: [visit]": "uses: [▸vist]"}),
    Fault("an unknown channel", "reference", "`site-logs`", {"[site-visits, site-logs]": "[site-visits, ▸site-log]"}),
    Fault("an unknown region", "reference", "`concarneau`", {"region: concarneau": "region: ▸brest"}),
    Fault(
        "a purpose where people are asked for",
        "reference",
        "a purpose",
        {"of: [visitor]\n    from: [site-logs]": "of: [▸audience]\n    from: [site-logs]"},
    ),
    Fault(
        "a category renamed, not its uses",
        "reference",
        "`vist`",
        {"  visit:\n    title": "  vist:\n    title", "uses: [visit]": "uses: [▸visit]"},
    ),
    Fault(
        "an unknown purpose in a role",
        "reference",
        "`repairs`",
        {"failure: [repairs]}\n  seller": "failure: [▸repair]}\n  seller"},
    ),
    Fault(
        "an unknown category in a role",
        "reference",
        "`failure`",
        {"failure: [repairs]}\n  seller": "▸failures: [repairs]}\n  seller"},
    ),
    Fault(
        "a promise that is not made",
        "carries",
        "`minimise:visit.address`",
        {'["minimise:visit.address"]': '[▸"minimise:visit.adress"]'},
    ),
    Fault("a kind of field of later", "later", "`url`", {"kind: url": "kind: ▸email"}),
    Fault("a kind of field that is none", "word", "`url`", {"kind: url": "kind: ▸urll"}),
    Fault("half of something else", "only", "`ip`", {"kind: url": "kind: url, only: ▸first-half"}),
    Fault(
        "a pseudonym for ever",
        "CON-06",
        "`lasts: 1 day`",
        {"      visitor-id: {kind: pseudonym, lasts: 1 day, ": "      ▸visitor-id: {kind: pseudonym, "},
    ),
    Fault("a pseudonym for a month", "later", "`lasts: 1 day`", {"lasts: 1 day": "lasts: ▸1 month"}),
    Fault("a duration misspelt", "duration", "`1 day`", {"lasts: 1 day": "lasts: ▸1 days"}),
    Fault(
        "a life for an address",
        "CON-06",
        "`pseudonym`",
        {"{kind: ip, only: first-half}": "{kind: ip, only: first-half, lasts: ▸1 day}"},
    ),
    Fault(
        "a choice of nothing",
        "values",
        "`values:",
        {"      terminal: {kind: choice, values: [computer, other], ": "      ▸terminal: {kind: choice, "},
    ),
    Fault(
        "values of an address",
        "values",
        "`choice`",
        {"{kind: ip, only: first-half}": "{kind: ip, only: first-half, values: ▸[a]}"},
    ),
    Fault("a value with a capital", "values", "lower case", {"[computer, other]": "[▸Computer, other]"}),
    Fault(
        "a field nobody can name",
        "missing",
        "`title:",
        {"      page: {kind: url, title: {fr: page demandée, en: page asked for}}": "      ▸page: {kind: url}"},
    ),
    Fault("a datum required of nobody", "LB-16", "leave it out", {"kind: url": "kind: url, required: ▸true"}),
    Fault(
        "a log that somebody gives",
        "DAT-07",
        "leave it out",
        {"en: server log}, kind: logs": "en: server log}, kind: logs, given-by: ▸person"},
    ),
    Fault("a channel of later", "later", "`logs`", {"en: server log}, kind: logs": "en: server log}, kind: ▸form"}),
    Fault(
        "no basis", "LB-01", "`basis: …`", {"  audience:\n": "  ▸audience:\n", "    basis: legitimate-interest\n": ""}
    ),
    Fault("a basis of later", "later", "`contract`", {"basis: legitimate-interest": "basis: ▸consent"}),
    Fault(
        "an interest not stated",
        "LB-07",
        "`interest: …`",
        {"  audience:\n": "  ▸audience:\n", "    interest: {fr: Adapter le site, en: Fit the site}\n": ""},
    ),
    Fault(
        "no way to object",
        "LB-09",
        "`objection: immediate`",
        {"  audience:\n": "  ▸audience:\n", "    objection: immediate\n": ""},
    ),
    Fault(
        "a refusal before the first datum", "later", "`immediate`", {"objection: immediate": "objection: ▸beforehand"}
    ),
    Fault("a refusal that is weighed", "later", "`immediate`", {"objection: immediate": "objection: ▸reviewed"}),
    Fault(
        "a refusal that no door hears",
        "no-door",
        "`from`",
        {
            "{title: {fr: navigation, en: browsing}, kind: audience}": "{title: {fr: navigation, en: browsing}, kind: logs}",
            "    objection: immediate\n": "    ▸objection: immediate\n",
        },
    ),
    Fault("a law not named", "LB-11", "`law: […]`", {"  repairs:\n": "  ▸repairs:\n", "    law: [Art. 32]\n": ""}),
    Fault(
        "an interest beside a law",
        "LB-15",
        "leave it out",
        {"    law: [Art. 32]\n": "    law: [Art. 32]\n    ▸objection: immediate\n"},
    ),
    Fault(
        "an act for somebody else",
        "later",
        "`controller`",
        {"    theme: security\n": "    theme: security\n    as: ▸processor\n"},
    ),
    Fault(
        "no keep",
        "RET-01",
        "`keep: …`",
        {"  audience:\n": "  ▸audience:\n", "    keep: 180 days after collected\n": ""},
    ),
    Fault(
        "a time without an event",
        "RET-03",
        "`180 days after collected`",
        {"keep: 180 days after collected": "keep: ▸180 days"},
    ),
    Fault("a number alone", "RET-03", "`180 days after collected`", {"keep: 180 days after collected": "keep: ▸180"}),
    Fault("one years", "keep", "`1 year`", {"keep: 180 days after collected": "keep: ▸1 years after collected"}),
    Fault("an ISO period", "keep", "`180 days after collected`", {"keep: 180 days after collected": "keep: ▸P180D"}),
    Fault("until", "keep", "`while contract`", {"keep: 180 days after collected": "keep: ▸until contract-end"}),
    Fault(
        "a vague time",
        "RET-02",
        "`2 years after contract-end`",
        {"keep: 180 days after collected": "keep: ▸as long as necessary"},
    ),
    Fault(
        "an event misspelt",
        "RET-03",
        "`collected`",
        {"keep: 180 days after collected": "keep: 180 days after ▸colected"},
    ),
    Fault(
        "a noun for an event",
        "RET-03",
        "did you mean `collected`?",
        {"keep: 180 days after collected": "keep: 180 days after ▸collection"},
    ),
    Fault(
        "a French noun for an event",
        "RET-03",
        "did you mean `collected`?",
        {"keep: 180 days after collected": "keep: 180 days after ▸collecte"},
    ),
    Fault(
        "a French noun with an accent",
        "RET-03",
        "did you mean `created`?",
        {"keep: 180 days after collected": "keep: 180 days after ▸création"},
    ),
    Fault(
        "French words for an event, in a choice",
        "RET-03",
        "did you mean `updated`?",
        {"keep: 180 days after collected": "keep: last of (1 day after ▸mise à jour, 2 days after collected)"},
    ),
    Fault(
        "an event unlike any",
        "RET-03",
        "`collected`, `created`, `fiscal-year-end`",
        {"keep: 180 days after collected": "keep: 180 days after ▸zzz"},
    ),
    Fault(
        "an event misspelt in quotes",
        "RET-03",
        "`collected`",
        {"keep: 180 days after collected": 'keep: "180 days after ▸colected"'},
    ),
    Fault(
        "a case nobody need close",
        "RET-02",
        "`first of (while case,",
        {"keep: 180 days after collected": "keep: ▸while case"},
    ),
    Fault(
        "an event nobody tells",
        "RET-04",
        "`collected`",
        {"keep: 180 days after collected": "keep: 1 year after ▸last-contact"},
    ),
    Fault(
        "an event nobody sees",
        "RET-04",
        "`collected`",
        {"keep: 180 days after collected": "keep: 1 year after ▸last-login"},
    ),
    Fault("hours", "later", "days", {"keep: 180 days after collected": "keep: ▸72 hours after collected"}),
    Fault(
        "a journal by another clock",
        "RET-04",
        "`created`",
        {"  region: concarneau\n": "  region: concarneau\n  journal: {keep: 1 year after ▸collected}\n"},
    ),
    Fault(
        "a role that sees too much",
        "sees",
        "`visit`",
        {"failure: [repairs]}\n  seller": "failure: [repairs, ▸audience]}\n  seller"},
    ),
    Fault(
        "data that serve nobody",
        "no-role",
        "`visit: [repairs]`",
        {"uses: [failure, visit]": "uses: [failure, ▸visit]", "visit: [audience, repairs]": "visit: [audience]"},
    ),
    Fault(
        "a condition of later", "later", "leave it out", {"    sees: {}\n": "    sees: {}\n    ▸needs: {case: open}\n"}
    ),
    Fault(
        "a recipient that gets too much",
        "REC-08",
        "`visit`",
        {"receives: {failure: [repairs]}": "receives: {failure: [▸audience]}"},
    ),
    Fault(
        "a recipient far away",
        "TRF-01",
        "`transfer:",
        {"  webmaster:\n": "  ▸webmaster:\n", "    country: FR\n    receives": "    country: US\n    receives"},
    ),
    Fault(
        "a processor without contract",
        "REC-04",
        "`contract:",
        {"  webmaster:\n": "  ▸webmaster:\n", "    contract: {reference: C-7, date: 2025-03-01}\n": ""},
    ),
    Fault(
        "a processor that cannot be told",
        "REC-12",
        "`erasure-by: api`",
        {"  webmaster:\n": "  ▸webmaster:\n", "    erasure-by: email\n": ""},
    ),
    Fault("a recipient of later", "later", "`processor`", {"as: processor": "as: ▸host"}),
    Fault(
        "a transfer next door",
        "TRF-01",
        "leave it out",
        {
            "    erasure-by: email\n": "    erasure-by: email\n    ▸transfer: {by: scc, reference: X, checked: 2026-01-02}\n"
        },
    ),
    Fault(
        "a section out of order",
        "order",
        "`versions`",
        {
            "answers:\n  children: false\n  automated-decisions: false\n  sale: false\n  advertising-share: false\n  outside-eea: false\npeople:\n  visitor: {title: {fr: visiteurs, en: visitors}}\n": "people:\n  visitor: {title: {fr: visiteurs, en: visitors}}\n▸answers:\n  children: false\n  automated-decisions: false\n  sale: false\n  advertising-share: false\n  outside-eea: false\n"
        },
    ),
    Fault("a section of later", "later", "leave it out", {"carries:\n": "▸rights: {by: [site-visits]}\ncarries:\n"}),
    Fault("versions in the wrong order", "PUB-01", "newest", {"  2026-01-05:": "  ▸2026-12-05:"}),
    Fault(
        "a country with several authorities",
        "IDN-06",
        "`authority: …`",
        {"  country: FR\n  contact": "  country: DE\n  contact", "organisation:\n": "▸organisation:\n"},
    ),
    Fault(
        "a public body with an interest",
        "LB-10",
        "`public-task`",
        {
            "  contact: {": "  status: public-body\n  contact: {",
            "basis: legitimate-interest": "basis: ▸legitimate-interest",
        },
    ),
    Fault(
        "a category that serves nothing",
        "DAT-01",
        "`uses`",
        {
            "purposes:\n": "  ▸idle:\n    title: {fr: x, en: x}\n    of: [visitor]\n    from: [site-logs]\n    fields: {page: {kind: screen}}\npurposes:\n"
        },
    ),
    Fault(
        "a region out of reach",
        "TRF-08",
        "do without",
        {"en: Concarneau}, country: FR": "en: Concarneau}, country: GB", "outside-eea: false": "outside-eea: ▸false"},
    ),
    Fault(
        "advertising behind our back",
        "CON-01",
        "give nothing",
        {"theme: security": "theme: advertising", "advertising-share: false": "advertising-share: ▸false"},
    ),
    Fault(
        "data sold to nobody",
        "CON-01",
        "`recipients`",
        {"  sale: false": "  sale: ▸true", "recipients:\n" + WEBMASTER: ""},
    ),
    Fault("data sold to somebody", "later", "give nothing", {"  sale: false": "  sale: ▸true"}),
    Fault(
        "data shared for advertising with nobody",
        "CON-01",
        "`recipients`",
        {"advertising-share: false": "advertising-share: ▸true", "recipients:\n" + WEBMASTER: ""},
    ),
    Fault(
        "data shared for advertising",
        "later",
        "give nothing",
        {"advertising-share: false": "advertising-share: ▸true"},
    ),
    Fault(
        "a region that holds nothing",
        "empty-region",
        "`concarneau`",
        {"vault:\n": "  ▸quimper: {title: {fr: Quimper, en: Quimper}, country: FR}\nvault:\n"},
    ),
    Fault("a clause nobody can name", "word", "digits", {"  C4: [": "  ▸C 4: ["}),
    Fault(
        "an address that is none",
        "address",
        "https://",
        {"erasure-by: email\n": "erasure-by: email\n    policy: ▸www.example\n"},
    ),
    Fault(
        "a refusal of nothing",
        "LB-16",
        "leave it out",
        {"    from: [site-logs]\n": "    from: [site-logs]\n    ▸if-refused: {fr: x, en: x}\n"},
    ),
    Fault(
        "a place of later",
        "later",
        "`[vault]`",
        {"    from: [site-logs]\n": "    from: [site-logs]\n    in: ▸[spheres]\n"},
    ),
    Fault("a list for words", "word", "one line", {"name: Toile et Fils": "name: ▸[Toile, Fils]"}),
    Fault("keys for words", "word", "one line", {"name: Toile et Fils": "name: ▸{a: b}"}),
    Fault(
        "no people",
        "empty",
        "at least one",
        {"  visitor: {title: {fr: visiteurs, en: visitors}}\n": "", "people:\n": "people: ▸{}\n"},
    ),
    Fault("a duration in digits", "duration", "`180 days`", {"lasts: 1 day": "lasts: ▸1"}),
    Fault(
        "a key of a part of a thing",
        "unknown-key",
        "`reference`",
        {"reference: BAL-1": "reference: BAL-1, ▸referense: 2"},
    ),
    Fault(
        "a key missing in a part of a thing",
        "missing",
        "`date: …`",
        {"    contract: {reference: C-7, date: 2025-03-01}": "    ▸contract: {reference: C-7}"},
    ),
    Fault(
        "a country with several time zones",
        "time-zone",
        "`Europe/Paris`",
        {
            "  country: FR\n  contact": "  country: US\n  authority: FTC\n  contact",
            "organisation:\n": "▸organisation:\n",
        },
    ),
    Fault(
        "a claim nobody need close",
        "RET-02",
        "first of (90 days after claim-closed,",
        {"keep: 180 days after collected": "keep: ▸90 days after claim-closed"},
    ),
    Fault(
        "the last of a case",
        "RET-02",
        "90 days",
        {"keep: 180 days after collected": "keep: ▸last of (while case, 90 days after collected)"},
    ),
    Fault(
        "the first of two that may never end",
        "RET-02",
        "90 days",
        {"keep: 180 days after collected": "keep: ▸first of (while case, while contract)"},
    ),
    Fault(
        "the first of a choice that may never end",
        "RET-02",
        "90 days",
        {
            "keep: 180 days after collected": "keep: ▸first of (while case, last of (while account, 1 day after collected))"
        },
    ),
    Fault(
        "a bounded case, told by nobody",
        "RET-04",
        "`collected`",
        {
            "keep: 180 days after collected": "keep: ▸first of (while case, first of (while account, 1 day after collected))"
        },
    ),
    Fault("a language left empty", "empty", "give it a value", {"en: Fit the site}": "▸en: }"}),
    Fault("nothing in a list", "word", "one line", {"uses: [visit]": "uses: [visit, ▸~]"}),
)

WARNINGS: tuple[Fault, ...] = (
    Fault(
        "an interest nobody weighed",
        "LB-08",
        "`balance:",
        {"    balance: {on: 2026-01-02, reference: BAL-1}\n": "", "  audience:\n": "  ▸audience:\n"},
    ),
    Fault(
        "a title that fits anything",
        "LB-03",
        "for whom",
        {"{fr: Réparer le site, en: Repair the site}": "▸{fr: Réparer, en: Improve our services}"},
    ),
    Fault(
        "visits counted by a contract",
        "LB-12",
        "interest",
        {
            "basis: legitimate-interest": "basis: ▸contract",
            "    interest: {fr: Adapter le site, en: Fit the site}\n": "",
            "    balance: {on: 2026-01-02, reference: BAL-1}\n": "",
            "    objection: immediate\n": "",
        },
    ),
    Fault(
        "a company of public interest",
        "LB-14",
        "a text",
        {"basis: legal-obligation\n    law: [Art. 32]": "basis: ▸vital-interest"},
    ),
    Fault(
        "whole addresses",
        "CK-06",
        "`only: first-half`",
        {"address: {kind: ip, only: first-half}": "▸address: {kind: ip}", '  C4: ["minimise:visit.address"]\n': ""},
    ),
    Fault("figures kept for long", "CK-04", "shorten", {"180 days after collected": "▸26 months after collected"}),
    Fault(
        "people nobody speaks of",
        "unused",
        "leave it out",
        {"regions:\n": "  ▸member: {title: {fr: membres, en: members}}\nregions:\n"},
    ),
)


@pytest.mark.parametrize("fault", ERRORS, ids=lambda fault: fault.name)
def test_one_fault_gives_one_error_at_its_place(small: str, fault: Fault) -> None:
    """A fault is told once, at the line and column where it stands, under its rule, with a hint that helps."""
    text, line, column = _pointed(_broken(small, fault.edits))
    finding = _only(text)

    assert (line, column) == (finding.place.line, finding.place.column)
    assert (fault.rule, Severity.ERROR) == (finding.id, finding.severity)
    assert fault.hint in finding.hint


@pytest.mark.parametrize("fault", WARNINGS, ids=lambda fault: fault.name)
def test_what_guidance_advises_against_is_a_warning_and_no_error(small: str, fault: Fault) -> None:
    """A warning is told at its place, and the charter can still be used."""
    text, line, column = _pointed(_broken(small, fault.edits))
    finding = _only(text)

    assert (line, column) == (finding.place.line, finding.place.column)
    assert (fault.rule, Severity.WARNING) == (finding.id, finding.severity)
    assert fault.hint in finding.hint
    assert read(text.encode(), file="small.yaml").charter is not None


def test_every_fault_that_stands_apart_is_told_in_one_go(small: str) -> None:
    """Faults in different parts of a charter are all found by one reading, in the order of the file."""
    text = _broken(
        small,
        {"  sale: false": "  sale: no", "kind: url": "kind: urll", "180 days after collected": "180 days"},
    )

    assert ["answer", "word", "RET-03"] == [finding.id for finding in read(text.encode(), file="x").findings]


def test_what_is_said_of_clauses_waits_until_the_rest_is_right(small: str) -> None:
    """As long as another error stands, promises that clauses name are not called unknown: they may follow from its mending."""
    lost = _broken(small, {'["minimise:visit.address"]': '["minimise:visit.adress"]'})
    also = _broken(lost, {"    sees: {}": "    sees: {visit: [audience], failure: [audience]}"})
    later = _broken(lost, {"recipients:\n": "rights: {by: [site-visits]}\nrecipients:\n"})

    assert "carries" == _only(lost).id
    assert "sees" == _only(also).id
    assert ["later"] == [found.id for found in read(later.encode(), file="x").findings if found.id != "order"]


def test_a_clause_that_no_promise_is_near_to_is_offered_five(small: str) -> None:
    """A promise unlike any is answered with five of those there are, not with all."""
    hint = _only(_broken(small, {'["minimise:visit.address"]': '["zzz:zzz"]'})).hint

    assert 5 == hint.count(":") - 1
    assert hint.endswith("…")


@pytest.mark.parametrize(
    "edits",
    [
        {"carries:\n": "zebra:\n"},
        {"    theme: security\n": "    theme: security\n    zebra: red\n"},
        {"      address: {kind: ip, ": "      address: {zebra: red, kind: ip, "},
    ],
)
def test_only_keys_that_this_version_reads_are_offered(small: str, edits: dict[str, str]) -> None:
    """Each key that the hint of an unknown key names can be written, and none is left out."""
    hint = _only(_broken(small, edits)).hint

    assert not {"rights", "was", "to", "for", "estates"} & set(re.findall(r"`([a-z-]+)`", hint))
    assert "…" not in hint


def test_a_version_of_a_day_to_come_is_for_later(small: str) -> None:
    """Told what time it is, a check says of a version whose day has not begun where we are that it must wait."""
    eve = datetime(2026, 11, 20, 22, 59, tzinfo=UTC)
    loaded = read(small.encode(), file="small.yaml", now=eve)

    assert [("later", 14)] == [(found.id, found.place.line) for found in loaded.findings]
    assert loaded.charter is None
    assert () == read(small.encode(), file="small.yaml", now=eve + timedelta(minutes=1)).findings


def test_a_finding_is_one_line_that_editors_understand(small: str) -> None:
    """File, line, column, weight, sentence and rule stand on one line; the hint stands apart."""
    finding = _only(_broken(small, {"180 days after collected": "180 days"}))

    assert "small.yaml:56:11: error: `180 days` says how long, but not from when  [RET-03]" == str(finding)


def test_the_authors_words_are_quoted_on_one_line_and_not_at_length(small: str) -> None:
    """However long and wild a wrong word is, a finding stays one short line."""
    finding = _only(_broken(small, {"basis: legitimate-interest": "basis: '" + "wild `words`\n\n      " * 500 + "'"}))

    assert len(str(finding)) < 200
    assert "\n" not in str(finding) + finding.hint


def test_sentences_are_lower_case_without_a_final_period(small: str) -> None:
    """Every error is said in the house's way: lower case, no full stop, and a hint apart."""
    for fault in (*ERRORS, *WARNINGS):
        finding = _only(_pointed(_broken(small, fault.edits))[0])

        assert not finding.what[0].isupper() or finding.what.startswith("`")
        assert not finding.what.endswith(".")
        assert finding.hint
        assert not finding.hint.endswith(".")
