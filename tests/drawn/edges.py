"""Rows of random deliveries that lie on an edge of the contract, a day before it or a day after it."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from schemas import codes
from second.bestand import arbeitstage, plus_monate
from second.neukunden import altersgrenze

if TYPE_CHECKING:
    from drawn.random import Zufall

Rows = list[dict[str, Any]]
COUNSELLING = ["erstgespraech", "folgegespraech"]


def shift(day: date, by: int) -> date:
    return day + timedelta(days=by)


def around(z: "Zufall", day: date) -> date:
    return shift(day, z.r.choice([-1, 0, 1]))


def year_ago(z: "Zufall") -> str:
    return around(z, plus_monate(z.s, -12)).isoformat()


def draw_edges(z: "Zufall", teams: list[str]) -> dict[str, Rows]:
    """Return more rows per export."""
    antraege, vermerke, termine = _new_clients(z, teams)
    return {
        "verbis_lebenslauf": _lebenslauf(z),
        "verbis_vermerke": _numbered("vermerk_id", "e", vermerke + _long_ago(z)),
        "verbis_vereinbarungen": _numbered("vereinbarung_id", "e", _vereinbarungen(z)),
        "atv_termine": _numbered(
            "termin_id", "e", termine + _rebooked(z, teams) + _missed(z, teams) + _next_ones(z, teams)
        ),
        "allegro_antraege": _numbered("antrag_id", "e", antraege),
    }


def _numbered(key: str, prefix: str, rows: Rows) -> Rows:
    return [{key: f"{prefix}{number}", **row} for number, row in enumerate(rows)]


def begin_of_av(z: "Zufall", anderer_tag: str, *, ist_paar: bool) -> str:
    """Often a day about which a person begins to count, as a member of a household or at all."""
    if z.r.random() < (0.35 if ist_paar else 0.7):
        return anderer_tag
    return around(z, plus_monate(z.s, -12 if ist_paar else -6)).isoformat()


def birth_at_an_age(z: "Zufall", day: date) -> str:
    """A month of birth: 15 years old, or at the age limit, in the month of that day or the one before or after it."""
    first = day.replace(day=1)
    births = [plus_monate(first, -months) for months in range(65 * 12 - 1, 67 * 12 + 2)]
    at_limit = [birth for birth in births if plus_monate(first, -1) <= altersgrenze(birth) < plus_monate(first, 2)]
    fifteen = plus_monate(first, -15 * 12 + z.r.choice([-1, 0, 1]))
    return f"{z.r.choice([*at_limit, fifteen]):%Y-%m}"


# New clients


def _new_clients(z: "Zufall", teams: list[str]) -> tuple[Rows, Rows, Rows]:
    antraege, vermerke, termine = [], [], []
    for person in z.new_clients:
        day = z.applied[person] = _day_of_application(z)
        antraege += _applications(z, person, day)
        if z.r.random() < 0.4:
            vermerke += _first_talk(z, person, day)
        if z.r.random() < 0.7:
            termine.append(_first_appointment(z, person, day, teams))
    return antraege, vermerke, termine


def _day_of_application(z: "Zufall") -> date:
    """Within the cohort of the month, with 10, 11, 30 or 31 Arbeitstage up to S, or about a year ago."""
    kind = z.r.random()
    if kind < 0.6:
        day = shift(z.s, -z.r.randint(43, 74))
        return day if z.r.random() < 0.8 else shift(plus_monate(day.replace(day=1), 1), z.r.choice([-1, 0]))
    if kind < 0.75:
        return around(z, plus_monate(z.s, -12))
    day, count = z.s, z.r.choice([10, 11, 30, 31])
    while arbeitstage(shift(day, 1), z.s, None) < count:
        day = shift(day, -1)
    return day


def _applications(z: "Zufall", person: str, day: date) -> Rows:
    r = z.r
    new = _application(z, person, day)
    kind = r.choice(["first", "gap", "gap", "gap", "two", "bg"])
    if kind == "gap":
        begin = date.fromisoformat(new["leistung_von"]) if new["leistung_von"] else day.replace(day=1)
        end = shift(begin, -1 - r.choice([-1, 0, 0, 1, 182, 182, 183, 183]))
        if r.random() < 0.2:
            # Ends about the day of the application, long before the new benefit.
            end, new["leistung_von"] = around(z, day), shift(day, 20).isoformat()
        earlier = {"leistung_bis": end.isoformat(), "einmalzahlung": z.flag(0.2), "status": "bewilligt"}
        return [new, _application(z, person, shift(min(end, day), -r.randint(1, 300))) | earlier]
    if kind == "two":
        return [new, _application(z, person, shift(day, r.choice([-2, 0, 0, 1, 3])))]
    if kind == "bg":
        earlier = shift(day, -r.randint(100, 400))
        others = [_application(z, person, earlier) | {"bg_id": f"bg{r.randint(0, 1)}"} for _ in range(r.randint(1, 3))]
        return [new, *others]
    return [new]


def _application(z: "Zufall", person: str, day: date) -> dict[str, Any]:
    r = z.r
    return {
        "kunde_id": person,
        "bg_id": "bg0",
        "antragsdatum": day.isoformat(),
        "status": r.choice(["bewilligt", "bewilligt", "bewilligt", "offen", r.choice(codes.ANTRAG_STATUS)]),
        "leistung_von": "" if r.random() < 0.5 else shift(day, r.choice([-25, -1, 0, 1, 20])).isoformat(),
        "leistung_bis": "" if r.random() < 0.3 else shift(day, r.choice([-1, 0, 90, 180])).isoformat(),
        "einmalzahlung": z.flag(0.08),
        "alg_aufstocker": z.flag(0.04),
        "inland": z.flag(0.95),
        "sonderfall": z.maybe(["Umzug"], 0.95),
    }


def _first_talk(z: "Zufall", person: str, day: date) -> Rows:
    """On the day itself, about the 10th or 30th Arbeitstag after it, or a day too early."""
    later = z.r.choice([-1, 0, z.r.randint(13, 17), z.r.randint(40, 47)])
    return [
        {
            "kunde_id": person,
            "datum": shift(day, later).isoformat(),
            "vermerktyp": z.r.choice(["beratungsvermerk", "standortbestimmung"]),
            "kontaktart": z.r.choice(["persoenlich", "persoenlich", "telefon"]),
            "betreff": "erstgespraech",
        }
        for _ in range(z.r.randint(1, 2))
    ]


def _first_appointment(z: "Zufall", person: str, day: date, teams: list[str]) -> dict[str, Any]:
    return _termin(
        z,
        kunde_id=person,
        team_id=z.r.choice(teams),
        datum=shift(day, z.r.choice([5, *range(12, 18)])),
        terminart=z.r.choice(["erstgespraech", "erstgespraech", "erstgespraech", "folgegespraech"]),
        gebucht_am=around(z, day),
    )


# Others


def _termin(z: "Zufall", **werte: Any) -> dict[str, Any]:
    termin = {
        "kunde_id": z.person(),
        "ifk_id": "ifk0",
        "beginn": "09:00",
        "dauer_min": 45,
        "terminart": z.r.choice(COUNSELLING),
        "kontaktart": "persoenlich",
        "status": z.r.choice(codes.TERMIN_STATUS),
        "gebucht_am": shift(z.s, -60),
        "abgesagt_am": "",
        **werte,
    }
    return {name: wert.isoformat() if isinstance(wert, date) else wert for name, wert in termin.items()}


def _rebooked(z: "Zufall", teams: list[str]) -> Rows:
    """Cancelled about a week ahead; something else begins in the time that became free, booked about that day."""
    rows = []
    for number in range(len(z.personen) // 4):
        tag = shift(z.s, -z.r.randint(0, 27))
        abgesagt = shift(tag, -z.r.choice([6, 7, 7, 8, 20]))
        beide = {"ifk_id": f"frei{number}", "datum": tag}
        rows += [
            _termin(z, **beide, team_id=z.r.choice(teams), status="abgesagt_kunde", abgesagt_am=abgesagt),
            _termin(
                z,
                **beide,
                team_id=z.r.choice(teams),
                beginn=z.r.choice(["08:45", "09:00", "09:30", "09:44", "09:45"]),
                terminart=z.r.choice(codes.TERMINART),
                gebucht_am=around(z, abgesagt),
            ),
        ]
    return rows


def _missed(z: "Zufall", teams: list[str]) -> Rows:
    """Held and missed in a row, some on one day or at one time, some half a year ago or before."""
    rows = []
    for person in z.personen[::3]:
        tage = [shift(z.s, -z.r.randint(0, 60)), around(z, plus_monate(z.s, -6)), shift(z.s, -z.r.randint(190, 400))]
        rows += [
            _termin(
                z,
                kunde_id=person,
                team_id=z.r.choice(teams),
                datum=z.r.choice(tage),
                beginn=z.r.choice(["09:00", "11:00"]),
                status=z.r.choice(["wahrgenommen", "nicht_erschienen", "nicht_erschienen"]),
            )
            for _ in range(z.r.randint(1, 6))
        ]
    return rows


def _next_ones(z: "Zufall", teams: list[str]) -> Rows:
    """Held, and another one of any kind booked about that day."""
    rows = []
    for person in z.personen[1::4]:
        tag = shift(z.s, -z.r.randint(0, 27))
        naechster = {"terminart": z.r.choice([*COUNSELLING, *codes.TERMINART]), "gebucht_am": around(z, tag)}
        rows += [
            _termin(z, kunde_id=person, team_id=z.r.choice(teams), datum=tag, status="wahrgenommen"),
            _termin(
                z,
                kunde_id=person,
                team_id=z.r.choice(teams),
                datum=shift(tag, z.r.choice([0, 1, 30])),
                **naechster,
            ),
        ]
    return rows


def _long_ago(z: "Zufall") -> Rows:
    """Talks about three, six, twelve or thirteen months ago of persons who are rarely seen since."""
    return [
        {
            "kunde_id": person,
            "datum": around(z, plus_monate(z.s, -z.r.choice([3, 6, 12, 13, 13]))).isoformat(),
            "vermerktyp": "beratungsvermerk",
            "kontaktart": "persoenlich",
            "betreff": "",
        }
        for person in z.new_clients[::2]
    ]


def _vereinbarungen(z: "Zufall") -> Rows:
    """About the days at which a kind of them ceased to count, or began to, and half a year ago."""
    tage = [date(2023, 12, 31), date(2026, 7, 1), plus_monate(z.s, -6)]
    return [
        {
            "kunde_id": person,
            "art": z.r.choice(["verwaltungsakt", "verwaltungsakt", *codes.VEREINBARUNG_ART]),
            "datum": around(z, z.r.choice(tage)).isoformat(),
            "gueltig_bis": "",
        }
        for person in z.personen[::2]
    ]


def _lebenslauf(z: "Zufall") -> Rows:
    """Entries that begin about a year ago or end about S."""
    return [
        {
            "kunde_id": z.person(),
            "art": z.r.choice(["kinderbetreuung", "kinderbetreuung", "elternzeit", "arbeitsunfaehig"]),
            "von": year_ago(z),
            "bis": z.r.choice(["", around(z, z.s).isoformat()]),
        }
        for _ in range(len(z.personen) // 4)
    ]
