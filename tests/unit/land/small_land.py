"""A few enterprises on a few parcels, in rows that a test can work out by hand."""

from __future__ import annotations

import numpy as np
import shapely

from muyun.data.tables import Tables
from muyun.evaluate import evaluate
from muyun.land.parcels import parcel_figures
from muyun.land.tenants import tenants
from muyun.policy.load import load_policy

FIRM = {"年度": 2022, "规模": "规下", "区县": "甲县", "镇街": "一镇", "行业代码": "1713"}
PLACE = {"区县": "甲县", "镇街": "一镇"}


def upload(enterprises, occupancy, parcels, cases=()):
    """Enterprises {code: columns}, links (parcel, code, 占用面积), parcels {id: columns}, rows of 整治."""
    return Tables.of({
        "企业": [FIRM | {"统一社会信用代码": code, "企业名称": code} | row for code, row in enterprises.items()],
        "占用": [{"宗地代码": p, "统一社会信用代码": code, "占用面积": area} for p, code, area in occupancy],
        "宗地": [{"宗地代码": p} | PLACE | row for p, row in parcels.items()],
        "整治": list(cases),
    })  # fmt: skip


def looked_at(tables, policy="jiaxing-2018"):
    """Evaluation, figures and tenants of the upload."""
    evaluation = evaluate(tables, load_policy(policy), 2022)
    figures = parcel_figures(evaluation, tables)
    return evaluation, figures, tenants(evaluation, tables, figures.index)


def squares(*at_m, side_m=100.0, lat=30.5):
    """Squares whose lower left corners stand at (east, north) metres; on GRS80 at 30.5° a degree is 95,997.7 m of
    longitude and 110,856.9 m of latitude."""
    scale = np.array([95_997.7, 110_856.9])
    corners = [(np.array(place) / scale + (120.5, lat), side_m / scale) for place in at_m]
    return np.array([shapely.box(*low, *(low + size)) for low, size in corners], dtype=object)
