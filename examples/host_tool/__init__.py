"""A desk that answers messages about secondments: a small tool that embeds the library.

It is the tool of a tutorial, `docs/testing-your-tool.md`; its tests run in the library's gate.
"""
