"""企业, 依据链: the trace of whoever is shown, whatever the result."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from muyun.ui import cached, link

HEADING = "依据链：一步步追到单元格"
PATCH = {"pools": {"规上工业": {"weights": {"亩均税收": 30, "研发投入强度": 15}}}}


def code_of(policy_id: str, status: str) -> str:
    """The first enterprise that ends in a status in the sample's last year."""
    choice = cached.store().choice()
    evaluation = cached.official(cached.key_of(choice.dataset.data_id, cached.policy(policy_id), choice.year))
    alone = evaluation.unit_of[evaluation.unit_of == evaluation.unit_of.index]
    return str(alone.index[(evaluation.participants["status"].loc[alone] == status).to_numpy()][0])


def headings(test: AppTest) -> list[str]:
    assert not test.exception and not test.error, [e.value for e in test.error]
    return [element.value for element in test.subheader]


@pytest.mark.parametrize(
    ("policy_id", "status"),
    [("jiaxing-2018", "参评"), ("xian-2022", "过渡期"), ("xian-2022", "不参评")],
)
def test_everybody_has_a_trace_with_its_downloads(home, app, policy_id, status):
    test = app("enterprise", code=code_of(policy_id, status), policy=policy_id)
    assert HEADING in headings(test)
    assert [button.label for button in test.get("download_button")][-3:] == ["下载 Excel", "下载 CSV", "下载 JSON"]


def test_a_scenario_has_one_too(home, app):
    code = code_of("jiaxing-2018", "参评")
    assert HEADING in headings(app("enterprise", code=code, policy="jiaxing-2018", patch=link.encoded(PATCH)))


def test_without_anybody_there_is_none(home, app):
    assert HEADING not in headings(app("enterprise"))
