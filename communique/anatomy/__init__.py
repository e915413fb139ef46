"""How communique understands a statement: its blocks, segments and sentences, shown to a person.

``anatomy_of`` takes a statement apart, ``as_json`` gives the result to machines, ``as_page`` draws
it as one HTML file. The shape of the JSON, which only ever grows:

``slug``, ``path``, ``format`` (``markdown``, ``html``, ``text``), ``title``
    which statement this is.
``language``, ``language_from``, ``direction``
    a locale identifier as Babel writes it (``pt_BR``); whence it is known: ``told``, ``stated`` (by
    the source itself), ``default`` (the workspace's) or ``detected``; ``ltr`` or ``rtl``.
``level``, ``segmentation``, ``splitter``
    what a segment is, ``block`` or ``sentence``; how the segments were cut, as catalogs record it;
    what cut the sentences, with its version.
``bom``, ``line_ends``
    whether a byte order mark stands first; ``lf``, ``crlf``, ``cr``, ``mixed`` or ``none``.
``counts``
    ``blocks``, ``segments``, ``sentences``, ``words`` (as ``communique status`` counts them, by
    white space) and ``characters`` of all segments.
``blocks``
    in document order, each with ``kind``, ``line`` (from 1), ``headings`` (the path above it),
    ``start`` and ``end``, and its ``segments``. Offsets count characters (Unicode code points) of
    the decoded file without its byte order mark. What stands within another block's markup (an
    image's description) is a block that follows it and lies within its offsets.
``blocks[].segments``
    each with ``number`` (what ``--segment`` of other verbs takes: from 1, a text that comes again
    in the same context has the number of its first), ``context``, ``note``, ``text`` and
    ``sentences``.
``blocks[].segments[].sentences``
    each with ``start`` and ``end``, offsets in the segment's text, and ``text``: the slice between
    them. White space belongs to the sentence before it, so the sentences joined are the text.
``segments``
    all segments in one flat list: ``number``, ``kind``, ``line``, ``start`` and ``end`` of the
    block, ``context``, ``note``, ``text``.
"""

from __future__ import annotations

from communique.anatomy.data import as_json, spoken
from communique.anatomy.page import as_page
from communique.anatomy.parts import Anatomy, Cut, Part, Sentence, anatomy_of

__all__ = ["Anatomy", "Cut", "Part", "Sentence", "anatomy_of", "as_json", "as_page", "spoken"]
