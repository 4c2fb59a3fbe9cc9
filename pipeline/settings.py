"""Settings of a Jobcenter: kontaktdichte.toml. Unknown keys are errors; flags of the command line win."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from pipeline.errors import KonfigurationError
from pipeline.kalender import parse_monat
from pipeline.toml_file import read_toml, validation_sentences
from schemas import EXPORTS

DATEINAME = "kontaktdichte.toml"
MINDESTFALLZAHL = 3

ExportName = Annotated[str, Field(pattern=f"^({'|'.join(EXPORTS)})$")]
Monat = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]


class Einstellungen(BaseModel):
    """What a Jobcenter may set; every key has a default."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    regelwerk: str = Field(default="weinstrasse-2023", description="für Jobcenter ohne eigenen Eintrag")
    jobcenter: dict[str, str] = Field(default_factory=dict, description="jobcenter_id → Regelwerk")
    mindestfallzahl: int = Field(default=MINDESTFALLZAHL, ge=MINDESTFALLZAHL)
    hoechster_ausschluss: Decimal = Field(default=Decimal("0.01"), ge=0, le=1)
    hoechster_rueckgang: Decimal = Field(default=Decimal("0.2"), ge=0, le=1, description="gegen den Vormonat, Hinweis")
    pseudonym_muster: str | None = Field(default=None, description="regulärer Ausdruck für kunde_id, bg_id und ifk_id")
    speichergrenze: str = Field(default="4GB", pattern=r"^\d+ ?(MB|GB)$")
    stichtage: dict[Monat, date] = Field(default_factory=dict, description="Monat → abweichender Stichtag")
    spalten: dict[ExportName, dict[str, str]] = Field(default_factory=dict)
    werte: dict[ExportName, dict[str, dict[str, str]]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _zuordnung_kennt_unsere_spalten(self) -> "Einstellungen":
        for export, zuordnung in self.spalten.items():
            self._require_columns(export, set(zuordnung.values()), "spalten")
        for export, werte in self.werte.items():
            self._require_columns(export, set(werte), "werte")
            for spalte, zuordnung in werte.items():
                self._require_codes(export, spalte, set(zuordnung.values()))
        return self

    @staticmethod
    def _require_codes(export: str, spalte: str, genannt: set[str]) -> None:
        pruefungen = EXPORTS[export].to_schema().columns[spalte].checks
        codes = next((p.statistics["allowed_values"] for p in pruefungen if p.name == "isin"), None)
        if codes and (fremd := sorted(genannt - set(codes))):
            moeglich = f"möglich: {', '.join(codes)}"
            raise ValueError(f"[werte.{export}.{spalte}] nennt unbekannte Codes: {', '.join(fremd)} ({moeglich})")

    @staticmethod
    def _require_columns(export: str, genannt: set[str], tabelle: str) -> None:
        if fremd := sorted(genannt - EXPORTS[export].to_schema().columns.keys()):
            raise ValueError(f"[{tabelle}.{export}] nennt unbekannte Spalten: {', '.join(fremd)}")

    @model_validator(mode="after")
    def _stichtage_nahe_am_monat(self) -> "Einstellungen":
        for monat, stichtag in self.stichtage.items():
            if abs((stichtag - parse_monat(monat)).days) > 45:
                raise ValueError(f"der Stichtag {stichtag:%d.%m.%Y} liegt zu weit vom Monat {monat}")
        return self

    def regelwerk_for(self, jobcenter_id: str) -> str:
        """Return the id (or file) of the rule set of one Jobcenter."""
        return self.jobcenter.get(jobcenter_id, self.regelwerk)


def read_einstellungen(datei: Path | None, suchorte: list[Path], **flags: Any) -> Einstellungen:
    """Read the named file, else the first `kontaktdichte.toml` of `suchorte`, and lay the flags over it.

    A `regelwerk` given as a flag holds for every Jobcenter of the delivery.
    """
    if datei is not None and not datei.is_file():
        raise KonfigurationError(f"Die Einstellungsdatei {datei} gibt es nicht. Bitte --config prüfen.")
    gefunden = datei or next((ort / DATEINAME for ort in suchorte if (ort / DATEINAME).is_file()), None)
    werte = _resolve_rules(read_toml(gefunden), gefunden.parent) if gefunden else {}
    gesetzt = {name: wert for name, wert in flags.items() if wert is not None}
    if "regelwerk" in gesetzt:
        werte = {**werte, "jobcenter": {}}
    try:
        return Einstellungen.model_validate({**werte, **gesetzt})
    except ValidationError as fehler:
        ort = str(gefunden) if gefunden else "Kommandozeile"
        gruende = "; ".join(validation_sentences(fehler))
        raise KonfigurationError(f"Einstellungen ({ort}): {gruende}. Bitte berichtigen.") from None


def _resolve_rules(werte: dict[str, Any], ordner: Path) -> dict[str, Any]:
    """Find rule-set files that the settings name relative to their own folder."""

    def resolve(kennung: Any) -> Any:
        ist_datei = isinstance(kennung, str) and kennung.endswith(".toml") and (ordner / kennung).is_file()
        return str(ordner / kennung) if ist_datei else kennung

    ergebnis = {**werte, "regelwerk": resolve(werte["regelwerk"])} if "regelwerk" in werte else dict(werte)
    if isinstance(werte.get("jobcenter"), dict):
        ergebnis["jobcenter"] = {jobcenter: resolve(kennung) for jobcenter, kennung in werte["jobcenter"].items()}
    return ergebnis
