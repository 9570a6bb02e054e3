"""The KATO code of a workplace, from the settlement an employer wrote (par. 2(9): transport)."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from console.data.actors import Place
from plugins.mediation.concepts import district

#: words beside the name of a settlement, in either language
_KIND = re.compile(
    r"\b(қаласы|қ|ауылы|а|кенті|город|гор|г|село|с|аул|поселок|посёлок|пос|п)\b\.?", re.IGNORECASE)
#: places of one name in an oblast that are looked at
MOST = 20


def kato_of(session: Session, region: str | None, settlement: str) -> str | None:
    """The code where the classifier knows one such place in the oblast, or one such district."""
    written = " ".join((settlement or "").split("(")[0].split(",")[0].split())
    bare = " ".join(_KIND.sub(" ", written).split())
    names = {name for name in (written, bare) if name}
    if not region or not names:
        return None
    like: list[Any] = [Place.name_kk.in_(names), Place.name_ru.in_(names)]
    like += [column.startswith(f"{bare} ", autoescape=True)
             for column in (Place.name_kk, Place.name_ru) if bare]
    codes = session.scalars(
        select(Place.code).where(or_(*like))
        .where(Place.code.between(f"{region[:2]}0000000", f"{region[:2]}9999999")).limit(MOST)
    ).all()
    near = {district(code) for code in codes}
    if len(near) != 1 or None in near:
        return None
    return codes[0] if len(codes) == 1 else f"{near.pop()}00000"
