"""The recipe of the starter packages: parallel corpora in, two Argos packages out."""
