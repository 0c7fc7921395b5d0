"""An office's own lists of codes for industries that a document only names."""

from __future__ import annotations

import csv

import pytest

from muyun.data.sector_lists import read_sector_lists, shipped_sector_lists
from muyun.findings import InputError

HEADER = "list,sector,code,source\n"


def test_the_seven_industries_of_the_plan_ship_in_its_order():
    seven = shipped_sector_lists()[0]
    assert list(seven.sectors) == [
        "数字经济核心制造业", "高端装备制造业", "时尚制造业", "生物医药产业", "纺织服装产业", "石化产业", "汽车产业",
    ]  # fmt: skip
    assert all(source.startswith("本系统假定") for source in seven.sources.values())


@pytest.mark.clause("ZJ-08")
def test_the_two_services_of_the_plan_ship_without_passengers_and_wholesale():
    services = shipped_sector_lists()[1]
    assert (services.name, list(services.sectors)) == ("浙江服务业领跑行业", ["现代物流业", "科技服务业"])
    logistics = services.sectors["现代物流业"]
    assert {"543", "59", "60"} <= set(logistics) and not any("5421".startswith(code) for code in logistics)
    assert services.sectors["科技服务业"] == ("73", "74", "75")
    assert all(source.startswith("本系统假定") for source in services.sources.values())


@pytest.mark.clause("FH-12")
def test_the_seven_industries_that_use_much_energy_ship_by_division():
    hungry = shipped_sector_lists()[2]
    named = {"纺织": "17", "造纸": "22", "石化": "25", "化工": "26", "化纤": "28", "建材": "30", "钢铁": "31"}
    assert dict(hungry.sectors) == {name: (code,) for name, code in named.items()}
    assert all(source.startswith("本系统假定") for source in hungry.sources.values())


def test_an_own_list_of_the_same_name_replaces_the_shipped_one(tmp_path):
    path = tmp_path / "sector_lists.csv"
    path.write_text(HEADER + "浙江七大制造业,汽车产业,36,市局\n本县重点,袜业,1763,\n本县重点,袜业,1763,\n", "utf-8")
    first, second = read_sector_lists(path)[:2]
    assert (first.name, dict(first.sectors)) == ("浙江七大制造业", {"汽车产业": ("36",)})
    assert (second.name, dict(second.sectors)) == ("本县重点", {"袜业": ("1763",)})


@pytest.mark.parametrize(("line", "column"), [
    ("单,业,1,", "code"), ("单,业,17131,", "code"), ("单,业,纺织,", "code"), ("单,,17,", "sector"), (",业,17,", "list"),
    (f"单,{'长' * 31},17,", "sector"),
])  # fmt: skip
def test_each_cell_that_cannot_be_used_is_named(tmp_path, line, column):
    path = tmp_path / "sector_lists.csv"
    path.write_text(f"{HEADER}单,业,17,\n{line}\n", "utf-8")
    with pytest.raises(InputError) as error:
        read_sector_lists(path)
    (finding,) = error.value.findings
    assert (finding.code, finding.where.row, finding.where.column) == ("SECTOR_LISTS_INVALID", 3, column)


@pytest.fixture
def usual_csv_limit():
    """Reading an upload lifts it for the whole process."""
    before = csv.field_size_limit(131_072)
    yield
    csv.field_size_limit(before)


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", HEADER.encode(), HEADER.encode() + b"\n" + b"x" * 200_000],
    ids=["empty", "no text", "no rows", "a cell past all bounds"],
)  # fmt: skip
def test_a_list_without_rows_or_text_is_refused(tmp_path, content, usual_csv_limit):
    path = tmp_path / "sector_lists.csv"
    path.write_bytes(content)
    with pytest.raises(InputError) as error:
        read_sector_lists(path)
    assert error.value.findings[0].code == "SECTOR_LISTS_UNREADABLE"
