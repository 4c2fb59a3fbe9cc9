"""The length of a talk: what a paper says, or the substitute."""

from pipeline.compute.persons import find_durations
from pipeline.regelwerk.files import find_regelwerk


def test_length_of_a_talk_is_the_rule_sets_own_or_the_substitute():
    eigene = find_durations(find_regelwerk("beratungsaktivitaet-2024"), ["u25", "ue25", "fallmanagement"], 50)
    assert {a: int(d.minuten) for a, d in eigene.items()} == {"fallmanagement": 90, "u25": 60, "ue25": 45}
    assert all(d.quelle == "5" for d in eigene.values())
    # the paper names a length of the first talk only
    fremde = find_durations(find_regelwerk("ba-empfehlung-2010"), ["u25"], 50)
    assert (fremde["u25"].minuten, fremde["u25"].quelle) == (50, "")
