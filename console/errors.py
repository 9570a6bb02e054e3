"""Every way an act can fail, with what a person needs to know about it.

    JumysError
    ├── DeclarationError      a plugin, law or form is wrong: the console does not start
    └── Refusal               an act was refused; nothing was written
        ├── NotFound      404 no such thing, or not yours to see (the same answer for both)
        ├── Forbidden     403 you may see it, but this act is not yours
        ├── Conflict      409 the state or version moved on meanwhile
        ├── Invalid       422 fields of the form are wrong
        ├── Grounds       422 the Rules refuse it: every failing ground, with its paragraph
        ├── TooLarge      413 more than the limit
        ├── Throttled     429 too many tries
        └── Unavailable   503 an outside system gave no answer: the act is parked, try later
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from console.declare import Ground

Label = Mapping[str, str]


class JumysError(Exception):
    """Root of all errors raised on purpose."""


class DeclarationError(JumysError):
    """A declaration (law, step, form, plugin) is wrong. One sentence says which and why."""


class Refusal(JumysError):
    """An act was refused and nothing was written.

    ``title``   what happened, in kk/ru/en
    ``fields``  form errors: field path -> list of messages
    ``grounds`` failing grounds of the Rules, all of them
    ``detail``  facts for the reader (versions, states, limits)
    """

    status = 422
    code = "refused"
    default: Label = {
        "kk": "Әрекет орындалмады.",
        "ru": "Действие не выполнено.",
        "en": "The act was not carried out.",
    }

    def __init__(
        self,
        title: Label | None = None,
        *,
        fields: Mapping[str, Sequence[Label]] | None = None,
        grounds: Sequence[Ground] = (),
        detail: Mapping[str, Any] | None = None,
    ) -> None:
        self.title: Label = title or self.default
        self.fields = dict(fields or {})
        self.grounds = list(grounds)
        self.detail = dict(detail or {})
        super().__init__(self.title.get("en", self.code))


class NotFound(Refusal):
    """Nothing of that number is visible to you. Unknown and foreign are answered alike."""

    status = 404
    code = "not_found"
    default = {
        "kk": "Мұндай жазба табылмады.",
        "ru": "Такая запись не найдена.",
        "en": "No such record was found.",
    }


class Forbidden(Refusal):
    """The actor's roles do not include the step's action at this office."""

    status = 403
    code = "forbidden"
    default = {
        "kk": "Бұл әрекетке құқығыңыз жоқ.",
        "ru": "У вас нет права на это действие.",
        "en": "You have no right to this act.",
    }


class Conflict(Refusal):
    """State or version moved on. ``detail`` holds both versions where known."""

    status = 409
    code = "conflict"
    default = {
        "kk": "Жазба сіз ашқаннан кейін өзгерген.",
        "ru": "Запись изменилась после того, как вы ее открыли.",
        "en": "The record changed after you opened it.",
    }


class Invalid(Refusal):
    """Fields of the form are missing or wrong: ``fields`` says which and how."""

    code = "invalid"
    default = {
        "kk": "Қателерді түзетіңіз.",
        "ru": "Исправьте ошибки.",
        "en": "Correct the errors.",
    }


class Grounds(Refusal):
    """The Rules refuse the act; ``grounds`` lists every failing ground with its paragraph."""

    code = "grounds"
    default = {
        "kk": "Қағидалар бұл әрекетке жол бермейді.",
        "ru": "Правила не допускают это действие.",
        "en": "The Rules do not allow this act.",
    }


class TooLarge(Refusal):
    """A file, body or selection over its limit."""

    status = 413
    code = "too_large"
    default = {
        "kk": "Көлемі рұқсат етілгеннен үлкен.",
        "ru": "Превышен допустимый размер.",
        "en": "Larger than allowed.",
    }


class Throttled(Refusal):
    """Too many tries in a short time."""

    status = 429
    code = "throttled"
    default = {
        "kk": "Әрекет саны тым көп. Кейінірек қайталаңыз.",
        "ru": "Слишком много попыток. Повторите позже.",
        "en": "Too many tries. Try again later.",
    }


class Unavailable(Refusal):
    """An outside system gave no usable answer; nothing is decided, the act may be repeated."""

    status = 503
    code = "unavailable"
    default = {
        "kk": "Сыртқы жүйе жауап бермеді. Енгізілгені сақталды, кейінірек қайталаңыз.",
        "ru": "Внешняя система не ответила. Введенное сохранено, повторите позже.",
        "en": "An outside system did not answer. What you entered is kept; try again later.",
    }
