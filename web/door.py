"""The pages of what staff enter: the forms, and what became of one that was sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import parse_qsl

from documents.model import Table
from queries.questions.changes import change_columns, change_row
from storage import Store
from storage.registers.history import history_of
from web.entering import FORMS
from web.entering.administration import YEAR
from web.entering.fields import FIND, KNOWINGLY, EntryField, EntryForm, FormDesk, knowingly_field
from web.entering.filing import Filing, FilingOutcome, NotFiled, SentForm
from web.entering.once import FormIds, FormState
from web.entering.process import WritingProcess
from web.errors import MayNotEnter, NotHere, NotWritten
from web.guard import ENTER, LINKS, UPLOAD
from web.pages.balances import paper_facts
from web.site import Site, Visitor
from web.views import Moved, Page
from words import Language
from words.telling import tell

ONCE, SEEN, CSRF, DO = "once", "seen", "csrftoken", "do"
"""The fields of a form that belong to the form itself."""
LONGEST_FIELD = 2_000
MOST_FIELDS = 200
CHANGED = "/ask/changes"
HISTORY = ("at", "who", "entry", "why")
"""What the history of an entry shows."""
MOST_ROWS = 2**53
SHOWN = frozenset({"chosen", "looked"})
"""Of a year that is chosen so, the paper is shown."""


class EntryDoor:
    """The way in for what staff enter: the forms that were shown, and the process that writes.

    Without a process nothing can be entered; whoever made that closes it.
    """

    def __init__(self, process: WritingProcess | None) -> None:
        self._ids = FormIds()
        self._process = process

    def list_forms(self, store: Store, site: Site, visitor: Visitor) -> Page:
        """Every form."""
        del store
        require_editor(site, visitor)
        words = visitor.language
        listed = [
            (visitor.link(f"{ENTER}/{form.name}"), form.title(words))
            for form in FORMS.values()
            if not form.for_administrators or site.is_administrator(visitor.user)
        ]
        listed.append((visitor.link(UPLOAD), words.say("Bring a file")))
        listed.append((visitor.link(LINKS), words.say("Links")))
        listed.append((visitor.link(CHANGED, **{"in": "this month"}), _changed(words)))
        return Page("enter.html", words.say("Enter"), {"forms": listed})

    def show(self, store: Store, site: Site, visitor: Visitor) -> Page:
        """An empty form, or one that is filled with an entry to be corrected."""
        editor, form = require_editor(site, visitor), _form(site, visitor)
        desk = FormDesk(store, site.settings, visitor.language, site.today)
        seen = _row_named(visitor.args.get("entry"))
        linked = {name: visitor.args.get(name, "") for name in form.linked}
        texts = form.as_on_file(desk, seen) if seen else linked
        if texts is None:
            said = visitor.language.say("No such entry is in force: it may have been corrected.")
            raise NotHere(said)
        fields = form.filled(replace(desk, texts=texts), corrects=bool(seen))
        facts = self._facts(form, fields, editor, visitor, seen)
        facts |= _paper(fields, store, site, visitor)
        facts["history"] = _history(form, seen, desk) if seen else None
        return Page("entry.html", form.title(visitor.language), {**facts, **_notice(visitor)})

    def send(self, sent: SentForm, store: Store, site: Site, visitor: Visitor) -> Page | Moved:
        """What becomes of a form that was sent: it is kept, or comes back with what is wrong."""
        editor, form = require_editor(site, visitor), _form(site, visitor)
        desk = FormDesk(store, site.settings, visitor.language, site.today, sent.texts())
        if sent.is_search:
            fields = form.filled(desk, corrects=bool(sent.seen))
            facts = self._facts(form, fields, editor, visitor, sent.seen)
            facts |= _paper(fields, store, site, visitor)
            return Page("entry.html", form.title(visitor.language), facts)
        state = self._ids.take(sent.once, editor, form.name)
        if state is FormState.SENT:
            said = visitor.language.say("This form was sent already: nothing was changed again.")
            return Page("error.html", said, status=409)
        if state is FormState.UNKNOWN:
            said = visitor.language.say(
                "This form was shown too long ago: look through it and send it once more."
            )
            answer = NotFiled([(None, said)])
        else:
            filing = Filing(form.name, editor, site.clock(), sent.texts(), sent.seen)
            outcome = self._file(filing, visitor.language)
            if not isinstance(outcome, NotFiled):
                return Moved(visitor.link(f"{ENTER}/{form.name}", kept=outcome.value))
            answer = outcome
        return self._returned(answer, sent, desk, site, visitor)

    def _file(self, filing: Filing, words: Language) -> FilingOutcome | NotFiled:
        assert self._process is not None  # noqa: S101  # whoever may enter has a file of settings
        try:
            answer = self._process.file(filing)
        except EOFError:
            raise NotWritten(
                words.say(
                    "This took too long: look whether it is on file before you send it again."
                )
            ) from None
        if not isinstance(answer, NotFiled):
            return answer.outcome
        if answer.is_forbidden:
            raise forbidden(words)
        return answer

    def _returned(
        self, answer: NotFiled, sent: SentForm, desk: FormDesk, site: Site, visitor: Visitor
    ) -> Page:
        """The form as it was filled in, with what is wrong with it."""
        form, words = FORMS[visitor.names["form"]], desk.words
        seen = sent.seen if answer.on_file is None else answer.on_file
        problems: dict[str | None, list[str]] = {}
        for name, text in answer.problems:
            problems.setdefault(name, []).append(site.without_folder(tell(text, words)))
        fields = [
            replace(field, problem=" ".join(problems.pop(field.name, ())))
            for field in form.filled(desk, corrects=bool(seen))
        ]
        if answer.is_warning or KNOWINGLY in sent.fields:
            fields.append(knowingly_field(words, desk.texts.get(KNOWINGLY, "")))
        facts = self._facts(form, fields, visitor.user or "", visitor, seen)
        facts |= _paper(fields, desk.store, site, visitor)
        facts["wrong"] = words.say("Nothing was kept:")
        facts["problems"] = [
            _placed(name, text) for name, texts in problems.items() for text in texts
        ]
        if answer.on_file:
            facts["meanwhile"] = words.say(
                "Somebody has entered or corrected this meanwhile. What is on file stands above; if"
                " yours shall stand in its place, send it once more with a reason."
            )
        status = 503 if answer.is_out_of_order else 409 if answer.on_file is not None else 400
        return Page("entry.html", form.title(words), facts, status)

    def _facts(
        self,
        form: EntryForm,
        fields: Sequence[EntryField],
        editor: str,
        visitor: Visitor,
        seen: int | None,
    ) -> dict[str, object]:
        words = visitor.language
        return {
            "action": visitor.link(f"{ENTER}/{form.name}"),
            "fields": fields,
            "once": self._ids.give(editor, form.name),
            "seen": seen or 0,
            "find": words.say("Find"),
            "keep": _keeping(form, fields, seen, words),
            "needed": words.say("(needed)"),
            "more": words.say("Source and note in other languages"),
            "opened": any(each.is_more and (each.value or each.problem) for each in fields),
            "fixed": words.say("names the entry; it is not corrected here"),
        }


def sent_form(body: bytes) -> SentForm:
    """What a browser sent; blank fields are left out, and what is too long is cut."""
    pairs = parse_qsl(body.decode("utf-8", "replace"), max_num_fields=MOST_FIELDS)
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        if value.strip():
            fields.setdefault(name, []).append(value[:LONGEST_FIELD].strip())
    once, seen, do = ([*fields.pop(name, ()), ""][0] for name in (ONCE, SEEN, DO))
    fields.pop(CSRF, None)
    return SentForm(fields, _row_named(seen), once, is_search=do == FIND)


def _keeping(
    form: EntryForm, fields: Sequence[EntryField], seen: int | None, words: Language
) -> str | None:
    """What stands on the button; None where something must be chosen first, or cannot be kept."""
    if any(field.kind in {"step", "looked"} for field in fields):
        return None
    if form.for_administrators:
        return form.title(words)
    return words.say("Correct") if seen else words.say("Enter")


def _paper(
    fields: Sequence[EntryField], store: Store, site: Site, visitor: Visitor
) -> dict[str, object]:
    """The paper of a year that is to be closed, for whoever closes it to look at."""
    years = [each.value for each in fields if each.name == YEAR and each.kind in SHOWN]
    return paper_facts(store, site, visitor, int(years[0])) if years else {}


def _row_named(text: str | None) -> int:
    """The number of a row; 0 where none is named."""
    if not text or not (text.isascii() and text.isdecimal() and len(text) <= len(str(MOST_ROWS))):
        return 0
    return int(text)


def _changed(words: Language) -> str:
    return words.say("What was entered and corrected?")


def require_editor(site: Site, visitor: Visitor) -> str:
    """Who enters.

    Raises:
        NotHere: nothing can be entered here.
        MayNotEnter: they may not.
    """
    if not site.is_for_entering:
        raise NotHere(visitor.path)
    if visitor.user is None or not site.may_enter(visitor.user):
        raise forbidden(visitor.language)
    return visitor.user


def forbidden(words: Language) -> MayNotEnter:
    """That somebody may only read."""
    return MayNotEnter(words.say("You may read here, and enter nothing."))


def _form(site: Site, visitor: Visitor) -> EntryForm:
    name = visitor.names["form"]
    if name not in FORMS:
        raise NotHere(visitor.path)
    if FORMS[name].for_administrators and not site.is_administrator(visitor.user):
        raise forbidden(visitor.language)
    return FORMS[name]


def _notice(visitor: Visitor) -> Mapping[str, object]:
    words = visitor.language
    texts = {
        FilingOutcome.NEW.value: words.say("It is on file."),
        FilingOutcome.CORRECTED.value: words.say(
            "It is corrected; what stood there before is kept."
        ),
        FilingOutcome.SAME.value: words.say("It was on file already: nothing was changed."),
    }
    return {"kept": texts.get(visitor.args.get("kept", ""))}


def _history(form: EntryForm, number: int, desk: FormDesk) -> Table:
    """How an entry stood before, and who corrected it."""
    lines = history_of(desk.store, form.register, number)
    columns = [each for each in change_columns(desk.words) if each.key in HISTORY]
    rows = [change_row(line, desk.settings, desk.words) for line in lines]
    shown = tuple({each.key: row[each.key] for each in columns} for row in rows)
    return Table("history", desk.words.say("Its history"), tuple(columns), shown)


def _placed(name: str | None, text: str) -> str:
    return f"{name}: {text}" if name else text
