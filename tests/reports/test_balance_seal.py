"""The JSON of a sealed year: what is written is read back, and nothing else is taken for it."""

from __future__ import annotations

import json
import types
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta, timezone
from enum import Enum
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.balance import Balance
from reports.balance.seal import FORMS, VERSION, SealUnreadable, read, schema, write
from tests.support.examples import examples
from tests.support.sealed_years import SEALED, YEARS, build

Content = dict[str, Any]
Sealed = dict[tuple[str, ...], Content]
"""The content of each year, by its office and year."""
Place = tuple[str | int, ...]
FREE = "names"
"""Under this key the keys are languages, and no part of the form."""
WRONG: dict[type, tuple[Any, ...]] = {
    bool: (5, 0.0, "soon", [], {}),
    int: (True, 5.5, "soon", [], {}),
    float: (True, 5, "soon", [], {}),
    str: (True, 5.5, [], {}),
    list: (True, 5, "soon", {}, None),
    dict: (True, 5, "soon", []),
}
"""Values that cannot stand where one of a type does: a text may be a fraction, hence a number."""
PLAIN: dict[type, st.SearchStrategy[Any]] = {
    str: st.text(st.characters(codec="utf-8"), max_size=4),
    bool: st.booleans(),
    int: st.integers() | st.just(10**40),
    Fraction: st.fractions() | st.just(Fraction(3)),
    date: st.dates(),
    datetime: st.datetimes(
        timezones=st.sampled_from([UTC, timezone(timedelta(hours=1)), timezone(-timedelta(1) / 3)])
    ),
    timedelta: st.timedeltas(-timedelta(days=3_000), timedelta(days=3_000)),
    types.NoneType: st.none(),
}


@cache
def any_of(kind: Any) -> st.SearchStrategy[Any]:
    """Any value of a type that the balance is made of."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return any_of(inner[0])
    if origin in {Union, types.UnionType}:
        return st.one_of([any_of(one) for one in inner])
    if origin is tuple:
        return _any_tuple(inner)
    if origin is dict:
        return st.dictionaries(any_of(inner[0]), any_of(inner[1]), max_size=2)
    return PLAIN[kind] if kind in PLAIN else _any_instance(kind)


def _any_tuple(inner: tuple[Any, ...]) -> st.SearchStrategy[tuple[Any, ...]]:
    if inner[-1] is Ellipsis:
        return st.lists(any_of(inner[0]), max_size=1).map(tuple)
    return st.tuples(*(any_of(one) for one in inner))


def _any_instance(kind: Any) -> st.SearchStrategy[Any]:
    if issubclass(kind, Enum):
        return st.sampled_from(list(kind))
    hints = get_type_hints(kind, include_extras=True)
    return st.builds(kind, **{one.name: any_of(hints[one.name]) for one in fields(kind)})


@given(any_of(Balance))
@examples(20)
def test_whatever_is_written_is_read_back(balance: Balance) -> None:
    plain = json.loads(json.dumps(write(balance)))

    assert read(plain) == balance
    assert json.dumps(write(read(plain))) == json.dumps(plain)


@pytest.mark.parametrize(
    ("number", "written"),
    [(3, "3"), (Fraction(3), '"3"'), (Fraction(1, 3), '"1/3"'), (10**40, str(10**40))],
)
def test_it_keeps_numbers_exactly_and_of_their_kind(
    small: Content, number: Any, written: str
) -> None:
    balance = read(small)
    (first, *rest) = balance.standings
    assert first.value is not None
    quantity = replace(first.value.quantity, value=number, low=number, high=number)
    first = replace(first, value=replace(first.value, quantity=quantity))
    plain = write(replace(balance, standings=(first, *rest)))
    again = read(plain).standings[0].value

    assert json.dumps(plain["standings"][0]["value"]["quantity"]["value"]) == written
    assert again is not None
    assert (again.quantity.value, type(again.quantity.value)) == (number, type(number))


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    """The content of each year that an earlier version sealed."""
    folder = tmp_path_factory.mktemp("sealed")
    found: Sealed = {}
    for name in {name for name, _ in YEARS}:
        (folder / name).mkdir()
        office = build(name, folder / name)
        for year in (year for each, year in YEARS if each == name):
            found[name, year] = json.loads(office.row(year)["figures"])
    return found


@pytest.fixture
def small(sealed: Sealed) -> Content:
    """A year that has something of everything, and little of it."""
    content: Content = _shortened(sealed["measured", "2025"])
    return content


def _shortened(content: Any) -> Any:
    if isinstance(content, dict):
        return {key: _shortened(value) for key, value in content.items()}
    if isinstance(content, list):
        return [_shortened(value) for value in content[:2]]
    return content


@pytest.mark.parametrize("each", YEARS)
def test_an_older_seal_is_written_again_as_it_was(sealed: Sealed, each: tuple[str, ...]) -> None:
    again = write(read(sealed[each]), 1)

    assert again.pop("version") == 1
    assert json.dumps(again, sort_keys=True) == json.dumps(sealed[each], sort_keys=True)


def test_the_keys_of_a_seal_are_those_that_years_are_sealed_with() -> None:
    """Where this fails, years that are closed would be read otherwise than they were sealed.

    A field that was renamed keeps its key; a key that is new makes a new form (`seal` says how).
    """
    kept = SEALED / f"form-{VERSION}.txt"

    assert "\n".join(key_lines(schema().json_schema())) == kept.read_text("utf-8").rstrip("\n")


def key_lines(whole: dict[str, Any]) -> Iterator[str]:
    """Each place of a JSON schema with what may stand there; a shape is written out once."""
    seen: dict[str, str] = {}

    def walk(node: dict[str, Any], place: str) -> Iterator[str]:
        options = [_resolved(one, whole) for one in node.get("anyOf", [node])]
        names = [_name(ref, one, seen) for ref, one in options]
        yield f"{place}: {' or '.join(names)}"
        for ref, one in options:
            if ref in seen:
                continue
            if "properties" in one and ref:
                seen[ref] = place
            for key, inner in one.get("properties", {}).items():
                yield from walk(inner, f"{place}.{key}".lstrip("."))
            for number, inner in enumerate(one.get("prefixItems", ())):
                yield from walk(inner, f"{place}[{number}]")
            if "items" in one:
                yield from walk(one["items"], f"{place}[]")

    return (line for line in walk(whole, "") if not line.startswith(":"))


def _resolved(node: dict[str, Any], whole: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    ref = node.get("$ref", "").removeprefix("#/$defs/")
    return ref, whole["$defs"][ref] if ref else node


def _name(ref: str, node: dict[str, Any], seen: dict[str, str]) -> str:
    if ref in seen:
        return f"as {seen[ref]}"
    return "word" if "enum" in node else str(node.get("format") or node["type"])


def dictionaries(content: Any, place: Place = ()) -> Iterator[tuple[Place, Content]]:
    """Every JSON object of a year whose keys are a part of its form."""
    if isinstance(content, dict):
        yield place, content
    inner = content.items() if isinstance(content, dict) else enumerate(content)
    for key, value in inner:
        if isinstance(value, dict | list) and key != FREE:
            yield from dictionaries(value, (*place, key))


def changed(content: Content, place: Place, gone: str | None = None, /, **new: Any) -> Content:
    """A copy of a year: from the object at a place a key is gone, others are new."""
    copy = deepcopy(content)
    inner: Any = copy
    for key in place:
        inner = inner[key]
    if gone is not None:
        del inner[gone]
    inner.update(new)
    return copy


def sorts(content: Content) -> Iterator[tuple[Place, Content]]:
    """One object of each sort: those of the same keys are one sort."""
    found = {tuple(inner): (place, inner) for place, inner in dictionaries(content)}
    yield from found.values()


def test_it_reads_no_year_of_which_a_key_is_missing(small: Content) -> None:
    for place, inner in sorts(small):
        for key in inner:
            broken = changed(small, place, key)
            with pytest.raises(SealUnreadable, match=rf"{key} is missing"):
                read(broken)


def test_it_reads_no_year_of_which_a_key_was_renamed(small: Content) -> None:
    for place, inner in sorts(small):
        for key in inner:
            broken = changed(small, place, key, **{f"{key}_2": inner[key]})
            with pytest.raises(SealUnreadable, match=rf"{key}_2 is not known|{key} is missing"):
                read(broken)


def test_it_reads_no_year_that_has_a_key_more(small: Content) -> None:
    for place, _ in sorts(small):
        broken = changed(small, place, more=None)
        with pytest.raises(SealUnreadable, match=r"more is not known"):
            read(broken)


@pytest.mark.parametrize("kind", WRONG)
def test_it_reads_no_year_of_which_a_value_is_of_another_type(small: Content, kind: type) -> None:
    places = [
        (place, key)
        for place, inner in sorts(small)
        for key, value in inner.items()
        if type(value) is kind
    ]
    for place, key in places:
        for wrong in WRONG[kind]:
            with pytest.raises(SealUnreadable, match=rf"\b{key}\b.*(cannot be|is missing)"):
                read(changed(small, place, **{key: wrong}))
    assert len(places) >= 3


@pytest.mark.parametrize("wrong", ["1/0", "a third", "", "1/3/4", "0x10", "nan", "1.50", 0.5])
def test_it_reads_no_number_that_it_would_write_otherwise(small: Content, wrong: Any) -> None:
    with pytest.raises(SealUnreadable, match=r"standings\[0\].value.quantity.low cannot be"):
        read(changed(small, ("standings", 0, "value", "quantity"), low=wrong))


def test_it_reads_no_instant_without_an_offset(small: Content) -> None:
    with pytest.raises(SealUnreadable, match="2025-12-31 21:30:05 is no instant"):
        read(changed(small, ("coverage", 0, "hole"), until="2025-12-31T21:30:05"))


def test_it_tells_few_problems_where_there_are_many() -> None:
    with pytest.raises(SealUnreadable) as raised:
        read({"year": "2025", "more": "x" * 1_000})

    assert str(raised.value) == 'year cannot be "2025", as_of is missing, drawn_at is missing, …'


def test_a_year_is_sealed_with_the_version_of_its_form(small: Content) -> None:
    balance = read(small)

    assert write(balance)["version"] == VERSION
    assert read({**small, "version": 1}) == balance == read(write(balance))
    for version in (0, VERSION + 1, "1", True, None, 1.0):
        with pytest.raises(SealUnreadable, match=f"has the form {version!r}.* reads: 1"):
            read({**small, "version": version})


def test_a_year_of_the_first_form_knows_the_best_posts_by_the_same_age_alone(
    sealed: Sealed, tmp_path: Path
) -> None:
    balance = read(sealed["measured", "2025"])

    assert balance.most_viewed == ()
    assert {post.age for post in balance.best} == {timedelta(days=7)}
    office = build("measured", tmp_path)
    office.update()
    said = office.answer("2025", "en")["sentences"]
    (best,) = [row for row in said if row["id"] == "S8"]
    assert "each at the same age of 7 days" in best["text"]
    assert best["figures"][0] == "best/1/views"


def test_an_older_form_lacks_what_came_later_and_nothing_else(small: Content) -> None:
    """As if the holes had come with form 2: those of form 1 take their default."""
    lacking = FORMS[1]
    forms: dict[int, frozenset[str]] = {1: lacking | {"hole"}, 2: lacking}
    older = deepcopy(small)
    for row in older["coverage"]:
        del row["hole"]

    assert [row.hole for row in read(older, forms).coverage] == [None] * len(older["coverage"])
    assert read({**small, "version": 2}, forms) == read(small)
    with pytest.raises(SealUnreadable, match=r"coverage\[0\].hole is not known"):
        read(small, forms)
    with pytest.raises(SealUnreadable, match=r"coverage\[0\].hole is missing"):
        read({**older, "version": 2}, forms)
