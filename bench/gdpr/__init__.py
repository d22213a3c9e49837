"""
GDPRbench (Shastri et al., VLDB 2020), replayed: four workloads, three arms, and the answers of each compared.

*Controller*, *customer*, *processor* and *regulator* do what the paper's do, in the shares that `workloads` has. An arm is
plain SQLite with all metadata in each row, plain SQLite with the metadata of a person and of a purpose in a row of their own,
and ours. Each keeps a log of what was asked, because the regulator asks for it.
"""

from bench.gdpr.measuring import measure

__all__ = ["measure"]
