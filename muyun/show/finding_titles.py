"""What is a kind of finding called? A few words by code, for the heads of groups."""

from __future__ import annotations

from collections.abc import Mapping

TITLES: Mapping[str, str] = {
    "COLUMN_DUPLICATE": "“{column}”出现了两列", "COLUMN_MISSING": "缺少必填的列“{column}”",
    "COLUMN_UNKNOWN": "模板里没有“{column}”这一列", "COLUMN_UNNAMED": "列没有表头",
    "CSV_BROKEN": "分不出行列", "CSV_ENCODING": "文字编码看不懂", "CSV_NOT_TEXT": "内容不是 CSV",
    "CSV_RAGGED": "这一行的格比表头多", "FILE_EMPTY": "文件是空的", "FILE_KIND_UNKNOWN": "不是能读的文件类型",
    "FILE_LEFT_OUT": "文件不属于任何一张表，没有读", "FILE_MISSING": "文件打不开", "FILE_TOO_LARGE": "文件过大",
    "FILE_NAME_TWICE": "文件名重复", "FILE_TWICE": "两个文件列着相同的企业和列",
    "UPLOAD_TOO_LARGE": "一次上传的文件太多或太大",
    "HEADER_MISSING": "没有找到表头", "NO_TABLE": "没有找到任何一张已知的表", "SHEET_EMPTY": "工作表是空的",
    "SHEET_HIDDEN": "隐藏的工作表没有读", "SHEET_LEFT_OUT": "工作表不属于任何一张表，没有读",
    "SHEET_TOO_LARGE": "工作表的使用范围过大", "TOO_MANY_COLUMNS": "列数过多",
    "UNIT_IN_TITLE": "单位写在表头上方", "UNIT_UNKNOWN": "“{column}”的单位不能用", "XLSX_BROKEN": "工作簿已损坏",
    "XLSX_ENCRYPTED": "工作簿设了打开密码", "XLSX_NOT_A_WORKBOOK": "内容不是 xlsx 工作簿",
    "XLSX_OLD": "旧的 .xls 格式", "XML_DOCTYPE": "工作簿带有不正常的声明", "ZIP_BOMB": "压缩包解开后异常庞大",
    "ZIP_PATHS": "压缩包里有指向包外的路径",
    "BLANK_WORDS": "“{column}”里的“—”“无”等按没有数据处理", "CELL_CONFLICT": "“{column}”两处不一致",
    "CELL_REQUIRED": "必填的“{column}”没有填", "CLASS_UNKNOWN": "“{column}”不是 A、B、C、D 之一",
    "CODE_ONLY_IN_SOME": "有的企业别的文件里有、这里没有", "DATE_UNREADABLE": "“{column}”不是日期",
    "DIGITS_LOST": "“{column}”被 Excel 存成数字，丢了末几位", "FLAG_UNREADABLE": "“{column}”既不是“是”也不是“否”",
    "FORMULA_UNCOMPUTED": "“{column}”的公式没有算出的值", "INDUSTRY_FORMAT": "“{column}”不是行业代码",
    "KEY_DUPLICATE": "同一行出现了两次", "MANUAL_DUPLICATE": "同一企业有两条手工调档",
    "MERGED_NUMBER": "“{column}”是合并单元格，几行共用一个数", "MERGED_TEXT": "“{column}”有合并单元格，已逐行填入",
    "MORE_OF_THE_SAME": "同样的问题还有", "NAME_UNDER_TWO_CODES": "同一名称有两个代码，会算成两家",
    "NUMBER_UNREADABLE": "“{column}”不是数",
    "NUMBER_TOO_LARGE": "“{column}”大得不合情理", "REMARK_ROW": "末尾的说明没有读入",
    "TEXT_CONTROL": "“{column}”里有看不见的控制字符", "TEXT_DIRECTION": "“{column}”里有隐藏字符，已去掉",
    "TEXT_TOO_LONG": "“{column}”的字数过多", "TOTAL_ROW": "合计行没有读入",
    "USCC_CHECKSUM": "统一社会信用代码的校验位不对", "USCC_FORMAT": "统一社会信用代码不是 18 位",
    "VETO_KIND_UNKNOWN": "否决事项的类别不在可填的词里", "WORD_UNKNOWN": "“{column}”不在可填的词里",
    "YEAR_UNREADABLE": "“{column}”不是年份",
    "CORRECTION_COLUMN": "纠偏的字段不能纠偏", "CORRECTION_CONFLICT": "同一格有两条不同的纠偏",
    "CORRECTION_OLD": "纠偏的原值与现在的数不符", "CORRECTION_VALUE": "纠偏的新值不能用",
    "EMISSION_NEGATIVE": "“{column}”小于 0", "ENERGY_NEGATIVE": "“{column}”小于 0",
    "ENTERPRISE_UNKNOWN": "企业表里没有这个统一社会信用代码", "GEO_EMPTY": "宗地没有图形",
    "GEO_INVALID": "宗地的图形有错", "GEO_LAYERS": "图形文件里没有叫“宗地”的图层",
    "GEO_NOT_POLYGON": "宗地的图形不是面", "GEO_NO_COLUMNS": "图形的属性里没有宗地表的列",
    "GEO_NO_CRS": "图形文件没有写明坐标系", "GEO_NO_FEATURES": "图形文件里没有宗地",
    "GEO_OUTSIDE": "宗地的坐标不在经纬度范围内", "GEO_UNREADABLE": "图形文件读不出来",
    "LAND_NEGATIVE": "“{column}”小于 0", "SHARE_RANGE": "份额不在 0 到 1 之间", "SHARE_SUM": "一户的份额合计不等于 1",
    "STAFF_NEGATIVE": "“{column}”小于 0", "ROW_TWICE": "两行完全相同", "UNIT_DOUBTFUL": "“{column}”的单位可能错了",
}  # fmt: skip
"""Code → its words; {column} is the column's name. Of every code that reading an upload can give."""

EVALUATION_TITLES: Mapping[str, str] = {
    "BENCHMARK_INDICATOR_OWN_YEAR": "有的指标的基准值改用本年数", "BENCHMARK_OWN_YEAR": "基准值改用本年数",
    "BENCHMARK_YEARS": "基准值少用了几年", "BONUS_ITEM_UNLISTED": "加减分项目没有列在政策里",
    "COEFFICIENTS_INVALID": "本单位的折算系数不能用", "COEFFICIENTS_UNREADABLE": "本单位的折算系数表读不出来",
    "COEFFICIENT_EARLIEST": "系数表没有当年的折算系数", "COEFFICIENT_UNVERIFIED": "折算系数未经核实",
    "DATA_MISSING": "缺数据，不参加排名", "ENERGY_BASIS_GIVEN": "直接填报的总用能，视为政策的口径",
    "ENERGY_ELECTRICITY_ONLY": "只有用电量，总用能按缺失处理", "INDUSTRY_TOO_SHORT": "行业代码位数太少",
    "LAND_NOT_POSITIVE": "算出的用地面积不大于 0", "LARGE_TENANT_AREA_UNKNOWN": "规上企业在共用宗地上的面积不明",
    "MANUAL_TWICE": "同一评价单元有两条手工调档", "MANUAL_UNRANKED": "手工调档没有生效",
    "NEW_LAND_NO_DATE": "新增用地没有批准日期", "NO_BENCHMARK": "没有可用的基准值",
    "OTHER_PARCEL_AREA_UNKNOWN": "在别的宗地上的占用面积不明", "PARCEL_AREA_UNKNOWN": "共用宗地的面积不明",
    "SCALE_NO_REVENUE": "没有规模也没有收入，按规下处理", "SECTOR_AVERAGE_MISSING": "行业平均值算不出来",
    "SECTOR_EMISSION_AVERAGE_MISSING": "行业的单位排放平均值算不出来", "SECTOR_EMISSION_MISSING": "缺排放量，T 按 0 计",
    "SECTOR_VALUE_ADDED_MISSING": "缺工业增加值，没有 R",
    "SOFT_LAND_GATE": "用地不足软线的企业也参评", "TIE_AT_LINE": "等级线上有同分的企业",
    "TRANSITION_NO_YEAR": "没有过渡期起始年，按正常参评处理", "VETO_CASE_BY_CASE": "因否决事项先列 C",
    "VETO_NOT_IN_POLICY": "否决事项不在本政策的范围内", "VETO_OVERFLOW": "因否决归入 C、D 的超过名额",
    "VETO_UNRANKED": "有否决事项，但没有参加排名",
}  # fmt: skip
"""The same of every code that an evaluation can give."""
