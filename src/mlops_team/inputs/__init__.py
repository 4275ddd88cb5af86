"""Bytes to a team or a catalog; knows no rule."""
