"""Export `organisation`: one row per team."""

import pandera.polars as pa
import polars as pl

from schemas import codes, fields


class Organisation(pa.DataFrameModel):
    """The Jobcenter's teams and where they belong."""

    team_id: pl.String = fields.name("Kennung des Teams")
    team_name: pl.String = fields.name("Name des Teams, wie er im Bericht steht")
    team_art: pl.String = fields.code(codes.TEAM_ART, "Art des Teams; manche Kontaktregeln hängen daran")
    bereich_id: pl.String = fields.name("Kennung des Bereichs oder der Geschäftsstelle")
    bereich_name: pl.String = fields.name("Name des Bereichs oder der Geschäftsstelle")
    jobcenter_id: pl.String = fields.name("Kennung des Jobcenters; ihm ist ein Regelwerk zugeordnet")
    jobcenter_name: pl.String = fields.name("Name des Jobcenters")

    class Config:
        """Key of the export."""

        unique = ["team_id"]  # noqa: RUF012
