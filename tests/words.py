"""What a test reads of a page."""

import re
from html import unescape


def plain(html):
    """The words of a piece of HTML."""
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))).strip()
