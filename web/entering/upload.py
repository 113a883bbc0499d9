"""The page by which staff bring a file: first what it would bring, then the taking in of it.

A file is kept in memory between the two, and lies in a folder of its own for as long as it is read;
then it is gone. What stays is what was taken from it, and of exports the digest.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

from entries.tables import KINDS
from storage import Store
from web.door import DO, ONCE, forbidden, require_editor
from web.entering.fields import KNOWINGLY, EntryField, knowingly_field
from web.entering.filing import EXPORT, Filed, Looked, NotFiled, Unmapped, Upload
from web.entering.mapping import headers_of, mapping_fields, order_choices
from web.entering.multipart import SentFile
from web.entering.once import FormIds, FormState
from web.entering.process import BroughtAnswer, WritingProcess
from web.errors import NotWritten
from web.guard import UPLOAD
from web.site import Site, Visitor
from web.views import Moved, Page
from words import Language
from words.accounts import account_label
from words.telling import tell

MOST_WAITING = 100_000_000
"""So many bytes of files wait for somebody to say yes; then the oldest are forgotten."""
MAP = "map"
"""What is done with columns: they are said to be something, and nothing is taken in yet."""
ABOUT_FILE = ("account", "downloaded")
"""Of the fields of a file those that may be needed once its columns are known."""
KEPT = ("new", "corrected", "same")


class UploadDoor:
    """The way in for files.

    Each of its forms has an id that is one person's and good once, which no other site can know:
    what Datasette looks for in other forms, it cannot find in one with a file.
    """

    def __init__(self, process: WritingProcess | None) -> None:
        self._process = process
        self._ids = FormIds()
        self._waiting: OrderedDict[str, SentFile] = OrderedDict()
        self._changing = Lock()

    def show(self, store: Store, site: Site, visitor: Visitor) -> Page:
        """The form."""
        del store
        require_editor(site, visitor)
        return self._page(site, visitor, {}, ())

    def send(self, sent: SentFile, store: Store, site: Site, visitor: Visitor) -> Page | Moved:
        """What a file would bring; or, once somebody says yes, the taking in of it."""
        del store
        editor, words = require_editor(site, visitor), visitor.language
        once = sent.fields.get(ONCE)
        if once is None:
            shown = self._ids.take(sent.fields.get("shown", ""), editor, UPLOAD)
            if shown is not FormState.SHOWN:
                said = words.say(
                    "This form was shown too long ago: look through it and send it once more."
                )
                return self._page(site, visitor, sent.fields, (said,), 400)
            return self._look(sent, editor, site, visitor)
        return self._go_on(once, sent, editor, site, visitor)

    def _go_on(
        self, once: str, sent: SentFile, editor: str, site: Site, visitor: Visitor
    ) -> Page | Moved:
        """Take in a file that was looked at, or look again with what is said of its columns."""
        words = visitor.language
        state = self._ids.take(once, editor, EXPORT)
        if state is FormState.SENT:
            said = words.say("This form was sent already: nothing was changed again.")
            return Page("error.html", said, status=409)
        with self._changing:
            waiting = self._waiting.pop(once, None)
        if state is FormState.UNKNOWN or waiting is None:
            said = words.say("The file was not kept for so long: choose it once more.")
            return self._page(site, visitor, sent.fields, (said,), 400)
        if sent.fields.get(DO) == MAP:
            return self._look(_with_fields(waiting, sent.fields), editor, site, visitor)
        answer = self._ask(waiting, editor, site, visitor, dry=False)
        if isinstance(answer, Filed):
            return Moved(visitor.link(UPLOAD, kept=answer.outcome.value))
        return self._refused(answer, waiting, site, visitor)

    def _look(self, sent: SentFile, editor: str, site: Site, visitor: Visitor) -> Page:
        words = visitor.language
        if not sent.content:
            said = words.say("Choose a file.")
            return self._page(site, visitor, sent.fields, (said,), 400)
        answer = self._ask(sent, editor, site, visitor, dry=True)
        if isinstance(answer, Unmapped) or (headers_of(sent.fields) and is_mendable(answer)):
            return self._unmapped(answer, sent, site, visitor)
        if isinstance(answer, NotFiled) and answer.is_warning:
            return self._warned(answer, sent, visitor)
        if not isinstance(answer, Looked):
            return self._refused(answer, sent, site, visitor)
        once = self._ids.give(editor, EXPORT)
        if answer.is_new:
            self._wait(once, sent)
        facts = {
            "file": sent.name,
            "table": answer.table,
            "notes": answer.table.notes,
            "once": once if answer.is_new else None,
            "action": visitor.link(UPLOAD),
            "take": words.say("Take this in"),
            "nothing": words.say("Nothing of it is new: there is nothing to take in."),
            "back": visitor.link(UPLOAD),
            "back_words": words.say("Another file"),
        }
        return Page("looked.html", words.say("What this file would bring"), facts)

    def _unmapped(
        self, answer: BroughtAnswer, sent: SentFile, site: Site, visitor: Visitor
    ) -> Page:
        """The columns of a file that nobody knows, for the person to say what they are."""
        words, once = visitor.language, self._ids.give(visitor.user or "", EXPORT)
        self._wait(once, sent)
        said = headers_of(sent.fields)
        problems = [text for _, text in answer.problems] if isinstance(answer, NotFiled) else []
        headers = answer.headers if isinstance(answer, Unmapped) else said
        if said and not problems:
            problems = [words.say("Say of a column that it is the day, or the id of the post.")]
        about = [each for each in _filled(sent.fields, site, words) if each.name in ABOUT_FILE]
        facts = {
            "action": visitor.link(UPLOAD),
            "once": once,
            "file": sent.name,
            "intro": words.say(
                "No export that is known has these columns. Say what each of them is; what you do"
                " not know is not taken in. Nothing is guessed."
            ),
            "about": about,
            "tables": mapping_fields(headers, sent.fields, site.settings, words),
            "columns": words.say("Columns"),
            "wrong": words.say("Nothing was kept:") if problems else None,
            "problems": problems,
            "look": words.say("Look what it would bring"),
        }
        title = words.say("What are these columns?")
        return Page("mapping.html", title, facts, 400 if problems else 200)

    def _warned(self, answer: NotFiled, sent: SentFile, visitor: Visitor) -> Page:
        """What looks as if it told of a person, which is kept if somebody says why."""
        words, once = visitor.language, self._ids.give(visitor.user or "", EXPORT)
        self._wait(once, sent)
        facts = {
            "action": visitor.link(UPLOAD),
            "once": once,
            "file": sent.name,
            "about": [knowingly_field(words, sent.fields.get(KNOWINGLY, ""))],
            "tables": (),
            "wrong": words.say("Nothing was kept:"),
            "problems": [f"{name}: {text}" if name else text for name, text in answer.problems],
            "look": words.say("Look what it would bring"),
            "back": visitor.link(UPLOAD),
            "back_words": words.say("Another file"),
        }
        return Page("mapping.html", words.say("This may tell of a person"), facts, 400)

    def _wait(self, once: str, sent: SentFile) -> None:
        with self._changing:
            self._waiting[once] = sent
            while sum(len(each.content) for each in self._waiting.values()) > MOST_WAITING:
                self._waiting.popitem(last=False)

    def _ask(
        self, sent: SentFile, editor: str, site: Site, visitor: Visitor, *, dry: bool
    ) -> BroughtAnswer:
        assert self._process is not None  # noqa: S101  # whoever may enter has a file of settings
        words = visitor.language
        with TemporaryDirectory(prefix="hasila-upload-") as folder:
            path = Path(folder, sent.name)
            path.write_bytes(sent.content)
            upload = _upload(sent, path, editor, site, words)
            try:
                answer = self._process.bring(replace(upload, dry=dry))
            except EOFError:
                raise NotWritten(
                    words.say("This took too long: look whether it is on file before you go on.")
                ) from None
        if isinstance(answer, NotFiled):
            if answer.is_forbidden:
                raise forbidden(words)
            problems = [(name, tell(text, words)) for name, text in answer.problems]
            bare = [
                (name, site.without_folder(text).replace(f"{folder}/", ""))
                for name, text in problems
            ]
            return replace(answer, problems=bare)
        return answer

    def _refused(self, answer: BroughtAnswer, sent: SentFile, site: Site, visitor: Visitor) -> Page:
        problems = [text for _, text in answer.problems] if isinstance(answer, NotFiled) else []
        out_of_order = isinstance(answer, NotFiled) and answer.is_out_of_order
        return self._page(site, visitor, sent.fields, problems, 503 if out_of_order else 400)

    def _page(
        self,
        site: Site,
        visitor: Visitor,
        texts: Mapping[str, str],
        problems: Sequence[str],
        status: int = 200,
    ) -> Page:
        words = visitor.language
        kept = visitor.args.get("kept", "")
        facts = {
            "action": visitor.link(UPLOAD),
            "shown": self._ids.give(visitor.user or "", UPLOAD),
            "fields": _filled(texts, site, words),
            "file_label": words.say("file"),
            "needed": words.say("(needed)"),
            "look": words.say("Look what it would bring"),
            "wrong": words.say("Nothing was kept:") if problems else None,
            "problems": problems,
            "kept": words.say("It is on file.") if kept in KEPT else None,
        }
        return Page("upload.html", words.say("Bring a file"), facts, status)


def is_mendable(answer: BroughtAnswer) -> bool:
    """Whether what was refused can be mended by filling it in otherwise."""
    return isinstance(answer, NotFiled) and not answer.is_out_of_order


def _with_fields(sent: SentFile, fields: Mapping[str, str]) -> SentFile:
    """A file of which something more is said."""
    said = {name: text for name, text in fields.items() if name not in {ONCE, DO}}
    return replace(sent, fields={**sent.fields, **said})


def _filled(texts: Mapping[str, str], site: Site, words: Language) -> list[EntryField]:
    return [replace(each, value=texts.get(each.name, each.value)) for each in _fields(site, words)]


def _fields(site: Site, words: Language) -> Iterator[EntryField]:
    say = words.say
    kinds = (
        (EXPORT, say("what a platform or a tool exported")),
        ("activities", say("activities")),
        ("statements", say("statements")),
        ("events", say("events")),
        ("figures", say("printed figures")),
        ("periods", say("periods of the calendar")),
    )
    yield EntryField("kind", say("what is in it"), "select", choices=kinds)
    names = [
        ("", say("the file says it")),
        *((a.name, account_label(a, words)) for a in site.settings.accounts),
    ]
    hint = say("of an exported file that does not say whose it is")
    yield EntryField("account", say("account"), "select", hint=hint, choices=names)
    hint = say("of an exported file that does not say when it was made")
    yield EntryField("downloaded", say("downloaded on"), "date", hint=hint)
    hint = say("of an exported file whose days are written in numbers, such as 03/04/2026")
    yield EntryField(
        "order", say("days written in numbers"), "select", hint, choices=order_choices(words)
    )
    hint = say("only where rows on file are corrected")
    yield EntryField("reason", say("reason of the correction"), hint=hint)


def _upload(sent: SentFile, path: Path, editor: str, site: Site, words: Language) -> Upload:
    said = sent.fields
    kind = said.get("kind", EXPORT)
    names = {account.name for account in site.settings.accounts}
    return Upload(
        user=editor,
        at=site.clock(),
        path=path,
        kind=kind if kind in KINDS else EXPORT,
        language=words.code,
        account=said["account"] if said.get("account") in names else None,
        downloaded=_day(said.get("downloaded", "")),
        reason=said.get("reason") or None,
        order=said.get("order", ""),
        texts=said,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
