"""Settings of a Jobcenter: kontaktdichte.toml. Unknown keys are errors; flags of the command line win."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from pipeline.errors import ConfigurationError
from pipeline.kalender import parse_month
from pipeline.toml_file import read_toml, text_like, validation_sentences
from schemas import EXPORTS

DATEINAME = "kontaktdichte.toml"
MINDESTFALLZAHL = 3

_AN_EXPORT, _EXPORTS = "|".join(EXPORTS), ", ".join(EXPORTS)
ExportName = Annotated[str, text_like(rf"^(?:{_AN_EXPORT})\Z", f"der Name eines Exports ({_EXPORTS})")]
VouchedColumn = Annotated[
    str, text_like(rf"^(?:{_AN_EXPORT})\..+\Z", f"export.Spalte mit dem Namen eines Exports ({_EXPORTS})")
]
RegelwerkName = Annotated[str, text_like(r"\S", "ein Regelwerk (ID oder Pfad einer TOML-Datei)")]
JobcenterId = Annotated[str, text_like(r"\S", "eine jobcenter_id der Lieferung")]
Month = Annotated[str, text_like(r"^\d{4}-(?:0[1-9]|1[0-2])\Z", "ein Monat JJJJ-MM, wie 2026-10")]
FileName = Annotated[str, text_like(r"^[^/\\\\]*[^/\\\\. ][^/\\\\]*\Z", "der Name einer Datei, wie FERTIG")]
Memory = Annotated[str, text_like(r"^\d+ ?(?:MB|GB)\Z", "eine Zahl mit MB oder GB, wie 4GB")]


class Settings(BaseModel):
    """What a Jobcenter may set; every key has a default."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    regelwerk: RegelwerkName | None = Field(default=None, description="für Jobcenter ohne eigenen Eintrag")
    jobcenter: dict[JobcenterId, RegelwerkName] = Field(default_factory=dict, description="jobcenter_id → Regelwerk")
    mindestfallzahl: int = Field(default=MINDESTFALLZAHL, ge=MINDESTFALLZAHL)
    hoechster_ausschluss: Decimal = Field(default=Decimal("0.01"), ge=0, le=1)
    hoechster_rueckgang: Decimal = Field(default=Decimal("0.2"), ge=0, le=1, description="gegen den Vormonat, Hinweis")
    hoechster_unbekannt: Decimal = Field(
        default=Decimal("0.4"),
        ge=0,
        le=1,
        description="Zeilen eines Exports, deren Person niemand kennt; Warnung ab 1/4",
    )
    hoechster_rueckstand_tage: int = Field(
        default=45, ge=1, description="so alt darf das Jüngste der Lieferung am Stichtag sein"
    )
    pseudonym_muster: str | None = Field(default=None, description="regulärer Ausdruck für kunde_id, bg_id und ifk_id")
    klartext_ausnahmen: tuple[VouchedColumn, ...] = Field(
        default=(), description="export.Spalte, für deren Überschrift und Gestalt die Stelle einsteht"
    )
    speichergrenze: Memory = "4GB"
    aufbewahrung_monate: int = Field(
        default=24, ge=1, description="so lange bleiben die Zeilen der Lieferungen im Archiv (aufraeumen)"
    )
    fertig_datei: FileName | None = Field(
        default=None, description="erst wenn diese Datei im Monatsordner liegt, ist die Lieferung vollständig"
    )
    stichtage: dict[Month, date] = Field(default_factory=dict, description="Monat → abweichender Stichtag")
    spalten: dict[ExportName, dict[str, str]] = Field(default_factory=dict)
    werte: dict[ExportName, dict[str, dict[str, str]]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _require_our_columns(self) -> "Settings":
        for export, mapping in self.spalten.items():
            self._require_columns(export, set(mapping.values()), "spalten")
        for export, values in self.werte.items():
            self._require_columns(export, set(values), "werte")
            for column, mapping in values.items():
                self._require_codes(export, column, set(mapping.values()))
        return self

    @staticmethod
    def _require_codes(export: str, column: str, named: set[str]) -> None:
        pruefungen = EXPORTS[export].to_schema().columns[column].checks
        codes = next((p.statistics["allowed_values"] for p in pruefungen if p.name == "isin"), None)
        if codes and (fremd := sorted(named - {*codes, ""})):
            moeglich = f'möglich: {", ".join(codes)} oder "" für leer'
            raise ValueError(f"[werte.{export}.{column}] nennt unbekannte Codes: {', '.join(fremd)} ({moeglich})")

    @staticmethod
    def _require_columns(export: str, named: set[str], table: str) -> None:
        if fremd := sorted(named - EXPORTS[export].to_schema().columns.keys()):
            raise ValueError(f"[{table}.{export}] nennt unbekannte Spalten: {', '.join(fremd)}")

    @model_validator(mode="after")
    def _require_near_stichtage(self) -> "Settings":
        for month, stichtag in self.stichtage.items():
            if abs((stichtag - parse_month(month)).days) > 45:
                raise ValueError(f"der Stichtag {stichtag:%d.%m.%Y} liegt zu weit vom Monat {month}")
        return self

    def regelwerk_for(self, jobcenter_id: str) -> str | None:
        """Return the id (or file) of the rule set of one Jobcenter, None if nobody has chosen one."""
        return self.jobcenter.get(jobcenter_id, self.regelwerk)

    def vouched_columns(self, export: str) -> list[str]:
        """Return the headers of an export for which the site vouches."""
        return [name.partition(".")[2] for name in self.klartext_ausnahmen if name.startswith(f"{export}.")]

    @property
    def named_regelwerke(self) -> set[str]:
        """The ids and files of all rule sets that are named here."""
        return {*self.jobcenter.values(), *([self.regelwerk] if self.regelwerk else [])}

    def with_regelwerk(self, identifier: str) -> "Settings":
        """Return these settings as if one rule set held for every Jobcenter."""
        return self.model_copy(update={"regelwerk": identifier, "jobcenter": {}})


def read_settings(file: Path | None, search_paths: list[Path], **flags: Any) -> Settings:
    """Read the named file, else the first `kontaktdichte.toml` of `search_paths`, and lay the flags over it.

    A `regelwerk` given as a flag holds for every Jobcenter of the delivery.

    :raises ConfigurationError: the named file is not there, or something in it or in a flag is wrong
    """
    if file is not None and not file.is_file():
        why = f"{file} ist ein Ordner, keine Datei" if file.is_dir() else f"Die Einstellungsdatei {file} gibt es nicht"
        raise ConfigurationError(f"{why}. Bitte --config prüfen.")
    gefunden = file or next(
        (location / DATEINAME for location in search_paths if (location / DATEINAME).is_file()), None
    )
    values = _resolve_regelwerke(read_toml(gefunden), gefunden.parent) if gefunden else {}
    gesetzt = {name: value for name, value in flags.items() if value is not None}
    try:
        settings = Settings.model_validate({**values, **gesetzt})
    except ValidationError as error:
        location = str(gefunden) if gefunden else "Kommandozeile"
        reasons = "; ".join(validation_sentences(error))
        raise ConfigurationError(f"Einstellungen ({location}): {reasons}. Bitte berichtigen.") from None
    if "regelwerk" not in gesetzt:
        return settings
    # The ids stay: one that the delivery does not know is a mistake under any rule set.
    return settings.model_copy(update={"jobcenter": dict.fromkeys(settings.jobcenter, settings.regelwerk)})


def _resolve_regelwerke(values: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Find rule-set files that the settings name relative to their own folder."""

    def resolve(identifier: Any) -> Any:
        ist_datei = isinstance(identifier, str) and identifier.endswith(".toml") and (folder / identifier).is_file()
        return str(folder / identifier) if ist_datei else identifier

    result = {**values, "regelwerk": resolve(values["regelwerk"])} if "regelwerk" in values else dict(values)
    if isinstance(values.get("jobcenter"), dict):
        result["jobcenter"] = {jobcenter: resolve(identifier) for jobcenter, identifier in values["jobcenter"].items()}
    return result
