"""The choice of data, policy and year, and saved what-ifs: histories that only grow."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from muyun.store import Choice
from tests.unit.store.samples import add

pytest_plugins = ["tests.unit.store.databases"]
PATCH = {"pools": {"规上工业": {"weights": {"亩均税收": 32, "研发投入强度": 10.5}, "x": [1, None, True, "是"]}}}


YEARS = range(2000, 2024)


def test_nothing_is_chosen_at_first(store):
    assert store.choice() == Choice(None, None, None, None)
    assert store.choices() == []


def test_what_is_left_out_of_a_choice_stays(store):
    first, second = add(store), add(store, land_mu=9.0)
    store.choose(first, "xian-2022", 2021)
    store.choose(policy_id="jiaxing-2018")
    chosen = store.choose(dataset=second)
    assert (chosen.dataset, chosen.policy_id, chosen.year) == (second, "jiaxing-2018", 2021)
    assert store.choice() == chosen


def test_every_choice_stays_in_the_history_newest_first(store):
    stored = add(store)
    store.choose(stored)
    store.choose(year=2022)
    store.choose(policy_id="xian-2022", year=2021)
    assert [(c.dataset, c.policy_id, c.year) for c in store.choices()] == [
        (stored, "xian-2022", 2021), (stored, None, 2022), (stored, None, None),
    ]  # fmt: skip
    times = [c.chosen_at for c in store.choices()]
    assert times == sorted(times, reverse=True)


def test_choosing_the_same_again_adds_nothing(store):
    first = store.choose(policy_id="xian-2022")
    assert store.choose(policy_id="xian-2022") == first
    assert store.choices() == [first]


def test_a_scenario_comes_back_by_its_id(store):
    saved = store.save_scenario("提高亩均税收", "xian-2022", PATCH, "会上提出")
    assert (saved.name, saved.policy_id, saved.patch, saved.note) == (
        "提高亩均税收", "xian-2022", PATCH, "会上提出",
    )  # fmt: skip
    assert store.scenario(saved.id) == saved
    assert store.scenario("s000") is None and store.scenario("\0") is None


def test_a_patch_keeps_the_order_and_the_kinds_of_its_values(store):
    patch = {"b": 1, "a": {"z": 1.0, "y": "\0\ud800"}}
    back = store.scenario(store.save_scenario("序", "xian-2022", patch).id).patch
    assert list(back) == ["b", "a"] and list(back["a"]) == ["z", "y"]
    assert (type(back["b"]), type(back["a"]["z"]), back["a"]["y"]) == (int, float, "\0\ud800")


def test_an_id_is_short_fits_a_url_and_never_looks_like_a_packed_patch(store):
    ids = [store.save_scenario(str(n), "xian-2022", {}).id for n in range(20)]
    assert len(set(ids)) == 20
    assert all(len(i) == 11 and i.isascii() and i.isalnum() and i.startswith("s") for i in ids)  # zlib's begin with e


def test_saving_again_under_a_name_lists_the_new_and_keeps_the_old(store):
    old = store.save_scenario("方案", "xian-2022", PATCH)
    other = store.save_scenario("方案", "jiaxing-2018", PATCH)
    new = store.save_scenario("方案", "xian-2022", {"weights": 1})
    assert old.id != new.id
    assert store.scenarios() == [new, other]
    assert store.scenarios("xian-2022") == [new] and store.scenarios("fenghua-2022") == []
    assert store.scenario(old.id) == old


def test_a_removed_scenario_leaves_the_list_and_its_link_still_works(store):
    saved = store.save_scenario("方案", "xian-2022", PATCH)
    store.remove_scenario(saved.id)
    store.remove_scenario("s000")
    assert store.scenarios() == []
    assert store.scenario(saved.id) == saved


@pytest.mark.parametrize("patch", [{1: "键不是文字"}, {"a": float("nan")}, {"a": {1, 2}}, {"a": (1, 2)}])
def test_a_patch_that_would_come_back_as_another_is_refused(store, patch):
    with pytest.raises((ValueError, TypeError)):
        store.save_scenario("坏", "xian-2022", patch)
    assert store.scenarios() == []


def test_threads_that_write_at_once_wait_for_each_other(store):
    def save(number: int) -> tuple[str, Choice]:
        return store.save_scenario(f"方案 {number}", "xian-2022", {"n": number}).id, store.choose(year=number)

    with ThreadPoolExecutor(12) as pool:
        done = list(pool.map(save, YEARS))
    assert {s.id: s.patch["n"] for s in store.scenarios()} == {i: n for (i, _), n in zip(done, YEARS, strict=True)}
    assert {c.year for c in store.choices()} == set(YEARS) and len(store.choices()) == len(YEARS)
    assert [c.year for _, c in done] == list(YEARS)
