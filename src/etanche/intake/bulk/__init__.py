"""
Files of records of persons, in and out: CSV, NDJSON and Parquet.

    report = import_records(vault, plan, Path("customers.csv"), category="customer", form=RecordFormat.CSV, channel="crm")

Every way in is the vault's, batch after batch; what a file says of persons is told to standing before their records come in.
"""

from etanche.intake.bulk.columns import PLAIN, PORTABLE, Mapping, MappingUnreadable
from etanche.intake.bulk.formula import disarmed
from etanche.intake.bulk.mapping import read_mapping
from etanche.intake.bulk.refusals import RefusalsReport, import_refusals
from etanche.intake.bulk.source import RecordFormat
from etanche.intake.bulk.taking import OnBad, RecordsReport, channel_of, import_records
from etanche.intake.bulk.writing import Exported, export_records, refuse_existing

__all__ = [
    "PLAIN",
    "PORTABLE",
    "Exported",
    "Mapping",
    "MappingUnreadable",
    "OnBad",
    "RecordFormat",
    "RecordsReport",
    "RefusalsReport",
    "channel_of",
    "disarmed",
    "export_records",
    "import_records",
    "import_refusals",
    "read_mapping",
    "refuse_existing",
]
