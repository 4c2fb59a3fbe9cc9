"""Export `verbis_vermerke`: the notes of the Kundenhistorie, without their text."""

import pandera.polars as pa
import polars as pl

from schemas import codes, fields


class VerbisVermerke(pa.DataFrameModel):
    """One row per note."""

    vermerk_id: pl.String = fields.identifier("Kennung des Vermerks")
    kunde_id: pl.String = fields.pseudonym("Pseudonym der Person")
    datum: pl.Date = fields.day("Tag des Vermerks", since=fields.SGB_II)
    vermerktyp: pl.String = fields.code(codes.VERMERKTYP, "Vermerktyp")
    kontaktart: pl.String = fields.code(codes.KONTAKTART, "Form des Kontakts")
    betreff: pl.String = fields.betreff(codes.BETREFF, "vereinbarter Betreff; Freitext wird verworfen")

    class Config:
        """Key of the export."""

        unique = ["vermerk_id"]  # noqa: RUF012
