"""
The pages and the public door, over HTTP.

    app = create_app(instance, trusted_proxies=["127.0.0.1"], base_url="https://etanche.example")
    server.run(app, server.listen(host="127.0.0.1", port=8040))

A door: it parses a request, asks a room, and draws the answer. It keeps no access log, sets no cookie but the
visitor's own choice and what those who log in need, runs no script on its pages but the one that asks for a passkey, and decides nothing.
"""

from etanche.web import server
from etanche.web.app import create_app
from etanche.web.assembling import assembled, pages_of
from etanche.web.callers import Callers
from etanche.web.guarding import Page
from etanche.web.inside import front
from etanche.web.needs import Instance, Latest
from etanche.web.pages.account import invitation_page, link_page
from etanche.web.pages.account import pages as account_pages
from etanche.web.pages.account.closing import closing_pages
from etanche.web.pages.account.providers import back_page, provider_pages
from etanche.web.pages.asking import pages as asking_pages
from etanche.web.pages.desk import pages as desk_pages
from etanche.web.pages.mine import pages as own_pages

__all__ = [
    "Callers",
    "Instance",
    "Latest",
    "Page",
    "account_pages",
    "asking_pages",
    "assembled",
    "back_page",
    "closing_pages",
    "create_app",
    "desk_pages",
    "front",
    "invitation_page",
    "link_page",
    "own_pages",
    "pages_of",
    "provider_pages",
    "server",
]
