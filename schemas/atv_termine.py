"""Export `atv_termine`: booked appointments."""

import pandera.polars as pa
import polars as pl

from schemas import codes
from schemas import fields as felder


class AtvTermine(pa.DataFrameModel):
    """One row per appointment."""

    termin_id: pl.String = felder.text("Kennung des Termins")
    kunde_id: pl.String = felder.text("Pseudonym der Person; leer bei Terminen ohne Person", leer=True)
    team_id: pl.String = felder.text("Team, dem der Termin zählt")
    ifk_id: pl.String = felder.text("Pseudonym der Fachkraft; nur für Summen der Kapazität")
    datum: pl.Date = felder.datum("Tag des Termins")
    beginn: pl.Time = felder.uhrzeit("Beginn, HH:MM")
    dauer_min: pl.Int64 = felder.minuten("gebuchte Dauer in Minuten")
    terminart: pl.String = felder.code(codes.TERMINART, "Art des Termins")
    kontaktart: pl.String = felder.code(codes.KONTAKTART, "geplante Form des Kontakts")
    status: pl.String = felder.code(codes.TERMIN_STATUS, "was aus dem Termin wurde")
    gebucht_am: pl.Date = felder.datum("Tag der Buchung")
    abgesagt_am: pl.Date = felder.datum("Tag der Absage", leer=True)

    class Config:
        """Key of the export."""

        unique = ["termin_id"]  # noqa: RUF012
