"""A code that only some offices' files list has no name, county or industry; nothing may break on it."""

import pytest

from muyun.data.tables import Tables
from muyun.evaluate import evaluate
from muyun.evaluate.output import group_frame, result_frame
from muyun.policy.load import load_policy, policy_ids


def upload():
    full = [
        {"年度": 2022, "统一社会信用代码": f"A{i:02d}", "企业名称": f"示例{i}", "区县": "南湖区", "行业代码": "1713",
         "规模": "规上", "用地面积": 10, "税收实际贡献": i, "工业增加值": 50 + i, "总用能": 1500}
        for i in range(25)
    ]  # fmt: skip
    bare = [{"年度": 2022, "统一社会信用代码": f"B{i:02d}", "规模": s, "用地面积": 10, "税收实际贡献": 5}
            for i, s in enumerate(["规上", "规下", None])]  # fmt: skip
    return Tables.of({"企业": [*full, *bare]})


@pytest.mark.parametrize("policy_id", policy_ids())
def test_rows_without_name_county_and_industry_are_evaluated_or_said_to_lack_data(policy_id):
    evaluation = evaluate(upload(), load_policy(policy_id), 2022)
    result = result_frame(evaluation).set_index("统一社会信用代码")
    group_frame(evaluation)
    assert len(result) == 28
    if policy_id == "xian-2022":  # ranked county by county
        assert result.loc["B00", "状态"] == "数据缺失" and result.loc["B00", "依据"] == "本系统:区县缺失"
    else:
        assert result.loc["B00", "状态"] == "参评" and result.loc["B00", "名次"] > 0
