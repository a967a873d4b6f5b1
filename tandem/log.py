"""Structured log lines on standard error; never personal data, never raw cell values."""

import logging
import sys

import structlog


def configure(level: str = "info", form: str = "text") -> None:
    """Set up structlog once per process. ``form`` is ``text`` for people or ``json`` for machines."""
    renderer = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


get_logger = structlog.get_logger
