"""Export `verbis_massnahmen`: participations in labour-market measures."""

import pandera.polars as pa
import polars as pl

from schemas import codes
from schemas import fields as felder


class VerbisMassnahmen(pa.DataFrameModel):
    """One row per participation."""

    teilnahme_id: pl.String = felder.text("Kennung der Teilnahme")
    kunde_id: pl.String = felder.text("Pseudonym der Person")
    massnahmeart: pl.String = felder.text("Art der Maßnahme")
    mit_qualifizierung: pl.Boolean = felder.flag("vermittelt eine Qualifizierung")
    eintritt: pl.Date = felder.datum("erster Tag der Teilnahme")
    austritt: pl.Date = felder.datum("individuelles Ende, geplant oder tatsächlich", leer=True)
    ergebnis: pl.String = felder.code(codes.MASSNAHME_ERGEBNIS, "Stand oder Ausgang der Teilnahme")

    class Config:
        """Key of the export."""

        unique = ["teilnahme_id"]  # noqa: RUF012
