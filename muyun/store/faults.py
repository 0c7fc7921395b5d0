"""What can be wrong with the database or a backup, in words: one function a finding."""

from __future__ import annotations

from muyun.findings import Cell, Finding, Level


def url_unusable(place: str) -> Finding:
    """MUYUN_DATABASE_URL names nothing that can be a store."""
    return Finding(
        code="STORE_URL", level=Level.ERROR, where=None,
        what=f"数据库地址“{place}”不能用。",
        why="数据可以存在 SQLite 文件或 PostgreSQL 里。",
        fix="请把环境变量 MUYUN_DATABASE_URL 写成 postgresql://用户:密码@主机:端口/库名，"
        "或 sqlite:///文件路径；不设则用 MUYUN_HOME 里的 muyun.db。",
    )  # fmt: skip


def unreachable(place: str, reason: str) -> Finding:
    """The database doesn't answer, or its file can't be opened."""
    return Finding(
        code="STORE_UNREACHABLE", level=Level.ERROR, where=None,
        what=f"打不开数据库“{place}”：{reason}。",
        why="读不到已入库的数据，也不能保存。",
        fix="请核对地址、账号和权限，确认数据库已启动、磁盘有空间，然后再试。",
    )  # fmt: skip


def failed(place: str, reason: str) -> Finding:
    """A step in an open database couldn't be done; nothing of it is stored."""
    return Finding(
        code="STORE_FAILED", level=Level.ERROR, where=None,
        what=f"数据库“{place}”没有完成这一步：{reason}。",
        why="这一步什么也没有存，原有数据没有改动。",
        fix="请稍后再试；仍不行时，请管理员检查数据库和磁盘。",
    )  # fmt: skip


def newer(place: str, revision: str) -> Finding:
    """A later version of muyun has been at the database."""
    return Finding(
        code="STORE_NEWER", level=Level.ERROR, where=None,
        what=f"数据库“{place}”是较新版本的亩云建立的（结构版本 {revision[:40]}）。",
        why="旧程序写新结构，会弄坏数据。",
        fix="请升级亩云，或换一个数据库。",
    )  # fmt: skip


def foreign(place: str) -> Finding:
    """A database with tables of somebody else's."""
    return Finding(
        code="STORE_FOREIGN", level=Level.ERROR, where=None,
        what=f"“{place}”不是亩云的数据库，里面已有别的内容。",
        why="没有写入，以免弄乱别的系统。",
        fix="请换一个空的数据库，或改用别的文件。",
    )  # fmt: skip


def damaged(place: str, what: str) -> Finding:
    """Stored bytes aren't what was stored."""
    return Finding(
        code="STORE_DAMAGED", level=Level.ERROR, where=None,
        what=f"数据库“{place}”里的{what}已损坏，与入库时不一致。",
        why="不能保证据此算出的结果是对的，所以没有读。",
        fix="请用最近的备份恢复到新的位置（muyun restore）。",
    )  # fmt: skip


def backup_name(name: str) -> Finding:
    """A backup is a zip file."""
    return Finding(
        code="BACKUP_NAME", level=Level.ERROR, where=Cell(file=name),
        what="备份是 zip 文件，文件名须以 .zip 结尾。",
        fix="请改用以 .zip 结尾的文件名。",
    )  # fmt: skip


def backup_exists(name: str) -> Finding:
    """A backup is never written over a file."""
    return Finding(
        code="BACKUP_EXISTS", level=Level.ERROR, where=Cell(file=name),
        what="已有同名文件，没有写入备份，以免覆盖。",
        fix="请换一个文件名，例如带上日期。",
    )  # fmt: skip


def backup_empty(place: str) -> Finding:
    """The backup is fine and holds nothing, which is seldom meant."""
    return Finding(
        code="BACKUP_EMPTY", level=Level.WARNING, where=None,
        what=f"“{place}”里还没有数据、方案和本地政策，备份是空的。",
        why="多半是 MUYUN_HOME 或 MUYUN_DATABASE_URL 指错了地方。",
        fix="请核对这两个环境变量后再备份一次。",
    )  # fmt: skip


def restore_unreadable(name: str) -> Finding:
    """There is no such file, or it is no zip file."""
    return Finding(
        code="RESTORE_UNREADABLE", level=Level.ERROR, where=Cell(file=name),
        what="打不开这个文件，或它不是亩云的备份。",
        why="没有恢复任何内容。",
        fix="请核对文件名，选用 muyun backup 写出的 zip 文件。",
    )  # fmt: skip


def restore_broken(name: str, reason: str) -> Finding:
    """The backup was damaged or changed after it was written."""
    return Finding(
        code="RESTORE_BROKEN", level=Level.ERROR, where=Cell(file=name),
        what=f"备份文件已损坏或被改动：{reason}。",
        why="没有恢复任何内容。",
        fix="请重新复制一份备份文件，或改用另一份备份。",
    )  # fmt: skip


def restore_newer(name: str) -> Finding:
    """A later version of muyun wrote the backup."""
    return Finding(
        code="RESTORE_NEWER", level=Level.ERROR, where=Cell(file=name),
        what="备份是较新版本的亩云写的，本版本读不了。",
        why="没有恢复任何内容。",
        fix="请升级亩云后再恢复。",
    )  # fmt: skip


def restore_not_empty(place: str, there: str) -> Finding:
    """A backup is only restored where nothing is."""
    return Finding(
        code="RESTORE_NOT_EMPTY", level=Level.ERROR, where=None,
        what=f"“{place}”里已有{there}，没有恢复，以免覆盖。",
        why="备份只能恢复到空的数据库和没有本地政策、折算系数的 MUYUN_HOME。",
        fix="请把 MUYUN_HOME 设为新的文件夹（用 PostgreSQL 时另建一个空库）再恢复。",
    )  # fmt: skip
