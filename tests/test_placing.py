"""Placing: an added file takes the place of the article that it is a new version of, and of no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from huabei_qa.errors import ArticleError
from huabei_qa.knowledge.collecting import Read, Source
from huabei_qa.knowledge.placing import placed

HEAD = "说明\n客服:九点到五点。\n"
A, B = HEAD + "产品甲。\n甲有三年保修。\n甲卖一百元。\n", HEAD + "产品乙。\n乙有一年保修。\n乙卖两百元。\n"
NEW_A, NEW_B = A.replace("一百", "三百"), B.replace("两百", "四百")
C = HEAD + "产品丙。\n丙没有保修。\n"
HOME = Path("/nowhere/home")


def read(path: str, text: str) -> Read:
    at = Path("/nowhere") / path
    name = f"{at.name}.md" if at.suffix == ".html" else at.name
    return Read(at, Source(name, text, at.name, f"sha of {path}"))


def held(**texts: str) -> dict[str, Source]:
    """By name; a number in it is none of its file's."""
    names = {key.replace("__", "-").replace("_", "."): text for key, text in texts.items()}
    return {n: Source(n, text, n.replace("-2", ""), "sha") for n, text in names.items()}


TWO = held(readme_md=A, readme__2_md=B)
ONE = held(readme_md=A)
SECOND = held(readme__2_md=B)


@pytest.mark.parametrize(
    ("before", "added", "after"),
    [
        (TWO, {"n/b/readme.md": NEW_B}, {"readme.md": A, "readme-2.md": NEW_B}),
        (TWO, {"n/a/readme.md": NEW_A}, {"readme.md": NEW_A, "readme-2.md": B}),
        (TWO, {"n/b/readme.md": B}, {"readme.md": A, "readme-2.md": B}),
        (TWO, {"n/b/readme.md": NEW_B, "n/a/readme.md": NEW_A}, {"readme.md": NEW_A, "readme-2.md": NEW_B}),
        (TWO, {"n/a/readme.md": A, "n/b/readme.md": NEW_B}, {"readme.md": A, "readme-2.md": NEW_B}),
        (
            TWO,
            {"n/a/readme.md": A, "n/b/readme.md": B, "n/c/readme.md": C},
            {"readme.md": A, "readme-2.md": B, "readme-3.md": C},
        ),
        (TWO, {"n/b/README.MD": NEW_B}, {"readme.md": A, "readme-2.md": NEW_B}),
        (TWO, {"n/readme-2.md": C}, {"readme.md": A, "readme-2.md": C}),
        (TWO, {"home/kb/readme.md": C}, {"readme.md": C, "readme-2.md": B}),
        (TWO, {"home/kb/readme-2.md": C}, {"readme.md": A, "readme-2.md": C}),
        (TWO, {"n/other.md": C}, {"readme.md": A, "readme-2.md": B, "other.md": C}),
        (ONE, {"n/a/readme.md": C}, {"readme.md": C}),
        (ONE, {"n/a/README.md": C}, {"README.md": C}),
        (ONE, {"n/a/readme.md": C, "m/a/readme.md": C}, {"readme.md": C}),
        (ONE, {"n/a/readme.md": A, "n/b/readme.md": B}, {"readme.md": A, "readme-2.md": B}),
        (ONE, {"n/b/readme.md": B, "n/c/readme.md": NEW_A}, {"readme.md": NEW_A, "readme-2.md": B}),
        (SECOND, {"n/b/readme.md": NEW_B}, {"readme-2.md": NEW_B}),
        (SECOND, {"home/kb/readme.md": C}, {"readme-2.md": B, "readme.md": C}),
        (held(readme__2_md=C) | ONE, {"n/x/other.md": A}, {"readme-2.md": C, "readme.md": A, "other.md": A}),
        (
            {"a-2.md": Source("a-2.md", C, "a-2.md", "sha")},
            {"n/a.md": A, "m/a.md": B},
            {"a-2.md": C, "a.md": A, "a-3.md": B},
        ),
    ],
    ids=lambda given: " ".join(given),
)
def test_a_file_takes_the_place_of_what_it_is_a_version_of(
    before: dict[str, Source], added: dict[str, str], after: dict[str, str]
) -> None:
    found = placed([read(path, text) for path, text in added.items()], before, HOME)
    assert {name: source.text for name, source in found.items()} == after
    assert [name for name, source in found.items() if source.name != name] == []


@pytest.mark.parametrize(
    ("before", "added", "told"),
    [
        (TWO, {"n/c/readme.md": C}, r"n/c/readme\.md is not .*kb/readme\.md, kb/readme-2\.md came from files .*NAME"),
        (TWO, {"n/a/readme.md": A, "n/c/readme.md": C}, r"n/c/readme\.md .*: kb/readme-2\.md came from a file "),
        (TWO, {"n/b/readme.md": A + B}, r"n/b/readme\.md .*remove NAME --home "),
        (TWO, {"n/b/readme.md": NEW_B, "m/b/readme.md": B + "完。"}, r"n/b/readme\.md .*kb/readme\.md, kb/readme-2"),
        (ONE, {"n/b/readme.md": B, "n/c/readme.md": C}, r"n/b/readme\.md .*remove readme\.md --home "),
        (SECOND, {"n/a/readme.md": A}, r"n/a/readme\.md .*remove readme-2\.md --home "),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, dict) else "",
)
def test_what_cannot_be_told_is_refused(before: dict[str, Source], added: dict[str, str], told: str) -> None:
    with pytest.raises(ArticleError, match=told):
        placed([read(path, text) for path, text in added.items()], before, HOME)


def test_a_copy_that_was_edited_stays_that_of_its_file() -> None:
    before = {"页.html-2.md": Source("页.html-2.md", A, "页.html", "sha of the page")}
    edited, same = (placed([read("home/kb/页.html-2.md", text)], before, HOME) for text in (B, A))
    assert edited == {"页.html-2.md": Source("页.html-2.md", B, "页.html", "sha of home/kb/页.html-2.md")}
    assert same == before
    again = placed([read("n/页.html", B.replace("乙卖两百元。", "乙卖九百元。"))], edited, HOME)
    assert [(name, source.original) for name, source in again.items()] == [("页.html-2.md", "页.html")]
