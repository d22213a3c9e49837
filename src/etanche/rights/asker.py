"""
What who asked can do and have: confirm that it is them, read their answer, take what belongs to it.
"""

from __future__ import annotations

from collections.abc import Collection

from etanche.errors import Refused
from etanche.notice import pdf
from etanche.rights.archive import access, portable, zipped
from etanche.rights.deaths import handed_over
from etanche.rights.filed import Filed
from etanche.rights.keeping import Keeping
from etanche.rights.letters import opened, words_in
from etanche.rights.links import read_word
from etanche.rights.printing import answer_paper
from etanche.rights.recognising import confirmed
from etanche.rights.register import NoSuchRequest, Page
from etanche.rights.replying import ERASING
from etanche.vault import THEMSELVES, NotErased


class ForAskers(Keeping):
    """The part of requests that is for those who made them; `Requests` is one."""

    def led_to(self, word: str) -> Filed:
        """
        Return the request that the word of a link leads to.

        Raises:
            NoSuchRequest: it leads nowhere, or not any more.
        """
        return self.register.get(read_word(self.around, word))

    def confirm(self, word: str) -> Filed:
        """
        Take the word of a link as proof of the address it was sent to.

        Raises:
            NoSuchRequest: it leads nowhere, or not any more.
            TurnedAway: it was confirmed before, or the request is over.
        """
        return confirmed(self.around, self.led_to(word))

    def of_persons(self, who: Collection[bytes]) -> Page:
        """Return the requests of some persons, the nearest day first; an altered one by its name."""
        return self.register.of_persons(who)

    def answered(self, filed: Filed) -> str:
        """Return the answer as it was given, for who asked; empty as long as there is none, or once it is gone."""
        return words_in(self.around, opened(self.around, filed.answer)) if filed.request.answered_on else ""

    def printed(self, filed: Filed) -> bytes:
        """
        Return the answer as a PDF, for who asked.

        Raises:
            NoSuchRequest: there is no answer, or not any more.
            MissingExtra, Unprintable: as `notice.pdf`.
        """
        text = self.answered(filed)
        if not text:
            raise NoSuchRequest("there is no answer, or not any more", hint="it is kept as long as the charter says")
        day = filed.request.answered_on or filed.request.last
        return pdf(answer_paper(self.around, filed, text), on=day)

    def certificates(self, filed: Filed) -> bytes:
        """
        Return the signed certificates of an erasure that was answered, one for each of who asked and whom they were joined with, as a zip.

        Raises:
            NoSuchRequest: nothing was erased by it.
        """
        around, at = self.around, self.around.clock.now()
        files = []
        if filed.request.right in ERASING and filed.request.answered_on is not None:
            for number, person in enumerate(sorted(around.vault.group_of(filed.person)), 1):
                try:
                    files.append((f"erasure-{number}.json", around.certificate(person, THEMSELVES)))
                except NotErased:
                    continue
        if not files:
            raise NoSuchRequest("nothing was erased by this request", hint="see its answer")
        return zipped(files, at)

    def hands_over(self, filed: Filed) -> bool:
        """Tell whether somebody's archive belongs to an answer because they wished that it be handed over to who asked."""
        return handed_over(self.around, filed) is not None

    def given(self, filed: Filed, *, portable_only: bool = False, by: str = THEMSELVES) -> bytes:
        """
        Return the archive that a request is answered with, for who asked.

        Raises:
            Refused: nobody knows yet who asks.
        """
        if filed.request.proof is None:
            raise Refused("nobody knows yet who asks", hint="they show it first: `etanche request advance`")
        make = portable if portable_only else access
        whose = handed_over(self.around, filed) or filed.person
        return make(self.around, whose, language=filed.language, by=by)
