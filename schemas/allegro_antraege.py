"""Export `allegro_antraege`: applications for benefits."""

import pandera.polars as pa
import polars as pl

from schemas import codes
from schemas import fields as felder


class AllegroAntraege(pa.DataFrameModel):
    """One row per application."""

    antrag_id: pl.String = felder.text("Kennung des Antrags")
    kunde_id: pl.String = felder.text("Pseudonym der Person")
    bg_id: pl.String = felder.text("Pseudonym der Bedarfsgemeinschaft des Antrags")
    antragsdatum: pl.Date = felder.datum("Tag des Antrags")
    status: pl.String = felder.code(codes.ANTRAG_STATUS, "Stand der Entscheidung")
    leistung_von: pl.Date = felder.datum("erster Tag der Leistung", leer=True)
    leistung_bis: pl.Date = felder.datum("letzter Tag der Leistung; leer = läuft", leer=True)
    einmalzahlung: pl.Boolean = felder.flag("Antrag auf eine Einmalzahlung")
    alg_aufstocker: pl.Boolean = felder.flag("stockt Arbeitslosengeld auf")
    inland: pl.Boolean = felder.flag("gewöhnlicher Aufenthalt in der Bundesrepublik")
    sonderfall: pl.String = felder.text("Beendigungsgrund oder Sonderfall in Allegro", leer=True)

    class Config:
        """Key of the export."""

        unique = ["antrag_id"]  # noqa: RUF012
