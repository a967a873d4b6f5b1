"""Decisions an orchestrator needs, in plain Python: what to take in, what to wake, when a build is due, what to tell.

The DAGs call one function of this package per task. Nothing here knows which orchestrator calls; the ledger is the
only memory, so an event that is lost or doubled changes nothing.
"""
