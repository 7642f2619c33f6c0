"""How deep lines stand between the ranks of `markers`, which are 1 apart: in entries of lists, and above lists.

0 < PIECE < WITHIN < WITHIN + ROW < WITHIN + PIECE < LEVEL; all lists within one another < ABOVE < BY_HAND < 1.
All are powers of two, so that sums of them are exact: what comes to one depth in two ways is at one depth.
"""

from __future__ import annotations

LEVEL = 2**-10
"""From an entry of a list to an entry of a list within it."""
WITHIN = LEVEL / 2
"""From an entry to a paragraph, a table or code within it, and from there to an entry of a list within the entry."""
PIECE = LEVEL / 4
"""From words to the entries of a list that is written within them."""
ROW = LEVEL / 8
"""From the header of a table to its rows."""
ABOVE = 0.25
"""From words that announce a list up from its entries."""
BELOW = 0.5
"""From a heading with nothing in it yet to headings without a number right below it."""
BY_HAND = 0.5
"""From paragraphs that are numbered by hand to the entries of an ordered list of Markdown."""
