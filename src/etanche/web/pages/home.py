"""`/`: whose instance this is, what it says, keeps and proves, and the visits it counts."""

from __future__ import annotations

from datetime import timedelta

from markupsafe import escape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from etanche.clock import day_of
from etanche.notice import refusable
from etanche.web import urls
from etanche.web.drawing import Plot, plot
from etanche.web.verdicts import standing
from etanche.web.view import Site, View
from etanche.words import month_words, say

DAYS_SHOWN = 182

_SCRIPT = """<script>
  var _paq = window._paq = window._paq || [];
  _paq.push(["trackPageView"]);
  _paq.push(["enableLinkTracking"]);
  (function () {{
    var u = "{base}/", d = document, g = d.createElement("script"), s = d.getElementsByTagName("script")[0];
    _paq.push(["setTrackerUrl", u + "matomo.php"]);
    _paq.push(["setSiteId", "1"]);
    g.async = true; g.src = u + "matomo.js"; s.parentNode.insertBefore(g, s);
  }})();
</script>"""
_IMAGE = """<img src="{base}/matomo.php?idsite=1&amp;rec=1&amp;url=%2Fpage" alt="">"""
_REFUSE = """<a href="{base}{path}">{words}</a>"""


def home(request: Request, site: Site) -> HTMLResponse:
    """Return the home page."""
    view = site.view(request)
    instance = site.instance
    today = day_of(instance.clock.now(), site.zone)
    first = today - timedelta(days=DAYS_SHOWN - 1)
    visits = instance.visits_by_day(first, today)
    drawn = plot(visits, instance.visitors_by_day(first, today), first, today)
    return view.page(
        "home.html",
        name="home",
        standing=standing(view),
        promises=len(instance.plan.promises),
        version_date=max(instance.charter.versions),
        kept=sum(visits.values()),
        oldest=min((day for day, count in visits.items() if count), default=None),
        optouts=instance.optouts(),
        can_refuse=bool(refusable(instance.charter, view.language)),
        demo=instance.demo,
        plot=drawn,
        described=_description(drawn, view),
        month_words=lambda day: month_words(day, view.language),
        snippets=_snippets(view),
    )


def _description(drawn: Plot | None, view: View) -> str:
    """Return what the plot shows, in words."""
    if drawn is None:
        return ""
    return say(
        "home.chart",
        view.language,
        n=drawn.total,
        first=drawn.first,
        last=drawn.last,
        most=drawn.most,
        busiest=drawn.busiest,
    )


def _snippets(view: View) -> tuple[tuple[str, str], ...]:
    """Return what to paste into a site: the script, the image, the link to refuse."""
    base = view.base
    return (
        ("script", _SCRIPT.format(base=base)),
        ("image", _IMAGE.format(base=base)),
        (
            "refuse",
            _REFUSE.format(
                base=base,
                path=urls.page("opt-out", view.language),
                words=escape(say("home.connect-link", view.language)),
            ),
        ),
    )
