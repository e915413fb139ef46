"""Long proof: fifty runs triggered at once on one workspace all end, and nothing is lost."""

from __future__ import annotations

import itertools
from pathlib import Path

import polib
import pytest

from communique import pipeline
from communique.project import Project
from tests.flows.served import server
from tests.flows.test_coordinator import NAME, communique, review, stored, worker, workspace
from tests.verify.test_long_run import VERBS, WHAT, WHO

STATEMENTS = 12
LINES = 40
HUMAN = "Una frase que solo un humano escribe, {}."


def write_statements(project: Project) -> None:
    made = (f"The {who} {verb} {what}." for who, verb, what in itertools.product(WHO, VERBS, WHAT))
    for number in range(STATEMENTS):
        text = "\n\n".join(itertools.islice(made, LINES))
        head = f"---\ntitle: Statement {number}\nlanguage: en\n---\n\n"
        (project.sources_folder / f"part-{number:02}.md").write_text(head + text + "\n", "utf-8")


def write_by_hand(project: Project, slug: str) -> str:
    """Review a catalog, with a sentence of one's own in it."""
    path = project.catalog(slug, "es")
    catalog = polib.pofile(str(path), wrapwidth=0)
    catalog[1].msgstr = HUMAN.format(slug)
    catalog.save()
    review(path)
    return str(catalog[1].msgstr)


@pytest.mark.verify
def test_fifty_runs_at_once(tmp_path: Path) -> None:
    project = workspace(tmp_path / "newsroom")
    write_statements(project)
    reviewed = [f"part-{number:02}" for number in range(0, STATEMENTS, 3)]
    pipeline.draft(project, reviewed, ["es"], pipeline.Plain())
    written = {slug: write_by_hand(project, slug) for slug in reviewed}
    with server(tmp_path / "prefect") as (api, env):
        communique(env, project, "flow", "deploy")
        slugs = sorted(Project(project.root).sources)
        runs = [api.trigger(f"draft/{NAME}") for _ in range(5)]
        runs += [api.trigger(f"draft/{NAME}", statements=[slugs[n % 13]]) for n in range(15)]
        runs += [api.trigger(f"check/{NAME}", publish_when_ready=True) for _ in range(20)]
        runs += [api.trigger(f"publish/{NAME}", locales=["es"]) for _ in range(10)]
        with worker(env, tmp_path):
            ended = [api.wait(run, seconds=1500) for run in runs]
    assert len(ended) == 50
    assert {one["state"]["type"] for one in ended} == {"COMPLETED"}, [
        one["state"]["message"] for one in ended if one["state"]["type"] != "COMPLETED"
    ]
    done = [one["state"]["message"] for one in ended if one["name"].startswith("draft")]
    translated = sum(int(message.split()[0]) for message in done)
    before = len(reviewed) * (LINES + 1)
    assert translated + before == stored(project), "a sentence was translated twice, or is lost"
    for slug, text in written.items():
        assert text in {one.msgstr for one in polib.pofile(str(project.catalog(slug, "es")))}
        assert text in (project.site / "es" / slug / "index.html").read_text("utf-8")
    for slug, locale in itertools.product(slugs, ("es", "fr")):
        assert all(one.msgstr for one in polib.pofile(str(project.catalog(slug, locale))))
    again = pipeline.draft(Project(project.root), None, None, pipeline.Plain())
    assert (again.translated, again.drafted, again.problems) == (0, 0, [])
    outcomes, _ = pipeline.publish(Project(project.root), None, None, None, pipeline.Plain())
    assert not [one for one in outcomes if one.action in {"publish", "change", "correct"}]
