"""Export `atv_kapazitaet`: working hours and hours opened for counselling."""

from typing import Annotated

import pandera.polars as pa
import polars as pl

from schemas import fields


class AtvKapazitaet(pa.DataFrameModel):
    """One row per counsellor and day."""

    ifk_id: pl.String = fields.pseudonym("Pseudonym der Fachkraft; nur für Summen der Kapazität")
    datum: pl.Date = fields.day("Tag", since=fields.SGB_II)
    team_id: pl.String = fields.name("Team, dem die Stunden zählen")
    arbeitszeit_std: Annotated[pl.Decimal, 18, 6] = fields.hours("vertragliche Stunden des Tages")
    abwesend_std: Annotated[pl.Decimal, 18, 6] = fields.hours("Stunden der Abwesenheit")
    freigeschaltet_std: Annotated[pl.Decimal, 18, 6] = fields.hours("in ATV für Beratung freigeschaltete Stunden")

    class Config:
        """Key of the export."""

        unique = ["ifk_id", "datum"]  # noqa: RUF012
