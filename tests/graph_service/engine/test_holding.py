"""Words looked for by blocks are found where two blocks meet too."""

from io import BytesIO

from graph_service.engine.writer import holding
from graph_service.engine.writer.holding import holds


def test_a_word_is_found_wherever_blocks_end() -> None:
    words = (b"<http://e/a>", b"<http://e/a#")
    for before in range(holding._BLOCK - 15, holding._BLOCK + 2):
        assert holds(BytesIO(b"x" * before + words[0] + b" ."), words)
        assert holds(BytesIO(b"x" * before + words[1] + b"id>"), words)
        assert not holds(BytesIO(b"x" * before + b"<http://e/a/b> ."), words)
    assert not holds(BytesIO(b""), words)
