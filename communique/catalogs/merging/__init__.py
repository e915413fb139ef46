"""The three-way merge of catalogs: entry by entry, human before machine."""
