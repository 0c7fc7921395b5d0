"""What a link carries comes back whole, and a broken or hostile one is refused."""

from __future__ import annotations

import base64
import contextlib
import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muyun.ui import link

values = st.recursive(
    st.integers(-(10**6), 10**6) | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20) | st.none(),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=10,
)  # fmt: skip


def packed(content: bytes) -> str:
    return base64.urlsafe_b64encode(zlib.compress(content)).decode()


@given(patch=st.dictionaries(st.text(max_size=12), values, max_size=4))
def test_a_patch_comes_back_whole(patch):
    assert link.decoded(link.encoded(patch)) == patch


def test_the_order_of_keys_does_not_change_the_link():
    assert link.encoded({"a": 1, "b": {"c": 2, "d": 3}}) == link.encoded({"b": {"d": 3, "c": 2}, "a": 1})


def test_no_patch_is_no_text():
    assert link.encoded({}) == "" and link.decoded("") == {}


@pytest.mark.parametrize("text", ["!", "eJw", "绿", "a" * 5000, packed(b"[1]"), packed(b"{"), packed(b"\xff"), "AA"])
def test_what_cannot_be_read_is_refused(text):
    with pytest.raises(link.BadLink):
        link.decoded(text)


def test_a_link_that_was_cut_off_is_refused():
    whole = link.encoded({"pools": {"规上工业": {"weights": {"亩均税收": 32, "研发投入强度": 10.5}}}})
    for length in range(1, len(whole)):
        with pytest.raises(link.BadLink):
            link.decoded(whole[:length])


def test_a_link_that_would_unpack_to_much_is_refused_before_it_does():
    with pytest.raises(link.BadLink):
        link.decoded(packed(json.dumps({"x": "0" * 10_000_000}).encode()))


@pytest.mark.parametrize("content", ['{"a":' * 700 + "1" + "}" * 700, '{"a":' + "[" * 700 + "1" + "]" * 700 + "}"])
def test_a_link_nested_deeper_than_any_policy_is_refused(content):
    with pytest.raises(link.BadLink):
        link.decoded(packed(content.encode()))


@given(text=st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=", max_size=80))
def test_any_text_is_read_or_refused(text):
    with contextlib.suppress(link.BadLink):
        assert isinstance(link.decoded(text), dict)
