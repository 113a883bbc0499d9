"""`mcp`: the questions for assistants, by the Model Context Protocol over stdin and stdout."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from commands._context import Context
from metrics.errors import HasilaError
from metrics.languages import LANGUAGES
from metrics.texts.phrases import Phrase

if TYPE_CHECKING:
    from queries.request import Question
    from settings import Settings

INSTALLED_BY = ".venv/bin/pip install --require-hashes -r requirements/mcp.txt"
INSTRUCTIONS = (
    "Figures of an institution's own official accounts, as this program read them. Each tool is a"
    " question; its answer holds columns, rows and notes. null is not known, never 0, and a note"
    " says why; KEY_precision tells whether a number is exact, about, at_least or at_most. Never"
    " add up reach, nor growth over accounts of which it is not known. Tell the notes with the"
    " numbers. Nothing can be changed here."
)
DAYS = {
    "since": "First day: 2026-03-09, 2026-03, 2026-W46, 2026, or the name of an event.",
    "until": "The day after the last one; it is not counted.",
    "in": "Both in one: 2026-03, 2026-W46, yesterday, last month, ramadan-1447.",
}
MORE: Mapping[str, Mapping[str, Any]] = {
    "by": {"type": "string", "enum": ["day", "week", "month", "year"]},
    "topic": {"type": "string"},
    "metric": {"type": "string", "description": "views, interactions, likes, rate …"},
    "limit": {"type": "integer", "minimum": 1, "maximum": 1000},
    "age": {"type": "integer", "minimum": 1, "maximum": 365, "description": "In days."},
    "versus": {"type": "string", "description": "The period to compare with."},
    "number": {"type": "integer", "minimum": 1, "description": "Followers to be reached."},
    "untagged": {"type": "boolean", "description": "The posts without a topic, one by one."},
}
POST = {"type": "string", "description": "The post's id on its platform, or its address."}


class NotInstalled(HasilaError):
    """A package that this command alone needs is missing."""


@click.command("mcp")
@click.pass_obj
def command(context: Context) -> None:
    """Serve the questions to an assistant, until it hangs up.

    To be started by the assistant's program, which talks to it over stdin and stdout (Model
    Context Protocol). Read-only; what is not known is null, with its reason in the notes; texts of
    posts are left out unless `[programs] post_texts` is true. docs/integrations.md says how.
    """
    try:
        import mcp  # noqa: F401 - to tell its absence in a sentence
    except ModuleNotFoundError as error:
        absent = Phrase("the package mcp is not installed here: {command}", command=INSTALLED_BY)
        raise NotInstalled(absent) from error
    settings = context.settings()
    asyncio.run(_serve(context, settings))


async def _serve(context: Context, settings: Settings) -> None:
    from mcp.server import Server
    from mcp.server.stdio import stdio_server
    from mcp_types import CallToolResult, ListToolsResult, TextContent

    from queries.questions import OPEN_QUESTIONS, QUESTIONS
    from words import language
    from words.telling import tell

    async def list_tools(_context: Any, _params: Any) -> ListToolsResult:
        return ListToolsResult(tools=[_tool(QUESTIONS[name], settings) for name in OPEN_QUESTIONS])

    async def call_tool(_context: Any, params: Any) -> CallToolResult:
        try:
            answer = await asyncio.to_thread(_answer, context, params.name, params.arguments or {})
        except HasilaError as error:
            code = str((params.arguments or {}).get("lang"))
            words = language(code if code in LANGUAGES else settings.institution.language)
            text = TextContent(type="text", text=tell(error.phrase, words))
            return CallToolResult(content=[text], is_error=True)
        text = TextContent(type="text", text=answer)
        return CallToolResult(content=[text], structured_content=json.loads(answer))

    server: Server[Any] = Server(
        "hasila", instructions=INSTRUCTIONS, on_list_tools=list_tools, on_call_tool=call_tool
    )
    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())


def _tool(question: Question, settings: Settings) -> Any:
    """A question as a tool, with a property for each option that it heeds."""
    from mcp_types import Tool, ToolAnnotations

    from words import language

    title = question.title(language("en"))
    return Tool(
        name=question.name,
        title=title,
        description=title,
        input_schema={
            "type": "object",
            "properties": _properties(question, settings),
            "required": ["post"] if "post" in question.options else [],
            "additionalProperties": False,
        },
        annotations=ToolAnnotations(read_only_hint=True, open_world_hint=False),
    )


def _properties(question: Question, settings: Settings) -> dict[str, Any]:
    accounts = [account.name for account in settings.accounts]
    platforms = list(dict.fromkeys(account.platform for account in settings.accounts))
    whose: dict[str, Any] = {
        "account": {"type": "string", "enum": accounts},
        "platform": {"type": "string", "enum": platforms},
    }
    days = {name: {"type": "string", "description": words} for name, words in DAYS.items()}
    return {
        **(days if question.has_days else {}),
        **(whose if question.has_accounts and accounts else {}),
        **{name: schema for name, schema in MORE.items() if name in question.options},
        **({"post": POST} if "post" in question.options else {}),
        "lang": {"type": "string", "enum": list(LANGUAGES)},
    }


def _answer(context: Context, name: str, arguments: Mapping[str, Any]) -> str:
    """The answer to a question as JSON.

    Raises:
        HasilaError: it has none, or the database or the settings could not be read.
    """
    from documents.json import table_as_json
    from queries.lines import AskingDesk, answer_line, line_with, without_texts
    from words import language

    settings = context.settings()  # anew: they may have changed since it was started
    given = {key: _as_text(value) for key, value in arguments.items() if value not in {None, False}}
    code = given.pop("lang", settings.institution.language)
    words = (given.pop("post"),) if "post" in given else ()
    line = line_with(name, given, words)
    tongue = language(code if code in LANGUAGES else settings.institution.language)
    with context.store(settings, readonly=True) as store:
        answer = answer_line(line, AskingDesk(store, settings, context.now(), tongue))
    return table_as_json(answer if settings.programs.post_texts else without_texts(answer))


def _as_text(value: Any) -> str:
    return "yes" if value is True else str(value)
