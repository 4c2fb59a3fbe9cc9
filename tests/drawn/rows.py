"""Single rows of an export that differ from a good one, validated."""

from pathlib import Path

from drawn.exports import read
from pipeline.accept.validate import validate_export
from schemas import EXPORTS

VORGABE = {
    "organisation": "t1;Team 1;ue25;b1;Bereich 1;j1;Jobcenter 1",
    "verbis_kunden": "k1;bg1;t1;;ifk;1980-05;arbeitslos;01.01.2020;;;N;N;N;N;N;N;N",
    "verbis_lebenslauf": "k1;elternzeit;01.01.2026;",
    "verbis_vermerke": "n1;k1;01.10.2026;allgemein;telefon;",
    "verbis_massnahmen": "m1;k1;MAT;N;01.01.2026;;laufend",
    "verbis_vereinbarungen": "v1;k1;kooperationsplan;01.10.2026;",
    "atv_termine": "a1;;t1;i1;01.10.2026;09:00;60;sofo;telefon;geplant;01.09.2026;",
    "atv_kapazitaet": "i1;01.10.2026;t1;7,8;0;4,5",
    "allegro_antraege": "g1;k1;bg1;01.10.2026;offen;;;N;N;J;",
}


def check(ordner: Path, export: str, *zeilen: dict[str, str], werte=None):
    """Validate rows that differ from a good one in the named cells."""
    spalten = list(EXPORTS[export].to_schema().columns)
    gut = dict(zip(spalten, VORGABE[export].split(";"), strict=True))
    texte = [";".join(spalten), *(";".join((gut | zeile).values()) for zeile in zeilen)]
    return validate_export(read(ordner, "\n".join(texte), export=export), werte or {})


def findings(geprueft) -> list[tuple]:
    """Return row, column, code and severity of each finding."""
    return geprueft.befunde.select("zeile", "spalte", "code", "schwere").rows()
