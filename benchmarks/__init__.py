"""Benchmarks: ratios against a bound measured in the same run; see ``make bench``."""
