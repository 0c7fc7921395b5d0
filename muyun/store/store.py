"""What was uploaded, chosen and saved? Versions that are never overwritten, in one database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from muyun.data.tables import Tables
from muyun.findings import Finding, InputError
from muyun.store import datasets, decisions, faults, verdicts
from muyun.store.blobs import Damaged
from muyun.store.database import Database, open_database
from muyun.store.records import Choice, Dataset, Matter, Scenario, UploadedFile, Verdict


@dataclass(frozen=True, slots=True)
class Store:
    """The store of an office; may be used by several threads, and by several processes at once.

    Every method is one transaction: a kill at any moment leaves all of it or nothing.
    InputError from any of them: the database fails (disk full, server gone), or is damaged.
    """

    home: Path
    database: Database

    def add_dataset(
        self,
        tables: Tables,
        findings: Sequence[Finding],
        files: Sequence[UploadedFile],
        *,
        label: str,
        note: str = "",
        synthetic: bool = False,
    ) -> Dataset:
        """Stores a version with what was uploaded and found; it is listed when all of it is there."""
        made = datasets.prepared(tables, findings, files)
        with self.database.writing() as connection:
            return datasets.add(connection, made, label, note, synthetic)

    def datasets(self) -> list[Dataset]:
        """Every version, the newest first."""
        with self.database.reading() as connection:
            return datasets.listed(connection)

    def dataset(self, data_id: str) -> Dataset | None:
        """The newest version with that content."""
        with self.database.reading() as connection:
            return datasets.newest(connection, datasets.plain(data_id))

    def version(self, version: int) -> Dataset | None:
        """A version by its number."""
        with self.database.reading() as connection:
            return datasets.one_version(connection, version)

    def tables(self, dataset: Dataset) -> Tables:
        """The tables as they were stored: the same values, dtypes, cells and coefficients.

        KeyError: a version of another store.
        """
        with self._whole() as connection:
            return datasets.tables_of(connection, dataset.version)

    def findings(self, dataset: Dataset) -> tuple[Finding, ...]:
        """What was found in the upload. KeyError: a version of another store."""
        with self._whole() as connection:
            return datasets.findings_of(connection, dataset.version)

    def files(self, dataset: Dataset) -> tuple[UploadedFile, ...]:
        """The files as uploaded. KeyError: a version of another store."""
        with self._whole() as connection:
            return datasets.files_of(connection, dataset.version)

    def choice(self) -> Choice:
        """What the office works with now."""
        with self.database.reading() as connection:
            return decisions.choice(connection)

    def choose(
        self, dataset: Dataset | None = None, policy_id: str | None = None, year: int | None = None
    ) -> Choice:
        """Chooses; what is left out stays as it was. Earlier choices stay in `choices`."""
        with self.database.writing() as connection:
            return decisions.choose(connection, dataset, policy_id, year)

    def choices(self) -> list[Choice]:
        """Every choice so far, the newest first."""
        with self.database.reading() as connection:
            return decisions.chosen(connection)

    def save_scenario(self, name: str, policy_id: str, patch: Mapping[str, object], note: str = "") -> Scenario:
        """Saves a what-if under a new id; one of the same name and policy is listed no more, and stays.

        ValueError, TypeError: the patch isn't plain data.
        """
        with self.database.writing() as connection:
            return decisions.save(connection, name, policy_id, patch, note)

    def scenarios(self, policy_id: str | None = None) -> list[Scenario]:
        """The listed what-ifs, of one policy or of all, the newest first."""
        with self.database.reading() as connection:
            return decisions.saved(connection, policy_id)

    def scenario(self, scenario_id: str) -> Scenario | None:
        """A what-if by its id, taken off the list or not."""
        with self.database.reading() as connection:
            return decisions.scenario(connection, scenario_id)

    def remove_scenario(self, scenario_id: str) -> None:
        """Takes a what-if off the list; it stays stored. An unknown id does nothing."""
        with self.database.writing() as connection:
            decisions.remove(connection, scenario_id)

    def decide(self, said: Iterable[Verdict]) -> list[Verdict]:
        """Stores what the office says of matters, all at once, as of now. Earlier verdicts stay."""
        with self.database.writing() as connection:
            return verdicts.add(connection, list(said))

    def verdicts(self, matter: Matter | None = None, policy_id: str | None = None) -> list[Verdict]:
        """What the office said so far, the oldest first; of a subject and year the last one holds."""
        with self.database.reading() as connection:
            return verdicts.listed(connection, matter, policy_id)

    def close(self) -> None:
        """Gives the connections back; the store can still be used, and connects anew."""
        self.database.close()

    @contextmanager
    def _whole(self) -> Iterator[Connection]:
        try:
            with self.database.reading() as connection:
                yield connection
        except Damaged as damaged:
            what = f"内容 {damaged.sha256[:12]}…"
            raise InputError([faults.damaged(self.database.place, what)]) from damaged


def open_store(home: Path, url: str | None = None) -> Store:
    """The store of `home`: muyun.db there, or the database at `url`, else at MUYUN_DATABASE_URL.

    It is made, or brought to the latest revision, when needed; two processes may do so at once.
    InputError: the database can't be reached, is newer than this code, or isn't ours.
    """
    return Store(home.resolve(), open_database(home, url))
