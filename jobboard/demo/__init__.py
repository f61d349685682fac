"""The demo board: invented employers, people and listings, written from the trade's vocabulary in our own words.

Nobody and nothing here exists: domains end in .example, addresses in @demo.test. The same seed gives the same board.

material/*.toml, employers.toml, phrases.toml, places.toml   the words
material.py   reads them          drawing.py   draws a listing's facts      writing.py   writes its description
rows.py       stores listings     people.py    personas and applicants      scenes.py    queue, imports, applications
build.py      all of it, in one transaction                                 clearing.py  and away again
"""
