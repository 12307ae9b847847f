"""The hub of `make load`: the one of deploy/, with what makes it a trial on this machine alone.

Who knows the password, made anew for each run, may enter under any name; folders of students lie in
the folder of the run, and all run as one user.
"""

import os
from pathlib import Path

c = get_config()  # noqa: F821 - JupyterHub puts it there
load_subconfig(  # noqa: F821 - likewise
    str(Path(__file__).resolve().parents[1] / "deploy" / "jupyterhub_config.py")
)
home = Path(os.environ["LOAD_HOME"])
front, back, proxy = os.environ["LOAD_PORTS"].split()
c.JupyterHub.bind_url = f"http://127.0.0.1:{front}"
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{back}"
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{proxy}"
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = os.environ["LOAD_PASSWORD"]
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = str(home / "users" / "{username}")
c.Spawner.args += os.environ["LOAD_ARGUMENTS"].split()
if "LOAD_PORTS_FOR_KERNELS" in os.environ:
    c.Spawner.args.remove("--KernelManager.transport=ipc")
c.Spawner.env_keep.append("LOAD_RUN")  # by which all that this run started is found at its end
c.JupyterHub.log_level = "WARN"
