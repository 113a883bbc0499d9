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
from web.door import forbidden, require_editor
from web.entering.fields import EntryField
from web.entering.filing import EXPORT, Filed, Looked, NotFiled, Upload
from web.entering.multipart import SentFile
from web.entering.once import FormIds, FormState
from web.entering.process import WritingProcess
from web.errors import NotWritten
from web.guard import UPLOAD
from web.site import Site, Visitor
from web.views import Moved, Page
from words import Language
from words.telling import tell

MOST_WAITING = 100_000_000
"""So many bytes of files wait for somebody to say yes; then the oldest are forgotten."""
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
        once = sent.fields.get("once")
        if once is None:
            shown = self._ids.take(sent.fields.get("shown", ""), editor, UPLOAD)
            if shown is not FormState.SHOWN:
                said = words.say(
                    "This form was shown too long ago: look through it and send it once more."
                )
                return self._page(site, visitor, sent.fields, (said,), 400)
            return self._look(sent, editor, site, visitor)
        state = self._ids.take(once, editor, EXPORT)
        if state is FormState.SENT:
            said = words.say("This form was sent already: nothing was changed again.")
            return Page("error.html", said, status=409)
        with self._changing:
            waiting = self._waiting.pop(once, None)
        if state is FormState.UNKNOWN or waiting is None:
            said = words.say("The file was not kept for so long: choose it once more.")
            return self._page(site, visitor, sent.fields, (said,), 400)
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

    def _wait(self, once: str, sent: SentFile) -> None:
        with self._changing:
            self._waiting[once] = sent
            while sum(len(each.content) for each in self._waiting.values()) > MOST_WAITING:
                self._waiting.popitem(last=False)

    def _ask(
        self, sent: SentFile, editor: str, site: Site, visitor: Visitor, *, dry: bool
    ) -> Looked | Filed | NotFiled:
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
            told = [(name, tell(text, words)) for name, text in answer.problems]
            bare = [(name, text.replace(f"{folder}/", "")) for name, text in told]
            return replace(answer, problems=bare)
        return answer

    def _refused(
        self, answer: Looked | Filed | NotFiled, sent: SentFile, site: Site, visitor: Visitor
    ) -> Page:
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
        fields = [
            replace(each, value=texts.get(each.name, each.value)) for each in _fields(site, words)
        ]
        kept = visitor.args.get("kept", "")
        facts = {
            "action": visitor.link(UPLOAD),
            "shown": self._ids.give(visitor.user or "", UPLOAD),
            "fields": fields,
            "file_label": words.say("file"),
            "needed": words.say("(needed)"),
            "look": words.say("Look what it would bring"),
            "wrong": words.say("Nothing was kept:") if problems else None,
            "problems": problems,
            "kept": words.say("It is on file.") if kept in KEPT else None,
        }
        return Page("upload.html", words.say("Bring a file"), facts, status)


def _fields(site: Site, words: Language) -> Iterator[EntryField]:
    say = words.say
    kinds = (
        (EXPORT, say("what a platform or a tool exported")),
        ("activities", say("activities")),
        ("statements", say("statements")),
        ("events", say("events")),
        ("figures", say("printed figures")),
    )
    yield EntryField("kind", say("what is in it"), "select", choices=kinds)
    names = [("", say("the file says it")), *((a.name, a.name) for a in site.settings.accounts)]
    hint = say("of an exported file that does not say whose it is")
    yield EntryField("account", say("account"), "select", hint=hint, choices=names)
    hint = say("of an exported file that does not say when it was made")
    yield EntryField("downloaded", say("downloaded on"), "date", hint=hint)
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
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
