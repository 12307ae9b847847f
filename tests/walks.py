"""Ways through more selections than can be walked at every change."""

import random


def some_of(*lists, count=300):
    """Every option of each list with the first and with the last of all others, and so many more by
    chance, the same in each run."""
    found = []
    for end in (0, -1):
        others = [options[end] for options in lists]
        for place, options in enumerate(lists):
            found += [(*others[:place], option, *others[place + 1 :]) for option in options]
    chance = random.Random(2003_03_16)
    found += [tuple(map(chance.choice, lists)) for _ in range(count)]
    return list(dict.fromkeys(found))
