"""The one family of errors that the command line catches."""


class MlopsTeamError(Exception):
    """Something that the user can fix: the message says what is wrong, the hint what to do.

    Args:
        message: Subject and fact.
        hint: What to do next; may be empty.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        """Return the message and the hint as one line."""
        return f"{self.message}; {self.hint}" if self.hint else self.message


class ConfigError(MlopsTeamError):
    """A setting that cannot be used, from the command line, the environment or a configuration file."""
