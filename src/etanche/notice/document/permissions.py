"""What we ask of other services: every permission, as the service calls it, and the features that need it."""

from __future__ import annotations

from etanche.charter import Charter
from etanche.notice.document.blocks import Block, Paragraph, Row, Section, Table
from etanche.notice.naming import told
from etanche.terms import Language
from etanche.words import Code, begun_large, enumerated, fine, phrase, say

COLUMNS = ("head", "for", "asks")


def section(charter: Charter, language: Language) -> Section | None:
    """List the permissions provider by provider; without providers there is nothing to say."""
    if not charter.providers:
        return None
    blocks: list[Block] = [Paragraph(words=phrase("notice.permissions.text", language))]
    blocks += [_table(charter, name, language) for name in charter.providers]
    return Section(id="permissions", title=say("notice.permissions.title", language), blocks=tuple(blocks))


def _table(charter: Charter, name: str, language: Language) -> Table:
    """List what is asked of one provider."""
    provider = charter.providers[name]
    return Table(
        caption=say(
            "notice.permissions.caption", language, provider=fine(provider.name, language), n=len(provider.scopes)
        ),
        head=tuple(say(f"notice.permissions.{column}", language) for column in COLUMNS),
        rows=tuple(
            Row(
                id=f"scope-{name}-{scope_name}",
                head=begun_large(told(scope.title, language)),
                cells=(
                    (
                        begun_large(
                            enumerated([told(charter.features[one].title, language) for one in scope.for_], language)
                        ),
                    ),
                    (Code(text=scope.asks),),
                ),
            )
            for scope_name, scope in provider.scopes.items()
        ),
    )
