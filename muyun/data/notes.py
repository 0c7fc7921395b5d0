"""What each column means, in Chinese, for the notes of the template."""

from __future__ import annotations

from muyun.data.words import CHOICES
from muyun.terms import Measure

_NOTES: dict[tuple[str, str], str] = {
    ("企业", "year"): "数据所属年度，即被评价的年度。",
    ("企业", "uscc"): "18 位统一社会信用代码；与年度一起不能重复。",
    ("企业", "name"): "营业执照上的名称。",
    ("企业", "county"): "评价属地：区县或开发区。",
    ("企业", "park"): "园区名称，与“园区”表一致。",
    ("企业", "industry"): "国民经济行业代码（GB/T 4754-2017），2 至 4 位数字，前面可带门类字母，例如 C1713。",
    ("企业", "kind"): "工业或服务业；留空为工业。",
    ("企业", "scale"): "规上或规下；留空时主营业务收入（服务业为营业收入）2000 万元及以上为规上。",
    ("企业", "labels"): "可填几个，用顿号隔开，例如：专精特新小巨人、高新技术企业、新设企业、民生保障。",
    ("企业", "transition_from"): "过渡期的第一个评价年度。",
    ("企业", "land_mu"): "直接填写，或留空由下面各部分计算。",
    ("企业", "land_new_mu"): "上面各项中随项目新批准的部分，扣除期内不计。",
    ("企业", "tax_wan"): "直接填写，或留空由下面各税种相加。",
    ("企业", "turnover_wan"): "服务业企业填写。",
    ("企业", "energy_tce"): "直接填写，或留空由下面各能源品种折算。",
    ("企业", "electricity_wan_kwh"): "也用于单位用电税收。",
    ("企业", "emission_t"): "污染物排放当量，或留空由下面四项折算。",
    ("企业", "carbon_t"): "直接填写，或留空由下面五项相加。",
    ("企业", "rd_wan"): "R&D 经费内部支出。",
    ("加减分", "year"): "每个加减分项目一行。",
    ("加减分", "item"): "按政策列出的项目名称。",
    ("加减分", "points"): "负数为减分。",
    ("否决事项", "year"): "事项发生的年度。",
    ("否决事项", "basis"): "文号。",
    ("宗地", "parcel_id"): "不动产单元号，或登记部门自己的编号。",
    ("宗地", "park"): "园区名称；覆盖率也按园区计算。",
    ("占用", "area_mu"): "分不开时留空。",
    ("电表", "uscc"): "一个户号可有几家企业，一家企业也可有几个户号。",
    ("电表", "year"): "留空表示各年相同。",
    ("电表", "share"): "0 到 1 之间，同一户号的份额合计为 1。",
    ("园区", "year"): "每个园区、平台和年度一行。",
    ("园区", "named_year"): "特色小镇由省命名的年度；新设开发区填批准年度。",
    ("园区", "listed_year"): "特色小镇列入省级名单的年度。",
    ("园区", "output_wan"): "用于亩均产出和单位从业人员产出。",
    ("园区", "value_added_wan"): "增加值或地区生产总值。",
    ("园区", "talent_score"): "特色小镇和小微工业园填写。",
    ("园区", "nurture_score"): "小微工业园填写。",
    ("区域", "year"): "每个区域和年度一行。",
    ("区域", "level"): "开发区填“县”。",
    ("区域", "industrial_land_mu"): "用于计算评价覆盖率。",
    ("区域", "work_score"): "领跑县评价用。",
    ("区域", "reform_score"): "领跑县评价用。",
    ("整治", "case_id"): "每个低产田或高耗低效案例一行。",
    ("项目", "project_id"): "每个标准地项目一行。",
    ("纠偏", "correction_id"): "每个改正的数一行。",
    ("纠偏", "column"): "企业表的列名，不带单位。",
    ("纠偏", "old"): "企业表现在的值，单位与本模板企业表的表头一致；原来空着就留空。",
    ("纠偏", "new"): "改正后的值，单位同上。",
    ("名单", "year"): "外部名单，每个条目一行。",
    ("名单", "name"): "区域名称；培育试点填统一社会信用代码或企业名称。",
    ("名单", "basis"): "文号。",
}


def note_of(measure: Measure) -> str:
    """What a column means and what it may hold; empty where its name says it all."""
    own = _NOTES.get((measure.table, measure.name), "")
    words = CHOICES.get((measure.table, measure.name))
    if (words and measure.name not in ("kind", "scale")) or (words and measure.table != "企业"):
        own += f"可填：{'、'.join(map(str, words))}。"
    match measure.type:
        case "bool":
            own += "填“是”或“否”。"
        case "date":
            own += "写成 2020-06-01。"
        case "int":
            own += "四位数字，例如 2021。"
    return own
