"""
How long a pseudonym is the same: the time that a day is in.

Times follow each other in the calendar, each as long as the field's `lasts`, and everybody's begin together:
so nobody keeps a pseudonym longer than the charter says.
"""

from __future__ import annotations

from datetime import date

from etanche.charter import Duration, Unit

_HOURS_OF_A_DAY = 24
_MONTHS_OF_A_YEAR = 12


def can_last(lasts: Duration) -> bool:
    """Return whether pseudonyms can last so long: a day at least, because that is what is known of a record."""
    return lasts.unit is not Unit.MINUTE and (lasts.unit is not Unit.HOUR or lasts.number >= _HOURS_OF_A_DAY)


def first_day(lasts: Duration, day: date) -> date:
    """
    Return the first day of the time that a day is in; hours are rounded down to days.

    Weeks begin on Monday; two weeks, three months and the like are counted from the year 1.
    """
    number, ordinal = lasts.number, day.toordinal()
    match lasts.unit:
        case Unit.YEAR:
            return date(max(1, day.year - day.year % number), 1, 1)
        case Unit.MONTH:
            month = day.year * 12 + day.month - 1
            month -= month % number
            return date(month // 12, month % 12 + 1, 1) if month >= _MONTHS_OF_A_YEAR else date.min
        case Unit.WEEK:
            return date.fromordinal(ordinal - (ordinal - 1) % (7 * number))
        case _:
            days = max(1, number // _HOURS_OF_A_DAY) if lasts.unit is Unit.HOUR else number
            return date.fromordinal(max(1, ordinal - ordinal % days))
