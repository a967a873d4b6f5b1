"""The synthetic company: systems in their connectors' shapes, dated deliveries, and the truth beside them."""

# Part of every random stream and of the manifest. Raise it when any output byte may change.
GENERATOR_VERSION = 2
