"""Export `verbis_lebenslauf`: periods of a person's CV that change who counts and which rule holds."""

import pandera.polars as pa
import polars as pl

from schemas import codes, fields


class VerbisLebenslauf(pa.DataFrameModel):
    """One row per person, kind of entry and begin."""

    kunde_id: pl.String = fields.pseudonym("Pseudonym der Person")
    art: pl.String = fields.code(codes.LEBENSLAUF_ART, "Art des Eintrags")
    von: pl.Date = fields.day("erster Tag")
    bis: pl.Date = fields.day("letzter Tag; leer = offen", nullable=True, is_end=True)

    class Config:
        """Key of the export."""

        unique = ["kunde_id", "art", "von"]  # noqa: RUF012
