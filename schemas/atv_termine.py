"""Export `atv_termine`: booked appointments."""

import pandera.polars as pa
import polars as pl

from schemas import codes, fields


class AtvTermine(pa.DataFrameModel):
    """One row per appointment."""

    termin_id: pl.String = fields.identifier("Kennung des Termins")
    kunde_id: pl.String = fields.pseudonym("Pseudonym der Person; leer bei Terminen ohne Person", nullable=True)
    team_id: pl.String = fields.name("Team, dem der Termin zählt")
    ifk_id: pl.String = fields.pseudonym("Pseudonym der Fachkraft; nur für Summen der Kapazität")
    datum: pl.Date = fields.day("Tag des Termins", since=fields.SGB_II)
    beginn: pl.Time = fields.time("Beginn, HH:MM")
    dauer_min: pl.Int64 = fields.minutes("gebuchte Dauer in Minuten")
    terminart: pl.String = fields.code(codes.TERMINART, "Art des Termins")
    kontaktart: pl.String = fields.code(codes.KONTAKTART, "geplante Form des Kontakts")
    status: pl.String = fields.code(codes.TERMIN_STATUS, "was aus dem Termin wurde")
    gebucht_am: pl.Date = fields.day("Tag der Buchung", since=fields.SGB_II)
    abgesagt_am: pl.Date = fields.day("Tag der Absage", nullable=True, since=fields.SGB_II)

    class Config:
        """Key of the export."""

        unique = ["termin_id"]  # noqa: RUF012
