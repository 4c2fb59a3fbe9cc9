"""Expected errors: one German sentence (place, cause, way out) and an exit code each."""

import errno
import re


class KontaktdichteError(Exception):
    """An error the user can do something about; shown without a traceback."""

    exit_code = 1


class UsageError(KontaktdichteError):
    """The command line asks for something that does not exist (month, team, output folder)."""

    exit_code = 2


class RoomError(UsageError):
    """The disk is full; says how much is free and how much a run needs."""


class LieferungError(KontaktdichteError):
    """The delivery cannot be used; nothing of an earlier report has been changed."""

    exit_code = 3


class ConfigurationError(KontaktdichteError):
    """The settings or a rule set are wrong."""

    exit_code = 4


class ForeignError(ConfigurationError):
    """A file named as ours is another program's: it is not touched."""


class BusyError(ConfigurationError):
    """What the call names is in use by another run or program: the same call succeeds later."""

    exit_code = 75


class PendingError(KontaktdichteError):
    """Nothing is wrong, but it is not time yet: the delivery is not complete, or its report not published."""

    exit_code = 75


class ModelError(KontaktdichteError):
    """A file under sql/ breaks a rule of the house or fails; names the file."""

    exit_code = 1


# Windows says by a number of its own that another program has a file open.
_SHARING_VIOLATION, _LOCK_VIOLATION = 32, 33
_OPEN_ELSEWHERE = ("ist in einem anderen Programm geöffnet", "dort schließen und noch einmal aufrufen")
# Unix says the same of a mounted drive.
_BUSY = (
    "ist in Benutzung: in einem anderen Programm geöffnet, oder selbst ein Laufwerk",
    "dort schließen und noch einmal aufrufen; ein Laufwerk kann nicht ersetzt werden, nur ein Ordner darin",
)
_RIGHTS = ("ist nicht zugänglich, die Rechte fehlen", "die Rechte prüfen")
_FULL = ("lässt sich nicht schreiben, der Datenträger ist voll", "Platz schaffen und noch einmal aufrufen")
# What the system calls its errors in English: what is with the file, and what to do.
_SYSTEM = {
    errno.EACCES: _RIGHTS,
    errno.EPERM: _RIGHTS,
    errno.EROFS: ("lässt sich nicht schreiben, der Datenträger ist schreibgeschützt", "einen anderen Ort nennen"),
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _FULL,
    errno.ENOENT: ("gibt es nicht", "den Pfad prüfen"),
    errno.EEXIST: ("gibt es schon", "einen anderen Namen nennen"),
    errno.ENOTDIR: ("geht nicht: Auf dem Weg dorthin liegt eine Datei, wo ein Ordner sein müsste", "den Pfad prüfen"),
    errno.EISDIR: ("ist ein Ordner, keine Datei", "den Pfad prüfen"),
    errno.ENOTEMPTY: ("ist nicht leer", "einen anderen Ort nennen"),
    errno.ELOOP: ("führt im Kreis (Verknüpfung auf sich selbst)", "den Pfad prüfen"),
    errno.ENAMETOOLONG: ("hat einen zu langen Namen", "einen kürzeren Pfad nennen"),
    errno.EINVAL: ("hat einen Namen, der hier nicht möglich ist", "den Pfad prüfen"),
    errno.EBUSY: _BUSY,
    errno.ETXTBSY: _BUSY,
    errno.EMFILE: ("lässt sich nicht öffnen, es sind zu viele Dateien offen", "andere Programme beenden"),
    errno.EIO: ("ist nicht lesbar oder beschreibbar, der Datenträger meldet einen Fehler", "ihn prüfen lassen"),
    errno.ESTALE: ("ist nicht mehr erreichbar, das Netzlaufwerk fehlt", "die Verbindung prüfen"),
}
_OTHER = ("ist nicht lesbar oder beschreibbar", "Pfad, Rechte und Platz prüfen")


def find_os_error(error: BaseException) -> OSError | None:
    """Return what the system did not allow, where a library tells it by the number in its text alone."""
    if isinstance(error, OSError) and error.errno is not None:
        return error
    if (told := re.search(r"\(os error (\d+)\)(?:: (.+))?", str(error), re.DOTALL)) is None:
        return error if isinstance(error, OSError) else None
    number, file = int(told[1]), told[2] if isinstance(error, OSError) else None
    return OSError(number, "", file, number)


def is_open_elsewhere(error: OSError) -> bool:
    """Tell whether another program has the file open."""
    return _is_held(error) or error.errno in (errno.EBUSY, errno.ETXTBSY)


def _is_held(error: OSError) -> bool:
    return getattr(error, "winerror", None) in (_SHARING_VIOLATION, _LOCK_VIOLATION)


def explain_os_error(error: OSError) -> str:
    """Return a sentence about what the system did not allow: the file or folder, the cause and a way out."""
    error = find_os_error(error) or error
    what, way_out = _OPEN_ELSEWHERE if _is_held(error) else _SYSTEM.get(error.errno or 0, _OTHER)
    named = error.filename2 if error.errno == errno.EEXIST and error.filename2 else error.filename
    text = named.decode(errors="replace") if isinstance(named, bytes) else str(named or "Eine Datei oder ein Ordner")
    return f"{text} {what}. Bitte {way_out}."
