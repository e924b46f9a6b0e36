"""The sources, discovered: every module of `loaders.sources` that has a `SOURCE`."""

import importlib
import pkgutil
from functools import cache

import loaders.sources
from graph_service.errors import UsageError
from graph_service.languages import Text
from loaders.source import Source


@cache
def sources() -> dict[str, Source]:
    """Name → source, in alphabetical order."""
    names = sorted(module.name for module in pkgutil.iter_modules(loaders.sources.__path__))
    modules = [importlib.import_module(f"loaders.sources.{name}") for name in names]
    found = [module.SOURCE for module in modules if hasattr(module, "SOURCE")]
    return {source.name: source for source in found}


def find_source(name: str) -> Source:
    """A source by its name.

    Raises:
        UsageError: no such source; the detail lists those there are.
    """
    # The others' libraries take a second: a source is most often in the module of its name.
    module = name.replace("-", "_")
    if any(found.name == module for found in pkgutil.iter_modules(loaders.sources.__path__)):
        source: Source | None = getattr(importlib.import_module(f"loaders.sources.{module}"), "SOURCE", None)
        if source is not None and source.name == name:
            return source
    if name not in sources():
        names = ", ".join(sources())
        raise UsageError(
            Text(
                f"« {name} » n’est pas une source. Sources : {names}.",
                f"“{name}” is no source. Sources: {names}.",
            )
        )
    return sources()[name]
