"""Background work: messages out, lapsed duties, the seal of the journal, upkeep, long jobs.

outbox    sends what acts left in the outbox, at least once, with an idempotency key
sweeper   applies the consequence of expired duties, however late it runs
sealer    chains the journal and anchors its head outside the database; verifies the chain
cleanup   deletes what has served: old drafts, counters, abandoned uploads, old job files
jobs      long work somebody watches: imports, reports, mass documents
queue     huey, in a file of its own, on PostgreSQL or Redis
runner    all of it in one process (``jumys worker``)
"""
