"""What an import proposes: a statement, what is left out of it and why, and a diff of the two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from communique.formats.frontmatter import write_value
from communique.importing.compose import Line, composed, without
from communique.importing.parts import Leaf, Node, leaves

_BARE = {"date", "published"}
_CONTEXT = 100


@dataclass(frozen=True, slots=True)
class Warned:
    """What a coordinator should look at; ``line`` is of the statement, 0 where it is of none."""

    message: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Removal:
    """A block proposed for removal: where it stands (head, body or tail), its text, and why."""

    place: str
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement as it would be written.

    ``removed`` says why by the number of the leaf; ``moved`` holds the leaves that the front
    matter says. ``language_from`` tells who said which language it is in.
    """

    nodes: tuple[Node, ...]
    metadata: dict[str, str] = field(hash=False)
    removed: dict[int, str] = field(default_factory=dict, hash=False)
    moved: frozenset[int] = frozenset()
    language_from: str = ""
    warnings: tuple[Warned, ...] = ()

    @classmethod
    def of(
        cls,
        nodes: tuple[Node, ...],
        metadata: Mapping[str, str],
        removed: Mapping[int, str],
        title: Leaf | None,
        language_from: str,
        warnings: Iterable[Warned],
    ) -> Draft:
        """Return a draft; what the metadata does not say is left out of it."""
        missing = (
            [] if metadata["title"] else [Warned("no title found; write one in its front matter")]
        )
        return cls(
            nodes,
            {name: value for name, value in metadata.items() if value},
            dict(removed),
            frozenset([title.number]) if title else frozenset(),
            language_from,
            (*warnings, *missing),
        )

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        """Every block of the source."""
        return tuple(leaves(self.nodes))

    @property
    def removals(self) -> list[Removal]:
        """What is proposed for removal, in the order of the source."""
        bounds = self.bounds
        return [
            Removal(
                place(leaf.number, bounds), leaf.plain or leaf.markdown, self.removed[leaf.number]
            )
            for leaf in self.leaves
            if leaf.number in self.removed
        ]

    @property
    def bounds(self) -> tuple[int, int] | None:
        """The numbers of the first and the last block of the text; None where none is left."""
        gone = self.removed.keys() | self.moved
        kept = [leaf.number for leaf in self.leaves if leaf.number not in gone]
        return (kept[0], kept[-1]) if kept else None


def place(number: int, bounds: tuple[int, int] | None) -> str:
    """Name the place of a block: before the text (head), in it (body) or after it (tail)."""
    if bounds is None or number < bounds[0]:
        return "head"
    return "tail" if number > bounds[1] else "body"


def front_matter(metadata: Mapping[str, str]) -> str:
    """Return metadata as YAML between its two lines of hyphens."""
    lines = [f"{name}: {_value(name, text)}" for name, text in metadata.items() if text]
    return "\n".join(["---", *lines, "---", ""]) if lines else ""


def _value(name: str, text: str) -> str:
    if name in _BARE:
        return text
    plain = write_value("yaml plain", text)
    return plain if plain == text else write_value("yaml double", text)


def body(draft: Draft, *, keep_all: bool = False) -> list[Line]:
    """Return the lines of the statement, without what the front matter says."""
    dropped = draft.moved if keep_all else draft.moved | set(draft.removed)
    return composed(without(draft.nodes, dropped))


def markdown(draft: Draft, *, keep_all: bool = False) -> str:
    """Return the statement; with ``keep_all`` what is proposed for removal stays in."""
    lines = [line.text for line in body(draft, keep_all=keep_all)]
    return "\n".join([front_matter(draft.metadata), *lines, ""])


def diff(draft: Draft, before: str, after: str) -> str:
    """Return what the statement is not of its source: lines proposed for removal begin with ``-``.

    Args:
        draft: the proposal.
        before: the source's name.
        after: the statement's name.
    """
    hunks = [f"--- {before}", f"+++ {after}", "@@ front matter @@"]
    hunks += [f"+{line}" for line in front_matter(draft.metadata).splitlines() if line != "---"]
    lines = [line for line in composed(draft.nodes) if line.leaf is not None]
    gone = draft.removed.keys() | draft.moved
    groups = [
        (removed, list(group))
        for removed, group in groupby(lines, key=lambda line: line.leaf in gone)
    ]
    bounds = draft.bounds
    for index, (removed, group) in enumerate(groups):
        if removed:
            before_lines = groups[index - 1][1][-1:] if index else []
            after_lines = groups[index + 1][1][:1] if index + 1 < len(groups) else []
            hunks.append(f"@@ {_headline(draft, group, bounds)} @@")
            hunks += _context(before_lines)
            hunks += [f"-{line.text}" for line in group]
            hunks += _context(after_lines)
    return "\n".join(hunks) + "\n"


def _headline(draft: Draft, lines: Iterable[Line], bounds: tuple[int, int] | None) -> str:
    """Say where a run of lines stands, and why it is proposed for removal."""
    numbers = list(dict.fromkeys(line.leaf for line in lines if line.leaf is not None))
    whys = (draft.removed.get(number, "in the front matter") for number in numbers)
    return f"{place(numbers[0], bounds)}: {'; '.join(dict.fromkeys(whys))}"


def _context(lines: Iterable[Line]) -> Iterator[str]:
    for line in lines:
        yield f" {line.text[:_CONTEXT]}{'…' if len(line.text) > _CONTEXT else ''}"
