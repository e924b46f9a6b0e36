"""What is published whole: dumps of graphs and of licences, and the statistics counted while they are written.

Made by a sealed process in the background. A graph that did not change is not written again: its file is kept under
the name of its content, and every dump is made of such files (gzip members follow each other).
"""
