"""Sockets: the front door, the one stream per connection, sessions and the HTTP application.

Knows: trio, trio-websocket, hypercorn, the hub, the wire. Does not know: which plugins
there are, settings files, the program. No rule of the native protocol lives here.
"""
