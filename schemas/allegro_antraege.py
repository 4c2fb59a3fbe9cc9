"""Export `allegro_antraege`: applications for benefits."""

import pandera.polars as pa
import polars as pl

from schemas import codes, fields

_KEIN_SONDERFALL = rf"{fields.NONE}|\W*keine? sonderf(?:all|älle)\W*"


class AllegroAntraege(pa.DataFrameModel):
    """One row per application."""

    antrag_id: pl.String = fields.identifier("Kennung des Antrags")
    kunde_id: pl.String = fields.pseudonym("Pseudonym der Person")
    bg_id: pl.String = fields.pseudonym("Pseudonym der Bedarfsgemeinschaft des Antrags")
    antragsdatum: pl.Date = fields.day("Tag des Antrags", since=fields.SGB_II)
    status: pl.String = fields.code(codes.ANTRAG_STATUS, "Stand der Entscheidung")
    leistung_von: pl.Date = fields.day("erster Tag der Leistung", nullable=True, since=fields.SGB_II)
    leistung_bis: pl.Date = fields.day(
        "letzter Tag der Leistung; leer = läuft", nullable=True, since=fields.SGB_II, is_end=True
    )
    einmalzahlung: pl.Boolean = fields.flag("Antrag auf eine Einmalzahlung", usual=False)
    alg_aufstocker: pl.Boolean = fields.flag("stockt Arbeitslosengeld auf", usual=False)
    inland: pl.Boolean = fields.flag("gewöhnlicher Aufenthalt in der Bundesrepublik", usual=True)
    sonderfall: pl.String = fields.presence(
        "Beendigungsgrund oder Sonderfall in Allegro", nullable=True, nothing=_KEIN_SONDERFALL
    )

    class Config:
        """Key of the export."""

        unique = ["antrag_id"]  # noqa: RUF012
