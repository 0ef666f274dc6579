"""Names of fonts by language: those that readers of office documents have."""

from __future__ import annotations

#: Word and Hancom on Windows, and Word on macOS. A program without them chooses by the language.
OFFICE = {
    "ko": "Malgun Gothic",
    "ja": "Yu Gothic",
    "zh": "Microsoft YaHei",
    "en": "Calibri",
}

#: As style sheets take them: Windows, macOS, Linux.
SHEET = {
    "ko": "'Noto Sans KR','Noto Sans CJK KR','Apple SD Gothic Neo','Malgun Gothic',sans-serif",
    "ja": "'Noto Sans JP','Noto Sans CJK JP','Hiragino Sans','Yu Gothic',Meiryo,sans-serif",
    "zh": "'Noto Sans SC','Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif",
    "en": "'Noto Sans','Segoe UI','Helvetica Neue',Arial,sans-serif",
}

#: Full tags, as office documents want them.
TAGS = {"ko": "ko-KR", "ja": "ja-JP", "zh": "zh-CN", "en": "en-US"}
