"""Notebook 01: days, offices, deadlines and hours against what was worked out by hand; every option
through the widgets.

There are 153 × 153 pairs of days and two views. A pair is made from the states of its two days,
which are worked out once a day, and from what lies between them; so every day is tried on both
sides against the day of the talks, and the fifteen named days, which hold every event that changes
an office or a deadline, are tried in all pairs.
"""

import itertools
import json
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import ipywidgets
import pytest
from markupsafe import escape
from shown import Structure, foreign_colours, free, inside, outputs, shows
from words import plain

from khaddam_files import charts, choices, compare, widgets, wording
from khaddam_files.data import records

DAYS = [value for _, value in compare.eve.day_options()]
NAMED = list(compare.eve.named_days())
HOURS = [value for _, value in compare.eve.hour_options()]
VIEWS = list(compare.eve.DAY_VIEWS)
SCRIPT = "<script>alert('x')</script>"


def held(day):
    return {row.office: row.holder for row in compare.eve.office_holders(day).rows}


def kind(made, name):
    return {row.id: row for row in made.rows if row.kind == name}


def test_offices_stand_by_state_the_two_capitals_first():
    states = list(dict.fromkeys(row.state for row in compare.eve.office_holders("2003-03-16").rows))
    assert states[:4] == ["Syria", "Iran", "Iraq", "Turkey"]


# --- days


def test_every_day_of_the_window_can_be_chosen_once_and_the_named_come_first():
    assert len(DAYS) == len(set(DAYS)) == 153
    assert sorted(DAYS)[0] == "2002-11-08" and sorted(DAYS)[-1] == "2003-04-09"
    assert DAYS[: len(NAMED)] == NAMED and DAYS[0] == "2003-03-16"
    assert DAYS[len(NAMED) :] == sorted(DAYS[len(NAMED) :])
    labels = [label for label, _ in compare.eve.day_options()]
    assert labels[0] == "16 March 2003: the talks in Tehran" and "17 December 2002" in labels


@pytest.mark.parametrize(
    "bad",
    [
        "2002-11-07",
        "2003-04-10",
        "20030316",
        "2003-W11-7",
        "16 March 2003",
        "",
        None,
        3,
        date(2003, 3, 16),
        SCRIPT,
    ],
)
@pytest.mark.parametrize(
    "ask",
    [compare.eve.office_holders, lambda day: compare.eve.dates_side_by_side("2003-03-16", day)],
)
def test_another_day_is_refused_with_an_example(bad, ask):
    with pytest.raises(choices.SelectionError, match="There is no day .* written like 2003-03-16"):
        ask(bad)


def test_another_view_and_another_hour_are_refused():
    with pytest.raises(
        choices.SelectionError, match="There is no view 'space': expected one of time, map"
    ):
        compare.eve.dates_side_by_side("2003-03-16", "2003-03-17", "space")
    with pytest.raises(choices.SelectionError, match="There is no hour 'H99'"):
        compare.eve.clock("H01", "H99")


# --- offices, by hand: start <= day < end


@pytest.mark.parametrize(
    "day, office, holder",
    [
        ("2002-11-08", "Prime Minister of Turkey", "not in our table"),
        ("2002-11-17", "Prime Minister of Turkey", "not in our table"),
        ("2002-11-18", "Prime Minister of Turkey", "Abdullah Gül"),
        ("2003-03-13", "Prime Minister of Turkey", "Abdullah Gül"),
        ("2003-03-14", "Prime Minister of Turkey", "Recep Tayyip Erdoğan"),
        ("2003-03-13", "Foreign Minister of Turkey", "not in our table"),
        ("2003-03-14", "Foreign Minister of Turkey", "Abdullah Gül"),
        ("2002-11-08", "President of Turkey", "Ahmet Necdet Sezer"),
        ("2003-03-16", "President of Turkey", "Ahmet Necdet Sezer"),
        ("2003-04-09", "President of Turkey", "Ahmet Necdet Sezer"),
        ("2003-04-08", "President of Iraq", "Saddam Hussein"),
        ("2003-04-09", "President of Iraq", "not in our table"),
        ("2002-11-08", "President of Syria", "Bashar al-Assad"),
        ("2003-04-09", "Supreme Leader of Iran", "Ali Khamenei"),
        ("2003-03-14", "Commander of the southern region of Iraq", "not in our table"),
        ("2003-03-15", "Commander of the southern region of Iraq", "Ali Hassan al-Majid"),
        ("2003-03-31", "Commander of the southern region of Iraq", "Ali Hassan al-Majid"),
        (
            "2003-04-01",
            "Commander of the southern region of Iraq",
            "Ali Hassan al-Majid, perhaps: last day not known",
        ),
        (
            "2002-12-31",
            "Director of the Office of Reconstruction and Humanitarian Assistance",
            "not in our table",
        ),
        (
            "2003-01-01",
            "Director of the Office of Reconstruction and Humanitarian Assistance",
            "Jay Garner, perhaps: first day not known",
        ),
        (
            "2003-01-30",
            "Director of the Office of Reconstruction and Humanitarian Assistance",
            "Jay Garner, perhaps: first day not known",
        ),
        (
            "2003-02-01",
            "Director of the Office of Reconstruction and Humanitarian Assistance",
            "Jay Garner",
        ),
        (
            "2003-03-16",
            "Deputy Director of the General Intelligence Directorate of Syria",
            "Mohammed Nassif Kheirbek, perhaps: start not known",
        ),
    ],
)
def test_who_held_which_office(day, office, holder):
    assert held(day)[office] == holder
    assert kind(compare.eve.dates_side_by_side(day, "2003-03-16"), "office")[office].left == holder
    assert kind(compare.eve.dates_side_by_side("2003-03-16", day), "office")[office].right == holder


def test_holders_are_those_of_a_plain_search_on_every_day():
    """Where both ends are known to the day, the rule is start <= day < end and nothing else."""
    people = {row["person_id"]: row["name"] for row in records("people")}
    exact = [
        row for row in records("offices") if row["start_precision"] == row["end_precision"] == "day"
    ]
    for value in DAYS:
        day, found = date.fromisoformat(value), held(value)
        for row in exact:
            if row["office"] in found:
                assert (row["start"] <= day < row["end"]) == (
                    people[row["person_id"]] in found[row["office"]].split("; ")
                )


def test_no_office_has_two_sure_holders_on_any_day():
    for value in DAYS:
        assert not any(";" in holder for holder in held(value).values()), value


def test_offices_that_differ_around_turkeys_change():
    made = compare.eve.dates_side_by_side("2003-03-13", "2003-03-14")
    differing = [office for office, row in kind(made, "office").items() if row.changed]
    assert differing == [
        "Prime Minister of Turkey",
        "Foreign Minister of Turkey",
        "Deputy Prime Minister of Turkey",
    ]
    assert "Offices that differ (3)" in made.html
    assert (
        "No office of our table differs"
        in compare.eve.dates_side_by_side("2003-03-16", "2003-03-20").html
    )


# --- events, by hand


def test_what_had_happened_by_the_day_of_the_talks():
    made = compare.eve.dates_side_by_side("2002-11-08", "2003-03-16")
    by = {
        state: [row.id for row in kind(made, "event").values() if row.right == state]
        for state in ("happened", "day not known", "still to come")
    }
    assert by["happened"] == [
        "E006",
        "E007",
        "E008",
        "E009",
        "E105",
        "E010",
        "E011",
        "E012",
        "E013",
        "E014",
        "E015",
        "E016",
        "E017",
        "E018",
        "E019",
        "E020",
        "E021",
        "E022",
        "E108",
    ]
    assert by["day not known"] == ["E023", "E028"]
    assert by["still to come"] == ["E024", "E025", "E109", "E026", "E027", "E029"]
    assert made.sentence == (
        "18 events between 8 November 2002 and 16 March 2003, and 2 perhaps; public by the later "
        "day, at least in part: 18."
    )


def test_an_event_of_which_only_the_month_is_known_counts_when_the_month_is_over():
    state = lambda event, day: kind(compare.eve.dates_side_by_side(day, day), "event")[event].left  # noqa: E731
    for event, days in (
        ("E105", ("2002-11-30", "2002-12-01", "2002-12-30", "2002-12-31", "2003-01-01")),
        ("E028", ("2003-02-28", "2003-03-01", "2003-03-30", "2003-03-31", "2003-04-01")),
    ):
        assert [state(event, day) for day in days] == [
            *("still to come", "day not known", "day not known", "happened", "happened")
        ]


def test_nothing_is_public_before_a_report_was_seen():
    shown = lambda day: plain(compare.eve.dates_side_by_side(day, "2003-04-09").html)  # noqa: E731
    visit = "10 March 2003 Russia’s foreign minister visits Tehran"
    assert f"{visit} not public not yet took part S1.8, S1.9" in shown("2003-03-12")
    assert f"{visit} 13 March 2003, in part public took part S1.8, S1.9" in shown("2003-03-13")
    committee = (
        "Syria and Iran are said to form a security committee on Iraq not public "
        "not shown "
        "not shown S11.2"
    )
    assert committee in plain(compare.eve.dates_side_by_side("2003-03-16", "2003-04-09").html)


def test_the_counts_of_the_key_points():
    """Nineteen events by the day of the talks, all public at least in part; four with Damascus in
    the room, five with Tehran."""
    known = {row["event_id"]: row for row in records("publicity")}
    made = compare.eve.dates_side_by_side("2003-03-16", "2003-03-16")
    by = [known[row.id] for row in kind(made, "event").values() if row.left == "happened"]
    assert len(by) == 19 and all(row["public_on"] <= date(2003, 3, 16) for row in by)
    assert sum(row["damascus"] == "took part" for row in by) == 4
    assert sum(row["tehran"] == "took part" for row in by) == 5
    both = [row["event_id"] for row in by if row["tehran"] == "took part" and row["spoken_of"]]
    assert both == ["E012", "E016", "E019"]  # the last are the talks themselves


def test_the_same_day_twice_and_two_days_in_the_other_order():
    for day in DAYS:
        made = compare.eve.dates_side_by_side(day, day)
        assert "the same day twice, so nothing lies between" in made.sentence and not any(
            row.changed for row in made.rows
        )
        assert "Events between" not in made.html
    for one, other in itertools.combinations(NAMED, 2):
        there, back = (
            compare.eve.dates_side_by_side(one, other),
            compare.eve.dates_side_by_side(other, one),
        )
        assert [row.changed for row in there.rows] == [row.changed for row in back.rows]
        assert there.sentence == back.sentence, "what lies between does not depend on the side"
        already = (
            f"What had already happened by {wording.day(date.fromisoformat(min(one, other)))} ("
        )
        assert already in there.html and already in back.html
        assert [(row.left, row.right) for row in there.rows[2:]] == [
            (row.right, row.left) for row in back.rows[2:]
        ]


def test_no_page_knows_more_than_its_later_day():
    """Neither the outcome of a deadline that was still open nor the summary of an event, which is
    written with hindsight."""
    for one, other in itertools.product(NAMED, repeat=2):
        page, later = compare.eve.dates_side_by_side(one, other).page(), max(one, other)
        for row in records("deadlines"):
            if row["ends_on"].isoformat() >= later:
                assert escape(row["outcome"]) not in page, (one, other, row["deadline_id"])
        for row in records("events"):
            assert escape(row["summary"]) not in page
            if row["date"].isoformat() > later:
                assert f"{escape(row['title'])}</td>" not in page


# --- deadlines, by hand


@pytest.mark.parametrize(
    "day, expected",
    [
        (
            "2002-11-08",
            {
                "DL1": "7 days left",
                "DL2": "30 days left",
                "DL3": "45 days left",
                "DL4": "80 days left",
            },
        ),
        (
            "2002-11-15",
            {
                "DL1": "last day",
                "DL2": "23 days left",
                "DL3": "38 days left",
                "DL4": "73 days left",
            },
        ),
        ("2002-11-16", {"DL2": "22 days left", "DL3": "37 days left", "DL4": "72 days left"}),
        ("2003-01-28", {}),
        ("2003-02-20", {}),
        ("2003-02-21", {"DL5": "8 days left"}),
        ("2003-03-01", {"DL5": "last day"}),
        ("2003-03-06", {}),
        ("2003-03-07", {"DL6": "10 days left"}),
        ("2003-03-15", {"DL6": "2 days left"}),
        ("2003-03-16", {"DL6": "1 day left", "DL7": "1 day left"}),
        ("2003-03-17", {"DL6": "last day", "DL7": "last day", "DL8": "2 days left"}),
        ("2003-03-18", {"DL8": "1 day left"}),
        ("2003-03-19", {"DL8": "last day"}),
        ("2003-03-20", {}),
        ("2003-04-09", {}),
    ],
)
def test_which_deadlines_ran(day, expected):
    states = {
        key: row.left
        for key, row in kind(compare.eve.dates_side_by_side(day, "2003-03-16"), "deadline").items()
    }
    assert {
        key: state for key, state in states.items() if state not in ("over", "not set yet")
    } == expected
    assert (
        f"Deadlines ({len(expected)} ran on the left day, "
        in compare.eve.dates_side_by_side(day, "2003-04-09").html
    )


def test_a_deadline_that_came_and_went_between_the_two_days_is_shown():
    page = plain(compare.eve.dates_side_by_side("2003-03-16", "2003-03-20").html)
    assert (
        "Ultimatum: Saddam and his sons leave Iraq President Bush (announced) 19 March 2003 not "
        "set yet over They stayed." in page
    )
    assert "Iraq accepts resolution 1441" not in page, "over on both"
    assert "Ultimatum" not in compare.eve.dates_side_by_side("2002-11-08", "2003-03-16").html, (
        "not set on either"
    )
    nothing = "No deadline of our table ran on either day or between them."
    assert nothing in compare.eve.dates_side_by_side("2003-02-10", "2003-02-20").html
    assert nothing not in compare.eve.dates_side_by_side("2003-02-20", "2003-03-06").html


def test_deadlines_are_counted_as_their_notes_say():
    rows = {row["deadline_id"]: row for row in records("deadlines")}
    vote = date(2002, 11, 8)
    assert all(row["set_on"] <= row["ends_on"] for row in rows.values())
    assert [(rows[key]["ends_on"] - vote).days for key in ("DL1", "DL2", "DL3")] == [7, 30, 45]
    assert (rows["DL4"]["ends_on"] - date(2002, 11, 27)).days == 61, (
        "the sixtieth day was a Sunday; the day is that of the plan"
    )
    assert rows["DL8"]["ends_on"] - rows["DL8"]["set_on"] == timedelta(hours=48)


# --- tables


def test_publicity_speaks_of_every_event_of_the_window_and_of_no_other():
    first, last = compare.eve.FIRST_DAY, compare.eve.LAST_DAY
    window = {row["event_id"] for row in records("events") if first <= row["date"] <= last} - {
        "E106"
    }  # a list of offices and no event
    known = {row["event_id"]: row for row in records("publicity")}
    assert set(known) == window
    dates = {row["event_id"]: row["date"] for row in records("events")}
    for event, row in known.items():
        assert (row["public_on"] is None) == (row["extent"] == "not public")
        assert row["public_on"] is None or dates[event] <= row["public_on"] <= last
        assert row["public_on"] or (row["damascus"], row["tehran"]) == ("not shown", "not shown")


# --- map


def test_places_counted_by_hand():
    made = compare.eve.dates_side_by_side("2003-03-01", "2003-03-16", "map")
    counts = {row.place_id: (row.by_left, row.by_right) for row in made.rows}
    assert counts == {
        "tehran": (1, 4),
        "paris": (0, 2),
        "ankara": (2, 3),
        "baghdad": (0, 1),
        "lajes_terceira": (0, 1),
        "washington": (0, 1),
        "damascus": (2, 2),
        "erbil": (1, 1),
        "london": (2, 2),
        "new_york": (1, 1),
    }
    assert "Tehran 3, Paris 2, Ankara 1 and 3 other places" in made.sentence
    assert "77.0° W" in made.html and "51.4° E" in made.html


# --- hours


def test_clocks_are_those_of_the_time_zone_database():
    zones = {
        "Tehran": "Asia/Tehran",
        "Baghdad": "Asia/Baghdad",
        "Damascus": "Asia/Damascus",
        "Azores": "Atlantic/Azores",
        "Washington": "America/New_York",
        "New York": "America/New_York",
    }
    for row in records("hours"):
        for end in ("local_from", "local_to"):
            moment = row[end].replace(tzinfo=ZoneInfo(zones[row["clock"]]))
            assert moment.utcoffset() == timedelta(minutes=row["utc_offset_minutes"]), row[
                "hour_id"
            ]
            for clock in records("clocks"):
                here = moment.astimezone(ZoneInfo(zones[clock["clock"]]))
                assert here.utcoffset() == timedelta(minutes=clock["utc_offset_minutes"])


def test_hours_by_hand():
    """17:30 in the Azores is 18:30 in Greenwich and 22:00 in Tehran; 20:00 in Washington is 04:30
    in Tehran on the next day."""
    made = compare.eve.clock("H03", "H05")
    assert made.sentence == (
        "“Assad’s talk with Khamenei” came first: at least 3 hours and at most 7 hours before "
        "“Press conference after the Azores summit”."
    )
    assert made.rows[0] == (
        "Tehran",
        "16 March 2003, between 15:00 and 19:00",
        "16 March 2003, 22:00",
    )
    assert {row.clock: row.right for row in made.rows}["Azores"] == "16 March 2003, 17:30"
    speech = {row.clock: row.left for row in compare.eve.clock("H07", "H08").rows}
    assert speech["Tehran"] == "18 March 2003, about 04:30" and speech["Washington"] == (
        "17 March 2003, about 20:00"
    )
    assert compare.eve.clock("H07", "H08").gap == "about 2 days"
    assert compare.eve.clock("H08", "H09").gap == "at least 1 hour 30 minutes and at most 2 hours"
    assert (
        compare.eve.clock("H03", "H04").gap == "at least 15 minutes and at most 4 hours 15 minutes"
    )
    assert (
        compare.eve.clock("H01", "H03").gap
        == "at least 14 hours 30 minutes and at most 1 day 30 minutes"
    )
    open_order = compare.eve.clock("H01", "H02")
    assert not open_order.gap and open_order.sentence.startswith("The clocks do not tell which")
    for pair in (("H02", "H03"), ("H03", "H02")):
        assert compare.eve.clock(*pair).sentence == (
            "The clocks do not tell; a source puts “Assad’s talk with Khatami” before “Assad’s "
            "talk with Khamenei”."
        )
    assert {row.clock: row.left for row in compare.eve.clock("H01", "H02").rows}["Azores"] == (
        "15 March 2003, between 14:00 and 20:00"
    )


def test_two_moments_in_the_other_order_are_told_alike():
    for one, other in itertools.product(HOURS, repeat=2):
        there, back = compare.eve.clock(one, other), compare.eve.clock(other, one)
        assert there.gap == back.gap
        assert there.sentence == back.sentence or "which came first" in there.sentence
        assert ("the same moment twice" in there.sentence) == (one == other)


# --- widgets


@pytest.mark.parametrize("make", [widgets.two_days, widgets.two_clocks])
def test_controls_have_short_different_labels_and_show_what_is_chosen(make):
    box = make()
    controls = [one for one in inside(box.bar) if isinstance(one, ipywidgets.Dropdown)]
    labels = [one.description for one in controls]
    assert len(set(labels)) == len(labels) == len(box.controls) and all(
        0 < len(one) <= 40 for one in labels
    )
    assert all(one.value is not None for one in controls)


def test_the_default_of_each_widget_is_the_twin_in_the_notebook():
    shows(free(widgets.two_days()), compare.eve.dates_side_by_side("2002-11-08", "2003-03-16"))
    shows(free(widgets.two_clocks()), compare.eve.clock("H03", "H05"))


@pytest.mark.parametrize("view", VIEWS)
def test_the_box_shows_what_is_chosen(view):
    """A day with a name against every other, every tenth day against the talks."""
    box = free(widgets.two_days())
    left, right = box.controls["left"], box.controls["right"]
    assert [value for _, value in left.options] == [value for _, value in right.options] == DAYS
    box.controls["view"].value = view
    talks = "2003-03-16"
    pairs = [
        *zip(NAMED, NAMED[1:] + NAMED[:1], strict=True),
        *((day, talks) for day in DAYS[::10]),
        *((talks, day) for day in DAYS[5::10]),
    ]
    for one, other in pairs:
        left.value, right.value = one, other
        twin = compare.eve.dates_side_by_side(one, other, view)
        shows(box, twin)
        assert box.drawing.outputs[0]["data"] == charts.days_drawn(twin)._repr_mimebundle_()
        assert len(twin.sentence.split()) <= 40


def test_every_pair_of_moments():
    box = free(widgets.two_clocks())
    for one, other in itertools.product(HOURS, repeat=2):
        box.controls["left"].value, box.controls["right"].value = one, other
        twin = compare.eve.clock(one, other)
        shows(box, twin)
        assert box.drawing.outputs[0]["data"] == charts.clocks_drawn(twin)._repr_mimebundle_()
        assert len(twin.sentence.split()) <= 40


# --- charts


@pytest.mark.parametrize("view", VIEWS)
def test_charts_react_to_the_days_and_describe_what_is_seen(view):
    seen = set()
    for one, other in itertools.product(NAMED, repeat=2):
        drawn = charts.days_drawn(compare.eve.dates_side_by_side(one, other, view))
        assert (
            isinstance(drawn.spec["width"], int) and drawn.spec["description"] == drawn.description
        )
        seen.add(drawn.description)
    assert len(seen) > 50


def points_of(drawn):
    return {point["event"]: point for point in drawn.spec["data"]["values"]}


def test_the_line_of_time_shows_every_event_in_its_lane():
    drawn = charts.days_drawn(compare.eve.dates_side_by_side("2003-03-16", "2003-03-20"))
    points, start = points_of(drawn), date(2002, 11, 1)
    events = {row["event_id"]: row for row in records("events")}
    assert set(points) == {row["event_id"] for row in records("publicity")}
    for key, point in points.items():
        event = events[key]
        assert start + timedelta(days=point["first"]) == event["date"]
        assert point["short"] == event["short"] and event["title"] in point["full"]
        last = start + timedelta(days=point["last"])
        after = last + timedelta(days=1)
        assert last == event["date"] if event["date_precision"] == "day" else after.day == 1
    in_time = sorted(points.values(), key=lambda point: point["first"])
    assert [point["x"] for point in in_time] == sorted(point["x"] for point in in_time)
    lanes = {row["event_id"]: row["lane"] for row in records("publicity")}
    heights = {}
    for key, point in points.items():
        heights.setdefault(lanes[key], []).append(point["y"])
    spans = [(min(ys), max(ys)) for ys in heights.values()]
    for (_, lowest), (highest, _) in itertools.pairwise(sorted(spans)):
        assert lowest < highest, "no lane reaches into the next"
    assert "16 March 2003 and 20 March 2003" in drawn.description


def test_a_sign_is_hollow_as_long_as_the_later_day_has_not_seen_its_event():
    """By the rule of the chart: filled if its last possible day is not after the later day."""
    for one, other in itertools.product(NAMED, repeat=2):
        made = compare.eve.dates_side_by_side(one, other)
        spec = charts.days_drawn(made).spec
        signs = next(layer for layer in spec["layer"] if "fill" in layer.get("encoding", ()))
        assert signs["encoding"]["fill"]["condition"]["test"] == "datum.last <= later"
        assert [piece["value"] for piece in spec["params"][:2]] == sorted([one, other])
        later = (date.fromisoformat(max(one, other)) - date(2002, 11, 1)).days
        side = "left" if one > other else "right"
        happened = {
            row.id for row in kind(made, "event").values() if getattr(row, side) == "happened"
        }
        points = points_of(charts.days_drawn(made))
        assert happened == {key for key, point in points.items() if point["last"] <= later}


def test_every_name_on_the_line_of_time_has_room():
    """Signs, bars and names of one row do not meet, nor do names cross the day of the talks."""
    spec = charts.days_drawn(compare.eve.dates_side_by_side("2003-03-16", "2003-03-20")).spec
    points = spec["data"]["values"]
    talks = next(point["x"] for point in points if point["event"] == "E019")
    taken = {}
    for point in points:
        long = 6 * len(point["short"]) + 9  # pixels of a letter in the widest of the usual fonts
        start, end = (
            (point["x"] - long, point["x"])
            if point["leftward"]
            else (point["x2"], point["x2"] + long)
        )
        assert start >= 0 and end <= spec["width"], point["short"]
        assert end <= talks + 1 or start >= talks - 1, point["short"]
        taken.setdefault(point["y"], []).append((min(start, point["x"]), max(end, point["x2"])))
    for row in taken.values():
        for (_, end), (start, _) in itertools.pairwise(sorted(row)):
            assert end < start


def test_every_chart_fits_a_page_of_570_pixels():
    for made in (
        compare.eve.dates_side_by_side("2002-11-08", "2003-03-16"),
        compare.eve.dates_side_by_side("2002-11-08", "2003-03-16", "map"),
    ):
        assert charts.days_drawn(made).spec["width"] <= 560
    assert charts.clocks_drawn(compare.eve.clock("H03", "H05")).spec["width"] <= 560


def test_in_the_file_both_days_can_be_moved_without_a_kernel():
    drawn = [
        bundle["application/vnd.vegalite.v5+json"]
        for bundle in outputs(widgets.two_days())
        if "application/vnd.vegalite.v5+json" in bundle
    ]
    moved = [piece for piece in drawn[0]["params"] if "bind" in piece]
    assert [piece["value"] for piece in moved] == ["2002-11-08", "2003-03-16"]
    assert all(
        (piece["bind"]["min"], piece["bind"]["max"]) == ("2002-11-08", "2003-04-09")
        for piece in moved
    )
    live = widgets.two_days().drawing.outputs[0]["data"]["application/vnd.vegalite.v5+json"]
    assert not any("bind" in piece for piece in live["params"]), "there the lists move them"


def test_the_map_says_why_it_has_no_borders_and_whose_coasts_it_draws():
    made = compare.eve.dates_side_by_side("2002-11-08", "2003-03-16", "map")
    drawn = charts.days_drawn(made)
    assert (
        "No borders are drawn: " in drawn.description and "Tehran 4, Ankara 3" in drawn.description
    )
    assert "no borders" in plain(made.html) and "Natural Earth" in plain(made.html)
    assert "N131" in made.source_ids


def test_every_place_of_the_map_lies_in_its_window_and_the_cities_on_land():
    """A ring that is closed the wrong way, or unrolled one turn too far, would put them to sea."""
    drawn = charts.days_drawn(compare.eve.dates_side_by_side("2002-11-08", "2003-03-16", "map"))
    land = json.loads(drawn.spec["layer"][0]["data"]["values"])
    lands = land["geometry"]["coordinates"]
    assert all(ring[0] == ring[-1] for land in lands for ring in land)

    def covered(x, y):
        crossings = sum(
            (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1)
            for land in lands
            for ring in land
            for (x1, y1), (x2, y2) in itertools.pairwise(ring)
        )
        return crossings % 2 == 1

    inland = {"Tehran", "Damascus", "Baghdad", "Ankara", "Paris", "Erbil"}
    for point in drawn.spec["data"]["values"]:
        assert -80 < point["lon"] < 70, point["place"]
        if point["place"] in inland:
            assert covered(point["lon"], point["lat"]), point["place"]
    assert not covered(-40, 40) and not covered(50.5, 45), "the Atlantic, the Caspian Sea"


@pytest.mark.parametrize("one, other", list(itertools.product(HOURS, repeat=2)))
def test_a_bar_is_as_long_as_what_is_not_known(one, other):
    made = compare.eve.clock(one, other)
    drawn = charts.clocks_drawn(made)
    for bar, hour in zip(drawn.spec["data"]["values"], (made.left, made.right), strict=True):
        row = hour.row
        length = (row["local_to"] - row["local_from"]).total_seconds() / 3600
        assert bar["to"] - bar["from"] == length
        assert row["title"] in drawn.description
    domain = drawn.spec["layer"][0]["encoding"]["x"]["scale"]["domain"]
    assert domain[1] % 24 == 0
    assert all(0 <= bar["from"] <= bar["to"] <= domain[1] for bar in drawn.spec["data"]["values"])
    assert (made.gap or "The order is not shown") in drawn.description


# --- markup


MADE = [
    lambda: compare.eve.dates_side_by_side("2002-11-08", "2003-03-16"),
    lambda: compare.eve.dates_side_by_side("2003-04-09", "2003-03-13"),
    lambda: compare.eve.dates_side_by_side("2002-11-08", "2003-04-09", "map"),
    lambda: compare.eve.office_holders("2003-03-16"),
    lambda: compare.eve.clock("H02", "H06"),
]


@pytest.mark.parametrize("make", MADE)
def test_html_is_well_formed_and_carries_meaning_in_elements(make):
    made = make()
    parser = Structure()
    parser.feed(made.page())
    assert parser.open == []
    tags = [tag for tag, _ in parser.seen]
    assert tags.count("table") == tags.count("caption") > 0
    assert all("scope" in attributes for tag, attributes in parser.seen if tag == "th")
    assert not any(foreign_colours(a.get("style", "")) for _, a in parser.seen)
    assert list(made.frame.columns) == list(made.columns) and len(made.frame) == len(made.rows)


def test_a_script_in_any_field_is_shown_as_text(poisoned):
    for make in MADE:
        page = make().page()
        assert "<script" not in page and "&lt;script&gt;" in page
    assert "<script" not in widgets.two_days().result.value


# ---------------------------------------------------------------- a day by itself


def test_every_event_is_new_on_one_day_and_every_office_changes_where_it_does():
    days = sorted(value for _, value in compare.eve.day_options())
    found = [compare.eve.one_day(value) for value in days]
    titles = [row.title for one in found for row in one.rows]
    exact = {
        row["title"]
        for row in records("events")
        if row["event_id"] in {one["event_id"] for one in records("publicity")}
        and row["date_precision"] == "day"
    }
    assert all(titles.count(title) == 1 for title in exact) and exact <= set(titles)
    for before, after in zip(found, found[1:], strict=False):
        now = {
            row.office: row.holder
            for row in compare.eve.office_holders(after.card.date.isoformat()).rows
        }
        then = {
            row.office: row.holder
            for row in compare.eve.office_holders(before.card.date.isoformat()).rows
        }
        changed = {office for office, holder in now.items() if then[office] != holder}
        assert {row.office for row in after.offices} == changed
        assert after.card.events >= before.card.events
    assert len(found[0].offices) == len(now)


def test_a_day_says_what_was_new_public_and_running():
    day = compare.eve.one_day("2003-03-16")
    assert day.sentence == (
        "5 events new on 16 March 2003; 19 since 8 November 2002; "
        "public by then, at least in part: 19; deadlines that ran: 2."
    )
    assert [left for _, left in day.deadlines] == ["1 day left", "1 day left"]
    assert "Assad meets Khatami" in day.html and "Deadlines:" in day.html
    assert compare.eve.one_day("2003-01-23").sentence.startswith("No event new on 23 January 2003")
    with pytest.raises(choices.SelectionError, match="2003-05-01"):
        compare.eve.one_day("2003-05-01")
