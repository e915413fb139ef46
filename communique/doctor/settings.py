"""The workspace: is there one, and can its settings be read?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from communique.doctor.base import Found, Level, Patient, counted, register

if TYPE_CHECKING:
    from collections.abc import Iterator

_FOR = "what is translated, into which locales, by which rules"
_SOURCES = "the statements themselves"


@register("settings", "Workspace")
def look(patient: Patient) -> Iterator[Found]:
    """Tell of ``communique.toml`` and the source texts."""
    from communique.project import FILE

    project = patient.project
    if patient.trouble:
        yield Found(FILE, Level.BROKEN, patient.trouble, _FOR, f"correct {FILE}")
        return
    if project is None:
        says = f"{patient.root} is no workspace (no {FILE}): only the machine was looked at"
        get = "`communique doctor --project DIR`; `communique init DIR` makes one"
        yield Found(FILE, Level.ADVICE, says, _FOR, get)
        return
    locales = counted(len(project.all_locales), "locale")
    yield Found(FILE, Level.OK, f"“{project.options.name}”, {locales} ({project.root})", _FOR)
    if not project.sources_folder.is_dir():
        get = f"mkdir {project.sources_folder}"
        yield Found("source_texts", Level.MISSING, "there is no such folder", _SOURCES, get)
        return
    for path, why in project.misfits.items():
        yield Found(project.relative(path), Level.BROKEN, why, _SOURCES, "see what is said")
    yield Found("source_texts", Level.OK, counted(len(project.sources), "statement"), _SOURCES)
