"""Export `verbis_kunden`: one row per person at the Stichtag."""

from datetime import date

import pandera.polars as pa
import polars as pl

from schemas import codes, fields


class VerbisKunden(pa.DataFrameModel):
    """The people, their team and their status in the placement service (AV)."""

    kunde_id: pl.String = fields.pseudonym("Pseudonym der Person")
    bg_id: pl.String = fields.pseudonym("Pseudonym der Bedarfsgemeinschaft")
    team_id: pl.String = fields.name("Team, das die Person betreut")
    ifk_id: pl.String = fields.pseudonym("Pseudonym der Fachkraft; wird nicht ausgewertet", nullable=True)
    betreuung: pl.String = fields.code(codes.BETREUUNG, "Integrationsfachkraft, Fallmanagement oder Projekt")
    geburtsmonat: pl.Date = fields.month("Monat der Geburt; der Erste gilt als Geburtstag", since=date(1920, 1, 1))
    av_status: pl.String = fields.code(codes.AV_STATUS, "Kundenstatus in der Arbeitsvermittlung")
    av_seit: pl.Date = fields.day("Beginn der AV-Periode im SGB II", since=fields.SGB_II)
    profillage: pl.String = fields.code(codes.PROFILLAGE, "Profillage", nullable=True)
    marktnaehe: pl.String = fields.code(codes.MARKTNAEHE, "Einschätzung der Marktnähe", nullable=True)
    ausbildungssuchend: pl.Boolean = fields.flag("sucht eine Ausbildung")
    gefluechtet: pl.Boolean = fields.flag("ist geflüchtet")
    schwerbehindert_reha: pl.Boolean = fields.flag("ist schwerbehindert, gleichgestellt oder in Rehabilitation")
    selbststaendig: pl.Boolean = fields.flag("ist selbstständig")
    ergaenzer: pl.Boolean = fields.flag("ergänzt Erwerbseinkommen mit Leistungen", usual=False)
    par10: pl.Boolean = fields.flag("Arbeit ist nach § 10 SGB II vorübergehend nicht zumutbar", usual=False)
    par53a: pl.Boolean = fields.flag("Kennzeichnung nach § 53a SGB II (bis 2022)", usual=False)

    class Config:
        """Key of the export."""

        unique = ["kunde_id"]  # noqa: RUF012
