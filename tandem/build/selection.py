"""Which models a build has to run: those that something new can reach.

A build that starts from a release has that release's tables. A model whose inputs hold the same rows, under the same
definitions and run time, would only write the same rows again; so the build runs the readers of what is new, their
readers, and so on. Changed definitions never come here: then everything is built (``plan.py``).
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

# However a model or a macro spells it.
_RUN_TIME = re.compile(r"""var\(\s*['"](as_of|build_no)['"]""")
_BUILT = ("model", "seed")


class Graph:
    """What reads what, from dbt's own manifest. Models and seeds are named as in ``ref``, sources ``schema.table``."""

    def __init__(self, manifest: Any) -> None:
        manifest.build_parent_and_child_maps()
        self._manifest = manifest

    @property
    def models(self) -> set[str]:
        """Every enabled model and seed."""
        return {node.name for node in self._nodes()}

    def tag(self, tag: str, names: set[str]) -> None:
        """Give these models and seeds, and no others, a tag in the manifest, for dbt's ``tag:`` selector."""
        for node in self._nodes():
            node.tags = [other for other in node.tags if other != tag] + [tag] * (node.name in names)

    def after(self, *sources: str) -> set[str]:
        """Everything that reads these sources, directly or through others. A name may end in ``.*``."""
        return self._reached(self._sources(sources))

    def before(self, *names: str) -> set[str]:
        """These models and everything they read, directly or through others."""
        starts = {node.unique_id for node in self._nodes() if node.name in names}
        return self._named(_closure(starts, lambda unique_id: self._manifest.parent_map.get(unique_id, [])))

    def affected(self, sources: Iterable[str], relations: set[tuple[str, str]], *, run_time_changed: bool) -> set[str]:
        """The models to run: readers of ``sources``, readers of the run time if it differs, what is missing, and all
        that follows from them. ``relations`` are the (schema, name) that the build starts with."""
        starts = self._sources(sources) | self._rewritten(relations, run_time_changed=run_time_changed)
        return self._reached(starts)

    def standing_views(self, relations: set[tuple[str, str]], *, run_time_changed: bool) -> set[str]:
        """The views that need not be created again whatever they read: the statement would be the same."""
        rewritten = self._rewritten(relations, run_time_changed=run_time_changed)
        return {
            node.name
            for node in self._nodes()
            if node.config.materialized == "view" and node.unique_id not in rewritten
        }

    def _nodes(self) -> Iterator[Any]:
        return (node for node in self._manifest.nodes.values() if node.resource_type in _BUILT)

    def _sources(self, names: Iterable[str]) -> set[str]:
        wanted = set(names)
        return {
            unique_id
            for unique_id, source in self._manifest.sources.items()
            if {f"{source.source_name}.{source.name}", f"{source.source_name}.*"} & wanted
        }

    def _reached(self, starts: set[str]) -> set[str]:
        """The starts that are built themselves, and everything downstream of any start."""
        return self._named(_closure(starts, lambda unique_id: self._manifest.child_map.get(unique_id, [])))

    def _named(self, unique_ids: set[str]) -> set[str]:
        return {node.name for node in self._nodes() if node.unique_id in unique_ids}

    def _rewritten(self, relations: set[tuple[str, str]], *, run_time_changed: bool) -> set[str]:
        """What is missing, and what reads the run time if it differs."""
        missing = {node.unique_id for node in self._nodes() if (node.schema, node.alias) not in relations}
        return missing | self._readers_of_the_run_time() if run_time_changed else missing

    def _readers_of_the_run_time(self) -> set[str]:
        macros = self._manifest.macros
        users: dict[str, set[str]] = {}
        for macro in macros.values():
            for used in macro.depends_on.macros:
                users.setdefault(used, set()).add(macro.unique_id)
        told = {macro.unique_id for macro in macros.values() if _RUN_TIME.search(macro.macro_sql)}
        told = _closure(told, lambda unique_id: users.get(unique_id, ()))
        return {
            node.unique_id
            for node in self._nodes()
            if told & set(node.depends_on.macros) or _RUN_TIME.search(node.raw_code or "")
        }


def _closure(starts: set[str], following: Callable[[str], Iterable[str]]) -> set[str]:
    found, waiting = set(starts), list(starts)
    while waiting:
        for unique_id in following(waiting.pop()):
            if unique_id not in found:
                found.add(unique_id)
                waiting.append(unique_id)
    return found
