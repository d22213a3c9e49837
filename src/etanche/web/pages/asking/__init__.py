"""
Asking an organisation something about one's data, without an account: a form, and the page that the link of a letter leads to.
"""

from __future__ import annotations

from functools import partial

from etanche.accounts import Throttle
from etanche.instance import Instance
from etanche.web import urls
from etanche.web.callers import EVERYBODY
from etanche.web.guarding import Page
from etanche.web.pages.asking import answering, form


def pages(instance: Instance) -> tuple[Page, ...]:
    """Return both, for everybody; who sends too many forms waits."""
    throttle = Throttle(instance.clock)
    return (
        Page(address=urls.REQUEST, method="GET", act=partial(form.show, instance), takes=EVERYBODY),
        Page(address=urls.REQUEST, method="POST", act=partial(form.act, instance, throttle), takes=EVERYBODY),
        Page(address=urls.REQUEST_ANSWER, method="GET", act=partial(answering.show, instance), takes=EVERYBODY),
        Page(address=urls.REQUEST_ANSWER, method="POST", act=partial(answering.confirm, instance), takes=EVERYBODY),
        Page(address=urls.REQUEST_FILE, method="POST", act=partial(answering.file, instance), takes=EVERYBODY),
    )
