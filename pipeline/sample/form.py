"""How the sample's exports lie there, what an oddity is, and how rows are appended."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from pipeline.sample.house import SampleHouse

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


def encoding_of(export: str) -> str:
    """Return the export's encoding; the byte order mark is part of it."""
    return "cp1252" if export in WINDOWS_1252 else "utf-8-sig"


def line_end(export: str) -> str:
    """Return what ends the export's lines."""
    return "\r\n" if export in WINDOWS_1252 else "\n"


@dataclass(frozen=True)
class Oddity:
    """Something odd that the generator can plant.

    `folge` is what the pipeline does with it: `ablehnung: …` with a word of the refusal, `ausschluss: …`, `warnung: …`
    or `hinweis: …` with the codes of the findings, or `nichts` where it reads as if nothing were. `export` is empty
    where the whole delivery is odd.
    """

    satz: str
    folge: str
    export: str

    @property
    def schwere(self) -> str:
        """What happens: ablehnung, ausschluss, warnung, hinweis or nichts."""
        return self.folge.partition(": ")[0]

    @property
    def codes(self) -> list[str]:
        """The codes of the findings, or the words of the refusal."""
        return [code for code in self.folge.partition(": ")[2].split(", ") if code]


@dataclass(frozen=True)
class MonthFolder:
    """A written month folder, and the one before it."""

    folder: Path
    stichtag: date
    previous: Path | None


@dataclass(frozen=True)
class AddedRows(Oddity):
    """Rows to append: one for each of `rows`, which holds the changed cells.

    Cells may name `{jahr}` and `{monat}` of the Stichtag, `{jahr_danach}`, `{sonntag}`, its last Sunday, `{feiertag}`,
    the last 3 October, and `{danach}`, a Wednesday after it. A line that is no plain row is put together by `cut`.
    """

    rows: Sequence[Mapping[str, str]]
    keeps_key: bool = False
    from_one: bool = False  # all are copies of the first row
    cut: Callable[[list[str]], str] = ";".join
    is_footer: bool = False  # has to stay at the end of the file


def plant_rows(plant: AddedRows, month: MonthFolder, house: SampleHouse) -> None:
    """Append the oddity's rows to its export."""
    export = plant.export
    path = month.folder / f"{export}.csv"
    header = COLUMNS[export].split(";")
    with path.open(encoding=encoding_of(export), newline="") as file:
        next(file)
        count = 1 if plant.from_one else len(plant.rows)
        vorlagen = [row.rstrip("\r\n").split(";") for row in islice(file, count)]
        file.seek(0, 2)
        number = file.tell()  # unused by any other row, and different for each oddity
    with path.open("a", encoding=encoding_of(export).removesuffix("-sig"), newline="") as file:
        for position, aenderung in enumerate(plant.rows if vorlagen else ()):
            vorlage = vorlagen[position % len(vorlagen)]
            row = dict(zip(header, vorlage, strict=True))
            if header[0] != "kunde_id" and not plant.keeps_key:
                row[header[0]] = house.schluessel(vorlage[0][0], PLANT_NUMMERN + number + position)
            row |= {column: _fill(text, month) for column, text in aenderung.items()}
            file.write(plant.cut(list(row.values())) + line_end(export))


def _fill(text: str, month: MonthFolder) -> str:
    day = month.stichtag
    sonntag = day - timedelta((day.weekday() + 1) % 7)
    danach = sonntag + timedelta(17)
    feiertag = date(day.year - ((day.month, day.day) < (10, 3)), 10, 3)
    days = {"sonntag": f"{sonntag:%d.%m.%Y}", "feiertag": f"{feiertag:%d.%m.%Y}", "danach": f"{danach:%d.%m.%Y}"}
    return text.format(jahr=day.year, jahr_danach=day.year + 1, monat=f"{day:%m.%Y}", **days)
