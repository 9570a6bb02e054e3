"""Finding an office from another one: the nearest of a kind, going up the tree.

The local authority of a center is that of the same district; the executive body and the quality
body are those of the district where there is one, else of the region.
"""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from console.data.actors import Office


def nearest(session: Session, office: Office, kind: str) -> Office | None:
    """The office of ``kind`` under the closest common ancestor; None when the tree has none."""
    steps = [part for part in office.path.split("/") if part]
    for length in range(len(steps), 0, -1):
        prefix = f"/{'/'.join(steps[:length])}/"
        found = session.scalars(
            select(Office)
            .where(Office.kind == kind, Office.path.startswith(prefix))
            .order_by(func.length(Office.path), Office.id)
            .limit(1)
        ).first()
        if found is not None:
            return found
    return None
