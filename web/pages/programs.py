"""The answers for programs: the questions as JSON and CSV, with the options that `ask` takes."""

from __future__ import annotations

from documents.csv import table_as_csv
from documents.json import table_as_json
from queries.lines import AskingDesk, answer_line, line_with, without_texts
from storage import Store
from web.site import Site, Visitor
from web.views import File


def answer_program(store: Store, site: Site, visitor: Visitor) -> File:
    """The answer to a question, without what posts say unless the settings let it out.

    Raises:
        CannotAnswer: there is none, put so.
        StorageError: the database could not answer.
    """
    given = {name: value for name, value in visitor.args.items() if name != "post"}
    post = visitor.args.get("post")
    line = line_with(visitor.names["question"], given, (post,) if post else ())
    desk = AskingDesk(store, site.settings, site.clock(), visitor.language)
    answer = answer_line(line, desk)
    if not site.settings.programs.post_texts:
        answer = without_texts(answer)
    form = visitor.names["form"]
    is_csv = form == "csv"
    content = table_as_csv(answer, bom=False) if is_csv else table_as_json(answer).encode()
    return File(content, form, answer.name, saved=False)
