"""Every option and argument of the command line, declared once: name, placeholder and German help.

Where two commands mean something else by the same option, its help text is the argument of a function.
"""

from pathlib import Path
from typing import Annotated

import typer
from typer.models import OptionInfo


def _output(text: str, metavar: str = "ORDNER") -> OptionInfo:
    """Return `--output`: each command writes something else."""
    return _option("--output", text, metavar)


def _regelwerk(text: str) -> OptionInfo:
    """Return `--regelwerk`: one for all Jobcenter, or several to compare."""
    return _option("--regelwerk", text, "ID")


def _config(places: str) -> OptionInfo:
    """Return `--config`: commands without a delivery look for the settings in one place less."""
    return _option("--config", f"Einstellungen; sonst kontaktdichte.toml im {places}.", "DATEI")


def _option(name: str, text: str, metavar: str) -> OptionInfo:
    option: OptionInfo = typer.Option(name, metavar=metavar, help=text)
    return option


# What is asked about.
Month = Annotated[str, _option("--month", "Berichtsmonat, zum Beispiel 2026-10.", "JJJJ-MM")]
MonthIfNamed = Annotated[
    str | None, _option("--month", "Berichtsmonat, zum Beispiel 2026-10; sonst der letzte abgeschlossene.", "JJJJ-MM")
]
FirstRenewed = Annotated[str | None, _option("--from", "Erster Monat, der neu erstellt wird.", "JJJJ-MM")]
LastRenewed = Annotated[str | None, _option("--to", "Letzter Monat; sonst der letzte im Archiv.", "JJJJ-MM")]
StandNumber = Annotated[int, typer.Option("--stand", metavar="N", min=1, help="Nummer des früheren Stands.")]
Years = Annotated[list[int], _option("--year", "Jahr, zum Beispiel 2026 (mehrfach möglich).", "JAHR")]
FirstMonth = Annotated[str, _option("--from", "Erster Monat des Vergleichs.", "JJJJ-MM")]
LastMonth = Annotated[str, _option("--to", "Letzter Monat des Vergleichs.", "JJJJ-MM")]
ChangeDay = Annotated[str, _option("--stichtag", "Tag der Änderung; mit ihm beginnt „nachher“.", "JJJJ-MM-TT")]
Teams = Annotated[
    list[str] | None, _option("--team", "Nur nach der Mappe dieses Teams fragen (mehrfach möglich).", "ID")
]
Bereiche = Annotated[
    list[str] | None, _option("--bereich", "Nur nach den Mappen dieses Bereichs und seiner Teams fragen.", "ID")
]

# What is read.
Input = Annotated[Path, _option("--input", "Ordner, der die Monatsordner (2026-10/ …) enthält.", "ORDNER")]
InputIfThere = Annotated[
    Path | None, _option("--input", "Ordner mit den Monatsordnern; sonst lieferungen, falls vorhanden.", "ORDNER")
]
WarehouseFile = Annotated[
    Path | None, _option("--warehouse", "DuckDB-Datei der Berichte; sonst die neben dem Ausgabeordner.", "DATEI")
]
Config = Annotated[Path | None, _config("Arbeits- oder Eingangsordner, falls vorhanden")]
ConfigWithoutInput = Annotated[Path | None, _config("Arbeitsordner")]
KeyFile = Annotated[Path, _option("--key-file", "Geheimer Schlüssel; nur für den Eigentümer lesbar.", "DATEI")]
CreateKey = Annotated[bool, typer.Option("--create-key", help="Den Schlüssel zuerst anlegen (einmal je Jobcenter).")]

# By which rules.
DefaultRegelwerk = Annotated[str | None, _regelwerk("Regelwerk für alle Jobcenter (ID oder Pfad einer TOML-Datei).")]
ComparedRegelwerke = Annotated[
    list[str],
    _regelwerk("Regelwerk (ID oder Pfad einer TOML-Datei), mindestens zwei; am ersten werden die anderen gemessen."),
]
AuchUngueltig = Annotated[
    bool,
    typer.Option("--auch-ungueltig", help="Regelwerk auch außerhalb seiner Geltung anwenden (zum Vergleich)."),
]
Mindestfallzahl = Annotated[
    int | None,
    typer.Option("--mindestfallzahl", metavar="N", min=3, help="Kleinere Fallzahlen geheim halten (mindestens 3)."),
]
RegelwerkName = Annotated[str, typer.Argument(metavar="ID", help="ID oder Pfad einer TOML-Datei.")]
RegelwerkFile = Annotated[Path, typer.Argument(metavar="DATEI", help="TOML-Datei eines eigenen Regelwerks.")]

# What is written.
ReportsFolder = Annotated[Path, _output("Ordner für die Berichte; je Monat ein Unterordner.")]
ReportsHere = Annotated[Path, _output("Ordner der Berichte; daneben liegen Warehouse und Archiv.")]
EvaluationsFolder = Annotated[Path, _output("Ordner für die Auswertung; sie bekommt einen Unterordner.")]
PseudonymisedFolder = Annotated[Path, _output("Ordner für die pseudonymen Monatsordner.")]
SampleFolder = Annotated[Path, _output("Ordner für die Monatsordner.")]
ProposalFile = Annotated[Path, _output("TOML-Datei für den Vorschlag; darf noch nicht bestehen.", "DATEI")]
BefundeFolder = Annotated[Path | None, _option("--befunde", "befunde.csv in diesen Ordner schreiben.", "ORDNER")]

# How a command runs.
Neu = Annotated[bool, typer.Option("--neu", help="Auch ohne Änderung einen neuen Stand erstellen.")]
Warten = Annotated[
    int, typer.Option("--warten", metavar="SEKUNDEN", min=0, help="So lange auf das Ende eines anderen Laufs warten.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Das Ergebnis als JSON ausgeben.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Nur sagen, was gelöscht würde.")]

# How large a sample is.
Persons = Annotated[int, typer.Option("--persons", min=20, help="Anzahl der Personen.")]
Months = Annotated[int, typer.Option("--months", min=1, help="Anzahl aufeinanderfolgender Monate.")]
Seed = Annotated[int, typer.Option("--seed", help="Gleicher Wert, gleiche Dateien.")]
LastSampleMonth = Annotated[str, _option("--last-month", "Letzter Berichtsmonat.", "JJJJ-MM")]
Plants = Annotated[list[str] | None, _option("--plant", "Diese Auffälligkeit einpflanzen.", "NAME")]
