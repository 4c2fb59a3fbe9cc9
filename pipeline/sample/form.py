"""How the sample's exports lie there, what an oddity is, and how rows are appended."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from pipeline.sample.house import Haus

COLUMNS = {
    "organisation": "team_id;team_name;team_art;bereich_id;bereich_name;jobcenter_id;jobcenter_name",
    "verbis_kunden": "kunde_id;bg_id;team_id;ifk_id;betreuung;geburtsmonat;av_status;av_seit;profillage;"
    "marktnaehe;ausbildungssuchend;gefluechtet;schwerbehindert_reha;selbststaendig;ergaenzer;par10;par53a",
    "verbis_lebenslauf": "kunde_id;art;von;bis",
    "verbis_vermerke": "vermerk_id;kunde_id;datum;vermerktyp;kontaktart;betreff",
    "verbis_massnahmen": "teilnahme_id;kunde_id;massnahmeart;mit_qualifizierung;eintritt;austritt;ergebnis",
    "verbis_vereinbarungen": "vereinbarung_id;kunde_id;art;datum;gueltig_bis",
    "atv_termine": "termin_id;kunde_id;team_id;ifk_id;datum;beginn;dauer_min;terminart;kontaktart;status;"
    "gebucht_am;abgesagt_am",
    "atv_kapazitaet": "ifk_id;datum;team_id;arbeitszeit_std;abwesend_std;freigeschaltet_std",
    "allegro_antraege": "antrag_id;kunde_id;bg_id;antragsdatum;status;leistung_von;leistung_bis;"
    "einmalzahlung;alg_aufstocker;inland;sonderfall",
}
# Allegro and the capacity come from older systems.
WINDOWS_1252 = ("allegro_antraege", "atv_kapazitaet")
# Keys of planted rows, beyond those of any person and of rows without one.
PLANT_NUMMERN = 3 << 34


def encoding(export: str) -> str:
    """Return the export's encoding; the byte order mark is part of it."""
    return "cp1252" if export in WINDOWS_1252 else "utf-8-sig"


def line_end(export: str) -> str:
    """Return what ends the export's lines."""
    return "\r\n" if export in WINDOWS_1252 else "\n"


@dataclass(frozen=True)
class Auffaelligkeit:
    """Something odd that the generator can plant.

    `folge` is what the pipeline does with it: `ablehnung: …` with a word of the refusal, `ausschluss: …` or
    `hinweis: …` with the codes of the findings, or `nichts` where it reads as if nothing were. `export` is empty
    where the whole delivery is odd.
    """

    satz: str
    folge: str
    export: str

    @property
    def schwere(self) -> str:
        """What happens: ablehnung, ausschluss, hinweis or nichts."""
        return self.folge.partition(": ")[0]

    @property
    def codes(self) -> list[str]:
        """The codes of the findings, or the words of the refusal."""
        return [code for code in self.folge.partition(": ")[2].split(", ") if code]


@dataclass(frozen=True)
class Monat:
    """A written month folder, and the one before it."""

    ordner: Path
    stichtag: date
    vorher: Path | None


@dataclass(frozen=True)
class Zusatzzeilen(Auffaelligkeit):
    """Rows to append: one for each of `zeilen`, which holds the changed cells.

    Cells may name `{jahr}` and `{monat}` of the Stichtag, `{sonntag}`, its last Sunday, and `{danach}`, a Wednesday
    after it. A line that is no plain row is put together by `schnitt`.
    """

    zeilen: Sequence[Mapping[str, str]]
    behaelt_schluessel: bool = False
    aus_einer: bool = False  # all are copies of the first row
    schnitt: Callable[[list[str]], str] = ";".join
    ist_fuss: bool = False  # has to stay at the end of the file


def plant_rows(plant: Zusatzzeilen, monat: Monat, haus: Haus) -> None:
    """Append the oddity's rows to its export."""
    export = plant.export
    pfad = monat.ordner / f"{export}.csv"
    kopf = COLUMNS[export].split(";")
    with pfad.open(encoding=encoding(export), newline="") as datei:
        next(datei)
        anzahl = 1 if plant.aus_einer else len(plant.zeilen)
        vorlagen = [zeile.rstrip("\r\n").split(";") for zeile in islice(datei, anzahl)]
        datei.seek(0, 2)
        nummer = datei.tell()  # unused by any other row, and different for each oddity
    with pfad.open("a", encoding=encoding(export).removesuffix("-sig"), newline="") as datei:
        for stelle, aenderung in enumerate(plant.zeilen if vorlagen else ()):
            vorlage = vorlagen[stelle % len(vorlagen)]
            zeile = dict(zip(kopf, vorlage, strict=True))
            if kopf[0] != "kunde_id" and not plant.behaelt_schluessel:
                zeile[kopf[0]] = haus.schluessel(vorlage[0][0], PLANT_NUMMERN + nummer + stelle)
            zeile |= {spalte: _fill(text, monat) for spalte, text in aenderung.items()}
            datei.write(plant.schnitt(list(zeile.values())) + line_end(export))


def _fill(text: str, monat: Monat) -> str:
    tag = monat.stichtag
    sonntag = tag - timedelta((tag.weekday() + 1) % 7)
    danach = sonntag + timedelta(17)
    return text.format(jahr=tag.year, monat=f"{tag:%m.%Y}", sonntag=f"{sonntag:%d.%m.%Y}", danach=f"{danach:%d.%m.%Y}")
