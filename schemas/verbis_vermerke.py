"""Export `verbis_vermerke`: the notes of the Kundenhistorie, without their text."""

import pandera.polars as pa
import polars as pl

from schemas import codes
from schemas import fields as felder


class VerbisVermerke(pa.DataFrameModel):
    """One row per note."""

    vermerk_id: pl.String = felder.text("Kennung des Vermerks")
    kunde_id: pl.String = felder.text("Pseudonym der Person")
    datum: pl.Date = felder.datum("Tag des Vermerks")
    vermerktyp: pl.String = felder.code(codes.VERMERKTYP, "Vermerktyp")
    kontaktart: pl.String = felder.code(codes.KONTAKTART, "Form des Kontakts")
    betreff: pl.String = felder.betreff(codes.BETREFF, "vereinbarter Betreff; Freitext wird verworfen")

    class Config:
        """Key of the export."""

        unique = ["vermerk_id"]  # noqa: RUF012
