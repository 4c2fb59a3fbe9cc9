"""Export `verbis_lebenslauf`: periods of a person's CV that change who counts and which rule holds."""

import pandera.polars as pa
import polars as pl

from schemas import codes
from schemas import fields as felder


class VerbisLebenslauf(pa.DataFrameModel):
    """One row per person, kind of entry and begin."""

    kunde_id: pl.String = felder.text("Pseudonym der Person")
    art: pl.String = felder.code(codes.LEBENSLAUF_ART, "Art des Eintrags")
    von: pl.Date = felder.datum("erster Tag")
    bis: pl.Date = felder.datum("letzter Tag; leer = offen", leer=True)

    class Config:
        """Key of the export."""

        unique = ["kunde_id", "art", "von"]  # noqa: RUF012
