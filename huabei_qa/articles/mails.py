"""A mail as a text: its subject is the title; its other fields, its signature and what it quotes are furniture."""

from __future__ import annotations

import re
from collections.abc import Sequence

from huabei_qa.records import Span
from huabei_qa.text import trimmed

_SENDER = r"发件人|寄件人|寄件者|發件人|From"
_SUBJECT = r"主题|主題|主旨|Subject"
_FIELD = re.compile(
    rf"(?:(?P<subject>{_SUBJECT})|(?P<sender>{_SENDER})|收件人|收件者|To|抄送|副本|密送|Cc|Bcc|日期|時間"
    r"|(?:发送|发件|寄件)?(?:时间|日期)|Date|Sent|附件|Attachments?)\s*[:：][ \t]*",
    re.I,
)
_ORIGINAL = re.compile(
    r"[-_—=\s]{2,}(?:原始邮件|原始郵件|转发邮件|轉寄郵件|Original Message|Forwarded message)[-_—=\s]{2,}"
    r"|On .{6,120} wrote\s*[:：]|在 ?\d{4}.{6,100}[写寫]道\s*[:：]",
    re.I,
)
_GREETS = re.compile(
    r"(?:(?:非常)?(?:感谢|谢谢|多谢|謝謝)|此致|敬礼|敬禮|[顺祝]?祝[^。，,]{1,6}|(?:Best |Kind )?Regards|Thanks)"
    r"[!！。,，~～]*",
    re.I,
)
_MOST_SIGN = 5  # lines
_LONGEST_SIGN = 40  # characters
_FEWEST = 3  # fields
_LONGEST = 300


def without_mail(text: str, spans: Sequence[Span]) -> list[Span]:
    """The lines; of a mail its subject and what it says, without the lines that it quotes by >."""
    first = _fields(text, spans, 0)
    found = [i for i, span in enumerate(spans) if i > 0 and _is(_ORIGINAL, text, span)]
    originals = [i for i in found if _quotes(text, spans, i + 1)]
    if not first and not originals:
        return list(spans)
    gone, end = set(range(len(first))), originals[0] if originals else len(spans)
    gone |= _farewell(text, spans, end)
    for i in originals:
        gone |= {i, *range(i + 1, i + 1 + len(_fields(text, spans, i + 1)))}
    if originals:
        gone |= {i for i in range(end, len(spans)) if text[spans[i].start] == ">"}
    title = [span for span in first if span is not None]
    return [*title, *(span for i, span in enumerate(spans) if i not in gone)]


def _fields(text: str, spans: Sequence[Span], start: int) -> list[Span | None]:
    """The fields of a mail that begin with line `start`, of each its subject; nothing where they are none."""
    found: list[Span | None] = []
    names: set[str] = set()
    for span in spans[start:]:
        field = _FIELD.match(text, span.start, min(span.end, span.start + _LONGEST))
        if field is None:
            break
        names.add(field.lastgroup or "")
        subject = field.lastgroup == "subject" and field.end() < span.end
        found.append(trimmed(text, field.end(), span.end) if subject else None)
    return found if len(found) >= _FEWEST and any(found) and "sender" in names else []


def _quotes(text: str, spans: Sequence[Span], i: int) -> bool:
    """Whether line i is of a mail that is quoted: its first field, or a line behind >."""
    return i < len(spans) and (text[spans[i].start] == ">" or bool(_fields(text, spans, i)))


def _farewell(text: str, spans: Sequence[Span], end: int) -> set[int]:
    """The lines before line `end` that thank or greet and sign."""
    for i in range(max(end - _MOST_SIGN, 1), end):
        if _is(_GREETS, text, spans[i]):
            signs = spans[i + 1 : end]
            short = all(s.end - s.start <= _LONGEST_SIGN and text[s.end - 1] not in "。；;：:" for s in signs)
            return set(range(i, end)) if short else set()
    return set()


def _is(pattern: re.Pattern[str], text: str, span: Span) -> bool:
    return span.end - span.start <= _LONGEST and pattern.fullmatch(text, span.start, span.end) is not None
