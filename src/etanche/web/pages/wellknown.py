"""`/.well-known/security.txt`: whom to tell of a hole in what this server does."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from etanche import notice
from etanche.clock import day_of
from etanche.web import urls
from etanche.web.view import Site

_GOOD_FOR = timedelta(days=180)


def security_txt(site: Site) -> str:
    """Return the file (RFC 9116): the address of the notice, its languages, and until when the word is good."""
    charter = site.instance.charter
    month = day_of(site.instance.clock.now(), site.zone).replace(day=1)
    expires = datetime.combine(month, time(), UTC) + _GOOD_FOR
    lines = [
        f"Contact: mailto:{notice.contact_address(charter)}",
        f"Expires: {expires.isoformat().replace('+00:00', 'Z')}",
        f"Preferred-Languages: {', '.join(charter.notice.languages)}",
    ]
    if site.base_url is not None:
        lines.append(f"Canonical: {site.base_url.rstrip('/')}{urls.SECURITY_TXT}")
    return "\n".join(lines) + "\n"
