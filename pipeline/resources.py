"""The one place that knows where SQL, rule sets and report files lie: in the wheel or in the checkout."""

from pathlib import Path

_PAKET = Path(__file__).resolve().parent


def resource_folder(name: str) -> Path:
    """Return the folder `sql`, `regelwerke` or `reports`: packaged copy first, else the checkout's own."""
    for folder in (_PAKET / "_daten" / name, _PAKET.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"Die Installation ist unvollständig: Der Ordner {name} fehlt.")
