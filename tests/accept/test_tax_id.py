"""Tax ids are known by their check digit; an example is published with the rule (86095742719)."""

import pytest

from pipeline.accept.tax_id import find_tax_id, is_tax_id


def test_the_check_digit_and_the_doubled_digit_tell():
    assert is_tax_id("86095742719")
    assert is_tax_id("65929970489")
    assert not is_tax_id("86095742718")
    assert not is_tax_id("12345678901")


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("86 095 742 719", [(0, 14)]),
        ("ID 86-095-742-719.", [(3, 17)]),
        ("ID 86-095-742-719 ", [(3, 17)]),
        ("186 095 742 719", []),
        ("86.095.742.719", []),
        ("86 095-742 719", []),
    ],
)
def test_in_a_text_it_stands_in_groups(text, places):
    assert find_tax_id(text) == places
