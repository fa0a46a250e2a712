"""The app: compare agreements, watch a run, explore a sweep, see what it rests on.

A Solara application. Pages read records of runs; the runs are made by
worker processes (:mod:`icsim.ui.jobs`), never in the server's own. What a
page shows is worked out in modules without Solara, so that it can be tested
without a browser.
"""
