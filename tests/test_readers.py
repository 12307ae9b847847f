"""A sample of what `make readers` tests: other engines, with real keys, on the pages that need no
server of Jupyter.

Where Firefox and WebKit cannot be had, this file is left out, and the run says so
(docs/decisions/0017).
"""

from read_in_browsers import a_chart_of_the_site, the_form, window  # noqa: F401


def test_the_form_is_drawn_filled_by_keys_and_handed_in(window):  # noqa: F811
    the_form(window)


def test_a_chart_moves_by_keys(window, address):  # noqa: F811
    a_chart_of_the_site(window, address)
