"""What the SQL linter needs to read the models without dbt: stand-ins for the names that dbt itself provides."""


class _Adapter:
    @staticmethod
    def dispatch(name: str, _package: str):
        """A dispatched macro, written as a call of a function of its name on its first argument."""
        if name == "split_rows":
            return lambda *_: "cross join pieces"
        return lambda *arguments: f"{name}({arguments[0]})"

    @staticmethod
    def quote(name: str) -> str:
        """A name that is a keyword, quoted."""
        return f'"{name}"'


class _Relation(str):
    def include(self, **_: bool) -> str:
        """The relation with fewer of its parts: its name has one only."""
        return self


class _Builtins:
    @staticmethod
    def ref(*names: str, **_: object) -> _Relation:
        """dbt's own ref, which macros/ref.sql wraps."""
        return _Relation(names[-1])


adapter = _Adapter()
builtins = _Builtins()
execute = False
target = {"type": "duckdb", "schema": "main"}
