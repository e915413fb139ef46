"""Tests of communique.segmentation."""
