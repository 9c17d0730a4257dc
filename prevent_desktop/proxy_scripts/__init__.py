"""Scripts for automatic configuration of a proxy (PAC), worked out in a confined process (`confined`).

`questions` is what can be asked and answered, `asking` asks from any process of the program, `child` is what the confined one
runs: the script itself runs there alone, over the functions that such scripts know (`functions`), and can open nothing.
"""

SCRIPT_PROCESS = "proxy-script-process"
"""The one argument with which the program is that process."""
