"""Where an export's bytes come from: a file, a packed file, or a member of a delivery's ZIP archive.

Nothing is ever unpacked to disk, and nothing is read beyond the limits below, whatever an archive says of itself.
"""

import gzip
import io
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pipeline.errors import LieferungError
from schemas import EXPORTS

ENDUNGEN = (".csv", ".csv.gz", ".xlsx", ".parquet")
# The largest house delivers a few hundred megabytes per export; everything is held in memory once.
HOECHSTE_GROESSE = 2 * 1024**3
# Deliveries pack 5 to 40 times; archives made to burst pack 1,000 times. Small ones may do as they like.
HOECHSTES_PACKMASS = 150
UNVERDAECHTIG = 64 * 1024**2
HOECHSTE_MITGLIEDER = 2000
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Quelle:
    """One export as it lies there; `mitglied` is its name inside the ZIP archive `pfad`."""

    pfad: Path
    mitglied: str | None = None

    @property
    def name(self) -> str:
        """The file name that messages show, without control signs."""
        name = self.pfad.name if self.mitglied is None else PurePosixPath(self.mitglied).name
        return printable(name)

    @property
    def endung(self) -> str:
        """The ending that tells the format: .csv, .xlsx or .parquet."""
        return _ending(self.name).removesuffix(".gz")

    @property
    def stamm(self) -> str:
        """The file name without its ending, in lower case."""
        return self.name[: -len(_ending(self.name))].lower()

    def read(self) -> bytes:
        """Return the unpacked content.

        :raises LieferungError: unreadable, or larger than any export is
        """
        try:
            if self.mitglied is not None:
                return self._read_member(self.mitglied)
            _require_size(self.name, self.pfad.stat().st_size)
            inhalt = self.pfad.read_bytes()
        except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error):
            raise LieferungError(f"{self.name} ist nicht lesbar oder beschädigt. Bitte neu liefern lassen.") from None
        return self._gunzip(inhalt) if self.name.lower().endswith(".gz") else inhalt

    def _read_member(self, mitglied: str) -> bytes:
        with zipfile.ZipFile(self.pfad) as archiv, archiv.open(mitglied) as strom:
            inhalt = strom.read()
        return self._gunzip(inhalt) if mitglied.lower().endswith(".gz") else inhalt

    def _gunzip(self, gepackt: bytes) -> bytes:
        hoechstens = min(HOECHSTE_GROESSE, max(UNVERDAECHTIG, HOECHSTES_PACKMASS * len(gepackt)))
        teile, laenge = [], 0
        try:
            with gzip.open(io.BytesIO(gepackt)) as strom:
                while block := strom.read(_BLOCK):
                    teile.append(block)
                    laenge += len(block)
                    if laenge > hoechstens:
                        raise _too_large(self.name)
        except (OSError, EOFError, zlib.error):
            raise LieferungError(f"{self.name} ist unvollständig gepackt. Bitte neu liefern lassen.") from None
        return b"".join(teile)


def find_sources(ort: Path) -> list[Quelle]:
    """Return all files of a delivery, a folder or a ZIP archive, whose ending is one of ours."""
    if ort.is_file():
        return _members(ort)
    dateien = sorted(d for d in ort.iterdir() if d.is_file() and not d.name.startswith((".", "~$")))
    lose = [Quelle(d) for d in dateien if _ending(d.name)]
    return lose + [quelle for d in dateien if d.suffix.lower() == ".zip" for quelle in _members(d)]


def choose_exports(quellen: list[Quelle], ort: Path) -> dict[str, Quelle]:
    """Return the source of each export; a missing or doubled one refuses the delivery, all of them named."""
    gefunden = {name: [q for q in quellen if q.stamm == name] for name in EXPORTS}
    if fehlend := [name for name, treffer in gefunden.items() if not treffer]:
        raise LieferungError(
            f"In {ort} fehlen: {', '.join(fehlend)}. Erwartet wird je Export eine Datei wie {fehlend[0]}.csv "
            f"(auch .csv.gz, .xlsx oder .parquet, lose oder in einer .zip). Bitte beim Datenlieferanten nachfordern."
        )
    for name, treffer in gefunden.items():
        if len(treffer) > 1:
            raise LieferungError(
                f"In {ort} liegt der Export {name} mehrfach: {', '.join(q.name for q in treffer)}. "
                "Bitte nur die gültige Datei liegen lassen."
            )
    return {name: treffer[0] for name, treffer in gefunden.items()}


def printable(text: str, laenge: int = 80) -> str:
    """Return foreign text as a message may show it: one line, no control signs, not endless."""
    sichtbar = "".join(z if z.isprintable() else "·" for z in text.strip())
    return sichtbar if len(sichtbar) <= laenge else f"{sichtbar[: laenge - 1]}…"


def _ending(name: str) -> str:
    return next((name[-len(endung) :] for endung in ENDUNGEN if name.lower().endswith(endung)), "").lower()


def _members(datei: Path) -> list[Quelle]:
    """List the exports inside an archive after looking at its table of contents.

    :raises LieferungError: encrypted, damaged, leads out of its folder, or would burst
    """
    try:
        with zipfile.ZipFile(datei) as archiv:
            eintraege = [e for e in archiv.infolist() if not e.is_dir()]
    except (OSError, zipfile.BadZipFile, NotImplementedError):
        raise LieferungError(
            f"{printable(datei.name)} ist kein lesbares ZIP-Archiv. Bitte neu liefern lassen."
        ) from None
    require_harmless_archive(printable(datei.name), eintraege)
    namen = [e.filename for e in eintraege if _ending(e.filename) and not _is_system_file(e.filename)]
    return [Quelle(datei, name) for name in sorted(namen)]


def require_harmless_archive(name: str, eintraege: list[zipfile.ZipInfo]) -> None:
    """Refuse an archive (also a workbook is one) by what its table of contents says.

    Reading a member later stops at the size announced here, so that a lie gains nothing.
    """
    entpackt = sum(e.file_size for e in eintraege)
    gepackt = sum(e.compress_size for e in eintraege)
    if len(eintraege) > HOECHSTE_MITGLIEDER or entpackt > max(UNVERDAECHTIG, HOECHSTES_PACKMASS * gepackt):
        raise _too_large(name)
    for eintrag in eintraege:
        _require_size(name, eintrag.file_size)
    if any(_leads_out(e.filename) for e in eintraege) or len({e.filename for e in eintraege}) < len(eintraege):
        raise LieferungError(
            f"{name} enthält Pfade, die aus dem Archiv herausführen, oder doppelte Namen. Es wurde nichts ausgepackt; "
            "bitte den Datenlieferanten fragen."
        )
    if any(e.flag_bits & 1 for e in eintraege):
        raise LieferungError(f"{name} ist verschlüsselt. Bitte entschlüsselt bereitstellen.")


def _leads_out(name: str) -> bool:
    return name.startswith(("/", "\\")) or ":" in name or ".." in name.replace("\\", "/").split("/")


def _is_system_file(name: str) -> bool:
    pfad = PurePosixPath(name)
    return pfad.name.startswith((".", "~$")) or "__MACOSX" in pfad.parts


def _require_size(name: str, groesse: int) -> None:
    if groesse > HOECHSTE_GROESSE:
        raise _too_large(name)


def _too_large(name: str) -> LieferungError:
    return LieferungError(
        f"{name} ist ausgepackt größer, als ein Export sein kann (höchstens {HOECHSTE_GROESSE >> 30} GB, höchstens "
        f"{HOECHSTES_PACKMASS}-fach gepackt). Es wurde nichts eingelesen; bitte den Datenlieferanten fragen."
    )
