"""Export `allegro_antraege`: applications for benefits."""

import pandera.polars as pa
import polars as pl

from schemas import codes, fields


class AllegroAntraege(pa.DataFrameModel):
    """One row per application."""

    antrag_id: pl.String = fields.text("Kennung des Antrags")
    kunde_id: pl.String = fields.text("Pseudonym der Person")
    bg_id: pl.String = fields.text("Pseudonym der Bedarfsgemeinschaft des Antrags")
    antragsdatum: pl.Date = fields.day("Tag des Antrags")
    status: pl.String = fields.code(codes.ANTRAG_STATUS, "Stand der Entscheidung")
    leistung_von: pl.Date = fields.day("erster Tag der Leistung", nullable=True)
    leistung_bis: pl.Date = fields.day("letzter Tag der Leistung; leer = läuft", nullable=True)
    einmalzahlung: pl.Boolean = fields.flag("Antrag auf eine Einmalzahlung")
    alg_aufstocker: pl.Boolean = fields.flag("stockt Arbeitslosengeld auf")
    inland: pl.Boolean = fields.flag("gewöhnlicher Aufenthalt in der Bundesrepublik")
    sonderfall: pl.String = fields.text("Beendigungsgrund oder Sonderfall in Allegro", nullable=True)

    class Config:
        """Key of the export."""

        unique = ["antrag_id"]  # noqa: RUF012
