"""What deploy/ offers can be used as it is: units, crontab and task call the program as it can be called."""

import configparser
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET

import pytest

from drawn.calls import find_calls, find_impossible
from drawn.source import ROOT
from pipeline import errors
from pipeline.settings import Settings

DEPLOY = ROOT / "deploy"
SERVICE, TIMER = DEPLOY / "kontaktdichte.service", DEPLOY / "kontaktdichte.timer"
MESSAGE, CRON = DEPLOY / "kontaktdichte-meldung@.service", DEPLOY / "kontaktdichte.cron"
TASK, SETUP, README = DEPLOY / "kontaktdichte.xml", DEPLOY / "kontaktdichte-einrichten.ps1", DEPLOY / "LIESMICH.md"
UNITS = (SERVICE, TIMER, MESSAGE)
NAMESPACE = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}
needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="NOT TESTED: no systemd-analyze here to verify the units with"
)


def read_unit(file):
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str
    unit.read_string(file.read_text(encoding="utf-8"))
    return unit


def words_of(file, section, key):
    return read_unit(file)[section][key].split()


def read_task():
    return ET.fromstring(TASK.read_text(encoding="utf-8"))  # noqa: S314  # it is ours


def call_of_task():
    return read_task().findtext("t:Actions/t:Exec/t:Arguments", namespaces=NAMESPACE)


def codes_of_errors():
    classes = [c for c in vars(errors).values() if isinstance(c, type) and issubclass(c, errors.KontaktdichteError)]
    return {c.exit_code for c in classes}


def analyze(*arguments, folder):
    return subprocess.run(["systemd-analyze", *arguments], cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def installed(tmp_path):
    """The units as if the program were installed where they say."""
    for file in UNITS:
        text = file.read_text(encoding="utf-8").replace(words_of(SERVICE, "Service", "ExecStart")[0], "/bin/true")
        (tmp_path / file.name).write_text(text, encoding="utf-8")
    return tmp_path


def test_every_file_is_explained():
    named = README.read_text(encoding="utf-8")
    files = sorted(f.name for f in DEPLOY.iterdir())
    assert len(files) == 7
    assert [f for f in files if f != README.name and f"`{f}`" not in named] == []


@pytest.mark.parametrize(
    "call",
    [
        " ".join(words_of(SERVICE, "Service", "ExecStart")[1:]),
        *re.findall(r"^LAUF=\S+/kontaktdichte (.+)$", CRON.read_text(encoding="utf-8"), re.MULTILINE),
        *re.findall(r'kontaktdichte\.exe" ([^>]+)', call_of_task()),
        *find_calls(README.read_text(encoding="utf-8")),
    ],
)
def test_every_call_is_possible(call):
    assert find_impossible(call) == []


def test_all_ways_of_calling_say_the_same():
    calls = [SERVICE.read_text(encoding="utf-8"), CRON.read_text(encoding="utf-8"), call_of_task()]
    options = [re.findall(r"--[a-z]+", re.search(r'kontaktdichte(?:\.exe")? run .+', c)[0]) for c in calls]
    assert options == [["--input", "--output", "--warehouse", "--config", "--warten"]] * 3


def test_only_what_may_be_otherwise_later_is_tried_again():
    service = read_unit(SERVICE)["Service"]
    assert (service["Type"], service["Restart"]) == ("oneshot", "on-failure")
    final = {int(code) for code in service["RestartPreventExitStatus"].split() if code.isdigit()}
    assert final == codes_of_errors() - {errors.BusyError.exit_code}
    assert errors.PendingError.exit_code == errors.BusyError.exit_code == 75
    unit = read_unit(SERVICE)["Unit"]
    assert unit["OnFailure"] == f"{MESSAGE.stem}%n.service"
    assert unit["StartLimitBurst"].isdigit()


def test_the_run_may_write_where_it_writes_and_nowhere_else():
    service = read_unit(SERVICE)["Service"]
    call = service["ExecStart"].split()
    output, warehouse = (call[call.index(option) + 1] for option in ("--output", "--warehouse"))
    assert service["ReadWritePaths"].split() == [warehouse.rpartition("/")[0], f"-{output}"]
    assert service["ProtectSystem"] == "strict"
    assert service["CapabilityBoundingSet"] == ""
    assert (service["UMask"], service["NoNewPrivileges"], service["PrivateTmp"]) == ("0077", "yes", "yes")
    limit, least = int(service["MemoryMax"].removesuffix("G")), int(Settings().speichergrenze.removesuffix("GB"))
    assert limit >= 2 * least


def test_the_timer_catches_up_and_starts_the_service():
    timer = read_unit(TIMER)
    assert timer["Timer"]["Persistent"] == "true"
    assert TIMER.stem == SERVICE.stem
    assert timer["Install"]["WantedBy"] == "timers.target"


def test_cron_is_silent_about_nothing_new_and_about_later():
    (line,) = [row for row in CRON.read_text(encoding="utf-8").splitlines() if re.match(r"[\d*]", row)]
    command = line.split(maxsplit=6)[6]
    said = {}
    for code, text in ((0, "12 Mappen geschrieben"), (0, "Nichts Neues: …"), (75, "noch nicht da"), (3, "abgelehnt")):
        run = f'sh -c \'echo "$0"; exit {code}\' "{text}"'
        done = subprocess.run(
            ["/bin/sh", "-c", command.replace("$LAUF", run)], capture_output=True, text=True, check=False
        )
        said[code, text.split()[0]] = done.stdout
    assert said == {
        (0, "12"): "12 Mappen geschrieben\nExitcode 0\n",
        (0, "Nichts"): "",
        (75, "noch"): "",
        (3, "abgelehnt"): "abgelehnt\nExitcode 3\n",
    }
    assert "%" not in command, "cron takes a % for the end of the line"


def test_the_task_of_windows_is_as_its_program_reads_it():
    text = TASK.read_text(encoding="utf-8")
    assert "encoding=" not in text.partition("?>")[0], "a text of PowerShell has no encoding of bytes"
    root = read_task()
    assert [child.tag.partition("}")[2] for child in root] == [
        "RegistrationInfo",
        "Triggers",
        "Principals",
        "Settings",
        "Actions",
    ]
    assert root.findtext("t:Settings/t:StartWhenAvailable", namespaces=NAMESPACE) == "true"
    assert root.findtext("t:Settings/t:MultipleInstancesPolicy", namespaces=NAMESPACE) == "IgnoreNew"
    assert call_of_task().count('"') % 2 == 0
    setup = SETUP.read_text(encoding="utf-8")
    assert TASK.name in setup
    private = re.search(r"\$Privat = '([^']+)'", setup)[1]
    assert f'--warehouse "{private}\\' in call_of_task()


@needs_systemd
def test_systemd_accepts_the_units(installed):
    done = analyze("verify", *(file.name for file in UNITS), folder=installed)
    assert (done.returncode, done.stderr) == (0, "")


@needs_systemd
def test_the_service_is_exposed_to_little(installed):
    done = analyze("security", "--offline=true", "--threshold=10", f"./{SERVICE.name}", folder=installed)
    assert done.returncode == 0, done.stdout + done.stderr


@needs_systemd
@pytest.mark.parametrize(
    "expression",
    [read_unit(TIMER)["Timer"]["OnCalendar"], *re.findall(r"OnCalendar=([^`]+)`", README.read_text("utf-8"))],
)
def test_the_hour_of_the_timer_comes(expression, tmp_path):
    done = analyze("calendar", expression, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Next elapse" in done.stdout
