"""Migration: not one word of a human is lost, and nothing passes for reviewed that was not."""

from __future__ import annotations

import subprocess
import time
from itertools import pairwise
from pathlib import Path

import polib
import pytest
from babel import Locale
from hypothesis import given, settings
from hypothesis import strategies as st

from communique import formats
from communique.catalogs import comments, files
from communique.catalogs.ledger import (
    Approval,
    Carried,
    Draft,
    Ledger,
    Revoked,
    gist,
    key_digest,
)
from communique.catalogs.merging import threeway
from communique.catalogs.merging.merge import NOTE
from communique.catalogs.migration import (
    Migration,
    Target,
    is_same_text,
    make,
    migrate,
    pivot_of,
)
from communique.catalogs.migration.claims import CUT
from communique.catalogs.migration.cover import Pieces, covered
from communique.catalogs.migration.dividing import agrees
from communique.catalogs.migration.marks import CORRECTED
from communique.catalogs.state import DONE, OURS, State, key_of
from communique.catalogs.template import Header, template
from communique.catalogs.update import update
from communique.errors import CommuniqueError
from communique.segmentation import Splitter
from communique.statement import Key, Statement, digest

ES = Locale.parse("es")
HEADER = Header("Tests", "https://example.org/", "communique")

PEACE, MET, LONG = "We demand peace.", "The council met on 4 May 2026.", "It was long!"
PAZ, REUNION, LARGA = (
    "Exigimos la paz.",
    "El consejo se reunió el 4 de mayo de 2026.",
    "¡Fue larga!",
)
BLOCK = f"{PEACE} {MET} {LONG}"
BLOQUE = f"{PAZ} {REUNION} {LARGA}"


def read(folder: Path, text: str, level: str, language: str = "en") -> Statement:
    path = folder / "a.md"
    path.write_text(text, "utf-8")
    return formats.read(path, language=language, level=level)


def pot(statement: Statement) -> polib.POFile:
    return template(statement, "source_texts/a.md", HEADER)


class Desk:
    """A source, one catalog of it and its ledger."""

    def __init__(
        self,
        folder: Path,
        text: str,
        level: str = "block",
        locale: Locale = ES,
        language: str = "en",
    ) -> None:
        self.folder, self.locale, self.ledger = folder, locale, Ledger()
        self.text, self.level, self.language = text, level, language
        self.catalog, _ = update(None, pot(self.statement), locale, self.ledger)

    @property
    def statement(self) -> Statement:
        return read(self.folder, self.text, self.level, self.language)

    def put(self, msgid: str, msgstr: str, state: State = State.REVIEWED, by: str = "Bea") -> None:
        """Let an entry have a text in a state."""
        entry = self[msgid]
        entry.msgstr = msgstr
        entry.flags = [] if state in DONE else ["fuzzy"]
        name, text = key_digest(key_of(entry)), digest(msgstr)
        if state is State.STALE:
            entry.previous_msgid = f"Before: {msgid}"
            self.ledger.add(
                Carried(name, text, entry.previous_msgid, "reviewed", gist(msgstr), time="1")
            )
        if state is State.DRAFT:
            self.ledger.add(Draft(name, text, "engine"))
        if state is State.APPROVED:
            self.ledger.add(Approval(name, text, by, time="1"))
        assert self.ledger.state_of(entry) is state or not msgstr

    def migrate(self, level: str) -> Migration:
        """Go to a level, through what is written to disk and read again."""
        before = self.statement
        self.level = level
        target = Target(self.statement, pot(self.statement), before)
        after, done = migrate(self.catalog, target, self.locale, self.ledger)
        self.catalog = files.parse(files.dump(after, like=self.catalog), Path("a.po"))
        assert self.catalog.metadata["X-Segmentation"] == self.statement.segmentation
        assert [key_of(entry) for entry in self.live] == list(self.statement.keys)
        keys = [key_of(entry) for entry in self.catalog]
        assert len(keys) == len(set(keys))  # gettext allows no two, be they obsolete
        return done

    @property
    def live(self) -> list[polib.POEntry]:
        return [entry for entry in self.catalog if not entry.obsolete]

    @property
    def below(self) -> dict[str, str]:
        return {entry.msgid: entry.msgstr for entry in self.catalog.obsolete_entries()}

    def __getitem__(self, msgid: str) -> polib.POEntry:
        return next(entry for entry in self.live if entry.msgid == msgid)

    def texts(self) -> list[str]:
        return [entry.msgstr for entry in self.live]

    def states(self) -> dict[str, State]:
        return {entry.msgid: self.ledger.state_of(entry) for entry in self.live}

    def rendered(self) -> str | None:
        """What would be published, if a human had let pass all of it."""
        if not DONE.issuperset(self.states().values()):
            return None
        texts = {key_of(entry): entry.msgstr for entry in self.live}
        statement = self.statement
        return formats.render(statement, {one: texts[one.key] for one in statement.segments})


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path, f"{BLOCK}\n")


# ── covering ──


def test_a_text_is_covered_by_pieces_with_white_space_between() -> None:
    pieces = Pieces(["A.", "B.", "A. B.", "C"])
    assert pieces.cover("A. B.  C") == [(0, 5), (7, 8)]
    assert pieces.cover("A.\nC") == [(0, 2), (3, 4)]
    assert pieces.cover("A. D.") is None
    assert Pieces(["A.", "A. B.", "B. C."]).cover("A. B. C.") == [(0, 2), (3, 8)]
    assert Pieces(["和平。", "我们。"]).cover("我们。和平。") == [(0, 3), (3, 6)]
    assert Pieces(["Peace", "ful"]).cover("Peaceful") is None


@pytest.mark.parametrize("text", ["a " * 50_000 + "b", "a" * 200_000 + " b", "a. " * 50_000])
def test_what_repeats_takes_linear_time(text: str) -> None:
    pieces = Pieces(
        ["a" * size for size in range(1, 500)] + ["a " * size + "a" for size in range(300)]
    )
    began = time.monotonic()
    assert pieces.cover(text) is None
    assert time.monotonic() - began < 2


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=8), st.data())
def test_every_text_that_is_made_of_pieces_is_found(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    cuts = sorted(data.draw(st.sets(st.integers(1, len(words)), max_size=4)) | {0, len(words)})
    made = [" ".join(words[one:other]) for one, other in pairwise(cuts)]
    spans = Pieces(made).cover(text)
    assert spans is not None
    assert {text[start:end] for start, end in spans} <= set(made)
    assert "".join(text[start:end] for start, end in spans).replace(" ", "") == "".join(words)


def test_groups_are_the_smallest_that_both_cuts_share(tmp_path: Path) -> None:
    statement = read(tmp_path, f"{BLOCK} Read it.\n", "sentence")
    known = [Key(None, f"{PEACE} {MET}"), Key(None, LONG), Key(None, "Read it.")]
    (block,) = covered(statement, known)
    assert block is not None
    sizes = [(len(old.keys), len(new.keys)) for old, new in block.groups]
    assert sizes == [(1, 2), (1, 1), (1, 1)]


AGREE = [
    (["Read 4.", "Or 5."], ["Lee 4.", "O 5."]),
    (["Read [it](/a).", "Or not."], ["Lea [esto](/a).", "O no."]),
    (["Gulu is quiet.", "ICPW met."], ["Gulu está tranquilo.", "Se reunió ICPW."]),
    (["Nobody will be silent.", "We stay!"], ["Nadie callará nunca.", "¡Nos quedamos!"]),
    (["Seven came.", "It was long?"], ["Vinieron siete.", "¿Fue larga?"]),
]
DIFFER = [
    (["Read 4.", "Or 5."], ["Lee 5.", "O 4."]),
    (["Read [it](/a).", "Or not."], ["Lee.", "O [no](/a)."]),
    (["A long sentence about the meeting.", "So?"], ["Una.", "¿Así que qué dice?"]),
    (["Gulu is quiet.", "ICPW met there."], ["Se reunió ICPW.", "Gulu está tranquilo."]),
    (
        ["Nobody will be silent.", "The wells are ours."],
        ["El pozo es de aquí.", "Nunca callaremos."],
    ),
    (["We stay here!", "It was long."], ["Fue muy larga.", "¡Nos quedamos!"]),
    (["Seven people came.", "Nine people left."], ["Vinieron nueve.", "Se fueron siete."]),
    (["Write to a@b.org.", "Or call us up."], ["Llame ya por favor.", "O escriba a a@b.org."]),
    (["It holds <a1>two</a1>.", "It was long."], ["Fue muy larga ya.", "Son <a1>dos</a1>."]),
]


@pytest.mark.parametrize(("sources", "pieces"), AGREE)
def test_pieces_that_agree_with_their_sources_are_known(
    sources: list[str], pieces: list[str]
) -> None:
    assert agrees(sources, pieces, "en", "es")


@pytest.mark.parametrize(("sources", "pieces"), DIFFER)
def test_a_sentence_that_moved_within_its_block_is_seen(
    sources: list[str], pieces: list[str]
) -> None:
    assert not agrees(sources, pieces, "en", "es")


SHIFTED = "We will not leave. We will not be silent. The wells are ours and the land is ours."


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("es", "No nos iremos ni callaremos. Los pozos son nuestros. La tierra es nuestra."),
        ("zh_Hans", "我们不会离开，也不会沉默。水井是我们的。土地是我们的。"),
        ("ar", "لن نرحل ولن نسكت. الآبار لنا. الأرض لنا."),
    ],
)
def test_sentences_merged_and_split_in_equal_number_are_for_a_human(
    tmp_path: Path, locale: str, text: str
) -> None:
    desk = Desk(tmp_path, f"{SHIFTED}\n", locale=Locale.parse(locale))
    desk.put(SHIFTED, text, State.APPROVED)
    desk.migrate("sentence")
    assert set(desk.states().values()) == {State.IN_WORK}
    assert [comments.ours(entry) for entry in desk.live] == [[CUT]] * 3
    assert desk.below == {SHIFTED: text}
    done = desk.migrate("block")  # nobody has touched a piece: the whole is what it was
    assert (desk.texts(), desk.states()) == ([text], {SHIFTED: State.APPROVED})
    assert comments.ours(desk[SHIFTED]) == []
    assert (done.reviewed, done.to_review) == (1, 0)


def test_sentences_in_another_order_are_for_a_human(tmp_path: Path) -> None:
    block = "The council met in Gulu with ICPW. Nobody was hurt in the Lira valley."
    text = "Nadie resultó herido en el valle de Lira. El consejo se reunió en Gulu con ICPW."
    desk = Desk(tmp_path, f"{block}\n")
    desk.put(block, text, State.APPROVED)
    desk.migrate("sentence")
    assert set(desk.states().values()) == {State.IN_WORK}


def test_what_was_never_seen_sentence_by_sentence_does_not_become_so_on_the_way(
    tmp_path: Path,
) -> None:
    desk = Desk(tmp_path, f"{SHIFTED}\n")
    text = "No nos iremos ni callaremos. Los pozos son nuestros. La tierra es nuestra."
    desk.put(SHIFTED, text, State.APPROVED)
    for level in ("sentence", "block", "sentence"):
        desk.migrate(level)
    assert set(desk.states().values()) == {State.IN_WORK}


# ── between the levels ──


def test_a_reviewed_block_becomes_reviewed_sentences(desk: Desk) -> None:
    desk.put(BLOCK, BLOQUE)
    before = desk.rendered()
    done = desk.migrate("sentence")
    assert desk.texts() == [PAZ, REUNION, LARGA]
    assert desk.rendered() == before is not None
    assert desk.below == {BLOCK: BLOQUE}
    assert (done.reviewed, done.to_review, done.to_draft, done.kept) == (3, 0, 0, 0)


def test_reviewed_sentences_become_a_reviewed_block(tmp_path: Path) -> None:
    desk = Desk(tmp_path, f"{BLOCK}\n", "sentence")
    for source, text in ((PEACE, PAZ), (MET, REUNION), (LONG, LARGA)):
        desk.put(source, text)
    before = desk.rendered()
    done = desk.migrate("block")
    assert desk.texts() == [BLOQUE]
    assert desk.rendered() == before is not None
    assert desk.below == {PEACE: PAZ, MET: REUNION, LONG: LARGA}
    assert done.reviewed == 1


def test_chinese_has_no_space_between_sentences_and_gets_none(tmp_path: Path) -> None:
    chinese = "我们要求和平。理事会于2026年5月4日开会。会议很长！"
    desk = Desk(tmp_path, f"{BLOCK}\n", locale=Locale.parse("zh_Hans"))
    desk.put(BLOCK, chinese)
    desk.migrate("sentence")
    assert desk.texts() == ["我们要求和平。", "理事会于2026年5月4日开会。", "会议很长！"]
    assert DONE.issuperset(desk.states().values())
    desk.migrate("block")
    assert desk.texts() == [chinese]


def test_approvals_go_along_where_one_person_gave_them_all(tmp_path: Path) -> None:
    desk = Desk(tmp_path, f"{BLOCK}\n\n{LONG} {PEACE}\n", "sentence")
    desk.put(PEACE, PAZ, State.APPROVED)
    desk.put(MET, REUNION, State.APPROVED, by="Ana")
    desk.put(LONG, LARGA, State.APPROVED)
    done = desk.migrate("block")
    assert desk.states() == {BLOCK: State.REVIEWED, f"{LONG} {PEACE}": State.APPROVED}
    assert (done.approvals_kept, done.approvals_ended) == (0, 3)  # all three are in the first too
    approval = desk.ledger.approval(Key(None, f"{LONG} {PEACE}"), f"{LARGA} {PAZ}")
    assert approval is not None
    assert (approval.by, approval.kept) == ("Bea", "migrated from sentence to block")
    assert desk.ledger.approval(Key(None, PEACE), PAZ) is None


def test_approved_blocks_become_reviewed_sentences_and_are_approved_again_on_the_way_back(
    desk: Desk,
) -> None:
    desk.put(BLOCK, BLOQUE, State.APPROVED)
    done = desk.migrate("sentence")
    assert set(desk.states().values()) == {State.REVIEWED}
    assert (done.approvals_kept, done.approvals_ended) == (0, 1)
    desk.migrate("block")
    assert desk.states() == {BLOCK: State.APPROVED}
    desk.migrate("sentence")
    assert set(desk.states().values()) == {State.REVIEWED}


def test_white_space_around_a_text_stays(tmp_path: Path) -> None:
    desk = Desk(tmp_path, f"{BLOCK}\n", "sentence")
    for source, text in ((PEACE, f" {PAZ} "), (MET, REUNION), (LONG, f"{LARGA} ")):
        desk.put(source, text)
    desk.migrate("block")
    assert desk.texts() == [f" {BLOQUE} "]
    desk.migrate("sentence")
    assert desk.texts() == [f" {PAZ} ", REUNION, f"{LARGA} "]


def test_an_approval_that_was_withdrawn_before_does_not_come_back(desk: Desk) -> None:
    desk.put(BLOCK, BLOQUE, State.APPROVED)
    desk.ledger.add(Revoked(key_digest(Key(None, BLOCK)), digest(BLOQUE), time="2"))
    desk.migrate("sentence")
    desk.migrate("block")
    assert desk.states() == {BLOCK: State.REVIEWED}


def test_a_whole_does_not_come_back_over_a_corrected_piece(desk: Desk) -> None:
    desk.put(BLOCK, BLOQUE, State.APPROVED)
    desk.migrate("sentence")
    desk.put(PEACE, "Queremos paz.")
    desk.migrate("block")
    assert desk.texts() == [BLOQUE.replace(PAZ, "Queremos paz.")]
    assert desk.states() == {BLOCK: State.REVIEWED}


def test_a_draft_is_dropped_and_its_remark_goes_along(desk: Desk) -> None:
    desk.put(BLOCK, BLOQUE, State.DRAFT)
    desk[BLOCK].tcomment = "ask Bea"
    done = desk.migrate("sentence")
    assert desk.texts() == ["", "", ""]
    assert desk[PEACE].tcomment == "ask Bea"
    assert (done.to_draft, desk.below) == (3, {})


def test_text_in_work_stays_a_humans(desk: Desk) -> None:
    desk.put(BLOCK, BLOQUE, State.IN_WORK)
    desk.migrate("sentence")
    assert desk.texts() == [PAZ, REUNION, LARGA]
    assert set(desk.states().values()) == {State.IN_WORK}
    assert desk.below == {BLOCK: BLOQUE}


def test_a_draft_joined_to_a_humans_text_is_called_one(tmp_path: Path) -> None:
    desk = Desk(tmp_path, f"{BLOCK}\n", "sentence")
    desk.put(PEACE, PAZ)
    desk.put(MET, REUNION, State.DRAFT)
    desk.put(LONG, LARGA)
    done = desk.migrate("block")
    assert desk.states() == {BLOCK: State.IN_WORK}
    assert comments.ours(desk[BLOCK]) == ["joined from 3 segments, 1 of them machine drafts"]
    assert desk.below == {PEACE: PAZ, LONG: LARGA}
    assert done.to_review == 1


def test_a_joined_text_with_a_hole_cannot_be_let_pass_as_it_is(tmp_path: Path) -> None:
    desk = Desk(tmp_path, f"{BLOCK}\n", "sentence")
    desk.put(PEACE, PAZ)
    desk.put(LONG, LARGA)
    desk.migrate("block")
    assert desk.texts() == [f"{PAZ} {LARGA}"]
    assert desk.ledger.flipped(Key(None, BLOCK), f"{PAZ} {LARGA}") is not None


def test_where_the_sentences_do_not_fit_each_gets_the_whole_and_a_human_decides(desk: Desk) -> None:
    whole = "Exigimos la paz; el consejo se reunió el 4 de mayo de 2026, en una larga sesión."
    desk.put(BLOCK, whole, State.APPROVED)
    done = desk.migrate("sentence")
    assert desk.texts() == [whole] * 3
    assert set(desk.states().values()) == {State.STALE}
    assert desk.below == {BLOCK: whole}
    assert (done.to_review, done.approvals_ended) == (3, 1)


def test_a_split_that_may_be_wrong_is_for_a_human_to_see(desk: Desk) -> None:
    desk.put(BLOCK, f"{PAZ} {LARGA} {REUNION}")
    desk.migrate("sentence")
    assert set(desk.states().values()) == {State.IN_WORK}
    assert comments.ours(desk[PEACE]) == [CUT]
    assert desk.below == {BLOCK: f"{PAZ} {LARGA} {REUNION}"}


def test_an_edition_that_would_read_otherwise_is_for_a_human_to_see(desk: Desk) -> None:
    desk.put(BLOCK, f"{PAZ}\n{REUNION} {LARGA}")
    desk.migrate("sentence")
    assert set(desk.states().values()) == {State.IN_WORK}


def test_on_the_way_back_the_humans_own_cuts_come_back(tmp_path: Path) -> None:
    """One sentence is two in the translation: no splitter could tell which belongs where."""
    desk = Desk(tmp_path, f"{BLOCK}\n", "sentence")
    texts = [PAZ, "Hubo consejo. Fue el 4 de mayo de 2026.", LARGA]
    for source, text in zip((PEACE, MET, LONG), texts, strict=True):
        desk.put(source, text, State.APPROVED)
        desk[source].tcomment = f"remark on {text[:4]}"
    first = files.dump(desk.catalog)
    desk.migrate("block")
    assert desk[BLOCK].tcomment.count("remark on") == 3
    desk.migrate("sentence")
    assert desk.texts() == texts
    assert [entry.tcomment for entry in desk.live] == [f"remark on {text[:4]}" for text in texts]
    assert set(desk.states().values()) == {State.APPROVED}
    live = files.dump(desk.catalog)[: len(first) - 1]
    assert live == first[:-1]


def test_what_a_human_wrote_since_is_never_replaced_by_what_was_there_before(
    tmp_path: Path,
) -> None:
    desk = Desk(tmp_path, f"{BLOCK}\n", "sentence")
    for source, text in ((PEACE, PAZ), (MET, REUNION), (LONG, LARGA)):
        desk.put(source, text)
    desk.migrate("block")
    desk.put(BLOCK, "Paz, ya: así lo pidió el consejo el 4 de mayo de 2026.")
    desk.migrate("sentence")
    assert desk.texts() == ["Paz, ya: así lo pidió el consejo el 4 de mayo de 2026."] * 3
    assert DONE.isdisjoint(desk.states().values())
    assert {PAZ, REUNION, LARGA} <= {entry.msgstr for entry in desk.catalog}


def test_an_untouched_split_that_was_no_good_is_undone(desk: Desk) -> None:
    whole = "Exigimos la paz; el consejo se reunió el 4 de mayo de 2026, en una larga sesión."
    desk.put(BLOCK, whole)
    desk.migrate("sentence")
    desk.migrate("block")
    assert (desk.texts(), desk.states()) == ([whole], {BLOCK: State.REVIEWED})


@pytest.mark.parametrize(
    ("part", "state"), [("Exigimos la paz;", State.REVIEWED), ("Paz.", State.IN_WORK)]
)
def test_one_whose_parts_were_worked_on_is_looked_at(desk: Desk, part: str, state: State) -> None:
    whole = "Exigimos la paz; el consejo se reunió el 4 de mayo de 2026, en una larga sesión."
    desk.put(BLOCK, whole)
    desk.migrate("sentence")
    desk[PEACE].previous_msgid = None
    desk.put(PEACE, part)
    desk.migrate("block")
    assert (desk.texts(), desk.states()) == ([whole], {BLOCK: state})
    assert desk.below[PEACE] == part


def test_a_doubt_is_not_forgotten_on_the_way(tmp_path: Path) -> None:
    desk = Desk(tmp_path, f"{BLOCK}\n", "sentence")
    for source, text in ((PEACE, PAZ), (MET, REUNION), (LONG, LARGA)):
        desk.put(source, text)
    desk.migrate("block")
    desk[BLOCK].flags = ["fuzzy"]
    desk.migrate("sentence")
    assert set(desk.states().values()) == {State.IN_WORK}


def test_a_stale_text_stays_stale_and_a_flip_pending(desk: Desk) -> None:
    before = BLOCK.replace("demand", "do not demand")
    desk.put(BLOCK, BLOQUE)
    name, text = key_digest(Key(None, BLOCK)), digest(BLOQUE)
    said = Carried(name, text, before, "reviewed", gist(BLOQUE), ("negation gone",), time="1")
    desk.ledger.add(said)  # let pass as it was, though the source had changed in meaning
    desk.migrate("sentence")
    assert set(desk.states().values()) == {State.STALE}
    assert desk[PEACE].previous_msgid == "We do not demand peace."
    assert desk.ledger.flipped(Key(None, PEACE), PAZ) is not None
    desk.migrate("block")
    assert desk.states() == {BLOCK: State.STALE}
    assert desk.ledger.flipped(Key(None, BLOCK), BLOQUE) is not None


def test_one_sentence_in_two_wordings_is_for_a_human_to_choose(tmp_path: Path) -> None:
    desk = Desk(tmp_path, f"{PEACE} {MET}\n\n{PEACE} {LONG}\n")
    desk.put(f"{PEACE} {MET}", f"{PAZ} {REUNION}")
    desk.put(f"{PEACE} {LONG}", f"Queremos paz. {LARGA}")
    done = desk.migrate("sentence")
    assert (done.conflicts, done.reviewed) == (1, 2)
    assert comments.ours(desk[PEACE]) == [NOTE]
    assert desk[PEACE].fuzzy
    assert PAZ in desk[PEACE].msgstr
    assert "Queremos paz." in desk[PEACE].msgstr
    assert "line 3" in desk[PEACE].msgstr
    assert desk.states()[PEACE] is State.IN_WORK


def test_two_wordings_that_met_part_again_on_the_way_back(tmp_path: Path) -> None:
    desk = Desk(tmp_path, f"{PEACE} {MET}\n\n{PEACE}\n\n{PEACE} {LONG}\n")
    desk.put(f"{PEACE} {MET}", f"{PAZ} {REUNION}", State.APPROVED)
    desk.put(PEACE, "¡Paz ya!", State.APPROVED)
    desk.put(f"{PEACE} {LONG}", f"Queremos paz. {LARGA}")
    before, states = desk.texts(), desk.states()
    desk.migrate("sentence")
    assert desk[PEACE].fuzzy
    assert "reviewed, here before" in desk[PEACE].msgstr
    desk.migrate("block")
    assert (desk.texts(), desk.states()) == (before, states)
    assert [comments.ours(entry) for entry in desk.live] == [[], [], []]


def test_texts_that_met_are_never_joined_as_one(tmp_path: Path) -> None:
    desk = Desk(tmp_path, f"{PEACE} {MET}\n\n{PEACE} {LONG}\n")
    desk.put(f"{PEACE} {MET}", f"{PAZ} {REUNION}")
    desk.put(f"{PEACE} {LONG}", f"Queremos paz. {LARGA}")
    desk.migrate("sentence")
    desk.put(MET, "Hubo consejo el 4 de mayo de 2026.")
    desk.migrate("block")
    assert desk.texts()[1] == f"Queremos paz. {LARGA}"
    texts = [text for _, text in threeway.pieces(desk.texts()[0])]
    assert texts == [f"{one} Hubo consejo el 4 de mayo de 2026." for one in (PAZ, "Queremos paz.")]
    assert desk.live[0].fuzzy


def test_a_whole_that_a_merge_corrected_is_told_of_in_its_pieces(desk: Desk) -> None:
    desk.put(BLOCK, BLOQUE)
    desk.migrate("sentence")
    (whole,) = desk.catalog.obsolete_entries()
    whole.msgstr = f"{PAZ} {REUNION} ¡Fue muy larga!"  # what another clone had corrected
    desk.catalog, result = update(desk.catalog, pot(desk.statement), ES, desk.ledger)
    assert result.stale == 3
    assert set(desk.states().values()) == {State.IN_WORK}
    assert [comments.ours(entry) for entry in desk.live] == [[CORRECTED]] * 3
    assert_a_second_run_changes_nothing(desk)


def test_the_workspaces_abbreviations_of_the_target_language_count(tmp_path: Path) -> None:
    block = "The letter came from Okello. Nobody was hurt."
    text = "La carta es de la Xyz. Okello. Nadie fue herido."
    desk = Desk(tmp_path, f"{block}\n")
    desk.put(block, text)
    splitter = Splitter.of({"es": ["Xyz."]})
    before, desk.level = desk.statement, "sentence"
    target = Target(desk.statement, pot(desk.statement), before, splitter)
    after, _ = migrate(desk.catalog, target, ES, desk.ledger)
    assert [entry.msgstr for entry in after][:2] == [
        "La carta es de la Xyz. Okello.", "Nadie fue herido.",
    ]  # fmt: skip


def test_a_text_that_does_not_fit_is_never_replaced_unseen(tmp_path: Path) -> None:
    """Each of its sentences has a reviewed text from elsewhere, yet it was worded otherwise."""
    desk = Desk(tmp_path, f"{PEACE}\n\n{LONG}\n\n{PEACE} {LONG}\n")
    desk.put(PEACE, PAZ)
    desk.put(LONG, LARGA)
    desk.put(f"{PEACE} {LONG}", "Paz, y larga fue")
    done = desk.migrate("sentence")
    assert (done.conflicts, desk.rendered()) == (1, None)
    assert PAZ in desk[PEACE].msgstr
    assert "Paz, y larga fue" in desk[PEACE].msgstr
    assert desk.states() == {PEACE: State.IN_WORK, LONG: State.REVIEWED}


def test_an_edit_of_the_source_at_the_same_time_is_carried_as_ever(desk: Desk) -> None:
    desk.put(BLOCK, BLOQUE)
    desk.catalog, _ = update(desk.catalog, pot(desk.statement), ES, desk.ledger)
    desk.text = f"{PEACE} {MET.replace('4', '5')} {LONG}\n\nNew.\n"
    desk.migrate("sentence")
    assert set(desk.states().values()) == {State.STALE, State.EMPTY}
    assert desk.texts() == [PAZ, REUNION, LARGA, ""]
    assert desk.ledger.flipped(Key(None, MET.replace("4", "5")), REUNION) is not None
    assert desk.ledger.flipped(Key(None, PEACE), PAZ) is None


def test_flags_and_comments_go_along_plurals_stay(tmp_path: Path) -> None:
    desk = Desk(tmp_path, f"{BLOCK}\n\n{LONG} {PEACE}\n")
    desk.put(BLOCK, BLOQUE)
    desk[BLOCK].flags, desk[BLOCK].tcomment = ["x-ours", "no-wrap"], "mine\nsecond line"
    other = desk[f"{LONG} {PEACE}"]
    other.msgid_plural, other.msgstr_plural = "Many", {0: "Uno.", 1: "Muchos."}
    desk.migrate("sentence")
    assert [entry.tcomment for entry in desk.live] == ["mine\nsecond line", "", ""]
    assert sorted(desk[PEACE].flags) == ["no-wrap", "x-ours"]
    assert desk.catalog[-1].msgstr_plural == {0: "Uno.", 1: "Muchos."}


# ── another splitter ──


def test_a_new_splitter_cuts_only_what_it_cuts_otherwise(tmp_path: Path) -> None:
    desk = Desk(tmp_path, f"{BLOCK} Read it.\n", "sentence")
    statement = desk.statement
    joined = f"{PEACE} {MET}"  # as the old splitter had it
    old = polib.POFile()
    old.metadata = dict(desk.catalog.metadata) | {"X-Segmentation": "sentence, old 1"}
    for source, text in (
        (joined, f"{PAZ} {REUNION}"), (LONG, LARGA), ("Read it.", "Léelo."),
    ):  # fmt: skip
        old.append(polib.POEntry(msgid=source, msgstr=text))
        desk.ledger.add(Approval(key_digest(Key(None, source)), digest(text), "Bea", time="1"))
    after, done = migrate(old, Target(statement, pot(statement)), ES, desk.ledger)
    assert [entry.msgstr for entry in after] == [PAZ, REUNION, LARGA, "Léelo.", f"{PAZ} {REUNION}"]
    assert (done.kept, done.reviewed, done.approvals_kept) == (2, 2, 2)
    assert desk.ledger.approval(Key(None, PEACE), PAZ) is None
    assert desk.ledger.approval(Key(None, LONG), LARGA) is not None


# ── another source language ──

SPANISH = f"# Título\n\n{BLOQUE}\n\nLéelo.\n"


def spanish(desk: Desk) -> Target:
    statement = read(desk.folder, SPANISH, "block", "es")
    return Target(statement, pot(statement))


@pytest.fixture
def english(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path, f"# Title\n\n{BLOCK}\n\nRead it.\n")
    desk.put("Title", "Título", State.IN_WORK)
    desk.put(BLOCK, BLOQUE.replace(" ", "  ", 1), State.APPROVED)
    desk.put("Read it.", "Leedlo.")
    return desk


def test_texts_follow_the_translation_that_became_the_source(english: Desk) -> None:
    french = Desk(english.folder, english.text, locale=Locale.parse("fr"))
    french.put("Title", "Titre", State.DRAFT)
    french.put(BLOCK, "Nous exigeons la paix …", State.APPROVED)
    french.put("Read it.", "Lisez-le.")
    target = spanish(english)
    assert not is_same_text(french.catalog, target.statement)
    pivot = pivot_of(english.catalog, english.ledger)
    after, done = migrate(french.catalog, target, french.locale, french.ledger, pivot)
    title, block, read_it = after
    assert (title.msgid, title.msgstr) == ("Título", "")
    assert (block.msgid, block.msgstr, block.fuzzy) == (BLOQUE, "Nous exigeons la paix …", True)
    assert comments.ours(block) == [f"translated from en: {BLOCK}"]
    assert french.ledger.state_of(block) is State.IN_WORK
    assert (read_it.previous_msgid, read_it.msgstr) == ("Leedlo.", "Lisez-le.")
    assert comments.ours(read_it)[-1] == "translated from en: Read it."
    assert after.metadata["X-Source-Language"] == "es"
    assert (done.to_review, done.to_draft, done.approvals_ended) == (2, 1, 1)


def test_the_former_source_becomes_a_translation(english: Desk) -> None:
    target = spanish(english)
    known = Ledger()
    pivot = pivot_of(english.catalog, english.ledger)
    after, done = make(target, Locale.parse("en"), known, pivot)
    states = [known.state_of(entry) for entry in after]
    assert [entry.msgstr for entry in after] == ["Title", BLOCK, "Read it."]
    assert states == [State.IN_WORK, State.REVIEWED, State.STALE]
    assert after.metadata["Language"] == "en"
    assert (done.reviewed, done.to_review) == (1, 2)


def test_a_new_source_at_another_level_takes_both_steps(english: Desk) -> None:
    target = spanish(english)
    sentences = read(english.folder, SPANISH, "sentence", "es")
    both = Target(sentences, pot(sentences), target.statement)
    after, _ = make(both, Locale.parse("en"), Ledger(), pivot_of(english.catalog, english.ledger))
    texts = {entry.msgid: (entry.msgstr, entry.fuzzy) for entry in after if not entry.obsolete}
    assert texts[PAZ] == (PEACE, False)
    assert texts[LARGA] == (LONG, False)
    assert texts["Léelo."] == ("Read it.", True)


def test_two_sources_with_one_translation_meet(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "Read it.\n\nRead on.\n")
    for source in ("Read it.", "Read on."):
        desk.put(source, "Leed.")
    statement = read(tmp_path, "Leed.\n", "block", "es")
    after, done = make(
        Target(statement, pot(statement)), Locale.parse("en"), Ledger(),
        pivot_of(desk.catalog, desk.ledger),
    )  # fmt: skip
    assert done.conflicts == 1
    assert "Read it." in after[0].msgstr
    assert "Read on." in after[0].msgstr
    assert after[0].fuzzy


def test_a_translation_that_has_nothing_of_the_source_tells_nothing(english: Desk) -> None:
    statement = read(english.folder, "Otra cosa, sin nada en común.\n", "block", "es")
    pivot = pivot_of(english.catalog, english.ledger)
    target = Target(statement, pot(statement))
    with pytest.raises(CommuniqueError, match="nothing of"):
        migrate(english.catalog, target, ES, english.ledger, pivot)


# ── whatever comes ──

WORDS = st.sampled_from(
    ["We demand peace.", "Nobody is left behind!", "It was 4 May 2026.", "Is that **true**?",
     "Read [it](https://example.org/a) now.", "The U.S. council met.", "No."]
)  # fmt: skip
LEVELS = ("sentence", "block")
PARAGRAPHS = st.lists(st.lists(WORDS, min_size=1, max_size=4), min_size=1, max_size=5)
STATES = [State.EMPTY, State.DRAFT, State.IN_WORK, State.STALE, State.REVIEWED, State.APPROVED]
ENDS = {"es": (".", " "), "zh_Hans": ("。", ""), "ar": ("؟", " ")}


def translation(number: int, sentences: list[str], locale: str, data: st.DataObject) -> str:
    """A text of as many sentences as the source has, mostly, that no other block has."""
    end, gap = ENDS[locale]
    marks = [" ".join(word for word in one.split() if not word.isalpha()) for one in sentences]
    same = data.draw(st.booleans())
    parts = [
        f"texto {0 if same else number} {len(mark)} {mark.strip('.!?')}{end}" for mark in marks
    ]
    return gap.join(parts[: data.draw(st.sampled_from([len(parts), len(parts), 1]))])


def worked_on(folder: Path, data: st.DataObject, states: list[State]) -> Desk:
    """A catalog on which people have worked."""
    level = data.draw(st.sampled_from(["block", "sentence"]))
    paragraphs = data.draw(PARAGRAPHS)
    locale = data.draw(st.sampled_from(sorted(ENDS)))
    before = ["prefix " + " ".join(paragraphs[0]), *(" ".join(one) for one in paragraphs[1:])]
    desk = Desk(folder, "\n\n".join(before) + "\n", level, Locale.parse(locale))
    if data.draw(st.booleans()):
        desk.put(desk.live[0].msgid, "obsolete text.")
    desk.text = "\n\n".join(" ".join(one) for one in paragraphs) + "\n"
    if State.EMPTY in states:
        desk.catalog, _ = update(desk.catalog, pot(desk.statement), desk.locale, desk.ledger)
    else:
        desk.catalog, _ = update(None, pot(desk.statement), desk.locale, desk.ledger)
    cut = paragraphs if level == "block" else [[key.text] for key in desk.statement.keys]
    for number, sentences in enumerate(cut, 1):
        state = data.draw(st.sampled_from(states))
        by = data.draw(st.sampled_from(["Ana", "Bea"]))
        text = "" if state is State.EMPTY else translation(number, sentences, locale, data)
        entry = desk[" ".join(sentences)]
        if text and not entry.msgstr:
            desk.put(entry.msgid, text, state, by)
            entry.tcomment = data.draw(st.sampled_from(["", f"remark {number}"]))
    return desk


def human(desk: Desk) -> set[str]:
    return {
        entry.msgstr
        for entry in desk.catalog
        if entry.msgstr and (entry.obsolete or desk.ledger.state_of(entry) not in OURS)
    }


def remarks(desk: Desk) -> set[str]:
    return {line for entry in desk.catalog for line in comments.human(entry).split("\n")}


def done_pairs(desk: Desk, states: frozenset[State] = DONE) -> list[tuple[Key, str]]:
    return [
        (key_of(entry), entry.msgstr)
        for entry in desk.live
        if desk.ledger.state_of(entry) in states
    ]


def assert_a_second_run_changes_nothing(desk: Desk) -> None:
    again, result = update(desk.catalog, pot(desk.statement), desk.locale, desk.ledger)
    assert files.dump(again, like=desk.catalog) == files.dump(desk.catalog)
    assert not result.changed
    statement = desk.statement
    twice, done = migrate(desk.catalog, Target(statement, pot(statement)), desk.locale, desk.ledger)
    assert files.dump(twice, like=desk.catalog) == files.dump(desk.catalog)
    assert done.records == done.ended == []


@settings(max_examples=60)
@given(st.data())
def test_there_and_back_no_word_is_lost_and_none_is_let_pass(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    desk = worked_on(tmp_path_factory.getbasetemp(), data, STATES)
    written, said = human(desk), remarks(desk)
    for level in ("block", "sentence", "block") if desk.level == "sentence" else LEVELS:
        approved = done_pairs(desk, frozenset({State.APPROVED}))
        below = [one for one in desk.catalog.obsolete_entries() if not one.fuzzy]
        reviewed = done_pairs(desk) + [(key_of(one), one.msgstr) for one in below]
        whole = desk.rendered()
        desk.migrate(level)
        texts = [entry.msgstr for entry in desk.catalog]
        for text in written:
            assert any(text in one for one in texts), text
        assert said <= remarks(desk) | {""}
        for pairs, now in (
            (reviewed, done_pairs(desk)),
            (approved, done_pairs(desk, frozenset({State.APPROVED}))),
        ):
            for key, text in now:
                assert _comes_from(key, text, pairs), (key, text)
        if whole is not None and desk.rendered() is not None:
            assert desk.rendered() == whole
        assert_a_second_run_changes_nothing(desk)


def _comes_from(key: Key, text: str, pairs: list[tuple[Key, str]]) -> bool:
    """Whether a text was reviewed before: as it is, as part of one, or put together from some."""
    if any(key.text in one.text and text in other for one, other in pairs):
        return True
    parts = [(one.text, other) for one, other in pairs if one.text in key.text and other in text]
    left, rest = key.text, text
    for source, part in sorted(parts, key=lambda pair: -len(pair[0])):
        left, rest = left.replace(source, ""), rest.replace(part, "")
    return not left.strip() and not rest.strip()


@settings(max_examples=60)
@given(st.data())
def test_a_reviewed_statement_is_published_as_before(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    desk = worked_on(
        tmp_path_factory.getbasetemp(), data, [State.REVIEWED, State.REVIEWED, State.APPROVED]
    )
    before, pairs = desk.rendered(), done_pairs(desk)
    first, second = LEVELS if desk.level == "block" else reversed(LEVELS)
    desk.migrate(first)
    if desk.rendered() is not None:
        assert desk.rendered() == before
        desk.migrate(second)
        assert desk.rendered() == before
        assert done_pairs(desk) == pairs


@pytest.mark.parametrize("level", ["sentence", "block"])
def test_msgfmt_accepts_what_comes_out(desk: Desk, tmp_path: Path, level: str) -> None:
    desk.put(BLOCK, BLOQUE)
    desk.migrate("sentence")
    desk.put(PEACE, "Queremos paz.")
    if level == "block":
        desk.migrate("block")
        assert desk.below[BLOCK] == BLOQUE
        assert desk.texts() == [BLOQUE.replace(PAZ, "Queremos paz.")]
    path = tmp_path / "a.po"
    path.write_bytes(files.dump(desk.catalog))
    run = subprocess.run(
        ["msgfmt", "-c", "-v", "-o", "/dev/null", str(path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (run.returncode, run.stderr.count("\n")) == (0, 1), run.stderr
