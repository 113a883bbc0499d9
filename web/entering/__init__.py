"""What staff enter on the page: forms, who may send them, and the process that alone writes."""

from collections.abc import Mapping

from web.entering.administration import CLOSING, UNDO
from web.entering.counts import ACTIVITY, EVENT, FIGURE, PERIOD
from web.entering.fields import EntryForm
from web.entering.posts import STATEMENT, TOPIC

FORMS: Mapping[str, EntryForm] = {
    form.name: form for form in (ACTIVITY, STATEMENT, EVENT, PERIOD, TOPIC, FIGURE, UNDO, CLOSING)
}
"""The forms by name, in the order in which they are listed."""
