"""Expected errors: one German sentence (place, cause, way out) and an exit code each."""


class KontaktdichteError(Exception):
    """An error the user can do something about; shown without a traceback."""

    exit_code = 1


class UsageError(KontaktdichteError):
    """The command line asks for something that does not exist (month, team, output folder)."""

    exit_code = 2


class LieferungError(KontaktdichteError):
    """The delivery cannot be used; nothing of an earlier report has been changed."""

    exit_code = 3


class ConfigurationError(KontaktdichteError):
    """The settings or a rule set are wrong."""

    exit_code = 4


class ModelError(KontaktdichteError):
    """A file under sql/ breaks a rule of the house or fails; names the file."""

    exit_code = 1
