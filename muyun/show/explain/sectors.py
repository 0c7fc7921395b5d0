"""Does the unit's place in its sector change its treatment? (spec 6.1, 6.2, 12; JX-17…19)"""

from __future__ import annotations

from muyun.evaluate.sectors import PreparedSectors, SectorDecision, places_of, places_within
from muyun.show.divisions import division_words
from muyun.show.explain.node import Kind, Node, Op
from muyun.show.explain.overrides import manually_changed, vetoed
from muyun.show.explain.standing import Standing
from muyun.show.explain.subject import Subject
from muyun.show.quota_lines import class_word
from muyun.show.trace import exact
from muyun.show.words import percent

_SCORE_NOTE = "{0}参评单元的分子、分母先合计，再按同样的权重、基准值计分，不含加减分"


def applied_class(of: Subject, where: Standing, adjusted: Node) -> Node:
    """执行等级: which class's treatment applies, after the sector rules where the policy has them."""
    letter, sectors = where.letter(where.decision.applied), where.pool.sectors
    word = class_word(of.evaluation, letter)
    if sectors is None or where.at not in sectors.rows:
        rule = "没有改变执行等级的行业排位规定。" if sectors is None else "没有行业代码，不适用行业排位。"
        return _applied(letter, Op.SAME, f"同调档后等级：{word}", rule, adjusted)
    if vetoed(where) or manually_changed(of):
        rule = "有否决事项或手工调档的，不再适用行业排位的规定。"
        return _applied(letter, Op.SAME, f"同调档后等级：{word}", rule, adjusted)
    top, chain = _top(of, where, sectors), _chain(of, where, sectors)
    facts = f"行业前列：{_yes(top.value)}；连续末位：{_yes(chain.value)}"
    best, last = class_word(of.evaluation, "A"), class_word(of.evaluation, "D")
    rule = f"连续 {sectors.rules.years} 年行业末位的按 {last}；行业前列的按 {best}；其余同调档后等级。"
    return _applied(letter, Op.SECTOR_CLASS, f"{facts}：{word}", rule, adjusted, top, chain)


def _applied(letter: str, operation: Op, formula: str, rule: str, *children: Node) -> Node:
    return Node(Kind.APPLIED, "执行等级", letter, "", operation, formula=formula, rule=rule, children=children)


def _yes(value: bool) -> str:
    return "是" if value else "否"


def _top(of: Subject, where: Standing, sectors: PreparedSectors) -> Node:
    decision, rules = where.decision.sectors, sectors.rules
    value = bool(decision.top[0, where.at])
    return _end(of, where, sectors, Kind.SECTOR_TOP, value, rules.top_share, rules.top_in)


def _chain(of: Subject, where: Standing, sectors: PreparedSectors) -> Node:
    decision, rules = where.decision.sectors, sectors.rules
    bottom = _end(
        of, where, sectors, Kind.SECTOR_BOTTOM, bool(decision.bottom[0, where.at]), rules.bottom_share, rules.bottom_in
    )
    before, value = _before(of, where, sectors), bool(decision.chained[0, where.at])
    formula = f"本年末位：{_yes(bottom.value)}；此前末位：{_yes(before.value)}：{_yes(value)}"
    return Node(
        Kind.SECTOR_CHAIN, f"连续 {rules.years} 年在行业末位", value, "", Op.ALL, formula=formula,
        rule="本年和此前各年都在行业末位；中间缺一年即中断；按统一社会信用代码对照。",
        basis=of.basis("sector_rules", "years"), children=(bottom, before),
    )  # fmt: skip


def _end(
    of: Subject, where: Standing, sectors: PreparedSectors, kind: Kind, value: bool, share: float, inside: str
) -> Node:
    """Whether the unit is, with its ties, among the first (or last) floor(share · n) of its sector."""
    number, members = sectors.members(where.at)
    top = kind is Kind.SECTOR_TOP
    scores = where.decision.scores[0] * (1 if top else -1)
    within, places = float(places_within(scores, members, where.at)), float(places_of(share, len(members)))
    name, words = division_words(sectors.names[number]), "前" if top else "后"
    key = "top_share" if top else "bottom_share"
    counted = Node(
        Kind.WITHIN, f"行业内{'不低于' if top else '不高于'}本单元得分的家数", within, "家", Op.TOTAL,
        note=f"{name} {len(members):,} 家参评单元中数出，含本单元和同分的",
    )  # fmt: skip
    size = Node(Kind.SIZE, "行业参评单元数", float(len(members)), "家", Op.TOTAL, sectors.names[number], note=name)
    part = Node(Kind.SHARE, f"行业{words}的比例", share, "1", Op.RULE, key, basis=of.basis("sector_rules", key))
    formula = f"{len(members)} × {percent(share, 4)} = {exact(len(members) * share)}，取 {exact(places)}"
    count = Node(
        Kind.COUNT, f"行业{words}列的名额", places, "家", Op.FLOOR_SHARE, key, formula, "舍去小数。",
        children=(size, part),
    )  # fmt: skip
    above = _above(sectors, where.decision.sectors, number) if inside == "above" else ()
    text = f"{exact(within)} {'≤' if within <= places else '>'} {exact(places)}"
    if above:
        mark = ">" if round(above[0].value, 9) > round(above[1].value, 9) else "≤"
        text += f"；{exact(above[0].value)} {mark} {exact(above[1].value)}"
    only = "；只在加权平均得分高于全市的行业" if above else ""
    rule = f"{name}按综合得分排在{words} {percent(share)}（同分跨线的都不算{only}）。"
    return Node(
        kind, f"在行业{words} {percent(share)}", value, "", Op.WITHIN, sectors.names[number],
        f"{text}：{_yes(value)}", rule, of.basis("sector_rules", key), children=(counted, count, *above),
    )  # fmt: skip


def _above(sectors: PreparedSectors, decision: SectorDecision, number: int) -> tuple[Node, Node]:
    """The sector's and the whole group's weighted mean score."""
    own, whole = decision.sector_scores[0, number], decision.group_scores[0, sectors.groups[number]]
    return (
        Node(Kind.SECTOR_SCORE, "本行业加权平均得分", float(own), "分", Op.TOTAL, note=_SCORE_NOTE.format("本行业")),
        Node(Kind.GROUP_SCORE, "全市加权平均得分", float(whole), "分", Op.TOTAL, note=_SCORE_NOTE.format("全组")),
    )


def _before(of: Subject, where: Standing, sectors: PreparedSectors) -> Node:
    """Whether it was at the bottom in each of the years before, with its place then."""
    years = [of.year - back for back in range(1, sectors.rules.years)]
    value, places = bool(sectors.bottom_before[where.at]), of.evaluation.prepared.bottom_before.get(of.unit, ())
    told = [
        f"{p.year} 年{division_words(p.sector)}倒数第 {p.from_bottom}（{p.size:,} 家，末位名额 {p.places} 家），"
        f"得分 {exact(p.score)}"
        for p in places
    ]
    rows = of.tables.enterprises
    own = rows["year"].isin(years) & (rows["uscc"] == of.uscc)
    labels = rows.index[own.to_numpy(dtype=bool, na_value=False)]
    present = set(rows["year"].dropna().unique())
    lacking = [year for year in years if year not in present]
    absent = f"数据中没有 {'、'.join(map(str, lacking))} 年，连续中断" if lacking else "没有全部处于行业末位"
    return Node(
        Kind.BEFORE, f"此前 {len(years)} 年都在行业末位", value, "", Op.TOTAL,
        rule="此前各年按正式政策评价一次，不随模拟方案变。", basis=of.basis("sector_rules", "years"),
        cells=tuple(of.tables.cell("企业", label, "uscc") for label in labels), note="；".join(told) or absent,
    )  # fmt: skip


