"""The sub-commands of `maillage`, one module a subject. They ask and print; the work is done below."""
