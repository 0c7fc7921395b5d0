"""What is kept: data sets as versions, scenarios, the choice of policy; backup and restore."""

from muyun.store.backup import backup
from muyun.store.identity import data_id
from muyun.store.records import Answer, Choice, Dataset, Matter, Scenario, StoredFile, UploadedFile, Verdict
from muyun.store.restore import restore
from muyun.store.store import Store, open_store

__all__ = [
    "Answer", "Choice", "Dataset", "Matter", "Scenario", "Store", "StoredFile", "UploadedFile", "Verdict",
    "backup", "data_id", "open_store", "restore",
]  # fmt: skip
