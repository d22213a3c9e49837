"""
What people read: every word of the product in two languages, the sentence of each promise, the notice as a document.

    doc = document(charter, "fr")
    markdown(doc)   html(doc, verdicts)   sentence(charter, promise, "en")   say("keep.after", "en", …)

It computes words from a charter and checks nothing; a figure in a sentence is the figure that is obeyed.
"""

from etanche.notice.document import document
from etanche.notice.document.blocks import NoticeDoc, PromiseGroup, Refusal, Refusals, SaidPromise
from etanche.notice.document.promises import promise_groups
from etanche.notice.document.refusals import refusable
from etanche.notice.keeping import duration_words, keep_words, until_words
from etanche.notice.markdown import markdown
from etanche.notice.naming import contact_address, fields_words, place_words, told
from etanche.notice.page import environment, html, sayer, stylesheet
from etanche.notice.sentences import kinds, sentence
from etanche.notice.verdicts import STATES, ShownVerdict, VerdictLike, because_words, moment_words, shown, tally

__all__ = [
    "STATES",
    "NoticeDoc",
    "PromiseGroup",
    "Refusal",
    "Refusals",
    "SaidPromise",
    "ShownVerdict",
    "VerdictLike",
    "because_words",
    "contact_address",
    "document",
    "duration_words",
    "environment",
    "fields_words",
    "html",
    "keep_words",
    "kinds",
    "markdown",
    "moment_words",
    "place_words",
    "promise_groups",
    "refusable",
    "sayer",
    "sentence",
    "shown",
    "stylesheet",
    "tally",
    "told",
    "until_words",
]
