"""A desk that answers messages about secondments: a small tool that embeds the library.

It is the tool of the tutorial: see `docs/testing-your-tool.md`. Its tests run in the library's gate.
"""
