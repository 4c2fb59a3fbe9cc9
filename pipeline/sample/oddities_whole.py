"""Oddities of an export as a whole: empty, half, of another month, or with keys that nobody else has."""

from pipeline.sample import rewrite as u
from pipeline.sample.oddities_files import MENGE, FileOddity


def _twice(cells: u.Cells) -> u.Cells:
    """All rows once more, with keys of their own."""
    return [*cells, *([f"{row[0]}2", *row[1:]] for row in cells[1:])]


GANZE = {
    "export_leer": FileOddity(
        "Der Export enthält nur die Kopfzeile.",
        "warnung: export_leer",
        "verbis_vereinbarungen",
        u.keep_rows(lambda row, stichtag: False),
        stage=MENGE,
    ),
    "vermerke_leer": FileOddity(
        "Der Export der Vermerke enthält nur die Kopfzeile.",
        "ablehnung: verbis_vermerke, keine einzige Zeile",
        "verbis_vermerke",
        u.keep_rows(lambda row, stichtag: False),
        stage=MENGE,
    ),
    "fremde_personen": FileOddity(
        "Alle Kennungen der Personen in Großbuchstaben.",
        "ablehnung: verbis_massnahmen, Keine einzige Zeile findet ihre Person, Groß- und Kleinschreibung",
        "verbis_massnahmen",
        u.change_column("kunde_id", str.upper),
        stage=MENGE,
    ),
    "fremde_fachkraefte": FileOddity(
        "Alle Kennungen der Fachkräfte in Großbuchstaben.",
        "warnung: schluessel_fremd, fachkraft_unbekannt",
        "atv_kapazitaet",
        u.change_column("ifk_id", str.upper),
        stage=MENGE,
    ),
    "monat_fehlt": FileOddity(
        "Stunden nur von früheren Monaten.",
        "warnung: monat_fehlt",
        "atv_kapazitaet",
        u.keep_rows(lambda row, stichtag: u.days_before(row["datum"], stichtag) > 31),
        stage=MENGE,
    ),
    "monat_duenn": FileOddity(
        "Stunden nur bis zum dritten Tag des Monats.",
        "warnung: monat_duenn",
        "atv_kapazitaet",
        u.keep_rows(lambda row, stichtag: u.days_before(row["datum"], stichtag) > 27),
        stage=MENGE,
    ),
    "monat_lueckenhaft": FileOddity(
        "Stunden nur bis zur Mitte des Monats.",
        "warnung: monat_lueckenhaft",
        "atv_kapazitaet",
        u.keep_rows(lambda row, stichtag: u.days_before(row["datum"], stichtag) > 15),
        stage=MENGE,
    ),
    "alte_lieferung": FileOddity(
        "Termine nur, soweit sie sechs Wochen vor dem Stichtag gebucht waren.",
        "warnung: export_aelter",
        "atv_termine",
        u.keep_rows(lambda row, stichtag: u.days_before(row["gebucht_am"], stichtag) > 42),
        stage=MENGE,
    ),
    "juengere_lieferung": FileOddity(
        "Ein Zehntel der Vermerke liegt vierzig Tage nach dem Stichtag.",
        "warnung: lieferung_juenger, datum_nach_folgemonat",
        "verbis_vermerke",
        u.delay_dates,
        stage=MENGE,
    ),
    "halber_export": FileOddity(
        "Vermerke nur der Personen, deren Kennung in der ersten Hälfte liegt.",
        "warnung: export_abgeschnitten, export_unvollstaendig",
        "verbis_vermerke",
        u.keep_rows(lambda row, stichtag: row["kunde_id"] < "k8"),
        stage=MENGE,
    ),
    "team_ohne_stunden": FileOddity(
        "Die Stunden eines großen Teams fehlen.",
        "warnung: team_fehlt",
        "atv_kapazitaet",
        u.keep_rows(lambda row, stichtag: row["team_id"] != "T411"),
        stage=MENGE,
    ),
    "doppelter_export": FileOddity(
        "Alle Vermerke noch einmal, unter neuen Kennungen.",
        "warnung: zeilen_wiederholt",
        "verbis_vermerke",
        u.change_cells(_twice),
        stage=MENGE,
    ),
    "gefilterter_export": FileOddity(
        "Termine nur, soweit sie wahrgenommen wurden.",
        "warnung: export_unvollstaendig",
        "atv_termine",
        u.keep_rows(lambda row, stichtag: row["status"] == "wahrgenommen"),
        stage=MENGE,
    ),
}
