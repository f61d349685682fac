"""A line is kept as long as what it was understood with is in use, and no longer."""

from listings.search.lines import Lines
from listings.search.query import Query


def test_a_line_is_kept_while_the_words_are_the_same():
    lines, words = Lines(), (object(), object(), object())
    lines.put("rad onc", Query("rad onc"), words, words)

    assert lines.get("rad onc", words) == Query("rad onc")
    assert lines.get("rad onc TX", words) is None


def test_other_words_forget_all_lines_and_keep_nothing_of_the_old_alive():
    lines, old, new = Lines(), (object(), object(), None), (object(), object(), None)
    lines.put("rad onc", Query("rad onc"), old, old)

    assert lines.get("rad onc", new) is None
    assert lines.held[0] == new
    assert lines.get("rad onc", old) is None


def test_a_line_read_while_the_words_changed_is_not_kept():
    lines, table, lexicon = Lines(), object(), object()
    before, after = (object(), table, None), (object(), table, None)
    lines.put("rad onc", Query("rad onc"), before, after)
    assert lines.get("rad onc", after) is None

    lines.put("epic", Query("epic"), after, (*after[:2], lexicon))  # read for this line
    assert lines.get("epic", (*after[:2], lexicon)) == Query("epic")

    lines.put("cpc", Query("cpc"), (*after[:2], lexicon), (*after[:2], None))  # gone meanwhile
    assert lines.get("cpc", (*after[:2], None)) is None
