class DomainError(Exception):
    """A rule refused an act. The text is meant for the visitor: say what is wrong and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
