"""What is kept: data sets as versions, scenarios, the choice of policy; backup and restore."""

from muyun.store.backup import backup
from muyun.store.identity import data_id
from muyun.store.records import Choice, Dataset, Scenario, StoredFile, UploadedFile
from muyun.store.restore import restore
from muyun.store.store import Store, open_store

__all__ = [
    "Choice", "Dataset", "Scenario", "Store", "StoredFile", "UploadedFile",
    "backup", "data_id", "open_store", "restore",
]  # fmt: skip
