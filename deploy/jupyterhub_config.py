"""A hub on one server, where every student has an account of the machine (docs/hub.md).

Nobody may enter until whoever keeps the hub names who may, in a file of their own that begins with
`load_subconfig` of this one; this one is never changed. It listens on the machine itself alone:
what stands before it speaks TLS and is the owner's.
"""

import sys
from pathlib import Path

c = get_config()  # noqa: F821 - JupyterHub puts it there
ENVIRONMENT = Path(sys.prefix)  # made by `make hub`; students' servers are started from it too
CLASS = 100  # servers that may start at once; who comes too many gets an error page, not a queue
LONGEST_IDLE = 3600  # seconds

c.JupyterHub.bind_url = "http://127.0.0.1:8000"
c.ConfigurableHTTPProxy.command = [
    str(ENVIRONMENT / "proxy" / "node_modules" / ".bin" / "configurable-http-proxy")
]

c.JupyterHub.authenticator_class = "pam"
c.JupyterHub.spawner_class = "local"
c.Spawner.cmd = [str(ENVIRONMENT / "bin" / "jupyterhub-singleuser")]
c.Spawner.default_url = "/lab"
# Kernels speak with their server through files: of ports, two kernels of one machine now and then
# choose the same. Such a file lies in the student's own folder; its path has 107 signs at most.
c.Spawner.args = ["--KernelManager.transport=ipc"]
c.Spawner.environment = {
    "JUPYTER_RUNTIME_DIR": lambda spawner: spawner.user_env({})["HOME"] + "/.run",
    # of Jupyter's configurations the environment's own is the strongest
    "JUPYTER_PREFER_ENV_PATH": "1",
}
c.Spawner.env_keep.append("KHADDAM_HAND_IN")  # the folder of the class, where there is one

# forty servers that start on two cores take a minute; the default gives up after that
c.Spawner.start_timeout = c.Spawner.http_timeout = 300
c.Spawner.poll_interval = 5  # seconds after which a server that was killed may start again
c.JupyterHub.concurrent_spawn_limit = CLASS

c.JupyterHub.services = [
    {
        "name": "idle-culler",
        "command": [
            sys.executable,
            "-m",
            "jupyterhub_idle_culler",
            f"--timeout={LONGEST_IDLE}",
            "--cull-every=300",
        ],
    }
]
c.JupyterHub.load_roles = [
    {
        "name": "idle-culler",
        "services": ["idle-culler"],
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
    }
]
