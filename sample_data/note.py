"""What must a reader of the sample know? The text of 说明.txt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

_NOTE = """合成数据，仅供演示
====================

本文件夹由 sample_data 按种子 {seed} 生成（{years} 年），同样的参数每次生成的文件逐字节相同。
其中的企业、宗地、镇街、园区、事项、文号全部是虚构的，与任何真实单位无关。只有地级市和七个县（市、区）的名称是真的，
但它们名下的数字、轮廓也都是虚构的，不能用来评价任何地方。

怎么看出是合成的
- 企业名称都以“示例”开头。统一社会信用代码的校验码正确，但区划码 9904xx 不存在，不会与真实企业重合。
- 镇街、园区的名称都带“（示意）”；文号都以“示例”开头。
- 宗地代码以 9904 开头。区县和镇街轮廓是随机生成的，不是行政区划界线，不得当作地图使用。

各部门的表（企业-部门.csv，按 年度 + 统一社会信用代码 合并，每年 {firms} 家，有进有出）
- 经信：身份、属地、行业、规模、标签、过渡期。规模有少量空白，按主营业务收入 2000 万元判断。
- 资规：用地各项；少数企业直接给用地面积，极少数整行空白。
- 税务：各税种；约一成企业只给税收实际贡献。少数企业当年退税，合计为负，属正常。
- 统计：产值、增加值、收入、人数、研发、投资；规下企业缺报较多。
- 供电：单位是千瓦时（表头已写明）。
- 发改、生态环境：能耗、污染物、碳排放，有缺报；空白是没有数，0 是确实没有，两者不同。

其他表
- 宗地.geojson：坐标系 CGCS2000（EPSG:4490），经度在前。面积单位亩，登记面积与图形面积一般相差不到 3 %。
- 故意留下的差错：下列 {wrong_count} 宗地的图形面积与登记面积相差约 12 %，供核对功能演示：
{wrong}
- 占用.csv：{last} 年的占用关系。几家规下企业合用一宗地、占用面积空白的，是分不开的情形（FH-06）。
- 电表.csv：用电量是整只表的（万千瓦时），乘以份额就是该企业在这只表上的用电量。
- 纠偏.csv：原值与上面各表中的单元格一致，尚未改入。
- 区域.csv：县（市、区）是所辖镇街之和，市是各县之和；镇街数大于样本企业之和，因为还有未列入样本的单位。
"""


def sample_note(tables: Mapping[str, pd.DataFrame], years: Sequence[int], seed: int) -> str:
    """说明.txt: that the data are synthetic, how one sees it, and which mistakes are there on purpose."""
    parcels = tables["宗地"]
    wrong = parcels.loc[parcels["wrong_area"], "parcel_id"]
    identity = tables["企业-经信"]
    return _NOTE.format(
        seed=seed,
        years="、".join(map(str, years)),
        last=years[-1],
        firms=int((identity["year"] == years[-1]).sum()),
        wrong_count=len(wrong),
        wrong="\n".join(f"  {code}" for code in wrong),
    )
