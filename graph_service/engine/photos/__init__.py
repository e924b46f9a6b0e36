"""Photos that people send: decoded and drawn anew in a sealed process, kept on disk by what they hold."""
