"""Export `verbis_massnahmen`: participations in labour-market measures."""

import pandera.polars as pa
import polars as pl

from schemas import codes, fields


class VerbisMassnahmen(pa.DataFrameModel):
    """One row per participation."""

    teilnahme_id: pl.String = fields.identifier("Kennung der Teilnahme")
    kunde_id: pl.String = fields.pseudonym("Pseudonym der Person")
    massnahmeart: pl.String = fields.presence("Art der Maßnahme; wird nicht ausgewertet")
    mit_qualifizierung: pl.Boolean = fields.flag("vermittelt eine Qualifizierung")
    eintritt: pl.Date = fields.day("erster Tag der Teilnahme", since=fields.SGB_III)
    austritt: pl.Date = fields.day(
        "individuelles Ende, geplant oder tatsächlich", nullable=True, since=fields.SGB_III, is_end=True
    )
    ergebnis: pl.String = fields.code(codes.MASSNAHME_ERGEBNIS, "Stand oder Ausgang der Teilnahme")

    class Config:
        """Key of the export."""

        unique = ["teilnahme_id"]  # noqa: RUF012
