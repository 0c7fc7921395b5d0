"""The sample data: synthetic and marked so, consistent, believable, the same every time."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from python_calamine import CalamineWorkbook
from shapely.geometry import shape
from stdnum.cn import uscc

from muyun.terms import KEYS, VETO_KINDS, measures
from sample_data.codes import credit_codes
from sample_data.large import write_large, write_large_workbook
from sample_data.layout import town_layout
from sample_data.lishui import PUBLISHED, write_lishui
from sample_data.make import write_sample
from sample_data.places import COUNTIES, PARKS, county_outlines, town_outlines

ROOT = Path(__file__).parents[2]
YEARS = (2020, 2021, 2022)
SMALL = {"enterprises": 120, "years": YEARS, "parcels": 200, "seed": 7}
MU_M2 = 2000 / 3
COUNTY_NAMES = {"南湖区", "秀洲区", "嘉善县", "平湖市", "海盐县", "海宁市", "桐乡市"}
OFFICES = ("经信", "资规", "税务", "统计", "供电", "发改", "生态环境")
TAXES = ("增值税(万元)", "企业所得税(万元)", "个人所得税", "房产税", "其他税收", "教育费附加", "地方教育附加")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder)
    return folder


@pytest.fixture(scope="module")
def tables(folder) -> dict[str, pd.DataFrame]:
    """Every CSV by its file's name, all cells as text, empty ones missing."""
    return {
        path.stem: pd.read_csv(path, dtype=str, encoding="utf-8-sig", keep_default_na=False, na_values=[""])
        for path in folder.glob("*.csv")
    }


@pytest.fixture(scope="module")
def parcels(folder) -> pd.DataFrame:
    features = json.loads((folder / "宗地.geojson").read_text("utf-8"))["features"]
    rows = [f["properties"] | {"geometry": shape(f["geometry"])} for f in features]
    return pd.DataFrame(rows)


@pytest.fixture(scope="module")
def firms(tables) -> pd.DataFrame:
    """The offices' tables side by side on (年度, 统一社会信用代码)."""
    joined = tables["企业-经信"]
    for office in OFFICES[1:]:
        table = tables[f"企业-{office}"].drop(columns="企业名称")
        joined = joined.merge(table, on=["年度", "统一社会信用代码"], how="outer", validate="one_to_one")
    return joined


def numbers(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """These columns as numbers."""
    return frame[list(columns)].astype(float)


def net_land_mu(firms: pd.DataFrame) -> pd.Series:
    """用地面积 given, else registered + rented + other − let; new land left in."""
    land = numbers(firms, "用地面积", "已登记用地", "租入用地", "其他用地", "出租用地")
    parts = land[["已登记用地", "租入用地", "其他用地"]].sum(axis=1, min_count=1) - land["出租用地"].where(
        land["出租用地"].notna(), 0.0
    )
    return land["用地面积"].where(land["用地面积"].notna(), parts)


def total_tax_wan(firms: pd.DataFrame) -> pd.Series:
    """税收实际贡献 given, else the sum of its parts."""
    given = firms["税收实际贡献(万元)"].astype(float)
    return given.where(given.notna(), numbers(firms, *TAXES).sum(axis=1, min_count=1))


def digest(folder: Path) -> dict[str, str]:
    """sha256 of each file."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_a_second_run_gives_the_same_bytes(tmp_path):
    write_sample(tmp_path / "one", **SMALL)
    write_sample(tmp_path / "two", **SMALL)
    assert digest(tmp_path / "one") == digest(tmp_path / "two")


def test_another_process_with_another_hash_seed_gives_the_same_bytes(tmp_path):
    write_sample(tmp_path / "here", **SMALL)
    code = (
        "import sys; from pathlib import Path; from sample_data.make import write_sample;"
        f"write_sample(Path(sys.argv[1]), **{SMALL!r})"
    )
    for hash_seed in ("1", "4242"):
        there = tmp_path / hash_seed
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
        subprocess.run([sys.executable, "-c", code, str(there)], check=True, cwd=ROOT, env=environment)
        assert digest(there) == digest(tmp_path / "here")


def test_another_seed_gives_another_sample(tmp_path):
    write_sample(tmp_path / "one", **SMALL)
    write_sample(tmp_path / "two", **{**SMALL, "seed": 8})
    assert digest(tmp_path / "one")["企业-税务.csv"] != digest(tmp_path / "two")["企业-税务.csv"]


def test_the_files_returned_are_the_files_in_the_folder(tmp_path):
    assert sorted(write_sample(tmp_path, **SMALL)) == sorted(tmp_path.iterdir())


@pytest.mark.parametrize(
    "wrong", [{"enterprises": 49}, {"years": ()}, {"years": (2022, 2021)}, {"years": (2021, 2021)}]
)
def test_impossible_sizes_are_refused(tmp_path, wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        write_sample(tmp_path, **{**SMALL, **wrong})


@pytest.mark.parametrize("years", [(2022,), (2018, 2019, 2020, 2021, 2022)])
@pytest.mark.parametrize("parcel_count", [0, 30])
def test_few_parcels_and_other_years_work(tmp_path, years, parcel_count):
    write_sample(tmp_path, enterprises=60, years=years, parcels=parcel_count)
    features = json.loads((tmp_path / "宗地.geojson").read_text("utf-8"))["features"]
    rows = list(csv.DictReader((tmp_path / "企业-经信.csv").open(encoding="utf-8-sig")))
    assert len(features) == parcel_count
    assert [sum(r["年度"] == str(y) for r in rows) for y in years] == [60] * len(years)


def test_every_column_is_one_of_measures_csv(tables, parcels):
    known = {(m.table, m.column) for m in measures()}
    units = {
        ("企业", "用电量（千瓦时）"), ("企业", "税收实际贡献(万元)"), ("企业", "增值税(万元)"),
        ("企业", "企业所得税(万元)"),
    }  # fmt: skip
    used = {(stem.partition("-")[0], column) for stem, frame in tables.items() for column in frame.columns}
    used |= {("宗地", column) for column in parcels.columns}
    assert used - known == units
    assert {table for table, _ in used} == {m.table for m in measures()}


def test_csv_files_begin_with_a_byte_order_mark(folder):
    assert all(path.read_bytes().startswith(b"\xef\xbb\xbf") for path in folder.glob("*.csv"))


def test_every_required_cell_is_filled(tables, parcels):
    required = [(m.table, m.column) for m in measures() if m.required]
    for stem, frame in {**tables, "宗地": parcels}.items():
        for table, column in required:
            if table == stem.partition("-")[0] and column in frame.columns:
                assert frame[column].notna().all(), f"{stem}.{column}"


def test_keys_are_unique(tables, parcels):
    columns = {(m.table, m.name): m.column for m in measures()}
    for stem, frame in {**tables, "宗地": parcels}.items():
        key = [columns[stem.partition("-")[0], name] for name in KEYS.get(stem.partition("-")[0], ())]
        if key:
            assert not frame.duplicated(key).any(), stem
    assert not tables["占用"].duplicated(["宗地代码", "统一社会信用代码"]).any()
    assert not tables["电表"].duplicated(["户号", "统一社会信用代码", "年度"]).any()
    assert not tables["手工调档"].duplicated(["年度", "统一社会信用代码"]).any()


def test_every_office_sends_the_same_3000_enterprises_a_year(tables):
    for office in OFFICES:
        table = tables[f"企业-{office}"]
        assert table["年度"].value_counts().to_dict() == {"2020": 3000, "2021": 3000, "2022": 3000}
        assert set(zip(table["年度"], table["统一社会信用代码"], table["企业名称"], strict=True)) == set(
            zip(*(tables["企业-经信"][c] for c in ("年度", "统一社会信用代码", "企业名称")), strict=True)
        )


def test_enterprises_leave_and_enter(tables):
    by_year = tables["企业-经信"].groupby("年度")["统一社会信用代码"].agg(set)
    assert len(by_year["2020"] - by_year["2021"]) == len(by_year["2021"] - by_year["2020"]) == 60
    assert len(by_year["2021"] & by_year["2022"]) == 2940


def test_credit_codes_are_valid_and_of_a_division_that_does_not_exist(tables):
    codes = tables["企业-经信"]["统一社会信用代码"].unique()
    assert all(uscc.is_valid(code) for code in codes)
    assert all(code.startswith("919904") for code in codes)


def test_the_organisation_check_character_follows_gb_11714():
    # MA000000: letters count from A = 10, so M is 22. 22·3 + 10·7 = 136; 136 mod 11 = 4; 11 − 4 = 7.
    assert credit_codes(np.array([0]), np.array([2]))[0][8:17] == "MA0000007"


def test_serials_out_of_range_have_no_code():
    for serial, county in ((-1, 0), (31**6, 0), (0, 100)):
        with pytest.raises(ValueError, match="must lie in"):
            credit_codes(np.array([serial]), np.array([county]))


def test_everything_says_that_it_is_synthetic(folder, tables, parcels):
    assert (folder / "说明.txt").read_text("utf-8-sig").startswith("合成数据，仅供演示")
    for frame in tables.values():
        if "企业名称" in frame:
            assert frame["企业名称"].str.fullmatch(r"示例\d{4,}\w+有限公司").all()
        if "镇街" in frame:
            assert frame["镇街"].str.endswith("（示意）").all()
        if "依据" in frame:
            assert frame["依据"].str.startswith("示例").all()
    assert parcels["镇街"].str.endswith("（示意）").all()
    assert tables["园区"]["园区名称"].str.endswith("（示意）").all()
    assert tables["项目"]["项目名称"].str.startswith("示例").all()


def test_nobody_has_less_than_nothing_of_land_staff_energy_or_emission(firms):
    columns = [
        "用地面积", "已登记用地", "租入用地", "出租用地", "其他用地", "新增用地", "年平均职工人数", "总用能",
        "用电量（千瓦时）", "原煤", "天然气", "热力", "汽油", "柴油", "排放量", "化学需氧量", "氨氮",
        "二氧化硫", "氮氧化物", "碳排放", "净购入电力排放", "研发经费",
    ]  # fmt: skip
    assert (numbers(firms, *columns).min() >= 0).all()
    land = net_land_mu(firms)
    assert (land[land.notna()] > 0).all()


def test_land_is_log_normal_about_20_mu(firms):
    log_mu = np.log(net_land_mu(firms[firms["年度"] == "2022"]).dropna())
    assert log_mu.median() == pytest.approx(np.log(20), abs=0.1)
    assert log_mu.std() == pytest.approx(1.0, abs=0.06)


def test_tax_per_mu_spreads_as_stated_and_persists(firms):
    firms = firms.assign(ratio=total_tax_wan(firms) / net_land_mu(firms))
    logs = firms.pivot(index="统一社会信用代码", columns="年度", values="ratio")
    logs = np.log(logs.where(logs > 0))
    assert logs.std().to_numpy() == pytest.approx([1.1, 1.1, 1.1], abs=0.08)
    assert (logs.corr().to_numpy() > 0.85).all()


def test_sectors_differ(firms):
    ratio = total_tax_wan(firms) / net_land_mu(firms)
    median = ratio.groupby(firms["行业代码"].str.lstrip("CD").str[:2]).median()
    assert median["39"] > 2 * median["17"]
    assert median["26"] > 1.5 * median["18"]


def test_scale_follows_revenue_and_some_is_blank(firms):
    industry = firms[firms["主营业务收入"].notna() & firms["规模"].notna()]
    above = industry["主营业务收入"].astype(float) >= 2000
    assert ((industry["规模"] == "规上") == above).all()
    assert 0.3 < above.mean() < 0.7
    assert 0.01 < firms["规模"].isna().mean() < 0.03


def test_value_added_exceeds_tax_for_nearly_all(firms):
    value = firms["工业增加值"].astype(float)
    assert (value > total_tax_wan(firms))[value.notna()].mean() > 0.97


def test_energy_emission_carbon_and_research_have_gaps_and_zeros(firms):
    above = firms[(firms["规模"] == "规上") & (firms["类别"] != "服务业")]
    for columns in (
        ["总用能", "原煤", "热力"],
        ["排放量", "化学需氧量"],
        ["碳排放", "净购入电力排放"],
        ["研发经费"],
    ):
        missing = above[columns].isna().all(axis=1).mean()
        assert 0.02 < missing < 0.2, columns
    assert (above["研发经费"].astype(float) == 0).mean() > 0.05
    assert (numbers(above, "排放量", "化学需氧量").max(axis=1) == 0).mean() > 0.02


def test_the_sectors_of_the_policies_are_there(firms):
    codes = firms["行业代码"].str.lstrip("CD")
    for prefix in ("1713", "1752", "22", "26", "28", "44", "45", "46", "51", "65", "70", "72", "75"):
        assert codes.str.startswith(prefix).sum() > 10 if len(prefix) == 2 else codes.eq(prefix).sum() > 10
    assert {"工业", "服务业"} == set(firms["类别"].dropna())


def test_new_firms_have_labels_and_most_a_transition_from_their_first_year(tables):
    identity = tables["企业-经信"]
    first = identity.groupby("统一社会信用代码")["年度"].transform("min")
    new = identity[first == "2021"]
    assert new["标签"].str.contains("新设企业").all()
    assert set(new["过渡期起始年"].dropna()) == {"2021"}
    assert 0.4 < new["过渡期起始年"].notna().mean() < 0.8


def test_vetoes_have_known_kinds_and_concern_half_a_percent(tables, firms):
    vetoes = tables["否决事项"]
    assert set(vetoes["类别"]) == set(VETO_KINDS)
    assert (vetoes["年度"].value_counts() / 3000).between(0.003, 0.006).all()
    _known_firms(vetoes, firms)


def test_points_and_manual_changes_concern_firms_of_their_year(tables, firms):
    _known_firms(tables["加减分"], firms)
    changes = _known_firms(tables["手工调档"], firms)
    assert set(changes["目标等级"]) == {"A", "B", "C", "D"}
    assert (changes["规模"] == "规上").all()
    assert changes["过渡期起始年"].isna().all()
    assert net_land_mu(changes).notna().all()


def _known_firms(events: pd.DataFrame, firms: pd.DataFrame) -> pd.DataFrame:
    found = events.merge(firms, on=["年度", "统一社会信用代码"], how="left", validate="many_to_one")
    assert found["企业名称"].notna().all()
    return found


def test_the_old_value_of_every_correction_stands_in_its_cell(tables):
    plain = [tables[f"企业-{o}"].rename(columns=lambda c: c.removesuffix("(万元)")) for o in OFFICES]
    assert len(tables["纠偏"]) == 18
    for row in tables["纠偏"].itertuples():
        table = next(t for t in plain if row.字段 in t.columns)
        same = (table["年度"] == row.年度) & (table["统一社会信用代码"] == row.统一社会信用代码)
        assert float(table.loc[same, row.字段].item()) == float(row.原值) != float(row.新值)


def test_declared_areas_agree_with_the_polygons_but_for_those_named(folder, parcels):
    geod = pyproj.Geod(ellps="GRS80")
    drawn_mu = np.array([abs(geod.geometry_area_perimeter(p)[0]) for p in parcels["geometry"]]) / MU_M2
    off = (drawn_mu / parcels["登记面积"] - 1).abs()
    wrong = parcels[off > 0.05]
    note = (folder / "说明.txt").read_text("utf-8-sig")
    assert len(parcels) == 5000
    assert len(wrong) == 6
    assert all(code in note for code in wrong["宗地代码"])
    assert parcels["登记面积"].isna().sum() < 10


def test_parcels_state_their_crs_and_lie_in_their_county_and_town(folder, parcels):
    crs = json.loads((folder / "宗地.geojson").read_text("utf-8"))["crs"]
    assert crs["properties"]["name"] == "urn:ogc:def:crs:EPSG::4490"
    towns, counties = town_outlines(), county_outlines()
    assert set(parcels["区县"]) == COUNTY_NAMES
    for town, inside in parcels.groupby("镇街"):
        assert shapely.contains(towns[town], inside["geometry"].to_numpy()).all()
    for county, inside in parcels.groupby("区县"):
        assert shapely.contains(counties[county], inside["geometry"].to_numpy()).all()


def test_parcels_do_not_overlap(parcels):
    outlines = parcels["geometry"].to_numpy()
    pairs = shapely.STRtree(outlines).query(outlines, predicate="intersects")
    assert (pairs[0] == pairs[1]).all()


def test_parcels_that_do_not_fit_into_their_town_are_refused():
    town = COUNTIES[0].towns[0]
    with pytest.raises(ValueError, match="fewer parcels"):
        town_layout(pd.Series([town]), pd.Series([1_000_000.0]), np.random.default_rng(0))


def test_occupancy_fits_parcels_and_enterprises(tables, parcels, firms):
    occupancy = tables["占用"].assign(area=tables["占用"]["占用面积"].astype(float))
    last = firms[firms["年度"] == "2022"]
    assert set(occupancy["统一社会信用代码"]) <= set(last["统一社会信用代码"])
    area = parcels.set_index("宗地代码")["登记面积"]
    used = occupancy.groupby("宗地代码")["area"].sum()
    assert (occupancy["area"].dropna() > 0).all()
    assert (used <= area.loc[used.index] + 0.01).all()
    assert set(area.index) - set(used.index), "some parcels are empty"


def test_own_parcels_add_up_to_the_registered_land(tables, parcels, firms):
    occupancy = tables["占用"]
    owned = occupancy[occupancy["方式"] == "自有"].merge(parcels, on="宗地代码")
    total = owned.groupby("统一社会信用代码")["登记面积"].sum()
    last = firms[firms["年度"] == "2022"].set_index("统一社会信用代码")
    land = numbers(last, "已登记用地", "其他用地").sum(axis=1, min_count=1).loc[total.index].dropna()
    assert len(land) > 1500
    assert total.loc[land.index].to_numpy() == pytest.approx(land.to_numpy(), abs=0.01)


def test_some_small_firms_share_a_parcel_that_cannot_be_divided(tables, firms):
    scale = firms[firms["年度"] == "2022"].set_index("统一社会信用代码")["规模"]
    rented = tables["占用"][tables["占用"]["方式"] == "租入"]
    occupancy = rented.assign(scale=rented["统一社会信用代码"].map(scale))
    small = occupancy[occupancy["scale"] != "规上"].groupby("宗地代码")
    shared = small.filter(lambda g: len(g) >= 2 and g["占用面积"].isna().any())
    divided = small.filter(lambda g: len(g) >= 2 and g["占用面积"].notna().all())
    assert shared["宗地代码"].nunique() > 100
    assert divided["宗地代码"].nunique() > 20


def test_leased_land_is_let_by_somebody(firms):
    last = firms[firms["年度"] == "2022"]
    leased = tables_sum(last[last["已登记用地"].notna()], "租入用地")
    assert leased == pytest.approx(tables_sum(last, "出租用地"))
    assert leased > 100


def tables_sum(frame: pd.DataFrame, column: str) -> float:
    """Sum of a column of text numbers."""
    return frame[column].astype(float).sum()


def test_empty_parcels_have_a_state(tables, parcels):
    empty = parcels[~parcels["宗地代码"].isin(tables["占用"]["宗地代码"])]
    assert set(empty["土地状态"]) == {"批而未供", "供而未用", "低效利用"}


def test_the_shares_of_a_meter_add_up_and_its_electricity_is_the_users(tables):
    meters = tables["电表"].assign(**numbers(tables["电表"], "份额", "用电量"))
    assert meters.groupby("户号")["份额"].sum().to_numpy() == pytest.approx(1.0)
    used = (meters["份额"] * meters["用电量"]).groupby(meters["统一社会信用代码"]).sum()
    power = tables["企业-供电"].set_index(["年度", "统一社会信用代码"])["用电量（千瓦时）"].astype(float)
    expected = power["2022"].dropna() / 10_000
    assert used.loc[expected.index].to_numpy() == pytest.approx(expected.to_numpy(), rel=1e-4, abs=0.01)
    assert meters["户号"].duplicated().any()
    assert meters.loc[meters["份额"] == 1, "统一社会信用代码"].duplicated().any()


def test_regions_add_up_from_towns_to_counties_to_the_city(tables):
    regions = tables["区域"].astype({"税收实际贡献": float, "建设用地面积": float})
    for year, rows in regions.groupby("年度"):
        by_level = rows.groupby("级别")[["税收实际贡献", "建设用地面积"]].sum()
        assert rows["级别"].value_counts().to_dict() == {"镇街": 64, "县": 7, "市": 1}, year
        assert by_level.loc["镇街"].to_numpy() == pytest.approx(by_level.loc["市"].to_numpy())
        assert by_level.loc["县"].to_numpy() == pytest.approx(by_level.loc["市"].to_numpy())
        assert set(rows.loc[rows["级别"] == "县", "区域名称"]) == COUNTY_NAMES


def test_every_kind_of_park_is_there_and_enterprises_name_only_these(tables):
    kinds = {"经济开发区", "高新区", "综合保税区", "特色小镇", "小微工业园", "小微企业园", "市镇工业园区",
             "“两创”中心", "产业平台"}  # fmt: skip
    parks = tables["园区"]
    assert set(parks["类型"]) == kinds
    assert len(parks) == 3 * len(PARKS)
    assert set(tables["企业-经信"]["园区"].dropna()) <= set(parks["园区名称"])
    assert (parks["建设用地面积"].astype(float) > 0).all()


def test_closed_cases_have_a_date_and_something_freed_and_only_they(tables):
    cases = tables["整治"]
    closed = cases["状态"] == "已完成"
    assert (cases["实际完成"].notna() == closed).all()
    assert (cases["腾出用地"].notna() == closed).all()
    assert set(cases["类型"]) == {"低产田", "高耗低效"}
    assert set(cases["状态"]) == {"未启动", "进行中", "已完成"}


def test_outlines_are_seven_adjoining_counties_that_their_towns_fill():
    counties, towns = county_outlines(), town_outlines()
    assert set(counties) == {c.name for c in COUNTIES} == COUNTY_NAMES
    whole = shapely.union_all(list(counties.values()))
    assert whole.geom_type == "Polygon"
    assert sum(p.area for p in counties.values()) == pytest.approx(whole.area, rel=1e-4)
    west, south, east, north = whole.bounds
    assert (west, south, east, north) == pytest.approx((120.4, 30.3, 121.3, 31.0), abs=0.1)
    for county in COUNTIES:
        split = shapely.union_all([towns[t] for t in county.towns])
        assert shapely.symmetric_difference(split, counties[county.name]).area < 1e-4 * split.area


def test_lishui_is_typed_as_published(tmp_path):
    published = """
        莲都 46.38 98.96 2.27 1119.07 2.36 19.60; 缙云 36.91 101.58 0.51 – 1.28 19.28;
        龙泉 22.97 106.35 1.14 365.47 2.95 13.80; 青田 21.41 87.08 2.03 – 2.95 16.14;
        云和 21.36 74.68 0.86 409.73 1.04 23.79; 遂昌 16.75 54.45 3.05 392.11 3.54 9.54;
        松阳 12.15 52.66 2.05 – 2.60 15.47; 庆元 11.78 66.22 0.92 173.53 2.25 19.07;
        景宁 10.06 47.45 1.54 786.86 4.87 12.48; 开发区 9.81 55.73 1.11 1445.33 2.92 16.19
    """
    (path,) = write_lishui(tmp_path)
    rows = list(csv.DictReader(path.open(encoding="utf-8-sig")))
    names = [
        "区域名称",
        "亩均税收",
        "亩均增加值",
        "单位能耗增加值",
        "单位排放增加值",
        "研发投入强度(%)",
        "全员劳动生产率",
    ]
    typed = [[row[name] or "–" for name in names] for row in rows if row["级别"] == "县"]
    assert typed == [line.split() for line in published.split(";")]
    assert {row["年度"] for row in rows} == {"2019"}


def test_lishui_the_ratio_of_sums_is_not_the_mean_of_ratios(tmp_path):
    (path,) = write_lishui(tmp_path)
    rows = list(csv.DictReader(path.open(encoding="utf-8-sig")))
    city = next(row for row in rows if row["区域名称"] == "丽水市")
    assert float(city["税收实际贡献"]) / float(city["建设用地面积"]) == pytest.approx(18.9039, abs=5e-5)
    ratios = [float(row["亩均税收"]) for row in rows if row["亩均税收"]]
    assert len(ratios) == len(PUBLISHED) == 10
    assert sum(ratios) / len(ratios) == pytest.approx(20.96, abs=5e-3)


def test_the_committed_lishui_file_is_what_the_script_writes(tmp_path):
    (path,) = write_lishui(tmp_path)
    assert path.read_bytes() == (ROOT / "sample_data" / "lishui-2019" / "区域.csv").read_bytes()


def test_the_large_table_has_unique_valid_codes_and_known_columns(tmp_path):
    path = write_large(tmp_path / "企业.csv", 150_000)
    table = pd.read_csv(path, dtype=str, encoding="utf-8-sig", keep_default_na=False, na_values=[""])
    assert len(table) == 150_000
    assert len(table.columns) == 25
    assert set(table.columns) <= {m.column for m in measures() if m.table == "企业"}
    assert table["统一社会信用代码"].is_unique
    assert all(uscc.is_valid(code) for code in table["统一社会信用代码"][::500])
    assert 0.05 < table["排放量"].isna().mean() < 0.25
    assert table["主营业务收入"].astype(float).median() == pytest.approx(20 * 6 * 4.2 * 3.9, rel=0.05)


def test_the_large_table_is_the_same_every_time(tmp_path):
    one, two = (write_large(tmp_path / name, 500, seed=3) for name in ("one.csv", "two.csv"))
    assert one.read_bytes() == two.read_bytes()


def test_the_large_workbook_holds_the_large_table(tmp_path):
    path_csv, path_xlsx = write_large(tmp_path / "a.csv", 300), write_large_workbook(tmp_path / "a.xlsx", 300)
    rows = CalamineWorkbook.from_path(path_xlsx).get_sheet_by_name("企业").to_python()
    expected = list(csv.reader(path_csv.open(encoding="utf-8-sig")))
    assert rows[0] == expected[0]
    for found, wanted in zip(rows[1:], expected[1:], strict=True):
        assert [c if isinstance(c, str) else float(c) for c in found] == [
            c if isinstance(f, str) else float(c) for f, c in zip(found, wanted, strict=True)
        ]


def test_a_sheet_takes_no_more_rows_than_it_holds(tmp_path):
    with pytest.raises(ValueError, match="1,048,575"):
        write_large_workbook(tmp_path / "a.xlsx", 1_048_576)
