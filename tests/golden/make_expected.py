"""Writes expected result.csv and groups.csv of the golden samples from the oracle, when run."""

from pathlib import Path

from oracle import evaluate
from upload_csv import read_upload, write_rows

HERE = Path(__file__).parent
SAMPLES = {"jiaxing": ("jiaxing-2018", 2022), "xian": ("xian-2022", 2022)}


def expected_of(sample):
    """The oracle's result for the input files of `sample`."""
    policy, year = SAMPLES[sample]
    return evaluate(read_upload(HERE / sample / "input"), policy, year)


def write_expected(sample, folder):
    """Writes result.csv and groups.csv of `sample` into `folder`."""
    result = expected_of(sample)
    write_rows(folder / "result.csv", result["rows"])
    write_rows(folder / "groups.csv", result["groups"])


if __name__ == "__main__":
    for name in SAMPLES:
        write_expected(name, HERE / name / "expected")
