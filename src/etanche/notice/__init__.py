"""
What people read: every word of the product in two languages, the sentence of each promise, the notice as a document.

    doc = document(charter, "fr")
    markdown(doc)   html(doc, verdicts)   papers.paper("hosts", …)   sentence(charter, promise, "en")   say("keep.after", "en", …)

It computes words from a charter and checks nothing; a figure in a sentence is the figure that is obeyed.
"""

from etanche.notice import papers
from etanche.notice.asking import asked_words, signalled
from etanche.notice.changing import change_words
from etanche.notice.citing import laws_words
from etanche.notice.document import document
from etanche.notice.document.blocks import Paper, PromiseGroup, Refusal, Refusals, SaidPromise
from etanche.notice.document.data import basis_words
from etanche.notice.document.promises import promise_groups
from etanche.notice.document.refusals import refusable, taken_back
from etanche.notice.document.who import authority
from etanche.notice.keeping import duration_words, keep_words, until_words
from etanche.notice.markdown import markdown
from etanche.notice.naming import (
    category_name,
    category_title,
    channel_words,
    contact_address,
    field_title,
    field_words,
    fields_words,
    place_words,
    purpose_title,
    told,
)
from etanche.notice.page import environment, html, sayer, stylesheet
from etanche.notice.pdf import pdf
from etanche.notice.sentences import kinds, sentence
from etanche.notice.verdicts import (
    STATES,
    ShownVerdict,
    VerdictLike,
    because_words,
    later_words,
    moment_words,
    shown,
    tally,
)

__all__ = [
    "STATES",
    "Paper",
    "PromiseGroup",
    "Refusal",
    "Refusals",
    "SaidPromise",
    "ShownVerdict",
    "VerdictLike",
    "asked_words",
    "authority",
    "basis_words",
    "because_words",
    "category_name",
    "category_title",
    "change_words",
    "channel_words",
    "contact_address",
    "document",
    "duration_words",
    "environment",
    "field_title",
    "field_words",
    "fields_words",
    "html",
    "keep_words",
    "kinds",
    "later_words",
    "laws_words",
    "markdown",
    "moment_words",
    "papers",
    "pdf",
    "place_words",
    "promise_groups",
    "purpose_title",
    "refusable",
    "sayer",
    "sentence",
    "shown",
    "signalled",
    "stylesheet",
    "taken_back",
    "tally",
    "told",
    "until_words",
]
