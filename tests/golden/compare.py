"""Where do two results differ? To hold the package's result.csv or groups.csv against the oracle's."""

TOLERANCE = 1e-9


def differences(actual, expected):
    """A line for each difference between two lists of rows; numbers may differ by 1e-9 (relative above 1).

    Rows are dicts with the same columns in the same order; an empty cell is None or "". Text that reads as a
    number equals that number, so that rows of csv.DictReader can be given as they are.
    """
    found = [] if len(actual) == len(expected) else [f"{len(actual)} 行，应为 {len(expected)} 行"]
    for number, (row, right) in enumerate(zip(actual, expected, strict=False), 1):
        if list(row) != list(right):
            return [*found, f"第 {number} 行的列是 {list(row)}，应为 {list(right)}"]
        found += [
            f"第 {number} 行 {row.get('统一社会信用代码') or row.get('名称')} {column}：{row[column]!r}，"
            f"应为 {right[column]!r}"
            for column in row
            if not _same(row[column], right[column])
        ]
    return found


def _same(one, other):
    one, other = (None if value == "" else value for value in (one, other))
    try:
        one_number, other_number = float(one), float(other)
    except (TypeError, ValueError):
        return one == other
    return abs(one_number - other_number) <= TOLERANCE * max(1.0, abs(other_number))
