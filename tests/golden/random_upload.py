"""What could a county send? Small nasty uploads: ties, blanks, zeros, shared parcels, valid by spec 10.8.

random_upload(random.Random(7), size=30)
"""

from datetime import date

from credit_codes import credit_code

TOWNS = {"甲区": ["甲东镇", "甲西镇", None], "乙区": ["乙东镇", "乙西镇"], "丙县": ["丙镇"]}
PARKS = ["第一示例园区", "第二示例园区", None, None]
INDUSTRY = [
    "1713",
    "C1723",
    "1733",
    "C1751",
    "22",
    "2211",
    "C26",
    "2614",
    "2812",
    "C28",
    "3511",
    "C3990",
    "13",
    "D4411",
    "4511",
    "4620",
    "D46",
    "7721",
    "7723",
    "N7724",
    "7820",
    "77",
    "5112",
    "7010",
]
SERVICES = [
    "F5112",
    "51",
    "5211",
    "6110",
    "6220",
    "I6510",
    "6612",
    "70",
    "K7010",
    "7040",
    "7210",
    "J6720",
    "4620",
]
KINDS = [
    "重大安全生产事故",
    "重大环境责任事故",
    "重大环境事件",
    "食品安全事故",
    "重大税收违法",
    "未完成节能减排任务",
    "未完成去产能任务",
    "环保不达标",
    "能耗不达标",
    "质量不达标",
    "安全不达标",
]
LABELS = [None, None, "新设企业", "新升规企业、专精特新小巨人", "民生保障", "不符合产业政策"]
COMMON_INDUSTRY = ["1713", "C1751", "2614", "C2812", "3511"]
PLAIN_INDUSTRY = [["1713", "C1751", "2614"], ["2211", "C26"], ["C1733"]]
LAND = [0, 1, 2, 2.5, 2.99, 3, 3, 4, 4.99, 5, 5, 5, 6, 6, 8, 8, 10]
BAD_CODES_SHARE, MILITARY_SHARE = 0.3, 0.04
ENERGY = [0, 1, 2, 500, 999.99, 1000, 1000, 1500, 2000]
APPROVALS = [
    None,
    date(2015, 1, 1),
    date(2016, 12, 31),
    date(2017, 6, 1),
    date(2018, 12, 31),
    date(2019, 6, 1),
    date(2019, 12, 31),
    date(2020, 2, 29),
    date(2020, 6, 1),
    date(2022, 12, 31),
    date(2023, 3, 1),
]
TAX_PARTS = [
    "增值税",
    "消费税",
    "企业所得税",
    "个人所得税",
    "房产税",
    "其他税收",
    "教育费附加",
    "地方教育附加",
]
FUELS = ["原煤", "天然气", "热力", "汽油", "柴油", "用电量"]
POLLUTANTS = ["化学需氧量", "氨氮", "二氧化硫", "氮氧化物"]
CARBON_PARTS = ["燃料燃烧排放", "原料用途排放", "生产过程排放", "净购入电力排放", "净购入热力排放"]


def random_upload(rng, size):
    """Six tables {name: [{column: value}]} with about `size` enterprises in one to four years of 2015–2022.

    Keys are unique, credit codes valid, land, staff, energy and emission not negative; a set of enterprises
    that are joined by parcels has at most one 手工调档 a year. Missing is None or an absent column.
    """
    years = _years(rng)
    # plain: few divisions, few blanks, hardly any change between years: the 5 % rules get something to cut
    plain = rng.choice(PLAIN_INDUSTRY) if rng.random() < 0.4 else None
    people = [_enterprise(rng, number, plain) for number in range(size)]
    rows = [row for person in people for row in _years_of(rng, person, years, plain)]
    parcels, occupied = _parcels(rng, [person["统一社会信用代码"] for person in people])
    keys = [(row["年度"], row["统一社会信用代码"]) for row in rows]
    upload = {
        "企业": rows,
        "宗地": parcels,
        "占用": occupied,
        "加减分": _bonuses(rng, keys),
        "否决事项": _vetoes(rng, keys),
        "手工调档": _manual_changes(rng, keys, occupied),
    }
    for table in upload.values():
        rng.shuffle(table)
    return upload


def _years(rng):
    last = rng.randint(2015, 2022)
    years = {last} | {last - back for back in range(1, rng.randint(1, 4)) if rng.random() < 0.85}
    return sorted(year for year in years if year >= 2015)


def _enterprise(rng, number, plain):
    county = rng.choice(list(TOWNS))
    service = rng.random() < (0.03 if plain else 0.15)
    scales = ["规上"] * 9 + ["规下"] if plain else ["规上", "规上", "规上", "规下", "规下", None]
    common = plain or (INDUSTRY if rng.random() < BAD_CODES_SHARE else COMMON_INDUSTRY)
    industries = SERVICES if service else common
    return {
        "统一社会信用代码": credit_code(number * 7 + rng.randint(0, 6)),
        "企业名称": f"示例{number}有限公司",
        "区县": county,
        "镇街": rng.choice(TOWNS[county]),
        "园区": rng.choice(PARKS),
        "类别": "服务业" if service else rng.choice(["工业", None]),
        "规模": rng.choice(scales),
        "行业代码": rng.choice(industries),
    }


def _years_of(rng, person, years, plain):
    figures = {}
    for year in years:
        if rng.random() < 0.06:
            continue
        row = {"年度": year} | person
        if rng.random() < 0.05:
            row["行业代码"] = rng.choice(INDUSTRY)
        if rng.random() < 0.05:
            row["规模"] = rng.choice(["规上", "规下", None])
        row |= {"标签": rng.choice(LABELS), "军工": rng.choice([None, False, rng.random() < MILITARY_SHARE])}
        row["过渡期起始年"] = year - rng.randint(-1, 4) if rng.random() < 0.1 else None
        if not figures or rng.random() > (0.9 if plain else 0.3):
            figures = _figures(rng, 0.02 if plain else 0.12)
        row |= figures
        yield {column: value for column, value in row.items() if value is not None or rng.random() < 0.5}


def _number(rng, low, high, blank):
    """A small number as float, half of them whole; None with the probability `blank`."""
    if rng.random() < blank:
        return None
    value = float(rng.randint(low, high))
    return max(float(low), value - 0.5) if rng.random() < 0.1 else value


def _parts(rng, names, high):
    return {name: _number(rng, 0, high, 0.5) for name in names}


def _figures(rng, blank):
    row = _land(rng) | _energy(rng, blank)
    row |= _parts(rng, TAX_PARTS, 3) if rng.random() < 0.2 else {"税收实际贡献": _number(rng, -2, 12, blank)}
    row |= _parts(rng, POLLUTANTS, 2) if rng.random() < 0.2 else {"排放量": _number(rng, 0, 4, blank)}
    row |= _parts(rng, CARBON_PARTS, 3) if rng.random() < 0.2 else {"碳排放": _number(rng, 0, 4, blank)}
    limit = rng.choice([None, None, None, 1999.99, 1999.9999999999, 2000.0, 2500.0])
    row |= {
        "工业总产值": _number(rng, 0, 20, blank),
        "工业增加值": _number(rng, -3, 20, blank),
        "主营业务收入": limit or _number(rng, 0, 10, blank),
        "营业收入": limit or _number(rng, 0, 10, blank),
        "年平均职工人数": _number(rng, 0, 5, blank),
        "研发经费": _number(rng, 0, 3, blank),
    }
    if rng.random() < 0.3:  # value added that fits the energy of the four sectors
        row["工业增加值"] = float(rng.choice([-500, 0, 500, 1000, 1500, 3000]))
    return row


def _land(rng):
    way = rng.random()
    if way < 0.6:
        return {"用地面积": float(rng.choice(LAND))}
    if way > 0.88:
        return {}
    blank = 0.4
    return {
        "已登记用地": _number(rng, 0, 6, blank),
        "租入用地": _number(rng, 0, 3, blank),
        "出租用地": _number(rng, 0, 2, blank),
        "其他用地": _number(rng, 0, 2, blank),
        "新增用地": _number(rng, 0, 2, blank),
        "新增用地批准日期": rng.choice(APPROVALS),
    }


def _energy(rng, blank):
    if rng.random() < 0.25:
        return _parts(rng, FUELS, 600)
    row = {"总用能": None if rng.random() < blank else float(rng.choice(ENERGY))}
    return row | {"用电量": _number(rng, 0, 4, blank)}


def _parcels(rng, codes):
    parcels, occupied = [], []
    for number in range(len(codes) // 3):
        county = rng.choice(list(TOWNS))
        area = None if rng.random() < 0.08 else float(rng.randint(2, 12))
        parcels.append(
            {
                "宗地代码": f"330499GB{number:05}",
                "区县": county,
                "镇街": rng.choice(TOWNS[county]) or "甲东镇",
                "园区": rng.choice(PARKS),
                "登记面积": area,
                "用途": "工业",
                "土地状态": "在用",
            }
        )
        for code in rng.sample(codes, min(len(codes), rng.choice([0, 1, 1, 2, 2, 3]))):
            given = _number(rng, 0, 4, 0.45)
            occupied.append(
                {
                    "宗地代码": f"330499GB{number:05}",
                    "统一社会信用代码": code,
                    "占用面积": given,
                    "方式": rng.choice(["自有", "租入", None]),
                }
            )
    return parcels, occupied


def _bonuses(rng, keys):
    return [
        {
            "年度": year,
            "统一社会信用代码": code,
            "项目": item,
            "分值": float(rng.choice([-5, -2, -1, 1, 2, 5, 0.5])),
            "依据": "示例文号",
        }
        for year, code in keys
        for item in ["示例加分", "示例扣分"]
        if rng.random() < 0.06
    ]


def _vetoes(rng, keys):
    return [
        {"年度": year, "统一社会信用代码": code, "类别": kind, "说明": None, "依据": "示例文号"}
        for year, code in keys
        if rng.random() < 0.12
        for kind in rng.sample(KINDS, rng.choice([1, 1, 1, 2]))
    ]


def _manual_changes(rng, keys, occupied):
    joined = {code: {code} for _, code in keys}
    for entry in occupied:
        together = set()
        for other in occupied:
            if other["宗地代码"] == entry["宗地代码"]:
                together |= joined.get(other["统一社会信用代码"], {other["统一社会信用代码"]})
        for code in together:
            joined[code] = together
    changes, done = [], set()
    for year, code in keys:
        if rng.random() < 0.07 and (year, code) not in done:
            done |= {(year, other) for other in joined[code]}
            changes.append(
                {
                    "年度": year,
                    "统一社会信用代码": code,
                    "目标等级": rng.choice("ABCD"),
                    "理由": "示例理由",
                    "依据": "示例文号",
                }
            )
    return changes
