"""Export `verbis_vereinbarungen`: agreements, plans and the decisions that stand in for them."""

import pandera.polars as pa
import polars as pl

from schemas import codes, fields


class VerbisVereinbarungen(pa.DataFrameModel):
    """One row per agreement."""

    vereinbarung_id: pl.String = fields.identifier("Kennung der Vereinbarung")
    kunde_id: pl.String = fields.pseudonym("Pseudonym der Person")
    art: pl.String = fields.code(codes.VEREINBARUNG_ART, "Art der Vereinbarung")
    datum: pl.Date = fields.day("Tag des Abschlusses, der Fortschreibung oder der Entscheidung", since=fields.SGB_II)
    gueltig_bis: pl.Date = fields.day("letzter Tag der Gültigkeit", nullable=True, since=fields.SGB_II, is_end=True)

    class Config:
        """Key of the export."""

        unique = ["vereinbarung_id"]  # noqa: RUF012
