"""The version, alone in its file: the build reads it from here, and so does a start that must be quick."""

__version__ = "0.1.0"
