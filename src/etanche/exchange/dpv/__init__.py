"""The register in the Data Privacy Vocabulary, as JSON-LD."""

from etanche.exchange.dpv.consent import Described, described
from etanche.exchange.dpv.graph import BASE, dpv_of

__all__ = ["BASE", "Described", "described", "dpv_of"]
