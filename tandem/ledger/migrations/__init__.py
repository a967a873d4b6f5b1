"""Schema migrations: one file per version, applied by tandem.ledger.migrate."""
