import enum
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusmw import fields, grammar


@given(
    st.datetimes(
        min_value=datetime(1000, 1, 1),  # years before are read back as short ones of our own time
        timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30)), timezone(-timedelta(hours=11))]),
    )
)
def test_a_date_is_imf_fixdate_and_read_back_to_the_second(moment):
    try:
        value = fields.http_date(moment)
    except ValueError:
        assert moment.year == 9999
    else:
        assert grammar.is_imf_fixdate(value)
        assert parsedate_to_datetime(value) == moment.replace(microsecond=0)


@pytest.mark.parametrize("value", [0, None, "Sun, 06 Nov 1994 08:49:37 GMT", date(2024, 1, 1), 1.5])
def test_what_is_no_datetime_is_no_date(value):
    with pytest.raises(TypeError, match="date must be a datetime, not"):
        fields.http_date(value)


class Nowhere(tzinfo):
    def utcoffset(self, moment):
        return None


@pytest.mark.parametrize("value", [datetime(2024, 1, 1), datetime(2024, 1, 1, tzinfo=Nowhere())])
def test_a_date_without_time_zone_is_refused_with_the_remedy(value):
    with pytest.raises(ValueError, match=r"datetime\.now\(UTC\)"):
        fields.http_date(value)
    with pytest.raises(ValueError, match="retry_after has no time zone"):
        fields.retry_after(value)


@pytest.mark.parametrize(
    "value",
    [
        datetime.min.replace(tzinfo=timezone(timedelta(hours=1))),
        datetime.max.replace(tzinfo=timezone(-timedelta(hours=1))),
    ],
)
def test_a_date_that_utc_has_not_is_refused(value):
    with pytest.raises(ValueError, match="years 1 to 9999"):
        fields.http_date(value)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (0, "0"),
        (3653 * 86_400, "315619200"),
        (timedelta(), "0"),
        (timedelta(microseconds=1), "1"),
        (timedelta(seconds=1), "1"),
        (timedelta(seconds=1, microseconds=1), "2"),
        (timedelta(days=3653), "315619200"),
        (datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC), "Sun, 06 Nov 1994 08:49:37 GMT"),
        (enum.IntEnum("Wait", {"SHORT": 5})(5), "5"),
    ],
)
def test_retry_after_is_whole_seconds_or_a_date(value, seconds):
    assert fields.retry_after(value) == seconds


@pytest.mark.parametrize("value", [True, 1.0, float("nan"), float("inf"), "5", "x\r\ny", None, b"5", date(2024, 1, 1)])
def test_retry_after_takes_no_other_type(value):
    with pytest.raises(TypeError, match="retry_after must be an int, not"):
        fields.retry_after(value)


@pytest.mark.parametrize(
    "value",
    [
        -1,
        3653 * 86_400 + 1,
        pytest.param(10**5000, id="huge"),
        timedelta(microseconds=-1),
        timedelta(days=3653, microseconds=1),
        timedelta.max,
        timedelta.min,
    ],
)
def test_retry_after_takes_no_span_that_is_negative_or_beyond_ten_years(value):
    with pytest.raises(ValueError, match="^retry_after "):
        fields.retry_after(value)


@given(st.integers() | st.timedeltas() | st.floats() | st.booleans() | st.datetimes(timezones=st.none() | st.just(UTC)))
def test_whatever_retry_after_takes_is_one(value):
    try:
        built_value = fields.retry_after(value)
    except (ValueError, TypeError) as refusal:
        assert str(refusal).startswith("retry_after ")
    else:
        assert grammar.is_retry_after(built_value)


def test_delta_seconds_end_where_caches_stop_counting():
    assert fields.delta_seconds(2**31) == "2147483648"
    assert fields.delta_seconds(timedelta(seconds=2), most=2) == "2"
    with pytest.raises(ValueError, match="seconds must be from 0 to 2147483648"):
        fields.delta_seconds(2**31 + 1)


@given(st.integers(0, 10**12), st.integers(1, 10**12), st.none() | st.integers(0, 10**12))
def test_a_content_range_holds_or_is_refused(first, length, beyond):
    complete = None if beyond is None else first + length + beyond
    value = fields.content_range(first, length, complete)
    assert grammar.is_content_range(value)
    assert value == f"bytes {first}-{first + length - 1}/{'*' if complete is None else complete}"
    with pytest.raises(ValueError, match="^complete_length "):
        fields.content_range(first, length, first + length - 1)


@pytest.mark.parametrize(
    ("arguments", "error", "named"),
    [
        ((-1, 5, 10), ValueError, "first"),
        ((0, 0, 10), ValueError, "length"),
        ((0, 5, -1), ValueError, "complete_length"),
        ((10**5000, 5, None), ValueError, "first"),
        ((0, 5, 10**18), ValueError, "complete_length"),
        ((True, 5, 10), TypeError, "first"),
        ((0, 5.0, 10), TypeError, "length"),
        ((0, 5, "10"), TypeError, "complete_length"),
        ((0, None, 10), TypeError, "length"),
    ],
)
def test_a_content_range_names_the_number_it_cannot_use(arguments, error, named):
    with pytest.raises(error, match=f"^{named} "):
        fields.content_range(*arguments)


@given(st.integers())
def test_the_content_range_of_a_refusal_holds_the_complete_length(number):
    if 0 <= number < 10**18:
        value = fields.content_range_refused(number)
        assert grammar.is_range_refusal(value)
        assert grammar.is_content_range(value)
    else:
        with pytest.raises(ValueError, match="^complete_length "):
            fields.content_range_refused(number)


@pytest.mark.parametrize("value", [True, None, "10", 1.0])
def test_a_complete_length_is_an_int(value):
    with pytest.raises(TypeError, match="complete_length"):
        fields.content_range_refused(value)
