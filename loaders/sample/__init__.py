"""A sample network: facts of five real documents about associations' support, as tables in `loaders/data/sample/`.

One module a group of tables. No person, no telephone, no e-mail; needs and obstacles without who said them.
"""
