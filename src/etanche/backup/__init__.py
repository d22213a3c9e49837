"""
Backups: copies of the data, the shelf and the tombstones, each of one moment, signed, and dead on the day the charter says.

A copy opens nothing by itself: the root is never in it, and what was destroyed after it was made stays dead, because data
are put back against the shelf of now. What this room does *not* do: put anything back (the hall does), or know a charter's words.
"""

from etanche.backup.folders import PLACE, FolderMissing, Held, gone, is_overdue, listed, prune
from etanche.backup.manifest import NAME, SIGNATURE, BackupDamaged, BackupMissing, BackupNewer, Manifest, sign
from etanche.backup.reading import Found, OtherInstance, find, require_ours, require_whole
from etanche.backup.taking import BackupUnderWay, NoBackups, Sources, Taken, Tell, file_digest, locked, take

__all__ = [
    "NAME",
    "PLACE",
    "SIGNATURE",
    "BackupDamaged",
    "BackupMissing",
    "BackupNewer",
    "BackupUnderWay",
    "FolderMissing",
    "Found",
    "Held",
    "Manifest",
    "NoBackups",
    "OtherInstance",
    "Sources",
    "Taken",
    "Tell",
    "file_digest",
    "find",
    "gone",
    "is_overdue",
    "listed",
    "locked",
    "prune",
    "require_ours",
    "require_whole",
    "sign",
    "take",
]
