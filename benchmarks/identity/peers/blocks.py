"""Which pairs the ordinary ways look at: a file without dependencies, for both environments."""

# Pairs that share one of these are compared; those of columns that the records do not have are left out.
BLOCKS = (
    ("family_name",),
    ("email",),
    ("birth_on",),
    ("phone",),
    ("given_name", "company_name"),
    ("given_name", "postcode"),
    ("given_name", "city"),
)
