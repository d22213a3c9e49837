"""Drawings made from a charter, as data and as pictures: the map of the data, and when they go."""

from etanche.notice.drawing.datamap import datamap
from etanche.notice.drawing.timeline import timeline

__all__ = ["datamap", "timeline"]
