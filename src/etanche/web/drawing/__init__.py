"""Drawings made on the server, as numbers and paths; the templates put them into SVG."""

from etanche.web.drawing.hull import Compartment, HullCell, HullPlan, hull
from etanche.web.drawing.plot import Plot, PlotBar, plot
from etanche.web.drawing.seal import seal
from etanche.web.drawing.seam import Seam, seam
from etanche.web.drawing.weeks import Weeks, weeks

__all__ = [
    "Compartment",
    "HullCell",
    "HullPlan",
    "Plot",
    "PlotBar",
    "Seam",
    "Weeks",
    "hull",
    "plot",
    "seal",
    "seam",
    "weeks",
]
