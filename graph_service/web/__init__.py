"""HTTP: what is asked is read here, what is answered is written here. Flask lives in this folder and in `app.py`.

No SPARQL is evaluated and no store is opened here; no loader is imported.
"""
