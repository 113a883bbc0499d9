"""What every table of config.toml is made of."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

# A list of TOML becomes a tuple; what stands in it stays strict.
AsTuple = Field(default=(), strict=False)


class Section(BaseModel):
    """A table of config.toml: known keys alone, each of exactly its type, never changed."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        hide_input_in_errors=True,
        defer_build=True,  # built once, as part of the whole
    )
