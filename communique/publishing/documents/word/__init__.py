"""The parts of a Word document: WordprocessingML that python-docx packs but cannot write itself."""
