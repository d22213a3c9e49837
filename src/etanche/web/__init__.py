"""
The pages and the public door, over HTTP.

    app = create_app(instance, trusted_proxies=["127.0.0.1"], base_url="https://etanche.example")
    server.run(app, host="127.0.0.1", port=8040)

A door: it parses a request, asks a room, and draws the answer. It keeps no access log, sets no cookie but the
visitor's own choice, runs no script on its pages, and decides nothing.
"""

from etanche.web import server
from etanche.web.app import create_app
from etanche.web.inside import front
from etanche.web.needs import Instance, Latest

__all__ = ["Instance", "Latest", "create_app", "front", "server"]
