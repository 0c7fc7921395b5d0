"""How does the sample get into a store? Written, read and stored like any office's upload."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from muyun.data.read import read_upload
from muyun.home import OUTLINES
from muyun.policy.load import load_policy, policy_ids
from muyun.policy.published import published_ratios
from muyun.store import Dataset, Store, UploadedFile
from sample_data.make import write_sample
from sample_data.places import OUTLINES_FILE

LABEL = "合成样例"
POLICY = "jiaxing-2018"


def store_sample(store: Store, progress: Callable[[str], None] = lambda step: None, **size: object) -> Dataset:
    """Stores the synthetic sample and puts it in use; `size` as `write_sample` (enterprises, years, parcels).

    Its invented outlines go into the home where the office has laid none there.
    """
    ratios = published_ratios(map(load_policy, policy_ids()))
    with TemporaryDirectory() as folder:
        progress("生成合成样例数据")
        files = write_sample(Path(folder), **size)
        tables, findings = read_upload([Path(folder)], progress=progress, published=ratios)
        progress("存为第一个版本")
        sent = [UploadedFile(f.name, f.read_bytes()) for f in files]
        dataset = store.add_dataset(tables, findings, sent, label=LABEL, synthetic=True)
    store.choose(dataset, POLICY, max(dataset.years))
    outlines = store.home / OUTLINES
    if not outlines.exists():
        store.home.mkdir(parents=True, exist_ok=True)  # with PostgreSQL nothing else made it
        outlines.write_bytes(OUTLINES_FILE.read_bytes())
    return dataset
