"""What is wrong with the code of a source, for those who write it."""


class FeedHookError(ValueError):
    """A hook of ``crm.feed.mixin`` does not keep its promise.

    :param str origin: class and method, as :func:`name_hook` gives it
    :param str problem: what it did, with the column
    """

    def __init__(self, origin, problem):
        super().__init__(
            f"{origin}: {problem}. See crm_activity_feed/readme/DEVELOP.md"
        )
        self.origin = origin


def name_hook(model, hook):
    """Return class and method of a hook, for errors: those one has to open.

    The class of ``model`` itself is made by the registry, of all that extend it:
    the hook stands in one of these.
    """
    for cls in type(model).__mro__:
        if hook in vars(cls):
            return f"{cls.__module__}.{cls.__name__}.{hook}()"
    return f"{model._name}.{hook}()"


def show(value):
    """Return ``value`` for an error: what it is, and how it looks, in short."""
    text = repr(value)
    return f"{type(value).__name__} {text if len(text) <= 60 else text[:59] + '…'}"
