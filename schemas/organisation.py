"""Export `organisation`: one row per team."""

import pandera.polars as pa
import polars as pl

from schemas import codes
from schemas import fields as felder


class Organisation(pa.DataFrameModel):
    """The Jobcenter's teams and where they belong."""

    team_id: pl.String = felder.text("Kennung des Teams")
    team_name: pl.String = felder.text("Name des Teams, wie er im Bericht steht")
    team_art: pl.String = felder.code(codes.TEAM_ART, "Art des Teams; manche Kontaktregeln hängen daran")
    bereich_id: pl.String = felder.text("Kennung des Bereichs oder der Geschäftsstelle")
    bereich_name: pl.String = felder.text("Name des Bereichs oder der Geschäftsstelle")
    jobcenter_id: pl.String = felder.text("Kennung des Jobcenters; ihm ist ein Regelwerk zugeordnet")
    jobcenter_name: pl.String = felder.text("Name des Jobcenters")

    class Config:
        """Key of the export."""

        unique = ["team_id"]  # noqa: RUF012
