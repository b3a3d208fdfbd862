"""docs/settings.md lists every setting with its default, and the environment sets each."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from mingbian import cli
from mingbian.settings import REPOSITORY, Settings

TABLE = (Path(__file__).parents[2] / "docs" / "settings.md").read_text(encoding="utf-8")


def test_the_table_lists_every_setting_with_its_default() -> None:
    own = TABLE.split("The command line", 1)[0]
    listed = dict(re.findall(r"^\| `(\w+)` \| (?:`([^`]*)`)? ?\|", own, re.M))
    defaults = {
        f"MINGBIAN_{field.name.upper()}": _shown(field.default) for field in fields(Settings)
    }
    assert listed == defaults


def test_the_variables_of_the_command_line_are_listed_too() -> None:
    source = Path(cli.__file__).read_text(encoding="utf-8")
    named = set(re.findall(r'envvar="(MINGBIAN_\w+)"', source))
    assert named
    assert named == set(re.findall(r"^\| `(\w+)` \| `--", TABLE, re.M))


@pytest.mark.parametrize("field", fields(Settings), ids=lambda field: field.name)
def test_the_environment_sets_it(field: object) -> None:
    name = field.name  # type: ignore[attr-defined]
    default = getattr(Settings(), name)
    value = "7" if isinstance(default, int | float) else "/elsewhere"
    changed = Settings.from_environment({f"MINGBIAN_{name.upper()}": value})
    assert getattr(changed, name) == type(default)(value) or str(getattr(changed, name)) == value
    assert Settings.from_environment({f"MINGBIAN_{name.upper()}": ""}) == Settings()


def _shown(default: object) -> str:
    return str(default.relative_to(REPOSITORY)) if isinstance(default, Path) else str(default)
