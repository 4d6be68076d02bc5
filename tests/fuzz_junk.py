"""Anything that a program may not expect, picked at random."""

from fuzz_values import DATES, FORBIDDEN_PATHS, NUMBERS, SQL_SNIPPETS, UNICODE


class Junk:
    """To be mixed into :class:`~fuzz_inputs.Inputs`, which sets what is used here.

    ``random``; ``wildness``: how much makes no sense, nothing, a part here and there,
    or most; ``oddities``: how many parts did so far.
    """

    def chance(self, share):
        return self.random.random() < share

    def pick(self, choices):
        return self.random.choice(choices)

    def several(self, make, most=4):
        return [make() for _ in range(self.random.randint(0, most))]

    def junk(self, depth=0):
        """Return anything that JSON can say."""
        self.oddities += 1
        makers = [
            lambda: self.pick(NUMBERS),
            lambda: self.pick(SQL_SNIPPETS),
            lambda: self.pick(UNICODE),
            lambda: self.pick(DATES),
            lambda: self.pick([None, True, False, "", [], {}, [[]], [None]]),
            lambda: self.pick(FORBIDDEN_PATHS),
        ]
        if depth < 3:
            makers += [
                lambda: self.several(lambda: self.junk(depth + 1)),
                lambda: {str(self.junk(3))[:30]: self.junk(depth + 1)},
                lambda: self.nest(self.random.randint(5, 200)),
            ]
        return self.pick(makers)()

    def nest(self, depth):
        value = 1
        for _ in range(depth):
            value = [value] if depth % 2 else {"partner": value}
        return value

    def or_junk(self, value, share=0.1):
        return self.junk() if self.chance(share * self.wildness) else value

    def good_or_bad(self, good, bad):
        number = len(good) + len(bad) if self.wildness > 0.5 else len(good)
        place = self.random.randrange(number)
        self.oddities += place >= len(good)
        return [*good, *bad][place]
