"""What other readers are handed is what was checked, whatever the zip file's tail says."""

import io
import zipfile

import pytest

from muyun.data.archive import opened_archive


def packed(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


GOOD = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}


def test_an_ordinary_archive_is_handed_on_as_it_is():
    data = packed(GOOD)
    assert opened_archive("x.xlsx", data).for_other_readers() is data


@pytest.mark.parametrize(
    "odd",
    [packed(GOOD) + packed(GOOD), packed(GOOD)[:-2] + b"\x16\x00" + b"PK\x05\x06" + b"\0" * 18],
    ids=["two archives in one file", "a second directory in the comment"],
)
def test_an_archive_that_readers_could_see_differently_is_packed_anew(odd):
    archive = opened_archive("x.xlsx", odd)
    handed = archive.for_other_readers()
    assert handed is not odd and handed.count(b"PK\x05\x06") == 1
    with zipfile.ZipFile(io.BytesIO(handed)) as again:
        assert {name: again.read(name) for name in again.namelist()} == {
            name: archive.read(name) for name in archive.members
        }
