# `make lab` opens the collection, `make test` runs every test, `make update` fetches the newest version. Each sets up everything it needs.
# `make readers` tests Firefox and WebKit from the first page to the last (Debian 12).
# For teachers: `make class` lets a class vote, `make wall` shows what it answered, `make rehearsal` goes through a whole lesson by itself,
# `make mark` reads free answers in the browser, `make student-edition` writes a copy without keys.
PYTHON ?= python3

.PHONY: lab wall rehearsal test readers check outputs site bench lock class mark student-edition hub load update need-python

lab wall rehearsal test readers check outputs site bench lock class mark student-edition: need-python
	@$(PYTHON) -E -s tools/bootstrap.py $@ $(ARGS)

# A hub for a class (docs/hub.md): what it is started from, and forty students at once on it.
hub load: need-python
	@$(PYTHON) -E -s tools/hub.py $@ $(ARGS)

update: need-python
	@$(PYTHON) -E -s tools/update.py

need-python:
	@command -v $(PYTHON) >/dev/null 2>&1 || { echo "No Python found under the name $(PYTHON): install Python 3.11 or newer, or name yours with make PYTHON=/path/to/python." >&2; exit 1; }
