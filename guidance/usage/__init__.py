"""How much is read: pages counted by day, language and format, on the server, without a trace of who read them.

`good_beginnings.counting` counts what this process answers, `log` what a proxy in front answered by itself. Both hand
paths to `services`, which keeps pages and throws the paths away. Read `disclosure` first: what may be told, and why.
"""
