"""What not to do: a question for it (有哪些坑), and statements that tell of it.

要注意什么 asks for more: what to heed may be what to do.
"""

from __future__ import annotations

import re

_NOT = r"不(?:能|可以?|得|该|应该?|要|许)|千万别|别|避免"
_WHAT = "(?:哪些|什么|啥)"
_ASKED = re.compile(
    rf"误区|误解|雷区|避雷|踩雷|禁忌|忌讳|[有避踩防些么啥]坑|{_WHAT}[^,。?]{{0,6}}(?:{_NOT})|(?:{_NOT})[做干碰]?[些点]?{_WHAT}"
)
_HEEDED = re.compile("注意(?:一?些|点|一?下)?(?:什么|啥|哪)")
_TOLD = re.compile(
    r"避免|避开|切[忌勿莫]|[勿忌禁]|不[要能得可宜许准应](?!紧|思议|不)|(?<![特级区识分个类告差派])别(?![墅人名的样处致称有])|防止|提防"
    r"|(?:当心|小心(?![愿思眼]))|警惕|谨慎|谨防|以免|违[规法约]|风险|后果|损失|误区|只[准许能]|必须"
)


def is_asked(question: str) -> bool:
    """Whether a normalised question is for what not to do, and for nothing else."""
    return _ASKED.search(question) is not None and _HEEDED.search(question) is None


def is_told(statement: str) -> bool:
    """Whether a normalised statement tells what not to do, or what comes of it."""
    return _TOLD.search(statement) is not None
