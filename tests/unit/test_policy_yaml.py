"""Policy and patch files are read strictly, quickly, and with the line of every key."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from muyun.findings import InputError, Line
from muyun.policy.strict_yaml import MAX_BYTES, parse_value, read_document

QUICK_SECONDS = 60
"""A bomb would take minutes or all memory; a slow machine takes less than this for a refusal."""


def written(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "file.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refusal(tmp_path: Path, content: str | bytes) -> tuple[str, int | None]:
    """Code and line of the one finding that stops the reading."""
    with pytest.raises(InputError) as error:
        read_document(written(tmp_path, content), "file.yaml")
    (finding,) = error.value.findings
    return finding.code, finding.where.line


BILLION_LAUGHS = "a0: &a0 [哈, 哈]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30)
)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (BILLION_LAUGHS, "YAML_ANCHOR"),
        ("a: &a\n  b: *a\n", "YAML_ANCHOR"),
        ("a: " + "[" * 10_000, "YAML_TOO_DEEP"),
        ("a: " + "{b: " * 4_000, "YAML_TOO_DEEP"),
        ("- " * 9_000, "YAML_TOO_DEEP"),
        ("a: 1\n" + "!" * 900_000, "YAML_TOO_LARGE"),
        ("".join(f"k{n}: {{}}\n" for n in range(60_000)), "YAML_TOO_LARGE"),
        ("# " + "注" * MAX_BYTES, "YAML_TOO_LARGE"),
    ],
    ids=["billion laughs", "itself", "brackets", "braces", "dashes", "a long line", "many keys", "1 MB"],
)
def test_a_bomb_ends_quickly(tmp_path, content, code):
    start = time.monotonic()
    assert refusal(tmp_path, content)[0] == code
    assert time.monotonic() - start < QUICK_SECONDS


def test_a_file_of_one_megabyte_is_still_read(tmp_path):
    content = b"a: 1 " + b"#xxxxxxxx\n" * ((MAX_BYTES - 5) // 10) + b"#xxxx"
    assert len(content) == MAX_BYTES
    assert read_document(written(tmp_path, content), "f")[0].data == {"a": 1}


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        ("a: 1\nb: 甲\n".encode("gb18030"), "YAML_NOT_UTF8", 2),
        ("a: 1\n".encode("utf-16"), "YAML_NOT_UTF8", 1),
        (b"a: \x00\n", "YAML_SYNTAX", None),
        ("a: 1\nb:\n\t- 2\n", "YAML_SYNTAX", 3),
        ("a: !secret x\n", "YAML_TAG", 1),
        ("a: 1\n...\n---\nb: 2\n", "YAML_SEVERAL_DOCUMENTS", 3),
        ("只有一句话\n", "YAML_NOT_A_MAPPING", 1),
        ("a: 1\n: 2\n", "YAML_KEY", 2),
    ],
    ids=["gb18030", "utf-16", "NUL", "tab", "tag", "two documents", "a sentence", "no key"],
)
def test_what_is_not_plain_yaml_in_utf8_is_refused_with_its_line(tmp_path, content, code, line):
    assert refusal(tmp_path, content) == (code, line)


def test_a_missing_file_or_a_folder_is_a_finding(tmp_path):
    for path in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(InputError) as error:
            read_document(path, "none.yaml")
        assert [f.code for f in error.value.findings] == ["FILE_UNREADABLE"]


@pytest.mark.parametrize("content", ["", "# 只有注释\n", "---\n", "\ufeff"])
def test_an_empty_file_says_nothing(tmp_path, content):
    document, findings = read_document(written(tmp_path, content), "f")
    assert (document.data, findings) == ({}, ())


def test_a_byte_order_mark_is_accepted(tmp_path):
    assert read_document(written(tmp_path, "\ufeffa: 1\n"), "f")[0].data == {"a": 1}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("32", 32), ("-4", -4), ("10.5", 10.5), (".5", 0.5), ("1e3", 1000.0), ("'32'", "32"), ('"true"', "true"),
        ("true", True), ("False", False), ("null", None), ("~", None), ("none", "none"), ("yes", "yes"),
        ("off", "off"), ("0711", "0711"), ("07", "07"), ("1_000", "1_000"), ("0x10", "0x10"), ("12:30", "12:30"),
        ("2019-06-01", "2019-06-01"), ("[44, 0711]", [44, "0711"]), ("{东区: 0.5}", {"东区": 0.5}),
        ("区县", "区县"),
    ],
)  # fmt: skip
def test_scalars_are_numbers_words_or_truth_and_codes_stay_text(text, value):
    got = parse_value(text, "--set")
    assert got == value
    assert type(got) is type(value)


@pytest.mark.parametrize("text", [".nan", ".inf", "-.INF", "1e400", "-1e999"])
def test_infinity_and_nan_are_refused(text):
    with pytest.raises(InputError) as error:
        parse_value(text, "--set")
    assert [f.code for f in error.value.findings] == ["YAML_NOT_FINITE"]


def test_a_number_of_thousands_of_digits_is_no_fault(tmp_path):
    with pytest.raises(InputError) as error:
        parse_value("9" * 10_000, "--set")
    assert [f.code for f in error.value.findings] == ["YAML_NOT_FINITE"]


def test_each_key_knows_its_line_and_a_missing_one_that_of_the_key_around_it(tmp_path):
    document, _ = read_document(written(tmp_path, "a: 1\nb:\n  - c: 2\n    d: 3\n"), "f.yaml")
    assert document.where(("b", 0, "d")) == Line("f.yaml", 4, "b[0].d")
    assert document.where(("b", 0, "e")) == Line("f.yaml", 3, "b[0].e")
    assert document.where(("x",)) == Line("f.yaml", 1, "x")


def test_a_key_written_twice_keeps_its_first_value_and_is_a_finding(tmp_path):
    document, (finding,) = read_document(written(tmp_path, "a: {b: 1, b: 2}\n"), "f.yaml")
    assert document.data == {"a": {"b": 1}}
    assert (finding.code, finding.where) == ("YAML_DUPLICATE_KEY", Line("f.yaml", 1, "a.b"))
