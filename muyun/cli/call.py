"""What can be wrong with a call of the command line, beside the files themselves."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from muyun.findings import Cell, Finding, Level


def no_enterprises() -> Finding:
    """`evaluate` needs table 企业 (cli.md)."""
    return Finding(
        code="NO_ENTERPRISES", level=Level.ERROR, where=Cell("企业"),
        what="数据里没有企业表，或企业表没有数据行。",
        why="没有企业就没有可评价的对象。",
        fix="请提供名为“企业”的工作表或 企业.csv。",
    )  # fmt: skip


def year_not_there(year: int, years: list[int]) -> Finding:
    """`--year` names a year that 企业 doesn't have."""
    return Finding(
        code="YEAR_NOT_IN_DATA", level=Level.ERROR, where=Cell("企业", column="年度"),
        what=f"企业表没有 {year} 年的数据，有的年度是 {'、'.join(map(str, years))}。",
        fix="请改 --year，或补充该年度的数据。",
    )  # fmt: skip


def code_not_there(code: str, year: int, years: list[int]) -> Finding:
    """`--uscc` names an enterprise that the evaluated year doesn't have; `years` are those that have it."""
    there = f"有它的年度是 {'、'.join(map(str, years))}" if years else "其他年度也没有"
    return Finding(
        code="CODE_NOT_IN_DATA", level=Level.ERROR, where=Cell("企业", column="统一社会信用代码"),
        what=f"企业表 {year} 年没有统一社会信用代码为“{code[:40]}”的企业，{there}。",
        fix="请核对代码，或用 --year 换一个年度。",
    )  # fmt: skip


def no_patch() -> Finding:
    """`compare` without anything to compare with."""
    return Finding(
        code="NO_PATCH", level=Level.ERROR, where=None,
        what="没有给出测算补丁，两边的规则相同。",
        fix="请用 --patch 指定补丁文件，或用 --set 改一项参数。",
    )  # fmt: skip


def draws_not_possible(draws: int, most: int) -> Finding:
    """`--draws` is below one, or more than can be waited for."""
    return Finding(
        code="DRAWS_OUT_OF_RANGE", level=Level.ERROR, where=None,
        what=f"抽样次数是 {draws}，应是 1 到 {most:,} 的整数。",
        fix="请改 --draws；10,000 次时，占比的标准误不超过 0.5 个百分点。",
    )  # fmt: skip


def seed_not_possible(seed: int) -> Finding:
    """`--seed` is below zero."""
    return Finding(
        code="SEED_NEGATIVE", level=Level.ERROR, where=None,
        what=f"随机种子是 {seed}，应是不小于 0 的整数。",
        fix="请改 --seed；种子相同，抽样就相同。",
    )  # fmt: skip


def share_not_possible(within: float) -> Finding:
    """`--within` is no share."""
    return Finding(
        code="WITHIN_OUT_OF_RANGE", level=Level.ERROR, where=None,
        what=f"权重的变动幅度是 {within:g}，应是 0 到 1 的数。" if within == within else "权重的变动幅度不是数。",
        fix="请改 --within，例如 0.2 表示每项权重可上下变动其本身的两成。",
    )  # fmt: skip


def not_xlsx(file: Path) -> Finding:
    """The template is a workbook."""
    return Finding(
        code="TEMPLATE_NAME", level=Level.ERROR, where=Cell(file=file.name),
        what="模板是 Excel 工作簿，文件名须以 .xlsx 结尾。",
        fix="请改用以 .xlsx 结尾的文件名。",
    )  # fmt: skip


def not_empty(folder: Path) -> Finding:
    """The sample is only written into a new or empty folder, so that nothing is overwritten."""
    return Finding(
        code="FOLDER_NOT_EMPTY", level=Level.ERROR, where=Cell(file=str(folder)),
        what="文件夹里已有文件，没有写入示例数据，以免覆盖。",
        fix="请换一个新的文件夹。",
    )  # fmt: skip


def not_a_folder(path: Path) -> Finding:
    """A folder is to be written, and a file has its name."""
    return Finding(
        code="OUT_NOT_A_FOLDER", level=Level.ERROR, where=Cell(file=str(path)),
        what="这里应是文件夹，已有一个同名文件。",
        fix="请换一个文件夹名。",
    )  # fmt: skip


def template_exists(file: Path) -> Finding:
    """A template is never written over a file, which may be a filled one."""
    return Finding(
        code="TEMPLATE_EXISTS", level=Level.ERROR, where=Cell(file=file.name),
        what="已有同名文件，没有写入模板，以免覆盖填好的数据。",
        fix="请换一个文件名。",
    )  # fmt: skip


def place_unusable(place: Path, failure: OSError) -> Finding:
    """The operating system refuses to write there; what was there before is as it was."""
    reason = REASONS.get(failure.errno or 0, "系统不允许写入")
    if failure.errno == errno.EISDIR:
        reason = f"有一个同名的文件夹“{Path(os.fsdecode(failure.filename)).name}”"
    elif not place.parent.exists():
        reason = "上级文件夹不存在"
    return Finding(
        code="PLACE_UNUSABLE", level=Level.ERROR, where=Cell(file=str(place)),
        what=f"这个位置写不进去：{reason}。",
        why="没有写出结果，原有文件没有改动。",
        fix="请换一个位置，或请管理员开放权限后再试。",
    )  # fmt: skip


REASONS = {
    errno.EACCES: "没有权限", errno.EPERM: "没有权限", errno.EROFS: "磁盘是只读的", errno.ENOSPC: "磁盘空间不足",
    errno.ENOTDIR: "上级路径是一个文件", errno.EEXIST: "上级路径是一个文件", errno.ENOENT: "上级文件夹不存在",
    errno.ENAMETOOLONG: "名称太长",
}  # fmt: skip
"""What the commonest refusals of the operating system mean."""
