"""Stands in for Buildbot's own web pages, which Debian does not package.

Without a plugin named "base" a master refuses to start its web server, and with it the REST API.
"""

from buildbot.www.plugin import Application

ep = Application(__name__, "No pages, only the API")
