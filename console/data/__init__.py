"""The data layer: tables, scope, journal, obligations, outbox. No web imports.

``import console.data.tables`` to have every core table on ``Base.metadata``.
"""
