"""Export `verbis_kunden`: one row per person at the Stichtag."""

import pandera.polars as pa
import polars as pl

from schemas import codes
from schemas import fields as felder


class VerbisKunden(pa.DataFrameModel):
    """The people, their team and their status in the placement service (AV)."""

    kunde_id: pl.String = felder.text("Pseudonym der Person")
    bg_id: pl.String = felder.text("Pseudonym der Bedarfsgemeinschaft")
    team_id: pl.String = felder.text("Team, das die Person betreut")
    ifk_id: pl.String = felder.text("Pseudonym der Fachkraft; wird nicht ausgewertet", leer=True)
    betreuung: pl.String = felder.code(codes.BETREUUNG, "Integrationsfachkraft, Fallmanagement oder Projekt")
    geburtsmonat: pl.Date = felder.monat("Monat der Geburt; der Erste gilt als Geburtstag")
    av_status: pl.String = felder.code(codes.AV_STATUS, "Kundenstatus in der Arbeitsvermittlung")
    av_seit: pl.Date = felder.datum("Beginn der AV-Periode im SGB II")
    profillage: pl.String = felder.code(codes.PROFILLAGE, "Profillage", leer=True)
    marktnaehe: pl.String = felder.code(codes.MARKTNAEHE, "Einschätzung der Marktnähe", leer=True)
    ausbildungssuchend: pl.Boolean = felder.flag("sucht eine Ausbildung")
    gefluechtet: pl.Boolean = felder.flag("ist geflüchtet")
    schwerbehindert_reha: pl.Boolean = felder.flag("ist schwerbehindert, gleichgestellt oder in Rehabilitation")
    selbststaendig: pl.Boolean = felder.flag("ist selbstständig")
    ergaenzer: pl.Boolean = felder.flag("ergänzt Erwerbseinkommen mit Leistungen")
    par10: pl.Boolean = felder.flag("Arbeit ist nach § 10 SGB II vorübergehend nicht zumutbar")
    par53a: pl.Boolean = felder.flag("Kennzeichnung nach § 53a SGB II (bis 2022)")

    class Config:
        """Key of the export."""

        unique = ["kunde_id"]  # noqa: RUF012
