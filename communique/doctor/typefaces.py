"""Typefaces: does this machine have letters for every script of the workspace?"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from communique.doctor.base import Found, Level, Patient, counted, register

if TYPE_CHECKING:
    from communique.project import Project

_SECONDS = 10
_FOR = "PDF documents, and how pages look on this machine; readers of the site have their own"
_CJK = {"Hans": "zh-cn", "Hant": "zh-tw"}


@register("typefaces", "Typefaces")
def look(patient: Patient) -> Iterator[Found]:
    """Ask fontconfig once, and compare with the locales of the settings."""
    absent = Level.MISSING if patient.wants_pdf else Level.ADVICE
    if shutil.which("fc-list") is None:
        yield Found("fc-list", absent, "not installed", _FOR, "apt install fontconfig")
        return
    there = fonts()
    if patient.project is None:
        yield Found("fonts", Level.OK, counted(len(there), "family") if there else "none", _FOR)
        return
    for locale in locales(patient.project):
        yield _judged(locale, there, patient.wants_pdf, absent)


def fonts() -> dict[str, frozenset[str]]:
    """Return the families that are installed, and the languages whose letters each has."""
    done = subprocess.run(
        ["fc-list", "--format", "%{family[0]}\t%{lang}\n"],  # noqa: S607
        capture_output=True, text=True, check=True, timeout=_SECONDS,
    )  # fmt: skip
    found: dict[str, frozenset[str]] = {}
    for line in done.stdout.splitlines():
        family, _, tags = line.partition("\t")
        found[family] = found.get(family, frozenset()) | frozenset(tags.split("|"))
    return found


def locales(project: Project) -> list[str]:
    """Return the target locales and the source languages, each once."""
    from communique.doctor.models import languages

    sources = {one for several in languages(project).values() for one in several}
    return list(dict.fromkeys([*sorted(sources), *project.all_locales]))


def tag(locale: str) -> str:
    """Return the name that fontconfig has for the letters of a locale."""
    from communique.language.scripts import canonical, language_of

    name = canonical(locale)
    language = language_of(locale)
    if language != "zh":
        return {"nb": "no", "nn": "no", "fil": "tl"}.get(language, language)
    if name.endswith(("_HK", "_MO")):
        return "zh-hk"
    return _CJK["Hant" if "Hant" in name or name.endswith("_TW") else "Hans"]


def _judged(locale: str, there: Mapping[str, Iterable[str]], pdf: bool, absent: Level) -> Found:
    """Say what a locale is set in. The PDF has a family of its own, and others stand in for it."""
    from communique.publishing.documents.faces import faces

    wanted = faces(locale).serif
    package = "fonts-noto-cjk" if " CJK " in wanted else "fonts-noto-core"
    get = f"apt install {package}"
    having = [family for family, tags in there.items() if tag(locale) in tags]
    if wanted in there:
        return Found(locale, Level.OK, wanted, _FOR)
    if not having:
        says = f"no font is known to have the letters of {tag(locale)}"
        return Found(locale, absent, says, _FOR, get)
    says = f"{counted(len(having), 'font')}, {having[0]} among them; documents ask for {wanted}"
    return Found(locale, Level.ADVICE if pdf else Level.OK, says, _FOR, get if pdf else "")
