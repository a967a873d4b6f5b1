"""How much one file may ask for. Beyond a limit a file is refused, never read as well as it goes."""

MEBIBYTE = 1024 * 1024

MAX_COLUMNS = 2_000  # the widest real export seen has 382
MAX_RECORD_BYTES = 8 * MEBIBYTE  # one record of text; a longer one holds its batch
MAX_UNPACKED_RATIO = 200  # honest exports pack 5 to 60 times; a bomb packs 1,000 times
RATIO_FREE_BYTES = 32 * MEBIBYTE  # below this size the ratio does not matter
MAX_WORKBOOK_BYTES = 512 * MEBIBYTE  # all parts of a workbook, unpacked; it is read into memory
MAX_WORKBOOK_PARTS = 2_000
MAX_SHOWN_BYTES = 64 * 1024  # of a refused line that is kept in quarantine
SMALL_BATCH_BYTES = 16 * MEBIBYTE  # landed bytes of a batch whose cells are kept in memory

# The reading process itself: address space beyond DuckDB's memory limit, and time.
EXTRA_ADDRESS_SPACE_MB = 2_500
ADDRESS_SPACE_PER_THREAD_MB = 256
SECONDS_PER_BATCH = 300
SECONDS_PER_MEBIBYTE = 1
