"""Export `verbis_vereinbarungen`: agreements, plans and the decisions that stand in for them."""

import pandera.polars as pa
import polars as pl

from schemas import codes
from schemas import fields as felder


class VerbisVereinbarungen(pa.DataFrameModel):
    """One row per agreement."""

    vereinbarung_id: pl.String = felder.text("Kennung der Vereinbarung")
    kunde_id: pl.String = felder.text("Pseudonym der Person")
    art: pl.String = felder.code(codes.VEREINBARUNG_ART, "Art der Vereinbarung")
    datum: pl.Date = felder.datum("Tag des Abschlusses, der Fortschreibung oder der Entscheidung")
    gueltig_bis: pl.Date = felder.datum("letzter Tag der Gültigkeit", leer=True)

    class Config:
        """Key of the export."""

        unique = ["vereinbarung_id"]  # noqa: RUF012
